"""Forms of this section."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from thidua.domain.catalogue.library import library
from thidua.domain.nominations.actions import AwardQuota
from thidua.domain.nominations.states import RoundKind
from thidua.domain.organizations.states import Level
from thidua.domain.people.states import PositionClass, Sex, SubjectKind

KINDS = [choice for choice in RoundKind.choices if choice[0] != RoundKind.ADHOC]
LEVELS = (Level.GRASSROOTS, Level.UPPER, Level.PROVINCE)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RoundForm(forms.Form):
    """A call for nominations: what may be asked for, by when."""

    title = forms.CharField(label=_("Tên đợt"), max_length=200)
    kind = forms.ChoiceField(label=_("Loại"), choices=KINDS, widget=forms.Select)
    year = forms.IntegerField(label=_("Năm thành tích"), min_value=2000, max_value=2100)
    awards = forms.MultipleChoiceField(
        label=_("Danh hiệu, hình thức được đề nghị"), widget=forms.CheckboxSelectMultiple
    )
    quotas = forms.CharField(
        label=_("Chỉ tiêu mỗi đơn vị"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Mỗi dòng một hình thức và số lượng, ví dụ: BK LĐLĐ tỉnh 3. Không ghi là không giới hạn."
        ),
    )
    min_direct_percent = forms.IntegerField(
        label=_("Người trực tiếp lao động ít nhất, %"), required=False, min_value=0, max_value=100
    )
    due_grassroots = forms.DateField(label=_("Hạn của cơ sở"), widget=DayInput())
    due_upper = forms.DateField(label=_("Hạn của cấp trên trực tiếp"), widget=DayInput(), required=False)
    due_province = forms.DateField(label=_("Hạn của cấp tỉnh, ngành"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["awards"].choices = [  # type: ignore[attr-defined]  # a choice field
            (award.code, f"{award.short} – {award.name.said(get_language())}")
            for award in library().awards_on(on)
            if not award.outside and (award.line == "union" or award.level == "confederation")
        ]

    def award_quotas(self) -> list[AwardQuota]:
        """The awards chosen with the numbers written for them; raises ValidationError for a line not understood."""
        limits = self._limits()
        return [AwardQuota(code, limits.get(code)) for code in self.cleaned_data["awards"]]

    def _limits(self) -> dict[str, int]:
        found = {}
        known = {library().awards[code].short.lower(): code for code in self.cleaned_data["awards"]}
        for line in filter(None, map(str.strip, self.cleaned_data["quotas"].splitlines())):
            name, _space, number = line.rpartition(" ")
            code = known.get(name.strip(" :").lower(), name.strip(" :").upper())
            if code not in self.cleaned_data["awards"] or not number.isdecimal():
                raise forms.ValidationError({"quotas": _("Không hiểu dòng “%(line)s”.") % {"line": line}})
            found[code] = int(number)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "awards" in cleaned and "quotas" in cleaned:
            self._limits()
        return cleaned

    def deadlines(self) -> dict[Level, date]:
        """The days that were given, by level."""
        days = {level: self.cleaned_data.get(f"due_{level.value}") for level in LEVELS}
        return {level: day for level, day in days.items() if day}


class RowForm(forms.Form):
    """One nominee: everything the sheet holds, and what has no room in it."""

    subject_kind = forms.ChoiceField(label=_("Đối tượng"), choices=SubjectKind.choices)
    name = forms.CharField(label=_("Họ và tên"), max_length=300)
    birth = forms.CharField(
        label=_("Ngày sinh"), required=False, help_text=_("Ngày/tháng/năm, hoặc chỉ năm.")
    )
    sex = forms.ChoiceField(label=_("Giới tính"), choices=[("", "—"), *Sex.choices], required=False)
    identity = forms.CharField(
        label=_("Số định danh"),
        required=False,
        help_text=_("12 số. Được mã hóa; không hiện lại. Để trống nếu không đổi."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    job = forms.CharField(label=_("Việc đang làm"), max_length=200, required=False)
    position_class = forms.ChoiceField(
        label=_("Nhóm"), choices=[("", "—"), *PositionClass.choices], required=False
    )
    award_code = forms.ChoiceField(label=_("Đề nghị"), required=False)
    achievement = forms.CharField(
        label=_("Câu thành tích"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Câu này in lên bằng: việc gì, kết quả ra sao, bằng con số."),
    )
    report = forms.CharField(
        label=_("Báo cáo thành tích"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, awards: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["award_code"].choices = [("", "—"), *awards]  # type: ignore[attr-defined]  # a choice field

    def cells(self) -> dict[str, Any]:
        """The cells to write; an identity number left empty stays as it is."""
        return {name: value for name, value in self.cleaned_data.items() if name != "identity" or value}
