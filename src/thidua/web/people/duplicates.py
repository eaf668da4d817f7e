"""Records that may be one person: side by side, with reasons."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from thidua.domain.access import UnitRef
from thidua.domain.organizations.queries import unit_refs
from thidua.domain.people import actions
from thidua.domain.people.models import Duplicate, Person
from thidua.domain.people.permissions import KEEPERS, can_decide_duplicate
from thidua.domain.people.queries import count_duplicates, duplicates_for, get_duplicate, masked_identity
from thidua.domain.people.states import DuplicateState, Sex
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

REASONS = {
    "identity": gettext_lazy("cùng số định danh"),
    "name": gettext_lazy("cùng họ tên"),
    "name_marks": gettext_lazy("họ tên khác dấu"),
    "name_shortened": gettext_lazy("họ tên thiếu chữ đệm"),
    "name_typo": gettext_lazy("họ tên lệch một, hai chữ cái"),
    "birth_date": gettext_lazy("cùng ngày sinh"),
    "birth_swapped": gettext_lazy("ngày và tháng sinh đổi chỗ"),
    "birth_year": gettext_lazy("cùng năm sinh"),
    "birth_year_near": gettext_lazy("năm sinh lệch một năm"),
    "birth_partly": gettext_lazy("ngày sinh khớp một phần"),
    "unit": gettext_lazy("cùng đơn vị"),
    "province": gettext_lazy("cùng tỉnh"),
    "native_place": gettext_lazy("cùng quê quán"),
    "other_name": gettext_lazy("khác họ tên"),
    "other_birth": gettext_lazy("khác ngày sinh"),
    "other_province": gettext_lazy("khác tỉnh"),
    "other_sex": gettext_lazy("khác giới tính"),
    "other_identity": gettext_lazy("khác số định danh"),
}


AGAINST = frozenset(
    {"other_name", "other_birth", "other_province", "other_sex", "other_identity", "name_marks"}
)
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
    sure = len(actions.sure_pairs(request.actor)) if state == DuplicateState.OPEN else 0
    facts = {"rows": rows, "is_merged": state == DuplicateState.MERGED, "sure": sure}
    return render(request, "people/duplicates.html", facts, using="jinja2")


@workspace(*KEEPERS)
def duplicates_review(request: ActorRequest) -> HttpResponse:
    """One pair at a time, side by side, decided with one key; then the next."""
    pairs = duplicates_for(request.actor, DuplicateState.OPEN, limit=1)
    facts = {
        "row": _side_by_side(request, pairs[0]) if pairs else None,
        "waiting": count_duplicates(request.actor),
        "breadcrumbs": [(_("Hồ sơ có thể trùng"), reverse("duplicates")), (_("Xét hồ sơ trùng"), "")],
    }
    return render(request, "people/review.html", facts, using="jinja2")


@workspace(*KEEPERS)
@require_POST
def duplicates_sure(request: ActorRequest) -> HttpResponse:
    """Join every sure pair at once; each can be taken back."""
    count = actions.merge_sure_pairs(actor=request.actor, at=request.now)
    done = ngettext("Đã gộp %(count)d cặp chắc chắn.", "Đã gộp %(count)d cặp chắc chắn.", count)
    messages.success(request, done % {"count": count})
    return redirect("duplicates")


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
    """``act`` is ``keep`` with the id to keep, ``distinct``, ``later`` or ``undo``; then the list, or the next pair."""
    pair = or_404(get_duplicate, request.actor, duplicate_id)
    told: dict[str, Any] = {"actor": request.actor, "at": request.now, "duplicate_id": pair.pk}
    act = request.POST.get("act", "")
    if act == "distinct":
        actions.mark_distinct(**told)
        messages.success(request, _("Đã ghi là hai người khác nhau."))
    elif act == "later":
        actions.postpone_duplicate(**told)
        messages.success(request, _("Để cặp này lại xem sau."))
    elif act == "undo":
        actions.undo_merge(**told)
        messages.success(request, _("Đã hoàn tác việc gộp; hai hồ sơ trở lại như trước."))
    elif act.removeprefix("keep-").isdecimal():
        actions.merge_people(keep_id=int(act.removeprefix("keep-")), **told)
        messages.success(request, _("Đã gộp hai hồ sơ. Có thể hoàn tác ở mục “Đã gộp”."))
    else:
        raise Http404
    return redirect("duplicates_review" if request.POST.get("roi") == "tiep" else "duplicates")


def _side_by_side(request: ActorRequest, pair: Duplicate) -> dict[str, Any]:
    """A pair as rows of (label, first, second, whether they say the same)."""
    people = (pair.first, pair.second)
    units = unit_refs({p.subject.organization_id for p in people if p.subject.organization_id}, request.today)
    told = [_told(person, units) for person in people]
    return {
        "pair": pair,
        "reasons": [(str(REASONS.get(reason, reason)), reason in AGAINST) for reason in pair.reasons],
        "verdict": can_decide_duplicate(request.actor, pair),
        "facts": [
            (label, first, second, first == second)
            for (label, first), (_same, second) in zip(*told, strict=True)
        ],
    }


def _told(person: Person, units: dict[int, UnitRef]) -> list[tuple[str, str]]:
    place = units.get(person.subject.organization_id or 0)
    born = f"{person.birth_date:%d/%m/%Y}" if person.birth_date else str(person.birth_year or "")
    return [
        (_("Họ tên"), person.subject.name),
        (_("Ngày sinh"), born),
        (_("Giới tính"), str(Sex(person.sex).label) if person.sex else ""),
        (_("Đơn vị"), place.name if place else ""),
        (_("Số định danh"), masked_identity(person)),
        (_("Quê quán"), person.native_place),
        (_("Việc đang làm"), person.job),
    ]
