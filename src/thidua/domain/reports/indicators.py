"""Figures that the records already know, so that nobody types them: what each counts, and how it is found again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.register.states import CommendationType
from thidua.domain.reporting.groups import awards_of_group

Source = Literal["register", "movements", "nominations", "organizations"]


@dataclass(frozen=True, slots=True)
class Fact:
    """What an honour of the register is for a count: nothing that names anybody."""

    holder_kind: str
    position_class: str
    sex: str
    award_code: str
    commendation_type: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure by its code. ``wanted`` names the register's values it counts; the others are counted elsewhere."""

    code: str
    label: str | Promise
    measure: str | Promise
    source: Source = "register"
    wanted: Callable[[], Mapping[str, tuple[str, ...]]] = dict

    def counts(self, fact: Fact) -> bool:
        """Whether an honour is one of those counted."""
        return all(getattr(fact, name) in values for name, values in self.wanted().items())


@cache
def _union_awards() -> Mapping[str, tuple[str, ...]]:
    return {"award_code": (*awards_of_group("tld"), *awards_of_group("tld_theme"))}


def _of(**wanted: str) -> Callable[[], Mapping[str, tuple[str, ...]]]:
    kept = {name: (value,) for name, value in wanted.items()}
    return lambda: kept


def _group(name: str) -> Callable[[], Mapping[str, tuple[str, ...]]]:
    return lambda: {"award_code": awards_of_group(name)}


_TIMES, _PEOPLE = _("lượt"), _("người")

INDICATORS: tuple[Indicator, ...] = (
    Indicator("awards", _("Lượt khen thưởng"), _TIMES),
    Indicator("awards_persons", _("Lượt khen cá nhân"), _PEOPLE, wanted=_of(holder_kind=SubjectKind.PERSON)),
    Indicator(
        "awards_collectives", _("Lượt khen tập thể"), _("tập thể"), wanted=_of(holder_kind=SubjectKind.COLLECTIVE)
    ),
    Indicator(
        "awards_direct", _("Người trực tiếp lao động được khen"), _PEOPLE,
        wanted=_of(holder_kind=SubjectKind.PERSON, position_class=PositionClass.DIRECT),
    ),
    Indicator(
        "awards_managers", _("Lãnh đạo, quản lý được khen"), _PEOPLE,
        wanted=_of(holder_kind=SubjectKind.PERSON, position_class=PositionClass.MANAGER),
    ),
    Indicator(
        "awards_women", _("Lao động nữ được khen"), _PEOPLE,
        wanted=_of(holder_kind=SubjectKind.PERSON, sex=Sex.FEMALE),
    ),
    Indicator("awards_state", _("Khen thưởng cấp Nhà nước"), _TIMES, wanted=_group("state")),
    Indicator("awards_union", _("Bằng khen Tổng Liên đoàn"), _TIMES, wanted=_union_awards),
    Indicator("awards_creative", _("Bằng Lao động sáng tạo"), _TIMES, wanted=_group("creative")),
    Indicator("awards_province", _("Bằng khen cấp tỉnh, ngành"), _TIMES, wanted=_group("province")),
    Indicator("awards_flags", _("Cờ thi đua"), _TIMES, wanted=_group("flag")),
    Indicator("awards_badges", _("Kỷ niệm chương"), _TIMES, wanted=_group("badge")),
    Indicator("awards_letters", _("Giấy khen"), _TIMES, wanted=_group("letter")),
    Indicator(
        "awards_adhoc", _("Khen thưởng đột xuất"), _TIMES, wanted=_of(commendation_type=CommendationType.ADHOC)
    ),
    Indicator("movements_launched", _("Phong trào đã phát động"), _("phong trào"), "movements"),
    Indicator("units_joined", _("Đơn vị tham gia phong trào"), _("đơn vị"), "movements"),
    Indicator("nominations_sent", _("Đề nghị khen thưởng đã trình"), _("đề nghị"), "nominations"),
    Indicator("nominations_returned", _("Hồ sơ bị trả lại"), _("hồ sơ"), "nominations"),
    Indicator("grassroots", _("Công đoàn cơ sở, nghiệp đoàn"), _("đơn vị"), "organizations"),
)  # fmt: skip
BY_CODE: Mapping[str, Indicator] = {one.code: one for one in INDICATORS}
