"""The forms of an import: the file, what its columns mean, why it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.access import Actor
from thidua.domain.register.imports.columns import GIVEN_ONCE, LABELS
from thidua.domain.register.imports.layout import Layout
from thidua.domain.register.permissions import KEEPERS
from thidua.ui.fields import UploadField

LARGEST = 250_000_000


class UploadForm(forms.Form):
    """A list and whose it is."""

    use_required_attribute = False
    file = UploadField(
        label=gettext_lazy("Tệp danh sách"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.tsv,.txt"}),
        help_text=gettext_lazy(
            "Excel, ODS hoặc CSV, kể cả phông TCVN3, VNI. Cột đặt tên và thứ tự thế nào cũng được. "
            "Tệp gốc được giữ nguyên."
        ),
    )
    unit = forms.TypedChoiceField(label=gettext_lazy("Danh sách của đơn vị"), coerce=int)
    source = forms.CharField(
        label=gettext_lazy("Nguồn"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Ví dụ: Sổ giấy khen 1998–2005. Lần sau cùng nguồn, máy nhớ các cột."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = {grant.unit.id: grant.unit.name for grant in actor.grants if grant.role in KEEPERS}
        self.fields["unit"].choices = list(units.items())  # type: ignore[attr-defined]  # a choice field
        if actor.unit and actor.unit.id in units:
            self.fields["unit"].initial = actor.unit.id

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("Tệp quá 250 MB. Tách tệp thành nhiều phần rồi tải lên từng phần."))
        return file


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of the sheet: its number and letters, the words over it, some of its cells."""

    number: int
    letters: str
    words: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """What the page shows of a sheet before anything is tried."""

    layout: Layout
    columns: tuple[SeenColumn, ...]
    sheets: tuple[str, ...]
    titles: tuple[tuple[int, str, str], ...]
    warnings: tuple[str, ...]
    rows: int


class MappingForm(forms.Form):
    """One choice for each column, and what is said once for all rows."""

    use_required_attribute = False

    def __init__(self, seen: Seen, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        keys = {column: key for key, column in seen.layout.columns.items()}
        choices = [("", _("— bỏ qua —")), *((key, str(label)) for key, label in LABELS.items())]
        for column in seen.columns:
            self.fields[f"c{column.number}"] = forms.ChoiceField(
                label=_("Cột %(letters)s là") % {"letters": column.letters},
                choices=choices,
                required=False,
                initial=keys.get(column.number, ""),
            )
        for key in GIVEN_ONCE:
            self.fields[key] = forms.CharField(
                label=str(LABELS[key]), required=False, max_length=300, initial=seen.layout.given.get(key, "")
            )

    def pairs(self) -> Iterator[tuple[SeenColumn, Any, bool]]:
        """Each column with its choice and whether the guess wants to be looked at."""
        doubtful = {self.seen.layout.columns.get(key) for key in self.seen.layout.doubtful}
        for column in self.seen.columns:
            yield column, self[f"c{column.number}"], column.number in doubtful

    def given_fields(self) -> list[Any]:
        return [self[key] for key in GIVEN_ONCE]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        chosen = [told.get(f"c{column.number}") for column in self.seen.columns]
        for column, key in zip(self.seen.columns, chosen, strict=True):
            if key and chosen.count(key) > 1:
                self.add_error(
                    f"c{column.number}",
                    _("Hai cột cùng là “%(label)s”; chỉ chọn một.") % {"label": LABELS[key]},
                )
        if "name" not in chosen:
            raise forms.ValidationError(
                _("Chưa cột nào là “%(label)s”. Chọn cột ghi tên người hoặc tập thể.")
                % {"label": LABELS["name"]}
            )
        return told

    def layout(self) -> Layout:
        """The layout as chosen."""
        told = self.cleaned_data
        columns = {
            told[f"c{column.number}"]: column.number
            for column in self.seen.columns
            if told.get(f"c{column.number}")
        }
        return self.seen.layout.corrected(columns, {key: told.get(key, "") for key in GIVEN_ONCE})


class WithdrawalForm(forms.Form):
    """Why a list is taken back."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Lý do rút lại"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Ghi trên từng dòng sổ và đọc được công khai, nên không ghi tên riêng của ai."
        ),
    )
