"""Forms about one nomination."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thidua.ui.fields import UploadField

TAKEN = "image/jpeg,image/png,application/pdf,.docx"


class AmendForm(forms.Form):
    """What may be mended in a returned nomination; the cells are those of the grid."""

    use_required_attribute = False
    CELLS = ("name", "birth", "job", "award_code", "achievement", "report")

    achievement = forms.CharField(
        label=_("Câu thành tích"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Câu này in trên bằng: việc đã làm và kết quả cụ thể."),
    )
    report = forms.CharField(
        label=_("Báo cáo thành tích"), required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    name = forms.CharField(label=_("Họ và tên"), max_length=300)
    birth = forms.CharField(
        label=_("Ngày sinh"), max_length=20, required=False, help_text=_("Ngày/tháng/năm, hoặc chỉ năm")
    )
    job = forms.CharField(label=_("Việc đang làm"), max_length=200, required=False)
    award_code = forms.ChoiceField(label=_("Đề nghị"))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, awards: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["award_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = awards


class EvidenceForm(forms.Form):
    """One file behind a nomination."""

    use_required_attribute = False
    file = UploadField(
        label=_("Tệp"),
        help_text=_("Ảnh JPEG, PNG, tệp PDF hoặc DOCX, đến 50 MB"),
        widget=forms.ClearableFileInput(attrs={"accept": TAKEN, "capture": "environment"}),
    )
    title = forms.CharField(label=_("Là giấy tờ gì"), max_length=200, required=False)


class AdhocForm(forms.Form):
    """An outstanding deed: who, what, which award, a photograph."""

    use_required_attribute = False
    subject_kind = forms.ChoiceField(
        label=_("Khen ai"),
        choices=[("person", _("Một người")), ("collective", _("Một tập thể"))],
        widget=forms.RadioSelect,
        initial="person",
    )
    name = forms.CharField(label=_("Họ và tên, hoặc tên tập thể"), max_length=300)
    job = forms.CharField(label=_("Làm việc gì, ở đâu"), max_length=200, required=False)
    achievement = forms.CharField(
        label=_("Đã làm gì"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Việc làm, ngày giờ, kết quả. Câu này in trên giấy khen."),
    )
    award_code = forms.ChoiceField(label=_("Đề nghị"))
    file = UploadField(
        label=_("Ảnh hoặc tệp minh chứng"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": TAKEN, "capture": "environment"}),
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, awards: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["award_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = awards


class CameraForm(EvidenceForm):
    """A photograph and the nomination it belongs to."""

    nomination = forms.ChoiceField(label=_("Của hồ sơ"))
    field_order = ("nomination", "file", "title")

    def __init__(self, *args: Any, rows: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["nomination"]
        if isinstance(field, forms.ChoiceField):
            field.choices = rows
