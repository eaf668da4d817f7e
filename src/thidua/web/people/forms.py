"""The form of a person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.domain.people.actions import PersonFacts
from thidua.domain.people.models import Person
from thidua.domain.people.states import LeaderClass, PositionClass, Sex

UNKNOWN = [("", _("chưa rõ"))]


class DayInput(forms.DateInput):
    """The browser's own picker of days."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonForm(forms.Form):
    """What is known of a person. The identity number is never shown again in a form."""

    name = forms.CharField(label=_("Họ và tên"), max_length=300)
    birth_date = forms.DateField(label=_("Ngày sinh"), required=False, widget=DayInput)
    birth_year = forms.IntegerField(
        label=_("Năm sinh"), required=False, help_text=_("Khi không rõ ngày."), min_value=1900, max_value=2100
    )
    sex = forms.ChoiceField(label=_("Giới tính"), required=False, choices=[*UNKNOWN, *Sex.choices])
    identity = forms.CharField(
        label=_("Số định danh"),
        required=False,
        max_length=20,
        help_text=_("12 chữ số. Để trống thì giữ số đang có."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    ethnicity = forms.CharField(label=_("Dân tộc"), required=False, max_length=40)
    native_place = forms.CharField(label=_("Quê quán"), required=False, max_length=200)
    job = forms.CharField(label=_("Việc đang làm"), required=False, max_length=200)
    position_class = forms.ChoiceField(
        label=_("Nhóm"), required=False, choices=[*UNKNOWN, *PositionClass.choices]
    )
    leader_class = forms.ChoiceField(
        label=_("Nhóm theo biểu thống kê"), required=False, choices=[*UNKNOWN, *LeaderClass.choices]
    )
    member_since = forms.DateField(label=_("Vào công đoàn từ"), required=False, widget=DayInput)

    def facts(self) -> PersonFacts:
        return PersonFacts(**self.cleaned_data)


def form_of(person: Person, ethnicity: str) -> dict[str, object]:
    """What an edit form starts from; the number stays out of it."""
    names = (
        "birth_date",
        "birth_year",
        "sex",
        "native_place",
        "job",
        "position_class",
        "leader_class",
        "member_since",
    )
    return {"name": person.subject.name, "ethnicity": ethnicity} | {n: getattr(person, n) for n in names}
