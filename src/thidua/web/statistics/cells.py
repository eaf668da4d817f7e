"""The open cell: its number, its parts, its newest lines, and where all of them are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.domain.register.awards import award_label
from thidua.domain.reporting.behind import cell_question, lines_behind
from thidua.domain.reporting.pivot import Measure, PivotTable, pivot, total_of
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest
from thidua.web.statistics.asking import Asked, asked, cell_value, register_address
from thidua.web.statistics.pickers import period_words, title_of

SHOWN_RECORDS = 10


def drawer(
    request: ActorRequest, question: Asked, table: PivotTable, before: PivotTable | None
) -> dict[str, Any] | None:
    """What the panel shows of the chosen cell; nothing when the table has no such cell."""
    row, column = question.chosen or (None, None)
    labels = {head.key: head.label for head in table.rows}, {head.key: head.label for head in table.columns}
    if (row is not None and row not in labels[0]) or (column is not None and column not in labels[1]):
        return None
    asked_for = question.question
    narrowed = cell_question(asked_for, row, column)
    other: Measure = "persons" if asked_for.measure == "entries" else "entries"
    shown = figure(table, row, column)
    counted = total_of(request.actor, replace(narrowed, measure=other))
    entries, persons = (shown, counted) if other == "persons" else (counted, shown)
    in_register = register_address(question, row, column)
    behind = f"{reverse('statistics_lines')}?{_with_cell(request, row, column)}"
    return {
        "over": " · ".join([labels[0][row] if row is not None else _("Mọi hàng"), period_words(question)]),
        "title": labels[1][column] if column is not None else _("Tổng"),
        "entries": entries,
        "persons": persons,
        "parts": _parts(request, narrowed) if asked_for.rows == "province" and row is not None else [],
        "lines": lines_behind(request.actor, narrowed, limit=SHOWN_RECORDS).lines,
        "before": figure(before, row, column) if before and other == "persons" else None,
        "address": in_register or behind,
        "export": f"{reverse('register_export', args=['xlsx'])}?{in_register.partition('?')[2]}"
        if in_register
        else "",
    }


def figure(table: PivotTable, row: str | None, column: str | None) -> int:
    """A cell, or the total that ``None`` stands for."""
    if row is not None and column is not None:
        return table.cell(row, column)
    if row is not None:
        return table.row_totals.get(row, 0)
    return table.total if column is None else table.column_totals.get(column, 0)


@workspace(*WORKING)
def statistics_lines(request: ActorRequest) -> HttpResponse:
    """Every line behind a cell, newest first, page by page."""
    question = asked(request.GET, request.today, request.actor.unit)
    row, column = question.chosen or (None, None)
    page = lines_behind(
        request.actor, cell_question(question.question, row, column), after=key_of(request.GET.get("sau", ""))
    )
    context = {
        "title": title_of(question),
        "lines": [(line, award_label(line.award_code).short) for line in page.lines],
        "next": key_value(page.next) if page.next else "",
        "back": f"{reverse('statistics')}?{_with_cell(request, row, column)}",
    }
    return render(request, "statistics/lines.html", context, using="jinja2")


def _with_cell(request: ActorRequest, row: str | None, column: str | None) -> str:
    values = request.GET.copy()
    values.pop("sau", None)
    values["o"] = cell_value(row, column)
    return values.urlencode()


def key_value(key: tuple[date, int]) -> str:
    """How the end of a page stands in an address."""
    return f"{key[0]:%Y%m%d}.{key[1]}"


def key_of(text: str) -> tuple[date, int] | None:
    """The end of a page from an address; what it cannot mean is left out."""
    day, _dot, number = text.partition(".")
    if len(day) != 8 or not day.isdecimal() or not number.isdecimal() or len(number) > 18:
        return None
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])), int(number)
    except ValueError:
        return None


def _parts(request: ActorRequest, narrowed: Any) -> list[tuple[str, int]]:
    """The number by the provinces of then, when there is more than one."""
    then = pivot(request.actor, replace(narrowed, structure="then", measure="entries"))
    parts = [(head.label, then.row_totals[head.key]) for head in then.rows]
    return parts if len(parts) > 1 else []
