"""The forms of a change of the tree; each makes the call of the action that does it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.organizations import actions
from thidua.domain.organizations.queries import Node
from thidua.domain.organizations.states import UnitKind
from thidua.web.accounts.forms import DayInput

Call = Callable[[], Any]
SECTORS = [
    ("", gettext_lazy("không ghi")),
    ("state", gettext_lazy("Nhà nước")),
    ("non_state", gettext_lazy("Ngoài nhà nước")),
    ("fdi", gettext_lazy("Vốn nước ngoài")),
]


def _id(label: Any, **facts: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, widget=forms.TextInput, min_value=1, max_value=2**62, **facts)


def _name(label: Any = gettext_lazy("Tên đầy đủ")) -> forms.CharField:
    return forms.CharField(label=label, max_length=300)


def _short(label: Any = gettext_lazy("Tên ngắn")) -> forms.CharField:
    return forms.CharField(label=label, max_length=120, required=False)


def _code(label: Any = gettext_lazy("Mã")) -> forms.CharField:
    return forms.CharField(label=label, max_length=30)


class ChangeForm(forms.Form):
    """What every change needs: its day and its instrument. ``unit`` is the unit it is made to."""

    use_required_attribute = False
    on = forms.DateField(
        label=gettext_lazy("Có hiệu lực từ ngày"),
        widget=DayInput,
        help_text=gettext_lazy("Những ngày trước đó giữ nguyên tên và cấp trên cũ."),
    )
    instrument = forms.CharField(
        label=gettext_lazy("Văn bản"),
        max_length=200,
        help_text=gettext_lazy("Số, ký hiệu, ngày và cơ quan ban hành."),
    )

    def __init__(
        self, *args: Any, unit: Node, children: list[Node], parent_id: int | None, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.unit, self.children, self.parent_id = unit, children, parent_id
        self.order_fields(
            [*(name for name in self.fields if name not in {"on", "instrument"}), "on", "instrument"]
        )

    def told(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"], "instrument": self.cleaned_data["instrument"]}

    @abstractmethod
    def call(self, who: dict[str, Any]) -> Call:
        """The call of the action that makes the change, as the people and the moment in ``who``."""

    def _new(self, number: str = "") -> actions.NewUnit:
        """A unit of the same kind as this one, as named in the fields that end in ``number``."""
        told = self.cleaned_data
        return actions.NewUnit(
            code=told[f"code{number}"],
            name=told[f"name{number}"],
            short_name=told.get(f"short_name{number}", ""),
            kind=told.get("kind") or self.unit.kind,
            sector=told.get("sector", ""),
        )


class CreateForm(ChangeForm):
    """A new unit under this one."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Loại"), choices=UnitKind.choices, initial=UnitKind.GRASSROOTS
    )
    name, short_name, code = _name(), _short(), _code()
    sector = forms.ChoiceField(label=gettext_lazy("Khu vực"), choices=SECTORS, required=False)

    def call(self, who: dict[str, Any]) -> Call:
        return lambda: actions.create_unit(unit=self._new(), parent_id=self.unit.id, **self.told(), **who)


class RenameForm(ChangeForm):
    """Another name."""

    name, short_name = _name(gettext_lazy("Tên mới")), _short(gettext_lazy("Tên ngắn mới"))

    def call(self, who: dict[str, Any]) -> Call:
        names = {name: self.cleaned_data[name] for name in ("name", "short_name")}
        return lambda: actions.rename_unit(unit_id=self.unit.id, **names, **self.told(), **who)


class MoveForm(ChangeForm):
    """Another superior."""

    parent = _id(gettext_lazy("Cấp trên mới"))

    def call(self, who: dict[str, Any]) -> Call:
        parent = self.cleaned_data["parent"]
        return lambda: actions.move_unit(unit_id=self.unit.id, parent_id=parent, **self.told(), **who)


class _CarriesForm(ChangeForm):
    carries_achievement = forms.BooleanField(
        label=gettext_lazy("Đơn vị mới kế thừa thành tích của đơn vị cũ"), required=False, initial=True
    )

    def told(self) -> dict[str, Any]:
        return super().told() | {"carries_achievement": self.cleaned_data["carries_achievement"]}


class MergeForm(_CarriesForm):
    """One new unit of this and others."""

    with_1 = _id(gettext_lazy("Hợp nhất với"))
    with_2 = _id(gettext_lazy("Và với"), required=False)
    with_3 = _id(gettext_lazy("Và với"), required=False)
    name, short_name, code = _name(gettext_lazy("Tên đơn vị mới")), _short(), _code()

    def call(self, who: dict[str, Any]) -> Call:
        told = self.cleaned_data
        others = [told[name] for name in ("with_1", "with_2", "with_3") if told[name]]
        return lambda: actions.merge_units(
            unit_ids=[self.unit.id, *others],
            into=self._new(),
            parent_id=self.parent_id or 0,
            **self.told(),
            **who,
        )


class AbsorbForm(_CarriesForm):
    """This unit ends and another goes on with what stood below it."""

    into = _id(gettext_lazy("Đơn vị nhận"))

    def call(self, who: dict[str, Any]) -> Call:
        into = self.cleaned_data["into"]
        return lambda: actions.absorb_unit(unit_id=self.unit.id, into_id=into, **self.told(), **who)


class SplitForm(_CarriesForm):
    """Two units in place of this one; every child goes to one of them."""

    name_1, code_1 = _name(gettext_lazy("Tên đơn vị thứ nhất")), _code(gettext_lazy("Mã đơn vị thứ nhất"))
    name_2, code_2 = _name(gettext_lazy("Tên đơn vị thứ hai")), _code(gettext_lazy("Mã đơn vị thứ hai"))

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        parts = [("", _("chọn")), ("1", _("về đơn vị thứ nhất")), ("2", _("về đơn vị thứ hai"))]
        for child in self.children:
            self.fields[f"child_{child.id}"] = forms.ChoiceField(label=child.short_name, choices=parts)

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("code_1") and told.get("code_1") == told.get("code_2"):
            self.add_error("code_2", _("Hai đơn vị mới không được cùng mã."))
        return told

    def call(self, who: dict[str, Any]) -> Call:
        told = self.cleaned_data
        children = {child.id: told[f"code_{told[f'child_{child.id}']}"] for child in self.children}
        return lambda: actions.split_unit(
            unit_id=self.unit.id,
            into=[self._new("_1"), self._new("_2")],
            children=children,
            **self.told(),
            **who,
        )


class DissolveForm(ChangeForm):
    """An end without a successor."""

    def call(self, who: dict[str, Any]) -> Call:
        return lambda: actions.dissolve_unit(unit_id=self.unit.id, **self.told(), **who)


UNIT_FIELDS = frozenset({"parent", "into", "with_1", "with_2", "with_3"})
"""Fields that hold the id of a unit, found while typing."""
