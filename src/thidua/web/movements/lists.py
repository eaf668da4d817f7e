"""The list of movements, and starting a new one."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import Refused
from thidua.core.vietnamese import fold
from thidua.domain.movements import actions, queries
from thidua.domain.movements.models import Movement
from thidua.domain.movements.permissions import PREPARERS, can_prepare_at
from thidua.domain.movements.states import MovementState
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import get_unit, unit_refs
from thidua.web.movements.drafts import template_choices
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

PAGE = 30
TABS = {
    "dang-chay": (gettext_lazy("Đang chạy"), (MovementState.LIVE,)),
    "ban-thao": (gettext_lazy("Bản thảo"), (MovementState.DRAFT,)),
    "da-xong": (gettext_lazy("Đã tổng kết, đã dừng"), (MovementState.REVIEWED, MovementState.STOPPED)),
}


@workspace(*WORKING)
def movements(request: ActorRequest) -> HttpResponse:
    """Live ones with their vitality, drafts of one's own unit, and those that ended."""
    chosen = request.GET.get("muc", "dang-chay")
    if chosen not in TABS:
        raise Http404
    found = _matching(queries.visible(request.actor, request.today), request.GET.get("q", ""))
    counts = _counts(found)
    rows = list(_page(found.filter(state__in=TABS[chosen][1]), request.GET.get("truoc", "")))
    shown, more = rows[:PAGE], len(rows) > PAGE
    alive = queries.vitality(shown, request.today) if chosen != "ban-thao" else {}
    names = unit_refs({row.organization_id for row in shown}, request.today)
    unit = request.actor.unit
    facts = {
        "rows": [(row, names.get(row.organization_id), alive.get(row.pk)) for row in shown],
        "tabs": [
            (label, f"?muc={key}", key == chosen, sum(counts.get(state, 0) for state in states))
            for key, (label, states) in TABS.items()
        ],
        "chosen": chosen,
        "next": shown[-1].pk if more else None,
        "may_prepare": bool(unit and can_prepare_at(request.actor, unit.id)),
        "waiting": queries.awaiting_registration(request.actor, request.today),
        "state_labels": dict(MovementState.choices),
        "asked": request.GET.get("q", ""),
        "breadcrumbs": [(unit.short_name if unit else "", ""), (_("Phong trào"), "")],
    }
    return render(request, "movements/list.html", facts, using="jinja2")


def _matching(found: QuerySet[Movement], text: str) -> QuerySet[Movement]:
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def _counts(found: QuerySet[Movement]) -> dict[str, int]:
    return dict(found.order_by().values_list("state").annotate(Count("id", distinct=True)))


def _page(found: QuerySet[Movement], before: str) -> QuerySet[Movement]:
    if before.isdecimal():
        found = found.filter(pk__lt=int(before))
    return found.order_by("-pk")[: PAGE + 1]


@workspace(*PREPARERS)
def new_movement(request: ActorRequest) -> HttpResponse:
    """Choose one of the named movements, or start from nothing."""
    unit = request.actor.unit
    if unit is None or not can_prepare_at(request.actor, unit.id):
        raise Http404
    error, years = "", (request.today.year, request.today.year + 1)
    if request.method == "POST":
        try:
            row = actions.create_movement(
                organization=_own_unit(request, unit.id),
                template=request.POST.get("template", ""),
                title=request.POST.get("title", ""),
                year=_year(request.POST.get("year", ""), years),
                actor=request.actor,
                at=request.now,
            )
        except Refused as refusal:
            error = refusal.message
        else:
            return redirect("movement", row.pk)
    facts = {
        "templates": template_choices(), "error": error, "years": years, "typed": request.POST,
        "breadcrumbs": [(unit.short_name, ""), (_("Phong trào"), ""), (_("Phong trào mới"), "")],
    }  # fmt: skip
    return render(request, "movements/new.html", facts, using="jinja2", status=422 if error else 200)


def _own_unit(request: ActorRequest, unit_id: int) -> Organization:
    return or_404(get_unit, request.actor, unit_id)


def _year(text: str, years: tuple[int, ...]) -> int:
    return int(text) if text.isdecimal() and int(text) in years else years[-1]
