"""Views that people kept: opened again, shared with a unit, sent by mail, and forgotten."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import unit_ref, unit_refs
from thidua.domain.reporting import actions
from thidua.domain.reporting.models import Mailing, SavedView
from thidua.domain.reporting.permissions import can_change_view
from thidua.domain.reporting.queries import get_view, mailings_of, views_for
from thidua.domain.reporting.states import Rhythm
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest
from thidua.web.statistics.asking import asked, question_of
from thidua.web.statistics.pickers import title_of

RHYTHMS = [("", gettext_lazy("Không gửi")), *Rhythm.choices]


class ViewForm(forms.Form):
    """What a kept view is called, who else opens it, how often it comes by mail."""

    name = forms.CharField(label=gettext_lazy("Tên bảng"), max_length=actions.LONGEST_NAME)
    unit = forms.IntegerField(
        label=gettext_lazy("Chia sẻ với đơn vị"),
        required=False,
        max_value=10**18,
        widget=forms.TextInput,
        help_text=gettext_lazy(
            "Người làm việc ở đơn vị này và các đơn vị bên dưới mở được bảng, mỗi người thấy số của phạm vi mình."
        ),
    )
    rhythm = forms.ChoiceField(label=gettext_lazy("Gửi cho tôi qua thư"), required=False, choices=RHYTHMS)


class MailForm(forms.Form):
    """How often somebody else's view comes by mail."""

    rhythm = forms.ChoiceField(label=gettext_lazy("Gửi cho tôi qua thư"), required=False, choices=RHYTHMS)


@workspace(*WORKING)
def saved_views(request: ActorRequest) -> HttpResponse:
    """One's own views and those that others shared."""
    found = list(views_for(request.actor, request.today).order_by("name", "id"))
    mailings = mailings_of(request.actor)
    units = unit_refs({view.shared_with_id for view in found if view.shared_with_id}, request.today)
    own, shared = list[dict[str, Any]](), list[dict[str, Any]]()
    for view in found:
        mailing = mailings.get(view.pk)
        row = {
            "view": view, "url": address_of(view), "says": _says(request, view), "mailing": mailing,
            "rhythm": Rhythm(mailing.rhythm).label if mailing else "", "unit": units.get(view.shared_with_id or 0),
        }  # fmt: skip
        (own if can_change_view(request.actor, view) else shared).append(row)
    return render(request, "statistics/saved.html", {"own": own, "shared": shared}, using="jinja2")


@workspace(*WORKING)
def saved_view_new(request: ActorRequest) -> HttpResponse:
    """Keep the question of the address under a name."""
    address = question_of(request.GET)
    says = title_of(asked(request.GET, request.today, request.actor.unit))
    form = ViewForm(request.POST or None, initial={"name": says[: actions.LONGEST_NAME]})
    if request.method == "POST" and form.is_valid() and _saved(request, form, address):
        messages.success(request, _("Đã lưu bảng “%(name)s”.") % {"name": form.cleaned_data["name"]})
        return redirect("saved_views")
    return _page(request, form, says, back=f"{reverse('statistics')}?{address}")


@workspace(*WORKING)
def saved_view(request: ActorRequest, view_id: int) -> HttpResponse:
    """Change a view of one's own; of another's, only whether it comes by mail."""
    view = or_404(get_view, request.actor, view_id, request.today)
    mailing = mailings_of(request.actor).get(view.pk)
    own = bool(can_change_view(request.actor, view))
    first = {"name": view.name, "unit": view.shared_with_id, "rhythm": mailing.rhythm if mailing else ""}
    form = (ViewForm if own else MailForm)(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid() and _changed(request, form, view, mailing):
        messages.success(request, _("Đã ghi thay đổi của bảng “%(name)s”.") % {"name": view.name})
        return redirect("saved_views")
    return _page(request, form, _says(request, view), back=reverse("saved_views"), view=view, own=own)


@workspace(*WORKING)
@require_POST
def saved_view_drop(request: ActorRequest, view_id: int) -> HttpResponse:
    view = or_404(get_view, request.actor, view_id, request.today)
    actions.drop_view(actor=request.actor, at=request.now, view_id=view.pk)
    messages.success(request, _("Đã xóa bảng “%(name)s”.") % {"name": view.name})
    return redirect("saved_views")


@workspace(*WORKING)
@require_POST
def saved_view_stop(request: ActorRequest, view_id: int) -> HttpResponse:
    view = or_404(get_view, request.actor, view_id, request.today)
    actions.stop_mailing(actor=request.actor, at=request.now, view_id=view.pk)
    messages.success(request, _("Từ nay không gửi bảng “%(name)s” cho bạn nữa.") % {"name": view.name})
    return redirect("saved_views")


def address_of(view: SavedView) -> str:
    """Where a view opens."""
    return f"{reverse('statistics')}?{view.address}"


def _says(request: ActorRequest, view: SavedView) -> str:
    return title_of(asked(QueryDict(view.address), request.today, request.actor.unit))


def _saved(request: ActorRequest, form: forms.Form, address: str) -> bool:
    """Keep, share and send in one go, or do nothing of it."""
    with transaction.atomic():
        try:
            view = actions.save_view(
                actor=request.actor, at=request.now, name=form.cleaned_data["name"], address=address
            )
        except Refused as refusal:
            blame(form, refusal)
            return False
        is_done = _changed(request, form, view, None)
        transaction.set_rollback(not is_done)
    return is_done


def _changed(request: ActorRequest, form: forms.Form, view: SavedView, mailing: Mailing | None) -> bool:
    told: dict[str, Any] = form.cleaned_data
    try:
        if "name" in told and (told["name"], told["unit"]) != (view.name, view.shared_with_id):
            actions.change_view(
                actor=request.actor, at=request.now, view_id=view.pk, name=told["name"], shared_with=told["unit"]
            )  # fmt: skip
        if told["rhythm"] and (mailing is None or mailing.rhythm != told["rhythm"]):
            actions.mail_view(
                actor=request.actor, at=request.now, on=request.today, view_id=view.pk, rhythm=told["rhythm"]
            )  # fmt: skip
        elif mailing and not told["rhythm"]:
            actions.stop_mailing(actor=request.actor, at=request.now, view_id=view.pk)
    except Organization.DoesNotExist:
        form.add_error("unit", _("Chọn một đơn vị trong danh sách gợi ý."))
    except Refused as refusal:
        blame(form, refusal)
    return not form.errors


def _page(
    request: ActorRequest, form: forms.Form, says: str, *, back: str, view: SavedView | None = None, own: bool = True
) -> HttpResponse:  # fmt: skip
    chosen = str(form["unit"].value() or "") if "unit" in form.fields else ""
    shown = unit_ref(int(chosen), request.today) if chosen.isdecimal() and len(chosen) < 19 else None
    context = {
        "form": form, "says": says, "view": view, "own": own, "back": back,
        "shown": shown.name if shown and request.actor.covers(shown.position) else "",
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "statistics/saved_view.html", context, status=status, using="jinja2")
