"""What a cross table is asked and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from thidua.domain.access import Span
from thidua.domain.reporting.cube.periods import Period

Measure = Literal["entries", "persons"]
Structure = Literal["now", "then"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a table counts. ``where`` narrows facts to values (``cube.rollups``), ``spans`` the units.

    ``unit_id`` is whose units below make the rows ``unit``; ``on`` the day of that tree.
    """

    rows: str
    columns: str
    on: date
    measure: Measure = "entries"
    structure: Structure = "now"
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    periods: tuple[Period, ...] = (Period(),)
    spans: tuple[Span, ...] | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column: its key in addresses, and its words."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class PivotTable:
    """Counts by (row key, column key), with counted totals. Rows with the highest totals first, years newest first."""

    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: Mapping[tuple[str, str], int]
    row_totals: Mapping[str, int]
    column_totals: Mapping[str, int]
    total: int

    def cell(self, row: str, column: str) -> int:
        return self.cells.get((row, column), 0)

    def with_heads_of(self, other: PivotTable) -> PivotTable:
        """The same with the rows and columns that only ``other`` has, at the end, nothing in them."""
        rows = [head for head in other.rows if head.key not in self.row_totals]
        columns = [head for head in other.columns if head.key not in self.column_totals]
        return PivotTable(
            (*self.rows, *rows),
            (*self.columns, *columns),
            self.cells,
            {**self.row_totals, **{head.key: 0 for head in rows}},
            {**self.column_totals, **{head.key: 0 for head in columns}},
            self.total,
        )
