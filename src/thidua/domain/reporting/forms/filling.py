"""Filling a table: each fact is added to the cells whose row and column it fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from thidua.domain.access import Actor, Span
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.values import FormTable
from thidua.domain.organizations.queries import structure_version, subtree_spans
from thidua.domain.people.states import LeaderClass, SubjectKind
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.forms.fitting import NOTHING, Fitting, Where
from thidua.domain.reporting.forms.sources import REGISTER, Asked, Fact, facts_of
from thidua.domain.reporting.tables import Question, Structure

_WORDS = {
    "individual": SubjectKind.PERSON.value,
    "collective": SubjectKind.COLLECTIVE.value,
    "household": SubjectKind.HOUSEHOLD.value,
    "manager": LeaderClass.OTHER_LEADER.value,
    "direct": LeaderClass.DIRECT_WORKER.value,
    "indirect": LeaderClass.DIRECT_WORKER.value,
}
"""The law's words that the register spells otherwise."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """A count, what it counts, and the records where they are single ones. No count: the records do not tell."""

    count: int | None
    where: Where
    records: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A statutory table for one year: the cells by row, in the order of the columns."""

    form: FormTable
    year: int
    cells: tuple[tuple[FormCell, ...], ...]
    question: Question

    def cell(self, row: str, column: str) -> FormCell:
        """The cell of a row and a column by their codes. Raises ``StopIteration`` for unknown ones."""
        at = next(i for i, one in enumerate(self.form.columns) if one["code"] == column)
        return next(
            cells for one, cells in zip(self.form.rows, self.cells, strict=True) if one["code"] == row
        )[at]

    def behind(self, row: str, column: str) -> Question:
        """The question whose lines stand behind a cell of a table over the register."""
        where = {
            REGISTER[name]: values
            for name, values in self.cell(row, column).where.items()
            if name in REGISTER
        }
        return replace(self.question, where=where, periods=(Period.years(self.year, self.year),))


def form_scope(
    unit_id: int | None, *, year: int, today: date, structure: Structure = "now"
) -> tuple[date, tuple[Span, ...] | None]:
    """The day whose structure is asked for, and the positions of the unit by it."""
    on = min(today, date(year, 12, 31)) if structure == "then" else today
    return on, subtree_spans(unit_id, on, structure_version()) if unit_id else None


def fill_form(
    code: str, actor: Actor, *, year: int, on: date | None = None, spans: tuple[Span, ...] | None = None
) -> FilledForm:
    """Count a statutory table for ``year``; raises ``LawError`` for an unknown one."""
    form = library().form(code)
    question = Question("award", "kind", on or date(year, 12, 31), spans=spans)
    facts = facts_of(form.source, Asked(actor, question, year))
    rows = [_where(form, row.get("where") or {}) for row in form.rows]
    columns = [_column(form, column) for column in form.columns]
    counts, records = _tally(facts, rows, columns)
    cells = tuple(
        tuple(
            FormCell(
                None if form.rows[r].get("is_unknown") else counts[r, c],
                _both(rows[r], columns[c]),
                tuple(records.get((r, c), ())),
            )
            for c in range(len(columns))
        )
        for r in range(len(rows))
    )
    return FilledForm(form, year, cells, question)


def _tally(
    facts: list[Fact], rows: list[Where], columns: list[list[Where]]
) -> tuple[Counter[tuple[int, int]], dict[tuple[int, int], list[int]]]:
    counts: Counter[tuple[int, int]] = Counter()
    records: dict[tuple[int, int], list[int]] = {}
    of_rows = Fitting([[where] for where in rows])
    of_columns = Fitting(columns)
    for fact in facts:
        inside = of_columns.of(fact.fields)
        for r in of_rows.of(fact.fields) if inside else ():
            for c in inside:
                counts[r, c] += fact.count
                if fact.record is not None:
                    records.setdefault((r, c), []).append(fact.record)
    return counts, records


def _column(form: FormTable, column: Mapping[str, Any]) -> list[Where]:
    """What a column counts, as alternatives; a total column those of the columns it sums."""
    if "sum_of" not in column:
        return [_where(form, column.get("where") or {})]
    parts = [one for one in form.columns if one["code"] in column["sum_of"]]
    return [where for part in parts for where in _column(form, part)]


def _where(form: FormTable, raw: Mapping[str, Any]) -> Where:
    where: Where = {}
    for name, values in raw.items():
        if name == "never":
            return NOTHING
        if name == "award_group":
            groups: Mapping[str, list[str]] = form.filters["award_group"]
            where["award"] = tuple(code for group in values for code in groups[group])
        elif name == "holder_is_enterprise":
            where[name] = ("1" if values else "",)
        else:
            where[name] = tuple(dict.fromkeys(_WORDS.get(value, value) for value in values))
    return where


def _both(row: Where, column: list[Where]) -> Where:
    """The narrowest single description of a cell; alternatives of a total become one list of values a field."""
    names = set.intersection(*(set(where) for where in column)) if column else set()
    joined = {name: tuple(dict.fromkeys(v for where in column for v in where[name])) for name in names}
    both = dict(joined)
    for name, values in row.items():
        both[name] = tuple(v for v in values if name not in joined or v in joined[name])
    return both
