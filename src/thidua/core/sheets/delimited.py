"""Tables in text files: comma, semicolon, tab or bar, in any encoding people still use."""

from __future__ import annotations

import csv
import io
from collections import Counter

import polars as pl

from thidua.core.sentences import sentence as _
from thidua.core.sheets.limits import Limits, UnreadableWorkbook, is_no_workbook, too_many_rows
from thidua.core.sheets.workbooks import Sheet, Workbook
from thidua.core.vietnamese import UnknownEncoding, decode

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 40
_LONGEST_FIELD = 131_072
_FORMULA_SIGNS = ("=", "+", "-", "@")


def read_delimited(data: bytes, limits: Limits) -> Workbook:
    """Read a text table; cells that look like formulas stay text and are flagged."""
    try:
        decoded = decode(data)
    except UnknownEncoding as error:
        raise UnreadableWorkbook(
            _("Tệp không phải bảng tính. Tải lên tệp .xlsx, .xls, .ods hoặc .csv.")
        ) from error
    rows = _rows(decoded.text, limits)
    width = max(map(len, rows), default=0)
    if width < 2 and len(rows) < 2:
        raise is_no_workbook()
    columns = {f"c{at + 1}": [row[at] if at < len(row) else None for row in rows] for at in range(width)}
    sheet = Sheet(
        "CSV", pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), formula_cells=_formulas(rows)
    )
    return Workbook((sheet,), _encoding_warning(decoded.encoding))


def _rows(text: str, limits: Limits) -> list[list[str | None]]:
    rows: list[list[str | None]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        for row in reader:
            rows.append([cell.strip() or None for cell in row])
            if len(rows) > limits.rows:
                raise too_many_rows(limits)
    except csv.Error as error:
        raise UnreadableWorkbook(_("Dòng %(row)d của tệp CSV bị hỏng.") % {"row": len(rows) + 1}) from error
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) * max(map(len, rows), default=0) > limits.cells:
        raise too_many_rows(limits)
    return rows


def _delimiter(text: str) -> str:
    """Choose the sign that cuts most rows into the same number of fields, more fields being better."""
    sample = text[:20_000].splitlines()[:_SAMPLE_ROWS]

    def quality(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count, width

    return max(_DELIMITERS, key=quality)


def _formulas(rows: list[list[str | None]]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row_number, column)
        for row_number, row in enumerate(rows, start=1)
        for column, cell in enumerate(row, start=1)
        if cell and cell[0] in _FORMULA_SIGNS and not cell[1:2].isdigit() and len(cell) > 1
    )


def _encoding_warning(encoding: str) -> tuple[str, ...]:
    if encoding in ("utf-8", "utf-16"):
        return ()
    message = _("Tệp dùng bảng mã cũ (%(encoding)s), đã đổi sang Unicode. Kiểm tra lại dấu trong họ tên.")
    return (message % {"encoding": encoding.upper()},)
