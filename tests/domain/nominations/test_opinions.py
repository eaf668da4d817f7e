"""An office asks another body about nominees; it confirms nobody before the answer or a written end of the question."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.factories.accounts import make_user
from tests.factories.appraisal import photograph
from tests.factories.nominations import AT, later, make_round, make_sent, officer_of, referral_of, row
from tests.factories.organizations import Country
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.communications.catalog import TABLE
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions import Paper, Said
from thidua.domain.nominations.models import Evidence, Nomination, OpinionRequest, Referral
from thidua.domain.nominations.queries.opinions import get_request, opinions_about
from thidua.domain.nominations.queries.waiting import waiting_for

DUE = date(2026, 12, 18)
OVER = datetime(2026, 12, 21, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def here(country: Country) -> list[Referral]:
    """Two nominees for the province's own certificate of merit, waiting for its appraisal."""
    sent = make_sent(country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD"), row(1, "BK_LDLD")])
    Nomination.objects.update(verdict="eligible", problems=[])
    return [referral_of(one) for one in sent]


def ask(country: Country, here: list[Referral], **told: Any) -> OpinionRequest:
    facts: dict[str, Any] = {
        "body": "Sở Nội vụ", "question": "Đề nghị cho ý kiến.", "due_on": DUE, "actor": officer_of(country.phu_tho),
        "at": AT, "letter_no": "118/LĐLĐ",
    }  # fmt: skip
    return actions.ask_opinion(referral_ids=[one.pk for one in here], **(facts | told))


def said(asked: OpinionRequest, *stances: Said) -> dict[int, Said]:
    return dict(zip(asked.opinions.order_by("pk").values_list("pk", flat=True), stances, strict=True))


def test_nobody_is_confirmed_before_the_answer(country: Country, here: list[Referral]) -> None:
    asked, office = ask(country, here), officer_of(country.phu_tho)
    with pytest.raises(Refused, match="đang chờ ý kiến của Sở Nội vụ"):
        actions.appraise(referral_ids=[here[0].pk], actor=office, at=AT)
    here[0].refresh_from_db()
    assert here[0].state == "received"
    actions.answer_opinion(
        request_id=asked.pk, said=said(asked, Said("agrees"), Said("remarks", "Kiểm tra thuế quý 3.")),
        answered_on=date(2026, 12, 10), answer_no="901/SNV", actor=office, at=later(2),
    )  # fmt: skip
    actions.appraise(referral_ids=[one.pk for one in here], actor=office, at=later(2))
    given = opinions_about(here[1].nomination_id)
    assert [(one.stance, one.remarks, one.request.answer_no) for one in given] == [
        ("remarks", "Kiểm tra thuế quý 3.", "901/SNV")
    ]
    names = Event.objects.filter(subject_type="nomination", subject_id=here[0].nomination_id)
    assert set(names.values_list("name", flat=True)) >= {
        "nomination.opinion_asked",
        "nomination.opinion_given",
    }


def test_the_paper_of_the_answer_joins_every_file(
    country: Country, here: list[Referral], tmp_path: Path
) -> None:
    asked = ask(country, here)
    actions.answer_opinion(
        request_id=asked.pk, said=said(asked, Said("agrees"), Said("agrees")), answered_on=AT.date(),
        answer_no="901/SNV", paper=Paper(photograph(), "cong van.jpg", tmp_path),
        actor=officer_of(country.phu_tho), at=AT,
    )  # fmt: skip
    kept = list(
        Evidence.objects.order_by("nomination_id").values_list("nomination_id", "paper_code", "title")
    )
    title = "Ý kiến của Sở Nội vụ, 901/SNV"
    assert kept == [(here[0].nomination_id, "hiep_y", title), (here[1].nomination_id, "hiep_y", title)]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (Said(""), "Chưa chọn ý kiến về"),
        (Said("disagrees", " "), "lý do không đồng ý"),
        (Said("x"), "Chưa chọn"),
    ],
)
def test_half_an_answer_is_refused_and_changes_nothing(
    country: Country, here: list[Referral], second: Said, words: str
) -> None:
    asked = ask(country, here)
    with pytest.raises(Refused, match=words):
        actions.answer_opinion(
            request_id=asked.pk, said=said(asked, Said("agrees"), second), answered_on=AT.date(),
            actor=officer_of(country.phu_tho), at=AT,
        )  # fmt: skip
    asked.refresh_from_db()
    assert asked.state == "asked"
    assert set(asked.opinions.values_list("stance", flat=True)) == {""}


def test_silence_is_no_answer_before_its_day_and_never_by_itself(
    country: Country, here: list[Referral]
) -> None:
    asked, office = ask(country, here), officer_of(country.phu_tho)
    with pytest.raises(Refused, match="Còn trong hạn trả lời, đến hết 18/12/2026"):
        actions.lapse_opinion(request_id=asked.pk, reason="Không trả lời", actor=office, at=AT)
    with pytest.raises(Refused, match="Ghi lý do"):
        actions.lapse_opinion(request_id=asked.pk, reason=" ", actor=office, at=OVER)
    late = [one for one in waiting_for(office, OVER.date()) if one.kind == "opinion_late"]
    assert [(one.title, one.count, one.opinion_id) for one in late] == [("Sở Nội vụ", 2, asked.pk)]
    actions.remind_opinion(request_id=asked.pk, actor=office, at=OVER)
    with pytest.raises(Refused, match="Hôm nay đã nhắc"):
        actions.remind_opinion(request_id=asked.pk, actor=office, at=OVER)
    actions.lapse_opinion(request_id=asked.pk, reason="Đã nhắc, không trả lời.", actor=office, at=OVER)
    asked.refresh_from_db()
    assert (asked.state, asked.reminders, asked.note) == ("lapsed", 1, "Đã nhắc, không trả lời.")
    assert not [one for one in waiting_for(office, OVER.date()) if one.kind == "opinion_late"]


def test_a_union_unit_is_told_reads_the_question_and_answers_itself(
    country: Country, here: list[Referral]
) -> None:
    user = make_user("zone@thidua.example", (Role.APPRAISER, country.zone))
    zone = officer_of(country.zone)
    asked = ask(country, here, body="", unit_id=country.zone.pk)
    assert get_request(zone, asked.pk) == asked
    assert [one.kind for one in waiting_for(zone, AT.date())].count("opinion") == 1
    event = Event.objects.filter(name="nomination.opinion_asked").first()
    assert event is not None
    assert TABLE[event.name].audience(event) >= {user.pk}
    with pytest.raises(Refused, match="Chỉ cán bộ của đơn vị được hỏi"):
        actions.answer_opinion(
            request_id=asked.pk, said=said(asked, Said("agrees"), Said("agrees")), answered_on=AT.date(),
            actor=officer_of(country.phu_tho), at=AT,
        )  # fmt: skip
    actions.answer_opinion(
        request_id=asked.pk, said=said(asked, Said("agrees"), Said("disagrees", "Đang xác minh đơn thư.")),
        answered_on=AT.date(), actor=zone, at=AT,
    )  # fmt: skip
    asked.refresh_from_db()
    assert (asked.state, asked.closed_by) == ("answered", zone.name)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"body": " "}, "Ghi tên cơ quan được hỏi"),
        ({"question": ""}, "Ghi nội dung cần hỏi"),
        ({"due_on": AT.date()}, "phải sau hôm nay"),
    ],
)
def test_a_letter_without_its_parts_is_not_written(
    country: Country, here: list[Referral], told: dict[str, Any], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        ask(country, here, **told)
    assert not OpinionRequest.objects.exists()


def test_neighbors_and_authors_do_not_ask(country: Country, here: list[Referral]) -> None:
    for unit in (country.bac_ninh, country.lam_thao):
        with pytest.raises(Refused, match="đang ở đơn vị khác"):
            ask(country, here, actor=officer_of(unit))
    asked = ask(country, here)
    with pytest.raises(OpinionRequest.DoesNotExist):
        get_request(officer_of(country.bac_ninh), asked.pk)
