"""Scopes as positions, and what units were called where on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from thidua.core.statements import Prepared
from thidua.domain.access import Span, UnitRef
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.states import Line

EVERYWHERE = Span(-(2**62), 2**62)

# Everything that belongs to a unit on a day: what stands below it, what those units grew out of, and what ended
# under one of them without a successor. So an office sees the past of the units it took over. What is few is looked up
# row by row: the planner cannot know how little a recursion finds, and would read every unit there is.
_FEW = """
with recursive inside(root, id) as (
    select top.organization_id, p.organization_id
      from organizations_placement top
      join organizations_placement p on p.path <@ top.path and p.line = 'union' and p.during @> %(on)s::date
     where top.organization_id = any(%(units)s::bigint[]) and top.line = 'union' and top.during @> %(on)s::date
  union
    select i.root, x.id from inside i cross join lateral (
        select s.predecessor_id as id
          from organizations_succession s
         where s.successor_id = i.id and s.predecessor_id is not null and s.effective_on <= %(on)s
           and not exists (select 1 from organizations_placement q
                            where q.organization_id = s.predecessor_id and q.line = 'union'
                              and q.during @> %(on)s::date)
        union all
        select p.organization_id
          from organizations_placement p
         where p.parent_id = i.id and p.line = 'union' and not upper_inf(p.during) and upper(p.during) <= %(on)s
           and not exists (select 1 from organizations_placement q
                            where q.organization_id = p.organization_id and q.line = 'union'
                              and lower(q.during) > lower(p.during))
           and not exists (select 1 from organizations_succession s
                            where s.predecessor_id = p.organization_id and s.successor_id is not null)
    ) x
),
placed as (
    select root, (select o.position from organizations_organization o where o.id = i.id) as position from inside i
),
neighbor as (
    select root, position, lag(position) over (partition by root order by position) as former,
           (select o.position from organizations_organization o
             where o.position < placed.position order by o.position desc limit 1) as before
      from placed
),
found as (
    select root, position,
           count(*) filter (where former is distinct from before or former is null)
               over (partition by root order by position) as island
      from neighbor
)
select root, min(position), max(position) from found group by root, island order by 1, 2
"""
# The same for the country, or for all units below its top: every unit is read once, by scans, and sorted once: where two
# units lay claim to a position, their pieces are joined afterwards. What the planner would make an anti-join of every
# place there ever was is asked for the few that ended only.
_MANY = """
with recursive depth as materialized (
    select distinct nlevel(path) as depth from organizations_placement
     where organization_id = any(%(units)s::bigint[]) and line = 'union' and during @> %(on)s::date
),
standing as materialized (
    select organization_id as id, path from organizations_placement
     where line = 'union' and during @> %(on)s::date
),
ended as materialized (
    select p.parent_id as above, p.organization_id as id, p.during
      from organizations_placement p
     where p.line = 'union' and not upper_inf(p.during) and upper(p.during) <= %(on)s
       and p.organization_id not in (select id from standing)
),
gone as materialized (
    select s.successor_id as above, s.predecessor_id as id
      from organizations_succession s
     where s.successor_id is not null and s.predecessor_id is not null and s.effective_on <= %(on)s
       and s.predecessor_id not in (select id from standing)
    union
    select e.above, e.id
      from ended e
     where (select count(*) from organizations_placement q
             where q.organization_id = e.id and q.line = 'union' and lower(q.during) > lower(e.during)) = 0
       and not exists (select 1 from organizations_succession s
                        where s.predecessor_id = e.id and s.successor_id is not null)
),
below as materialized (
    select root, id
      from (select s.id, subltree(s.path, d.depth - 1, d.depth)::text::bigint as root
              from depth d
              cross join lateral (select * from standing where nlevel(path) >= d.depth offset 0) s offset 0) s
     where root = any(%(units)s::bigint[])
),
late(root, id) as (
    select b.root, g.id from gone g join below b on b.id = g.above
  union
    select l.root, g.id from late l join gone g on g.above = l.id
),
inside as (
    select root, id from below union all select root, id from late
),
seated as (
    select i.root, o.position, lag(i.root) over (order by o.position, i.root) as before,
           dense_rank() over (order by o.position) as seat
      from organizations_organization o left join inside i on i.id = o.id
),
run as (
    select root, position, seat,
           count(*) filter (where root is distinct from before)
               over (order by position, root rows unbounded preceding) as number
      from seated
),
piece as (
    select root, min(position) as low, max(position) as high, min(seat) as first, max(seat) as last
      from run where root is not null group by root, number
),
found as (
    select root, low, high,
           count(*) filter (where first > former + 1) over (partition by root order by first) as island
      from (select *, lag(last, 1, 0::bigint) over (partition by root order by first) as former from piece) p
)
select root, min(low), max(high) from found group by root, island order by 1, 2
"""
_WIDTH = Prepared(
    "width_of_units",
    """
select coalesce(min(nlevel(path)), 2), count(*) from organizations_placement
 where organization_id = any(%(units)s::bigint[]) and line = 'union' and during @> %(on)s::date
""",
)
_MANY_HEADS = 8
"""From so many units directly below the top on, reading the whole country at once is quicker."""

_BY_KIND = """
select p.kind, count(*)
  from unnest(%(low)s::bigint[], %(high)s::bigint[]) span(low, high)
  join organizations_organization o on o.position between span.low and span.high and o.id <> %(unit)s
  join organizations_placement p on p.organization_id = o.id and p.line = 'union' and p.during @> %(on)s::date
 group by p.kind
"""


_KNOWN_VERSION: ContextVar[int | None] = ContextVar("known_structure_version", default=None)
_VERSION = Prepared(
    "structure_version", "select number from organizations_structureversion order by id limit 1"
)


def structure_version() -> int:
    """The number that changes whenever the tree does."""
    known = _KNOWN_VERSION.get()
    return next((int(number) for (number,) in _VERSION.rows({})), 0) if known is None else known


@contextmanager
def one_structure() -> Iterator[None]:
    """Look at the number of the tree once for everything that is read inside."""
    token = _KNOWN_VERSION.set(structure_version())
    try:
        yield
    finally:
        _KNOWN_VERSION.reset(token)


def subtree_spans(unit_id: int, on: date, version: int) -> tuple[Span, ...]:
    """The positions of a unit and everything that belongs to it on a day, as ordered disjoint spans.

    Cached per process by ``version`` (see ``structure_version``). A unit that does not stand on ``on`` has none.
    """
    return _subtree_spans(unit_id, on.toordinal(), version)


@lru_cache(maxsize=4096)
def _subtree_spans(unit_id: int, ordinal: int, version: int) -> tuple[Span, ...]:
    return spans_below([unit_id], date.fromordinal(ordinal)).get(unit_id, ())


def spans_below(unit_ids: Sequence[int], on: date) -> dict[int, tuple[Span, ...]]:
    """``subtree_spans`` of many units at once, and not cached."""
    found: dict[int, list[Span]] = {}
    asked: dict[str, Any] = {"units": list(unit_ids), "on": on}
    depth, heads = _WIDTH.rows(asked)[0]
    is_wide = depth == 1 or (depth == 2 and heads >= _MANY_HEADS)
    with connection.cursor() as cursor:
        cursor.execute(_MANY if is_wide else _FEW, asked)
        for unit_id, low, high in cursor.fetchall():
            found.setdefault(unit_id, []).append(Span(low, high))
    return {unit_id: tuple(spans) for unit_id, spans in found.items()}


def units_by_kind(unit_id: int, spans: tuple[Span, ...], on: date, version: int) -> dict[str, int]:
    """How many units of each kind stand below a unit on a day; ``spans`` are its positions, see ``subtree_spans``."""
    return dict(_units_by_kind(unit_id, spans, on.toordinal(), version))


@lru_cache(maxsize=1024)
def _units_by_kind(
    unit_id: int, spans: tuple[Span, ...], ordinal: int, _version: int
) -> tuple[tuple[str, int], ...]:
    low, high = as_pairs(spans)
    asked: dict[str, Any] = {"unit": unit_id, "low": low, "high": high, "on": date.fromordinal(ordinal)}
    with connection.cursor() as cursor:
        cursor.execute(_BY_KIND, asked)
        return tuple(cursor.fetchall())


def within(spans: Iterable[Span], field: str = "organization__position") -> Q:
    """A filter: the position in ``field`` lies in one of ``spans``. No spans: nothing matches."""
    wanted = Q(pk__in=[])
    for span in spans:
        wanted |= Q(**{f"{field}__gte": span.low, f"{field}__lte": span.high})
    return wanted


def placements_on(on: date, line: str = Line.UNION) -> QuerySet[Placement]:
    """Every unit as it stood on ``on``."""
    return Placement.objects.filter(line=line, during__contains=on)


def placement_of(unit_id: int, on: date) -> Placement | None:
    """Where and what a unit was on ``on``; ``None`` when it did not stand."""
    return placements_on(on).filter(organization_id=unit_id).select_related("organization").first()


def latest_placement(unit_id: int) -> Placement | None:
    """The last thing known of a unit, whether it still stands or not."""
    return (
        Placement.objects.filter(organization_id=unit_id, line=Line.UNION)
        .select_related("organization")
        .order_by("-during")
        .first()
    )


_REFS = Prepared(
    "unit_refs",
    """
select distinct on (p.organization_id) p.organization_id, o.position, p.kind, p.name, p.short_name, o.code
  from organizations_placement p
  join organizations_organization o on o.id = p.organization_id
 where p.organization_id = any(%(ids)s::bigint[]) and p.line = 'union'
 order by p.organization_id, (p.during @> %(on)s::date) desc, p.during desc
""",
)


def unit_refs(unit_ids: Iterable[int], on: date) -> dict[int, UnitRef]:
    """What units were called on ``on`` (their last name when they no longer stood), by id, in one query."""
    ids = list(unit_ids)
    return {row[0]: UnitRef(*row) for row in _REFS.rows({"ids": ids, "on": on})} if ids else {}


def unit_ref(unit_id: int, on: date) -> UnitRef | None:
    return unit_refs([unit_id], on).get(unit_id)


def ancestors(unit_id: int, on: date) -> list[UnitRef]:
    """The line of units from the top down to, and including, ``unit_id`` on ``on``."""
    placement = placement_of(unit_id, on)
    return line_of(placement, on) if placement else []


def line_of(placement: Placement, on: date) -> list[UnitRef]:
    """``ancestors`` of the unit whose place on ``on`` is already known; one query."""
    ids = [int(label) for label in placement.path.split(".")]
    refs = unit_refs(ids, on)
    return [refs[i] for i in ids if i in refs]


def superior_of(unit_id: int, on: date) -> UnitRef | None:
    """The unit directly above on ``on``; ``None`` at the top or when the unit does not stand."""
    placement = placement_of(unit_id, on)
    if placement is None or placement.parent_id is None:
        return None
    return unit_ref(placement.parent_id, on)


def as_pairs(spans: Sequence[Span]) -> list[list[Any]]:
    """Spans as two parallel lists for ``unnest(%s::bigint[], %s::bigint[])``."""
    return [[span.low for span in spans], [span.high for span in spans]]
