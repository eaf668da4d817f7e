"""Báo cáo: what this unit owes and receives, what it asked for; and the forms."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from thidua.domain.organizations.queries import unit_refs
from thidua.domain.reports.models import Assignment
from thidua.domain.reports.permissions import can_author_at
from thidua.domain.reports.queries import visible
from thidua.domain.reports.queries.expected import own_of, standings
from thidua.domain.reports.states import AssignmentState, DefinitionState
from thidua.web.reports.common import STATES, crumbs, own_unit
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

SHOWN = 40


@workspace(*WORKING)
def reports(request: ActorRequest) -> HttpResponse:
    """Assignments that concern the unit one works as: its own report in each, and how those below stand."""
    unit = own_unit(request)
    rows = list(
        visible.assignments(request.actor, request.today).order_by("-state", "-during", "-pk")[: SHOWN + 1]
    )
    lines = _lines(request, rows[:SHOWN])
    context = {
        "lines": lines,
        "whose": unit,
        "open_count": sum(line["row"].state == AssignmentState.OPEN for line in lines),
        "glyphs": STATES,
        "may_author": bool(can_author_at(request.actor, unit.id)),
        "more": len(rows) > SHOWN,
        "breadcrumbs": crumbs(request),
    }
    return render(request, "reports/list.html", context, using="jinja2")


def _lines(request: ActorRequest, rows: list[Assignment]) -> list[dict[str, Any]]:
    """Each assignment for the unit one works as: its own report and what stands below it."""
    unit = own_unit(request)
    own = own_of(rows, unit.id)
    counts = standings(
        rows, request.today, {row.pk: unit.id if row.pk in own else row.organization_id for row in rows}
    )
    names = unit_refs({row.organization_id for row in rows}, request.today)
    lines = []
    for row in rows:
        due_on, state = own.get(row.pk, (None, ""))
        found = counts.get(row.pk)
        lines.append(
            {
                "row": row, "due_on": due_on, "state": state, "owner": names[row.organization_id].short_name,
                "counts": found if found and found.expected else None,
            }
        )  # fmt: skip
    return lines


@workspace(*WORKING)
def report_forms(request: ActorRequest) -> HttpResponse:
    """The forms of one's units and of those above."""
    rows = list(
        visible.definitions(request.actor, request.today)
        .exclude(state=DefinitionState.RETIRED)
        .annotate(
            asked_fields=Count("fields", distinct=True), asked_sections=Count("sections", distinct=True)
        )
        .order_by("state", "title", "-pk")[:100]
    )
    names = unit_refs({row.organization_id for row in rows}, request.today)
    unit = request.actor.unit
    context = {
        "rows": [
            (row, names[row.organization_id].short_name, row.asked_fields, row.asked_sections)
            for row in rows
            if row.state == DefinitionState.PUBLISHED or can_author_at(request.actor, row.organization_id)
        ],
        "may_author": bool(unit and can_author_at(request.actor, unit.id)),
        "breadcrumbs": crumbs(request, (_("Mẫu báo cáo"), "")),
    }
    return render(request, "reports/forms.html", context, using="jinja2")
