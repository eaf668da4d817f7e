"""Decisions on the nominations that a council passed."""

from __future__ import annotations

from datetime import date, datetime

from tests.factories.accounts import make_actor
from tests.factories.councils import make_ready, secretary_of
from tests.factories.nominations import referral_of
from tests.factories.organizations import Country
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role
from thidua.domain.decisions import actions
from thidua.domain.decisions.models import Decision
from thidua.domain.nominations import actions as nominations
from thidua.domain.nominations.models import Nomination
from thidua.domain.organizations.models import Organization

SIGNING_DAY = date(2026, 12, 18)
AT_SIGNING = datetime(2026, 12, 18, 15, 30, tzinfo=VIETNAM)


def head_of(unit: Organization) -> Actor:
    return make_actor(Role.HEAD, unit, name="Đàm Vĩnh Khoa")


def approve(country: Country, found: list[Nomination]) -> list[int]:
    """Let Phú Thọ's council pass appraised nominations; gives their referrals."""
    clerk = secretary_of(country.phu_tho)
    ids = [referral_of(one).pk for one in found]
    for referral_id in ids:
        nominations.take_council_result(
            referral_id=referral_id, actor=clerk, at=AT_SIGNING,
            result=nominations.CouncilResult(yes=14, denominator=15, needed=10, meeting_id=1, passed=True),
        )  # fmt: skip
    return ids


def make_draft(country: Country, *, count: int = 2, actor: Actor | None = None) -> Decision:
    """A draft of Phú Thọ's own Bằng khen for ``count`` people."""
    approve(country, make_ready(country, count))
    return actions.draft_decision(
        organization=country.phu_tho, award_code="BK_LDLD", signer="Đàm Vĩnh Khoa",
        actor=actor or make_actor(Role.OFFICER, country.phu_tho), at=AT_SIGNING,
    )  # fmt: skip


def make_signing(country: Country, *, count: int = 2) -> Decision:
    """A decision that waits for the signature."""
    officer = make_actor(Role.OFFICER, country.phu_tho)
    draft = make_draft(country, count=count, actor=officer)
    return actions.send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)


def make_issued(country: Country, *, count: int = 2) -> Decision:
    """A decision of 18/12/2026, issued by the head, entered in the register."""
    signing = make_signing(country, count=count)
    return actions.issue(
        decision_id=signing.pk, issued_on=SIGNING_DAY, actor=head_of(country.phu_tho), at=AT_SIGNING
    )
