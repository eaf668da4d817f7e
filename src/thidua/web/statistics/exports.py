"""The tables as workbooks that print well."""

from __future__ import annotations

import io
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.sheets import Form, HeaderCell, write_form
from thidua.domain.reporting.forms import FilledForm
from thidua.domain.reporting.pivot import PivotTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pivot_workbook(table: PivotTable, title: str, corner: str, filename: str) -> HttpResponse:
    """A cross table with its totals."""
    heads = [corner, *(head.label for head in table.columns), _("Tổng")]
    rows: list[list[Any]] = [
        [
            head.label,
            *(table.cell(head.key, column.key) for column in table.columns),
            table.row_totals[head.key],
        ]
        for head in table.rows
    ]
    rows.append([_("Cộng"), *(table.column_totals[column.key] for column in table.columns), table.total])
    form = Form(
        titles=[title],
        header=[HeaderCell(text, 1, at) for at, text in enumerate(heads, start=1)],
        rows=rows,
        widths=[36, *[14] * (len(heads) - 1)],
        bold_rows=frozenset({len(rows) - 1}),
        sheet_name=_("Thống kê"),
    )
    return _attachment(form, filename)


def form_workbook(filled: FilledForm, unit: str, filename: str) -> HttpResponse:
    """A statutory table laid out as the circular prints it."""
    return _attachment(form_sheet(filled, unit), filename)


def form_sheet(filled: FilledForm, unit: str) -> Form:
    """The statutory table as a sheet to be written: in Vietnamese for every reader, as the circular prints it."""
    with override("vi"):
        return _form_sheet(filled, unit)


def _form_sheet(filled: FilledForm, unit: str) -> Form:
    form = filled.form
    last = len(form.columns) + 2
    header = [
        HeaderCell(_("Chỉ tiêu"), 1, 1),
        HeaderCell(_("Mã số"), 1, 2),
        *(HeaderCell(column["label"]["vi"], 1, at) for at, column in enumerate(form.columns, start=3)),
        HeaderCell("A", 2, 1),
        HeaderCell("B", 2, 2),
        *(HeaderCell(column["code"], 2, at) for at, column in enumerate(form.columns, start=3)),
    ]
    rows = [
        [f"{'   ' * row.get('indent', 0)}{row['label']['vi']}", row["code"], *(cell.count for cell in cells)]
        for row, cells in zip(form.rows, filled.cells, strict=True)
    ]
    return Form(
        titles=[
            _("Biểu %(code)s.N/BNV-TĐKT") % {"code": form.code},
            form.name.vi,
            _("Năm %(year)s · %(unit)s") % {"year": filled.year, "unit": unit},
        ],
        header=header,
        rows=rows,
        widths=[56, 8, *[14] * (last - 2)],
        notes=[form.note],
        bold_rows=frozenset({0}),
        sheet_name=_("Biểu %(code)s") % {"code": form.code},
    )


def _attachment(form: Form, filename: str) -> HttpResponse:
    target = io.BytesIO()
    write_form(form, target)
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.xlsx"'
    return response
