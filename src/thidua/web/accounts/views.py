"""One's own account, and the roles within one's subtree."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.typed import identifier
from thidua.domain.access import Role
from thidua.domain.accounts import actions
from thidua.domain.accounts.models import ROLE_LABELS, RoleGrant, User
from thidua.domain.accounts.permissions import can_delegate, can_end_grant
from thidua.domain.accounts.queries import (
    colleagues_of,
    delegations_from,
    delegations_on,
    get_delegation,
    get_grant,
    grants_on,
    grants_within,
)
from thidua.domain.organizations.queries import unit_ref, unit_refs
from thidua.domain.register.queries.history import hides_birth_year
from thidua.web.accounts.forms import AccountForm, DelegateForm, EndForm, GrantForm
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

PAGE = 50
GRANTERS = (Role.HEAD, Role.STANDING_OFFICE, Role.OPERATOR)


@workspace()
def my_account(request: ActorRequest) -> HttpResponse:
    user = signed_in(request)
    grants = list(grants_on(user, request.today).order_by("organization__position"))
    lent_to_me = list(delegations_on(user, request.today))
    lent = list(delegations_from(user.pk, request.today))
    units = unit_refs(
        {g.organization_id for g in grants} | {d.grant.organization_id for d in [*lent_to_me, *lent]},
        request.today,
    )
    facts = {
        "user": user,
        "grants": [
            (g, ROLE_LABELS[Role(g.role)], units.get(g.organization_id), can_delegate(request.actor, g))
            for g in grants
        ],
        "lent_to_me": [
            (d, ROLE_LABELS[Role(d.grant.role)], units.get(d.grant.organization_id)) for d in lent_to_me
        ],
        "lent": [(d, ROLE_LABELS[Role(d.grant.role)], units.get(d.grant.organization_id)) for d in lent],
        "has_codes": is_mfa_enabled(user),
        "person_id": request.actor.person_id,
        "hides_year": hides_birth_year(request.actor.person_id) if request.actor.person_id else False,
    }
    return page(request, "accounts/my_account.html", facts)


@workspace(*GRANTERS)
def roles(request: ActorRequest) -> HttpResponse:
    """Everyone with a role inside my subtree."""
    text = request.GET.get("q", "")
    shown = Paginator(grants_within(request.actor, request.today, text=text), PAGE).get_page(
        request.GET.get("trang")
    )
    units = unit_refs({g.organization_id for g in shown}, request.today)
    rows = [
        (g, ROLE_LABELS[Role(g.role)], units.get(g.organization_id), can_end_grant(request.actor, g))
        for g in shown
    ]
    return page(request, "accounts/roles.html", {"rows": rows, "shown": shown, "text": text})


@workspace(*GRANTERS)
def grant_new(request: ActorRequest) -> HttpResponse:
    form = GrantForm(request.POST or None, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        user = colleagues_of(request.actor, request.today).filter(pk=told["user"]).first()
        if user is None:
            form.add_error("user", _("Chọn một người trong danh sách gợi ý, hoặc cấp tài khoản mới."))
        elif _done(form, lambda: _give(request, told)):
            messages.success(request, _("Đã giao quyền cho %(name)s.") % {"name": user.full_name})
            return redirect("roles")
    return page(
        request, "accounts/grant_new.html", {"form": form, "shown": _chosen(request, form)}, form=form
    )


def _give(request: ActorRequest, told: dict[str, Any]) -> None:
    actions.grant_role(
        actor=request.actor,
        at=request.now,
        user_id=told["user"],
        role=Role(told["role"]),
        unit_id=told["unit"],
        since=told["since"],
        until=told["until"],
        instrument=told["instrument"],
    )


@workspace(*GRANTERS)
def account_new(request: ActorRequest) -> HttpResponse:
    """A new account; the new user gets a link to set a password."""
    form = AccountForm(request.POST or None, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data | {"role": Role(form.cleaned_data["role"])}
        unit_id = told.pop("unit")
        if unit_ref(unit_id, request.today) is None:
            form.add_error("unit", _("Chọn một đơn vị trong danh sách gợi ý."))
        elif _done(
            form, lambda: actions.create_account(actor=request.actor, at=request.now, unit_id=unit_id, **told)
        ):
            _send_link(request, told["email"].strip().lower())
            messages.success(
                request, _("Đã cấp tài khoản và gửi liên kết đặt mật khẩu tới %(email)s.") % told
            )
            return redirect("roles")
    return page(
        request, "accounts/account_new.html", {"form": form, "shown": _chosen(request, form)}, form=form
    )


def _send_link(request: HttpRequest, email: str) -> None:
    request_password_reset(request, email, list(User.objects.filter(email=email)), default_token_generator)


@workspace(*GRANTERS)
def grant_end(request: ActorRequest, grant_id: int) -> HttpResponse:
    grant = or_404(get_grant, request.actor, grant_id)
    form = EndForm(request.POST or None, initial={"on": request.today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if _done(
            form,
            lambda: actions.end_grant(actor=request.actor, at=request.now, grant_id=grant.pk, **told),
        ):
            messages.success(request, _("Đã ghi ngày kết thúc quyền."))
            return redirect("roles")
    return page(request, "accounts/grant_end.html", _of_grant(request, grant) | {"form": form}, form=form)


@workspace()
def delegate(request: ActorRequest) -> HttpResponse:
    """Lend the one role that can be lent; one's own account when there are several to choose from, or none."""
    grants = grants_on(signed_in(request), request.today)
    lendable = [grant.pk for grant in grants if can_delegate(request.actor, grant)]
    return redirect("grant_delegate", lendable[0]) if len(lendable) == 1 else redirect("my_account")


@workspace()
def grant_delegate(request: ActorRequest, grant_id: int) -> HttpResponse:
    """Lend a role while away, by document and between two days."""
    grant = or_404(get_grant, request.actor, grant_id)
    form = DelegateForm(request.POST or None, initial={"since": request.today})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        delegate_id = told.pop("delegate")
        if not colleagues_of(request.actor, request.today).filter(pk=delegate_id).exists():
            form.add_error("delegate", _("Chọn một người trong danh sách gợi ý."))
        elif _done(
            form,
            lambda: actions.delegate(
                actor=request.actor, at=request.now, grant_id=grant.pk, delegate_id=delegate_id, **told
            ),
        ):
            messages.success(
                request, _("Đã ghi ủy quyền. Người được ủy quyền thấy quyền này từ ngày bắt đầu.")
            )
            return redirect("my_account")
    facts = _of_grant(request, grant) | {"form": form, "shown": _chosen(request, form)}
    return page(request, "accounts/grant_delegate.html", facts, form=form)


@workspace()
@require_POST
def delegation_revoke(request: ActorRequest, delegation_id: int) -> HttpResponse:
    delegation = or_404(get_delegation, request.actor, delegation_id)
    actions.revoke_delegation(actor=request.actor, at=request.now, delegation_id=delegation.pk)
    messages.success(request, _("Đã thu hồi ủy quyền."))
    return redirect("my_account")


@workspace()
def users_typeahead(request: ActorRequest) -> HttpResponse:
    """People with an account in my scope, for fields that name one."""
    found = colleagues_of(request.actor, request.today, request.GET.get("q", ""))[:12]
    return render(request, "accounts/_users.html", {"users": found}, using="jinja2")


def signed_in(request: HttpRequest) -> User:
    """The user of a page that only signed-in people reach."""
    assert isinstance(request.user, User)  # noqa: S101  # the door of the page has seen to it
    return request.user


def page(
    request: ActorRequest, template: str, facts: dict[str, Any], *, form: forms.Form | None = None
) -> HttpResponse:
    """The page; a form that came back with errors answers 422."""
    crumbs = [(_("Tổ chức và con người"), reverse("organizations")), (_("Quyền và tài khoản"), "")]
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, template, {"breadcrumbs": crumbs, **facts}, status=status, using="jinja2")


def _done(form: forms.Form, act: Any) -> bool:
    try:
        act()
    except Refused as refusal:
        blame(form, refusal)
        return False
    return True


def _of_grant(request: ActorRequest, grant: RoleGrant) -> dict[str, Any]:
    return {
        "grant": grant,
        "role": ROLE_LABELS[Role(grant.role)],
        "place": unit_ref(grant.organization_id, request.today),
    }


def _chosen(request: ActorRequest, form: forms.Form) -> dict[str, str]:
    """What the type-ahead fields of a returned form show for the ids they hold."""
    shown = {}
    for name, value in form.data.items():
        number = identifier(str(value))
        if name == "unit" and number is not None:
            ref = unit_ref(number, request.today)
            shown[name] = ref.name if ref else ""
        if name in {"user", "delegate"} and number is not None:
            user = colleagues_of(request.actor, request.today).filter(pk=number).first()
            shown[name] = user.full_name if user else ""
    return shown
