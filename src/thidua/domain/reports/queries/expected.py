"""Who owes a report, counted by the tree of the assignment's day; never by copied rows.

A unit that ended before its report came owes none any more: it is counted apart, so that what was received is always
a part of what was expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from thidua.domain.access import UnitRef
from thidua.domain.organizations.queries import (
    line_of,
    placement_of,
    structure_version,
    subtree_spans,
    unit_refs,
)
from thidua.domain.reports.models import Assignment
from thidua.domain.reports.queries.wholes import DUE, fetch, wholes
from thidua.domain.reports.values import Child, Counts, Place

# Every unit that owes a report in the asked assignments, below a top in each: the branch under the top it belongs to,
# its report if there is one, and whether it ended without one.
_OWED = f"""
with asked(assignment, top) as (
    select * from unnest(%(assignments)s::bigint[], %(tops)s::bigint[])
), owed as (
    select a.id as assignment, asked.top, p.organization_id, p.short_name, p.kind, o.position,
           case when nlevel(p.path) > nlevel(t.path)
                then subltree(p.path, nlevel(t.path), nlevel(t.path) + 1)::text::bigint
                else p.organization_id end as branch,
           coalesce(r.state, '') as state, r.sent_at, r.first_sent_at, {DUE} as due_on
      from asked join reports_assignment a on a.id = asked.assignment
      join organizations_placement t
        on t.organization_id = asked.top and t.line = 'union' and t.during @> a.as_of
      join organizations_placement p on p.path <@ t.path and p.line = 'union' and p.during @> a.as_of
       and (p.kind = any(a.kinds) or p.organization_id = a.organization_id)
      join organizations_organization o on o.id = p.organization_id
      left join reports_report r on r.assignment_id = a.id and r.organization_id = p.organization_id
     where p.organization_id <> asked.top
), judged as materialized (
    select w.*,
           w.state not in ('sent', 'approved')
           and not exists (select 1 from organizations_placement q
                            where q.organization_id = w.organization_id and q.line = 'union'
                              and q.during @> %(on)s::date) as has_ended,
           (w.first_sent_at is not null
            and (w.first_sent_at at time zone 'Asia/Ho_Chi_Minh')::date > w.due_on) as was_late
      from owed w
)
"""  # noqa: S608  # made of constants
_NUMBERS = """
       count(*) filter (where not has_ended), count(*) filter (where has_ended),
       count(*) filter (where state = 'approved'), count(*) filter (where state = 'sent'),
       count(*) filter (where state = 'returned' and not has_ended),
       count(*) filter (where state = 'draft' and not has_ended),
       count(*) filter (where state not in ('sent', 'approved') and not has_ended and due_on < %(on)s::date),
       count(*) filter (where was_late and state in ('sent', 'approved'))
  from judged
"""
_BY_BRANCH = f"{_OWED} select branch, {_NUMBERS} group by branch"
_BY_ASSIGNMENT = f"{_OWED} select assignment, {_NUMBERS} group by assignment"
# Units are walked in their order until enough are found: the planner must not look at the whole country first.
_UNITS = f"""
select p.organization_id, p.short_name, p.kind, o.position, d.due_on, coalesce(r.state, ''), r.sent_at,
       coalesce((r.first_sent_at at time zone 'Asia/Ho_Chi_Minh')::date > d.due_on, false),
       false -- what is listed stands or was received
  from reports_assignment a
  join organizations_placement t
    on t.organization_id = %(top)s and t.line = 'union' and t.during @> a.as_of
  cross join lateral (
       select o.id, o.position from organizations_organization o
        where o.position between %(low)s and %(high)s and (%(after)s::bigint is null or o.position > %(after)s)
        order by o.position) o
  cross join lateral (
       select p.* from organizations_placement p
        where p.organization_id = o.id and p.line = 'union' and p.during @> a.as_of and p.path <@ t.path
          and (p.kind = any(a.kinds) or p.organization_id = a.organization_id) and p.organization_id <> %(top)s
       offset 0) p
  cross join lateral (select {DUE} as due_on offset 0) d
  left join lateral (
       select r.* from reports_report r
        where r.assignment_id = a.id and r.organization_id = o.id offset 0) r on true
 where a.id = %(assignment)s
   and (not %(only_silent)s or (coalesce(r.state, '') not in ('sent', 'approved') and d.due_on < %(on)s::date))
   and (r.state in ('sent', 'approved')
        or exists (select 1 from organizations_placement q
                    where q.organization_id = o.id and q.line = 'union' and q.during @> %(on)s::date))
 order by o.position
 limit %(limit)s
"""  # noqa: S608  # made of constants
_OWN = f"""
select a.id, {DUE}, coalesce(r.state, '')
  from reports_assignment a
  join organizations_placement p on p.organization_id = %(unit)s and p.line = 'union' and p.during @> a.as_of
   and a.organization_id = any(string_to_array(p.path::text, '.')::bigint[])
   and (p.kind = any(a.kinds) or p.organization_id = a.organization_id)
  left join reports_report r on r.assignment_id = a.id and r.organization_id = p.organization_id
 where a.id = any(%(assignments)s)
"""  # noqa: S608  # made of constants
_CHILDREN = f"""
with recursive walk as (
    select p.organization_id, p.kind, p.short_name, p.rank, p.kind = any(a.kinds) as owes, a.as_of, a.kinds,
           {DUE} as due_on, a.due_on as days
      from reports_assignment a join organizations_placement p
        on p.parent_id = %(unit)s and p.line = 'union' and p.during @> a.as_of
     where a.id = %(assignment)s
  union all
    select p.organization_id, p.kind, p.short_name, p.rank, p.kind = any(a.kinds), a.as_of, a.kinds,
           {DUE.replace("a.due_on", "a.days")}, a.days
      from walk a join organizations_placement p
        on p.parent_id = a.organization_id and p.line = 'union' and p.during @> a.as_of
     where not a.owes
)
select w.organization_id, w.short_name, w.kind, o.position, w.due_on,
       coalesce(r.state, ''), r.sent_at,
       coalesce((r.first_sent_at at time zone 'Asia/Ho_Chi_Minh')::date, %(on)s::date) > w.due_on,
       coalesce(r.state, '') not in ('sent', 'approved')
       and not exists (select 1 from organizations_placement q
                        where q.organization_id = w.organization_id and q.line = 'union'
                          and q.during @> %(on)s::date)
  from walk w join organizations_organization o on o.id = w.organization_id
  left join reports_report r on r.assignment_id = %(assignment)s and r.organization_id = w.organization_id
 where w.owes
 order by w.rank, o.position
"""  # noqa: S608  # made of constants


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
    return [Child(*found) for found in fetch(_CHILDREN, {"assignment": row.pk, "unit": unit_id, "on": on})]


def standing(row: Assignment, on: date, top_id: int | None = None) -> list[Counts]:
    """By unit directly below the top (the one that asked, when none is named): how its reports stand on a day."""
    top = top_id or row.organization_id
    if top == row.organization_id:
        counts = wholes([row], on)[row.pk]
    else:
        counts = [
            Counts(branch, "", *n) for branch, *n in fetch(_BY_BRANCH, _asked([row], on, {row.pk: top}))
        ]
    refs = unit_refs([one.unit_id for one in counts], row.as_of)
    named = [replace(one, name=refs[one.unit_id].short_name) for one in counts if one.unit_id in refs]
    return sorted(named, key=lambda one: refs[one.unit_id].position)


def by_branch(row: Assignment, on: date, top_id: int) -> list[Counts]:
    """``standing`` counted unit by unit, without names and in no order."""
    found = fetch(_BY_BRANCH, _asked([row], on, {row.pk: top_id}))
    return [Counts(branch, "", *counts) for branch, *counts in found]


def standings(rows: Sequence[Assignment], on: date, tops: Mapping[int, int]) -> dict[int, Counts]:
    """How many assignments stand, each below its own top, by assignment; few queries whatever their number."""
    own = [row for row in rows if tops[row.pk] == row.organization_id]
    parts = [row for row in rows if tops[row.pk] != row.organization_id]
    found = (
        {pk: replace(whole(counts), unit_id=tops[pk]) for pk, counts in wholes(own, on).items()}
        if own
        else {}
    )
    for pk, *counts in fetch(_BY_ASSIGNMENT, _asked(parts, on, tops)) if parts else ():
        found[pk] = Counts(tops[pk], "", *counts)
    return {pk: one for pk, one in found.items() if one.expected or one.ended}


def own_of(rows: Sequence[Assignment], unit_id: int) -> dict[int, tuple[date, str]]:
    """In which assignments a unit owes a report: its day and the state of its report, by assignment; one query."""
    found = fetch(_OWN, {"assignments": [row.pk for row in rows], "unit": unit_id})
    return {assignment: (due_on, state) for assignment, due_on, state in found}


def whole(counts: Sequence[Counts], name: str = "") -> Counts:
    """All branches as one."""
    names = ("expected", "ended", "approved", "sent", "returned", "draft", "silent", "late")
    return Counts(0, name, *(sum(getattr(one, field) for one in counts) for field in names))


def silent_units(
    row: Assignment, on: date, *, top_id: int | None = None, after: int | None = None, limit: int = 100
) -> list[Child]:
    """Units whose day has passed without a report, by position; ``after`` goes on behind a position."""
    return _units(row, on, top_id, after, limit, only_silent=True)


def owing_units(
    row: Assignment, on: date, *, top_id: int | None = None, after: int | None = None, limit: int = 100
) -> list[Child]:
    """Every unit that owes a report, by position; ``after`` goes on behind a position."""
    return _units(row, on, top_id, after, limit, only_silent=False)


def _units(
    row: Assignment, on: date, top_id: int | None, after: int | None, limit: int, *, only_silent: bool
) -> list[Child]:
    top = top_id or row.organization_id
    spans = subtree_spans(top, row.as_of, structure_version())
    if not spans:
        return []
    found = fetch(_UNITS, {
        "assignment": row.pk, "top": top, "on": on, "low": spans[0].low, "high": spans[-1].high,
        "after": after, "limit": limit, "only_silent": only_silent,
    })  # fmt: skip
    return [Child(*unit) for unit in found]


def _asked(rows: Sequence[Assignment], on: date, tops: Mapping[int, int]) -> dict[str, Any]:
    return {"assignments": [row.pk for row in rows], "tops": [tops[row.pk] for row in rows], "on": on}
