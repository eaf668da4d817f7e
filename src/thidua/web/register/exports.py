"""The lines people take away: a spreadsheet or comma-separated text, in the columns they were looking at."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import polars as pl
from django.http import HttpResponse

from thidua.core.sheets import write_table
from thidua.domain.register.queries.lines import Line
from thidua.web.register.columns import sheet_columns, sheet_values

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES = 200_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TYPES: dict[str, Any] = {"text": pl.String, "int": pl.Int64, "day": pl.Date}


def as_xlsx(lines: list[Line], names: tuple[str, ...], filename: str) -> HttpResponse:
    """A workbook of the lines; every text stays a text."""
    columns = sheet_columns(names)
    frame = pl.DataFrame(
        sheet_values(lines, names), schema={column.name: _TYPES[column.kind] for column in columns}
    )
    target = io.BytesIO()
    write_table(frame, target, columns)
    return _attachment(target.getvalue(), XLSX, f"{filename}.xlsx")


def as_csv(lines: list[Line], names: tuple[str, ...], filename: str) -> HttpResponse:
    """Text with a byte order mark, as spreadsheet programs expect; what looks like a formula is quoted."""
    columns = sheet_columns(names)
    values = sheet_values(lines, names)
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow([column.label for column in columns])
    for row in zip(*(values[column.name] for column in columns), strict=True):
        writer.writerow([_safe(value) for value in row])
    return _attachment(target.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{filename}.csv")


def _safe(value: Any) -> Any:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _attachment(body: bytes, kind: str, filename: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
