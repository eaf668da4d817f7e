"""A workbook as read: sheets of text cells with their true row and column numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

Row = tuple[str | None, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet. ``frame`` has one text column per sheet column from A on, and starts at row ``first_row``.

    ``formula_cells`` hold the value last computed by the program that saved them, or nothing; or, in text
    files, the formula itself as plain text. ``decimal_cells`` are true numbers whose text could be mistaken
    for thousands. All coordinates are (row, column) from 1.
    """

    name: str
    frame: pl.DataFrame
    first_row: int = 1
    is_hidden: bool = False
    formula_cells: frozenset[tuple[int, int]] = frozenset()
    decimal_cells: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def last_row(self) -> int:
        return self.first_row + self.frame.height - 1

    def rows(self, first: int = 1, last: int | None = None) -> list[Row]:
        """Return the rows from ``first`` to ``last`` by their numbers in the sheet; leading empty rows are
        empty.
        """
        last = self.last_row if last is None else min(last, self.last_row)
        empty: Row = (None,) * self.frame.width
        leading = [empty] * max(0, min(self.first_row - 1, last) - first + 1)
        start = max(first, self.first_row) - self.first_row
        return leading + self.frame.slice(start, max(0, last - self.first_row + 1 - start)).rows()


@dataclass(frozen=True)
class Workbook:
    """All sheets in their order, and warnings for the user about what was seen and left alone."""

    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...] = field(default=())

    def sheet(self, name: str) -> Sheet:
        """Return one sheet by its name, or raise ``KeyError``."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(name)

    @property
    def visible(self) -> tuple[Sheet, ...]:
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden)
