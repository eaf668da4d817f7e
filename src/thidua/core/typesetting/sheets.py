"""A printed table (``core.sheets.Form``) as PDF: the same titles, header, rows and notes as its workbook."""

from __future__ import annotations

from datetime import datetime

from thidua.core.sheets import Form
from thidua.core.typesetting.compiler import render_pdf

WIDE = 20
"""From so many columns on the sheet is A3 and the heads of columns stand upright."""


def render_sheet(form: Form, *, at: datetime) -> bytes:
    """Set the table in landscape; rows that are numbers keep Vietnamese digits grouping."""
    data = {
        "titles": list(form.titles),
        "header": [
            {"text": one.text, "x": one.column - 1, "y": one.line - 1, "w": one.columns, "h": one.lines}
            for one in form.header
        ],
        "rows": [[_text(value) for value in row] for row in form.rows],
        "bold": sorted(form.bold_rows),
        "notes": list(form.notes),
        "columns": len(form.widths),
        "first": form.widths[0],
        "is_wide": len(form.widths) >= WIDE,
    }
    return render_pdf("sheet", data, at=at)


def _text(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return "" if value is None else str(value)
