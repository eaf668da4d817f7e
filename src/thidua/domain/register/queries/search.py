"""The search: what was typed is read, the rows that answer are met by the cheapest plan, and their lines are shown.

Pages follow a key; counts are exact without filters, and up to a cap with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.register.queries.criteria import Criteria, Where
from thidua.domain.register.queries.filters import Filter, filters_of
from thidua.domain.register.queries.lines import Found, Line, count_of_names, found_of_names, lines_of
from thidua.domain.register.queries.names import RANK, SIZE, Names
from thidua.domain.register.queries.plans import (
    GATHERED,
    NEWEST,
    Estimate,
    Plan,
    name_plan,
    names_cost,
    ordered_plan,
    plan_of_rows,
    run,
)
from thidua.domain.register.queries.reading import Reading, read
from thidua.domain.register.queries.vocabulary import Numbers

PAGE = 50
COUNT_CAP = 1_000
"""Filtered counts are exact up to here, "hơn 1.000" beyond."""
_ALL = 10**9
_MOST_WALKED = 20_000
_MORE = 1.5
"""Rows are sought among so many more names than would do on the average."""
_COUNTED = 200
"""The rows of up to so many names are counted in the statement that reads the first of them."""
_DEAR = 20_000.0  # microseconds: few rows that cost so much are read once, for the page and the count
_USUAL = 50.0
"""What is usual of a filter weighs as much as so many lines of the names."""
_FEWEST, _MOST = 8, 5_000
"""So many names are asked for at once, at least and at most."""
_SURELY = 2.0
"""With so many times the rows wanted, the most frequent names are asked alone first."""
# Name by name: the planner would rather read the whole dictionary for the few rows it cannot foresee.
_RANKED = f"select {RANK} as rank from register_registeredname n where n.id = s.name_id offset 0"  # noqa: S608  # made of constants only
_COLUMNS = "s.year, s.root_id, s.holder_id, s.entry_id, s.is_annulled"


class Key(NamedTuple):
    """Where a page ended: rank of the name, year, id of the grant."""

    rank: int
    year: int
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, how the query was read, and the key of the next page if there is one.

    ``known`` are the lines and holders of each filter where they were counted on the way, and ``filters`` what was
    asked, for ``count``.
    """

    lines: tuple[Line, ...]
    reading: Reading
    next: Key | None
    known: tuple[tuple[int, int], ...] | None = None
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """Lines and holders that match (more than that when ``is_capped``), and the lines of the whole register.

    ``holders`` is not told of more lines than are looked at.
    """

    lines: int
    holders: int | None
    size: int
    is_capped: bool = False


def search(actor: Actor, criteria: Criteria, *, after: Key | None = None, limit: int = PAGE) -> Page:
    """The lines that match, best names first and newest first within a name, ``limit`` at most."""
    reading = read(criteria.text)
    names = reading.asked_names
    filters = tuple(filters_of(actor, criteria, reading))
    first = [_first_of(asked, names, after, limit + 1) for asked in filters]
    known = (
        None if any(one.known is None for one in first) else tuple(one.known for one in first if one.known)
    )
    found = [row for one in first for row in one.rows]
    found.sort(key=lambda row: (row.rank, -row.year, -row.root_id))
    lines = tuple(lines_of(found[:limit]))
    if len(found) <= limit:
        if after is None:
            known = ((len(lines), len({line.holder_id for line in lines})),)
        return Page(lines, reading, None, known, filters)
    last = found[limit - 1]
    return Page(lines, reading, Key(last.rank, last.year, last.root_id), known, filters)


def count(
    actor: Actor,
    criteria: Criteria,
    reading: Reading,
    *,
    cap: int | None = COUNT_CAP,
    known: Sequence[tuple[int, int]] | None = None,
    filters: Sequence[Filter] | None = None,
) -> Count:
    """How many lines of how many holders match; exact without filters and up to ``cap``, or wholly without one.

    ``known``: lines and holders of each filter up to one more than ``COUNT_CAP``, when they have been counted already;
    ``filters``: those of the page.
    """
    if filters is None:
        filters = filters_of(actor, criteria, reading)
    names = reading.asked_names
    if len(filters) == 1 and filters[0].is_open and cap is not None:
        size = _size_with(names)
        lines = names.lines if names is not None else size
        if lines > cap:
            return Count(lines, None, size)
    if known is not None and cap is None and any(lines > COUNT_CAP for lines, _holders in known):
        known = None  # counted up to the cap only
    if known is None and filters:
        counted = [_counted(asked, names, cap) for asked in filters]
        known, size = [one[:2] for one in counted], counted[0][2]
    else:
        known, size = known or [], _size_with(names)
    lines, holders = sum(one[0] for one in known), sum(one[1] for one in known)
    if cap is not None and lines > cap:
        return Count(cap, None, size, is_capped=True)
    return Count(lines, holders, size)


def register_size() -> int:
    """Lines that stand in the whole register, annulled ones included, from the sums."""
    with connection.cursor() as cursor:
        cursor.execute(SIZE)
        return int(cursor.fetchone()[0])


def _size_with(names: Names | None) -> int:
    """The same; it was told with the names where some were asked for."""
    return names.size if names is not None else register_size()


def _ways(asked: Filter, names: Names | None, wanted: int) -> Iterator[Plan | Numbers]:
    """The cheapest ways to meet ``wanted`` rows in any order; when the first meets fewer, the last meets all.

    Numbers are the names whose rows are met.
    """
    estimate = Estimate.of(asked, names)
    if names is not None and estimate.hits >= _SURELY * wanted:
        yield names.likeliest(_SURELY * wanted / estimate.share)
    whole = plan_of_rows(asked, names, estimate, wanted)
    if names is None or names_cost(asked, len(names), names.lines_guess, estimate) > whole.cost:
        yield whole
    else:
        yield names.ids


def met(
    asked: Filter,
    names: Names | None,
    cap: int | None,
    columns: str,
    *,
    told: Callable[[str], str],
    lines: Callable[[list[Any]], int],
    of_names: Callable[[Numbers], list[Any]] | None = None,
) -> list[Any]:
    """What a statement tells of the rows of a filter, of one more than ``cap`` at most, met in any order.

    ``told`` makes the statement of the one that meets the rows; ``lines`` tells from its answer how many they were.
    ``of_names`` answers instead where the rows of some names are met.
    """
    answer: list[Any] = []
    limit = f"limit {cap + 1}" if cap is not None else ""
    for way in _ways(asked, names, (_ALL if cap is None else cap) + 1):
        if of_names is not None and not isinstance(way, Plan):
            answer = of_names(way)
        else:
            plan = way if isinstance(way, Plan) else name_plan(asked, way, None)
            answer = run(told(plan.sql(columns, limit)), plan.values)
        if cap is not None and lines(answer) > cap:
            break
    return answer


def _counted(asked: Filter, names: Names | None, cap: int | None) -> tuple[int, int, int]:
    """Lines and holders of a filter, and the lines of the whole register."""
    within, most = asked.range, (_ALL if cap is None else cap) + 1

    def of_names(ids: Numbers) -> list[Any]:
        assert within is not None  # noqa: S101  # given only then
        return [(*count_of_names(ids.tolist(), within, most), _size_with(names))]

    ((lines, holders, size),) = met(
        asked, names, cap, "s.holder_id",
        told=lambda found: f"select count(*), count(distinct holder_id), ({SIZE}) from ({found}) found",  # noqa: S608  # fixed pieces, values are parameters
        lines=lambda answer: int(answer[0][0]),
        of_names=of_names if within is not None else None,
    )  # fmt: skip
    return lines, holders, int(size)


class _First(NamedTuple):
    """The first rows of a filter, and where they were counted on the way: all its lines, and their holders."""

    rows: list[Found]
    known: tuple[int, int] | None = None


def _first_of(asked: Filter, names: Names | None, after: Key | None, limit: int) -> _First:
    estimate = Estimate.of(asked, names)
    if names is None:
        return _First(_newest_rows(ordered_plan(asked, estimate, limit), after, limit))
    gather = plan_of_rows(asked, names, estimate, _ALL)
    by_names = names_cost(asked, len(names), names.lines_guess, estimate)
    if by_names < gather.cost:
        gather = replace(name_plan(asked, names.ids, None), cost=by_names)
    is_cheaper = estimate.hits <= GATHERED and gather.cost < _walking_cost(asked, names, estimate, limit)
    is_read_once = (
        estimate.hits <= COUNT_CAP and gather.cost > _DEAR
    )  # the count would look at all of them again
    if is_cheaper or is_read_once:
        return _gathered(gather, names, after, limit)
    begun = _Begun([], after=after) if after else _first_of_names(asked, names, estimate, limit)
    if len(begun.rows) >= limit or begun.tried == len(names):
        return _First(begun.rows[:limit], begun.known)
    found = _walked_rows(asked, names, estimate, limit, begun)
    return _First(found) if found is not None else _gathered(gather, names, after, limit)


class _Begun(NamedTuple):
    """The rows of the first names (``tried``) behind a key, and where they were counted: all lines, and holders."""

    rows: list[Found]
    tried: int = 0
    known: tuple[int, int] | None = None
    after: Key | None = None


def _first_of_names(asked: Filter, names: Names, estimate: Estimate, limit: int) -> _Begun:
    """The rows of the first names with their lines, by one statement where it can tell them."""
    within = asked.range
    if within is None:
        return _Begun([])
    # What was asked without a filter is counted by the dictionary, but for the holders of a few lines.
    is_counted = len(names) <= _COUNTED and (not asked.is_open or names.lines <= COUNT_CAP)
    count = len(names) if is_counted else max(names.enough(0, _MORE * limit / estimate.share), _FEWEST)
    ranks, ids = names.ranks[:count].tolist(), names.ids[:count].tolist()
    found, known = found_of_names(ranks, ids, within, limit, cap=COUNT_CAP + 1 if is_counted else 0)
    return _Begun(found, len(ids), known)


def _walking_cost(asked: Filter, names: Names, estimate: Estimate, limit: int) -> float:
    """What it costs to meet the rows of the first names until there are enough."""
    count = names.enough(0, limit / estimate.share)
    return names_cost(asked, count, float(names.guesses[:count].sum()), estimate)


def _newest_rows(plan: Plan, after: Key | None, limit: int) -> list[Found]:
    if after:
        plan.where.add("(s.year, s.root_id) < (%s, %s)", after.year, after.id)
    found = run(plan.sql(f"0, {_COLUMNS}", f"order by {plan.order} limit {limit}"), plan.values)
    return [Found(*row) for row in found]


def _gathered(plan: Plan, names: Names, after: Key | None, limit: int) -> _First:
    """All rows of a plan, put in order by name, and counted."""
    where = Where()
    if after:
        where.add("(-n.rank, s.year, s.root_id) < (%s, %s, %s)", -after.rank, after.year, after.id)
    gathered = plan.sql(f"{_COLUMNS}, s.name_id")
    rows = run(
        f"with gathered as materialized ({gathered})"  # noqa: S608  # fixed pieces, values are parameters
        f" select n.rank, {_COLUMNS}, (select count(*) from gathered), (select count(distinct holder_id) from gathered)"
        f" from gathered s cross join lateral ({_RANKED}) n where {where.sql()} order by n.rank, {NEWEST} limit {limit}",
        [*plan.values, names.phrase, *where.params],
    )
    known = rows[0][-2:] if rows else None if after else (0, 0)
    return _First([Found(*row[:-2]) for row in rows], known)


def _walked_rows(
    asked: Filter, names: Names, estimate: Estimate, limit: int, begun: _Begun
) -> list[Found] | None:
    """Rows of the names in their order, some names at a time; nothing when too many names have none."""
    found, after = list(begun.rows), begun.after
    start = names.place_of(after.rank) if after else 0
    first, count = start + begun.tried, begun.tried
    tried = float(names.guesses[start:first].sum())
    while len(found) < limit and first < len(names):
        # Short names may be men's more often than others: what was met so far tells besides what is usual.
        share = (len(found) + _USUAL * estimate.share) / (tried + _USUAL)
        lines = _MORE * (limit - len(found)) / min(share, estimate.share)
        count = min(max(names.enough(first, lines), _FEWEST, 2 * count), _MOST)
        found += _rows_of_names(asked, names, slice(first, first + count), after, limit - len(found))
        tried += float(names.guesses[first : first + count].sum())
        first += count
        if len(found) < limit and first - start > _MOST_WALKED:
            return None
    return found[:limit]


def _rows_of_names(asked: Filter, names: Names, places: slice, after: Key | None, limit: int) -> list[Found]:
    """The newest rows of each name; of the name at which the page before ended, those behind its end."""
    ranks, ids = names.ranks[places], names.ids[places]
    if not after or ranks[0] != after.rank:
        within = asked.range
        if within is not None:
            return found_of_names(ranks.tolist(), ids.tolist(), within, limit)[0]
        return _of_names(asked, ranks, ids, None, limit)
    found = _of_names(asked, ranks[:1], ids[:1], after, limit)
    if len(found) >= limit or len(ids) == 1:
        return found
    return found + _of_names(asked, ranks[1:], ids[1:], None, limit - len(found))


def _of_names(asked: Filter, ranks: Numbers, ids: Numbers, after: Key | None, limit: int) -> list[Found]:
    plan = name_plan(
        asked, ids, limit, order=f"order by {NEWEST}", behind=(after.year, after.id) if after else None
    )
    rows = run(plan.sql(f"k.place, {_COLUMNS}", f"order by k.place, {NEWEST} limit {limit}"), plan.values)
    return [Found(int(ranks[place - 1]), *rest) for place, *rest in rows]
