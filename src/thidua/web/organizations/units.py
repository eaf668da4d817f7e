"""One unit, finding units while typing, and choosing the unit one works as."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from thidua.domain.access import Role
from thidua.domain.accounts.models import ROLE_LABELS
from thidua.domain.accounts.queries import holders_at
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.permissions import can_change_unit
from thidua.domain.organizations.queries import (
    ancestors,
    get_unit,
    latest_placement,
    node_on,
    placement_of,
    placements_of,
    search_units,
    successions_of,
    unit_refs,
)
from thidua.domain.organizations.states import Line, UnitKind
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest


@workspace()
def unit_page(request: ActorRequest, unit_id: int) -> HttpResponse:
    """What a unit is, where it came from, what became of it, and who acts for it."""
    unit = or_404(get_unit, request.actor, unit_id)
    placement = placement_of(unit_id, request.today) or latest_placement(unit_id)
    if placement is None:
        raise Http404
    periods = placements_of(unit_id)
    names = unit_refs({p.parent_id for p in periods if p.parent_id}, request.today)
    facts = {
        "unit_row": unit,
        "placement": placement,
        "kind": UnitKind(placement.kind).label,
        "stands": request.today in placement.during,
        "line": [(ref, request.actor.covers(ref.position)) for ref in ancestors(unit_id, request.today)],
        "periods": [(p, names.get(p.parent_id or 0)) for p in periods if p.line == Line.UNION],
        "sectors": [(p, names.get(p.parent_id or 0)) for p in periods if p.line == Line.SECTOR],
        "steps": successions_of(unit_id),
        "node": node_on(unit_id, request.today),
        "holders": [(grant, ROLE_LABELS[Role(grant.role)]) for grant in holders_at(unit_id, request.today)],
        "changes": _changes(request, unit) if request.today in placement.during else [],
        "change_verdict": can_change_unit(request.actor, unit),
        "register_url": reverse("register_unit", args=[unit_id]),
        "breadcrumbs": crumbs(request, unit_id),
    }
    return render(request, "organizations/unit.html", facts, using="jinja2")


def _changes(request: ActorRequest, unit: Organization) -> list[tuple[str, str]]:
    """The changes of the tree that the actor may make here, with their addresses."""
    from thidua.web.organizations.changes import (
        ACTS,
        CHANGERS,
        verdict_on,
    )  # it needs the trail of this module

    if not request.actor.has(*CHANGERS):
        return []
    return [
        (str(act.title), reverse("unit_change", args=[unit.pk, name]))
        for name, act in ACTS.items()
        if verdict_on(request, unit, name)
    ]


def crumbs(request: ActorRequest, unit_id: int) -> list[tuple[str, str]]:
    """The line of unions above a unit; those outside the actor's scope are named without a link."""
    return [
        (ref.short_name, reverse("unit_tree", args=[ref.id]) if request.actor.covers(ref.position) else "")
        for ref in ancestors(unit_id, request.today)
    ]


@workspace()
def units_typeahead(request: ActorRequest) -> HttpResponse:
    """Units of the actor's scope that answer to ``q``: options of a field, or JSON when ``json=1``."""
    hits = search_units(request.GET.get("q", ""), request.today, request.actor.spans())
    if request.GET.get("json"):
        rows = [
            {"id": h.id, "code": h.code, "name": h.name, "above": h.above, "old_name": h.old_name}
            for h in hits
        ]
        return JsonResponse({"units": rows})
    return render(request, "organizations/_units.html", {"hits": hits}, using="jinja2")


@workspace()
def choose_unit(request: ActorRequest) -> HttpResponse:
    """The units one holds a role at; choosing one sets what one works as."""
    mine = {grant.unit.id: grant.unit for grant in request.actor.grants}
    if request.method == "POST":
        chosen = request.POST.get("unit", "")
        if not chosen.isdecimal() or int(chosen) not in mine:
            raise Http404
        request.session["unit_id"] = int(chosen)
        return redirect(_back(request))
    roles: dict[int, list[str]] = {}
    for grant in request.actor.grants:
        label = str(ROLE_LABELS[grant.role])
        if grant.on_behalf_of:
            label = _("%(role)s, thay %(name)s") % {"role": label, "name": grant.on_behalf_of}
        roles.setdefault(grant.unit.id, []).append(label)
    rows = [(unit, ", ".join(roles[unit.id])) for unit in sorted(mine.values(), key=lambda u: u.position)]
    facts = {"rows": rows, "next": request.GET.get("next", "")}
    return render(request, "organizations/choose_unit.html", facts, using="jinja2")


def _back(request: ActorRequest) -> str:
    asked = request.POST.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        return asked
    return "/"
