"""The people of some units in the order of the tree: all of them, or those alone who hold what an award needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from thidua.domain.access import Span
from thidua.domain.catalogue.narrowing import Need
from thidua.domain.register.queries.profiles import profiles

MOST_HOLDERS = 20_000
"""So many lines of the register, or nominations, are read at once for whoever holds one of some awards."""
SIEVED = 10  # so many people are read for each one wanted, when only those are kept who hold it

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

_PROPOSED = """
        select n.subject_id
          from nominations_nomination n
          join nominations_submission u on u.id = n.submission_id
          join nominations_round r on r.id = u.round_id
         where n.award_code = any(%(proposed)s) and n.subject_id is not null and r.year = %(year)s
           and n.state not in ('rejected', 'withdrawn')
"""

# Few posts are listed, and they have an index of their own.
_LISTED = "select v.person_id from people_service v where %(post)s and v.listed_post <> ''"

# From the lines of the register to whoever holds them now; ``offset 0`` keeps each step a look by key.
_HOLDERS = f"""
    with recursive up(id) as (
        (select s.holder_id from register_standingline s
          where s.profile_id = any(%(profiles)s) and not s.is_annulled
          union {_PROPOSED} union {_LISTED})
        union
        select s.merged_into_id
          from up cross join lateral (select merged_into_id from people_subject where id = up.id offset 0) s
         where s.merged_into_id is not null
    )
    select s.id, s.name, o.id as unit, o.position, s.sort_key
      from up
      join people_subject s on s.id = up.id and s.kind = 'person' and s.merged_into_id is null
      join organizations_organization o on o.id = s.organization_id
     where o.position between %(first)s and %(last)s
       and (o.position, s.sort_key, s.id) > (%(position)s, %(key)s, %(id)s)
       and exists (select 1 from unnest(%(lows)s::bigint[], %(highs)s::bigint[]) r(low, high)
                    where o.position between r.low and r.high)
     order by o.position, s.sort_key, s.id limit %(limit)s
"""  # noqa: S608  # made of constants only

# Of these people those who hold it, in their own name or in that of a record merged into theirs.
_AMONG = """
    with recursive down(root, id) as (
        select one, one from unnest(%(ids)s::bigint[]) one
        union all
        select d.root, s.id
          from down d cross join lateral (select id from people_subject where merged_into_id = d.id offset 0) s
    )
    select distinct d.root
      from down d
      cross join lateral (
           select 1 from register_standingline s
            where s.holder_id = d.id and s.profile_id = any(%(profiles)s) and not s.is_annulled
           union all
           select 1 from people_service v where %(post)s and v.person_id = d.id and v.listed_post <> '' limit 1) held
"""
_AMONG_OR_PROPOSED = f"{_AMONG} union {_PROPOSED} and n.subject_id = any(%(ids)s)"

_LINES = "select profile_id, sum(lines)::bigint from register_tally where profile_id = any(%s) group by 1"
_IN_POSTS = "select count(*) from (select from people_service where listed_post <> '' limit %s) v"
_NOMINATED = "select count(*) from (select from nominations_nomination where award_code = any(%s) limit %s) n"


class Place(NamedTuple):
    """Where a page begins: after this person of the unit at this position."""

    position: int
    sort_key: str
    person_id: int


Row = Mapping[str, Any]


class _Lot(NamedTuple):
    """People read in order, those of them to be looked at, and whether others follow."""

    read: Sequence[Row]
    wanted: Sequence[Row]
    is_more: bool


@dataclass
class People:
    """The people of some units from a place on, lot by lot. ``examined`` counts those gone by, whoever was wanted."""

    spans: Sequence[Span]
    last: Place | None
    lot_after: Callable[[Sequence[Span], Place | None, int], _Lot]
    is_more: bool = True
    examined: int = 0
    _lot: _Lot = field(default=_Lot((), (), is_more=False))

    def take(self, most: int) -> Sequence[Row]:
        """This will give the next who are wanted, at most so many."""
        has_any = self.is_more and self.spans
        self._lot = self.lot_after(self.spans, self.last, most) if has_any else _Lot((), (), is_more=False)
        return self._lot.wanted

    def go_on(self, looked_at: int) -> None:
        """Whoever is wanted was looked at up to this number; the next lot begins behind."""
        read, wanted, self.is_more = self._lot
        if looked_at < len(wanted):
            self.is_more = True
            read = read[: read.index(wanted[looked_at - 1]) + 1] if looked_at else ()
        self.examined += len(read)
        if read:
            self.last = Place(read[-1]["position"], read[-1]["sort_key"], read[-1]["id"])

    @property
    def next(self) -> Place | None:
        """Where the next page begins, None at the end."""
        return self.last if self.is_more else None


def people_in(spans: Sequence[Span], after: Place | None, needs: Sequence[Need], year: int) -> People:
    """This will read the people of some units who may have all that is needed, as far as its rarest part tells.

    Where few in the country have that, from the register to the people; else from the people to the register.
    """
    if not needs:
        return People(spans, after, _everybody)
    if any(need.is_empty for need in needs):
        return People((), after, _everybody, is_more=False)
    rarest, of_it, lines = _rarest(needs)
    if not lines and not rarest.proposed:
        return People((), after, _everybody, is_more=False)
    asked = {"profiles": of_it, "proposed": sorted(rarest.proposed), "post": rarest.post, "year": year}
    if lines <= MOST_HOLDERS and (not rarest.proposed or _nominated(rarest.proposed) <= MOST_HOLDERS):
        return People(spans, after, _Holders(asked))
    return People(spans, after, _Sieve(asked, _AMONG_OR_PROPOSED if rarest.proposed else _AMONG))


def _rarest(needs: Sequence[Need]) -> tuple[Need, list[int], int]:
    """What the fewest lines of the register speak of: with the profiles of those lines, and how many they are."""
    known = profiles().values()
    named = {need: [one.id for one in known if one.award_code in need.awarded] for need in needs}
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [sorted({pk for found in named.values() for pk in found})])
        lines = dict(cursor.fetchall())
    counts = {need: sum(lines.get(pk, 0) for pk in found) for need, found in named.items()}
    if any(need.post for need in needs):
        posts = _in_posts()
        counts = {need: lines + need.post * posts for need, lines in counts.items()}
    rarest = min(needs, key=lambda need: counts[need])
    return rarest, named[rarest], counts[rarest]


def _in_posts() -> int:
    """How many listed posts were ever recorded; no more than one too many is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_POSTS, [MOST_HOLDERS + 1])
        return int(cursor.fetchone()[0])


def _nominated(codes: Iterable[str]) -> int:
    """How many were ever proposed for some awards; no more than one too many is counted."""
    with connection.cursor() as cursor:
        cursor.execute(_NOMINATED, [sorted(codes), MOST_HOLDERS + 1])
        return int(cursor.fetchone()[0])


def _everybody(spans: Sequence[Span], after: Place | None, most: int) -> _Lot:
    found = _rows(_PEOPLE, {**_where(spans, after), "limit": most + 1})
    return _Lot(found[:most], found[:most], len(found) > most)


@dataclass(frozen=True)
class _Holders:
    """From the register to the people."""

    asked: Mapping[str, Any]

    def __call__(self, spans: Sequence[Span], after: Place | None, most: int) -> _Lot:
        found = _rows(_HOLDERS, {**self.asked, **_where(spans, after), "limit": most + 1})
        return _Lot(found[:most], found[:most], len(found) > most)


@dataclass(frozen=True)
class _Sieve:
    """From the people to the register."""

    asked: Mapping[str, Any]
    statement: str

    def __call__(self, spans: Sequence[Span], after: Place | None, most: int) -> _Lot:
        read, _wanted, is_more = _everybody(spans, after, most * SIEVED)
        holders = _ids(self.statement, {**self.asked, "ids": [row["id"] for row in read]}) if read else set()
        wanted = [row for row in read if row["id"] in holders]
        if len(wanted) > most:
            wanted, is_more = wanted[:most], True
            read = read[: read.index(wanted[-1]) + 1]
        return _Lot(read, wanted, is_more)


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


def _ids(statement: str, values: Mapping[str, Any]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {row[0] for row in cursor.fetchall()}
