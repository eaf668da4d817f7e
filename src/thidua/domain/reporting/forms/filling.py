"""Filling a table: each fact is added to the cells whose row and column it fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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
from thidua.domain.reporting.forms.sources import REGISTER, Asked, Fact, facts_of, register_facts
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
    return _filled(form, year, question, facts_of(form.source, Asked(actor, question, year)))


def fill_forms(
    codes: Iterable[str], actor: Actor, *, year: int, on: date, units: Mapping[int, tuple[Span, ...]]
) -> dict[int, dict[str, FilledForm]]:
    """Count several statutory tables for several units, given with their positions; raises ``LawError`` as one does.

    The register is read once for all of them, and what else is counted once for each unit.
    """
    forms = [library().form(code) for code in codes]
    registered = register_facts(actor, units, year)
    found: dict[int, dict[str, FilledForm]] = {}
    for unit, spans in units.items():
        question = Question("award", "kind", on, spans=spans)
        facts = {"register": registered[unit]}
        for source in {form.source for form in forms} - {"register"}:
            facts[source] = facts_of(source, Asked(actor, question, year))
        found[unit] = {form.code: _filled(form, year, question, facts[form.source]) for form in forms}
    return found


@dataclass(frozen=True, slots=True)
class _Frame:
    """A table without figures: what its rows and columns fit, and what each cell counts."""

    of_rows: Fitting
    of_columns: Fitting
    wheres: tuple[tuple[Where, ...], ...]


_frames: dict[str, tuple[FormTable, _Frame]] = {}


def _frame(form: FormTable) -> _Frame:
    """The frame of a table, made once as long as the law is not loaded again."""
    known = _frames.get(form.code)
    if known is None or known[0] is not form:
        known = _frames[form.code] = (form, _framed(form))
    return known[1]


def _framed(form: FormTable) -> _Frame:
    rows = [_where(form, row.get("where") or {}) for row in form.rows]
    columns = [_column(form, column) for column in form.columns]
    return _Frame(
        Fitting([[where] for where in rows]),
        Fitting(columns),
        tuple(tuple(_both(row, column) for column in columns) for row in rows),
    )


def _filled(form: FormTable, year: int, question: Question, facts: list[Fact]) -> FilledForm:
    frame = _frame(form)
    counts, records = _tally(facts, frame)
    unknown = [bool(row.get("is_unknown")) for row in form.rows]
    cells = tuple(
        tuple(
            FormCell(None if unknown[r] else counts[r, c], where, tuple(records.get((r, c), ())))
            for c, where in enumerate(wheres)
        )
        for r, wheres in enumerate(frame.wheres)
    )
    return FilledForm(form, year, cells, question)


def _tally(
    facts: list[Fact], frame: _Frame
) -> tuple[Counter[tuple[int, int]], dict[tuple[int, int], list[int]]]:
    counts: Counter[tuple[int, int]] = Counter()
    records: dict[tuple[int, int], list[int]] = {}
    for fact in facts:
        inside = frame.of_columns.of(fact.fields)
        for r in frame.of_rows.of(fact.fields) if inside else ():
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
