"""Who owes a report, counted by the tree of the assignment's day; never by copied rows.

A unit that ended before its report came owes none any more: it is counted apart, so that what was received is always
a part of what was expected.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.access import UnitRef
from thidua.domain.organizations.queries import (
    line_of,
    placement_of,
    structure_version,
    subtree_spans,
)
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level
from thidua.domain.reports.models import Assignment
from thidua.domain.reports.values import Child, Counts, Place

_RANKS = [level.value for level in Level]
# Every unit that owes a report with the branch under the top it belongs to, its report if there is one, and whether it
# ended without one.
_OWED = """
with top as (
    select path from organizations_placement
     where organization_id = %(top)s and line = 'union' and during @> %(as_of)s::date
), owed as (
    select p.organization_id, p.short_name, p.kind, o.position, p.rank,
           case when nlevel(p.path) > nlevel(top.path)
                then subltree(p.path, nlevel(top.path), nlevel(top.path) + 1)::text::bigint
                else p.organization_id end as branch,
           coalesce(r.state, '') as state, r.sent_at, r.first_sent_at,
           (%(due)s::date[])[p.rank + 1] as due_on
      from top join organizations_placement p
        on p.path <@ top.path and p.line = 'union' and p.during @> %(as_of)s::date
      join organizations_organization o on o.id = p.organization_id
      left join reports_report r on r.assignment_id = %(assignment)s and r.organization_id = p.organization_id
     where p.kind = any(%(kinds)s) or p.organization_id = %(root)s
), judged as (
    select w.*,
           w.state not in ('sent', 'approved')
           and not exists (select 1 from organizations_placement q
                            where q.organization_id = w.organization_id and q.line = 'union'
                              and q.during @> %(on)s::date) as has_ended,
           (w.first_sent_at is not null
            and (w.first_sent_at at time zone 'Asia/Ho_Chi_Minh')::date > w.due_on) as was_late
      from owed w
)
"""
_COUNTS = (
    _OWED
    + """
select branch, count(*) filter (where not has_ended), count(*) filter (where has_ended),
       count(*) filter (where state = 'approved'), count(*) filter (where state = 'sent'),
       count(*) filter (where state = 'returned' and not has_ended),
       count(*) filter (where state = 'draft' and not has_ended),
       count(*) filter (where state not in ('sent', 'approved') and not has_ended and due_on < %(on)s::date),
       count(*) filter (where was_late and state in ('sent', 'approved'))
  from judged
 where organization_id <> %(top)s
 group by branch
"""
)
_SILENT = (
    _OWED
    + """
select organization_id, short_name, kind, position, due_on, state, sent_at, was_late, has_ended
  from judged
 where state not in ('sent', 'approved') and not has_ended and due_on < %(on)s::date
   and organization_id <> %(top)s
   and (%(after)s::bigint is null or position > %(after)s)
 order by position
 limit %(limit)s
"""
)
_OWING = (
    _OWED
    + """
select organization_id, short_name, kind, position, due_on, state, sent_at, was_late, has_ended
  from judged
 where not has_ended and organization_id <> %(top)s
   and (%(after)s::bigint is null or position > %(after)s)
 order by position
 limit %(limit)s
"""
)
_CHILDREN = """
with recursive walk as (
    select p.organization_id, p.kind, p.short_name, p.rank, p.kind = any(%(kinds)s) as owes
      from organizations_placement p
     where p.parent_id = %(unit)s and p.line = 'union' and p.during @> %(as_of)s::date
  union all
    select p.organization_id, p.kind, p.short_name, p.rank, p.kind = any(%(kinds)s)
      from walk w join organizations_placement p
        on p.parent_id = w.organization_id and p.line = 'union' and p.during @> %(as_of)s::date
     where not w.owes
)
select w.organization_id, w.short_name, w.kind, o.position, (%(due)s::date[])[w.rank + 1] as due,
       coalesce(r.state, ''), r.sent_at,
       coalesce((r.first_sent_at at time zone 'Asia/Ho_Chi_Minh')::date, %(on)s::date)
           > (%(due)s::date[])[w.rank + 1],
       coalesce(r.state, '') not in ('sent', 'approved')
       and not exists (select 1 from organizations_placement q
                        where q.organization_id = w.organization_id and q.line = 'union'
                          and q.during @> %(on)s::date)
  from walk w join organizations_organization o on o.id = w.organization_id
  left join reports_report r on r.assignment_id = %(assignment)s and r.organization_id = w.organization_id
 where w.owes
 order by w.rank, o.position
"""


def place_of(row: Assignment, unit_id: int) -> Place | None:
    """Where a unit stands in an assignment; ``None`` when it owes no report."""
    placement = placement_of(unit_id, row.as_of)
    if placement is None:
        return None
    line = line_of(placement, row.as_of)
    if row.organization_id not in {unit.id for unit in line}:
        return None
    unit = line[-1]
    if unit.kind not in row.kinds and unit.id != row.organization_id:
        return None
    office = None if unit.id == row.organization_id else _office(row, line)
    spans = subtree_spans(unit_id, row.as_of, structure_version())
    return Place(unit, office, row.due_of(unit.kind), spans)


def _office(row: Assignment, line: Sequence[UnitRef]) -> UnitRef | None:
    """The nearest unit above that owes a report too, else the one that asked."""
    for unit in reversed(line[:-1]):
        if unit.kind in row.kinds or unit.id == row.organization_id:
            return unit
    return None


def children_of(row: Assignment, unit_id: int, on: date) -> list[Child]:
    """The units whose reports a unit receives, higher ones first; one query."""
    return [Child(*found) for found in _fetch(_CHILDREN, _asked(row, on) | {"unit": unit_id})]


def standing(row: Assignment, on: date, top_id: int | None = None) -> list[Counts]:
    """By unit directly below the top (the one that asked, when none is named): how its reports stand on a day."""
    from thidua.domain.organizations.queries import unit_refs

    top = top_id or row.organization_id
    found = _fetch(_COUNTS, _asked(row, on) | {"top": top})
    refs = unit_refs([branch for branch, *_n in found], row.as_of)
    kept = [Counts(branch, refs[branch].short_name, *counts) for branch, *counts in found if branch in refs]
    return sorted(kept, key=lambda one: refs[one.unit_id].position)


def whole(counts: Sequence[Counts], name: str = "") -> Counts:
    """All branches as one."""
    names = ("expected", "ended", "approved", "sent", "returned", "draft", "silent", "late")
    return Counts(0, name, *(sum(getattr(one, field) for one in counts) for field in names))


def silent_units(
    row: Assignment, on: date, *, top_id: int | None = None, after: int | None = None, limit: int = 100
) -> list[Child]:
    """Units whose day has passed without a report, by position; ``after`` goes on behind a position."""
    asked = _asked(row, on) | {"top": top_id or row.organization_id, "after": after, "limit": limit}
    return [Child(*found) for found in _fetch(_SILENT, asked)]


def owing_units(
    row: Assignment, on: date, *, top_id: int | None = None, after: int | None = None, limit: int = 100
) -> list[Child]:
    """Every unit that owes a report, by position; ``after`` goes on behind a position."""
    asked = _asked(row, on) | {"top": top_id or row.organization_id, "after": after, "limit": limit}
    return [Child(*found) for found in _fetch(_OWING, asked)]


def _asked(row: Assignment, on: date) -> dict[str, Any]:
    return {
        "assignment": row.pk,
        "root": row.organization_id,
        "as_of": row.as_of,
        "on": on,
        "kinds": row.kinds,
        "due": [row.due_on.get(rank) for rank in _RANKS],
    }


def _fetch(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())


def levels_of(kinds: Sequence[str]) -> list[Level]:
    """The levels that kinds of unit belong to, from the top."""
    wanted = {LEVEL_OF_KIND[kind] for kind in kinds}
    return [level for level in Level if level in wanted]
