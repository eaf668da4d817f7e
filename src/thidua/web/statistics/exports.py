"""The tables as workbooks that print well."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.sheets import Form, HeaderCell, write_form
from thidua.core.typesetting.sheets import render_sheet
from thidua.domain.reporting import csvw, sdmx
from thidua.domain.reporting.forms import FilledForm
from thidua.domain.reporting.tables import PivotTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def pivot_workbook(table: PivotTable, title: str, corner: str, filename: str) -> HttpResponse:
    """A cross table with its totals."""
    return attachment(pivot_sheet(table, title, corner), filename)


def pivot_sheet(table: PivotTable, title: str, corner: str) -> Form:
    """A cross table as a sheet to be written."""
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
    return Form(
        titles=[title],
        header=[HeaderCell(text, 1, at) for at, text in enumerate(heads, start=1)],
        rows=rows,
        widths=[36, *[14] * (len(heads) - 1)],
        bold_rows=frozenset({len(rows) - 1}),
        sheet_name=_("Thống kê"),
    )


def pivot_csv(table: PivotTable, corner: str, filename: str, *, described_at: str) -> HttpResponse:
    """A cross table as CSV: UTF-8 with its mark, so that spreadsheets read the letters right.

    ``described_at`` is the address of its description, named in the way that CSV on the Web looks for it.
    """
    response = HttpResponse("\ufeff" + csvw.csv_text(table, corner), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    response.headers["Link"] = f'<{described_at}>; rel="describedby"; type="{csvw.METADATA_TYPE}"'
    return response


def pivot_metadata(table: PivotTable, title: str, corner: str, address: str) -> HttpResponse:
    """What the columns of the CSV at ``address`` are."""
    text = csvw.metadata(table, title, corner, address)
    return HttpResponse(text, content_type=f"{csvw.METADATA_TYPE}; charset=utf-8")


def pivot_csvw(table: PivotTable, title: str, corner: str, name: str) -> HttpResponse:
    """A cross table as CSV with what its columns mean beside it."""
    return _packed(csvw.archive(table, title, corner, name), name)


def pivot_sdmx(dataset: sdmx.Dataset, name: str, *, at: datetime) -> HttpResponse:
    """A cross table as SDMX-CSV with its structure beside it."""
    return _packed(sdmx.archive(dataset, name, at=at), f"{name}-sdmx")


def _packed(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


def form_workbook(filled: FilledForm, unit: str, filename: str) -> HttpResponse:
    """A statutory table laid out as the circular prints it."""
    return attachment(form_sheet(filled, unit), filename)


def form_sheet(filled: FilledForm, unit: str) -> Form:
    """The statutory table as a sheet to be written: in Vietnamese for every reader, as the circular prints it."""
    with override("vi"):
        return _form_sheet(filled, unit)


def _form_sheet(filled: FilledForm, unit: str) -> Form:
    form, last = filled.form, len(filled.form.columns) + 2
    rows = [
        [
            f"{'   ' * row.get('indent', 0)}{row['label']['vi']}",
            row["code"],
            *("–" if cell.count is None else cell.count for cell in cells),
        ]
        for row, cells in zip(form.rows, filled.cells, strict=True)
    ]
    return Form(
        titles=[
            _("Biểu số: %(code)s") % {"code": form.printed},
            form.name.vi,
            _("Năm %(year)s · %(unit)s") % {"year": filled.year, "unit": unit},
        ],
        header=_form_header(filled),
        rows=rows,
        widths=[56, 8, *[14 if last < 12 else 7] * (last - 2)],
        notes=[form.note.vi],
        bold_rows=frozenset({0}),
        sheet_name=_("Biểu %(code)s") % {"code": form.code},
    )


def _form_header(filled: FilledForm) -> list[HeaderCell]:
    """Indicator and code, columns under their groups, and the line of letters and numbers as the print has it."""
    columns = filled.form.columns
    deep = 2 if any("group" in column for column in columns) else 1
    header = [HeaderCell(_("Chỉ tiêu"), 1, 1, lines=deep), HeaderCell(_("Mã số"), 1, 2, lines=deep)]
    at = 0
    while at < len(columns):
        group = columns[at].get("group", "")
        wide = 1
        while group and at + wide < len(columns) and columns[at + wide].get("group") == group:
            wide += 1
        if group:
            header.append(HeaderCell(group, 1, at + 3, columns=wide))
            header += [HeaderCell(columns[one]["label"]["vi"], 2, one + 3) for one in range(at, at + wide)]
        else:
            header.append(HeaderCell(columns[at]["label"]["vi"], 1, at + 3, lines=deep))
        at += wide
    header += [HeaderCell("A", deep + 1, 1), HeaderCell("B", deep + 1, 2)]
    return header + [HeaderCell(column["code"], deep + 1, one) for one, column in enumerate(columns, start=3)]


def form_pdf(filled: FilledForm, unit: str, filename: str, *, at: datetime) -> HttpResponse:
    """A statutory table as PDF, the same sheet as the workbook."""
    response = HttpResponse(render_sheet(form_sheet(filled, unit), at=at), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.pdf"'
    return response


def attachment(form: Form, filename: str) -> HttpResponse:
    """A sheet as a workbook to be kept."""
    target = io.BytesIO()
    write_form(form, target)
    response = HttpResponse(target.getvalue(), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}.xlsx"'
    return response
