"""Drafting, issuing, revoking and correcting; what may not be done changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories.accounts import make_actor
from tests.factories.decisions import (
    AT_SIGNING,
    SIGNING_DAY,
    approve,
    head_of,
    make_draft,
    make_issued,
    make_signing,
)
from tests.factories.nominations import referral_of
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.decisions import actions, queries, rendering
from thidua.domain.decisions.actions.drafting import bonus_fields
from thidua.domain.decisions.models import Decision, DecisionLine, NumberSeries
from thidua.domain.decisions.queries import decisions as listing
from thidua.domain.decisions.queries import waiting
from thidua.domain.decisions.queries.papers import DecisionPapers
from thidua.domain.nominations import routes
from thidua.domain.nominations.models import Nomination
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.standing import latest_content, standing_of


def test_issue_numbers_the_decision_enters_the_register_and_closes_the_nominations(country: Country) -> None:
    decision = make_issued(country)
    assert (decision.full_number, decision.state, str(decision.issued_on)) == (
        "01/QĐ-LĐLĐ", "issued", "2026-12-18",
    )  # fmt: skip
    entries = list(Entry.objects.order_by("pk"))
    assert [entry.register_no for entry in entries] == ["PT-26-00001", "PT-26-00002"]
    first = entries[0]
    assert (first.decision_number, first.award_code, first.award_level, first.commendation_type) == (
        "01/QĐ-LĐLĐ", "BK_LDLD", "province", "merit",
    )  # fmt: skip
    assert (first.holder_name, first.sex, first.birth_year, first.position_class, first.province_code) == (
        "Nguyễn Văn Thịnh", "male", 1970, "direct", "25",
    )  # fmt: skip
    assert first.unit_name == "CĐ Công ty CP Supe Lâm Thao"
    assert set(Nomination.objects.values_list("state", flat=True)) == {"conferred"}
    assert [referral_of(row).state for row in Nomination.objects.all()] == ["decided", "decided"]
    assert Event.objects.filter(name="decision.issued").count() == 1
    assert ProcrastinateJob.objects.filter(task_name="decisions.render").count() == 1


def test_issue_asks_the_database_as_often_for_many_lines_as_for_few(country: Country) -> None:
    few, many = make_signing(country, count=2), make_signing(country, count=5)
    asked = []
    for decision in (few, many):
        with CaptureQueriesContext(connection) as found:
            actions.issue(
                decision_id=decision.pk, issued_on=SIGNING_DAY, actor=head_of(country.phu_tho), at=AT_SIGNING
            )
        asked.append(len(found))
    assert asked[1] <= asked[0]
    assert list(many.lines.values_list("entry__register_no", "entry__decision_line")) == [
        ("PT-26-00003", 1), ("PT-26-00004", 2), ("PT-26-00005", 3), ("PT-26-00006", 4), ("PT-26-00007", 5),
    ]  # fmt: skip
    assert Event.objects.filter(name="nomination.decided").count() == 7


def test_bonus_follows_the_law_of_the_day(country: Country) -> None:
    assert bonus_fields("BKTTG", "person", date(2026, 12, 18)) == {
        "coefficient": 3.5, "base_salary_vnd": 2_530_000, "bonus_vnd": 8_860_000,
    }  # fmt: skip
    line = make_issued(country, count=1).lines.get()
    assert (line.coefficient, line.bonus_vnd) == (None, None)  # no table held for this award


def test_the_head_alone_issues_and_never_for_themselves(country: Country) -> None:
    decision = make_signing(country)
    officer = make_actor(Role.OFFICER, country.phu_tho)
    with pytest.raises(Refused, match="Chỉ người đứng đầu đơn vị ký"):
        actions.issue(decision_id=decision.pk, issued_on=SIGNING_DAY, actor=officer, at=AT_SIGNING)
    honored = Nomination.objects.values_list("subject_id", flat=True)[0]
    head = replace(head_of(country.phu_tho), person_id=honored)
    with pytest.raises(Refused, match="Bạn có tên trong danh sách"):
        actions.issue(decision_id=decision.pk, issued_on=SIGNING_DAY, actor=head, at=AT_SIGNING)
    decision.refresh_from_db()
    assert (decision.state, decision.number, Entry.objects.count()) == ("signing", None, 0)
    assert NumberSeries.objects.count() == 0


def test_a_refused_issue_leaves_no_gap(country: Country) -> None:
    decision = make_signing(country)
    gone = Nomination.objects.order_by("pk").first()
    assert gone is not None
    row = referral_of(gone)
    type(row).objects.filter(pk=row.pk).update(state="suspended")
    with pytest.raises(Refused, match="không còn ở bước được thông qua"):
        actions.issue(
            decision_id=decision.pk, issued_on=SIGNING_DAY, actor=head_of(country.phu_tho), at=AT_SIGNING
        )
    assert (NumberSeries.objects.count(), Entry.objects.count()) == (0, 0)


def test_numbers_and_days_keep_their_order(country: Country) -> None:
    make_issued(country, count=1)
    head = head_of(country.phu_tho)

    def again(**facts: object) -> Decision:
        officer = make_actor(Role.APPRAISER, country.phu_tho)
        person = make_person("Lê Thị Ngân", country.giay)
        entry = make_entry(person.subject, country.giay, country.phu_tho)
        draft = actions.draft_correction(
            organization=country.phu_tho, entry_id=entry.pk, changes={"holder_name": "Lê Thị Ngần"},
            reason="Sai họ tên", signer="Đàm Vĩnh Khoa", actor=officer, at=AT_SIGNING,
        )  # fmt: skip
        actions.send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)
        return actions.issue(decision_id=draft.pk, actor=head, at=AT_SIGNING, **facts)  # type: ignore[arg-type]  # facts of the case

    with pytest.raises(Refused, match="ngày của số này không được trước"):
        again(issued_on=date(2026, 12, 17))
    with pytest.raises(Refused, match="Số 1 năm 2026 đã dùng"):
        again(issued_on=SIGNING_DAY, number=1)
    with pytest.raises(Refused, match="không được sau hôm nay"):
        again(issued_on=date(2026, 12, 19))
    assert again(issued_on=SIGNING_DAY, number=7).full_number == "07/QĐ-LĐLĐ"
    assert again(issued_on=SIGNING_DAY).full_number == "08/QĐ-LĐLĐ"
    assert again(issued_on=SIGNING_DAY, number=3).full_number == "03/QĐ-LĐLĐ"
    assert again(issued_on=SIGNING_DAY).full_number == "09/QĐ-LĐLĐ"


def test_a_cancelled_draft_frees_its_nominations(country: Country) -> None:
    officer = make_actor(Role.OFFICER, country.phu_tho)
    draft = make_draft(country, actor=officer)
    assert queries.ready_awards(country.phu_tho.pk, SIGNING_DAY) == []
    with pytest.raises(Refused, match="lý do bỏ bản thảo"):
        actions.cancel(decision_id=draft.pk, reason=" ", actor=officer, at=AT_SIGNING)
    actions.cancel(decision_id=draft.pk, reason="Gộp với đợt sau", actor=officer, at=AT_SIGNING)
    (ready,) = queries.ready_awards(country.phu_tho.pk, SIGNING_DAY)
    assert (ready.award_code, ready.count) == ("BK_LDLD", 2)
    assert DecisionLine.objects.count() == 0


def test_who_decides_is_told_by_the_day_a_nomination_was_received(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was received before the province got the award goes on to the country, and is in no decision here."""
    officer = make_actor(Role.OFFICER, country.phu_tho)
    draft = make_draft(country, actor=officer)
    first, last = (line.nomination for line in draft.lines.order_by("order"))
    actions.cancel(decision_id=draft.pk, reason="Lập lại", actor=officer, at=AT_SIGNING)
    Nomination.objects.filter(pk=first.pk).update(received_on=date(2026, 12, 1))
    for module in (routes, listing, waiting):
        monkeypatch.setattr(module, "decides", lambda _award, _kind, on: on >= date(2026, 12, 2))
    (ready,) = queries.ready_awards(country.phu_tho.pk, SIGNING_DAY)
    assert ready.count == 1
    assert [work.kind for work in waiting.decision_work(officer, SIGNING_DAY)] == ["approved"]
    again = actions.draft_decision(
        organization=country.phu_tho,
        award_code="BK_LDLD",
        signer="Đàm Vĩnh Khoa",
        actor=officer,
        at=AT_SIGNING,
    )
    assert [line.nomination for line in again.lines.all()] == [last]
    with pytest.raises(Refused, match="thuộc thẩm quyền cấp trên"):
        actions.add_lines(
            decision_id=again.pk, referral_ids=[referral_of(first).pk], actor=officer, at=AT_SIGNING
        )
    assert [work.kind for work in waiting.decision_work(officer, SIGNING_DAY)] == [
        "forward",
        "decision_draft",
    ]


def test_a_line_can_be_taken_out_and_put_back(country: Country) -> None:
    officer = make_actor(Role.OFFICER, country.phu_tho)
    draft = make_draft(country, count=3, actor=officer)
    middle = draft.lines.get(order=2)
    actions.remove_line(line_id=middle.pk, actor=officer, at=AT_SIGNING)
    assert list(draft.lines.values_list("order", flat=True)) == [1, 2]
    assert middle.nomination is not None
    referral = referral_of(middle.nomination)
    actions.add_lines(decision_id=draft.pk, referral_ids=[referral.pk], actor=officer, at=AT_SIGNING)
    assert draft.lines.count() == 3
    with pytest.raises(Refused, match="1 đề nghị không còn ở bước được thông qua"):
        actions.add_lines(decision_id=draft.pk, referral_ids=[referral.pk], actor=officer, at=AT_SIGNING)


def test_annulment_strikes_the_entry_and_shows_money_and_later_awards(country: Country) -> None:
    decision = make_issued(country, count=1)
    officer, head = make_actor(Role.APPRAISER, country.phu_tho), head_of(country.phu_tho)
    line = decision.lines.get()
    DecisionLine.objects.filter(pk=line.pk).update(bonus_vnd=1_000_000)
    actions.mark_bonus_paid(
        decision_id=decision.pk, line_ids=[line.pk], on=SIGNING_DAY, actor=officer, at=AT_SIGNING
    )
    entry = Entry.objects.get()
    with pytest.raises(Refused, match="Chọn căn cứ hủy bỏ"):
        actions.draft_annulment(
            organization=country.phu_tho, revocations=[actions.Revocation(entry.pk, "", "x")], signer="Đ",
            actor=officer, at=AT_SIGNING,
        )  # fmt: skip
    draft = actions.draft_annulment(
        organization=country.phu_tho,
        revocations=[actions.Revocation(entry.pk, "forged", "Giả mạo giấy chứng nhận sáng kiến")],
        signer="Đàm Vĩnh Khoa", actor=officer, at=AT_SIGNING,
    )  # fmt: skip
    actions.send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)
    issued = actions.issue(decision_id=draft.pk, issued_on=SIGNING_DAY, actor=head, at=AT_SIGNING)
    standing = standing_of(entry)
    assert (standing.is_annulled, standing.act_number) == (True, "02/QĐ-LĐLĐ")
    assert standing.reason == ("Cung cấp thông tin sai, giả mạo hồ sơ. Giả mạo giấy chứng nhận sáng kiến")
    assert [amount for _line, amount in queries.receivables_of(issued)] == [1_000_000]
    with pytest.raises(Refused, match="đã bị hủy trước đây"):
        actions.draft_annulment(
            organization=country.phu_tho, revocations=[actions.Revocation(entry.pk, "fraud", "lần hai")],
            signer="Đ", actor=officer, at=AT_SIGNING,
        )  # fmt: skip


def test_the_paper_names_its_own_last_article(country: Country) -> None:
    decision = make_issued(country, count=1)
    officer = make_actor(Role.APPRAISER, country.phu_tho)
    paper = DecisionPapers(decision, on=SIGNING_DAY, base_url="").document()
    assert (len(paper.articles), paper.recipients[0]) == (2, "Như Điều 2")
    draft = actions.draft_annulment(
        organization=country.phu_tho,
        revocations=[actions.Revocation(Entry.objects.get().pk, "forged", "Giả mạo giấy chứng nhận")],
        signer="Đàm Vĩnh Khoa", actor=officer, at=AT_SIGNING,
    )  # fmt: skip
    paper = DecisionPapers(draft, on=SIGNING_DAY, base_url="").document()
    assert (paper.recipients[0], paper.remark_title) == ("Như Điều 3", "Khen thưởng bị hủy bỏ, lý do")
    assert paper.articles[0] == "Hủy bỏ kết quả khen thưởng của 01 cá nhân (có danh sách kèm theo)."
    assert paper.articles[2].endswith("các cá nhân có tên tại Điều 1 chịu trách nhiệm thi hành.")


def test_another_unit_does_not_annul(country: Country) -> None:
    make_issued(country, count=1)
    entry = Entry.objects.get()
    neighbour = make_actor(Role.APPRAISER, country.bac_ninh)
    with pytest.raises(Refused):
        actions.draft_annulment(
            organization=country.phu_tho, revocations=[actions.Revocation(entry.pk, "fraud", "x")], signer="",
            actor=neighbour, at=AT_SIGNING,
        )  # fmt: skip
    with pytest.raises(Refused):
        actions.draft_annulment(
            organization=country.bac_ninh, revocations=[actions.Revocation(entry.pk, "fraud", "x")],
            signer="", actor=neighbour, at=AT_SIGNING,
        )  # fmt: skip
    assert Decision.objects.count() == 1


def test_correction_changes_the_certificate(country: Country, tmp_path: Path) -> None:
    decision = make_issued(country, count=1)
    url = "https://thidua.example"
    assert rendering.render_decision(decision.pk, content_root=tmp_path, base_url=url) == 1
    before = decision.lines.get().certificate_sha256
    officer, head = make_actor(Role.APPRAISER, country.phu_tho), head_of(country.phu_tho)
    entry = Entry.objects.get()
    draft = actions.draft_correction(
        organization=country.phu_tho, entry_id=entry.pk, changes={"holder_name": "Nguyễn Văn Thính"},
        reason="Sai dấu", signer="Đàm Vĩnh Khoa", actor=officer, at=AT_SIGNING,
    )  # fmt: skip
    actions.send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)
    actions.issue(decision_id=draft.pk, issued_on=SIGNING_DAY, actor=head, at=AT_SIGNING)
    assert latest_content(entry).holder_name == "Nguyễn Văn Thính"
    assert decision.lines.get().certificate_sha256 == ""
    rendering.entry_certificate(entry, content_root=tmp_path, base_url=url)
    after = decision.lines.get().certificate_sha256
    assert len(after) == 64
    assert after != before


def test_rendering_is_resumed_and_never_repeated(country: Country, tmp_path: Path) -> None:
    decision = make_issued(country, count=3)
    url = "https://thidua.example"
    assert queries.progress_of(decision) == (0, 3)
    assert rendering.render_decision(decision.pk, content_root=tmp_path, base_url=url) == 3
    hashes = list(decision.lines.values_list("certificate_sha256", flat=True))
    assert len(set(hashes)) == 3
    lost = decision.lines.get(order=2)
    DecisionLine.objects.filter(pk=lost.pk).update(certificate_sha256="")
    assert rendering.render_decision(decision.pk, content_root=tmp_path, base_url=url) == 1
    assert list(decision.lines.values_list("certificate_sha256", flat=True)) == hashes
    assert queries.progress_of(decision) == (3, 3)
    decision.refresh_from_db()
    assert len(decision.pdf_sha256) == 64


def test_the_code_on_a_certificate_leads_to_its_entry(country: Country, tmp_path: Path) -> None:
    make_issued(country, count=1)
    entry = Entry.objects.get()
    image = rendering.entry_image(entry, content_root=tmp_path, base_url="https://thidua.example")
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    from io import BytesIO

    from PIL import Image

    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(image)).convert("RGB"))
    assert found.text == f"https://thidua.example/xac-thuc/{entry.token}"


def test_the_neighbour_sees_no_decision(country: Country) -> None:
    decision = make_draft(country)
    with pytest.raises(Decision.DoesNotExist):
        queries.get_decision(make_actor(Role.HEAD, country.bac_ninh), decision.pk)
    assert queries.get_decision(make_actor(Role.HEAD, country.phu_tho), decision.pk) == decision


def test_only_approved_nominations_are_drafted(country: Country) -> None:
    officer = make_actor(Role.OFFICER, country.phu_tho)
    with pytest.raises(Refused, match="Chưa có đề nghị nào"):
        actions.draft_decision(
            organization=country.phu_tho, award_code="BK_LDLD", signer="Đ", actor=officer, at=AT_SIGNING
        )
    assert Decision.objects.count() == 0
    assert approve(country, []) == []
