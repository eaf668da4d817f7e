"""The forms of the archive."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.domain.archive.states import ItemKind
from thidua.ui.fields import UploadField


class PaperForm(forms.Form):
    """A scan to be kept."""

    file = UploadField(
        label=_("Tệp"),
        help_text=_("PDF, JPEG, PNG, DOCX hoặc XLSX. Tệp có chữ ký số được giữ nguyên từng byte."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png,.docx,.xlsx"}),
    )
    title = forms.CharField(label=_("Tên tài liệu"), max_length=200)
    kind = forms.ChoiceField(label=_("Loại tài liệu"), choices=ItemKind.choices)
    register_no = forms.CharField(
        label=_("Số vào sổ"),
        max_length=30,
        required=False,
        help_text=_("Để trống khi tài liệu nói về cả quyết định."),
    )


class HoldForm(forms.Form):
    """Why a dossier is held back."""

    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    paper = forms.CharField(
        label=_("Văn bản"),
        max_length=120,
        required=False,
        help_text=_("Số đơn, quyết định thanh tra hay yêu cầu của cơ quan."),
    )


class DayInput(forms.DateInput):
    """The browser's own picker of days."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DisposalForm(forms.Form):
    """On what a disposal rests; ``needs_word`` asks a person to vouch for a period that is not compared yet."""

    paper = forms.CharField(
        label=_("Số quyết định tiêu hủy"),
        max_length=120,
        help_text=_("Của Hội đồng xác định giá trị tài liệu."),
    )
    paper_on = forms.DateField(label=_("Ngày quyết định"), widget=DayInput)
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    is_acknowledged = forms.BooleanField(
        label=_("Tôi đã đối chiếu thời hạn bảo quản với văn bản"), required=False
    )

    def __init__(self, *args: Any, needs_word: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_word:
            del self.fields["is_acknowledged"]
