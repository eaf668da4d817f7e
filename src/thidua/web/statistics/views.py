"""Figures of the register: a cross table with map, bars and the line of five years; every number opens its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from thidua.core.vietnamese import format_number
from thidua.domain.organizations.queries import one_structure
from thidua.domain.reporting.cube.blocks import one_cut
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.pivot import PivotTable, beside, pivot, totals_by_year
from thidua.domain.reporting.queries import last_comparison
from thidua.domain.reporting.sdmx import Dataset
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest
from thidua.web.statistics.asking import Asked, asked, cell_value, question_of
from thidua.web.statistics.cells import drawer, figure
from thidua.web.statistics.drawings import country_map, map_key, plain_bars, year_bars, year_line
from thidua.web.statistics.exports import (
    pivot_csv,
    pivot_csvw,
    pivot_metadata,
    pivot_sdmx,
    pivot_workbook,
)
from thidua.web.statistics.pickers import NAMES, chips, fields, pickers, title_of, unit_name
from thidua.web.statistics.pictures import picture_file

SHOWN_ROWS = 13
ON_PAGE = 5
"""Pickers that always stand on the page."""


@workspace(*WORKING)
def statistics(request: ActorRequest) -> HttpResponse:
    """The cross table with its map, its bars and, when a cell is chosen, what stands behind it."""
    with one_structure(), one_cut():
        return _page(request)


def _page(request: ActorRequest) -> HttpResponse:
    question = asked(request.GET, request.today, request.actor.unit)
    table, before = _tables(request, question)
    found, unit = pickers(question, request.today), unit_name(question)
    context = {
        "asked": question,
        "table": table,
        "title": title_of(question),
        "pickers": found[:ON_PAGE],
        "filters": found[ON_PAGE:],
        "fields": fields(),
        "unit_name": unit,
        "kept": question_of(request.GET),
        "files": _files(question, question_of(request.GET)),
        "chips": chips(question, unit),
        "rows_name": NAMES[question.question.rows],
        "column_tops": {} if question.shown == "change" else _tops(table),
        "has_map": question.question.rows == "province",
        "drawer": drawer(request, question, table, before) if question.chosen else None,
        "comparison": last_comparison(),
        "shown_cell": _shown_cell(question, table, before),
    }
    context |= _shown(table, question, is_whole="het" in request.GET)
    context |= _drawings(request, question, table, before)
    return render(request, "statistics/statistics.html", context, using="jinja2")


def _tables(request: ActorRequest, question: Asked) -> tuple[PivotTable, PivotTable | None]:
    """The table, and that of the year before where one year is asked about."""
    if question.year is None or question.question.rows == "year":
        return pivot(request.actor, question.question), None
    table, before = beside(request.actor, question.question, question.shifted(-1))
    return (table.with_heads_of(before) if question.shown == "change" else table), before


@workspace(*WORKING)
def statistics_export(request: ActorRequest, kind: str) -> HttpResponse:
    """The cross table as a file: a workbook, CSV with its description, SDMX, or a picture of it."""
    question = asked(request.GET, request.today, request.actor.unit)
    name = f"thong-ke-{request.today:%Y%m%d}"
    if kind == "png":
        return _picture(request, question, name)
    table = pivot(request.actor, question.question)
    corner = str(NAMES[question.question.rows])
    if kind == "csv":
        return pivot_csv(table, corner, name, described_at=_export("csvm", question_of(request.GET)))
    if kind == "csvm":
        address = _export("csv", question_of(request.GET))
        return pivot_metadata(table, title_of(question), corner, address)
    if kind == "csvw":
        return pivot_csvw(table, title_of(question), corner, name)
    if kind == "sdmx":
        dataset = Dataset(question.question, table, question.year, question.part)
        return pivot_sdmx(dataset, name, at=request.now)
    if kind == "xlsx":
        return pivot_workbook(table, title_of(question), corner, name)
    raise Http404


def _files(question: Asked, address: str) -> list[tuple[str, str]]:
    """What can be taken away, with its address."""
    pictures = [(_("PNG, biểu đồ cột"), f"{address}&hinh=cot")]
    if question.question.rows == "province":
        pictures.append((_("PNG, bản đồ"), f"{address}&hinh=ban-do"))
    if question.year is not None:
        pictures.append((_("PNG, đường năm năm"), f"{address}&hinh=duong"))
    tables = (
        ("xlsx", _("XLSX, bảng tính")), ("csv", _("CSV")), ("csvw", _("CSVW, CSV có mô tả cột")),
        ("sdmx", _("SDMX-CSV, trao đổi số liệu")),
    )  # fmt: skip
    return [
        *((words, _export(kind, address)) for kind, words in tables),
        *((words, _export("png", one)) for words, one in pictures),
    ]


def _export(kind: str, address: str) -> str:
    return f"{reverse('statistics_export', args=[kind])}?{address}"


def _picture(request: ActorRequest, question: Asked, name: str) -> HttpResponse:
    table, before = _tables(request, question)
    if not table.rows:
        raise Http404
    unit = unit_name(question) or (request.actor.unit.name if request.actor.unit else "")
    return picture_file(
        request.GET.get("hinh", ""), question, table, before, unit=unit, filename=name,
        line=lambda: _five_years(request, question),
    )  # fmt: skip


def _tops(table: PivotTable) -> dict[str, int]:
    """The largest cell of each column, which its shading is against."""
    return {
        column.key: max((table.cell(row.key, column.key) for row in table.rows), default=0)
        for column in table.columns
    }


def _shown_cell(question: Asked, table: PivotTable, before: PivotTable | None) -> Any:
    """How a count is written: itself, a share, or the change on the year before; totals are no shares."""
    former = before

    def words(count: int, row: str | None, column: str | None) -> str:
        if question.shown == "change":
            return _signed(count - (figure(former, row, column) if former else 0))
        if row is None or column is None:
            return format_number(count)
        against = {
            "row_share": table.row_totals.get(row, 0),
            "column_share": table.column_totals.get(column, 0),
            "share": table.total,
        }.get(question.shown)
        if against is None:
            return format_number(count)
        return f"{100 * count / against:.1f} %".replace(".", ",") if against else "–"

    return words


def _signed(number: int) -> str:
    return f"+{format_number(number)}" if number > 0 else f"−{format_number(-number)}" if number else "0"


def _shown(table: PivotTable, question: Asked, *, is_whole: bool) -> dict[str, Any]:
    """The rows that stand on the page; of many places the lesser ones are one row, as far as they may be added."""
    rows = table.rows
    additive = question.question.rows in {"province", "unit"} and question.question.measure == "entries"
    if is_whole or not additive or question.shown != "count" or len(rows) <= SHOWN_ROWS + 2:
        return {"shown_rows": rows, "rest": None}
    first, others = rows[:SHOWN_ROWS], rows[SHOWN_ROWS:]
    cells = {column.key: sum(table.cell(row.key, column.key) for row in others) for column in table.columns}
    total = sum(table.row_totals[row.key] for row in others)
    return {"shown_rows": first, "rest": {"count": len(others), "cells": cells, "total": total}}


def _drawings(
    request: ActorRequest, question: Asked, table: PivotTable, before: PivotTable | None
) -> dict[str, Any]:
    chosen = (question.chosen[0] if question.chosen else "") or ""
    address = _cell_addresses(request)
    width = 992 if question.chosen else 1324  # px beside the open drawer, or the whole page
    is_old = question.question.structure == "then"
    drawn: dict[str, Any] = {
        "map": country_map(table, chosen, address, old=is_old),
        "map_key": map_key(table),
        "line": _five_years(request, question),
    }
    if question.year is None or before is None:
        title = _("Tổng theo %(rows)s") % {"rows": str(NAMES[question.question.rows]).lower()}
        return drawn | {"bars": plain_bars(table, title, title, address, width=width), "bars_title": title}
    title = _("Tổng, %(year)s so với %(before)s") % {"year": question.year, "before": question.year - 1}
    bars = year_bars(table, before.row_totals, question.year, title, address, width=width)
    return drawn | {"bar_years": (question.year, question.year - 1), "bars": bars, "bars_title": title}


def _five_years(request: ActorRequest, question: Asked) -> Any:
    """The total of the same part of the last five years; nothing where every year is asked about anyway."""
    if question.year is None:
        return None
    years = range(question.year - 4, question.year + 1)
    periods: tuple[Period, ...] = (Period.years(years[0], years[-1]),)
    if question.part:
        periods = tuple(Period.of_year(year, question.part) for year in years)
    totals = totals_by_year(request.actor, replace(question.question, periods=periods))
    title = _("Năm năm, tổng theo năm")
    return year_line([(str(year), totals.get(year, 0)) for year in years], title)


def _cell_addresses(request: HttpRequest) -> Callable[[str], str]:
    """What leads to the total of a row: the address of the page with that cell open."""
    values = request.GET.copy()
    values.pop("o", None)
    start = f"?{values.urlencode()}&" if values else "?"
    return lambda row: start + urlencode({"o": cell_value(row, None)})
