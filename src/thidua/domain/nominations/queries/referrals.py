"""Referrals: locks, the queue of an office, what is ready for a council or a decision, the way of a nomination."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor, UnitRef
from thidua.domain.nominations.models import Nomination, Referral
from thidua.domain.nominations.permissions import EDITORS, READERS
from thidua.domain.nominations.routes import offices_on, route
from thidua.domain.nominations.states import ReferralState
from thidua.domain.nominations.values import TimelineStep
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import line_of, placement_of, unit_refs, within
from thidua.domain.organizations.states import LEVEL_OF_KIND

WITH_NOMINATION = (
    "nomination__submission__round",
    "nomination__submission__organization",
    "nomination__subject",
)
OPEN_STATES = (
    ReferralState.RECEIVED,
    ReferralState.RETURNED,
    ReferralState.APPRAISED,
    ReferralState.APPROVED,
    ReferralState.SUSPENDED,
)


def lock_referrals(ids: Collection[int]) -> list[Referral]:
    """The referrals, locked in order of id, with nomination, submission and round; Refused when one is missing."""
    rows = list(
        Referral.objects.select_for_update(of=("self", "nomination"))
        .select_related("nomination__submission__round", "nomination__submission__organization")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    if len(rows) != len(set(ids)) or not rows:
        raise Refused(_("Không còn thấy hồ sơ đã chọn. Tải lại trang rồi chọn lại."))
    return rows


def lock_latest(nomination_id: int) -> Referral:
    """Where a nomination stands now, locked; Refused for a draft."""
    newest = (
        Referral.objects.filter(nomination=nomination_id).order_by("-id").values_list("pk", flat=True).first()
    )
    if newest is None:
        raise Refused(_("Hồ sơ này chưa được trình."))
    return lock_referrals([newest])[0]


def referrals_visible_to(actor: Actor) -> QuerySet[Referral]:
    """Referrals of nominations inside the actor's scope."""
    own = [grant.unit.id for grant in actor.grants if grant.role in EDITORS]
    scope = within(actor.spans(*READERS), "nomination__submission__organization__position")
    return Referral.objects.filter(scope | Q(nomination__submission__organization__in=own))


def get_referral(actor: Actor, referral_id: int) -> Referral:
    """One referral with its nomination; raises ``Referral.DoesNotExist`` outside the actor's scope."""
    return (
        referrals_visible_to(actor).select_related(*WITH_NOMINATION, "office", "sender").get(pk=referral_id)
    )


def latest_referral(nomination_id: int) -> Referral | None:
    """Where a nomination stands now."""
    return (
        Referral.objects.filter(nomination=nomination_id)
        .select_related(*WITH_NOMINATION, "office")
        .order_by("-id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """How a queue is narrowed; empty values do not narrow. ``states`` default to all that wait for the office."""

    states: Sequence[str] = ()
    round_id: int | None = None
    award_code: str = ""
    unit_id: int | None = None
    verdict: str = ""
    text: str = ""


def queue(office_id: int, narrowed: QueueFilter = QueueFilter()) -> QuerySet[Referral]:
    """What stands at an office, by due day, with ``papers``; page it with ``queue_page``."""
    rows = Referral.objects.filter(office=office_id, state__in=narrowed.states or OPEN_STATES)
    tests: dict[str, Any] = {
        "nomination__submission__round": narrowed.round_id,
        "nomination__award_code": narrowed.award_code,
        "nomination__submission__organization": narrowed.unit_id,
        "nomination__verdict": narrowed.verdict,
        "nomination__name__icontains": narrowed.text,
    }
    rows = rows.filter(**{name: value for name, value in tests.items() if value})
    return rows.select_related(*WITH_NOMINATION).order_by("due_on", "id")


def queue_page(
    rows: QuerySet[Referral], *, after: tuple[date, int] | None = None, size: int = 50
) -> tuple[list[Referral], tuple[date, int] | None]:
    """One page after a (due day, id) and where the next begins, None at the end."""
    if after is not None:
        rows = rows.filter(Q(due_on__gt=after[0]) | Q(due_on=after[0], pk__gt=after[1]))
    found = list(rows[: size + 1])
    page = found[:size]
    return page, (page[-1].due_on, page[-1].pk) if len(found) > size else None


def neighbours(rows: QuerySet[Referral], row: Referral) -> tuple[int | None, int | None, int, int]:
    """Before and after a referral in a queue, its place from 1 and the length: for “12/45” and save-and-next."""
    ids = list(rows.values_list("pk", flat=True))
    if row.pk not in ids:
        return None, (ids[0] if ids else None), 0, len(ids)
    at = ids.index(row.pk)
    return (
        ids[at - 1] if at else None,
        ids[at + 1] if at + 1 < len(ids) else None,
        at + 1,
        len(ids),
    )


def queue_counts(office_id: int) -> dict[str, int]:
    """How many stand at an office, by state."""
    rows = Referral.objects.filter(office=office_id, state__in=OPEN_STATES)
    return dict(rows.values_list("state").annotate(n=Count("pk")).order_by())


def ready_for_council(office_id: int, round_id: int | None = None) -> QuerySet[Referral]:
    """Appraised nominations at an office, in order of unit, award and preference."""
    rows = Referral.objects.filter(office=office_id, state=ReferralState.APPRAISED)
    if round_id is not None:
        rows = rows.filter(nomination__submission__round=round_id)
    return rows.select_related(*WITH_NOMINATION).order_by(
        "nomination__award_code", "nomination__submission__organization__position", "nomination__rank"
    )


def ready_for_decision(office_id: int, award_code: str = "") -> QuerySet[Referral]:
    """Approved nominations at an office that wait for a decision or for being forwarded."""
    rows = Referral.objects.filter(office=office_id, state=ReferralState.APPROVED)
    if award_code:
        rows = rows.filter(nomination__award_code=award_code)
    return rows.select_related(*WITH_NOMINATION).order_by(
        "nomination__award_code", "nomination__submission__organization__position", "nomination__rank"
    )


def returned_to(unit_id: int) -> QuerySet[Referral]:
    """What was sent back to a unit and waits for it, the longest waiting first."""
    return (
        Referral.objects.filter(nomination__submission__organization=unit_id, state=ReferralState.RETURNED)
        .select_related(*WITH_NOMINATION, "office")
        .order_by("returned_at", "id")
    )


def with_latest_state(rows: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """Nominations with ``at_state``, ``at_office`` and ``at_due`` of their latest referral."""
    newest = Referral.objects.filter(nomination=OuterRef("pk")).order_by("-id")
    return rows.annotate(
        at_state=Subquery(newest.values("state")[:1]),
        at_office=Subquery(newest.values("office_id")[:1]),
        at_due=Subquery(newest.values("due_on")[:1]),
        at_referral=Subquery(newest.values("pk")[:1]),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What a page has already read of a nomination: where its unit stands, the line above it, its referrals, and of
    how many opinions other bodies were asked.
    """

    placement: Placement | None
    line: list[UnitRef]
    referrals: list[Referral]
    opinions: int = 0


def standing_of(nomination: Nomination, on: date) -> Standing:
    """The place of the nominating unit on ``on`` and the referrals of the nomination, oldest first; three queries."""
    placement = placement_of(nomination.submission.organization_id, on)
    rows: list[Referral] = []
    asked = 0
    for row in nomination.referrals.select_related("office").annotate(asked=Count("opinions")).order_by("id"):
        row.nomination = nomination
        rows.append(row)
        asked += row.asked
    return Standing(placement, line_of(placement, on) if placement else [], rows, asked)


def timeline(nomination: Nomination, on: date, here: Standing | None = None) -> list[TimelineStep]:
    """The levels a nomination passed, the one it is at and those still ahead, in order."""
    here = here or standing_of(nomination, on)
    passed = here.referrals
    ahead = []
    if nomination.state in {"draft", "underway"} and nomination.award_code:
        done = {row.office_id for row in passed}
        ahead = [unit for unit in _way(nomination, here, on) if unit.id not in done]
    names = {unit.id: unit for unit in here.line}
    missing = {row.office_id for row in passed} - set(names)
    names |= unit_refs(missing, on) if missing else {}
    steps = [_passed(row, names[row.office_id].short_name, on) for row in passed]
    steps += [
        TimelineStep(unit.id, unit.short_name, str(LEVEL_OF_KIND[unit.kind]), "ahead", "", _("Chưa đến bước"))
        for unit in ahead
    ]
    return steps


def _way(nomination: Nomination, here: Standing, on: date) -> list[UnitRef]:
    """The offices on the day the nomination came in; the unit's place is read again only when it was another."""
    started = nomination.received_on or on
    if here.placement is not None and started in here.placement.during:
        return offices_on(nomination.award_code, here.placement, here.line, started)
    return route(nomination.award_code, nomination.submission.organization_id, started)


def _passed(row: Referral, name: str, on: date) -> TimelineStep:
    is_open = row.state in OPEN_STATES
    return TimelineStep(
        office_id=row.office_id,
        office_name=name,
        level=row.level,
        place="current" if is_open else "done",
        state=row.state,
        label=str(ReferralState(row.state).label),
        received_at=row.received_at,
        finished_at=row.closed_at,
        due_on=row.due_on if is_open else None,
        is_late=is_open and row.due_on < on,
        note=row.note,
    )


def received_on(row: Referral) -> date:
    """The day an office got a nomination."""
    return day_of(row.received_at)
