"""What several pages of reports need: one assignment, one unit's place in it, crumbs, the address behind a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from thidua.domain.access import UnitRef
from thidua.domain.organizations.queries import unit_ref
from thidua.domain.reports.indicators import BY_CODE
from thidua.domain.reports.models import Assignment, Definition
from thidua.domain.reports.queries import visible
from thidua.domain.reports.queries.expected import place_of
from thidua.domain.reports.values import Place
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

STATES = {
    "": "pending",
    "draft": "current",
    "sent": "needs_person",
    "returned": "returned",
    "approved": "done",
}
"""The glyph of each state of a report."""


def asked_definition(request: ActorRequest, definition_id: int) -> Definition:
    return or_404(visible.get_definition, request.actor, definition_id, request.today)


def asked_assignment(request: ActorRequest, assignment_id: int) -> Assignment:
    return or_404(visible.get_assignment, request.actor, assignment_id, request.today)


def asked_place(request: ActorRequest, row: Assignment, unit_id: int) -> Place:
    """Where a unit within the actor's scope stands in an assignment; 404 otherwise."""
    place = place_of(row, unit_id)
    if place is None or not request.actor.covers(place.unit.position):
        raise Http404
    return place


def own_unit(request: ActorRequest) -> UnitRef:
    if request.actor.unit is None:
        raise Http404
    return request.actor.unit


def crumbs(request: ActorRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The unit one works as, the section, and what follows."""
    unit = request.actor.unit
    return [(unit.short_name if unit else "", ""), (_("Báo cáo"), reverse("reports")), *more]


def name_of(unit_id: int, on: date) -> str:
    found = unit_ref(unit_id, on)
    return found.short_name if found else ""


def behind(indicator: str, row: Assignment, unit_id: int) -> str:
    """The address that opens what a counted figure counts; empty where the program has no such list."""
    one = BY_CODE.get(indicator)
    if one is None:
        return ""
    if one.source == "organizations":
        return reverse("unit_tree", args=[unit_id])
    if one.source == "movements":
        return reverse("movements")
    if one.source == "nominations":
        return reverse("nominations")
    return f"{reverse('register')}?{urlencode(_register_values(one.wanted(), row, unit_id), doseq=True)}"


_NAMES = {
    "holder_kind": "loai_nguoi", "position_class": "nguoi", "sex": "gioi", "award_code": "hinh_thuc",
    "commendation_type": "loai",
}  # fmt: skip
"""What a fact of the register is called in the register's addresses."""


def _register_values(wanted: Any, row: Assignment, unit_id: int) -> dict[str, Any]:
    first, last = row.during.lower, row.last_day
    values: dict[str, Any] = {_NAMES[name]: list(found) for name, found in wanted.items()}
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        values["nam"] = str(first.year) if first.year == last.year else f"{first.year}-{last.year}"
    else:
        values |= {"tu": first.isoformat(), "den": last.isoformat()}
    return values | {"tinh_trang": "in_force", "don_vi": unit_id}
