"""Movements an actor may see, what waits for their registration, and the gate's facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import BigIntegerField, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor, UnitRef
from thidua.domain.movements.gate import common_targets, judge
from thidua.domain.movements.models import Movement, Registration, Review, Target
from thidua.domain.movements.permissions import JOINERS
from thidua.domain.movements.queries.counting import units_below
from thidua.domain.movements.states import MovementState
from thidua.domain.movements.values import (
    AwaitingRegistration,
    Below,
    GateReport,
    Overlap,
    TargetLine,
)
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import ancestors, unit_refs, within
from thidua.domain.organizations.states import Line


def lines_above(unit_ids: Iterable[int], on: date | None = None) -> dict[int, list[int]]:
    """For each unit, the ids from the top down to itself on ``on`` (as it stands, when no day is given)."""
    found = Placement.objects.filter(organization__in=list(unit_ids), line=Line.UNION)
    found = found.filter(during__contains=on) if on else found.filter(during__upper_inf=True)
    return {
        unit: [int(label) for label in path.split(".")]
        for unit, path in found.values_list("organization_id", "path")
    }


def visible(actor: Actor, on: date | None = None) -> QuerySet[Movement]:
    """Movements of units in the actor's scope or above their units; drafts only of units they work at."""
    if actor.is_system:
        return Movement.objects.all()
    own = {grant.unit.id for grant in actor.grants}
    in_scope = within(actor.spans()) | Q(organization__in=_above(own, on))
    return Movement.objects.filter(in_scope).filter(~Q(state=MovementState.DRAFT) | Q(organization__in=own))


def _above(unit_ids: set[int], on: date | None) -> QuerySet[Placement, int]:
    """The ids of ``lines_above`` as part of another query."""
    found = Placement.objects.filter(organization__in=unit_ids, line=Line.UNION)
    found = found.filter(during__contains=on) if on else found.filter(during__upper_inf=True)
    labels = Func(Cast("path", TextField()), Value("."), function="string_to_array")
    return found.values_list(Cast(_Each(labels), BigIntegerField()))


class _Each(Func):
    """One row for every member of an array."""

    function = "unnest"
    set_returning = True
    output_field = TextField()


def get_movement(actor: Actor, movement_id: int, on: date | None = None) -> Movement:
    """One visible movement with its launcher; raises ``Movement.DoesNotExist``."""
    return visible(actor, on).select_related("organization").get(pk=movement_id)


def find_movements(actor: Actor, text: str, limit: int = 8, *, on: date | None = None) -> list[Movement]:
    """Visible movements whose title, theme or code holds every word of ``text``, live ones first."""
    words = fold(text).split()
    if not words:
        return []
    found = visible(actor, on)
    for word in words:
        found = found.filter(Q(folded__contains=word) | Q(code__icontains=word))
    order = {MovementState.LIVE: 0, MovementState.DRAFT: 1}
    rows = list(found.select_related("organization").order_by("-launched_at", "-id")[: 4 * limit])
    return sorted(rows, key=lambda row: order.get(MovementState(row.state), 2))[:limit]


def live_for(unit_id: int, on: date) -> list[Movement]:
    """Live movements of the unit's line that address it, the nearest registration day first."""
    line = ancestors(unit_id, on)
    return _addressing(line[-1].kind, [unit.id for unit in line], unit_id) if line else []


def _addressing(kind: str, line: list[int], unit_id: int) -> list[Movement]:
    asked = Q(participant_kinds__contains=[kind]) & ~Q(organization=unit_id)
    alone = Q(organization=unit_id, participant_kinds=[])
    found = Movement.objects.filter(asked | alone, organization__in=line, state=MovementState.LIVE)
    return list(found.select_related("organization").order_by("registration_due", "id"))


def is_called(row: Movement, unit: UnitRef, on: date) -> bool:
    """Whether a movement is for this unit: launched above it for its kind, or by itself for its own people."""
    if row.organization_id == unit.id:
        return not row.participant_kinds
    line = lines_above([unit.id], on).get(unit.id, [])
    return row.organization_id in line and unit.kind in row.participant_kinds


def awaiting_registration(actor: Actor, on: date) -> list[AwaitingRegistration]:
    """Live movements that units the actor works at may still join and have not, the nearest day first."""
    units = {grant.unit.id: grant.unit for grant in actor.grants if grant.role in JOINERS}
    if not units:
        return []
    lines = lines_above(units, on)
    above = {unit for line in lines.values() for unit in line}
    live = list(
        Movement.objects.filter(organization__in=above, state=MovementState.LIVE)
        .filter(Q(registration_due=None) | Q(registration_due__gte=on))
        .order_by("registration_due", "id")
    )
    if not live:
        return []
    joined = set(
        Registration.objects.filter(
            movement__in=live, organization__in=units, subject=None, withdrawn_at=None
        ).values_list("movement_id", "organization_id")
    )
    names = unit_refs({row.organization_id for row in live}, on)
    return [
        AwaitingRegistration(
            row.pk,
            row.title,
            names[row.organization_id].short_name,
            unit.id,
            unit.short_name,
            row.registration_due,
        )
        for row in live
        for unit in units.values()
        if row.organization_id in lines.get(unit.id, [])[:-1]
        and unit.kind in row.participant_kinds
        and (row.pk, unit.id) not in joined
    ]


def target_lines(rows: Iterable[Target]) -> list[TargetLine]:
    return [TargetLine(t.name, t.unit, t.baseline, t.goal, t.source, t.roll_up) for t in rows]


def gate(row: Movement, on: date) -> GateReport:
    """The launch gate's answer for a movement on a day."""
    targets = target_lines(row.targets.all())
    below = units_below(row.organization_id, on)
    return judge(row, targets, below, overlaps_of(row, targets, below, on), on)


def overlaps_of(row: Movement, targets: list[TargetLine], below: Below, on: date) -> list[Overlap]:
    """Live movements of the launcher's line that ask the same units for the same, the most alike first."""
    line = lines_above([row.organization_id], on).get(row.organization_id, [])
    live = Movement.objects.filter(organization__in=line, state=MovementState.LIVE).exclude(pk=row.pk)
    names = [target.name for target in targets]
    found = [_overlap(row, other, names, below) for other in live.prefetch_related("targets")]
    alike = [one for one in found if one.share and (one.targets or one.same_template)]
    return sorted(alike, key=lambda one: (-len(one.targets), -one.share, one.movement_id))


def _overlap(row: Movement, other: Movement, names: list[str], below: Below) -> Overlap:
    both = [kind for kind in row.participant_kinds if kind in other.participant_kinds]
    mine = below.of(row.participant_kinds)
    return Overlap(
        other.pk,
        other.title,
        below.of(both) / mine if mine and both else 0.0,
        common_targets(names, [target.name for target in other.targets.all()]),
        bool(row.template) and row.template == other.template,
    )


def live_of(unit_id: int) -> QuerySet[Movement]:
    """Live movements launched by one unit, the oldest first."""
    return Movement.objects.filter(organization=unit_id, state=MovementState.LIVE).order_by(
        "launched_at", "id"
    )


def reviews_of(row: Movement) -> QuerySet[Review]:
    """Interim and final reviews, newest first."""
    return Review.objects.filter(movement=row).order_by("-held_on", "-id")


def get_review(actor: Actor, review_id: int, on: date | None = None) -> Review:
    """One review of a visible movement; raises ``Review.DoesNotExist``."""
    return Review.objects.select_related("movement__organization").get(
        pk=review_id, movement__in=visible(actor, on)
    )
