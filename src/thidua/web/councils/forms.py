"""What is typed to found a council, seat a member and call a meeting."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.domain.councils.states import MemberRole

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CouncilForm(forms.Form):
    name = forms.CharField(label=_("Tên Hội đồng"), max_length=200)
    instrument = forms.CharField(label=_("Quyết định thành lập"), max_length=200)
    since = forms.DateField(label=_("Nhiệm kỳ từ ngày"), widget=DAY)
    until = forms.DateField(label=_("Đến trước ngày"), required=False, widget=DAY)


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Họ và tên"), max_length=200)
    role = forms.ChoiceField(
        label=_("Chức danh trong Hội đồng"), choices=MemberRole.choices, initial="member"
    )
    post = forms.CharField(label=_("Chức vụ"), max_length=200, required=False)
    since = forms.DateField(label=_("Tham gia từ ngày"), widget=DAY)
    may_vote = forms.BooleanField(label=_("Có quyền biểu quyết"), required=False, initial=True)


class MeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Ngày họp"), widget=DAY)
    starts_at = forms.TimeField(
        label=_("Giờ khai mạc"),
        input_formats=("%H:%M", "%H.%M", "%Hh%M", "%Hh", "%H giờ %M", "%H giờ"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "14:00"}),
    )
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
