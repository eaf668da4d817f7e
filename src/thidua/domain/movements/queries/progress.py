"""How far targets have come, and the registrations behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.movements.models import Movement, Pledge, Ranking, Registration, Target
from thidua.domain.movements.queries.counting import addressed_count
from thidua.domain.movements.states import RollUp
from thidua.domain.movements.values import TargetProgress
from thidua.domain.organizations.queries import structure_version, subtree_spans, within

_BY_TARGET = """
select t.id, t.name, t.unit, t.roll_up, t.baseline, t.goal,
       case t.roll_up when 'sum' then sum(x.goal) else avg(x.goal) end,
       case t.roll_up when 'sum' then sum(x.value) else avg(x.value) end,
       count(x.goal), count(x.value)
  from movements_target t
  left join (
      select p.target_id, p.goal, p.value
        from movements_pledge p join movements_registration r on r.id = p.registration_id
        join organizations_organization o on o.id = r.organization_id
       where r.movement_id = %(movement)s and r.withdrawn_at is null and r.subject_id is null
         and exists (select 1 from unnest(%(low)s::bigint[], %(high)s::bigint[]) as s(low, high)
                      where o.position between s.low and s.high)
  ) x on x.target_id = t.id
 where t.movement_id = %(movement)s
 group by t.id
 order by t."order", t.id
"""
_EVERYWHERE = {"low": [-(2**62)], "high": [2**62]}
_CENT = Decimal("0.01")


def progress_of(
    row: Movement, *, on: date | None = None, branch_id: int | None = None
) -> list[TargetProgress]:
    """Each target with pledges and newest reports of units added up or averaged, under one unit when given.

    Registrations of persons and collectives are not added: their unit's own numbers contain theirs.
    """
    asked: dict[str, Any] = {"movement": row.pk} | _EVERYWHERE
    if branch_id is not None and on is not None:
        spans = subtree_spans(branch_id, on, structure_version())
        asked |= {"low": [span.low for span in spans], "high": [span.high for span in spans]}
    with connection.cursor() as cursor:
        cursor.execute(_BY_TARGET, asked)
        return [_progress(found) for found in cursor.fetchall()]


def _progress(found: tuple[Any, ...]) -> TargetProgress:
    pk, name, unit, roll_up, baseline, goal, pledged, reached, units, reported = found
    return TargetProgress(
        pk, name, unit, roll_up, baseline, goal, _rounded(pledged), _rounded(reached), units, reported
    )


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(_CENT, ROUND_HALF_UP)


def registrations_of(
    row: Movement, actor: Actor, *, branch_id: int | None = None, on: date | None = None
) -> QuerySet[Registration]:
    """Who takes part, as far as the actor may see: all for the launcher, else within the actor's scope."""
    found = Registration.objects.filter(movement=row, withdrawn_at=None)
    if not actor.covers(row.organization.position):
        found = found.filter(within(actor.spans()))
    if branch_id is not None and on is not None:
        found = found.filter(within(subtree_spans(branch_id, on, structure_version())))
    return found.select_related("organization", "subject").order_by("id")


def get_registration(actor: Actor, registration_id: int) -> Registration:
    """One registration in the actor's scope or in a movement of theirs; raises ``Registration.DoesNotExist``."""
    row = Registration.objects.select_related("movement__organization", "organization", "subject").get(
        pk=registration_id
    )
    if actor.covers(row.organization.position) or actor.covers(row.movement.organization.position):
        return row
    raise Registration.DoesNotExist


def own_registrations(row: Movement, unit_id: int) -> list[Registration]:
    """The registrations of one unit in a movement, its own first, then of people and collectives in it."""
    found = Registration.objects.filter(movement=row, organization=unit_id, withdrawn_at=None)
    return list(found.select_related("subject").order_by("subject__kind", "id"))


def pledges_of(registration_ids: Iterable[int]) -> dict[int, dict[int, Pledge]]:
    """Pledges by registration and target."""
    found: dict[int, dict[int, Pledge]] = {}
    for pledge in Pledge.objects.filter(registration__in=list(registration_ids)):
        found.setdefault(pledge.registration_id, {})[pledge.target_id] = pledge
    return found


def starting_numbers(row: Movement, unit_id: int, on: date) -> dict[int, Decimal | None]:
    """What a unit starts from for each target: its own last result, else the movement's baseline per unit."""
    own: dict[str, Decimal] = {}
    reached = Pledge.objects.filter(
        registration__organization=unit_id, registration__subject=None, value__isnull=False
    ).exclude(registration__movement=row)
    for name, value in reached.order_by("value_on").values_list("target__name", "value"):
        if value is not None:
            own[fold(name)] = value
    units = max(addressed_count(row, on), 1)
    return {target.pk: own.get(fold(target.name), _per_unit(target, units)) for target in row.targets.all()}


def _per_unit(target: Target, units: int) -> Decimal | None:
    if target.baseline is None or target.roll_up == RollUp.AVERAGE:
        return target.baseline
    return (target.baseline / units).quantize(Decimal(1), ROUND_HALF_UP)


def rankings_of(review_id: int) -> QuerySet[Ranking]:
    """A review's rankings, the first in rank first."""
    return (
        Ranking.objects.filter(review=review_id)
        .select_related("registration__organization", "registration__subject")
        .order_by("rank", "registration__organization__position", "id")
    )
