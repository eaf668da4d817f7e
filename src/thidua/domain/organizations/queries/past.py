"""Where a unit came from, what became of it, and the days on which something changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.states import Line, SuccessionKind


@dataclass(frozen=True, slots=True)
class Step:
    """One succession a unit took part in. Names are those of the eve for the old, of the day for the new."""

    on: date
    kind: str
    instrument: str
    carries_achievement: bool
    old_id: int | None
    old_name: str
    new_id: int | None
    new_name: str

    @property
    def label(self) -> str:
        return str(SuccessionKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """A day on which the unit, those it grew out of, or its direct children changed.

    ``kind`` and ``count`` speak of the unit's own changes where there are any (``is_own``), else of the children's.
    """

    on: date
    count: int
    kind: str
    is_own: bool

    @property
    def label(self) -> str:
        return str(SuccessionKind(self.kind).label)


_STEPS = """
select s.effective_on, s.kind, s.instrument, s.carries_achievement,
       s.predecessor_id, coalesce(b.name, ''), s.successor_id, coalesce(a.name, '')
  from organizations_succession s
  left join organizations_placement b
    on b.organization_id = s.predecessor_id and b.line = 'union' and b.during @> (s.effective_on - 1)
  left join organizations_placement a
    on a.organization_id = s.successor_id and a.line = 'union' and a.during @> s.effective_on
 where s.predecessor_id = %(unit)s or s.successor_id = %(unit)s
 order by s.effective_on, s.id
"""

_DAYS = """
with recursive line(id) as (
    select %(unit)s::bigint
  union
    select s.predecessor_id from organizations_succession s join line l on s.successor_id = l.id
     where s.predecessor_id is not null
), near as (
    select id, true as is_own from line
    union all
    select distinct p.organization_id, false from organizations_placement p join line l on p.parent_id = l.id
     where p.line = 'union' and p.organization_id not in (select id from line)
)
select s.effective_on,
       case when bool_or(n.is_own) then count(distinct s.id) filter (where n.is_own) else count(distinct s.id) end,
       coalesce(mode() within group (order by s.kind) filter (where n.is_own),
                mode() within group (order by s.kind)),
       bool_or(n.is_own)
  from organizations_succession s join near n on n.id = s.predecessor_id or n.id = s.successor_id
 where s.effective_on <= %(until)s
 group by s.effective_on
 order by bool_or(n.is_own) desc, count(distinct s.id) desc limit %(limit)s
"""

_ANSWERS = """
with recursive heirs(id) as (
    select %(former)s::bigint
  union
    select s.successor_id from organizations_succession s join heirs h on s.predecessor_id = h.id
     where s.successor_id is not null and s.effective_on <= %(on)s
       and not exists (select 1 from organizations_placement p
                        where p.organization_id = h.id and p.line = 'union' and p.during @> %(on)s::date)
)
select exists (select 1 from heirs where id = %(unit)s)
"""


def answers_for(unit_id: int, former_id: int, on: date) -> bool:
    """Whether on ``on`` the unit answers for what ``former_id`` decided: it is that unit, or what became of it."""
    if unit_id == former_id:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, {"unit": unit_id, "former": former_id, "on": on})
        return bool(cursor.fetchone()[0])


def successions_of(unit_id: int) -> list[Step]:
    """Every succession the unit took part in, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_STEPS, {"unit": unit_id})
        return [Step(*row) for row in cursor.fetchall()]


def change_days(unit_id: int, until: date, limit: int = 24) -> list[ChangeDay]:
    """The days that matter most for the unit up to ``until``, in order: its own first, then the busiest."""
    asked: dict[str, Any] = {"unit": unit_id, "until": until, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, asked)
        return sorted((ChangeDay(*row) for row in cursor.fetchall()), key=lambda day: day.on)


def placements_of(unit_id: int) -> list[Placement]:
    """Everything the unit was called and was, oldest first, in both lines."""
    return list(
        Placement.objects.filter(organization_id=unit_id).select_related("parent").order_by("-line", "during")
    )


def names_of(unit_id: int) -> list[str]:
    """The names the unit bore in the union line, oldest first, each once."""
    rows = Placement.objects.filter(organization_id=unit_id, line=Line.UNION).order_by("during")
    return list(dict.fromkeys(rows.values_list("name", flat=True)))
