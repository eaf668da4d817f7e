"""The section's first page, and calls for nominations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.nominations import actions
from thidua.domain.nominations.permissions import OFFICE, can_edit_at, can_open_rounds
from thidua.domain.nominations.queries.referrals import queue_counts, returned_to
from thidua.domain.nominations.queries.reports import short_name
from thidua.domain.nominations.queries.submissions import (
    get_round,
    rounds_called_by,
    rounds_for,
    submissions_in,
    submissions_of,
)
from thidua.domain.nominations.queries.waiting import round_deadlines, silent_units
from thidua.domain.nominations.states import RoundAct, RoundKind
from thidua.domain.nominations.workflow import round_verdict
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import placement_of, unit_refs
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level
from thidua.web.nominations.forms import RoundForm
from thidua.web.nominations.grid import WRITERS
from thidua.web.nominations.loading import address, found
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

CALLERS = (Role.OFFICER, Role.HEAD, Role.APPRAISER, Role.STANDING_OFFICE)
_MOST = 50


@workspace(*WORKING)
def index(request: ActorRequest) -> HttpResponse:
    """Calls that are open to the unit, its submissions, what came back, and the calls it made."""
    unit = request.actor.unit
    if unit is None:
        raise Http404
    mine = list(submissions_of(unit.id)[:_MOST])
    begun = {row.round_id for row in mine}
    page = {
        "here": unit,
        "calls": [
            row
            for row in rounds_for(unit.id, request.today)
            if row.pk not in begun and row.organization_id != unit.id
        ],
        "submissions": mine,
        "returned": list(returned_to(unit.id)[:_MOST]),
        "called": list(rounds_called_by(unit.id)[:_MOST]),
        "can_write": can_edit_at(request.actor, unit.id),
        "can_call": can_open_rounds(request.actor, unit.id) and LEVEL_OF_KIND[unit.kind] != Level.GRASSROOTS,
        "adhoc_url": address("adhoc"),
        "waiting": sum(queue_counts(unit.id).values())
        if request.actor.has_at(*OFFICE, unit_id=unit.id)
        else 0,
    }
    return render(request, "nominations/index.html", page, using="jinja2")


def _organization(unit_id: int, request: ActorRequest) -> Organization:
    placement = placement_of(unit_id, request.today)
    if placement is None:
        raise Http404
    return placement.organization


@override("vi")  # the name of a call is the same for everybody
def _usual_title(year: int) -> str:
    return _("Khen thưởng năm %(year)s") % {"year": year}


@workspace(*CALLERS)
def round_new(request: ActorRequest) -> HttpResponse:
    """Call for nominations."""
    unit = request.actor.unit
    if unit is None or not can_open_rounds(request.actor, unit.id):
        raise Http404
    start = {
        "year": request.today.year,
        "kind": RoundKind.ANNUAL,
        "title": _usual_title(request.today.year),
    }
    form = RoundForm(request.POST or None, on=request.today, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_round(
                organization=_organization(unit.id, request),
                kind=RoundKind(form.cleaned_data["kind"]),
                title=form.cleaned_data["title"],
                year=form.cleaned_data["year"],
                awards=form.award_quotas(),
                deadlines=form.deadlines(),
                min_direct_percent=form.cleaned_data["min_direct_percent"],
                actor=request.actor,
                at=request.now,
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Đã mở đợt. Các đơn vị bên dưới thấy ngay."))
            return redirect("round", made.pk)
    status = 422 if form.errors else 200
    return render(
        request, "nominations/round_new.html", {"form": form, "here": unit}, using="jinja2", status=status
    )


@workspace(*WORKING)
def round_page(request: ActorRequest, pk: int) -> HttpResponse:
    """One call: its awards and days, how many units sent, and what they sent."""
    row = found(get_round, request.actor, pk)
    is_ours = request.actor.covers(row.organization.position)
    sent = list(submissions_in(row.pk, request.actor)[:200])
    silent, silent_count = silent_units(row, request.today) if is_ours else ([], 0)
    page = {
        "round": row,
        "awards": [(short_name(one.award_code), one.quota_per_unit) for one in row.awards.all()],
        "deadlines": row.deadlines.order_by("due_on"),
        "levels": dict(Level.choices),
        "progress": [one for one in round_deadlines(request.actor, request.today) if one.round_id == row.pk],
        "silent": silent,
        "silent_count": silent_count,
        "submissions": sent,
        "unit_names": {
            pk: unit.short_name
            for pk, unit in unit_refs([one.organization_id for one in sent], request.today).items()
        },
        "close": round_verdict(RoundAct.CLOSE, row, request.actor),
        "is_ours": is_ours,
    }
    return render(request, "nominations/round.html", page, using="jinja2")


@require_POST
@workspace(*CALLERS)
def round_close(request: ActorRequest, pk: int) -> HttpResponse:
    """Take no more submissions."""
    row = found(get_round, request.actor, pk)
    actions.close_round(round_id=row.pk, actor=request.actor, at=request.now)
    messages.success(request, _("Đã đóng đợt."))
    return redirect("round", row.pk)


@require_POST
@workspace(*WRITERS)
def start(request: ActorRequest, pk: int) -> HttpResponse:
    """Begin (or go on with) the unit's submission in a call."""
    unit = request.actor.unit
    row = found(get_round, request.actor, pk)
    if unit is None:
        raise Http404
    made = actions.start_submission(
        round_id=row.pk,
        organization=_organization(unit.id, request),
        actor=request.actor,
        at=request.now,
    )
    return redirect("submission", made.pk)
