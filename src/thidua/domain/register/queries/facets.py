"""How many lines each check box would show, from one pass over the matching lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from thidua.domain.access import Actor
from thidua.domain.register.queries.criteria import ANNULLED, IN_FORCE, Criteria, Years
from thidua.domain.register.queries.filters import Filter, filters_of
from thidua.domain.register.queries.names import Names
from thidua.domain.register.queries.plans import run
from thidua.domain.register.queries.profiles import profiles_of
from thidua.domain.register.queries.reading import Reading
from thidua.domain.register.queries.search import COUNT_CAP, Count, Page, count, met

FACET_CAP = 5_000
_WHOLE = """
    select profile_id, year, is_annulled, sum(lines) from register_tally where profile_id is not null group by 1, 2, 3
"""


class Cell(NamedTuple):
    """Lines of one honour, year, class of holder and status."""

    award: str
    year: int
    holder_class: str
    status: str
    lines: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by value; each facet counts what the other facets leave.

    Not ``is_whole``: so many lines match that the values are only those met first, and their counts mean nothing.
    """

    is_whole: bool
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
    cells, is_whole = _cells(actor, criteria, reading)
    return _facets(cells, criteria, is_whole=is_whole, this_year=this_year)


def count_with_facets(
    actor: Actor, criteria: Criteria, page: Page, *, this_year: int
) -> tuple[Count, Facets]:
    """``count`` and ``facets`` of a page; in one pass over the matching lines where no box is ticked."""
    reading, filters = page.reading, list(page.filters)
    names = reading.asked_names
    is_open = len(filters) == 1 and filters[0].is_open
    if is_open or filters != filters_of(actor, criteria, reading, facets=False):
        counted = count(actor, criteria, reading, known=page.known, filters=filters)
        return counted, facets(actor, criteria, reading, this_year=this_year)
    rows: list[Any] = []
    known = []
    for asked in filters:
        for *cell, lines, holders in _met_and_counted(asked, names):
            if holders is None:
                rows.append((*cell, lines))
            else:
                known.append((lines, holders))
    is_whole = sum(row[-1] for row in rows) <= FACET_CAP
    told = _facets(_cells_of(rows), criteria, is_whole=is_whole, this_year=this_year)
    return count(actor, criteria, reading, known=known, filters=filters), told


def _facets(cells: list[Cell], criteria: Criteria, *, is_whole: bool, this_year: int) -> Facets:
    return Facets(
        is_whole=is_whole,
        awards=_tally(cells, criteria, "award", lambda cell: cell.award),
        years={
            band: sum(c.lines for c in cells if band.holds(c.year) and _passes(c, criteria, "year"))
            for band in year_bands(this_year)
        },
        classes=_tally(cells, criteria, "holder_class", lambda cell: cell.holder_class),
        statuses=_tally(cells, criteria, "status", lambda cell: cell.status),
    )


def _cells(actor: Actor, criteria: Criteria, reading: Reading) -> tuple[list[Cell], bool]:
    """The cells of the matching lines, and whether those are all of them."""
    filters = filters_of(actor, criteria, reading, facets=False)
    names = reading.asked_names
    if names is None and filters == [Filter()]:
        return _cells_of(run(_WHOLE, [])), True
    rows = [row for asked in filters for row in _met(asked, names)]
    return _cells_of(rows), sum(row[-1] for row in rows) <= FACET_CAP


_BY_CELL = "select profile_id, year, is_annulled, count(*){} from {} found group by 1, 2, 3"


def _met(asked: Filter, names: Names | None) -> list[Any]:
    return met(
        asked, names, FACET_CAP, "s.profile_id, s.year, s.is_annulled",
        told=lambda found: _BY_CELL.format("", f"({found})"),
        lines=lambda rows: sum(row[-1] for row in rows),
    )  # fmt: skip


def _met_and_counted(asked: Filter, names: Names | None) -> list[Any]:
    """As ``_met``, and one row (the only one with holders) of the lines that are counted, ``COUNT_CAP`` and one more."""
    return met(
        asked, names, FACET_CAP, "s.profile_id, s.year, s.is_annulled, s.holder_id",
        told=lambda found: f"""with found as materialized ({found})
            ({_BY_CELL.format(", null::bigint", "")})
            union all
            (select null, null, null, count(*), count(distinct holder_id)
               from (select holder_id from found limit {COUNT_CAP + 1}) counted)""",  # noqa: S608  # fixed pieces, values are parameters
        lines=lambda rows: sum(row[3] for row in rows if row[4] is None),
    )  # fmt: skip


def _cells_of(rows: list[Any]) -> list[Cell]:
    known = profiles_of({row[0] for row in rows})
    cells: Counter[tuple[str, int, str, str]] = Counter()
    for profile_id, year, annulled, lines in rows:
        profile = known[profile_id]
        status = ANNULLED if annulled else IN_FORCE
        cells[profile.award_code, year, profile.holder_class, status] += int(lines)
    return [Cell(*key, lines) for key, lines in cells.items() if lines]


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
