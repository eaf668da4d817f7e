"""Setting a council up and filling its seats."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.accounts.models import User
from thidua.domain.audit.record import record
from thidua.domain.councils.models import Council, Member
from thidua.domain.councils.permissions import can_manage
from thidua.domain.councils.queries import lock_council, seated
from thidua.domain.councils.states import MemberRole
from thidua.domain.organizations.models import Organization

SINGLE_ROLES = (MemberRole.CHAIR, MemberRole.STANDING_VICE_CHAIR)


@transaction.atomic
def create_council(
    *,
    organization: Organization,
    name: str,
    since: date,
    until: date | None,
    instrument: str,
    actor: Actor,
    at: datetime,
) -> Council:
    """This will set up a unit's council for a term, by the paper that founds it.

    Refused without a name or paper, and for a term that overlaps another of the unit.
    """
    _insist(actor, organization.pk)
    if not name.strip() or not instrument.strip():
        raise Refused(_("Ghi tên Hội đồng và số quyết định thành lập."), field="name")
    if until is not None and until <= since:
        raise Refused(_("Ngày hết nhiệm kỳ phải sau ngày bắt đầu."), field="until")
    term = between(since, until)
    other = Council.objects.filter(organization=organization, term__overlap=term).first()
    if other:
        raise Refused(
            _("%(name)s vẫn còn nhiệm kỳ trong thời gian này. Kết thúc nhiệm kỳ đó trước.")
            % {"name": other.name},
            field="since",
        )
    council = Council.objects.create(
        organization=organization, name=nfc(name.strip()), term=term, instrument=nfc(instrument.strip())
    )
    record("council.created", council, actor=actor, at=at, name=council.name, instrument=council.instrument)
    return council


@transaction.atomic
def add_member(
    *,
    council_id: int,
    name: str,
    role: str,
    since: date,
    post: str = "",
    user: User | None = None,
    may_vote: bool = True,
    actor: Actor,
    at: datetime,
) -> Member:
    """This will seat a member from a day to the end of the term; a secretary may sit without a vote.

    Refused for a day outside the term, a second chair, and a name that is seated already.
    """
    council = lock_council(council_id)
    _insist(actor, council.organization_id)
    if not name.strip():
        raise Refused(_("Ghi họ tên thành viên."), field="name")
    if not _in_term(council, since):
        raise Refused(_("Ngày tham gia phải trong nhiệm kỳ của Hội đồng."), field="since")
    _refuse_twice(council, name, MemberRole(role), since)
    member = Member.objects.create(
        council=council,
        user=user,
        name=nfc(name.strip()),
        post=nfc(post.strip()),
        role=MemberRole(role),
        may_vote=may_vote,
        order=council.members.count() + 1,
        during=between(since, council.term.upper),
    )
    record(
        "council.member_added", council, actor=actor, at=at,
        member=member.pk, name=member.name, role=member.role, may_vote=may_vote,
    )  # fmt: skip
    return member


def _in_term(council: Council, day: date) -> bool:
    first, until = council.term.lower, council.term.upper
    return bool(first <= day and (until is None or day < until))


def _refuse_twice(council: Council, name: str, role: MemberRole, since: date) -> None:
    now = list(seated(council.pk, since))
    if role in SINGLE_ROLES and any(member.role == role for member in now):
        raise Refused(
            _("Hội đồng đã có %(role)s. Kết thúc vai trò của người đó trước.") % {"role": role.label.lower()},
            field="role",
        )
    if any(member.name.casefold() == nfc(name.strip()).casefold() for member in now):
        raise Refused(_("%(name)s đã là thành viên Hội đồng.") % {"name": name.strip()}, field="name")


@transaction.atomic
def end_member(*, member_id: int, on: date, reason: str, actor: Actor, at: datetime) -> Member:
    """This will end a seat on a day (the first day without it). Meetings already held keep the member."""
    member = Member.objects.select_for_update(of=("self",)).select_related("council").get(pk=member_id)
    _insist(actor, member.council.organization_id)
    if on <= member.during.lower:
        raise Refused(_("Ngày thôi tham gia phải sau ngày bắt đầu."), field="on")
    if not reason.strip():
        raise Refused(_("Ghi lý do hoặc số văn bản thôi tham gia."), field="reason")
    member.during = between(member.during.lower, on)
    member.save(update_fields=["during"])
    record(
        "council.member_ended", member.council, actor=actor, at=at,
        member=member.pk, on=on.isoformat(), reason=reason.strip(),
    )  # fmt: skip
    return member


def _insist(actor: Actor, organization_id: int) -> None:
    answer = can_manage(actor, organization_id)
    if not answer:
        raise Refused(answer.reason)
