"""One search over people, units, honours, dossiers, movements, decisions and commands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from thidua.web.search.finders import find_everything
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

LONGEST = 120


@require_GET
@workspace()
def search(request: ActorRequest) -> HttpResponse:
    """The page of results."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    groups = find_everything(request.actor, text, on=request.today, path=request.path, each=20)
    return render(request, "search/page.html", {"text": text, "groups": groups}, using="jinja2")


@require_GET
@workspace()
def palette(request: ActorRequest) -> HttpResponse:
    """The few best hits of each kind, as options of the Ctrl K dialog."""
    text = request.GET.get("q", "").strip()[:LONGEST]
    groups = find_everything(request.actor, text, on=request.today, path=request.path, each=5)
    return render(request, "search/_options.html", {"text": text, "groups": groups}, using="jinja2")
