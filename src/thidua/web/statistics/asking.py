"""The statistics page as an address: pickers, filters, the cell that is open; and the register's address of a cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from thidua.core.typed import identifier
from thidua.domain.access import UnitRef
from thidua.domain.organizations.states import UnitKind
from thidua.domain.people.states import PositionClass
from thidua.domain.register.queries.criteria import Criteria, Years
from thidua.domain.reporting.groups import awards_of_group
from thidua.domain.reporting.pivot import COLUMNS, ROWS, Question
from thidua.domain.reporting.provinces import parts_of
from thidua.web.register.asking import spans_of

ALL_YEARS = "moi"


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, the year (nothing: every year), the chosen cell (row key, column key; "" for a total), and the
    unit and the sector it was narrowed to.
    """

    question: Question
    year: int | None
    chosen: tuple[str, str] | None
    unit_id: int | None = None
    sector_id: int | None = None


def asked(values: QueryDict, today: date, unit: UnitRef | None) -> Asked:
    """Read the query string; what is missing gets what most people look for: this year by award, by province for
    the whole country, by the units below for everyone else.
    """
    year = _year(values.get("nam", ""), today)
    narrowed, sector = identifier(values.get("don_vi", "")), identifier(values.get("nganh", ""))
    usual = "unit" if narrowed or (unit and unit.kind != UnitKind.CONFEDERATION) else "province"
    criteria = Criteria(
        years=(Years(year, year),) if year else (),
        classes=tuple(filter(None, values.getlist("nguoi"))),
        types=tuple(filter(None, values.getlist("loai"))),
        sexes=tuple(filter(None, values.getlist("gioi"))),
        spans=spans_of(narrowed, sector, today),
    )
    question = Question(
        rows=_one_of(values.get("hang", ""), ROWS, usual),
        columns=_one_of(values.get("cot", ""), COLUMNS, COLUMNS[0]),
        on=today,
        measure="persons" if values.get("do") == "persons" else "entries",
        structure="then" if values.get("co_cau") == "then" else "now",
        criteria=criteria,
        unit_id=narrowed or (unit.id if unit else None),
    )
    row, found, column = values.get("o", "").partition("|")
    return Asked(question, year, (row, column) if found else None, narrowed, sector)


def selection(question: Question, row: str, column: str) -> dict[str, Any]:
    """What the register must be narrowed by to show the lines of a cell, as names and values of its address.

    An empty key is a total and does not narrow.
    """
    criteria = question.criteria
    chosen: dict[str, Any] = {"tinh_trang": "in_force"}
    if criteria.years and criteria.years[0].first:
        chosen["nam"] = [str(criteria.years[0].first)]
    chosen |= {"nguoi": list(criteria.classes), "loai": list(criteria.types), "gioi": list(criteria.sexes)}
    for name, key in ((question.rows, row), (question.columns, column)):
        if key:
            chosen |= _narrowing(name, key, question)
    return {name: value for name, value in chosen.items() if value}


def register_address(asked_for: Asked, row: str, column: str) -> str:
    """The register narrowed to the lines of a cell."""
    chosen = selection(asked_for.question, row, column)
    if asked_for.unit_id and "don_vi" not in chosen:
        chosen["don_vi"] = asked_for.unit_id
    if asked_for.sector_id:
        chosen["nganh"] = asked_for.sector_id
    return f"{reverse('register')}?{urlencode(chosen, doseq=True)}"


def cell_criteria(asked_for: Asked, row: str, column: str) -> Criteria:
    """The same narrowing as the register's search takes it."""
    question = asked_for.question
    chosen = selection(question, row, column)
    years = tuple(Years(int(year), int(year)) for year in chosen.get("nam", []))
    spans = question.criteria.spans
    if "don_vi" in chosen:
        spans = spans_of(int(chosen["don_vi"]), asked_for.sector_id, question.on)
    return replace(
        question.criteria,
        years=years,
        awards=tuple(chosen.get("hinh_thuc", ())),
        classes=tuple(chosen.get("nguoi", ())),
        types=tuple(chosen.get("loai", ())),
        sexes=tuple(chosen.get("gioi", ())),
        provinces=tuple(chosen.get("tinh", ())),
        statuses=("in_force",),
        spans=spans,
    )


def _narrowing(name: str, key: str, question: Question) -> dict[str, Any]:
    if name == "province":
        return {"tinh": list(parts_of(key)) if question.structure == "now" else [key.rstrip("+")]}
    if name == "award_group":
        return {"hinh_thuc": list(awards_of_group(key))}
    if name == "unit":
        return {"don_vi": key}
    if name == "class":
        return {"nguoi": [key]} if key in {*PositionClass.values, "collective", "household"} else {}
    return {{"year": "nam", "award": "hinh_thuc", "sex": "gioi", "type": "loai"}[name]: [key]}


def _year(text: str, today: date) -> int | None:
    if text == ALL_YEARS:
        return None
    return int(text) if text.isdecimal() and len(text) == 4 else today.year


def _one_of(text: str, allowed: tuple[str, ...], usual: str) -> str:
    return text if text in allowed else usual
