"""The tree on a day: what stands under a unit, how many grassroots unions, and what a day of change did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries.subtrees import structure_version, within
from thidua.domain.organizations.states import UnitKind

COUNTED = [UnitKind.GRASSROOTS.value, UnitKind.SYNDICATE.value]
"""Kinds that a count of grassroots unions counts: parts of a grassroots union are not unions of their own."""


@dataclass(frozen=True, slots=True)
class Node:
    """A unit as it stood on a day; ``below`` counts grassroots unions at or under it, ``children`` its direct ones.

    ``until`` is the first day it no longer stood so, ``None`` when that is open.
    """

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    path: str
    since: date
    until: date | None
    first_day: date
    below: int
    children: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a unit on a day: ``kind`` of succession, and the heir's id and name if there is one."""

    kind: str
    heir_id: int | None = None
    heir: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """Grassroots unions across a day: before − ended − merged − left + founded + joined = after."""

    before: int
    ended: int
    merged: int
    left: int
    founded: int
    joined: int
    after: int


def get_unit(actor: Actor, unit_id: int) -> Organization:
    """A unit within the actor's scope; else ``DoesNotExist``."""
    if actor.is_system:
        return Organization.objects.get(pk=unit_id)
    return Organization.objects.filter(within(actor.spans(), "position")).get(pk=unit_id)


_FAMILIES = """
with asked(unit, day) as (select * from unnest(%(units)s::bigint[], %(days)s::date[])),
tops as (
    select a.unit, a.day, p.path from asked a
      join organizations_placement p on p.organization_id = a.unit and p.line = 'union' and p.during @> a.day
), counted as (
    select t.unit, t.day,
           case when nlevel(g.path) = nlevel(t.path) then t.unit
                else ltree2text(subpath(g.path, nlevel(t.path), 1))::bigint end as member,
           count(*) filter (where g.kind = any(%(counted)s)) as below,
           count(*) filter (where nlevel(g.path) = nlevel(t.path) + 2) as children
      from tops t join organizations_placement g
        on g.line = 'union' and g.during @> t.day and g.path <@ t.path
     group by 1, 2, 3
)
select c.unit, c.day, o.id, o.code, p.name, p.short_name, p.kind, p.path::text, lower(p.during), upper(p.during),
       (select min(lower(f.during)) from organizations_placement f
         where f.organization_id = o.id and f.line = 'union'),
       c.below, c.children
  from counted c join organizations_organization o on o.id = c.member
  join organizations_placement p on p.organization_id = o.id and p.line = 'union' and p.during @> c.day
 order by p.rank, c.below desc, o.position
"""


@dataclass(frozen=True, slots=True)
class Family:
    """A unit on a day with what stood directly under it, higher units first, larger first."""

    top: Node
    members: list[Node]


def families_on(asked: Sequence[tuple[int, date]]) -> dict[tuple[int, date], Family]:
    """Units, each on its day, with their children; those that did not stand are left out.

    One query, and another unless the same was asked since the tree changed.
    """
    return dict(_families_on(tuple(asked), structure_version()))


@lru_cache(maxsize=128)
def _families_on(asked: tuple[tuple[int, date], ...], _version: int) -> dict[tuple[int, date], Family]:
    rows = _rows(
        _FAMILIES,
        {"units": [unit for unit, _day in asked], "days": [day for _unit, day in asked], "counted": COUNTED},
    )
    members: dict[tuple[int, date], list[Node]] = {}
    tops: dict[tuple[int, date], Node] = {}
    for unit, day, *facts in rows:
        if facts[0] == unit:
            tops[unit, day] = Node(*facts)
        else:
            members.setdefault((unit, day), []).append(Node(*facts))
    return {key: _whole(top, members.get(key, [])) for key, top in tops.items()}


def _whole(top: Node, members: list[Node]) -> Family:
    below = top.below + sum(member.below for member in members)
    return Family(replace(top, below=below, children=len(members)), members)


def children_on(unit_id: int, on: date) -> list[Node]:
    """What stood directly under the unit on ``on``; one query."""
    family = families_on([(unit_id, on)]).get((unit_id, on))
    return family.members if family else []


def node_on(unit_id: int, on: date) -> Node | None:
    """The unit as it stood on ``on``; one query."""
    family = families_on([(unit_id, on)]).get((unit_id, on))
    return family.top if family else None


_ORIGINS = """
select successor_id, count(*) from organizations_succession
 where effective_on = %(on)s and successor_id = any(%(units)s) and predecessor_id <> successor_id
 group by 1
"""


def origins_on(unit_ids: Sequence[int], on: date) -> dict[int, int]:
    """How many units became each of these on the very day ``on``."""
    return dict(_rows(_ORIGINS, {"units": list(unit_ids), "on": on}))


_FATES = """
select distinct on (s.predecessor_id) s.predecessor_id, s.kind, s.successor_id, coalesce(p.name, '')
  from organizations_succession s
  left join organizations_placement p
    on p.organization_id = s.successor_id and p.line = 'union' and p.during @> s.effective_on
 where s.effective_on = %(on)s and s.predecessor_id = any(%(units)s)
 order by s.predecessor_id, (s.successor_id = s.predecessor_id), s.id
"""


def fates_on(unit_ids: Sequence[int], on: date) -> dict[int, Fate]:
    """What became of units on the very day ``on``; units of which nothing is said are left out."""
    rows = _rows(_FATES, {"units": list(unit_ids), "on": on})
    return {unit: Fate(kind, heir, name) for unit, kind, heir, name in rows}


_SIDES = """
with before as (
    select distinct p.organization_id as id from organizations_placement p
     where p.line = 'union' and p.during @> %(eve)s::date and p.kind = any(%(counted)s)
       and p.path <@ any(array(select path from organizations_placement
                                where line = 'union' and during @> %(eve)s::date
                                  and organization_id = any(%(old)s)))
), after as (
    select distinct p.organization_id as id from organizations_placement p
     where p.line = 'union' and p.during @> %(on)s::date and p.kind = any(%(counted)s)
       and p.path <@ any(array(select path from organizations_placement
                                where line = 'union' and during @> %(on)s::date and organization_id = %(unit)s))
), lines as (
    select b.id, case
        when exists (select 1 from organizations_placement q where q.organization_id = b.id
                        and q.line = 'union' and q.during @> %(on)s::date) then 'left'
        when exists (select 1 from organizations_succession s where s.predecessor_id = b.id
                        and s.successor_id is not null and s.effective_on = %(on)s) then 'merged'
        else 'ended' end as line
      from before b where not exists (select 1 from after a where a.id = b.id)
    union all
    select a.id, case
        when exists (select 1 from organizations_placement q where q.organization_id = a.id
                        and q.line = 'union' and q.during @> %(eve)s::date) then 'joined'
        else 'founded' end
      from after a where not exists (select 1 from before b where b.id = a.id)
)
"""

_BALANCE = f"""{_SIDES}
select (select count(*) from before),
       count(*) filter (where line = 'ended'), count(*) filter (where line = 'merged'),
       count(*) filter (where line = 'left'), count(*) filter (where line = 'founded'),
       count(*) filter (where line = 'joined'), (select count(*) from after)
  from lines
"""  # noqa: S608  # made of constants only


def balance_across(unit_id: int, on: date, grown_out_of: Sequence[int]) -> Balance:
    """How the grassroots unions of the unit (and of those it grew out of on ``on``) add up across that day."""
    row = _rows(_BALANCE, _across(unit_id, on, grown_out_of))[0]
    return Balance(*row)


def units_of_line(
    unit_id: int, on: date, grown_out_of: Sequence[int], line: str, limit: int = 500
) -> list[tuple[int, str, str]]:
    """The units behind one line of ``balance_across``: id, code and name on the side where they stood."""
    source = line if line in {"before", "after"} else "lines"
    condition = "" if source != "lines" else "where l.line = %(line)s"
    rows = _rows(
        f"""{_SIDES} select o.id, o.code, (select q.name from organizations_placement q
                where q.organization_id = o.id and q.line = 'union' and lower(q.during) <= %(on)s
                order by q.during desc limit 1)
            from {source} l join organizations_organization o on o.id = l.id {condition}
            order by o.position limit %(limit)s""",  # noqa: S608  # the source is one of three names
        _across(unit_id, on, grown_out_of) | {"line": line, "limit": limit},
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _across(unit_id: int, on: date, grown_out_of: Sequence[int]) -> dict[str, Any]:
    return {
        "unit": unit_id,
        "old": [*grown_out_of, unit_id],
        "on": on,
        "eve": on - timedelta(days=1),
        "counted": COUNTED,
    }


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
