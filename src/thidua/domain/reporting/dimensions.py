"""What tables can be read by: how each is told by the cube, folded into keys, worded and ordered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.access import Span
from thidua.domain.organizations.models import Placement
from thidua.domain.people.states import LeaderClass, PositionClass, Sex, SubjectKind
from thidua.domain.register.awards import award_label
from thidua.domain.register.states import CommendationType
from thidua.domain.reporting.groups import GROUPS, groups_of_awards
from thidua.domain.reporting.provinces import former_provinces, present_names
from thidua.domain.reporting.tables import Question
from thidua.domain.reporting.units import below, names_of_tops

LEVELS: dict[str, str | Promise] = {
    "state": gettext_lazy("Nhà nước"),
    "ministry": gettext_lazy("Bộ, ban, ngành, tỉnh"),
    "confederation": gettext_lazy("Tổng Liên đoàn"),
    "province": gettext_lazy("LĐLĐ tỉnh, công đoàn ngành"),
    "upper": gettext_lazy("Cấp trên trực tiếp cơ sở"),
    "grassroots": gettext_lazy("Công đoàn cơ sở"),
}
SECTORS: dict[str, str | Promise] = {
    "state": gettext_lazy("Khu vực nhà nước"),
    "non_state": gettext_lazy("Ngoài nhà nước"),
    "fdi": gettext_lazy("Có vốn nước ngoài"),
}
FIRST: dict[str, str | Promise] = {"1": gettext_lazy("Lần đầu"), "": gettext_lazy("Đã được khen trước đó")}
MINORITY: dict[str, str | Promise] = {
    "1": gettext_lazy("Dân tộc thiểu số"),
    "": gettext_lazy("Khác, chưa ghi"),
}
CLASSES: dict[str, str | Promise] = {
    **{str(value): label for value, label in PositionClass.choices},
    "collective": SubjectKind.COLLECTIVE.label,
    "household": SubjectKind.HOUSEHOLD.label,
}


@dataclass(frozen=True, slots=True)
class Dimension:
    """``fact`` is what the cube tells (see ``cube.reading.Slice.by``); ``fold`` turns its values into keys.

    ``labelled`` are the spans behind the keys of units.
    """

    fact: str
    label: Callable[[str], str]
    fold: Mapping[str, str] = field(default_factory=dict)
    order: Callable[[str], Any] | None = None
    labelled: tuple[tuple[str, Span], ...] | None = None

    def key(self, value: str) -> str:
        return self.fold.get(value, value)

    def values(self, key: str) -> tuple[str, ...]:
        """The values of the fact behind a key."""
        folded = tuple(value for value, into in self.fold.items() if into == key)
        return folded if key in self.fold.values() else (key,)


ROWS = ("province", "unit", "year", "quarter", "month", "award_group", "award", "level", "type", "class", "person",
        "kind", "sex", "minority", "sector", "first")  # fmt: skip
COLUMNS = ("award_group", "year", "quarter", "month", "level", "type", "class", "person", "kind", "sex", "minority",
           "sector", "first")  # fmt: skip


def dimension(name: str, question: Question) -> Dimension:
    """The dimension ``name`` for a question. Raises ``KeyError``."""
    if name == "province":
        return _province(question)
    if name == "unit":
        return _unit(question)
    return _SIMPLE[name]()


def _province(question: Question) -> Dimension:
    if question.structure == "then":
        return Dimension("province", _name_of_then)
    former = former_provinces()
    fold = {one.code: one.since_2025 for one in former.values()}
    fold |= {f"{one.code}+": one.since_2025 for one in former.values()}
    return Dimension("province", lambda code: present_names().get(code) or _("Trung ương, ngành"), fold)


def _name_of_then(key: str) -> str:
    former = former_provinces()
    code = key.rstrip("+")
    if key.endswith("+"):
        name = present_names().get(code) or (former[code].name if code in former else code)
        return _("%(name)s (từ 01/07/2025)") % {"name": name}
    return former[code].name if code in former else _("Trung ương, ngành")


def _unit(question: Question) -> Dimension:
    if question.unit_id is None:
        return Dimension("top", lambda key: key)
    if question.structure == "then" and _is_top(question.unit_id):
        return Dimension("top", _NamesOfTops(question).name)
    found = below(question.unit_id, question.on)
    return Dimension(
        "label",
        lambda key: found.names.get(key, key) if key else _("Trực thuộc, nơi khác"),
        labelled=found.spans,
    )


def _is_top(unit_id: int) -> bool:
    return not Placement.objects.filter(organization_id=unit_id, parent__isnull=False).exists()


class _NamesOfTops:
    """Names of top units of then, looked up together the first time one is asked for."""

    def __init__(self, question: Question) -> None:
        self.question, self.names = question, dict[str, str]()

    def name(self, key: str) -> str:
        if not self.names:
            ids = Placement.objects.filter(parent_id=self.question.unit_id, line="union")
            keys = [str(number) for number in ids.values_list("organization_id", flat=True).distinct()]
            self.names = names_of_tops([*keys, str(self.question.unit_id)], self.question.on)
        return self.names.get(key) or _("Trực thuộc, nơi khác")


def _award_group() -> Dimension:
    order = list(GROUPS)
    return Dimension(
        "award", lambda key: str(GROUPS[key]) if key in GROUPS else str(GROUPS["other"]), groups_of_awards(),
        lambda key: order.index(key) if key in order else len(order),
    )  # fmt: skip


def _worded(fact: str, words: Mapping[str, str | Promise]) -> Dimension:
    order = list(words)
    return Dimension(
        fact,
        lambda key: str(words[key]) if key in words else _("Chưa ghi"),
        order=lambda key: order.index(key) if key in order else len(order),
    )


def _choices(fact: str, choices: Any) -> Dimension:
    return _worded(fact, {str(value): label for value, label in choices.choices})


def _month(key: str) -> str:
    return _("Tháng %(month)s") % {"month": key}


def _quarter(key: str) -> str:
    return _("Quý %(quarter)s") % {"quarter": key}


_SIMPLE: dict[str, Callable[[], Dimension]] = {
    "year": lambda: Dimension("year", str, order=lambda key: -int(key)),
    "month": lambda: Dimension("month", _month, order=int),
    "quarter": lambda: Dimension("month", _quarter, {str(m): str((m + 2) // 3) for m in range(1, 13)}, int),
    "award": lambda: Dimension(
        "award", lambda code: award_label(code).short, order=lambda code: (award_label(code).order, code)
    ),
    "award_group": _award_group,
    "level": lambda: _worded("level", LEVELS),
    "type": lambda: _choices("type", CommendationType),
    "class": lambda: _worded("class", CLASSES),
    "person": lambda: _choices("person", LeaderClass),
    "kind": lambda: _choices("kind", SubjectKind),
    "sex": lambda: _choices("sex", Sex),
    "minority": lambda: _worded("minority", MINORITY),
    "sector": lambda: _worded("sector", SECTORS),
    "first": lambda: _worded("first", FIRST),
}
