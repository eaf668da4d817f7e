"""The launch gate: what is still missing, mended in place, and the launch itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.movements import actions, queries
from thidua.domain.movements.models import Movement
from thidua.domain.movements.permissions import can_prepare
from thidua.domain.movements.states import MovementAct, MovementKind, RollUp
from thidua.domain.movements.templates import templates
from thidua.domain.movements.workflow import verdict
from thidua.domain.organizations.queries import unit_refs
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, UnitKind
from thidua.web.movements import parts
from thidua.web.movements.common import (
    JOINING_KINDS,
    asked_movement,
    crumbs,
    launcher_of,
    movement_awards,
)
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest


def gate_page(
    request: ActorRequest,
    row: Movement,
    *,
    opened: str = "",
    values: parts.Values | None = None,
    error: str = "",
) -> HttpResponse:
    """The gate of a draft, with the form of one condition open when asked."""
    prefetch_related_objects([row], "targets")
    targets, report = list(row.targets.all()), queries.gate(row, request.today)
    unit = launcher_of(row, request)
    below, running = report.below, list(queries.live_of(unit.id)[:6])
    alive = queries.vitality(running, request.today, {unit.id: below}) if running else {}
    may_edit = can_prepare(request.actor, row)
    facts: dict[str, Any] = {
        "movement": row,
        "unit_row": unit,
        "report": report,
        "targets": targets,
        "error": error,
        "opened": opened if may_edit else "",
        "may_edit": may_edit,
        "may_launch": verdict(MovementAct.LAUNCH, row, request.actor),
        "values": values if values is not None else _values(opened, row, targets),
        "relays": _relays(row, below.by_kind),
        "addressed": below.of(row.participant_kinds),
        "running": [(one, alive[one.pk]) for one in running],
        "breadcrumbs": crumbs(row, unit),
        "kinds": [
            (kind.value, kind.label)
            for kind in JOINING_KINDS
            if below.by_kind.get(kind) or kind in row.participant_kinds
        ],
        "below": below.by_kind,
        "movement_kinds": MovementKind.choices,
        "roll_ups": RollUp.choices,
        "award_choices": movement_awards(),
        "kind_label": MovementKind(row.kind).label,
    }
    return render(request, "movements/gate.html", facts, using="jinja2", status=422 if error else 200)


def _values(opened: str, row: Movement, targets: list[Any]) -> parts.Values:
    return parts.from_row(opened, row, targets) if opened in parts.PARTS else {}


def _relays(row: Movement, by_kind: Any) -> int:
    """Units between the launcher and those addressed: they pass the call on."""
    return sum(
        count
        for kind, count in by_kind.items()
        if kind not in row.participant_kinds and LEVEL_OF_KIND[UnitKind(kind)] != Level.GRASSROOTS
    )


@workspace(*WORKING)
@require_POST
def edit(request: ActorRequest, movement_id: int, part: str) -> HttpResponse:
    """One condition's form comes back; what cannot be read stays in it with the reason."""
    row = asked_movement(request, movement_id)
    if part not in parts.PARTS:
        raise Http404
    values = parts.from_post(part, request.POST)
    try:
        parts.apply(part, row, values, actor=request.actor, at=request.now)
    except Refused as refusal:
        return gate_page(request, row, opened=part, values=values, error=refusal.message)
    return redirect(f"{reverse('movement', args=[movement_id])}#dk-{part}")


@workspace(*WORKING)
@require_POST
def standard_scoring(request: ActorRequest, movement_id: int) -> HttpResponse:
    row = asked_movement(request, movement_id)
    actions.use_standard_scoring(movement_id=row.pk, actor=request.actor, at=request.now)
    return redirect("movement", movement_id)


@workspace(*WORKING)
@require_POST
def launch(request: ActorRequest, movement_id: int) -> HttpResponse:
    """The head launches; with a written order also through a closed gate."""
    row = asked_movement(request, movement_id)
    made = actions.launch(
        movement_id=row.pk,
        actor=request.actor,
        at=request.now,
        override_note=request.POST.get("override_note", ""),
    )
    messages.success(request, _("Đã phát động. Mọi đơn vị thuộc đối tượng thấy phong trào từ bây giờ."))
    return redirect("movement", made.pk)


@workspace(*WORKING)
@require_POST
def discard(request: ActorRequest, movement_id: int) -> HttpResponse:
    row = asked_movement(request, movement_id)
    actions.discard_movement(movement_id=row.pk, actor=request.actor, at=request.now)
    messages.success(request, _("Đã bỏ bản thảo %(code)s.") % {"code": row.code})
    return redirect("movements")


@workspace(*WORKING)
def compare(request: ActorRequest, movement_id: int, other_id: int) -> HttpResponse:
    """Two movements side by side, what they share marked."""
    row, other = asked_movement(request, movement_id), asked_movement(request, other_id)
    prefetch_related_objects([row, other], "targets")
    report, on = queries.gate(row, request.today), request.today
    overlap = next((one for one in report.overlaps if one.movement_id == other.pk), None)
    units = {unit.id: unit for unit in unit_refs({row.organization_id, other.organization_id}, on).values()}
    alive = queries.vitality([row, other], on, {row.organization_id: report.below})
    sides = [
        (one, units[one.organization_id], list(one.targets.all()), alive[one.pk].addressed)
        for one in (row, other)
    ]
    unit = units[row.organization_id]
    facts = {
        "movement": row,
        "sides": sides,
        "overlap": overlap,
        "kind_labels": dict(UnitKind.choices),
        "breadcrumbs": crumbs(row, unit, _("So hai phong trào")),
        "may_edit": can_prepare(request.actor, row),
    }
    return render(request, "movements/compare.html", facts, using="jinja2")


def template_choices() -> list[tuple[str, str, str]]:
    """(code, title, objective) of the named movements."""
    if get_language() == "en":
        return [(one.code, one.title_en, one.objective_en) for one in templates().values()]
    return [(one.code, one.title, one.objective) for one in templates().values()]
