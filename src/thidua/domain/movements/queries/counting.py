"""Units below a launcher, who joined and who is silent: counted by the tree of a day, never by copied rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from thidua.domain.movements.models import Movement
from thidua.domain.movements.values import Below, Branch, SilentUnit, Vitality
from thidua.domain.organizations.queries import structure_version, unit_refs

ACTIVE_DAYS = 90
NOBODY = Below("", {})

_BELOW = """
select top.organization_id, top.kind as own_kind, p.kind, count(p.id)
  from organizations_placement top
  left join organizations_placement p
    on p.path <@ top.path and p.organization_id <> top.organization_id
   and p.line = 'union' and p.during @> %(on)s::date
 where top.organization_id = any(%(units)s) and top.line = 'union' and top.during @> %(on)s::date
 group by top.organization_id, top.kind, p.kind
"""
# With the version of the tree, also when nobody takes part.
_TAKING_PART = """
select v.number, t.*
  from (select coalesce((select number from organizations_structureversion order by id limit 1), 0) as number) v
  left join (
    select movement_id, count(distinct organization_id),
           count(distinct organization_id) filter (where active_on >= %(since)s)
      from movements_registration
     where movement_id = any(%(movements)s) and withdrawn_at is null
     group by movement_id
  ) t on true
"""
# Addressed units with the unit directly below the launcher that they belong to, and their last activity.
_ADDRESSED = """
with top as (
    select path from organizations_placement
     where organization_id = %(unit)s and line = 'union' and during @> %(on)s::date
), addressed as (
    select p.organization_id, p.short_name, o.position,
           subltree(p.path, nlevel(top.path), nlevel(top.path) + 1)::text::bigint as branch
      from top join organizations_placement p
        on p.path <@ top.path and p.line = 'union' and p.during @> %(on)s::date
      join organizations_organization o on o.id = p.organization_id
     where p.organization_id <> %(unit)s and p.kind = any(%(kinds)s)
), joined as (
    select organization_id, max(active_on) as active_on
      from movements_registration
     where movement_id = %(movement)s and withdrawn_at is null
     group by organization_id
)
"""
_BRANCHES = (
    _ADDRESSED
    + """
select a.branch, count(*), count(j.organization_id), count(*) filter (where j.active_on >= %(since)s)
  from addressed a left join joined j using (organization_id)
 group by a.branch
"""
)
_SILENT = (
    _ADDRESSED
    + """
select a.organization_id, a.short_name, j.active_on
  from addressed a left join joined j using (organization_id)
 where (j.active_on is null or j.active_on < %(since)s)
   and (%(branch)s::bigint is null or a.branch = %(branch)s)
 order by a.position
 limit %(limit)s
"""
)


def units_below(unit_id: int, on: date) -> Below:
    """The units under ``unit_id`` on ``on`` by kind; see ``_below_each``."""
    return _below_each([unit_id], on, structure_version()).get(unit_id, NOBODY)


_MOST_KEPT = 4_096
_kept: dict[tuple[int, date, int], Below] = {}


def _below_each(unit_ids: Iterable[int], on: date, version: int) -> dict[int, Below]:
    """The units under each of these by kind; one query for those not counted since the tree changed."""
    wanted = {unit_id: (unit_id, on, version) for unit_id in unit_ids}
    uncounted = [unit_id for unit_id, key in wanted.items() if key not in _kept]
    if uncounted:
        if len(_kept) + len(uncounted) > _MOST_KEPT:
            _kept.clear()
        counted = _below_many(uncounted, on)
        _kept.update({wanted[unit_id]: counted.get(unit_id, NOBODY) for unit_id in uncounted})
    return {unit_id: _kept.get(key, NOBODY) for unit_id, key in wanted.items()}


def _below_many(unit_ids: Sequence[int], on: date) -> dict[int, Below]:
    kinds: dict[int, tuple[str, dict[str, int]]] = {}
    for unit_id, own, kind, count in _fetch(_BELOW, {"units": list(unit_ids), "on": on}):
        counts = kinds.setdefault(unit_id, (own, {}))[1]
        if kind:
            counts[kind] = count
    return {unit_id: Below(own, counts) for unit_id, (own, counts) in kinds.items()}


def addressed_count(row: Movement, on: date) -> int:
    """How many units a movement addresses on a day."""
    return units_below(row.organization_id, on).of(row.participant_kinds)


def vitality(
    rows: Iterable[Movement], on: date, known: Mapping[int, Below] | None = None
) -> dict[int, Vitality]:
    """Vitality of each movement by id, in two queries whatever their number; ``known`` launchers are not counted anew."""
    movements = list(rows)
    asked = {"movements": [row.pk for row in movements], "since": _since(on, ACTIVE_DAYS)}
    found = _fetch(_TAKING_PART, asked)
    counts = {pk: (joined, active) for _version, pk, joined, active in found}
    below = dict(known or {})
    uncounted = {row.organization_id for row in movements} - set(below)
    below |= _below_each(uncounted, on, found[0][0])
    return {
        row.pk: Vitality(
            below.get(row.organization_id, NOBODY).of(row.participant_kinds), *counts.get(row.pk, (0, 0))
        )
        for row in movements
    }


def who_has_joined(row: Movement, on: date) -> list[Branch]:
    """Units directly below the launcher with how many of theirs are addressed, joined, active in 90 days."""
    found = _fetch(_BRANCHES, _asked(row, on, ACTIVE_DAYS))
    refs = unit_refs([branch for branch, *_counts in found], on)
    branches = [
        Branch(branch, refs[branch].short_name, *counts) for branch, *counts in found if branch in refs
    ]
    return sorted(branches, key=lambda branch: refs[branch.unit_id].position)


def silent_units(
    row: Movement, on: date, *, days: int = ACTIVE_DAYS, branch_id: int | None = None, limit: int = 100
) -> list[SilentUnit]:
    """Addressed units (under one branch, when given) without any activity in the last ``days`` days."""
    asked = _asked(row, on, days) | {"branch": branch_id, "limit": limit}
    return [SilentUnit(*found) for found in _fetch(_SILENT, asked)]


def _asked(row: Movement, on: date, days: int) -> dict[str, Any]:
    return {
        "unit": row.organization_id,
        "movement": row.pk,
        "kinds": row.participant_kinds,
        "on": on,
        "since": _since(on, days),
    }


def _since(on: date, days: int) -> date:
    return on - timedelta(days=days)


def _fetch(sql: str, asked: dict[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
