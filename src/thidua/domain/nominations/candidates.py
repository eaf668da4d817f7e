"""The people of some units in the order of the tree: all of them, or those alone who have what an award needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from thidua.domain.access import Span
from thidua.domain.catalogue.narrowing import Need
from thidua.domain.nominations.holding import MEMBERS, Asked, asked_of, sizes

MOST_HOLDERS = 20_000
"""So many records are read at once for whoever has what is needed."""
READ = 500  # so many who have what is needed are read at once
SIEVED = 50  # so many people are gone through for each one wanted, when only those are kept who have what is needed

# Unit by unit along two indexes: what comes after the page is never read, however many people a unit has.
_PEOPLE = """
    select s.id, s.name, o.id as unit, o.position, s.sort_key
      from organizations_organization o
      cross join lateral (
           select id, name, sort_key from people_subject
            where organization_id = o.id and kind = 'person' and merged_into_id is null
              and (o.position > %(position)s or (sort_key, id) > (%(key)s, %(id)s))
            order by sort_key, id limit %(limit)s) s
     where o.position between %(first)s and %(last)s
       and exists (select 1 from unnest(%(lows)s::bigint[], %(highs)s::bigint[]) r(low, high)
                    where o.position between r.low and r.high)
     order by o.position, s.sort_key, s.id limit %(limit)s
"""

# From the records to whose they are now; ``offset 0`` keeps each step a look by key.
_HOLDERS = """
    with recursive up(id) as (
        ({sources})
        union
        select s.merged_into_id
          from up cross join lateral (select merged_into_id from people_subject where id = up.id offset 0) s
         where s.merged_into_id is not null
    )
    select s.id, s.name, o.id as unit, o.position, s.sort_key
      from up
      join people_subject s on s.id = up.id and s.kind = 'person' and s.merged_into_id is null
      join organizations_organization o on o.id = s.organization_id
      {members}
     where o.position between %(first)s and %(last)s
       and (o.position, s.sort_key, s.id) > (%(position)s, %(key)s, %(id)s)
       and exists (select 1 from unnest(%(lows)s::bigint[], %(highs)s::bigint[]) r(low, high)
                    where o.position between r.low and r.high)
       and {conditions}
     order by o.position, s.sort_key, s.id limit %(limit)s
"""

# Of people read in order those who have it, each with how many were gone by up to them; and the last one read.
_AMONG = """
    with people as (
        select s.*, row_number() over (order by s.position, s.sort_key, s.id) as number, count(*) over () as total
          from ({people}) s
    ),
    judged as (select s.*, ({conditions}) as is_wanted from people s {members} where s.number <= %(most)s)
    select * from judged where is_wanted or number = least(total, %(most)s) order by number
"""


class Place(NamedTuple):
    """Where a page begins: after this person of the unit at this position."""

    position: int
    sort_key: str
    person_id: int


Row = Mapping[str, Any]


class _Lot(NamedTuple):
    """People gone by in order: those of them to be looked at, how many they were up to each and in all.

    ``last`` is the last one gone by, ``is_more`` whether others follow.
    """

    wanted: Sequence[Row]
    numbers: Sequence[int]
    total: int
    last: Row | None
    is_more: bool


_NOBODY = _Lot((), (), 0, None, is_more=False)


@dataclass
class People:
    """The people of some units from a place on, lot by lot. ``examined`` counts those gone by, whoever was wanted."""

    spans: Sequence[Span]
    last: Place | None
    lot_after: Callable[[Sequence[Span], Place | None, int], _Lot]
    is_more: bool = True
    examined: int = 0
    _lot: _Lot = field(default=_NOBODY)

    def take(self, most: int) -> Sequence[Row]:
        """This will give the next who are wanted, at most so many."""
        has_any = self.is_more and self.spans
        self._lot = self.lot_after(self.spans, self.last, most) if has_any else _NOBODY
        return self._lot.wanted

    def go_on(self, looked_at: int) -> None:
        """Whoever is wanted was looked at up to this number; the next lot begins behind."""
        lot, last = self._lot, self._lot.last
        if looked_at < len(lot.wanted):
            self.is_more = True
            self.examined += lot.numbers[looked_at - 1] if looked_at else 0
            last = lot.wanted[looked_at - 1] if looked_at else None
        else:
            self.is_more = lot.is_more
            self.examined += lot.total
        if last is not None:
            self.last = Place(last["position"], last["sort_key"], last["id"])

    @property
    def next(self) -> Place | None:
        """Where the next page begins, None at the end."""
        return self.last if self.is_more else None


def people_in(spans: Sequence[Span], after: Place | None, needs: Sequence[Need], year: int) -> People:
    """This will read the people of some units who have all that is needed.

    Where few in the country have its rarest part, from the records to the people; else from the people to the records.
    """
    if not needs:
        return People(spans, after, _everybody)
    asked = asked_of(needs)
    found = sizes(asked, MOST_HOLDERS)
    rarest = min(asked, key=lambda one: found[one])
    if not found[rarest] or not spans:
        return People((), after, _everybody, is_more=False)
    source = _Narrowed(asked, rarest, year)
    is_rare = found[rarest] <= MOST_HOLDERS
    return People(spans, after, source.from_records if is_rare else source.from_people)


def _everybody(spans: Sequence[Span], after: Place | None, most: int) -> _Lot:
    found = _rows(_PEOPLE, {**_where(spans, after), "limit": most + 1})
    return _all_wanted(found[:most], is_more=len(found) > most)


def _all_wanted(rows: Sequence[Row], *, is_more: bool) -> _Lot:
    return _Lot(rows, range(1, len(rows) + 1), len(rows), rows[-1] if rows else None, is_more)


@dataclass
class _Narrowed:
    """Those who have all that is asked."""

    asked: Sequence[Asked]
    rarest: Asked
    year: int
    kept: list[Row] = field(default_factory=list)

    def from_records(self, spans: Sequence[Span], after: Place | None, most: int) -> _Lot:
        """From the records that speak of what is rarest to the people; all that one page can show are read at once."""
        left = self._left(after)
        if len(left) <= most:
            statement = self._told(_HOLDERS, sources=self.rarest.sources)
            left = self.kept = _rows(statement, {**self._values(spans, after), "limit": max(most, READ) + 1})
        return _all_wanted(left[:most], is_more=len(left) > most)

    def _left(self, after: Place | None) -> list[Row]:
        """Those read who come after a place."""
        ids = [row["id"] for row in self.kept]
        return self.kept[ids.index(after.person_id) + 1 :] if after and after.person_id in ids else []

    def from_people(self, spans: Sequence[Span], after: Place | None, most: int) -> _Lot:
        """From the people to the records."""
        read = most * SIEVED
        values = {**self._values(spans, after), "limit": read + 1, "most": read}
        found = _rows(self._told(_AMONG, people=_PEOPLE), values)
        wanted = [row for row in found if row["is_wanted"]]
        if len(wanted) > most:
            return _lot(wanted[:most], wanted[most - 1], is_more=True)
        return _lot(wanted, found[-1], is_more=found[-1]["total"] > read) if found else _NOBODY

    def _told(self, statement: str, **parts: str) -> str:
        """A statement put together of constants."""
        conditions = " and ".join(one.condition for one in self.asked)
        return statement.format(members=MEMBERS, conditions=conditions, **parts)

    def _values(self, spans: Sequence[Span], after: Place | None) -> dict[str, Any]:
        told = {name: value for one in self.asked for name, value in one.values.items()}
        return {"year": self.year, **told, **_where(spans, after)}


def _lot(wanted: Sequence[Row], last: Row, *, is_more: bool) -> _Lot:
    return _Lot(wanted, [row["number"] for row in wanted], last["number"], last, is_more)


def _where(spans: Sequence[Span], after: Place | None) -> dict[str, Any]:
    start = after or Place(-1, "", 0)
    return {
        "lows": [span.low for span in spans], "highs": [span.high for span in spans],
        "first": max(start.position, min(span.low for span in spans)), "last": max(span.high for span in spans),
        "position": start.position, "key": start.sort_key, "id": start.person_id,
    }  # fmt: skip


def _rows(statement: str, values: Mapping[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
