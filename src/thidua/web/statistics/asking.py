"""The statistics page as an address: pickers, filters, the cell that is open; and where a cell leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.core.typed import identifier
from thidua.domain.access import UnitRef
from thidua.domain.organizations.states import UnitKind
from thidua.domain.people.states import LeaderClass, Sex, SubjectKind
from thidua.domain.register.states import CommendationType
from thidua.domain.reporting.behind import cell_question
from thidua.domain.reporting.cube.periods import PARTS, Period
from thidua.domain.reporting.dimensions import (
    CLASSES,
    COLUMNS,
    FIRST,
    LEVELS,
    MINORITY,
    ROWS,
    SECTORS,
)
from thidua.domain.reporting.tables import Question
from thidua.web.register.asking import spans_of

ALL_YEARS = "moi"
NONE = "0"
"""How a value of nothing stands in an address, where an empty one means that nothing was chosen."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What can be narrowed: the fact of the cube, its name in addresses, its words; what the register calls it."""

    fact: str
    name: str
    label: str | Promise
    words: Mapping[str, str | Promise]
    in_register: str = ""


def _of(choices: Any) -> dict[str, str | Promise]:
    return {str(value): label for value, label in choices.choices}


FILTERS = (
    Filter("class", "nguoi", gettext_lazy("Đối tượng"), CLASSES, "nguoi"),
    Filter("type", "loai", gettext_lazy("Loại hình"), _of(CommendationType), "loai"),
    Filter("sex", "gioi", gettext_lazy("Giới"), _of(Sex), "gioi"),
    Filter("level", "cap", gettext_lazy("Cấp quyết định"), LEVELS),
    Filter("kind", "nhom", gettext_lazy("Cá nhân, tập thể"), _of(SubjectKind), "loai_nguoi"),
    Filter("person", "lop", gettext_lazy("Lãnh đạo, lao động"), _of(LeaderClass), "lop"),
    Filter("minority", "dan_toc", gettext_lazy("Dân tộc"), MINORITY),
    Filter("sector", "khu_vuc", gettext_lazy("Khu vực"), SECTORS),
    Filter("first", "lan", gettext_lazy("Lần khen"), FIRST),
)


def part_label(part: str) -> str:
    """The words for a part of a year."""
    if part in {"h1", "h2"}:
        return _("6 tháng đầu năm") if part == "h1" else _("6 tháng cuối năm")
    if part.startswith("q"):
        return _("Quý %(quarter)s") % {"quarter": part[1:]}
    return _("Tháng %(month)s") % {"month": part[1:]}


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, the year (nothing: every year) and its part, the chosen cell (row key, column key; ``None`` for
    a total), the unit and the sector it was narrowed to, and how cells are shown.
    """

    question: Question
    year: int | None
    chosen: tuple[str | None, str | None] | None
    unit_id: int | None = None
    sector_id: int | None = None
    part: str = ""
    shown: str = "count"

    def shifted(self, years: int) -> Question:
        """The same question some years earlier (negative) or later; without a year it is the same."""
        year = None if self.year is None else self.year + years
        return replace(self.question, periods=(Period.of_year(year, self.part),))


def asked(values: QueryDict, today: date, unit: UnitRef | None) -> Asked:
    """Read the query string; what is missing gets what most people look for: this year by award, by province for
    the whole country, by the units below for everyone else.
    """
    year = _year(values.get("nam", ""), today)
    part = values.get("ky", "") if year and values.get("ky", "") in PARTS else ""
    narrowed, sector = identifier(values.get("don_vi", "")), identifier(values.get("nganh", ""))
    usual = "unit" if narrowed or (unit and unit.kind != UnitKind.CONFEDERATION) else "province"
    structure = "then" if values.get("co_cau") == "then" else "now"
    on = min(today, date(year, 12, 31)) if structure == "then" and year else today
    question = Question(
        rows=_one_of(values.get("hang", ""), ROWS, usual),
        columns=_one_of(values.get("cot", ""), COLUMNS, COLUMNS[0]),
        on=on,
        measure="persons" if values.get("do") == "persons" else "entries",
        structure="then" if structure == "then" else "now",
        where=_where(values),
        periods=(Period.of_year(year, part),),
        spans=spans_of(narrowed, sector, on),
        unit_id=narrowed or (unit.id if unit else None),
    )
    shown = _one_of(values.get("hien", ""), ("row_share", "column_share", "share", "change"), "count")
    if shown == "change" and year is None:
        shown = "count"
    return Asked(question, year, _chosen(values.get("o", "")), narrowed, sector, part, shown)


QUESTION = ("hang", "cot", "do", "co_cau", "hien", "nam", "ky", "don_vi", "nganh", "hinh_thuc",
            *(one.name for one in FILTERS))  # fmt: skip
"""What in an address says the question; the rest says what of the answer is open."""


def question_of(values: QueryDict) -> str:
    """The address of the question alone, as it is kept."""
    kept = {name: [one for one in values.getlist(name) if one] for name in QUESTION if name in values}
    return urlencode({name: found for name, found in kept.items() if found}, doseq=True)


def cell_value(row: str | None, column: str | None) -> str:
    """How a cell stands in an address."""
    return "|".join("*" if key is None else key for key in (row, column))


def _chosen(text: str) -> tuple[str | None, str | None] | None:
    row, found, column = text.partition("|")
    if not found:
        return None
    return (None if row == "*" else row, None if column == "*" else column)


def _where(values: QueryDict) -> dict[str, tuple[str, ...]]:
    where = {}
    for one in FILTERS:
        given = [("" if value == NONE else value) for value in values.getlist(one.name) if value]
        known = tuple(value for value in given if value in one.words)
        if known:
            where[one.fact] = known
    awards = tuple(filter(None, values.getlist("hinh_thuc")))
    return where | ({"award": awards} if awards else {})


def register_address(asked_for: Asked, row: str | None, column: str | None) -> str | None:
    """The register narrowed to the lines of a cell, where the register can be asked that."""
    question = asked_for.question
    if question.structure == "then" and (
        asked_for.unit_id or {question.rows, question.columns} & {"province", "unit"}
    ):
        return None
    narrowed = cell_question(replace(question, spans=None), row, column)
    names = {one.fact: one.in_register for one in FILTERS if one.in_register} | {"award": "hinh_thuc"}
    chosen: dict[str, Any] = {
        "tinh_trang": "in_force",
        "don_vi": asked_for.unit_id,
        "nganh": asked_for.sector_id,
    }
    for fact, values in narrowed.where.items():
        if fact == "province" and "" not in values:
            chosen["tinh"] = sorted({value.rstrip("+") for value in values})
        elif fact in names and "" not in values:
            chosen[names[fact]] = list(values)
        else:
            return None
    years = _whole_years(narrowed.periods)
    if years is None:
        return None
    chosen["nam"] = years
    for name, key in ((question.rows, row), (question.columns, column)):
        if name == "unit" and key is not None:
            if not key:
                return None
            chosen["don_vi"] = key
    kept = {name: value for name, value in chosen.items() if value}
    return f"{reverse('register')}?{urlencode(kept, doseq=True)}"


def _whole_years(periods: tuple[Period, ...]) -> list[str] | None:
    found = []
    for one in periods:
        if one.since is None and one.until is None:
            continue
        if one.since is None or one.until is None or one != Period.years(one.since.year, one.until.year - 1):
            return None
        found += [str(year) for year in range(one.since.year, one.until.year)]
    return found


def _year(text: str, today: date) -> int | None:
    if text == ALL_YEARS:
        return None
    return int(text) if text.isdecimal() and len(text) == 4 else today.year


def _one_of(text: str, allowed: tuple[str, ...], usual: str) -> str:
    return text if text in allowed else usual
