"""Draws a printed table with openpyxl; ``forms`` loads this module when the first one is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from pathlib import Path
from typing import IO, Any

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from thidua.core.sheets.forms import Form, FormChart, Value
from thidua.core.sheets.xml_text import xml_safe

_FONT = "Times New Roman"
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(vertical="center", wrap_text=True)
_LETTERS = 1.1
"""Letters of a text in a unit of a column's width, words that do not fit into the line considered."""
_PAGE_WIDTH = 200.0
"""Units of columns that are still read on one page; wider tables go over several, the first column on each."""
_LINE, _TITLE_LINE = 15.0, 17.0
"""Points of a line of text."""
_CM = 0.19
"""Centimetres in a unit of a column's width."""


def write(forms: Sequence[Form], target: Path | IO[bytes]) -> None:
    """See ``forms.write_forms``."""
    book = openpyxl.Workbook()
    for at, form in enumerate(forms):
        _write_sheet(book.active if at == 0 else book.create_sheet(), form)
    book.save(target)


def _write_sheet(sheet: Any, form: Form) -> None:
    sheet.title = form.sheet_name[:31]
    for at, column_width in enumerate(form.widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column_width
    seen = _first_page(form.widths)
    row = _write_lines(sheet, form.titles, 1, seen, is_title=True)
    header_start = row + 1 if form.titles else row
    row = _write_header(sheet, form, header_start)
    _write_body(sheet, form, row)
    end = _write_lines(sheet, form.notes, row + len(form.rows) + 1, seen, is_title=False)
    _prepare_page(sheet, form, header_start, row)
    if form.chart is not None:
        _draw(sheet, form, form.chart, row, end + 1)


def _draw(sheet: Any, form: Form, chart: FormChart, body_start: int, below: int) -> None:
    """Put the chart under the table: beside it a printed page would show both half as large."""
    drawn = BarChart()
    drawn.type, drawn.title, drawn.height = (
        "bar",
        chart.title,
        max(7.5, 0.9 * (chart.rows[1] - chart.rows[0] + 3)),
    )
    drawn.width = max(15.0, min(26.0, _CM * sum(form.widths)))
    drawn.y_axis.delete = drawn.x_axis.delete = False
    drawn.x_axis.scaling.orientation = "maxMin"
    first, last = body_start + chart.rows[0], body_start + chart.rows[1]
    for column in chart.values:
        drawn.add_data(
            Reference(sheet, min_col=column, min_row=first - 1, max_row=last), titles_from_data=True
        )
    drawn.set_categories(Reference(sheet, min_col=chart.labels, min_row=first, max_row=last))
    sheet.add_chart(drawn, f"A{below}")


def _write_lines(
    sheet: Any, lines: Sequence[str], row: int, widths: Sequence[float], *, is_title: bool
) -> int:
    for text in lines:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
        _make_room(sheet, row, _lines_of(text, sum(widths)), _TITLE_LINE if is_title else _LINE)
        cell = sheet.cell(row, 1)
        _put(cell, text)
        cell.font = Font(name=_FONT, bold=is_title, italic=not is_title, size=13 if is_title else 11)
        cell.alignment = _CENTER if is_title else _LEFT
        row += 1
    return row


def _make_room(sheet: Any, row: int, lines: int, points: float = _LINE) -> None:
    """Give a row the height of so many lines: few programs find out themselves, and none for merged cells."""
    if lines > 1:
        known = sheet.row_dimensions[row].height or 0
        sheet.row_dimensions[row].height = min(409.0, max(known, lines * points))  # more is not allowed


def _lines_of(text: Value, width: float) -> int:
    """Into how many lines a text breaks in a column."""
    if not isinstance(text, str):
        return 1
    return sum(max(1, ceil(len(part) / (width * _LETTERS))) for part in text.split("\n"))


def _write_header(sheet: Any, form: Form, start: int) -> int:
    """Write the header and return the first row under it."""
    last = start
    for item in form.header:
        room = sum(form.widths[item.column - 1 : item.column - 1 + item.columns])
        for line in range(item.lines):
            _make_room(sheet, start + item.line - 1 + line, ceil(_lines_of(item.text, room) / item.lines))
        top, left = start + item.line - 1, item.column
        bottom, right = top + item.lines - 1, left + item.columns - 1
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                sheet.cell(row, column).border = _BORDER
        if (top, left) != (bottom, right):
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        cell = sheet.cell(top, left)
        _put(cell, item.text)
        cell.font, cell.alignment = Font(name=_FONT, bold=True, size=11), _CENTER
        last = max(last, bottom)
    return last + 1


def _write_body(sheet: Any, form: Form, start: int) -> None:
    for at, values in enumerate(form.rows):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(start + at, column)
            _put(cell, value)
            cell.border = _BORDER
            cell.font = Font(name=_FONT, bold=at in form.bold_rows, size=11)
            cell.alignment = _LEFT if isinstance(value, str) else Alignment(vertical="center")
            _make_room(sheet, start + at, _lines_of(value, form.widths[column - 1]))


def _put(cell: Any, value: Value) -> None:
    """Write a value; texts stay texts and whole numbers are grouped."""
    if isinstance(value, str):
        cell.value = xml_safe(value)
        cell.data_type = "s"
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif value is not None:
        cell.number_format = "#,##0" if value == int(value) else "#,##0.##"


def _abreast(widths: Sequence[float]) -> int:
    """On how many pages side by side a table is printed."""
    return max(1, round(sum(widths) / _PAGE_WIDTH))


def _first_page(widths: Sequence[float]) -> Sequence[float]:
    """The columns on the first of them; titles and notes stand above and below these."""
    room, count = sum(widths) / _abreast(widths), 0
    while count < len(widths) and sum(widths[: count + 1]) <= room + 0.01:
        count += 1
    return widths[: max(count, 1)]


def _prepare_page(sheet: Any, form: Form, header_start: int, body_start: int) -> None:
    sheet.freeze_panes = sheet.cell(body_start, 1)
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if form.is_landscape else "portrait"
    abreast = _abreast(form.widths)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = abreast, 0
    if abreast > 1:
        sheet.print_title_cols = "A:A"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header_start}:{body_start - 1}"
