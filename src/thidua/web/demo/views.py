"""The demonstration's own pages: its accounts by role, one-click sign-in, and its movable day."""

from __future__ import annotations

from datetime import date
from typing import cast

from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from thidua.core.clock import MovableClock
from thidua.domain.accounts.models import ROLE_LABELS, User
from thidua.domain.accounts.queries import accounts_by_role
from thidua.web.shell.clock import clock
from thidua.web.shell.requests import ActorRequest


def _only_in_the_demo() -> None:
    if not settings.IS_DEMO:
        raise Http404


@require_GET
def accounts(plain: HttpRequest) -> HttpResponse:
    """Who can be tried, by role, with the shared password."""
    _only_in_the_demo()
    request = cast(ActorRequest, plain)
    groups = accounts_by_role(request.today, only_demo=True)
    context = {"groups": groups, "password": settings.DEMO_PASSWORD, "role_labels": ROLE_LABELS}
    return render(request, "demo/accounts.html", context, using="jinja2")


@require_POST
def enter(plain: HttpRequest, user_id: int) -> HttpResponse:
    """Sign in as a demonstration account without typing."""
    _only_in_the_demo()
    user = get_object_or_404(User, pk=user_id, is_active=True, preferences__demo=True)
    login(plain, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(plain)
    return redirect("inbox")


class DayForm(forms.Form):
    """The day the demonstration takes for today."""

    day = forms.DateField(
        label=_("Hôm nay là ngày"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("Ngày này không có. Nhập ngày, tháng, năm.")},
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not date(2014, 1, 1) <= day <= date(2030, 12, 31):
            raise forms.ValidationError(
                _("Bản dùng thử chỉ có dữ liệu từ 2014 đến 2030. Chọn ngày trong khoảng đó.")
            )
        return day


def day(plain: HttpRequest) -> HttpResponse:
    """Show and move the day."""
    _only_in_the_demo()
    request = cast(ActorRequest, plain)
    form = DayForm(request.POST or None, initial={"day": request.today.isoformat()})
    if request.method == "POST" and form.is_valid():
        cast(MovableClock, clock()).move_to(form.cleaned_data["day"])
        return HttpResponseRedirect(reverse("demo_day"))
    return render(request, "demo/day.html", {"form": form}, using="jinja2")
