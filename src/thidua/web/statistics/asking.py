"""The statistics page as an address: pickers, filters, the cell that is open; and the register's address of a cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from thidua.core.typed import identifier
from thidua.domain.organizations.queries import structure_version, subtree_spans
from thidua.domain.people.states import PositionClass
from thidua.domain.register.queries.criteria import Criteria, Years
from thidua.domain.reporting.groups import awards_of_group
from thidua.domain.reporting.pivot import COLUMNS, ROWS, Question
from thidua.domain.reporting.provinces import parts_of

ALL_YEARS = "moi"


@dataclass(frozen=True, slots=True)
class Asked:
    """The question, the year (nothing: every year) and the chosen cell (row key, column key; "" for a total)."""

    question: Question
    year: int | None
    chosen: tuple[str, str] | None


def asked(values: QueryDict, today: date, unit_id: int | None) -> Asked:
    """Read the query string; what is missing gets what most people look for: provinces by award this year."""
    year = _year(values.get("nam", ""), today)
    narrowed = identifier(values.get("don_vi", ""))
    criteria = Criteria(
        years=(Years(year, year),) if year else (),
        classes=tuple(filter(None, values.getlist("nguoi"))),
        types=tuple(filter(None, values.getlist("loai"))),
        sexes=tuple(filter(None, values.getlist("gioi"))),
        spans=subtree_spans(narrowed, today, structure_version()) if narrowed else None,
    )
    question = Question(
        rows=_one_of(values.get("hang", ""), ROWS),
        columns=_one_of(values.get("cot", ""), COLUMNS),
        on=today,
        measure="persons" if values.get("do") == "persons" else "entries",
        structure="then" if values.get("co_cau") == "then" else "now",
        criteria=criteria,
        unit_id=narrowed or unit_id,
    )
    row, found, column = values.get("o", "").partition("|")
    return Asked(question, year, (row, column) if found else None)


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


def register_address(question: Question, row: str, column: str, unit_id: int | None = None) -> str:
    """The register narrowed to the lines of a cell."""
    chosen = selection(question, row, column)
    if unit_id and "don_vi" not in chosen:
        chosen["don_vi"] = unit_id
    return f"{reverse('register')}?{urlencode(chosen, doseq=True)}"


def cell_criteria(question: Question, row: str, column: str) -> Criteria:
    """The same narrowing as the register's search takes it."""
    chosen = selection(question, row, column)
    years = tuple(Years(int(year), int(year)) for year in chosen.get("nam", []))
    spans = question.criteria.spans
    if "don_vi" in chosen:
        spans = subtree_spans(int(chosen["don_vi"]), question.on, structure_version())
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


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    return text if text in allowed else allowed[0]
