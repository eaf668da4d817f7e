"""The forms of the back-capture."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.domain.access import Actor
from thidua.domain.capture.states import BookKind
from thidua.domain.register.permissions import KEEPERS
from thidua.ui.fields import UploadField

LARGEST = 60_000_000


class BatchForm(forms.Form):
    """A book, whose it is and what it covers."""

    use_required_attribute = False
    title = forms.CharField(
        label=_("Tên sổ hoặc quyết định"),
        max_length=200,
        help_text=_("Ví dụ: Sổ bằng khen 1998–2005, quyển 2."),
    )
    kind = forms.ChoiceField(label=_("Loại"), choices=BookKind.choices)
    unit = forms.TypedChoiceField(label=_("Sổ của đơn vị"), coerce=int)
    first_year = forms.IntegerField(label=_("Từ năm"), min_value=1945, max_value=2200)
    last_year = forms.IntegerField(label=_("Đến năm"), min_value=1945, max_value=2200)
    issuer = forms.CharField(
        label=_("Cơ quan quyết định"), max_length=300, required=False,
        help_text=_("Để trống khi suy ra được từ hình thức khen."),
    )  # fmt: skip
    needs_two = forms.BooleanField(label=_("Lượt hai phải do người khác gõ"), required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = {grant.unit.id: grant.unit.name for grant in actor.grants if grant.role in KEEPERS}
        self.fields["unit"].choices = list(units.items())  # type: ignore[attr-defined]  # a choice field
        if actor.unit and actor.unit.id in units:
            self.fields["unit"].initial = actor.unit.id


class PageForm(forms.Form):
    """A scan of one page, or a PDF of many."""

    use_required_attribute = False
    file = UploadField(
        label=_("Ảnh quét hoặc PDF"),
        help_text=_("JPEG, PNG hoặc PDF nhiều trang, tốt nhất 300 điểm/inch. Tệp gốc được giữ nguyên."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
