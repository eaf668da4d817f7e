"""A unit registers and reports, on a phone as well; the launcher enters what came on paper as one grid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.typed import identifier
from thidua.core.vietnamese import fold
from thidua.domain.movements import actions, queries
from thidua.domain.movements.models import Movement, Registration, Target
from thidua.domain.movements.permissions import JOINERS, can_prepare, can_register_for, can_report
from thidua.domain.movements.values import ProgressRow
from thidua.domain.organizations.queries import get_unit
from thidua.domain.people.models import Subject
from thidua.web.movements.common import (
    WORKER_TITLES,
    asked_movement,
    award_names,
    crumbs,
    launcher_of,
    names_of,
)
from thidua.web.movements.reading import day_from, number_of, shown
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

GRID = 100


@workspace(*JOINERS)
def register(request: ActorRequest, movement_id: int) -> HttpResponse:
    """The unit one works as takes part, or a person or collective in it."""
    row, unit = asked_movement(request, movement_id), request.actor.unit
    if unit is None or not request.actor.has_at(*JOINERS, unit_id=unit.id):
        raise Http404
    targets, error = list(row.targets.all()), ""
    subject_id = identifier(request.POST.get("subject") or request.GET.get("nguoi", ""))
    if request.method == "POST":
        try:
            actions.register(
                movement_id=row.pk,
                organization=or_404(get_unit, request.actor, unit.id),
                subject_id=subject_id,
                titles=request.POST.getlist("titles"),
                pledges=_numbers(request.POST, targets),
                note=request.POST.get("note", ""),
                actor=request.actor,
                at=request.now,
            )
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Đã đăng ký. Báo cáo kết quả bất cứ lúc nào ở trang phong trào."))
            return redirect("movement", row.pk)
    facts = _register_facts(request, row, targets, unit.id, subject_id) | {"error": error}
    return render(request, "movements/register.html", facts, using="jinja2", status=422 if error else 200)


def _register_facts(
    request: ActorRequest, row: Movement, targets: list[Target], unit_id: int, subject_id: int | None
) -> dict[str, Any]:
    own = [one for one in queries.own_registrations(row, unit_id) if one.subject_id == subject_id]
    goals = queries.pledges_of([one.pk for one in own]).get(own[0].pk, {}) if own else {}
    starts = queries.starting_numbers(row, unit_id, request.today) if subject_id is None else {}
    lines = [
        (
            t,
            request.POST.get(
                f"target_{t.pk}", shown(goals[t.pk].goal if t.pk in goals else starts.get(t.pk))
            ),
            starts.get(t.pk),
        )
        for t in targets
    ]
    subject = Subject.objects.filter(pk=subject_id, organization=unit_id).first() if subject_id else None
    titles = request.POST.getlist("titles") or (own[0].titles if own else [])
    return {
        "movement": row,
        "unit_row": launcher_of(row, request),
        "lines": lines,
        "own": own[0] if own else None,
        "title_choices": award_names(list(dict.fromkeys([*WORKER_TITLES, *row.awards]))),
        "titles": titles,
        "note": request.POST.get("note", own[0].note if own else ""),
        "subject": subject,
        "own_name": request.actor.unit.name if request.actor.unit else "",
        "people": _people(unit_id, request.GET.get("tim", "")),
        "asked": request.GET.get("tim", ""),
        "breadcrumbs": crumbs(row, launcher_of(row, request), _("Đăng ký")),
    }


def _people(unit_id: int, text: str) -> list[Subject]:
    """People and collectives of a unit by the beginning of any word of their name."""
    if not text.strip():
        return []
    found = Subject.objects.filter(organization=unit_id, merged_into=None, folded__contains=fold(text))
    return list(found.order_by("sort_key")[:12])


@workspace(*WORKING)
def report(request: ActorRequest, registration_id: int) -> HttpResponse:
    """What a registration has reached by a day."""
    row = or_404(queries.get_registration, request.actor, registration_id)
    pledges = list(row.pledges.select_related("target").order_by("target__order", "target_id"))
    error, allowed = "", can_report(request.actor, row)
    if request.method == "POST":
        try:
            _report(request, row, [pledge.target for pledge in pledges])
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Đã ghi kết quả."))
            return redirect("movement", row.movement_id)
    facts = {
        "registration": row,
        "movement": row.movement,
        "unit_name": names_of([row], request).get(row.organization_id, ""),
        "error": error,
        "allowed": allowed,
        "lines": [(p, request.POST.get(f"target_{p.target_id}", "")) for p in pledges],
        "may_withdraw": can_register_for(request.actor, row.organization_id) and row.movement.state == "live",
        "breadcrumbs": crumbs(row.movement, launcher_of(row.movement, request), _("Báo cáo kết quả")),
    }
    return render(request, "movements/report.html", facts, using="jinja2", status=422 if error else 200)


def _report(request: ActorRequest, row: Registration, targets: list[Target]) -> None:
    values = _numbers(request.POST, targets)
    if not values:
        raise Refused(_("Chưa nhập số nào. Nhập ít nhất một kết quả."))
    actions.report_progress(
        registration_id=row.pk,
        values=values,
        on=day_from(request.POST.get("on", ""), _("Ngày báo cáo")) or request.today,
        note=request.POST.get("note", ""),
        actor=request.actor,
        at=request.now,
    )


@workspace(*JOINERS)
@require_POST
def withdraw(request: ActorRequest, registration_id: int) -> HttpResponse:
    row = or_404(queries.get_registration, request.actor, registration_id)
    actions.withdraw(registration_id=row.pk, actor=request.actor, at=request.now)
    messages.success(request, _("Đã rút đăng ký."))
    return redirect("movement", row.movement_id)


@workspace(*WORKING)
def results(request: ActorRequest, movement_id: int) -> HttpResponse:
    """The launcher enters results of many units at once; a cell left empty changes nothing."""
    row = asked_movement(request, movement_id)
    if not can_prepare(request.actor, row):
        raise Http404
    targets, error = list(row.targets.all()), ""
    after = identifier(request.GET.get("sau", "")) or 0
    found = list(queries.registrations_of(row, request.actor).filter(pk__gt=after)[: GRID + 1])
    pledges = queries.pledges_of(one.pk for one in found)
    if request.method == "POST":
        try:
            count = _enter(request, row, found, targets)
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Đã ghi %(count)s kết quả.") % {"count": count})
            return redirect("movement", row.pk)
    facts = {
        "movement": row,
        "targets": targets,
        "pledges": pledges,
        "registrations": found[:GRID],
        "error": error,
        "next": found[GRID - 1].pk if len(found) > GRID else None,
        "typed": request.POST,
        "names": names_of(found, request),
        "breadcrumbs": crumbs(row, launcher_of(row, request), _("Nhập kết quả")),
    }
    return render(request, "movements/results.html", facts, using="jinja2", status=422 if error else 200)


def _enter(request: ActorRequest, row: Movement, found: list[Registration], targets: list[Target]) -> int:
    rows = []
    for one in found:
        for target in targets:
            value = number_of(request.POST.get(f"r{one.pk}_{target.pk}", ""), target.name)
            if value is not None:
                rows.append(ProgressRow(one.pk, target.pk, value))
    if not rows:
        raise Refused(_("Chưa nhập số nào. Nhập ít nhất một ô."))
    on = day_from(request.POST.get("on", ""), _("Ngày báo cáo")) or request.today
    return len(actions.report_many(movement_id=row.pk, rows=rows, on=on, actor=request.actor, at=request.now))


def _numbers(data: QueryDict, targets: list[Target]) -> dict[int, Decimal]:
    found = {t.pk: number_of(data.get(f"target_{t.pk}", ""), t.name, f"target_{t.pk}") for t in targets}
    return {pk: value for pk, value in found.items() if value is not None}
