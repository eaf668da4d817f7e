"""What is added to a person over the years: posts held, ratings, initiatives, discipline. One form for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.catalogue.library import library
from thidua.domain.organizations.queries import get_unit, unit_ref
from thidua.domain.people import actions
from thidua.domain.people.models import Person
from thidua.domain.people.permissions import KEEPERS, can_keep
from thidua.domain.people.queries import get_person
from thidua.domain.people.states import DisciplineKind, InitiativeLevel, PositionClass, Rating
from thidua.web.organizations.units import crumbs
from thidua.web.people.forms import UNKNOWN, DayInput
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

OLDEST_YEAR = 1945


def listed_posts() -> dict[str, str]:
    """The posts whose years the law counts and the bodies whose terms it counts, by their codes."""
    return _labels("posts") | _labels("bodies")


def _labels(scale: str) -> dict[str, str]:
    return {code: name.said(get_language()) for code, name in library().scale_labels[scale].items()}


def _post_choices() -> list[tuple[str | Promise, Any]]:
    return [
        ("", gettext_lazy("không thuộc danh mục")),
        (_("Tính số năm giữ chức vụ"), list(_labels("posts").items())),
        (_("Tính số nhiệm kỳ tham gia"), list(_labels("bodies").items())),
    ]


class PeriodForm(forms.Form):
    """Anything that lasts: ``until`` is the first day it no longer holds."""

    since = forms.DateField(label=gettext_lazy("Từ ngày"), widget=DayInput)
    until = forms.DateField(
        label=gettext_lazy("Đến trước ngày"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Để trống nếu đang tiếp tục."),
    )

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        since, until = told.get("since"), told.get("until")
        if since and until and until <= since:
            self.add_error("until", _("Ngày kết thúc phải sau ngày bắt đầu."))
        return told


class ServiceForm(PeriodForm):
    """A post in a unit."""

    unit = forms.IntegerField(label=gettext_lazy("Tại đơn vị"), widget=forms.TextInput)
    post = forms.CharField(label=gettext_lazy("Chức vụ, công việc"), max_length=200)
    position_class = forms.ChoiceField(
        label=gettext_lazy("Nhóm"), required=False, choices=[*UNKNOWN, *PositionClass.choices]
    )
    union_post = forms.CharField(label=gettext_lazy("Chức vụ công đoàn"), max_length=200, required=False)
    listed_post = forms.ChoiceField(
        label=gettext_lazy("Chức vụ, nhiệm kỳ theo luật khen thưởng"),
        required=False,
        choices=_post_choices,
        help_text=gettext_lazy(
            "Chọn khi số năm giữ chức vụ hoặc số nhiệm kỳ được tính để xét huân chương, kỷ niệm chương. "
            "Mỗi nhiệm kỳ ghi một lần, với ngày bắt đầu và kết thúc của nhiệm kỳ."
        ),
    )
    is_full_time_union = forms.BooleanField(
        label=gettext_lazy("Cán bộ công đoàn chuyên trách"), required=False
    )
    field_order = ("unit", "post", "since", "until", "position_class", "union_post", "listed_post",
                   "is_full_time_union")  # fmt: skip


class RatingForm(forms.Form):
    """How one year was rated."""

    year = forms.IntegerField(
        label=gettext_lazy("Năm"),
        min_value=OLDEST_YEAR,
        max_value=9999,
        help_text=gettext_lazy("Ghi lại năm đã có thì thay mức cũ."),
    )
    rating = forms.ChoiceField(label=gettext_lazy("Mức"), choices=Rating.choices)
    instrument = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200, required=False)


class InitiativeForm(forms.Form):
    """A recognized initiative."""

    title = forms.CharField(label=gettext_lazy("Tên sáng kiến"), max_length=500)
    level = forms.ChoiceField(label=gettext_lazy("Cấp công nhận"), choices=InitiativeLevel.choices)
    recognized_on = forms.DateField(label=gettext_lazy("Ngày công nhận"), widget=DayInput)
    decision_number = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=100, required=False)
    benefit_vnd = forms.IntegerField(
        label=gettext_lazy("Giá trị làm lợi, đồng"), min_value=0, max_value=10**15, required=False
    )


class DisciplineForm(PeriodForm):
    """A disciplinary measure."""

    kind = forms.ChoiceField(label=gettext_lazy("Hình thức"), choices=DisciplineKind.choices)
    instrument = forms.CharField(
        label=gettext_lazy("Quyết định"),
        max_length=200,
        help_text=gettext_lazy("Số, ngày và cơ quan ban hành."),
    )
    field_order = ("kind", "instrument", "since", "until")


@dataclass(frozen=True)
class Part:
    """A kind of record: the words of its page, its form, and the action that keeps it."""

    title: str | Promise
    done: str | Promise
    form: type[forms.Form]
    keep: Callable[..., Any]


def _service(person: Person, told: dict[str, Any], who: dict[str, Any]) -> None:
    actions.add_service(person_id=person.pk, unit_id=told.pop("unit"), **told, **who)


def _rating(person: Person, told: dict[str, Any], who: dict[str, Any]) -> None:
    actions.set_rating(subject_id=person.pk, **told, **who)


def _initiative(person: Person, told: dict[str, Any], who: dict[str, Any]) -> None:
    actions.record_initiative(person_id=person.pk, **told, **who)


def _discipline(person: Person, told: dict[str, Any], who: dict[str, Any]) -> None:
    actions.record_discipline(subject_id=person.pk, **told, **who)


PARTS = {
    "cong-tac": Part(
        gettext_lazy("Ghi quá trình công tác"), gettext_lazy("Đã ghi quá trình công tác."), ServiceForm, _service
    ),
    "xep-loai": Part(
        gettext_lazy("Ghi xếp loại năm"), gettext_lazy("Đã ghi xếp loại."), RatingForm, _rating
    ),
    "sang-kien": Part(
        gettext_lazy("Ghi sáng kiến"), gettext_lazy("Đã ghi sáng kiến."), InitiativeForm, _initiative
    ),
    "ky-luat": Part(
        gettext_lazy("Ghi kỷ luật"), gettext_lazy("Đã ghi kỷ luật."), DisciplineForm, _discipline
    ),
}  # fmt: skip


@workspace(*KEEPERS)
def person_record(request: ActorRequest, person_id: int, part: str) -> HttpResponse:
    """The form of one kind of record; POST keeps it."""
    person = or_404(get_person, request.actor, person_id)
    if part not in PARTS or not can_keep(request.actor, person.subject):
        raise Http404
    form = PARTS[part].form(request.POST or None, initial=_start(person, request.today))
    form.use_required_attribute = False
    if request.method == "POST" and form.is_valid() and _kept(request, person, PARTS[part], form):
        messages.success(request, str(PARTS[part].done))
        return redirect("person", person_id=person.pk)
    unit_id = person.subject.organization_id
    facts = {
        "person": person,
        "form": form,
        "title": PARTS[part].title,
        "shown": _shown(request, form),
        "breadcrumbs": crumbs(request, unit_id) if unit_id else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/record.html", facts, status=status, using="jinja2")


def _start(person: Person, on: date) -> dict[str, Any]:
    return {"unit": person.subject.organization_id, "year": on.year - 1, "recognized_on": on, "since": on}


def _kept(request: ActorRequest, person: Person, part: Part, form: forms.Form) -> bool:
    told = dict(form.cleaned_data)
    try:
        if "unit" in told:
            _insist_on_unit(request, told["unit"])
        part.keep(person, told, {"actor": request.actor, "at": request.now})
    except Refused as refusal:
        blame(form, refusal)
        return False
    return True


def _insist_on_unit(request: ActorRequest, unit_id: int) -> None:
    """Only a unit of one's own scope: what others did, they write down."""
    try:
        or_404(get_unit, request.actor, unit_id)
    except Http404:
        message = _("Chọn một đơn vị trong danh sách gợi ý; đơn vị ngoài phạm vi của bạn không chọn được.")
        raise Refused(message, field="unit") from None


def _shown(request: ActorRequest, form: forms.Form) -> str:
    """The name of the unit in the field, which itself holds an id."""
    if "unit" not in form.fields:
        return ""
    value = str(form["unit"].value() or "")
    known = value.isdecimal() and len(value) < 19
    unit = unit_ref(int(value), request.today) if known else None
    return unit.short_name if unit and request.actor.covers(unit.position) else ""
