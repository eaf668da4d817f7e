"""Asking another body about nominees (hiệp y): the letter, its list, the answer, and what to do when none comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thidua.core.errors import Refused
from thidua.core.typed import identifier
from thidua.domain.catalogue.library import library
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import OpinionRequest, Referral
from thidua.domain.nominations.permissions import OFFICE
from thidua.domain.nominations.queries.offices import referrals_at
from thidua.domain.nominations.queries.opinions import get_request, opinions_of, requests_at
from thidua.domain.nominations.states import OpinionAct, Stance
from thidua.domain.nominations.workflow import opinion_verdict
from thidua.domain.organizations.queries import unit_ref, unit_refs
from thidua.ui.fields import UploadField
from thidua.web.appraisal.filters import office_of
from thidua.web.appraisal.queue import short
from thidua.web.nominations.dossier_forms import TAKEN
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

USUAL_WORKING_DAYS = 10
USUAL_BODIES = (
    gettext_lazy("Sở Nội vụ"),
    gettext_lazy("Ban Thường vụ Tỉnh ủy"),
    gettext_lazy("Đảng ủy Ủy ban nhân dân tỉnh"),
    gettext_lazy("Công an tỉnh"),
    gettext_lazy("Thuế tỉnh"),
    gettext_lazy("Bảo hiểm xã hội tỉnh"),
    gettext_lazy("Sở Nông nghiệp và Môi trường"),
)


def _day(**more: Any) -> dict[str, Any]:
    return {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more}


class AskForm(forms.Form):
    """The letter: to whom, about what, by when."""

    use_required_attribute = False
    body = forms.CharField(
        label=gettext_lazy("Cơ quan được hỏi"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"}),
        help_text=gettext_lazy("Cơ quan ngoài hệ thống công đoàn; văn bản trả lời do đơn vị mình ghi lại."),
    )
    unit = forms.IntegerField(
        label=gettext_lazy("Hoặc đơn vị công đoàn"),
        max_value=10**18,
        required=False,
        widget=forms.TextInput,
        help_text=gettext_lazy("Đơn vị này nhận việc trên hệ thống và tự trả lời."),
    )
    letter_no = forms.CharField(label=gettext_lazy("Số công văn"), max_length=60, required=False)
    question = forms.CharField(
        label=gettext_lazy("Nội dung hỏi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    due_on = forms.DateField(label=gettext_lazy("Hẹn trả lời"), **_day())


class AnswerForm(forms.Form):
    """The paper of the answer; what it says of each nominee stands in fields of their own."""

    use_required_attribute = False
    answer_no = forms.CharField(label=gettext_lazy("Số văn bản trả lời"), max_length=60, required=False)
    answered_on = forms.DateField(label=gettext_lazy("Ngày trả lời"), **_day())
    file = UploadField(
        label=gettext_lazy("Bản chụp văn bản"),
        required=False,
        help_text=gettext_lazy("Đưa vào minh chứng của từng hồ sơ"),
        widget=forms.ClearableFileInput(attrs={"accept": TAKEN}),
    )


@require_GET
@workspace(*OFFICE)
def opinions(request: ActorRequest) -> HttpResponse:
    """What the office asked others and what others asked it, the open ones first."""
    office = office_of(request.actor)
    rows = list(requests_at(office.id)[:200])
    names = unit_refs({row.office_id for row in rows}, request.today)
    context = {
        "office": office,
        "asked": [row for row in rows if row.office_id == office.id],
        "to_give": [(row, names[row.office_id].short_name) for row in rows if row.unit_id == office.id],
    }
    return render(request, "appraisal/opinions.html", context, using="jinja2")


@require_http_methods(["GET", "POST"])
@workspace(*OFFICE)
def opinion_new(request: ActorRequest) -> HttpResponse:
    """Write the letter about the nominees ticked; ``?row=`` from a dossier, ``row`` from the queue."""
    rows = _picked(request)
    if not rows:
        messages.info(request, _("Đánh dấu các hồ sơ cần hỏi ở đầu dòng, rồi bấm “Xin ý kiến”."))
        return redirect("appraisal")
    sending = request.method == "POST" and "question" in request.POST
    start = {
        "due_on": library().working_days(request.today, USUAL_WORKING_DAYS),
        "question": _first_words(rows),
    }
    form = AskForm(request.POST if sending else None, initial=start)
    if sending and form.is_valid():
        made = _asked(request, form, rows)
        if made:
            return redirect("opinion", made.pk)
    context = {
        "form": form, "rows": [(row, short(row.nomination.award_code)) for row in rows], "bodies": USUAL_BODIES,
        "shown": _shown(form, request.today), "back": reverse("nomination", args=[rows[0].nomination_id]),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "appraisal/opinion_new.html", context, using="jinja2", status=status)


def _picked(request: ActorRequest) -> list[Referral]:
    data = request.POST if request.method == "POST" else request.GET
    ids = [number for text in data.getlist("row") if (number := identifier(text)) is not None]
    return list(referrals_at(office_of(request.actor).id, ids[:201])) if ids else []


@override("vi")  # the letter is Vietnamese, whoever writes it
def _first_words(rows: list[Referral]) -> str:
    return ngettext(
        "Đề nghị cho ý kiến về việc đề nghị khen thưởng %(name)s.",
        "Đề nghị cho ý kiến về việc đề nghị khen thưởng %(count)s người, tập thể có tên trong danh sách.",
        len(rows),
    ) % {"name": rows[0].nomination.name, "count": len(rows)}


def _shown(form: AskForm, on: date) -> str:
    unit = unit_ref(pk, on) if (pk := identifier(str(form["unit"].value() or ""))) else None
    return unit.short_name if unit else ""


def _asked(request: ActorRequest, form: AskForm, rows: list[Referral]) -> OpinionRequest | None:
    told = form.cleaned_data
    try:
        made = actions.ask_opinion(
            referral_ids=[row.pk for row in rows],
            body=told["body"],
            unit_id=told["unit"],
            letter_no=told["letter_no"],
            question=told["question"],
            due_on=told["due_on"],
            actor=request.actor,
            at=request.now,
        )
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None
    words = {"body": made.body, "day": f"{made.due_on:%d/%m/%Y}"}
    messages.success(request, _("Đã ghi việc xin ý kiến %(body)s, hẹn %(day)s.") % words)
    return made


@require_http_methods(["GET", "POST"])
@workspace(*OFFICE)
def opinion(request: ActorRequest, opinion_id: int) -> HttpResponse:
    """One letter: whom it asks about, the answer or the form for it."""
    row = _found(request, opinion_id)
    may_answer = opinion_verdict(OpinionAct.ANSWER, row, request.actor)
    if request.method == "POST" and not may_answer:
        raise Refused(may_answer.reason)
    form = AnswerForm(request.POST or None, request.FILES or None, initial={"answered_on": request.today})
    lines = _lines(request, row)
    wrong: Mapping[str, str] = {}
    if request.method == "POST" and form.is_valid():
        wrong = _answered(request, row, form, lines)
        if not wrong and not form.errors:
            return redirect("opinion", row.pk)
    context = {
        "asked": row, "lines": lines, "form": form, "wrong": wrong, "stances": Stance.choices,
        "may_answer": may_answer, "may_follow": opinion_verdict(OpinionAct.REMIND, row, request.actor),
        "is_ours": request.actor.has_at(*OFFICE, unit_id=row.office_id),
        "is_late": row.due_on < request.today,
        "asker": unit_refs([row.office_id], request.today)[row.office_id],
    }  # fmt: skip
    status = 422 if form.errors or wrong else 200
    return render(request, "appraisal/opinion.html", context, using="jinja2", status=status)


def _lines(request: ActorRequest, row: OpinionRequest) -> list[dict[str, Any]]:
    found = opinions_of(row.pk)
    units = unit_refs({one.referral.nomination.submission.organization_id for one in found}, request.today)
    sent = request.POST if request.method == "POST" else {}
    return [
        {
            "opinion": one, "nomination": one.referral.nomination, "award": short(one.referral.nomination.award_code),
            "unit": units[one.referral.nomination.submission.organization_id].short_name,
            "stance": sent.get(f"stance-{one.pk}", one.stance), "remarks": sent.get(f"remarks-{one.pk}", one.remarks),
        }
        for one in found
    ]  # fmt: skip


def _answered(
    request: ActorRequest, row: OpinionRequest, form: AnswerForm, lines: list[dict[str, Any]]
) -> dict[str, str]:
    told, file = form.cleaned_data, form.cleaned_data["file"]
    try:
        actions.answer_opinion(
            request_id=row.pk,
            said={line["opinion"].pk: actions.Said(line["stance"], line["remarks"][:2000]) for line in lines},
            answered_on=told["answered_on"],
            answer_no=told["answer_no"],
            paper=actions.Paper(file.read(), file.name, settings.CONTENT_ROOT) if file else None,
            actor=request.actor,
            at=request.now,
        )
    except Refused as error:
        if (error.field or "").startswith("stance-"):
            return {str(error.field): error.message}
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return {}
    messages.success(request, _("Đã ghi ý kiến của %(body)s.") % {"body": row.body})
    return {}


_ENDS: Mapping[str, Callable[..., OpinionRequest]] = {
    "im-lang": actions.lapse_opinion,
    "thoi": actions.cancel_opinion,
}


@require_POST
@workspace(*OFFICE)
def opinion_act(request: ActorRequest, opinion_id: int, act: str) -> HttpResponse:
    """Remind, end without an answer, or take the question back."""
    row = _found(request, opinion_id)
    if act == "nhac":
        actions.remind_opinion(request_id=row.pk, actor=request.actor, at=request.now)
        messages.success(request, _("Đã ghi một lần nhắc %(body)s.") % {"body": row.body})
    elif act in _ENDS:
        reason = request.POST.get("reason", "")[:2000]
        _ENDS[act](request_id=row.pk, reason=reason, actor=request.actor, at=request.now)
        messages.success(request, _("Đã ghi."))
    else:
        raise Http404
    return redirect("opinion", row.pk)


def _found(request: ActorRequest, opinion_id: int) -> OpinionRequest:
    try:
        return get_request(request.actor, opinion_id)
    except OpinionRequest.DoesNotExist as error:
        raise Http404 from error
