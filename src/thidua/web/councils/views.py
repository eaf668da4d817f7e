"""Councils: who sits in them, and the meetings they called."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.councils import actions, queries
from thidua.domain.councils.models import Member
from thidua.domain.councils.permissions import MANAGERS, READERS, can_manage
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import unit_refs
from thidua.web.councils.forms import CouncilForm, MeetingForm, MemberForm
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

MOST_MEETINGS = 60


@workspace(*READERS)
def councils(request: ActorRequest) -> HttpResponse:
    """Councils in scope and their latest meetings, with what waits to be put on an agenda."""
    rows = list(queries.councils_of(request.actor)[:MOST_MEETINGS])
    units = unit_refs({row.organization_id for row in rows}, request.today)
    context = {
        "councils": rows,
        "units": units,
        "meetings": list(queries.meetings_of(request.actor)[:MOST_MEETINGS]),
        "may_create": bool(request.actor.unit and can_manage(request.actor, request.actor.unit.id)),
    }
    return render(request, "councils/councils.html", context, using="jinja2")


@workspace(*MANAGERS)
def council_new(request: ActorRequest) -> HttpResponse:
    """Found the council of the unit one works as."""
    if request.actor.unit is None:
        raise Http404
    form = CouncilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.create_council(
                organization=Organization.objects.get(pk=request.actor.unit.id),
                actor=request.actor,
                at=request.now,
                **form.cleaned_data,
            )
        except Refused as refusal:
            blame(form, refusal)
        else:
            return redirect("council", row.pk)
    context = {"form": form, "unit_name": request.actor.unit.name}
    return render(request, "councils/council_new.html", context, using="jinja2")


@workspace(*READERS)
def council(request: ActorRequest, pk: int) -> HttpResponse:
    """One council: its members of today and its meetings."""
    return _council_page(request, pk)


def _council_page(
    request: ActorRequest, pk: int, *, member: MemberForm | None = None, meeting: MeetingForm | None = None
) -> HttpResponse:
    row = or_404(queries.get_council, request.actor, pk)
    verdict = can_manage(request.actor, row.organization_id)
    context = {
        "council": row,
        "members": list(queries.seated(row.pk, request.today).select_related("user")),
        "meetings": list(queries.meetings_of(request.actor).filter(council=row)[:MOST_MEETINGS]),
        "member_form": member or MemberForm(initial={"since": request.today}),
        "meeting_form": meeting or MeetingForm(initial={"starts_at": "09:00"}),
        "manage": verdict,
    }
    bad = bool((member and member.errors) or (meeting and meeting.errors))
    return render(request, "councils/council.html", context, status=422 if bad else 200, using="jinja2")


@workspace(*MANAGERS)
@require_POST
def member_add(request: ActorRequest, pk: int) -> HttpResponse:
    row = or_404(queries.get_council, request.actor, pk)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            actions.add_member(council_id=row.pk, actor=request.actor, at=request.now, **form.cleaned_data)
            return redirect("council", row.pk)
        except Refused as refusal:
            blame(form, refusal)
    return _council_page(request, pk, member=form)


@workspace(*MANAGERS)
@require_POST
def member_end(request: ActorRequest, pk: int) -> HttpResponse:
    member = or_404(Member.objects.get, pk=pk)
    or_404(queries.get_council, request.actor, member.council_id)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError:
        on = request.today
    try:
        actions.end_member(
            member_id=pk, on=on, reason=request.POST.get("reason", ""), actor=request.actor, at=request.now
        )
        messages.success(request, _("Đã ghi thôi tham gia."))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("council", member.council_id)


@workspace(*MANAGERS)
@require_POST
def meeting_plan(request: ActorRequest, pk: int) -> HttpResponse:
    row = or_404(queries.get_council, request.actor, pk)
    form = MeetingForm(request.POST)
    if form.is_valid():
        try:
            made = actions.plan_meeting(
                council_id=row.pk, actor=request.actor, at=request.now, **form.cleaned_data
            )
            return redirect("meeting", made.pk)
        except Refused as refusal:
            blame(form, refusal)
    return _council_page(request, pk, meeting=form)
