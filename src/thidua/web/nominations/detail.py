"""The page of one nomination, for those who judge it and for those who wrote it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thidua.core.errors import Refused
from thidua.domain.access import UnitRef
from thidua.domain.catalogue.library import library
from thidua.domain.decisions import queries as decisions
from thidua.domain.decisions.permissions import can_draft_at
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination, Referral
from thidua.domain.nominations.permissions import READERS
from thidua.domain.nominations.queries.dossier import comments_about, events_of, versions_of
from thidua.domain.nominations.queries.referrals import latest_referral, neighbours, queue, standing_of
from thidua.domain.nominations.queries.submissions import get_nomination
from thidua.domain.nominations.rows import current_values
from thidua.domain.nominations.states import FindingVerdict, ReferralAct, ReferralState, ReturnReason
from thidua.domain.nominations.workflow import verdict
from thidua.domain.organizations.queries import ancestors, unit_refs
from thidua.web.appraisal.choices import acts_for, office_kind, way_up
from thidua.web.appraisal.filters import kept, narrowed
from thidua.web.nominations.dossier import Dossier, award_name, dossier_of
from thidua.web.nominations.dossier_forms import AmendForm, EvidenceForm
from thidua.web.nominations.events import event_lines
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest


@require_GET
@workspace(*READERS)
def nomination(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """The dossier: what was written on the left, what the rules make of it on the right."""
    row = visible(request, nomination_id)
    return render(request, "nominations/detail.html", _page(request, row), using="jinja2")


@require_POST
@workspace(*READERS)
def decide(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """Answer one condition in place; the panel comes back, and the bar with it."""
    visible(request, nomination_id)
    answer = request.POST.get("verdict", "")
    if answer not in FindingVerdict.values:
        raise Refused(_("Chọn “Vẫn tính” hoặc “Không tính”."))
    actions.decide_finding(
        nomination_id=nomination_id,
        condition=request.POST.get("condition", ""),
        verdict=FindingVerdict(answer),
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        at=request.now,
    )
    if not request.is_partial:
        return redirect(_address(nomination_id, request))
    context = _page(request, visible(request, nomination_id))
    return render(request, "nominations/_decided.html", context, using="jinja2")


@require_GET
@workspace(*READERS)
def history(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """What was done with the nomination, what each level said of it, and who reads this page."""
    row = visible(request, nomination_id)
    referrals = list(row.referrals.order_by("id"))
    names = unit_refs([one.office_id for one in referrals], request.today)
    context = _head(request, row) | {
        "events": event_lines(events_of(row.pk)),
        "opinions": [_opinion(one, names[one.office_id].short_name) for one in referrals],
        "comments": list(comments_about(row.pk)),
        "versions": versions_of(row.pk),
    }
    return render(request, "nominations/history.html", context, using="jinja2")


@require_http_methods(["GET", "POST"])
@workspace(*READERS)
def amend(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """Mend a nomination that was returned."""
    row = visible(request, nomination_id)
    latest = latest_referral(row.pk)
    if latest is None or not verdict(ReferralAct.RESUBMIT, latest, request.actor):
        raise Refused(_("Hồ sơ này không ở bước sửa: chỉ đơn vị lập hồ sơ sửa được, khi hồ sơ bị trả lại."))
    codes = row.submission.round.awards.values_list("award_code", flat=True)
    awards = [(code, award_name(code)) for code in codes]
    form = AmendForm(request.POST or None, awards=awards, initial=_written(row))
    if request.method == "POST" and form.is_valid() and _amended(request, row, form):
        messages.success(request, _("Đã lưu. Xem lại rồi bấm “Trình lại”."))
        return redirect("nomination", row.pk)
    context = _head(request, row) | {"form": form, "latest": latest, "reasons": _reasons(latest)}
    status = 422 if form.errors else 200
    return render(request, "nominations/amend.html", context, using="jinja2", status=status)


def _amended(request: ActorRequest, row: Nomination, form: AmendForm) -> bool:
    cells = {name: form.cleaned_data[name] for name in form.CELLS}
    try:
        actions.amend_returned(
            nomination_id=row.pk,
            cells=cells,
            revision=form.cleaned_data["revision"] or 0,
            actor=request.actor,
            at=request.now,
        )
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


@require_POST
@workspace(*READERS)
def resubmit(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """Send a returned nomination back to the office that asked."""
    visible(request, nomination_id)
    referral = actions.resubmit(nomination_id=nomination_id, actor=request.actor, at=request.now)
    messages.success(
        request, _("Đã trình lại. Hẹn trả lời trước %(day)s.") % {"day": f"{referral.due_on:%d/%m/%Y}"}
    )
    return redirect("nomination", nomination_id)


@require_POST
@workspace(*READERS)
def withdraw(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """Take a nomination back at the wish of the unit that wrote it."""
    visible(request, nomination_id)
    actions.withdraw(
        nomination_id=nomination_id,
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        at=request.now,
    )
    messages.success(request, _("Đã rút đề nghị."))
    return redirect("nomination", nomination_id)


def visible(request: ActorRequest, nomination_id: int) -> Nomination:
    """The nomination, or 404 outside the actor's scope."""
    try:
        return get_nomination(request.actor, nomination_id)
    except Nomination.DoesNotExist as error:
        raise Http404 from error


def _page(request: ActorRequest, row: Nomination) -> dict[str, Any]:
    here = standing_of(row, request.today)
    dossier = dossier_of(row, here, request.actor, request.today)
    return _head(request, row, here.line) | {
        "dossier": dossier,
        "acts": acts_for(dossier, request.actor, request.today),
        "place": _place(request, dossier),
        "queue_query": kept(request.GET),
        "reason_choices": ReturnReason.choices,
        "evidence_form": EvidenceForm(),
        **_decision(request, dossier),
    }


def _decision(request: ActorRequest, dossier: Dossier) -> dict[str, Any]:
    """The decision that names the nomination, once there is one; else whether the reader may draft it here."""
    latest = dossier.latest
    if latest is None or latest.state not in {ReferralState.APPROVED, ReferralState.DECIDED}:
        return {}
    named = decisions.visible_to(request.actor).filter(lines__nomination=dossier.nomination.pk).first()
    return {
        "decision": named,
        "may_draft": named is None
        and latest.state == ReferralState.APPROVED
        and not way_up(latest, office_kind(latest, request.actor), request.today)
        and can_draft_at(request.actor, latest.office_id),
    }


def _head(request: ActorRequest, row: Nomination, line: list[UnitRef] | None = None) -> dict[str, Any]:
    submission = row.submission
    number = submission.number or _("Tờ trình số %(id)s") % {"id": submission.pk}
    line = ancestors(submission.organization_id, request.today) if line is None else line
    crumbs = [(unit.short_name, "") for unit in line[-2:]]
    return {
        "nomination": row,
        "award": award_name(row.award_code) if row.award_code in library().awards else row.award_code,
        "breadcrumbs": [*crumbs, (number, reverse("received_submission", args=[submission.pk]))],
    }


def _place(request: ActorRequest, dossier: Dossier) -> dict[str, Any]:
    """“12/45” and the addresses before and after, in the queue the reader came from."""
    latest = dossier.latest
    if latest is None or not dossier.is_office:
        return {}
    rows = queue(latest.office_id, narrowed(request.GET, states=(latest.state,)))
    before, after, at, size = neighbours(rows, latest)
    query = kept(request.GET)
    return {
        "at": at,
        "size": size,
        "before": reverse("open_referral", args=[before]) + query if before else "",
        "after": reverse("open_referral", args=[after]) + query if after else "",
    }


def _address(nomination_id: int, request: ActorRequest) -> str:
    return reverse("nomination", args=[nomination_id]) + kept(request.GET)


def _written(row: Nomination) -> dict[str, Any]:
    values = current_values(row)
    return {name: values[name] for name in AmendForm.CELLS} | {"revision": row.revision}


def _reasons(latest: Referral) -> list[str]:
    return [str(ReturnReason(code).label) for code in latest.return_reasons if code in ReturnReason.values]


def _opinion(row: Referral, office: str) -> dict[str, Any]:
    """What one level said: who appraised, the council's figures, why it came back."""
    result = row.council_result or {}
    votes = ""
    if "yes" in result:
        votes = _("Hội đồng: %(yes)s phiếu đồng ý trên %(all)s, cần %(needed)s") % {
            "yes": result["yes"], "all": result["denominator"], "needed": result["needed"],
        }  # fmt: skip
    return {
        "office": office, "state": row.get_state_display(), "received_at": row.received_at,
        "appraised_at": row.appraised_at, "appraised_by": row.appraised_by, "votes": votes, "note": row.note,
        "reasons": _reasons(row), "attempt": row.attempt, "closed_at": row.closed_at,
    }  # fmt: skip
