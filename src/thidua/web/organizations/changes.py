"""Changes of the tree: the form, what would happen, and the change itself once that is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.errors import Refused
from thidua.domain.access import Role, Verdict
from thidua.domain.organizations import actions
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.permissions import can_change_unit, can_place_under
from thidua.domain.organizations.queries import ancestors, families_on, get_unit, unit_ref
from thidua.web.organizations import change_forms as own
from thidua.web.organizations.units import crumbs
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

CHANGERS = (Role.STANDING_OFFICE, Role.HEAD, Role.OFFICER)
SHOWN = 40


@dataclass(frozen=True)
class Act:
    """A kind of change: its name, what it does in one sentence, its form."""

    title: str | Promise
    about: str | Promise
    form: type[own.ChangeForm]


ACTS = {
    "lap": Act(
        gettext_lazy("Lập đơn vị trực thuộc"),
        gettext_lazy("Một đơn vị mới đứng dưới đơn vị này."),
        own.CreateForm,
    ),
    "doi-ten": Act(
        gettext_lazy("Đổi tên"), gettext_lazy("Vẫn là đơn vị này, mang tên khác."), own.RenameForm
    ),
    "chuyen": Act(
        gettext_lazy("Chuyển cấp trên"),
        gettext_lazy("Đơn vị cùng mọi đơn vị bên dưới về cấp trên khác."),
        own.MoveForm,
    ),
    "hop-nhat": Act(
        gettext_lazy("Hợp nhất"),
        gettext_lazy("Các đơn vị cũ kết thúc, một đơn vị mới nhận mọi đơn vị bên dưới."),
        own.MergeForm,
    ),
    "sap-nhap": Act(
        gettext_lazy("Sáp nhập vào đơn vị khác"),
        gettext_lazy("Đơn vị này kết thúc, đơn vị nhận tiếp tục với mọi đơn vị bên dưới."),
        own.AbsorbForm,
    ),
    "chia-tach": Act(
        gettext_lazy("Chia tách"),
        gettext_lazy("Hai đơn vị mới thay đơn vị này; mỗi đơn vị trực thuộc về một trong hai."),
        own.SplitForm,
    ),
    "ket-thuc": Act(
        gettext_lazy("Kết thúc hoạt động"),
        gettext_lazy("Không có đơn vị kế thừa. Sổ khen thưởng vẫn giữ tên đơn vị."),
        own.DissolveForm,
    ),
}


def verdict_on(request: ActorRequest, unit: Organization, act: str) -> Verdict:
    return can_place_under(request.actor, unit) if act == "lap" else can_change_unit(request.actor, unit)


@workspace(*CHANGERS)
def unit_change(request: ActorRequest, unit_id: int, act: str) -> HttpResponse:
    """GET the form; POST shows what would happen, POST with ``step=ghi`` makes the change."""
    unit = or_404(get_unit, request.actor, unit_id)
    if act not in ACTS:
        raise Http404
    verdict = verdict_on(request, unit, act)
    if not verdict:
        raise Refused(verdict.reason)
    form = _form(request, unit_id, act)
    step = request.POST.get("step", "")
    effects: list[actions.Effect] | None = None
    if form.is_bound and step != "sua" and form.is_valid():
        effects = _attempt(request, form, unit_id, is_final=step == "ghi")
        if effects is not None and step == "ghi":
            messages.success(request, _("Đã ghi thay đổi tổ chức."))
            return redirect("unit_page", unit_id=unit_id)
    facts = _page(request, unit_id, act, form) | _seen(effects)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "organizations/change.html", facts, status=status, using="jinja2")


def _form(request: ActorRequest, unit_id: int, act: str) -> own.ChangeForm:
    family = families_on([(unit_id, request.today)]).get((unit_id, request.today))
    if family is None:
        raise Refused(_("Đơn vị này hôm nay không hoạt động, nên không ghi được thay đổi."))
    line = ancestors(unit_id, request.today)
    return ACTS[act].form(
        request.POST or None,
        unit=family.top,
        children=family.members,
        parent_id=line[-2].id if len(line) > 1 else None,
        initial={"on": request.today},
    )


def _attempt(
    request: ActorRequest, form: own.ChangeForm, unit_id: int, *, is_final: bool
) -> list[actions.Effect] | None:
    """What the change does, having done it when ``is_final``; ``None`` when it is refused."""
    call = form.call({"actor": request.actor, "at": request.now})
    try:
        _insist_on_scope(request, form)
        if is_final:
            call()
            return []
        return actions.foresee(call, form.cleaned_data["on"])
    except Refused as refusal:
        blame(form, refusal)
        return None


def _insist_on_scope(request: ActorRequest, form: own.ChangeForm) -> None:
    """A unit outside one's scope is not named back, not even in a refusal."""
    for name in own.UNIT_FIELDS & form.fields.keys():
        chosen = form.cleaned_data[name]
        unit = unit_ref(chosen, request.today) if chosen else None
        if chosen and (unit is None or not request.actor.covers(unit.position)):
            message = _(
                "Chọn một đơn vị trong danh sách gợi ý; đơn vị ngoài phạm vi của bạn không chọn được."
            )
            raise Refused(message, field=name)


def _page(request: ActorRequest, unit_id: int, act: str, form: own.ChangeForm) -> dict[str, Any]:
    shown = {}
    for name in own.UNIT_FIELDS & form.fields.keys():
        value = str(form[name].value() or "")
        unit = unit_ref(int(value), request.today) if value.isdecimal() and len(value) < 19 else None
        shown[name] = unit.short_name if unit and request.actor.covers(unit.position) else ""
    return {
        "form": form,
        "act": ACTS[act],
        "unit_id": unit_id,
        "place": form.unit,
        "shown": shown,
        "unit_fields": own.UNIT_FIELDS,
        "breadcrumbs": crumbs(request, unit_id),
    }


def _seen(effects: list[actions.Effect] | None) -> dict[str, Any]:
    """The effects worth reading one by one, and how many more units only stand elsewhere by them."""
    if effects is None:
        return {"effects": None}
    telling = [one for one in effects if one.kind != "path"]
    return {
        "effects": telling[:SHOWN],
        "unseen": max(0, len(telling) - SHOWN),
        "carried": len(effects) - len(telling),
    }
