"""The search: what was typed is read, the rows that answer are met by the cheapest plan, and their lines are shown.

Pages follow a key; counts are exact without filters, and up to a cap with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.register.queries.criteria import Criteria
from thidua.domain.register.queries.filters import Filter, filters_of
from thidua.domain.register.queries.lines import Found, Line, lines_of
from thidua.domain.register.queries.names import RANK, SIZE, Names, name_id
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

PAGE = 50
COUNT_CAP = 1_000
"""Filtered counts are exact up to here, "hơn 1.000" beyond."""
_MOST_WALKED = 20_000
_COLUMNS = "s.year, s.root_id, s.holder_id, s.entry_id, s.is_annulled"


class Key(NamedTuple):
    """Where a page ended: rank of the name, year, id of the grant."""

    rank: int
    year: int
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, how the query was read, and the key of the next page if there is one.

    ``known`` are its lines and their holders when they are all that match, for ``count``.
    """

    lines: tuple[Line, ...]
    reading: Reading
    next: Key | None
    known: tuple[tuple[int, int], ...] | None = None


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
    found = [
        row for asked in filters_of(actor, criteria, reading) for row in _rows(asked, names, after, limit + 1)
    ]
    found.sort(key=lambda row: (row.rank, -row.year, -row.root_id))
    lines = tuple(lines_of(found[:limit]))
    if len(found) <= limit:
        known = ((len(lines), len({line.holder_id for line in lines})),)
        return Page(lines, reading, None, known if after is None else None)
    last = found[limit - 1]
    return Page(lines, reading, Key(last.rank, last.year, last.root_id))


def count(
    actor: Actor,
    criteria: Criteria,
    reading: Reading,
    *,
    cap: int | None = COUNT_CAP,
    known: Sequence[tuple[int, int]] | None = None,
) -> Count:
    """How many lines of how many holders match; exact without filters and up to ``cap``, or wholly without one.

    ``known``: lines and holders of each filter up to one more than ``cap``, when they have been counted already.
    """
    filters = filters_of(actor, criteria, reading)
    names = reading.asked_names
    if len(filters) == 1 and filters[0].is_open and cap is not None:
        size = _size_with(names)
        lines = names.lines if names else size
        if lines > cap:
            return Count(lines, None, size)
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
    """The same; it was told with the names where they were listed."""
    return names.size if names is not None and names.size is not None else register_size()


def matching_plan(asked: Filter, names: Names | None, wanted: int) -> Plan:
    """The cheapest way to meet ``wanted`` rows in any order."""
    estimate = Estimate.of(asked, names)
    rows = plan_of_rows(asked, names, estimate, wanted)
    if names is None or names.listed is None:
        return rows
    if names_cost(asked, names, estimate, wanted) > rows.cost:
        return rows
    return name_plan(asked, [name_id(rank) for rank in names.listed], None)


def _counted(asked: Filter, names: Names | None, cap: int | None) -> tuple[int, int, int]:
    """Lines and holders of a filter, and the lines of the whole register."""
    plan = matching_plan(asked, names, (cap or 10**9) + 1)
    found = plan.sql("s.holder_id", f"limit {cap + 1}" if cap else "")
    ((lines, holders, size),) = run(
        f"select count(*), count(distinct holder_id), ({SIZE}) from ({found}) found",  # noqa: S608  # fixed pieces, values are parameters
        plan.values,
    )
    return lines, holders, int(size)


def _rows(asked: Filter, names: Names | None, after: Key | None, limit: int) -> list[Found]:
    estimate = Estimate.of(asked, names)
    if names is None:
        return _newest_rows(ordered_plan(asked, estimate, limit), after, limit)
    gather = plan_of_rows(asked, names, estimate, 10**9)
    is_few = estimate.hits <= GATHERED
    if is_few and gather.cost < names_cost(asked, names, estimate, limit):
        return _gathered_rows(gather, names, after, limit)
    found = _walked_rows(asked, names, estimate, after, limit)
    return found if found is not None else _gathered_rows(gather, names, after, limit)


def _newest_rows(plan: Plan, after: Key | None, limit: int) -> list[Found]:
    if after:
        plan.where.add("(s.year, s.root_id) < (%s, %s)", after.year, after.id)
    found = run(plan.sql(f"0, {_COLUMNS}", f"order by {plan.order} limit {limit}"), plan.values)
    return [Found(*row) for row in found]


def _gathered_rows(plan: Plan, names: Names, after: Key | None, limit: int) -> list[Found]:
    """All rows of a plan, put in order by name."""
    where = plan.where
    if after:
        where.add(
            f"(-({RANK}), s.year, s.root_id) < (%s, %s, %s)", names.phrase, -after.rank, after.year, after.id
        )
    found = run(
        plan.sql(f"{RANK} as rank, {_COLUMNS}", f"order by rank, {NEWEST} limit {limit}"),
        [names.phrase, *plan.values],
    )
    return [Found(*row) for row in found]


def _walked_rows(
    asked: Filter, names: Names, estimate: Estimate, after: Key | None, limit: int
) -> list[Found] | None:
    """Rows of the names in their order, some names at a time; nothing when too many names have none."""
    found: list[Found] = []
    rank, walked, batch = (after.rank - 1 if after else None), 0, _first_batch(names, estimate, limit)
    while len(found) < limit:
        known = names.walk(rank, batch)
        if not known:
            return found
        found += _rows_of_names(asked, known, after, limit)
        rank, walked, batch = known[-1], walked + len(known), min(batch * 4, 5_000)
        if walked > _MOST_WALKED:
            return None
    return found[:limit]


def _first_batch(names: Names, estimate: Estimate, limit: int) -> int:
    """So many names as will probably have enough rows."""
    if names.listed is None:  # the shortest names come first, and few bear them
        return max(100, min(1_000, round(3 * names.guess * estimate.part(limit))))
    return max(8, min(400, round(1.5 * len(names.listed) * estimate.part(limit))))


def _rows_of_names(asked: Filter, names: Sequence[int], after: Key | None, limit: int) -> list[Found]:
    """The newest rows of each name; of the name at which the page before ended, those behind its end."""
    found: list[Found] = []
    if after and names[0] == after.rank:
        found = _of_names(asked, names[:1], after, limit)
        names = names[1:]
    return found + (_of_names(asked, names, None, limit - len(found)) if names and len(found) < limit else [])


def _of_names(asked: Filter, names: Sequence[int], after: Key | None, limit: int) -> list[Found]:
    plan = name_plan(
        asked, [name_id(rank) for rank in names], limit, order=f"order by {NEWEST}",
        behind=(after.year, after.id) if after else None,
    )  # fmt: skip
    rows = run(plan.sql(f"k.place, {_COLUMNS}", f"order by k.place, {NEWEST} limit {limit}"), plan.values)
    return [Found(names[place - 1], *rest) for place, *rest in rows]
