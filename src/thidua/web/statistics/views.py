"""Figures of the register: a cross table with map and bars, and the statutory table; every number opens its lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.core.typed import identifier
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Text
from thidua.domain.organizations.queries import sectors_on, structure_version, subtree_spans, unit_ref
from thidua.domain.people.states import PositionClass, Sex
from thidua.domain.register.queries.criteria import Criteria, Years
from thidua.domain.register.queries.history import lines_for
from thidua.domain.register.states import CommendationType
from thidua.domain.reporting.forms import FilledForm, fill_form
from thidua.domain.reporting.pivot import COLUMNS, ROWS, Measure, PivotTable, Question, pivot
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest
from thidua.web.statistics.asking import ALL_YEARS, Asked, asked, cell_criteria, register_address
from thidua.web.statistics.drawings import country_map, map_key, plain_bars, year_bars
from thidua.web.statistics.exports import form_workbook, pivot_workbook

NAMES: dict[str, str | Promise] = {
    "province": gettext_lazy("Tỉnh, thành"),
    "unit": gettext_lazy("Đơn vị cấp dưới"),
    "year": gettext_lazy("Năm"),
    "award": gettext_lazy("Từng hình thức"),
    "award_group": gettext_lazy("Hình thức"),
    "class": gettext_lazy("Đối tượng"),
    "sex": gettext_lazy("Giới"),
    "type": gettext_lazy("Loại hình"),
}
_GROUPS: dict[str, str | Promise] = {
    "Theo đối tượng": gettext_lazy("Theo đối tượng"),
    "Theo phương thức": gettext_lazy("Theo phương thức"),
}
"""Heads of parts of the statutory tables, so that they can be read in English."""
FIRST_YEAR = 1990
SHOWN_RECORDS = 10
SHOWN_ROWS = 13


@workspace(*WORKING)
def statistics(request: ActorRequest) -> HttpResponse:
    """The cross table with its map, its bars and, when a cell is chosen, what stands behind it."""
    question = asked(request.GET, request.today, request.actor.unit)
    table = pivot(request.actor, question.question)
    whole = question.year is None or question.question.rows == "year"
    before = None if whole else pivot(request.actor, _year_before(question))
    context = {
        "asked": question,
        "table": table,
        "title": _title(question),
        "pickers": _pickers(question, request.today),
        "unit_name": _unit_name(request, question),
        "chips": _chips(request, question),
        "rows_name": NAMES[question.question.rows],
        "column_tops": _tops(table),
        "has_map": question.question.rows == "province" and question.question.structure == "now",
        "drawer": _drawer(request, question, table, before) if question.chosen else None,
    }
    context |= _shown(table, question, is_whole="het" in request.GET)
    context |= _drawings(request, question, table, before)
    return render(request, "statistics/statistics.html", context, using="jinja2")


@workspace(*WORKING)
def statistics_export(request: ActorRequest) -> HttpResponse:
    """The cross table as a workbook."""
    question = asked(request.GET, request.today, request.actor.unit)
    table = pivot(request.actor, question.question)
    corner = str(NAMES[question.question.rows])
    return pivot_workbook(table, _title(question), corner, f"thong-ke-{request.today:%Y%m%d}")


@workspace(*WORKING)
def statutory_form(request: ActorRequest, code: str) -> HttpResponse:
    """A statutory table for a unit and a year, as a page or, with ``?tep=xlsx``, as a workbook."""
    year, unit_id, criteria = _form_scope(request)
    try:
        filled = fill_form(code, request.actor, year=year, criteria=criteria)
    except LawError as error:
        raise Http404 from error
    unit = unit_ref(unit_id, request.today) if unit_id else None
    unit_name = unit.name if unit else _("Mọi đơn vị trong phạm vi của bạn")
    if request.GET.get("tep") == "xlsx":
        return form_workbook(filled, unit_name, f"bieu-{code}-{year}")
    context = {
        "filled": filled,
        "unit_name": unit_name,
        "form_name": filled.form.name.said(get_language()),
        "rows": _form_rows(filled, unit_id),
        "years": [(str(y), str(y), y == year) for y in range(request.today.year, FIRST_YEAR - 1, -1)],
        "unit_id": unit_id,
    }
    return render(request, "statistics/form.html", context, using="jinja2")


def _form_scope(request: ActorRequest) -> tuple[int, int | None, Criteria]:
    year, unit = request.GET.get("nam", ""), request.GET.get("don_vi", "")
    unit_id = identifier(unit)
    if unit_id is None and request.actor.unit:
        unit_id = request.actor.unit.id
    spans = subtree_spans(unit_id, request.today, structure_version()) if unit_id else None
    chosen = int(year) if year.isdecimal() and len(year) == 4 else request.today.year
    return chosen, unit_id, Criteria(spans=spans)


def _form_rows(filled: FilledForm, unit_id: int | None) -> list[dict[str, Any]]:
    language, rows = get_language(), []
    for row, cells in zip(filled.form.rows, filled.cells, strict=True):
        linked = [(cell.count, _cell_address(cell.criteria, unit_id)) for cell in cells]
        rows.append({"label": Text(**row["label"]).said(language), "code": row["code"], "indent": row.get("indent", 0),
                     "group": _GROUPS.get(row.get("group", ""), row.get("group", "")), "cells": linked})  # fmt: skip
    return rows


def _cell_address(criteria: Criteria, unit_id: int | None) -> str:
    values = {
        "nam": str(criteria.years[0].first),
        "tinh_trang": "in_force",
        "hinh_thuc": criteria.awards,
        "loai": criteria.types,
        "loai_nguoi": criteria.kinds,
        "lop": criteria.person_classes,
        "dn": "1" if criteria.is_enterprise else "",
        "don_vi": unit_id or "",
    }
    kept = {name: value for name, value in values.items() if value}
    return f"{reverse('register')}?{urlencode(kept, doseq=True)}"


def _title(question: Asked) -> str:
    measure = _("Lượt khen") if question.question.measure == "entries" else _("Người, tập thể được khen")
    period = _("năm %(year)s") % {"year": question.year} if question.year else _("mọi năm")
    return _("%(measure)s %(period)s theo %(rows)s và %(columns)s") % {
        "measure": measure,
        "period": period,
        "rows": str(NAMES[question.question.rows]).lower(),
        "columns": str(NAMES[question.question.columns]).lower(),
    }


def _unit_name(request: ActorRequest, question: Asked) -> str:
    unit = unit_ref(question.unit_id, request.today) if question.unit_id else None
    return unit.short_name if unit else ""


def _pickers(question: Asked, today: date) -> list[tuple[str, str, list[tuple[str, Any, bool]]]]:
    asked_for = question.question
    years = [(ALL_YEARS, _("Mọi năm"), question.year is None)]
    years += [(str(year), str(year), year == question.year) for year in range(today.year, FIRST_YEAR - 1, -1)]
    sectors = [(str(number), name, number == question.sector_id) for number, name in sectors_on(today)]
    more = [(_("Ngành"), "nganh", [("", _("Tất cả"), not question.sector_id), *sectors])] if sectors else []
    return [
        (_("Hàng"), "hang", [(name, NAMES[name], name == asked_for.rows) for name in ROWS]),
        (_("Cột"), "cot", [(name, NAMES[name], name == asked_for.columns) for name in COLUMNS]),
        (_("Số đo"), "do", [("entries", _("Lượt khen"), asked_for.measure == "entries"),
                            ("persons", _("Người, tập thể"), asked_for.measure == "persons")]),
        (_("Cơ cấu"), "co_cau", [("now", _("Hiện nay, 34 tỉnh"), asked_for.structure == "now"),
                                 ("then", _("Khi quyết định"), asked_for.structure == "then")]),
        (_("Năm"), "nam", years),
        (_("Đối tượng"), "nguoi", _choices(PositionClass, asked_for.criteria.classes)),
        (_("Loại hình"), "loai", _choices(CommendationType, asked_for.criteria.types)),
        (_("Giới"), "gioi", _choices(Sex, asked_for.criteria.sexes)),
        *more,
    ]  # fmt: skip


def _choices(choices: Any, chosen: tuple[str, ...]) -> list[tuple[str, Any, bool]]:
    return [
        ("", _("Tất cả"), not chosen),
        *((value, label, value in chosen) for value, label in choices.choices),
    ]


def _chips(request: ActorRequest, question: Asked) -> list[tuple[str, str, str | None]]:
    """What narrows the figures: the words, the name in the address, and its value when the chip is taken away."""
    unit = _unit_name(request, question)
    sector = unit_ref(question.sector_id, request.today) if question.sector_id else None
    criteria = question.question.criteria
    chips: list[tuple[str, str, str | None]] = []
    if question.year:
        chips.append((_("Năm %(year)s") % {"year": question.year}, "nam", ALL_YEARS))
    if unit:
        chips.append((unit, "don_vi", None))
    if sector:
        chips.append((_("Ngành: %(sector)s") % {"sector": sector.short_name}, "nganh", None))
    for choices, name, values in (
        (PositionClass, "nguoi", criteria.classes),
        (CommendationType, "loai", criteria.types),
        (Sex, "gioi", criteria.sexes),
    ):
        words = ", ".join(str(label) for value, label in choices.choices if value in values)
        if words:
            chips.append((words, name, None))
    return chips


def _tops(table: PivotTable) -> dict[str, int]:
    """The largest cell of each column, which its shading is against."""
    return {
        column.key: max((table.cell(row.key, column.key) for row in table.rows), default=0)
        for column in table.columns
    }


def _year_before(question: Asked) -> Question:
    year = (question.year or 0) - 1
    criteria = replace(question.question.criteria, years=(Years(year, year),))
    return replace(question.question, criteria=criteria)


def _shown(table: PivotTable, question: Asked, *, is_whole: bool) -> dict[str, Any]:
    """The rows that stand on the page; of many places the lesser ones are one row, as far as they may be added."""
    rows = table.rows
    additive = question.question.rows in {"province", "unit"} and question.question.measure == "entries"
    if is_whole or not additive or len(rows) <= SHOWN_ROWS + 2:
        return {"shown_rows": rows, "rest": None}
    first, others = rows[:SHOWN_ROWS], rows[SHOWN_ROWS:]
    cells = {column.key: sum(table.cell(row.key, column.key) for row in others) for column in table.columns}
    total = sum(table.row_totals[row.key] for row in others)
    return {"shown_rows": first, "rest": {"count": len(others), "cells": cells, "total": total}}


def _drawings(
    request: ActorRequest, question: Asked, table: PivotTable, before: PivotTable | None
) -> dict[str, Any]:
    chosen = question.chosen[0] if question.chosen else ""

    def address(row: str) -> str:
        return _with_cell(request, row, "")

    width = 992 if question.chosen else 1324  # px beside the open drawer, or the whole page
    title = _("Tổng theo %(rows)s") % {"rows": str(NAMES[question.question.rows]).lower()}
    if question.year is None or before is None:
        return {
            "map": country_map(table, chosen, address),
            "map_key": map_key(table),
            "bars": plain_bars(table, title, title, address, width=width),
            "bars_title": title,
        }
    title = _("Tổng, %(year)s so với %(before)s") % {"year": question.year, "before": question.year - 1}
    return {
        "map": country_map(table, chosen, address),
        "map_key": map_key(table),
        "bar_years": (question.year, question.year - 1),
        "bars": year_bars(table, before.row_totals, question.year, title, address, width=width),
        "bars_title": title,
    }


def _drawer(
    request: ActorRequest, question: Asked, table: PivotTable, before: PivotTable | None
) -> dict[str, Any] | None:
    """The chosen cell: its number, its parts by former province, its newest lines, the register narrowed to it."""
    row, column = question.chosen or ("", "")
    asked_for = question.question
    labels = {head.key: head.label for head in table.rows}, {head.key: head.label for head in table.columns}
    if (row and row not in labels[0]) or (column and column not in labels[1]):
        return None
    criteria = cell_criteria(question, row, column)
    other: Measure = "persons" if asked_for.measure == "entries" else "entries"
    shown = _figure(table, row, column)
    counted = pivot(request.actor, replace(asked_for, measure=other, criteria=criteria)).total
    entries, persons = (shown, counted) if other == "persons" else (counted, shown)
    address = register_address(question, row, column)
    return {
        "over": " · ".join(
            part for part in (labels[0].get(row, _("Mọi hàng")), str(question.year or _("mọi năm"))) if part
        ),
        "title": labels[1].get(column, _("Tổng")),
        "entries": entries,
        "persons": persons,
        "parts": _parts(request, asked_for, criteria) if asked_for.rows == "province" and row else [],
        "lines": lines_for(request.actor, criteria, limit=SHOWN_RECORDS),
        "before": _figure(before, row, column) if before and other == "persons" else None,
        "address": address,
        "export": f"{reverse('register_export', args=['xlsx'])}?{address.partition('?')[2]}",
    }


def _figure(table: PivotTable, row: str, column: str) -> int:
    """A cell, or the total that an empty key stands for."""
    if row and column:
        return table.cell(row, column)
    return (
        table.row_totals.get(row, 0) if row else table.column_totals.get(column, 0) if column else table.total
    )


def _parts(request: ActorRequest, asked_for: Any, criteria: Criteria) -> list[tuple[str, int]]:
    """The number by the provinces of then, when there is more than one."""
    then = pivot(request.actor, replace(asked_for, structure="then", measure="entries", criteria=criteria))
    parts = [(head.label, then.row_totals[head.key]) for head in then.rows]
    return parts if len(parts) > 1 else []


def _with_cell(request: HttpRequest, row: str, column: str) -> str:
    values = request.GET.copy()
    values["o"] = f"{row}|{column}"
    return f"?{values.urlencode()}"
