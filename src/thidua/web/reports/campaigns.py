"""Asking a subtree for a report, and following who sent, who is late, who is silent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.typed import identifier
from thidua.core.vietnamese import format_number
from thidua.domain.audit.record import history
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import structure_version, subtree_spans, unit_ref, units_by_kind
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, UnitKind
from thidua.domain.reports import actions
from thidua.domain.reports.actions.assigning import REPORTING_KINDS
from thidua.domain.reports.models import Assignment, Definition, Report
from thidua.domain.reports.permissions import AUTHORS, OFFICE, can_nudge_at
from thidua.domain.reports.queries.expected import place_of, silent_units, standing, whole
from thidua.domain.reports.states import AssignmentAct, AssignmentState, Cadence, TellingKind
from thidua.domain.reports.workflow import assignment_verdict
from thidua.web.history.labels import label_of
from thidua.web.movements.reading import day_from
from thidua.web.reports.common import STATES, asked_assignment, asked_definition, crumbs, name_of, own_unit
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

SILENT_SHOWN = 50


@workspace(*AUTHORS)
def assign(request: ActorRequest, definition_id: int) -> HttpResponse:
    """Ask the unit one works as, and all below it, for a report."""
    row, unit, error = asked_definition(request, definition_id), own_unit(request), ""
    typed: Any = request.POST if request.method == "POST" else _proposed(row, unit.kind, request.today)
    if request.method == "POST":
        try:
            made = actions.assign(
                definition_id=row.pk,
                organization=Organization.objects.get(pk=unit.id),
                actor=request.actor,
                at=request.now,
                **_read(request.POST),
            )
            return redirect("report_campaign", made.pk)
        except Refused as refusal:
            error = refusal.message
    below = units_by_kind(
        unit.id,
        subtree_spans(unit.id, request.today, structure_version()),
        request.today,
        structure_version(),
    )
    chosen = typed.getlist("kinds") if isinstance(typed, QueryDict) else typed["kinds"]
    kinds = [(kind.value, kind.label, below.get(kind.value, 0)) for kind in REPORTING_KINDS]
    context = {
        "row": row,
        "error": error,
        "typed": typed,
        "chosen": set(chosen) if chosen else {kind for kind, _label, count in kinds if count},
        "kinds": [one for one in kinds if one[2]],
        "levels": _levels_below(unit.kind),
        "unit_name": unit.short_name,
        "breadcrumbs": crumbs(request, (row.title, ""), (_("Giao báo cáo"), "")),
    }
    return render(request, "reports/assign.html", context, using="jinja2")


def _levels_below(kind: str) -> list[tuple[str, Any]]:
    """The levels from the asking unit's own down."""
    levels = list(Level)
    return [(level.value, level.label) for level in levels[levels.index(LEVEL_OF_KIND[kind]) :]]


def _proposed(row: Definition, kind: str, today: date) -> dict[str, Any]:
    """The period that is running, and days that give each level a week."""
    first, last = period_of(row.cadence, today)
    start = min(last, max(today, first)) + timedelta(days=7)
    levels = [name for name, _label in reversed(_levels_below(kind))]
    days = {f"due_{name}": (start + timedelta(days=7 * at)).isoformat() for at, name in enumerate(levels)}
    return days | {"title": "", "first": first.isoformat(), "last": last.isoformat(), "kinds": []}


def period_of(cadence: str, today: date) -> tuple[date, date]:
    """The period of a cadence in which ``today`` lies."""
    months = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.HALF: 6}.get(Cadence(cadence), 12)
    start = (today.month - 1) // months * months + 1
    first = date(today.year, start, 1)
    after = date(today.year + (start + months > 12), (start + months - 1) % 12 + 1, 1)
    return first, after - timedelta(days=1)


def _read(data: QueryDict) -> dict[str, Any]:
    first, last = day_from(data.get("first", ""), _("Từ ngày")), day_from(data.get("last", ""), _("Đến ngày"))
    if first is None or last is None:
        raise Refused(_("Ghi ngày đầu và ngày cuối của kỳ báo cáo."), field="first")
    due = {level.value: day_from(data.get(f"due_{level.value}", ""), str(level.label)) for level in Level}
    return {
        "title": data.get("title", ""),
        "first": first,
        "last": last,
        "due_on": {level: day for level, day in due.items() if day},
        "kinds": [kind for kind in data.getlist("kinds") if kind in UnitKind.values],
        "as_of": day_from(data.get("as_of", ""), _("Ngày chốt danh sách đơn vị")),
    }


@workspace(*WORKING)
def campaign(request: ActorRequest, assignment_id: int) -> HttpResponse:
    """How an assignment stands, by the units below the one that is looked at."""
    row = asked_assignment(request, assignment_id)
    top = _top(request, row)
    branches = standing(row, request.today, top)
    total = whole(branches)
    unit = unit_ref(top, row.as_of)
    after = identifier(request.GET.get("sau", ""))
    silent = silent_units(row, request.today, top_id=top, after=after, limit=SILENT_SHOWN + 1)
    context = {
        "row": row,
        "top": unit,
        "is_root": top == row.organization_id,
        "branches": branches,
        "total": total,
        "figures": _figures(row, branches),
        "silent": silent[:SILENT_SHOWN],
        "silent_next": silent[SILENT_SHOWN - 1].position if len(silent) > SILENT_SHOWN else None,
        "own": Report.objects.filter(assignment=row, organization_id=top).first(),
        "place": place_of(row, top),
        "due_days": [(level.label, row.due_on[level]) for level in Level if level in row.due_on],
        "may_nudge": _may_nudge(request, row, top, total.silent),
        "lock": assignment_verdict(AssignmentAct.LOCK, row, request.actor),
        "unlock": assignment_verdict(AssignmentAct.REOPEN, row, request.actor),
        "told": list(row.tellings.order_by("-at")[:5]),
        "telling_labels": dict(TellingKind.choices),
        "glyphs": STATES,
        "owner": name_of(row.organization_id, request.today),
        "events": [(label_of(event.name), event) for event in history(row)[:8]],
        "breadcrumbs": crumbs(request, (row.title, "")),
    }
    return render(request, "reports/campaign.html", context, using="jinja2")


def _top(request: ActorRequest, row: Assignment) -> int:
    """The unit whose units below are shown: one that is named and seen, else one's own, else the one that asked."""
    named = identifier(request.GET.get("don_vi", ""))
    unit = request.actor.unit
    for unit_id in (named, None if request.actor.covers(row.organization.position) else unit and unit.id):
        place = place_of(row, unit_id) if unit_id else None
        if place is not None and request.actor.covers(place.unit.position):
            return place.unit.id
    if not request.actor.covers(row.organization.position):
        raise Http404
    return row.organization_id


def _may_nudge(request: ActorRequest, row: Assignment, top: int, silent: int) -> Any:
    if row.state != AssignmentState.OPEN or not silent:
        return None
    return can_nudge_at(request.actor, top)


def _figures(row: Assignment, branches: list[Any]) -> list[dict[str, Any]]:
    total = whole(branches)
    ended = _("%(n)s đơn vị đã kết thúc, không tính") % {"n": format_number(total.ended)}
    as_of = _("theo tổ chức ngày %(day)s") % {"day": f"{row.as_of:%d/%m}"}
    return [
        _figure(_("Phải báo cáo"), total.expected, ended if total.ended else as_of),
        _figure(
            _("Đã gửi"), f"{100 * total.share:.0f}", _("%(n)s báo cáo") % {"n": format_number(total.received)},
            unit="%",
        ),
        _figure(_("Đã duyệt"), total.approved, _("%(n)s chờ duyệt") % {"n": format_number(total.sent)}),
        _figure(_("Gửi trễ"), total.late, _("so với hạn của từng cấp"), late=bool(total.late)),
        _figure(
            _("Quá hạn chưa gửi"), total.silent, _("%(n)s bị trả lại, đang sửa") % {"n": format_number(total.returned)},
            late=bool(total.silent), url="#im-lang",
        ),
    ]  # fmt: skip


def _figure(what: str, value: Any, then: str, **more: Any) -> dict[str, Any]:
    shown = format_number(value) if isinstance(value, int) else value
    return {"what": what, "value": shown, "then": then, **more}


@workspace(*OFFICE)
@require_POST
def act(request: ActorRequest, assignment_id: int, act: str) -> HttpResponse:
    """Nudge the silent, lock, reopen."""
    row = asked_assignment(request, assignment_id)
    who: dict[str, Any] = {"assignment_id": row.pk, "actor": request.actor, "at": request.now}
    top = identifier(request.POST.get("don_vi", ""))
    if act == "nhac":
        telling = actions.nudge(top_id=top if top != row.organization_id else None, **who)
        messages.info(
            request,
            ngettext("Đang nhắc %(n)s đơn vị.", "Đang nhắc %(n)s đơn vị.", telling.units)
            % {"n": telling.units},
        )
    elif act == "khoa":
        actions.lock(**who)
    elif act == "mo-lai":
        actions.unlock(reason=request.POST.get("reason", ""), **who)
    else:
        raise Http404
    back = request.POST.get("ve", "")
    return redirect("board") if back == "board" else redirect("report_campaign", row.pk)
