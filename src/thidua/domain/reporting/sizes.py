"""Honors to a thousand members, by the size of grassroots unions: whether the small ones are remembered too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.access import Span
from thidua.domain.organizations.queries import as_pairs
from thidua.domain.organizations.states import UnitKind

LEAST = (50, 200, 500, 1000, 3000)
"""The least members of each size but the first."""
_KINDS = (UnitKind.GRASSROOTS, UnitKind.SYNDICATE)

# Members are those of the directory of today; a unit that never told them stands apart. Honors are those of lines whose
# unit of then is one of these, so what a former unit earned counts for nobody's members.
_SIZES = """
with unit as materialized (
    select o.position, c.member_count as members,
           case when c.member_count is null then null else width_bucket(c.member_count, %(least)s::int[]) end as size
      from unnest(%(low)s::bigint[], %(high)s::bigint[]) span(low, high)
      join organizations_organization o on o.position between span.low and span.high
      join organizations_placement p
        on p.organization_id = o.id and p.line = 'union' and p.during @> %(on)s::date and p.kind = any(%(kinds)s)
      cross join lateral (select max(member_count) as member_count from people_collective k where k.unit_id = o.id) c
), honor as (
    select s.unit_position, count(*) as n
      from unnest(%(low)s::bigint[], %(high)s::bigint[]) span(low, high)
      cross join lateral (
          select r.unit_position from register_standingline r
           where r.year = %(year)s and not r.is_annulled and r.unit_position between span.low and span.high offset 0) s
     group by 1
)
select unit.size, count(*), coalesce(sum(unit.members), 0)::bigint, coalesce(sum(honor.n), 0)::bigint,
       count(*) filter (where honor.n is null)
  from unit left join honor on honor.unit_position = unit.position
 group by unit.size order by unit.size nulls last
"""


@dataclass(frozen=True, slots=True)
class UnitSize:
    """Grassroots unions of one size: from ``least`` members up to fewer than ``next`` (nothing: any number).

    ``least`` is nothing for those whose members nobody entered. ``empty`` are those without an honor in the year.
    """

    least: int | None
    next: int | None
    units: int
    members: int
    honors: int
    empty: int

    @property
    def per_thousand(self) -> float | None:
        """Honors of the year to a thousand members; nothing where there are no members to divide by."""
        return 1000 * self.honors / self.members if self.members else None


def unit_sizes(spans: tuple[Span, ...], *, year: int, on: date) -> tuple[UnitSize, ...]:
    """The grassroots unions that stand on ``on``, with the honors in force by decisions of ``year``, small ones first."""
    low, high = as_pairs(spans)
    asked: dict[str, Any] = {
        "low": low,
        "high": high,
        "on": on,
        "year": year,
        "least": list(LEAST),
        "kinds": list(_KINDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SIZES, asked)
        return tuple(_size(*row) for row in cursor.fetchall())


def _size(at: int | None, *counts: int) -> UnitSize:
    if at is None:
        return UnitSize(None, None, *counts)
    return UnitSize((0, *LEAST)[at], LEAST[at] if at < len(LEAST) else None, *counts)
