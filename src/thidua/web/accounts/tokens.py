"""Tokens of programs, on pages of one's own account; a secret is shown once, in the answer to the form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.accounts.models import Scope, Token
from thidua.domain.accounts.tokens import PER_MINUTE, get_token, issue_token, revoke_token, tokens_of
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import unit_ref, unit_refs
from thidua.web.accounts.forms import DayInput
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

USUAL = timedelta(days=90)


class TokenForm(forms.Form):
    """Which program reads what, where, until when."""

    label = forms.CharField(
        label=gettext_lazy("Tên khóa"),
        max_length=100,
        help_text=gettext_lazy("Chương trình nào sẽ dùng, chẳng hạn: Phần mềm nhân sự."),
    )
    unit = forms.IntegerField(
        label=gettext_lazy("Đọc tại đơn vị"),
        max_value=10**18,
        widget=forms.TextInput,
        help_text=gettext_lazy("Khóa đọc được đơn vị này và mọi đơn vị bên dưới."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Được đọc"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(label=gettext_lazy("Dùng đến hết ngày"), widget=DayInput)


@workspace()
def tokens(request: ActorRequest) -> HttpResponse:
    """The tokens one holds, and the form of a new one."""
    unit = request.actor.unit
    first = {"unit": unit.id if unit else None, "until": request.today + USUAL, "scopes": [Scope.REGISTER]}
    form = TokenForm(request.POST or None, initial=first)
    made = _issued(request, form) if request.method == "POST" and form.is_valid() else None
    if made:
        form = TokenForm(initial=first)
    response = _page(request, form, made)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@workspace()
@require_POST
def token_revoke(request: ActorRequest, token_id: int) -> HttpResponse:
    token = or_404(get_token, request.actor, token_id)
    revoke_token(actor=request.actor, at=request.now, token_id=token.pk)
    messages.success(request, _("Đã thu hồi khóa “%(label)s”. Chương trình dùng khóa này bị từ chối ngay.") % {
        "label": token.label
    })  # fmt: skip
    return redirect("tokens")


def _issued(request: ActorRequest, form: forms.Form) -> tuple[Token, str] | None:
    told: dict[str, Any] = dict(form.cleaned_data)
    unit_id = told.pop("unit")
    try:
        return issue_token(actor=request.actor, at=request.now, on=request.today, unit_id=unit_id, **told)
    except Organization.DoesNotExist:
        form.add_error("unit", _("Chọn một đơn vị trong danh sách gợi ý."))
    except Refused as refusal:
        blame(form, refusal)
    return None


def _page(request: ActorRequest, form: forms.Form, made: tuple[Token, str] | None) -> HttpResponse:
    held = list(tokens_of(request.actor.user_id, request.today))
    units = unit_refs({token.organization_id for token in held}, request.today)
    labels = dict(Scope.choices)
    chosen = form["unit"].value()
    shown = (
        unit_ref(int(chosen), request.today) if str(chosen).isdecimal() and len(str(chosen)) < 19 else None
    )
    facts = {
        "form": form,
        "made": made,
        "shown": shown.name if shown and request.actor.covers(shown.position) else "",
        "tokens": [
            (token, units.get(token.organization_id), [labels[scope] for scope in token.scopes], _last_day(token),
             _last_used(token))
            for token in held
        ],
        "per_minute": PER_MINUTE,
        "breadcrumbs": [(_("Tài khoản của tôi"), reverse("my_account")), (_("Khóa cho chương trình"), "")],
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "accounts/tokens.html", facts, status=status, using="jinja2")


def _last_day(token: Token) -> date:
    return token.expires_on - timedelta(days=1)


def _last_used(token: Token) -> datetime | None:
    if not hasattr(token, "use"):
        return None
    return datetime.fromtimestamp(token.use.minute * 60, UTC).astimezone(VIETNAM)
