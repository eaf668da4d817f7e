"""Posting names for comment: choosing them, reading and answering what is said, ending it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thidua.core.errors import Refused
from thidua.core.typed import identifier
from thidua.domain.access import UnitRef
from thidua.domain.catalogue.library import library
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Posting, PostingComment, Referral
from thidua.domain.nominations.permissions import OFFICE
from thidua.domain.nominations.queries.dossier import (
    comments_of,
    get_comment,
    get_posting,
    names_posted,
    postings_of,
)
from thidua.domain.nominations.queries.offices import queue_choices
from thidua.domain.nominations.queries.referrals import QueueFilter, queue
from thidua.domain.nominations.routes import posting_days
from thidua.domain.organizations.queries import placement_of, unit_refs
from thidua.web.appraisal.filters import narrowed, office_of
from thidua.web.appraisal.queue import short
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

_STATES = ("received", "appraised")
_MOST = 1000


class PostingForm(forms.Form):
    """The words over a list and its first day."""

    title = forms.CharField(label=gettext_lazy("Tên danh sách"), max_length=200)
    starts_on = forms.DateField(
        label=gettext_lazy("Niêm yết từ"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_GET
@workspace(*OFFICE)
def postings(request: ActorRequest) -> HttpResponse:
    """The lists the office posted, newest first."""
    office = office_of(request.actor)
    rows = postings_of(office.id)[:100]
    return render(
        request,
        "appraisal/postings.html",
        {"office": office, "rows": rows},
        using="jinja2",
    )


@override("vi")  # the list is read by everybody under one name
def _usual_title(round_title: str) -> str:
    return _("Danh sách đề nghị %(round)s") % {"round": round_title}


@require_http_methods(["GET", "POST"])
@workspace(*OFFICE)
def posting_new(request: ActorRequest) -> HttpResponse:
    """Choose names of one round and post them; the last day is computed from working days and shown."""
    office = office_of(request.actor)
    rounds = queue_choices(office.id).rounds
    asked = narrowed(request.GET).round_id
    round_id = asked if asked in {pk for pk, _title in rounds} else (rounds[0][0] if rounds else None)
    title = dict(rounds).get(round_id or 0, "")
    start = {"title": _usual_title(title), "starts_on": request.today}
    form = PostingForm(request.POST or None, initial=start, use_required_attribute=False)
    picked = {number for text in request.POST.getlist("names") if (number := identifier(text)) is not None}
    if request.method == "POST" and round_id and form.is_valid():
        made = _post(request, office, round_id, form, picked)
        if made:
            return redirect("posting", made.pk)
    rows = list(queue(office.id, QueueFilter(states=_STATES, round_id=round_id))[:_MOST]) if round_id else []
    context = _new_page(request, rows, picked if request.method == "POST" else None)
    context |= {
        "form": form,
        "round_choices": [(pk, words, pk == round_id) for pk, words in rounds],
    }  # fmt: skip
    return render(
        request, "appraisal/posting_new.html", context, using="jinja2", status=422 if form.errors else 200
    )


def _new_page(request: ActorRequest, rows: list[Referral], picked: set[int] | None) -> dict[str, Any]:
    units = unit_refs({row.nomination.submission.organization_id for row in rows}, request.today)
    days = posting_days({row.nomination.award_code for row in rows}, request.today)
    return {
        "rows": [{
            "row": row, "name": row.nomination.name, "award": short(row.nomination.award_code),
            "unit": units[row.nomination.submission.organization_id].short_name,
            "ticked": row.nomination_id in picked if picked is not None else row.state == "appraised",
        } for row in rows],
        "days": days, "ends_on": library().working_days(request.today, days),
    }  # fmt: skip


def _post(
    request: ActorRequest, office: UnitRef, round_id: int, form: PostingForm, picked: set[int]
) -> Posting | None:
    placement = placement_of(office.id, request.today)
    if placement is None:
        raise Http404
    try:
        if not picked:
            raise Refused(_("Chưa chọn tên nào. Đánh dấu ở đầu dòng rồi niêm yết."))
        made = actions.open_posting(
            organization=placement.organization,
            round_id=round_id,
            nomination_ids=picked,
            starts_on=form.cleaned_data["starts_on"],
            title=form.cleaned_data["title"],
            actor=request.actor,
            at=request.now,
        )
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
    messages.success(request, _("Đã niêm yết đến hết %(day)s.") % {"day": f"{made.ends_on:%d/%m/%Y}"})
    return made


@require_GET
@workspace(*OFFICE)
def posting(request: ActorRequest, posting_id: int) -> HttpResponse:
    """One list with what was said about it."""
    return render(
        request, "appraisal/posting.html", _posting_page(request, _found(request, posting_id)), using="jinja2"
    )


def _posting_page(request: ActorRequest, row: Posting) -> dict[str, Any]:
    names = names_posted(row.pk, size=_MOST)
    units = unit_refs({one["submission__organization_id"] for one in names}, request.today)
    comments = list(comments_of(row.pk))
    for one in names:
        unit = units.get(one["submission__organization_id"])
        one |= {"unit": unit.short_name if unit else "", "award": short(one["award_code"])}
    return {
        "posting": row, "names": names, "comments": comments, "failed": "", "failed_id": 0,
        "close_reason": _close_reason(row, comments, request),
    }  # fmt: skip


def _close_reason(row: Posting, comments: list[PostingComment], request: ActorRequest) -> str:
    """Why the posting cannot end yet; the action refuses for the same two reasons."""
    if request.today <= row.ends_on:
        return _("Niêm yết đến hết %(day)s") % {"day": f"{row.ends_on:%d/%m}"}
    waiting = sum(1 for one in comments if one.answered_at is None)
    return _("Còn %(count)s ý kiến chưa trả lời") % {"count": waiting} if waiting else ""


@require_POST
@workspace(*OFFICE)
def posting_close(request: ActorRequest, posting_id: int) -> HttpResponse:
    """End a posting once its days are over and everything said has an answer."""
    row = _found(request, posting_id)
    actions.close_posting(posting_id=row.pk, actor=request.actor, at=request.now)
    messages.success(request, _("Đã kết thúc niêm yết. Hồ sơ đưa được vào phiên họp Hội đồng."))
    return redirect("posting", row.pk)


@require_POST
@workspace(*OFFICE)
def comment_answer(request: ActorRequest, comment_id: int) -> HttpResponse:
    """Answer what somebody said about a posted name."""
    try:
        comment = get_comment(request.actor, comment_id)
    except PostingComment.DoesNotExist as error:
        raise Http404 from error
    try:
        actions.answer_comment(
            comment_id=comment.pk,
            answer=request.POST.get("answer", "")[:5000],
            actor=request.actor,
            at=request.now,
        )
    except Refused as error:
        if error.field != "answer":
            raise
        context = _posting_page(request, comment.posting)
        context |= {"failed": error.message, "failed_id": comment.pk}
        return render(request, "appraisal/posting.html", context, using="jinja2", status=422)
    messages.success(request, _("Đã ghi kết quả xem xét."))
    return redirect("posting", comment.posting_id)


def _found(request: ActorRequest, posting_id: int) -> Posting:
    try:
        return get_posting(request.actor, posting_id)
    except Posting.DoesNotExist as error:
        raise Http404 from error
