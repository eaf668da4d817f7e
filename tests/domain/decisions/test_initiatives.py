"""Initiatives serve one honour: used up when it is issued, given back when it is annulled."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_actor
from tests.factories.decisions import AT_SIGNING, SIGNING_DAY, head_of, make_signing
from tests.factories.nominations import AT, make_round, make_submission, row
from tests.factories.organizations import Country
from tests.factories.people import make_person
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.decisions import actions
from thidua.domain.decisions.models import Decision
from thidua.domain.nominations.checking import check_rows, rests_on
from thidua.domain.nominations.models import Nomination
from thidua.domain.people.models import Initiative
from thidua.domain.register.models import Entry


@pytest.fixture
def signing(country: Country) -> Decision:
    """A decision on one person whose findings rest on one of two initiatives."""
    decision = make_signing(country, count=1)
    nomination = Nomination.objects.get(decision_lines__decision=decision)
    person = nomination.subject.person  # type: ignore[union-attr]  # everybody sent is known
    for day in (3, 9):
        Initiative.objects.create(
            person=person, title=f"Lọc bụi {day}", level="co_so", recognized_on=date(2026, day, 1)
        )
    first = Initiative.objects.get(title="Lọc bụi 3")
    nomination.findings = [
        *nomination.findings,
        {"condition": "initiative", "verdict": "met", "uses": [first.pk]},
    ]
    nomination.save(update_fields=["findings"])
    return decision


def issue(country: Country, decision: Decision) -> None:
    head = head_of(country.phu_tho)
    actions.issue(decision_id=decision.pk, issued_on=SIGNING_DAY, actor=head, at=AT_SIGNING)


def uses() -> list[tuple[str, str, int | None]]:
    return list(Initiative.objects.order_by("pk").values_list("title", "consumed_by", "consumed_entry"))


def test_issuing_uses_up_what_the_findings_rest_on_and_nothing_else(
    country: Country, signing: Decision
) -> None:
    issue(country, signing)
    entry = Entry.objects.get()
    assert uses() == [("Lọc bụi 3", "BK_LDLD", entry.pk), ("Lọc bụi 9", "", None)]
    told = Event.objects.get(name="person.initiative_consumed")
    assert told.data == {
        "award": "BK_LDLD", "entry": entry.pk, "initiative": Initiative.objects.get(title="Lọc bụi 3").pk,
    }  # fmt: skip


def test_a_refused_issue_uses_up_nothing(country: Country, signing: Decision) -> None:
    with pytest.raises(Refused):
        actions.issue(
            decision_id=signing.pk, issued_on=SIGNING_DAY,
            actor=make_actor(Role.OFFICER, country.phu_tho), at=AT_SIGNING,
        )  # fmt: skip
    assert uses() == [("Lọc bụi 3", "", None), ("Lọc bụi 9", "", None)]


def test_one_that_another_honor_used_meanwhile_stays_with_it(country: Country, signing: Decision) -> None:
    Initiative.objects.filter(title="Lọc bụi 3").update(consumed_by="LDST", consumed_entry=77)
    issue(country, signing)
    assert uses() == [("Lọc bụi 3", "LDST", 77), ("Lọc bụi 9", "", None)]


def test_annulment_gives_them_back(country: Country, signing: Decision) -> None:
    issue(country, signing)
    officer = make_actor(Role.APPRAISER, country.phu_tho)
    draft = actions.draft_annulment(
        organization=country.phu_tho,
        revocations=[actions.Revocation(Entry.objects.get().pk, "forged", "Giả mạo giấy chứng nhận")],
        signer="Đàm Vĩnh Khoa", actor=officer, at=AT_SIGNING,
    )  # fmt: skip
    actions.send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)
    issue(country, draft)
    assert uses() == [("Lọc bụi 3", "", None), ("Lọc bụi 9", "", None)]
    assert Event.objects.filter(name="person.initiative_given_back").count() == 1


def test_a_later_nomination_reads_why_an_initiative_does_not_count(country: Country) -> None:
    person = make_person("Phạm Thị Thu Hà", country.lam_thao, birth_date=date(1971, 5, 2))
    used = Initiative.objects.create(
        person=person, title="Che chắn", level="co_so", recognized_on=date(2026, 3, 1), benefit_vnd=90_000_000
    )
    draft = make_submission(
        country.lam_thao, make_round(country.phu_tho, awards=("CSTDCS",)), [row(1, "CSTDCS")]
    )
    nomination = draft.nominations.get()
    assert rests_on(nomination) == {used.pk}
    Initiative.objects.filter(pk=used.pk).update(consumed_by="CSTDCS", consumed_entry=1)
    check_rows(draft, None, on=date(2026, 12, 8), at=AT)
    nomination.refresh_from_db()
    assert rests_on(nomination) == set()
    finding = next(one for one in nomination.findings if one["kind"] == "initiatives")
    assert finding["verdict"] == "not_met"
    assert "Không tính vì đã dùng: 2026 Che chắn (CSTĐ cơ sở)." in finding["observed"]
