"""What an office does with one nomination; afterwards the next one in the queue is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from thidua.core.errors import Refused
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.permissions import OFFICE
from thidua.domain.nominations.queries.dossier import decisions_on_findings
from thidua.domain.nominations.queries.referrals import neighbours, queue
from thidua.domain.nominations.states import ReferralAct, ReturnReason, RoundKind
from thidua.domain.nominations.workflow import verdict
from thidua.web.appraisal.filters import kept, narrowed
from thidua.web.appraisal.queue import found
from thidua.web.nominations.conditions import conditions_of, draft_return
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest


@require_POST
@workspace(*OFFICE)
def confirm(request: ActorRequest, referral_id: int) -> HttpResponse:
    """Confirm one nomination and open the next; an ad hoc one stays open, to be signed at once."""
    row = found(request, referral_id)
    after = _next(request, row)
    actions.appraise(referral_ids=[row.pk], actor=request.actor, at=request.now)
    messages.success(request, _("Đã xác nhận %(name)s.") % {"name": row.nomination.name})
    if row.nomination.submission.round.kind == RoundKind.ADHOC:
        return redirect("nomination", row.nomination_id)
    return redirect(after)


@require_http_methods(["GET", "POST"])
@workspace(*OFFICE)
def give_back(request: ActorRequest, referral_id: int) -> HttpResponse:
    """Return a nomination with the reasons ticked and the words written, and open the next."""
    row = found(request, referral_id)
    allowed = verdict(ReferralAct.RETURN, row, request.actor)
    if not allowed:
        raise Refused(allowed.reason)
    error = ""
    if request.method == "POST":
        after = _next(request, row)
        try:
            actions.return_nomination(
                referral_id=row.pk,
                reasons=request.POST.getlist("reasons"),
                text=request.POST.get("text", "")[:4000],
                actor=request.actor,
                at=request.now,
            )
        except Refused as refusal:
            error = refusal.message
        else:
            messages.success(request, _("Đã trả lại %(name)s.") % {"name": row.nomination.name})
            return redirect(after)
    return _return_page(request, row, error)


def _return_page(request: ActorRequest, row: Referral, error: str) -> HttpResponse:
    draft = draft_return(
        conditions_of(row.nomination, decisions_on_findings(row.nomination_id), can_decide=False)
    )
    posted = request.method == "POST"
    context: dict[str, Any] = {
        "row": row, "error": error, "reason_choices": ReturnReason.choices, "queue_query": kept(request.GET),
        "chosen": request.POST.getlist("reasons") if posted else draft.reasons,
        "text": request.POST.get("text", "") if posted else draft.text,
    }  # fmt: skip
    return render(request, "appraisal/return.html", context, using="jinja2", status=422 if error else 200)


@require_POST
@workspace(*OFFICE)
def forward(request: ActorRequest, referral_id: int) -> HttpResponse:
    """Pass one nomination to the office above."""
    row = found(request, referral_id)
    after = _next(request, row)
    (made,) = actions.forward(referral_ids=[row.pk], actor=request.actor, at=request.now)
    words = {"name": row.nomination.name, "day": f"{made.due_on:%d/%m/%Y}"}
    messages.success(request, _("Đã trình %(name)s lên cấp trên, hẹn %(day)s.") % words)
    return redirect(after)


@require_POST
@workspace(*OFFICE)
def sign(request: ActorRequest, referral_id: int) -> HttpResponse:
    """Pass one nomination on to signature where no council is asked for."""
    row = found(request, referral_id)
    after = _next(request, row)
    actions.approve_without_council(referral_ids=[row.pk], actor=request.actor, at=request.now)
    messages.success(
        request,
        _("Đã chuyển %(name)s sang bước ra quyết định.") % {"name": row.nomination.name},
        extra_tags=reverse("nomination", args=[row.nomination_id]),
    )
    if row.nomination.submission.round.kind == RoundKind.ADHOC:
        return redirect("nomination", row.nomination_id)
    return redirect(after)


_WITH_REASON: Mapping[str, Callable[..., Referral]] = {
    "suspend": actions.suspend,
    "resume": actions.resume,
    "reject": actions.reject,
}


@require_POST
@workspace(*OFFICE)
def with_reason(request: ActorRequest, referral_id: int, act: str) -> HttpResponse:
    """Suspend, resume or reject one nomination with a reason."""
    if act not in _WITH_REASON:
        raise Http404
    row = found(request, referral_id)
    _WITH_REASON[act](
        referral_id=row.pk, reason=request.POST.get("reason", ""), actor=request.actor, at=request.now
    )
    messages.success(request, _("Đã ghi."))
    return redirect("nomination", row.nomination_id)


def _next(request: ActorRequest, row: Referral) -> str:
    """The address after this one, found before the act takes it out of the queue; the queue itself at its end."""
    rows = queue(row.office_id, narrowed(request.GET, states=(row.state,)))
    before, after, _at, _size = neighbours(rows, row)
    chosen = after or before
    if chosen is None:
        return reverse("appraisal") + kept(request.GET)
    return reverse("open_referral", args=[chosen]) + kept(request.GET)
