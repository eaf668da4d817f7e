"""The second tree: which units belong to a branch of work, besides the union above them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db import connection

from thidua.domain.access import Span, joined
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries.subtrees import structure_version, subtree_spans, unit_refs
from thidua.domain.organizations.states import Line

# Members of the sector, each with what stood below it on the asked day, or on its last day when it ended before.
_MEMBERS = """
with member as (
    select organization_id as id, least(%(on)s::date, coalesce(upper(during) - 1, %(on)s::date)) as day
      from organizations_placement
     where line = 'sector' and parent_id = %(sector)s and lower(during) <= %(on)s
)
select distinct o.position
  from member m
  join organizations_placement top
    on top.organization_id = m.id and top.line = 'union' and top.during @> m.day
  join organizations_placement p on p.line = 'union' and p.during @> m.day and p.path <@ top.path
  join organizations_organization o on o.id = p.organization_id
 order by 1
"""


def sectors_on(on: date) -> list[tuple[int, str]]:
    """The unions that head a sector line until ``on``: id and short name, by name. Cached until the tree changes."""
    return list(_sectors_on(on.toordinal(), structure_version()))


@lru_cache(maxsize=16)
def _sectors_on(ordinal: int, _version: int) -> tuple[tuple[int, str], ...]:
    on = date.fromordinal(ordinal)
    heads = Placement.objects.filter(line=Line.SECTOR, parent__isnull=False, during__startswith__lte=on)
    ids = set(heads.values_list("parent_id", flat=True))
    named = [(ref.id, ref.short_name) for ref in unit_refs([i for i in ids if i], on).values()]
    return tuple(sorted(named, key=lambda row: row[1]))


def sector_spans(sector_id: int, on: date, version: int) -> tuple[Span, ...]:
    """The positions of the sector's head and of its members, those that ended included, as ordered disjoint spans."""
    return _sector_spans(sector_id, on.toordinal(), version)


@lru_cache(maxsize=256)
def _sector_spans(sector_id: int, ordinal: int, version: int) -> tuple[Span, ...]:
    on = date.fromordinal(ordinal)
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, {"sector": sector_id, "on": on})
        members = [Span(position, position) for (position,) in cursor.fetchall()]
    return joined([*subtree_spans(sector_id, on, version), *members])


def crossed(first: tuple[Span, ...], second: tuple[Span, ...]) -> tuple[Span, ...]:
    """The positions that lie in both."""
    found = (
        Span(max(a.low, b.low), min(a.high, b.high))
        for a in first
        for b in second
        if a.low <= b.high and b.low <= a.high
    )
    return joined(found)
