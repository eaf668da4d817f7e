"""How many lines each check box would show, from one pass over the matching lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.register.queries.criteria import ANNULLED, CLASS, IN_FORCE, Criteria, Years
from thidua.domain.register.queries.reading import Reading
from thidua.domain.register.queries.search import COUNT_CAP, source_of


class Cell(NamedTuple):
    """Lines of one honour, year, class of holder and status."""

    award: str
    year: int
    holder_class: str
    status: str
    lines: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value; each facet counts what the other facets leave. Empty when too many lines match."""

    awards: dict[str, int]
    years: dict[Years, int]
    classes: dict[str, int]
    statuses: dict[str, int]


def year_bands(this_year: int) -> tuple[Years, ...]:
    """The four bands offered: three years, five before, nine before, all earlier."""
    return (
        Years(this_year - 2, this_year),
        Years(this_year - 7, this_year - 3),
        Years(this_year - 16, this_year - 8),
        Years(None, this_year - 17),
    )


def facets(actor: Actor, criteria: Criteria, reading: Reading, *, this_year: int) -> Facets:
    """The counts beside the check boxes for this search."""
    cells = [] if reading.is_unknown else _cells(actor, criteria, reading)
    return Facets(
        awards=_tally(cells, criteria, "award", lambda cell: cell.award),
        years={
            band: sum(c.lines for c in cells if band.holds(c.year) and _passes(c, criteria, "year"))
            for band in year_bands(this_year)
        },
        classes=_tally(cells, criteria, "holder_class", lambda cell: cell.holder_class),
        statuses=_tally(cells, criteria, "status", lambda cell: cell.status),
    )


def _cells(actor: Actor, criteria: Criteria, reading: Reading) -> list[Cell]:
    source = source_of(actor, criteria, reading, facets=False)
    limit = "" if reading.is_empty else f"limit {2 * COUNT_CAP}"
    statement = (
        f"select award_code, year, class, is_annulled, count(*) from"  # noqa: S608  # fixed pieces, values are parameters
        f" (select e.award_code, e.year, {CLASS} as class, e.is_annulled"
        f" from {source.tables} where {source.where.sql()} {limit}) found group by 1, 2, 3, 4"
    )
    if reading.is_empty and criteria.holder_id is None:
        rows = _whole(
            statement, repr(source.params), _newest_entry(), lambda: _fetch(statement, source.params)
        )
    else:
        rows = _fetch(statement, source.params)
    if limit and sum(row[4] for row in rows) >= 2 * COUNT_CAP:
        return []
    return [Cell(a, y, c, ANNULLED if annulled else IN_FORCE, n) for a, y, c, annulled, n in rows]


_kept: dict[tuple[str, str], tuple[int, list[Any]]] = {}
_MOST_KEPT = 64


def _whole(statement: str, params: str, newest: int, fetch: Callable[[], list[Any]]) -> list[Any]:
    """Counts without a text walk the whole scope; they are kept per process until a line is added."""
    key = (statement, params)
    if key not in _kept or _kept[key][0] != newest:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = (newest, fetch())
    return _kept[key][1]


def _newest_entry() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from register_entry")
        return int(cursor.fetchone()[0])


def _fetch(statement: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _tally(cells: list[Cell], criteria: Criteria, facet: str, value: Callable[[Cell], Any]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for cell in cells:
        if _passes(cell, criteria, facet):
            counts[value(cell)] += cell.lines
    return dict(counts)


def _passes(cell: Cell, criteria: Criteria, facet: str) -> bool:
    """Whether the cell is left by every facet but its own."""
    return (
        (facet == "award" or not criteria.awards or cell.award in criteria.awards)
        and (facet == "year" or not criteria.years or any(y.holds(cell.year) for y in criteria.years))
        and (facet == "holder_class" or not criteria.classes or cell.holder_class in criteria.classes)
        and (facet == "status" or not criteria.statuses or cell.status in criteria.statuses)
    )
