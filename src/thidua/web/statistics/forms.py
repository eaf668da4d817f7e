"""Statutory tables as pages, workbooks and PDF; every cell opens its records."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.core.typed import identifier
from thidua.domain.accounts.models import User
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Text
from thidua.domain.movements.models import Movement
from thidua.domain.organizations.queries import unit_ref, unit_refs
from thidua.domain.register.awards import award_label
from thidua.domain.reporting.behind import lines_behind
from thidua.domain.reporting.forms import FilledForm, fill_form, form_scope
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest
from thidua.web.statistics.cells import key_of, key_value
from thidua.web.statistics.exports import form_pdf, form_workbook
from thidua.web.statistics.pickers import years_until

_GROUPS: dict[str, str | Promise] = {
    "Theo đối tượng": gettext_lazy("Theo đối tượng"),
    "Theo phương thức": gettext_lazy("Theo phương thức"),
    "Theo đơn vị trình Thủ tướng": gettext_lazy("Theo đơn vị trình Thủ tướng"),
    "Phạm vi tổ chức": gettext_lazy("Phạm vi tổ chức"),
    "Thời hạn": gettext_lazy("Thời hạn"),
    "Phương thức": gettext_lazy("Phương thức"),
    "Theo độ tuổi": gettext_lazy("Theo độ tuổi"),
    "Theo trình độ đào tạo": gettext_lazy("Theo trình độ đào tạo"),
    "Theo thâm niên công tác thi đua, khen thưởng": gettext_lazy(
        "Theo thâm niên công tác thi đua, khen thưởng"
    ),
    "Huân chương, huy chương": gettext_lazy("Huân chương, huy chương"),
    "Danh hiệu vinh dự Nhà nước": gettext_lazy("Danh hiệu vinh dự Nhà nước"),
    "Bằng khen của Thủ tướng": gettext_lazy("Bằng khen của Thủ tướng"),
}
"""Heads of parts of the statutory tables, so that they can be read in English."""


@workspace(*WORKING)
def statutory_forms(request: ActorRequest) -> HttpResponse:
    """The tables there are, newest circular first."""
    forms = sorted(library().forms.values(), key=lambda form: (-form.since.toordinal(), form.code))
    language = get_language()
    rows = [
        (form, form.name.said(language), library().instruments[form.instrument].short, form.until)
        for form in forms
    ]
    return render(request, "statistics/forms.html", {"forms": rows}, using="jinja2")


@workspace(*WORKING)
def statutory_form(request: ActorRequest, code: str) -> HttpResponse:
    """A statutory table for a unit and a year, as a page or, with ``?tep=xlsx`` or ``pdf``, as a file."""
    filled, unit_id, structure = _filled(request, code)
    unit = unit_ref(unit_id, request.today) if unit_id else None
    unit_name = unit.name if unit else _("Mọi đơn vị trong phạm vi của bạn")
    name = f"bieu-{code}-{filled.year}"
    if request.GET.get("tep") == "xlsx":
        return form_workbook(filled, unit_name, name)
    if request.GET.get("tep") == "pdf":
        return form_pdf(filled, unit_name, name, at=request.now)
    context = {
        "filled": filled,
        "unit_name": unit_name,
        "form_name": filled.form.name.said(get_language()),
        "note": filled.form.note.said(get_language()),
        "replaced_by": _replaced_by(filled, request.today),
        "column_groups": column_groups(filled),
        "rows": _rows(filled, unit_id, structure),
        "pickers": [
            (_("Biểu"), "bieu", [(one.code, one.code, one.code == code) for one in library().forms.values()]),
            (_("Năm"), "nam", years_until(request.today, filled.year)),
            (_("Cơ cấu"), "co_cau", [("now", _("Hiện nay"), structure == "now"),
                                     ("then", _("Cuối năm báo cáo"), structure == "then")]),
        ],
        "unit_id": unit_id,
    }  # fmt: skip
    return render(request, "statistics/form.html", context, using="jinja2")


@workspace(*WORKING)
def statutory_lines(request: ActorRequest, code: str) -> HttpResponse:
    """The records behind a cell of a statutory table."""
    filled, _unit_id, _structure = _filled(request, code)
    if not request.GET.get("o"):
        return redirect("statutory_form", code=code)
    row, _bar, column = request.GET["o"].partition("|")
    try:
        cell = filled.cell(row, column)
    except StopIteration as error:
        raise Http404 from error
    values = request.GET.copy()
    for name in ("o", "sau"):
        values.pop(name, None)
    context: dict[str, Any] = {
        "title": _("Biểu %(code)s, dòng %(row)s, cột %(column)s")
        % {"code": code, "row": row, "column": column},
        "back": f"{reverse('statutory_form', args=[code])}?{values.urlencode()}",
        "lines": [],
        "records": [],
        "next": "",
    }
    if filled.form.source != "register":
        context["records"] = _records(filled.form.source, cell.records, request.today)
    elif "never" not in cell.where:
        page = lines_behind(
            request.actor, filled.behind(row, column), after=key_of(request.GET.get("sau", ""))
        )
        context["lines"] = [(line, award_label(line.award_code).short) for line in page.lines]
        context["next"] = key_value(page.next) if page.next else ""
    return render(request, "statistics/lines.html", context, using="jinja2")


def _replaced_by(filled: FilledForm, today: date) -> str:
    """The circular since which a table is historical; nothing for one in force."""
    form = filled.form
    if form.until is None or form.until > today:
        return ""
    return library().instruments[form.replaced_by].short if form.replaced_by else f"{form.until:%d/%m/%Y}"


def column_groups(filled: FilledForm) -> list[tuple[str, int]]:
    """The upper line of the header: words and how many columns; columns of no group stand alone."""
    found: list[tuple[str, int]] = []
    for column in filled.form.columns:
        group = column.get("group", "")
        if group and found and found[-1][0] == group:
            found[-1] = (group, found[-1][1] + 1)
        else:
            found.append((group, 1))
    return [(str(_GROUPS.get(group, group)), count) for group, count in found]


def _filled(request: ActorRequest, code: str) -> tuple[FilledForm, int | None, str]:
    year = request.GET.get("nam", "")
    unit_id = identifier(request.GET.get("don_vi", ""))
    if unit_id is None and request.actor.unit:
        unit_id = request.actor.unit.id
    chosen = int(year) if year.isdecimal() and len(year) == 4 and year > "1900" else request.today.year
    structure = "then" if request.GET.get("co_cau") == "then" else "now"
    on, spans = form_scope(
        unit_id, year=chosen, today=request.today, structure="then" if structure == "then" else "now"
    )
    try:
        filled = fill_form(code, request.actor, year=chosen, on=on, spans=spans)
    except LawError as error:
        raise Http404 from error
    return filled, unit_id, structure


def _rows(filled: FilledForm, unit_id: int | None, structure: str) -> list[dict[str, Any]]:
    language, rows = get_language(), []
    base = {"nam": filled.year, "don_vi": unit_id or "", "co_cau": structure}
    lines = reverse("statutory_lines", args=[filled.form.code])
    for row, cells in zip(filled.form.rows, filled.cells, strict=True):
        linked = [
            (cell.count, f"{lines}?{urlencode({**base, 'o': row['code'] + '|' + column['code']})}")
            for cell, column in zip(cells, filled.form.columns, strict=True)
        ]
        rows.append({"label": Text(**row["label"]).said(language), "code": row["code"], "indent": row.get("indent", 0),
                     "group": _GROUPS.get(row.get("group", ""), row.get("group", "")), "cells": linked})  # fmt: skip
    return rows


def _records(source: str, ids: tuple[int, ...], today: date) -> list[tuple[str, str, str]]:
    """Name, address and note of single records: movements, units or people."""
    if source == "movements":
        rows = Movement.objects.filter(id__in=ids).order_by("launched_at")
        return [
            (row.title, reverse("movement", args=[row.pk]), f"{row.launched_at:%d/%m/%Y}") for row in rows
        ]
    if source == "bodies":
        return [
            (ref.name, reverse("unit_page", args=[ref.id]), ref.code)
            for ref in unit_refs(ids, today).values()
        ]
    return [(user.full_name, "", user.post) for user in User.objects.filter(id__in=ids).order_by("full_name")]
