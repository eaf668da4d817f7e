"""Small formatted workbooks: printed tables with titles, merged headers and borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO

Value = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A header cell; ``line`` and ``column`` count from 1 inside the header, and it may span several of
    each.
    """

    text: str
    line: int
    column: int
    lines: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class FormChart:
    """Bars beside the table, drawn by the reader's own program from its cells.

    ``labels`` and ``values`` are columns from 1, ``rows`` indexes of body rows from 0, the last one included.
    """

    title: str
    labels: int
    values: Sequence[int]
    rows: tuple[int, int]


@dataclass(frozen=True)
class Form:
    """One printed table. ``bold_rows`` are indexes of body rows from 0, such as totals."""

    titles: Sequence[str]
    header: Sequence[HeaderCell]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[float]
    notes: Sequence[str] = ()
    bold_rows: frozenset[int] = field(default=frozenset())
    sheet_name: str = "Biểu"
    is_landscape: bool = True
    chart: FormChart | None = None


def write_form(form: Form, target: Path | IO[bytes]) -> None:
    """Write the form as .xlsx, ready to print on A4 with its header repeated on every page."""
    write_forms([form], target)


def write_forms(forms: Sequence[Form], target: Path | IO[bytes]) -> None:
    """Write several forms as the sheets of one workbook; their sheet names must differ."""
    from thidua.core.sheets.form_writing import write  # its library takes half a second to load

    write(forms, target)
