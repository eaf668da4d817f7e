"""The appraiser's queue: the table, the next one, and where a referral is read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thidua.domain.catalogue.library import library
from thidua.domain.nominations.models import Referral, Submission
from thidua.domain.nominations.permissions import OFFICE, READERS
from thidua.domain.nominations.queries.offices import queue_choices, referrals_of_submission, urgent_at
from thidua.domain.nominations.queries.referrals import get_referral, queue, queue_counts, queue_page
from thidua.domain.nominations.queries.submissions import get_submission, nominees_in
from thidua.domain.nominations.states import ReferralState
from thidua.domain.organizations.queries import ancestors, unit_refs
from thidua.web.appraisal.filters import kept, narrowed, office_of
from thidua.web.nominations.dossier import award_name
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

PAGE = 50
TABS = (
    ReferralState.RECEIVED,
    ReferralState.RETURNED,
    ReferralState.APPRAISED,
    ReferralState.APPROVED,
    ReferralState.SUSPENDED,
)


@require_GET
@workspace(*OFFICE)
def appraisal(request: ActorRequest) -> HttpResponse:
    """What stands at the office, by due day, fifty at a time; what must be answered within hours comes first."""
    office = office_of(request.actor)
    narrow = narrowed(request.GET)
    rows, after = queue_page(queue(office.id, narrow), after=_after(request), size=PAGE)
    urgent = urgent_at(office.id)
    choices = queue_choices(office.id)
    units = unit_refs(
        {*choices.units, *(row.nomination.submission.organization_id for row in urgent)}, request.today
    )
    counts = queue_counts(office.id)
    state = narrow.states[0]
    context: dict[str, Any] = {
        "office": office, "rows": [_line(row, units) for row in rows], "counts": counts, "state": state,
        "tabs": [(ReferralState(s).label, kept(request.GET, buoc=s) or "?", s == state, counts.get(s, 0)) for s in TABS],
        "urgent": [_line(row, units) | {"left": _hours_left(row, request)} for row in urgent],
        "round_choices": _chosen(choices.rounds, narrow.round_id), "verdict": narrow.verdict,
        "award_choices": _chosen([(code, short(code)) for code in choices.awards], narrow.award_code),
        "unit_choices": _chosen(sorted(((pk, units[pk].short_name) for pk in choices.units if pk in units),
                                       key=lambda pair: pair[1]), narrow.unit_id),
        "text": narrow.text, "queue_query": kept(request.GET), "is_narrowed": bool(kept(request.GET, buoc="")),
        "next_query": kept(request.GET) if after else "", "after": f"{after[0]:%Y-%m-%d}_{after[1]}" if after else "",
        "is_first": "sau" not in request.GET,
        "breadcrumbs": [(unit.short_name, "") for unit in ancestors(office.id, request.today)[-2:]],
    }  # fmt: skip
    return render(request, "appraisal/queue.html", context, using="jinja2")


@require_GET
@workspace(*OFFICE)
def appraise_next(request: ActorRequest) -> HttpResponse:
    """Open the first dossier that waits in the queue as it is narrowed."""
    office = office_of(request.actor)
    row = queue(office.id, narrowed(request.GET, states=(ReferralState.RECEIVED.value,))).first()
    if row is None:
        messages.info(request, _("Không còn hồ sơ nào chờ thẩm định."))
        return redirect(reverse("appraisal") + kept(request.GET))
    return redirect(reverse("nomination", args=[row.nomination_id]) + kept(request.GET))


@require_GET
@workspace(*READERS)
def open_referral(request: ActorRequest, referral_id: int) -> HttpResponse:
    """The dossier a referral belongs to."""
    row = found(request, referral_id)
    return redirect(reverse("nomination", args=[row.nomination_id]) + kept(request.GET))


@require_GET
@workspace(*READERS)
def received_submission(request: ActorRequest, submission_id: int) -> HttpResponse:
    """A submission as the offices that judge it read it: its nominations and where each of them is."""
    try:
        submission = get_submission(request.actor, submission_id)
    except Submission.DoesNotExist as error:
        raise Http404 from error
    latest = {row.nomination_id: row for row in referrals_of_submission(submission)}
    units = unit_refs([submission.organization_id, *(r.office_id for r in latest.values())], request.today)
    line = ancestors(submission.organization_id, request.today)
    rows = [
        {"row": one, "award": short(one.award_code), "at": latest.get(one.pk),
         "office": units[latest[one.pk].office_id].short_name if one.pk in latest else ""}
        for one in nominees_in(submission.pk)
    ]  # fmt: skip
    context = {
        "submission": submission, "rows": rows, "unit_there": units.get(submission.organization_id),
        "breadcrumbs": [*((unit.short_name, "") for unit in line[-2:]), (submission.round.title, "")],
    }  # fmt: skip
    return render(request, "appraisal/submission.html", context, using="jinja2")


def found(request: ActorRequest, referral_id: int) -> Referral:
    """The referral, or 404 outside the actor's scope."""
    try:
        return get_referral(request.actor, referral_id)
    except Referral.DoesNotExist as error:
        raise Http404 from error


def short(code: str) -> str:
    """An award as lists show it."""
    award = library().awards.get(code)
    return award.short if award else code or "—"


def _line(row: Referral, units: dict[int, Any]) -> dict[str, Any]:
    one = row.nomination
    unit = units.get(one.submission.organization_id)
    return {
        "at": row, "one": one, "unit": unit.short_name if unit else "", "award": short(one.award_code),
        "full_award": award_name(one.award_code),
        "open": sum(1 for f in one.problems if f["level"] == "person"),
        "must": sum(1 for f in one.problems if f["level"] == "must"),
    }  # fmt: skip


def _chosen(pairs: Any, now: Any) -> list[tuple[Any, str, bool]]:
    return [("", _("tất cả"), not now), *((value, text, value == now) for value, text in pairs)]


def _hours_left(row: Referral, request: ActorRequest) -> int | None:
    """Whole hours until the answer is due, negative when late."""
    return int((row.due_at - request.now).total_seconds() // 3600) if row.due_at else None


def _after(request: ActorRequest) -> tuple[date, int] | None:
    day, _sep, pk = request.GET.get("sau", "").partition("_")
    try:
        return (date.fromisoformat(day), int(pk)) if pk else None
    except ValueError:
        return None
