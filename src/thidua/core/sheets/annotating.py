"""Give a user's own workbook back with the reasons written where they belong.

The writer is loaded when the first copy is made: it costs every process half a second, and most never need it.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.sheets.limits import Limits
from thidua.core.sheets.reading import open_workbook
from thidua.core.sheets.workbooks import Workbook
from thidua.core.sheets.xml_text import xml_safe

_FILL = "FFFDE2E1"
_REASON_WIDTH = 60


@dataclass(frozen=True, slots=True)
class CellFinding:
    """What is wrong with one cell. Row and column count from 1; column 0 means the whole row."""

    sheet: str
    row: int
    column: int
    message: str


def annotate(original: bytes, findings: Sequence[CellFinding], *, limits: Limits | None = None) -> bytes:
    """Return a copy as .xlsx with each reason as a comment on its filled cell and in a last column "Lý do".

    Values, formulas and styles of an .xlsx stay; files of other kinds come back as plain .xlsx. Drawings
    other than pictures are lost. Nothing is computed. Raises ``UnreadableWorkbook``, and ``KeyError`` for an
    unknown sheet.
    """
    workbook = open_workbook(original, limits)
    book = _editable(original, workbook)
    by_sheet: dict[str, list[CellFinding]] = defaultdict(list)
    for finding in findings:
        by_sheet[finding.sheet].append(finding)
    for name, found in by_sheet.items():
        _annotate_sheet(book[name], found)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _editable(original: bytes, workbook: Workbook) -> Any:
    import openpyxl

    if original.startswith(b"PK") and b"xl/workbook.xml" in original:
        return openpyxl.load_workbook(io.BytesIO(original), rich_text=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in workbook.sheets:
        copy = book.create_sheet(sheet.name)
        for row_number, row in enumerate(sheet.rows(), start=1):
            for column, text in enumerate(row, start=1):
                if text:
                    _write_text(copy, row_number, column, text)
    return book


def _annotate_sheet(sheet: Any, findings: list[CellFinding]) -> None:
    from openpyxl.styles import Alignment

    header_row = max(1, min(finding.row for finding in findings) - 1)
    reason_column = _reason_column(sheet, header_row)
    reasons: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        reasons[finding.row].append(finding.message)
        if finding.column:
            _mark(_anchor(sheet, finding.row, finding.column), finding.message)
    for row, messages in reasons.items():
        _write_text(sheet, row, reason_column, "\n".join(messages)).alignment = Alignment(wrap_text=True)


def _reason_column(sheet: Any, header_row: int) -> int:
    """Return the column of reasons, emptied if an earlier copy left one."""
    from openpyxl.styles import Font

    title = _("Lý do")
    last: int = sheet.max_column
    for row in range(1, header_row + 1):
        if sheet.cell(row, last).value == title:
            for below in range(row + 1, sheet.max_row + 1):
                sheet.cell(below, last).value = None
            return last
    cell = _write_text(sheet, header_row, last + 1, title)
    cell.font = Font(bold=True)
    sheet.column_dimensions[cell.column_letter].width = _REASON_WIDTH
    return last + 1


def _anchor(sheet: Any, row: int, column: int) -> Any:
    """Return the cell, or for a covered cell of a merged range the one that shows."""
    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    return next(
        sheet.cell(merged.min_row, merged.min_col)
        for merged in sheet.merged_cells.ranges
        if cell.coordinate in merged
    )


def _mark(cell: Any, message: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    earlier = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(xml_safe(earlier + message), "", height=90, width=320)
    cell.fill = PatternFill("solid", fgColor=_FILL)


def _write_text(sheet: Any, row: int, column: int, text: str) -> Any:
    """Write text that stays text even when it begins like a formula."""
    cell = sheet.cell(row, column)
    cell.value = xml_safe(text)
    cell.data_type = "s"
    return cell
