"""Báo cáo: what this unit owes and receives, what it asked for; and the forms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from thidua.domain.organizations.queries import unit_refs
from thidua.domain.reports.models import Assignment, Report
from thidua.domain.reports.permissions import can_author_at
from thidua.domain.reports.queries import visible
from thidua.domain.reports.queries.expected import place_of, standing, whole
from thidua.domain.reports.states import AssignmentState, DefinitionState
from thidua.web.reports.common import STATES, crumbs
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

SHOWN = 40


@workspace(*WORKING)
def reports(request: ActorRequest) -> HttpResponse:
    """Assignments that concern the unit one works as: its own report in each, and how those below stand."""
    unit = request.actor.unit
    rows = list(
        visible.assignments(request.actor, request.today).order_by("state", "-during", "-pk")[: SHOWN + 1]
    )
    names = unit_refs({row.organization_id for row in rows}, request.today)
    lines = [_line(request, row) for row in rows[:SHOWN]] if unit else []
    context = {
        "lines": [line | {"owner": names[line["row"].organization_id].short_name} for line in lines],
        "open_count": sum(line["row"].state == AssignmentState.OPEN for line in lines),
        "glyphs": STATES,
        "may_author": bool(unit and can_author_at(request.actor, unit.id)),
        "more": len(rows) > SHOWN,
        "breadcrumbs": crumbs(request),
    }
    return render(request, "reports/list.html", context, using="jinja2")


def _line(request: ActorRequest, row: Assignment) -> dict[str, Any]:
    """One assignment for the unit one works as: its own report and what stands below it."""
    unit = request.actor.unit
    place = place_of(row, unit.id) if unit else None
    report = (
        Report.objects.filter(assignment=row, organization_id=unit.id).first() if unit and place else None
    )
    counts = whole(standing(row, request.today, unit.id if unit and place else None))
    return {"row": row, "place": place, "report": report, "counts": counts if counts.expected else None}


@workspace(*WORKING)
def report_forms(request: ActorRequest) -> HttpResponse:
    """The forms of one's units and of those above."""
    rows = list(
        visible.definitions(request.actor, request.today)
        .exclude(state=DefinitionState.RETIRED)
        .order_by("state", "title", "-pk")[:100]
    )
    names = unit_refs({row.organization_id for row in rows}, request.today)
    unit = request.actor.unit
    context = {
        "rows": [
            (row, names[row.organization_id].short_name, row.fields.count(), row.sections.count())
            for row in rows
            if row.state == DefinitionState.PUBLISHED or can_author_at(request.actor, row.organization_id)
        ],
        "may_author": bool(unit and can_author_at(request.actor, unit.id)),
        "breadcrumbs": crumbs(request, (_("Mẫu báo cáo"), "")),
    }
    return render(request, "reports/forms.html", context, using="jinja2")
