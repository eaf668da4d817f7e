"""The event log, for those who inspect: what was done where, by whom."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thidua.domain.access import Role
from thidua.domain.accounts.history import events_visible_to
from thidua.domain.audit.queries import last_seal
from thidua.domain.organizations.queries import unit_refs
from thidua.web.history.labels import label_of
from thidua.web.shell.access import workspace
from thidua.web.shell.links import page_of
from thidua.web.shell.requests import ActorRequest

PAGE = 50
INSPECTING = (Role.INSPECTOR, Role.STANDING_OFFICE, Role.OPERATOR)


@require_GET
@workspace(*INSPECTING)
def history(request: ActorRequest) -> HttpResponse:
    """Events inside the inspector's scope, newest first, fifty at a time, narrowed by actor or act."""
    events = events_visible_to(request.actor, *INSPECTING)
    who, before = request.GET.get("ai", "").strip(), request.GET.get("truoc", "")
    if who:
        events = events.filter(actor_name__icontains=who[:80])
    if before.isdecimal():
        events = events.filter(pk__lt=int(before))
    found = list(events[: PAGE + 1])
    units = unit_refs({e.organization_id for e in found if e.organization_id}, request.today)
    context: dict[str, Any] = {
        "lines": [
            {
                "event": e,
                "label": label_of(e.name),
                "unit": units.get(e.organization_id or 0),
                "url": page_of(e.subject_type, e.subject_id),
            }
            for e in found[:PAGE]
        ],
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "who": who,
        "seal": last_seal("events"),
    }
    return render(request, "history/page.html", context, using="jinja2")
