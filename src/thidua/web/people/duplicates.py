"""Records that may be one person: side by side, with reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from thidua.domain.organizations.queries import unit_refs
from thidua.domain.people import actions
from thidua.domain.people.permissions import KEEPERS, can_decide_duplicate
from thidua.domain.people.queries import duplicates_for, get_duplicate, masked_identity
from thidua.domain.people.states import DuplicateState
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

REASONS = {
    "name": gettext_lazy("cùng họ tên"),
    "birth_date": gettext_lazy("cùng ngày sinh"),
    "birth_year": gettext_lazy("cùng năm sinh"),
    "unit": gettext_lazy("cùng đơn vị"),
    "native_place": gettext_lazy("cùng quê quán"),
    "other_sex": gettext_lazy("khác giới tính"),
    "other_identity": gettext_lazy("khác số định danh"),
}


AGAINST = frozenset({"other_sex", "other_identity"})
"""Reasons that speak against one person."""


@workspace(*KEEPERS)
def duplicates(request: ActorRequest) -> HttpResponse:
    state = DuplicateState.MERGED if request.GET.get("xem") == "da-gop" else DuplicateState.OPEN
    pairs = duplicates_for(request.actor, state)
    people = [person for pair in pairs for person in (pair.first, pair.second)]
    units = unit_refs({p.subject.organization_id for p in people if p.subject.organization_id}, request.today)
    rows = [
        {
            "pair": pair,
            "people": [
                (p, units.get(p.subject.organization_id or 0), masked_identity(p))
                for p in (pair.first, pair.second)
            ],
            "reasons": [(str(REASONS.get(reason, reason)), reason in AGAINST) for reason in pair.reasons],
            "verdict": can_decide_duplicate(request.actor, pair),
        }
        for pair in pairs
    ]
    facts = {"rows": rows, "is_merged": state == DuplicateState.MERGED}
    return render(request, "people/duplicates.html", facts, using="jinja2")


@workspace(*KEEPERS)
@require_POST
def duplicates_find(request: ActorRequest) -> HttpResponse:
    count = actions.find_duplicates(actor=request.actor, at=request.now)
    found = ngettext("Tìm thấy %(count)d cặp mới.", "Tìm thấy %(count)d cặp mới.", count) % {"count": count}
    messages.success(request, found)
    return redirect("duplicates")


@workspace(*KEEPERS)
@require_POST
def duplicate_decide(request: ActorRequest, duplicate_id: int) -> HttpResponse:
    """``act`` is ``keep`` with the id to keep, ``distinct`` or ``undo``."""
    pair = or_404(get_duplicate, request.actor, duplicate_id)
    told: dict[str, Any] = {"actor": request.actor, "at": request.now, "duplicate_id": pair.pk}
    act = request.POST.get("act", "")
    if act == "distinct":
        actions.mark_distinct(**told)
        messages.success(request, _("Đã ghi là hai người khác nhau."))
    elif act == "undo":
        actions.undo_merge(**told)
        messages.success(request, _("Đã hoàn tác việc gộp; hai hồ sơ trở lại như trước."))
    elif act.removeprefix("keep-").isdecimal():
        actions.merge_people(keep_id=int(act.removeprefix("keep-")), **told)
        messages.success(request, _("Đã gộp hai hồ sơ. Có thể hoàn tác ở mục “Đã gộp”."))
    else:
        raise Http404
    return redirect("duplicates")
