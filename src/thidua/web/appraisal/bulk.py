"""Many at once: what would happen to each and why not to some, then the act, then a receipt."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from thidua.core.errors import Refused
from thidua.core.typed import identifier
from thidua.domain.access import ALLOWED, Verdict, refused
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.permissions import OFFICE
from thidua.domain.nominations.queries.offices import referrals_at
from thidua.domain.nominations.queries.opinions import waiting_for_opinion
from thidua.domain.nominations.queries.referrals import queue
from thidua.domain.nominations.states import ReferralAct
from thidua.domain.nominations.workflow import verdict
from thidua.domain.organizations.queries import unit_refs
from thidua.web.appraisal.choices import no_council, way_up
from thidua.web.appraisal.filters import kept, narrowed, office_of
from thidua.web.appraisal.queue import short
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

_MOST = 2000
_RECEIPTS = "appraisal_receipts"


@dataclass(frozen=True)
class Bulk:
    """An act over many: its words, the step it takes, what does it."""

    label: str | Promise
    done: str | Promise
    act: ReferralAct
    run: Callable[..., list[Referral]]


ACTS = {
    "xac-nhan": Bulk(
        gettext_lazy("Xác nhận"), gettext_lazy("Đã xác nhận"), ReferralAct.APPRAISE, actions.appraise
    ),
    "trinh": Bulk(
        gettext_lazy("Trình cấp trên"),
        gettext_lazy("Đã trình cấp trên"),
        ReferralAct.FORWARD,
        actions.forward,
    ),
    "trinh-ky": Bulk(
        gettext_lazy("Trình ký không qua Hội đồng"),
        gettext_lazy("Đã trình ký"),
        ReferralAct.APPROVE_WITHOUT_COUNCIL,
        actions.approve_without_council,
    ),
}


@require_POST
@workspace(*OFFICE)
def preview(request: ActorRequest) -> HttpResponse:
    """How many the act would take, which it leaves out, and why; nothing is changed yet."""
    bulk, name = _asked(request)
    rows = _picked(request)
    allowed, excluded = _sorted(request, bulk, rows)
    units = unit_refs({row.nomination.submission.organization_id for row in rows}, request.today)
    context: dict[str, Any] = {
        "bulk": bulk, "act": name, "allowed": [_line(row, units) for row in allowed],
        "excluded": [_line(row, units) | {"why": why} for row, why in excluded], "queue_query": kept(request.GET),
    }  # fmt: skip
    return render(request, "appraisal/bulk.html", context, using="jinja2")


@require_POST
@workspace(*OFFICE)
def run(request: ActorRequest) -> HttpResponse:
    """Do it to those that may still be done; a repeated form finds none left and changes nothing."""
    bulk, _name = _asked(request)
    allowed, excluded = _sorted(request, bulk, _picked(request))
    if not allowed:
        raise Refused(_("Không còn hồ sơ nào làm được việc này; có thể đã làm rồi. Xem lại hàng chờ."))
    done = bulk.run(referral_ids=[row.pk for row in allowed], actor=request.actor, at=request.now)
    receipt = {
        "label": str(bulk.done), "at": f"{request.now:%H:%M %d/%m/%Y}",
        "done": [(row.nomination_id, row.nomination.name, short(row.nomination.award_code)) for row in done],
        "excluded": [(row.nomination_id, row.nomination.name, why) for row, why in excluded],
    }  # fmt: skip
    token = secrets.token_urlsafe(8)
    kept_ones = dict(list(request.session.get(_RECEIPTS, {}).items())[-4:])
    request.session[_RECEIPTS] = kept_ones | {token: receipt}
    return redirect(reverse("appraise_receipt", args=[token]) + kept(request.GET))


@require_GET
@workspace(*OFFICE)
def receipt(request: ActorRequest, token: str) -> HttpResponse:
    """What was done to each."""
    found = request.session.get(_RECEIPTS, {}).get(token)
    if found is None:
        raise Http404
    context = {"receipt": found, "queue_query": kept(request.GET)}
    return render(request, "appraisal/receipt.html", context, using="jinja2")


def _asked(request: ActorRequest) -> tuple[Bulk, str]:
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Refused(_("Chọn việc cần làm với các hồ sơ đã đánh dấu."))
    return ACTS[name], name


def _picked(request: ActorRequest) -> Sequence[Referral]:
    """Those ticked, or all that match the filter when all are asked for."""
    office = office_of(request.actor)
    if request.POST.get("all") == "1":
        rows = list(queue(office.id, narrowed(request.GET))[: _MOST + 1])
    else:
        ids = [number for text in request.POST.getlist("row") if (number := identifier(text)) is not None]
        rows = referrals_at(office.id, ids[: _MOST + 1])
    if not rows:
        raise Refused(_("Chưa đánh dấu hồ sơ nào. Đánh dấu ở đầu dòng rồi chọn việc."))
    if len(rows) > _MOST:
        raise Refused(_("Mỗi lần tối đa %(most)s hồ sơ. Lọc bớt rồi làm tiếp.") % {"most": _MOST})
    return rows


def _sorted(
    request: ActorRequest, bulk: Bulk, rows: Sequence[Referral]
) -> tuple[list[Referral], list[tuple[Referral, str]]]:
    office = office_of(request.actor)
    allowed: list[Referral] = []
    excluded: list[tuple[Referral, str]] = []
    asked = waiting_for_opinion([row.pk for row in rows]) if bulk.act is ReferralAct.APPRAISE else {}
    for row in rows:
        answer = verdict(bulk.act, row, request.actor)
        answer = _more(bulk.act, row, office.kind, request.today) if answer else answer
        if answer and row.pk in asked:
            answer = refused(_("Chờ ý kiến của %(body)s") % {"body": asked[row.pk].body})
        if answer:
            allowed.append(row)
        else:
            excluded.append((row, answer.reason))
    return allowed, excluded


def _more(act: ReferralAct, row: Referral, kind: str, on: date) -> Verdict:
    """What the step table does not know: conditions still open, the way up, the council."""
    if act is ReferralAct.FORWARD:
        return way_up(row, kind, on)
    if act is ReferralAct.APPROVE_WITHOUT_COUNCIL:
        return no_council(row, on)
    return _clear(row)


def _clear(row: Referral) -> Verdict:
    """Many are confirmed at once only when nothing of them waits for a person."""
    must = sum(1 for found in row.nomination.problems if found["level"] == "must")
    person = sum(1 for found in row.nomination.problems if found["level"] == "person")
    if must or row.nomination.verdict == "not_eligible":
        return refused(
            _("Còn %(count)s điều kiện chưa đạt; trả lại hoặc đổi hình thức.") % {"count": must or 1}
        )
    if person:
        return refused(_("Còn %(count)s chỗ cần người xem; mở hồ sơ để quyết.") % {"count": person})
    return ALLOWED


def _line(row: Referral, units: dict[int, Any]) -> dict[str, Any]:
    unit = units.get(row.nomination.submission.organization_id)
    return {
        "row": row, "name": row.nomination.name, "award": short(row.nomination.award_code),
        "unit": unit.short_name if unit else "",
    }  # fmt: skip
