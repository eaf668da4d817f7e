"""Asking a subtree for a report, nudging those who are silent, locking and reopening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import placement_of
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, UnitKind
from thidua.domain.reports.models import Assignment, Definition, Telling
from thidua.domain.reports.permissions import can_author_at, can_nudge_at
from thidua.domain.reports.queries.expected import place_of, standing, whole
from thidua.domain.reports.states import AssignmentAct, AssignmentState, DefinitionState, TellingKind
from thidua.domain.reports.workflow import move_assignment

REPORTING_KINDS = tuple(
    kind for kind in UnitKind if kind not in {UnitKind.GRASSROOTS_MEMBER, UnitKind.SECTION, UnitKind.TEAM}
)
"""Units that are unions of their own: parts of a grassroots union report inside it."""


@transaction.atomic
def assign(
    *,
    definition_id: int,
    organization: Organization,
    title: str,
    first: date,
    last: date,
    due_on: Mapping[str, date],
    kinds: Sequence[str],
    actor: Actor,
    at: datetime,
    as_of: date | None = None,
) -> Assignment:
    """This will ask a published report of a unit and all below it, with a day for each level.

    One row is written, whatever the number of units. ``as_of`` is the day whose tree says who owes one: unless named,
    the last day of the period or the first day due, whichever comes first. Refused when days of higher levels come
    before those of lower ones, or when the same is asked for the period already.
    """
    allowed = can_author_at(actor, organization.pk)
    if not allowed:
        raise Refused(allowed.reason)
    definition = Definition.objects.get(pk=definition_id)
    if definition.state != DefinitionState.PUBLISHED:
        raise Refused(_("Chỉ giao được mẫu đã ban hành."))
    _insist_on_period(first, last)
    days = _days(organization, due_on, kinds, day_of(at))
    row = Assignment(
        definition=definition,
        organization=organization,
        title=nfc(title).strip()[:200] or definition.title,
        during=between(first, last + timedelta(days=1)),
        as_of=as_of or min(last, *days.values()),
        kinds=_kinds(kinds),
        due_on={level: f"{day:%Y-%m-%d}" for level, day in days.items()},
        assigned_at=at,
    )
    if placement_of(organization.pk, row.as_of) is None:
        raise Refused(
            _("Đơn vị giao chưa có hoặc không còn vào ngày %(day)s.") % {"day": f"{row.as_of:%d/%m/%Y}"},
            field="as_of",
        )
    _save(row)
    record("report.assigned", row, actor=actor, at=at, title=row.title, kinds=row.kinds, due=row.due_on)
    _tell(
        row, TellingKind.ASSIGNED, None, actor=actor, at=at, units=whole(standing(row, day_of(at))).expected
    )
    return row


def _save(row: Assignment) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(_("Mẫu này đã được giao cho đúng kỳ ấy; mở đợt đã giao để theo dõi.")) from error


def _insist_on_period(first: date, last: date) -> None:
    if last < first:
        raise Refused(_("Ngày cuối kỳ phải sau ngày đầu kỳ."), field="last")


def _kinds(kinds: Sequence[str]) -> list[str]:
    known = [kind.value for kind in REPORTING_KINDS if kind in set(kinds)]
    if not known:
        raise Refused(_("Chọn ít nhất một loại đơn vị phải báo cáo."), field="kinds")
    return known


def _days(
    organization: Organization, due_on: Mapping[str, date], kinds: Sequence[str], today: date
) -> dict[str, date]:
    """The day of each level that reports; lower levels first, for the higher ones wait for them."""
    placement = placement_of(organization.pk, today)
    top = LEVEL_OF_KIND[placement.kind] if placement else Level.NATIONAL
    levels = {LEVEL_OF_KIND[kind] for kind in _kinds(kinds)} | {top}
    days = {level.value: due_on[level] for level in Level if level in levels and level in due_on}
    missing = [level for level in Level if level in levels and level.value not in days]
    if missing:
        raise Refused(
            _("Cần hạn gửi của cấp: %(levels)s.") % {"levels": ", ".join(str(one.label) for one in missing)},
            field="due",
        )
    ordered = [days[level] for level in Level if level.value in days]
    if any(higher < lower for higher, lower in pairwise(ordered)):
        raise Refused(_("Hạn của cấp trên không thể trước hạn của cấp dưới."), field="due")
    return days


@transaction.atomic
def lock(*, assignment_id: int, actor: Actor, at: datetime) -> Assignment:
    """This will close an assignment: nothing in it can be written, sent or judged any more."""
    row = _lock(assignment_id)
    move_assignment(row, AssignmentAct.LOCK, actor=actor, at=at)
    return row


@transaction.atomic
def unlock(*, assignment_id: int, reason: str, actor: Actor, at: datetime) -> Assignment:
    """This will open a locked assignment again; the reason is kept for everybody to read."""
    row, words = _lock(assignment_id), nfc(reason).strip()
    if not words:
        raise Refused(_("Mở lại đợt đã khóa cần nêu lý do."), field="reason")
    move_assignment(row, AssignmentAct.REOPEN, actor=actor, at=at, reason=words)
    return row


@transaction.atomic
def nudge(*, assignment_id: int, actor: Actor, at: datetime, top_id: int | None = None) -> Telling:
    """This will remind every silent unit under ``top_id`` (the whole assignment when none is named): one act.

    Notifications are made in lots by a job. Refused when nobody is silent, and within a day of the last nudge there.
    """
    row = _lock(assignment_id)
    top = top_id or row.organization_id
    allowed = can_nudge_at(actor, top)
    if not allowed:
        raise Refused(allowed.reason)
    if row.state != AssignmentState.OPEN:
        raise Refused(_("Đợt báo cáo đã khóa."))
    if place_of(row, top) is None:
        raise Refused(_("Đơn vị này không thuộc đợt báo cáo."))
    silent = whole(standing(row, day_of(at), top)).silent
    if not silent:
        raise Refused(_("Không còn đơn vị nào quá hạn mà chưa gửi."))
    last = row.tellings.filter(kind=TellingKind.NUDGED, branch=top_id, at__gt=at - timedelta(days=1)).first()
    if last is not None:
        raise Refused(
            _("Đã nhắc %(n)s đơn vị lúc %(at)s; mỗi ngày nhắc một lần.")
            % {"n": last.units, "at": f"{last.at:%H:%M %d/%m}"}
        )
    telling = _tell(row, TellingKind.NUDGED, top_id, actor=actor, at=at, units=silent)
    record("report.nudged", row, actor=actor, at=at, title=row.title, units=silent, branch=top_id)
    return telling


def _tell(
    row: Assignment, kind: TellingKind, branch_id: int | None, *, actor: Actor, at: datetime, units: int
) -> Telling:
    from thidua.domain.reports.jobs import tell_soon

    made = Telling.objects.create(
        assignment=row, kind=kind, branch_id=branch_id, at=at, by_name=actor.name, units=units
    )
    tell_soon(made.pk)
    return made


def _lock(assignment_id: int) -> Assignment:
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("organization")
        .get(pk=assignment_id)
    )
