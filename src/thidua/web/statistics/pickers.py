"""The words of the statistics page: its title, what can be picked, and what is picked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thidua.domain.organizations.queries import sectors_on, unit_ref
from thidua.domain.reporting.cube.periods import PARTS
from thidua.domain.reporting.dimensions import COLUMNS, ROWS
from thidua.web.statistics.asking import ALL_YEARS, FILTERS, NONE, Asked, Filter, part_label

Picker = tuple[str, str, list[tuple[str, Any, bool]]]
FIRST_YEAR = 1990
NAMES: dict[str, str | Promise] = {
    "province": gettext_lazy("Tỉnh, thành"),
    "unit": gettext_lazy("Đơn vị cấp dưới"),
    "year": gettext_lazy("Năm"),
    "quarter": gettext_lazy("Quý"),
    "month": gettext_lazy("Tháng"),
    "award": gettext_lazy("Từng hình thức"),
    "award_group": gettext_lazy("Hình thức"),
    "level": gettext_lazy("Cấp quyết định"),
    "type": gettext_lazy("Loại hình"),
    "class": gettext_lazy("Đối tượng"),
    "person": gettext_lazy("Lãnh đạo, lao động"),
    "kind": gettext_lazy("Cá nhân, tập thể"),
    "sex": gettext_lazy("Giới"),
    "minority": gettext_lazy("Dân tộc"),
    "sector": gettext_lazy("Khu vực"),
    "first": gettext_lazy("Lần khen"),
}
SHOWN: dict[str, str | Promise] = {
    "count": gettext_lazy("Số lượng"),
    "row_share": gettext_lazy("Tỷ lệ trong hàng"),
    "column_share": gettext_lazy("Tỷ lệ trong cột"),
    "share": gettext_lazy("Tỷ lệ chung"),
    "change": gettext_lazy("So với năm trước"),
}


def title_of(asked: Asked) -> str:
    """What the table says, in one line."""
    measure = _("Lượt khen") if asked.question.measure == "entries" else _("Người, tập thể được khen")
    return _("%(measure)s %(period)s theo %(rows)s và %(columns)s") % {
        "measure": measure,
        "period": period_words(asked),
        "rows": str(NAMES[asked.question.rows]).lower(),
        "columns": str(NAMES[asked.question.columns]).lower(),
    }


def period_words(asked: Asked) -> str:
    """The days asked about, in words that go on a sentence."""
    if asked.year is None:
        return _("mọi năm")
    year = _("năm %(year)s") % {"year": asked.year}
    return f"{part_label(asked.part).lower()} {year}" if asked.part else year


def unit_name(asked: Asked) -> str:
    """The unit that was picked, by its name of the day."""
    unit = unit_ref(asked.unit_id, asked.question.on) if asked.unit_id else None
    return unit.short_name if unit else ""


def pickers(asked: Asked, today: date) -> list[Picker]:
    """Everything that can be picked; the first five stand on the page, the others in a fold."""
    question = asked.question
    sectors = [(str(number), name, number == asked.sector_id) for number, name in sectors_on(today)]
    more = [(_("Ngành"), "nganh", [("", _("Tất cả"), not asked.sector_id), *sectors])] if sectors else []
    return [
        (_("Hàng"), "hang", [(name, NAMES[name], name == question.rows) for name in ROWS]),
        (_("Cột"), "cot", [(name, NAMES[name], name == question.columns) for name in COLUMNS]),
        (_("Số đo"), "do", [("entries", _("Lượt khen"), question.measure == "entries"),
                            ("persons", _("Người, tập thể"), question.measure == "persons")]),
        (_("Cơ cấu"), "co_cau", [("now", _("Hiện nay, 34 tỉnh"), question.structure == "now"),
                                 ("then", _("Khi quyết định"), question.structure == "then")]),
        (_("Hiện"), "hien", [(name, words, name == asked.shown) for name, words in SHOWN.items()]),
        (_("Năm"), "nam", _years(asked.year, today)),
        (_("Kỳ"), "ky", [("", _("Cả năm"), not asked.part), *((p, part_label(p), p == asked.part) for p in PARTS)]),
        *((str(one.label), one.name, _choices(one, asked)) for one in FILTERS),
        *more,
    ]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """What a table can be read by: where it may stand, and the filter of the same fact, if there is one."""

    name: str
    words: str
    shelves: list[tuple[str, str]]
    filter: str = ""


def fields() -> list[Field]:
    """Everything that can be put into rows and columns, and what is counted."""
    narrow = {one.fact: one.name for one in FILTERS}
    found = []
    for name in ROWS:
        shelves = [("hang", _("Hàng")), *([("cot", _("Cột"))] if name in COLUMNS else [])]
        found.append(Field(name, str(NAMES[name]), shelves, narrow.get(name, "")))
    measures = (("entries", _("Lượt khen")), ("persons", _("Người, tập thể")))
    return [*found, *(Field(name, words, [("do", _("Số đo"))]) for name, words in measures)]


def years_until(today: date, chosen: int) -> list[tuple[str, str, bool]]:
    """The years of a picker that always has one."""
    return [(str(year), str(year), year == chosen) for year in range(today.year, FIRST_YEAR - 1, -1)]


def _years(chosen: int | None, today: date) -> list[tuple[str, Any, bool]]:
    return [(ALL_YEARS, _("Mọi năm"), chosen is None), *years_until(today, chosen or 0)]


def _choices(one: Filter, asked: Asked) -> list[tuple[str, Any, bool]]:
    chosen = asked.question.where.get(one.fact, ())
    return [
        ("", _("Tất cả"), not chosen),
        *((value or NONE, words, value in chosen) for value, words in one.words.items()),
    ]


def chips(asked: Asked, unit: str) -> list[tuple[str, str, str | None]]:
    """What narrows the figures: the words, the name in the address, and its value when the chip is taken away.

    ``unit`` is the name of the unit that was picked.
    """
    found = list[tuple[str, str, str | None]]()
    sector = unit_ref(asked.sector_id, asked.question.on) if asked.sector_id else None
    if asked.year:
        found.append((_("Năm %(year)s") % {"year": asked.year}, "nam", ALL_YEARS))
    if asked.part:
        found.append((part_label(asked.part), "ky", None))
    if unit:
        found.append((unit, "don_vi", None))
    if sector:
        found.append((_("Ngành: %(sector)s") % {"sector": sector.short_name}, "nganh", None))
    for one in FILTERS:
        values = asked.question.where.get(one.fact, ())
        if values:
            found.append((", ".join(str(one.words[value]) for value in values), one.name, None))
    return found
