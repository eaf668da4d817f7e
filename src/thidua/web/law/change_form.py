"""The form on which a lawyer tells how a provision is going to change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.vietnamese import fold
from thidua.domain.catalogue.changes import Change, NewInstrument
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.provisions import FOLLOWED, NEW, Provision
from thidua.domain.catalogue.values import Text
from thidua.web.law.spans import value_words
from thidua.web.law.words import choices_of, coded, place_words, said, words_beside

_OTHER = "+"
_KINDS = (
    ("law", gettext_lazy("luật")),
    ("decree", gettext_lazy("nghị định")),
    ("circular", gettext_lazy("thông tư")),
    ("decision", gettext_lazy("quyết định")),
    ("guidance", gettext_lazy("hướng dẫn")),
    ("resolution", gettext_lazy("nghị quyết")),
)
_CHANGE, _END = "change", "end"
_OPTIONAL = frozenset({"form", "subjects", "except_units"})
_FROM_ONE = frozenset({"copies", "collective_multiplier"})
_DAY = {"type": "date"}


class ChangeForm(forms.Form):
    """What changes, from when, and by which text; the numbers and words of the rule have a field each."""

    starts_on = forms.DateField(label=gettext_lazy("Hiệu lực từ ngày"), widget=forms.DateInput(_DAY))
    act = forms.ChoiceField(
        label=gettext_lazy("Văn bản làm gì"),
        choices=((_CHANGE, gettext_lazy("sửa quy định này")), (_END, gettext_lazy("bãi bỏ quy định này"))),
        widget=forms.RadioSelect,
        initial=_CHANGE,
    )
    title_vi = forms.CharField(label=gettext_lazy("Quy định mới"), max_length=300, required=False)
    title_en = forms.CharField(label=gettext_lazy("Bằng tiếng Anh"), max_length=300, required=False)
    instrument = forms.ChoiceField(label=gettext_lazy("Theo văn bản"))
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu văn bản mới"), max_length=60, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại văn bản"), choices=_KINDS, required=False, initial="decision"
    )
    name = forms.CharField(label=gettext_lazy("Trích yếu"), max_length=300, required=False)
    issued = forms.DateField(
        label=gettext_lazy("Ban hành ngày"), required=False, widget=forms.DateInput(_DAY)
    )
    article = forms.CharField(label=gettext_lazy("Điều"), max_length=20, required=False)
    clause = forms.CharField(label=gettext_lazy("Khoản, điểm"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=500, required=False)

    def __init__(self, data: Any, provision: Provision) -> None:
        self.provision, self.is_new = provision, provision.key.condition == NEW
        told = {} if self.is_new else {"title_vi": provision.title.vi, "title_en": provision.title.en}
        super().__init__(data, initial=told)
        left_out = [] if provision.has_title else ["title_vi", "title_en"]
        left_out += ["act"] if self.is_new or provision.kind in FOLLOWED else []
        for name in left_out:
            del self.fields[name]
        choices = [(_OTHER, _("văn bản mới, chưa có trong danh mục"))]
        choices += [(code, text.short) for code, text in library().instruments.items()]
        field = self.fields["instrument"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = choices
        self.places = provision.values
        for place, value in self.places.items():
            self.fields[f"v:{place}"] = self._value_field(place, value)

    def value_fields(self) -> list[forms.BoundField]:
        """The fields of the rule's own numbers and words."""
        return [self[f"v:{place}"] for place in self.places]

    def clean(self) -> dict[str, Any]:
        """A new text is told in full, and what is new has words of its own."""
        told = super().clean() or {}
        if self.is_new and self.provision.has_title and not told.get("title_vi"):
            self.add_error("title_vi", _("Ghi lời của quy định mới."))
        if told.get("instrument") == _OTHER:
            for name in ("number", "name", "issued"):
                if not told.get(name):
                    self.add_error(name, _("Ghi đủ số, trích yếu và ngày ban hành của văn bản mới."))
        return told

    def change(self) -> Change:
        """The change as told."""
        told = self.cleaned_data
        values = tuple(
            (place, new)
            for place, old in self.places.items()
            if (new := _typed(told[f"v:{place}"], old)) != _plain(old)
        )
        title = told.get("title_vi", "")
        renamed = self.is_new or title not in {"", self.provision.title.vi}
        return Change(
            key=self.provision.key,
            kind=self.provision.kind,
            starts_on=told["starts_on"],
            instrument="" if told["instrument"] == _OTHER else told["instrument"],
            article=told["article"].strip(),
            clause=told["clause"].strip(),
            values=None if told.get("act") == _END else values,
            title_vi=title if renamed else "",
            title_en=told.get("title_en", "") if renamed else "",
            text=self._text() if told["instrument"] == _OTHER else None,
        )

    def _text(self) -> NewInstrument:
        told = self.cleaned_data
        code = re.sub(r"[^A-Z0-9]+", "-", fold(told["number"]).upper()).strip("-")
        year = str(told["issued"].year)
        code = code if year in code.split("-") else f"{code}-{year}"
        return NewInstrument(code, told["number"], told["kind"], told["name"], told["issued"])

    def _value_field(self, place: str, value: Any) -> forms.Field:
        label, branch = place_words(place), _branch(self.provision.params, place)
        choices = choices_of(self.provision.kind, place)
        if not choices and isinstance(value, str):
            choices = words_beside(value)
        is_needed = bool(value) and place not in _OPTIONAL
        if choices:
            return forms.ChoiceField(label=label, choices=choices, initial=value, help_text=branch)
        if isinstance(value, bool):
            return forms.BooleanField(label=label, initial=value, required=False, help_text=branch)
        if isinstance(value, int):
            least = 1 if place in _FROM_ONE else 0
            return forms.IntegerField(
                label=label, initial=value or None, min_value=least, required=is_needed, help_text=branch,
                error_messages={
                    "invalid": _("Ghi một số nguyên."), "min_value": _("Ghi từ %(limit_value)s trở lên."),
                },
            )  # fmt: skip
        several = _("cách nhau bằng dấu phẩy") if isinstance(value, (list, tuple)) else ""
        help_text = "; ".join(part for part in (branch, *_meanings(value), several) if part)
        return forms.CharField(
            label=label, initial=value_words(value), max_length=400, required=is_needed, help_text=help_text
        )


def _meanings(value: Any) -> list[str]:
    """What each coded word of a list stands for."""
    words = [str(word) for word in value] if isinstance(value, (list, tuple)) else []
    return [f"{word}: {coded(word)}" for word in words if coded(word) != word]


def _branch(params: Mapping[str, Any], place: str) -> str:
    """The title of the branch in which a place stands, empty outside of branches."""
    found: Any = params
    title = ""
    for step in place.split(".")[:-1]:
        found = found[int(step)] if step.isdigit() else found[step]
        if isinstance(found, Mapping) and "title" in found:
            title = said(Text(found["title"]["vi"], found["title"].get("en", "")))
    return title


def _typed(told: Any, old: Any) -> Any:
    if isinstance(old, (list, tuple)):
        return tuple(part.strip() for part in str(told).split(",") if part.strip())
    if told in (None, ""):
        return old if isinstance(old, int) and not old else ("" if old == "" else None)
    return told


def _plain(old: Any) -> Any:
    return tuple(map(str, old)) if isinstance(old, (list, tuple)) else old
