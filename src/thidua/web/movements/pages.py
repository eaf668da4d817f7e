"""A launched movement: facts, progress, who joined and who is silent, registrations, history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thidua.core.typed import identifier
from thidua.domain.audit.record import history
from thidua.domain.movements import actions, queries
from thidua.domain.movements.models import Movement
from thidua.domain.movements.permissions import JOINERS, can_review
from thidua.domain.movements.states import MovementAct, MovementKind, MovementState
from thidua.domain.movements.values import Branch, Vitality
from thidua.domain.movements.workflow import verdict
from thidua.web.movements import parts
from thidua.web.movements.common import asked_movement, award_names, crumbs, launcher_of, names_of
from thidua.web.movements.drafts import gate_page
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

REGISTRATIONS = 50
SILENT = 50
EVENT_WORDS = {
    "movement.drafted": gettext_lazy("Soạn bản thảo"),
    "movement.edited": gettext_lazy("Sửa bản thảo"),
    "movement.targets_set": gettext_lazy("Đặt chỉ tiêu"),
    "movement.launched": gettext_lazy("Phát động"),
    "movement.reports_entered": gettext_lazy("Nhập kết quả nhiều đơn vị"),
    "movement.reviewed": gettext_lazy("Sơ kết"),
    "movement.finished": gettext_lazy("Tổng kết"),
    "movement.stopped": gettext_lazy("Dừng phong trào"),
}


@workspace(*WORKING)
def movement(request: ActorRequest, movement_id: int) -> HttpResponse:
    """The gate while it is a draft, the movement itself afterwards."""
    row = asked_movement(request, movement_id)
    if row.state == MovementState.DRAFT:
        opened = request.GET.get("sua", "")
        return gate_page(request, row, opened=opened if opened in (*parts.PARTS, "override") else "")
    return render(request, "movements/movement.html", _facts(request, row), using="jinja2")


def _facts(request: ActorRequest, row: Movement) -> dict[str, Any]:
    unit, on = launcher_of(row, request), request.today
    branch = identifier(request.GET.get("nhanh", ""))
    days = 30 if request.GET.get("im") == "30" else queries.ACTIVE_DAYS
    joined = list(_after(queries.registrations_of(row, request.actor, branch_id=branch, on=on), request))
    covers = request.actor.covers(unit.position)
    branches = queries.who_has_joined(row, on)
    return {
        "movement": row,
        "unit_row": unit,
        "alive": _vitality(row, branches, request),
        "days": days,
        "progress": queries.progress_of(row, on=on, branch_id=branch),
        "branches": branches,
        "branch": next((one for one in branches if one.unit_id == branch), None),
        "covers": covers,
        "silent": queries.silent_units(row, on, days=days, branch_id=branch, limit=SILENT) if covers else [],
        "registrations": joined[:REGISTRATIONS],
        "names": names_of(joined, request),
        "event_words": EVENT_WORDS,
        "title_names": dict(award_names(sorted({code for one in joined for code in one.titles}))),
        "next": joined[REGISTRATIONS - 1].pk if len(joined) > REGISTRATIONS else None,
        "mine": _mine(request, row),
        "may_register": _may_register(request, row),
        "reviews": list(queries.reviews_of(row)),
        "may_stop": verdict(MovementAct.STOP, row, request.actor),
        "may_review": can_review(request.actor, row),
        "events": list(history(row)[:20]) if covers else [],
        "awards": award_names(row.awards),
        "state_label": MovementState(row.state).label,
        "kind_label": MovementKind(row.kind).label,
        "breadcrumbs": crumbs(row, unit),
    }


def _after(found: Any, request: ActorRequest) -> Any:
    after = identifier(request.GET.get("sau", ""))
    return (found.filter(pk__gt=after) if after else found)[: REGISTRATIONS + 1]


def _mine(request: ActorRequest, row: Movement) -> list[Any]:
    unit = request.actor.unit
    return queries.own_registrations(row, unit.id) if unit and unit.id != row.organization_id else []


def _may_register(request: ActorRequest, row: Movement) -> bool:
    unit = request.actor.unit
    if unit is None or row.state != MovementState.LIVE or not request.actor.has_at(*JOINERS, unit_id=unit.id):
        return False
    in_time = row.registration_due is None or request.today <= row.registration_due
    return in_time and queries.is_called(row, unit, request.today)


def _vitality(row: Movement, branches: list[Branch], request: ActorRequest) -> Vitality:
    """The branches added up; counted by itself where a unit has none."""
    if not branches:
        return queries.vitality([row], request.today)[row.pk]
    return Vitality(
        sum(one.addressed for one in branches),
        sum(one.joined for one in branches),
        sum(one.active for one in branches),
    )


@workspace(*WORKING)
@require_POST
def stop(request: ActorRequest, movement_id: int) -> HttpResponse:
    row = asked_movement(request, movement_id)
    actions.stop(
        movement_id=row.pk, reason=request.POST.get("reason", ""), actor=request.actor, at=request.now
    )
    messages.success(request, _("Đã dừng phong trào."))
    return redirect("movement", row.pk)
