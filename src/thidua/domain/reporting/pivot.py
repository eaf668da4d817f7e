"""Cross tables over the register: rows by columns, honors from the cube, or holders from the lines.

Annulled honors are never counted. Totals of holders are counted, not added: a person in two columns is one person in
the row.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from django.db import connection

from thidua.domain.access import Actor, Span
from thidua.domain.organizations.queries import EVERYWHERE
from thidua.domain.register.permissions import sees_everything
from thidua.domain.reporting.cube.reading import Counts, Slice, count, facts_behind
from thidua.domain.reporting.dimensions import COLUMNS, ROWS, Dimension, dimension
from thidua.domain.reporting.spans import common, without
from thidua.domain.reporting.tables import Head, Measure, PivotTable, Question, Structure

__all__ = [
    "COLUMNS",
    "ROWS",
    "Head",
    "Measure",
    "PivotTable",
    "Question",
    "Structure",
    "beside",
    "pivot",
    "slice_of",
    "total_of",
    "totals_by_year",
]


def pivot(actor: Actor, question: Question) -> PivotTable:
    """Count what the actor may see, in one query."""
    row, column = dimension(question.rows, question), dimension(question.columns, question)
    asked = slice_of(actor, question, row, column)
    if question.measure == "persons":
        return _holders(asked, row, column)
    return _added(count(asked), row, column)


def beside(actor: Actor, question: Question, before: Question) -> tuple[PivotTable, PivotTable]:
    """The tables of two questions that differ in the days only, each inside a year of its own; honors in one query."""
    if question.measure == "persons":
        return pivot(actor, question), pivot(actor, before)
    row, column = dimension(question.rows, question), dimension(question.columns, question)
    asked = slice_of(actor, question, row, column)
    both = replace(asked, by=(*asked.by, "year"), periods=(*question.periods, *before.periods))
    counts: dict[bool, Counts] = {True: {}, False: {}}
    years = {str(period.since.year) for period in question.periods if period.since}
    for (r, c, year), n in count(both).items():
        counts[year in years][r, c] = n
    return _added(counts[True], row, column), _added(counts[False], row, column)


def totals_by_year(actor: Actor, question: Question) -> dict[int, int]:
    """How many honors, or holders, of each year the question is about; a year without any is left out."""
    if question.measure == "persons":
        totals = pivot(actor, replace(question, rows="year", columns="level")).row_totals
        return {int(year): n for year, n in totals.items()}
    asked = replace(slice_of(actor, question), by=("year",))
    return {int(year): n for (year,), n in count(asked).items()}


def _added(counts: Counts, row: Dimension, column: Dimension) -> PivotTable:
    cells: Counter[tuple[str, str]] = Counter()
    for (r, c), n in counts.items():
        cells[row.key(r), column.key(c)] += n
    row_totals: Counter[str] = Counter()
    column_totals: Counter[str] = Counter()
    for (r, c), n in cells.items():
        row_totals[r] += n
        column_totals[c] += n
    return _table(dict(cells), dict(row_totals), dict(column_totals), sum(cells.values()), row, column)


def total_of(actor: Actor, question: Question) -> int:
    """How many honors, or holders, the question is about, without rows or columns."""
    asked = slice_of(actor, question)
    if question.measure == "persons":
        source, params = facts_behind(asked)
        with connection.cursor() as cursor:
            cursor.execute(f"select count(distinct holder_id) from ({source}) found", params)  # noqa: S608  # made of known names
            return int(cursor.fetchone()[0])
    return count(asked).get((), 0)


def slice_of(actor: Actor, question: Question, *dimensions: Dimension) -> Slice:
    """The question as the cube takes it, narrowed to what the actor may see."""
    spans = visible_spans(actor, question.spans)
    labelled: tuple[tuple[str, Span], ...] = tuple(("", span) for span in spans)
    of_units = next((one.labelled for one in dimensions if one.labelled is not None), None)
    if of_units is not None:
        inside = [(label, span) for label, one in of_units for span in common((one,), spans)]
        rest = without(spans, [span for _label, span in of_units])
        labelled = (*inside, *(("", span) for span in rest))
    return Slice(
        by=tuple(one.fact for one in dimensions),
        where=question.where,
        spans=labelled,
        periods=question.periods,
        own=None if sees_everything(actor) or question.spans is not None else actor.person_id,
    )


def visible_spans(actor: Actor, asked: tuple[Span, ...] | None) -> tuple[Span, ...]:
    """The positions asked for that the actor may see."""
    seen = (EVERYWHERE,) if sees_everything(actor) else actor.spans()
    return seen if asked is None else common(asked, seen)


def _holders(asked: Slice, row: Dimension, column: Dimension) -> PivotTable:
    source, params = facts_behind(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            "select r, c, grouping(r), grouping(c), count(distinct holder_id) from ("  # noqa: S608  # made of known names
            "select coalesce(mr.key, k0) as r, coalesce(mc.key, k1) as c, holder_id from"
            f" ({source}) f left join unnest(%s::text[], %s::text[]) mr(value, key) on mr.value = k0"
            " left join unnest(%s::text[], %s::text[]) mc(value, key) on mc.value = k1"
            ") found group by grouping sets ((r, c), (r), (c), ())",
            [*params, list(row.fold), list(row.fold.values()), list(column.fold), list(column.fold.values())],
        )
        return _counted(cursor.fetchall(), row, column)


def _counted(found: list[Any], row: Dimension, column: Dimension) -> PivotTable:
    cells, row_totals, column_totals, total = {}, {}, {}, 0
    for r, c, no_row, no_column, n in found:
        if not no_row and not no_column:
            cells[r, c] = n
        elif not no_row:
            row_totals[r] = n
        elif not no_column:
            column_totals[c] = n
        else:
            total = n
    return _table(cells, row_totals, column_totals, total, row, column)


def _table(  # noqa: PLR0917  # the parts of a table
    cells: dict[tuple[str, str], int], row_totals: dict[str, int], column_totals: dict[str, int], total: int,
    row: Dimension, column: Dimension,
) -> PivotTable:  # fmt: skip
    rows = sorted(row_totals, key=row.order or (lambda key: (-row_totals[key], key)))
    columns = sorted(column_totals, key=column.order or (lambda key: (-column_totals[key], key)))
    return PivotTable(
        tuple(Head(key, row.label(key)) for key in rows),
        tuple(Head(key, column.label(key)) for key in columns),
        cells,
        row_totals,
        column_totals,
        total,
    )
