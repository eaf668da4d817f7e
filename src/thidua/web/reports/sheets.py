"""One unit's report: the grid, the narrative, what is still to be mended, and the way up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.vietnamese import format_number
from thidua.domain.audit.record import history
from thidua.domain.reports import actions
from thidua.domain.reports.actions.editing import OPEN
from thidua.domain.reports.models import Assignment, Report, Snapshot
from thidua.domain.reports.permissions import can_edit_at
from thidua.domain.reports.queries.reading import sent_lines, sheet_of
from thidua.domain.reports.queries.visible import get_report
from thidua.domain.reports.states import AssignmentState, ReportAct, ReportState
from thidua.domain.reports.values import CellEdit, Child, Line, Place, Saved
from thidua.domain.reports.workflow import verdict
from thidua.web.history.labels import label_of
from thidua.web.movements.reading import shown
from thidua.web.reports.common import STATES, asked_assignment, asked_place, behind, crumbs
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

MOST_CELLS, CHILDREN_SHOWN = 500, 60
_FIRST = ("sent", "returned", "", "draft", "approved")
"""In which order reports from below are listed: those that wait for a decision first."""


@workspace(*WORKING)
def sheet(request: ActorRequest, assignment_id: int, unit_id: int) -> HttpResponse:
    """A unit's report; without scripts the whole page is saved by its button."""
    row = asked_assignment(request, assignment_id)
    place = asked_place(request, row, unit_id)
    saved: Saved | None = None
    if request.method == "POST":
        saved = actions.save_cells(
            assignment_id=row.pk, unit_id=unit_id, edits=_edits_of(request.POST), actor=request.actor,
            at=request.now,
        )  # fmt: skip
        if not saved.conflicts and not saved.problems:
            return redirect("report_sheet", row.pk, unit_id)
    context = _context(request, row, place) | {"typed": _typed(request, saved)}
    return render(request, "reports/sheet.html", context, using="jinja2")


def _edits_of(data: QueryDict) -> list[CellEdit]:
    """Every cell of the posted page with the revision it was drawn from."""
    cells = [name for name in data if name[:2] in {"v:", "e:", "t:"}][:MOST_CELLS]
    return [CellEdit(cell, data.get(cell, ""), _base(data.get(f"b:{cell}", ""))) for cell in cells]


def _base(text: object) -> int:
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else 0


def _typed(request: ActorRequest, saved: Saved | None) -> dict[str, Any]:
    """What was typed and could not be saved, by cell, so that nobody loses a word."""
    if saved is None:
        return {}
    refused = {one.cell: {"mine": one.mine, "conflict": one} for one in saved.conflicts}
    return refused | {one.cell: {"mine": one.value, "why": one.why} for one in saved.problems}


@workspace(*WORKING)
@require_POST
def save(request: ActorRequest, assignment_id: int, unit_id: int) -> JsonResponse:
    """Save cells as they are typed, and answer with what they changed elsewhere on the page."""
    row = asked_assignment(request, assignment_id)
    place = asked_place(request, row, unit_id)
    try:
        saved = actions.save_cells(
            assignment_id=row.pk, unit_id=unit_id, edits=_sent(request), actor=request.actor, at=request.now
        )
    except Refused as refusal:
        return JsonResponse({"refused": refusal.message}, status=409)
    context = _context(request, row, place)
    return JsonResponse(
        {
            "saved": _("Đã lưu %(time)s") % {"time": f"{request.now:%H:%M}"},
            "cells": saved.cells,
            "conflicts": [_conflict(one) for one in saved.conflicts],
            "problems": [{"cell": one.cell, "why": one.why} for one in saved.problems],
            "lines": {line.code: _changed(line) for line in context["lines"]},
            "panel": render_to_string("reports/_gate.html", context, request=request, using="jinja2"),
        }
    )


def _sent(request: ActorRequest) -> list[CellEdit]:
    try:
        cells = json.loads(request.body).get("cells", [])
        return [
            CellEdit(str(one["cell"]), str(one["value"]), _base(one.get("base", 0)))
            for one in cells[:MOST_CELLS]
        ]
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise Refused(_("Không đọc được nội dung gửi lên. Tải lại trang.")) from error


def _conflict(one: Any) -> dict[str, Any]:
    words = _("%(name)s đã ghi lúc %(time)s") % {"name": one.by, "time": f"{one.at:%H:%M %d/%m}"}
    return {"cell": one.cell, "mine": one.mine, "theirs": one.theirs, "who": words, "revision": one.revision}


def _changed(line: Line) -> dict[str, Any]:
    return {
        "whole": format_number(line.whole) if line.whole is not None else "",
        "change": change_text(line),
        "explain": line.must_explain,
        "problem": line.problem,
    }


def change_text(line: Line) -> str:
    """ "+12 %" against last period; empty without one."""
    if line.change is None:
        return ""
    percent = round(100 * line.change, 1)
    return f"{'+' if percent > 0 else ''}{format_number(percent)}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True, slots=True)
class Acts:
    """What may be done to the report on this page, each with its reason when not."""

    send: Any
    give_back: Any
    approve: Any
    reopen: Any


def _acts(request: ActorRequest, row: Assignment, place: Place, report: Report | None) -> Acts:
    found = report or Report(
        assignment=row, organization_id=place.unit.id, office_id=place.office.id if place.office else None
    )
    one = {act: verdict(act, found, request.actor) for act in ReportAct}
    return Acts(one[ReportAct.SEND], one[ReportAct.RETURN], one[ReportAct.APPROVE], one[ReportAct.REOPEN])


def _context(request: ActorRequest, row: Assignment, place: Place) -> dict[str, Any]:
    report = or_404(get_report, request.actor, row, place.unit.id)
    state = report.state if report else ReportState.DRAFT
    is_open = row.state == AssignmentState.OPEN and state in OPEN
    found = sheet_of(row, place, report, request.today)
    snapshots = list(Snapshot.objects.filter(report=report).order_by("-number")) if report else []
    lines = found.lines if state in OPEN or not snapshots else sent_lines(snapshots[0].data)
    may_edit = can_edit_at(request.actor, place.unit.id, place.office.id if place.office else None)
    return {
        "row": row,
        "place": place,
        "report": report,
        "state": state,
        "state_label": ReportState(state).label,
        "can_edit": bool(is_open and may_edit),
        "why_not": "" if may_edit else may_edit.reason,
        "sheet": found,
        "lines": lines,
        "groups": _groups(lines),
        "parts": found.parts,
        "findings": found.findings,
        "children": found.children,
        "shown_children": sorted(found.children, key=_urgency)[:CHILDREN_SHOWN],
        "addresses": {
            line.code: behind(line.indicator, row, place.unit.id) for line in lines if line.is_counted
        },
        "changes": {line.code: change_text(line) for line in lines},
        "own_texts": {line.code: shown(line.own) for line in lines},
        "acts": _acts(request, row, place, report),
        "snapshots": snapshots,
        "glyphs": STATES,
        "state_names": {"": _("Chưa lập")} | {value: str(label) for value, label in ReportState.choices},
        "events": [(label_of(event.name), event) for event in history(report)[:10]] if report else [],
        "breadcrumbs": crumbs(request, (row.title, _campaign_address(row)), (place.unit.short_name, "")),
    }


def _urgency(child: Child) -> tuple[bool, int, int]:
    return child.has_ended, _FIRST.index(child.state), child.position


def _campaign_address(row: Assignment) -> str:
    from django.urls import reverse

    return reverse("report_campaign", args=[row.pk])


def _groups(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Lines by their group, in order; a group that comes again is a new one."""
    groups: list[tuple[str, list[Line]]] = []
    for line in lines:
        if not groups or groups[-1][0] != line.group:
            groups.append((line.group, []))
        groups[-1][1].append(line)
    return groups


@workspace(*WORKING)
@require_POST
def act(request: ActorRequest, assignment_id: int, unit_id: int, act: str) -> HttpResponse:
    """Send, return, approve or reopen a unit's report."""
    row = asked_assignment(request, assignment_id)
    place = asked_place(request, row, unit_id)
    if or_404(get_report, request.actor, row, unit_id) is None and act != "gui":
        raise Http404
    who: dict[str, Any] = {
        "assignment_id": row.pk,
        "unit_id": unit_id,
        "actor": request.actor,
        "at": request.now,
    }
    if act == "gui":
        actions.send(missing_note=request.POST.get("missing_note", ""), **who)
    elif act == "tra-lai":
        actions.return_report(reason=request.POST.get("reason", ""), **who)
    elif act == "duyet":
        actions.approve(**who)
        return _next_waiting(request, row, place)
    elif act == "mo-lai":
        actions.reopen(reason=request.POST.get("reason", ""), **who)
    else:
        raise Http404
    return redirect("report_sheet", row.pk, unit_id)


def _next_waiting(request: ActorRequest, row: Assignment, place: Place) -> HttpResponse:
    """The next report that waits at the same office, so that one goes through them; else the one just approved."""
    office = place.office.id if place.office else place.unit.id
    waiting = Report.objects.filter(assignment=row, office_id=office, state=ReportState.SENT).order_by(
        "sent_at"
    )
    found = waiting.values_list("organization_id", flat=True).first()
    return redirect("report_sheet", row.pk, found or place.unit.id)
