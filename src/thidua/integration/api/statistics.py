"""Figures: cross tables, also as SDMX, and statutory tables."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Path, Query, Router, Schema

from thidua.domain.accounts.models import Scope
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Text as Said
from thidua.domain.people.states import LeaderClass, Sex, SubjectKind
from thidua.domain.register.states import CommendationType
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.dimensions import CLASSES, COLUMNS, LEVELS, ROWS, SECTORS
from thidua.domain.reporting.forms import fill_form, form_scope
from thidua.domain.reporting.pivot import pivot
from thidua.domain.reporting.sdmx import CSV_TYPE, XML_TYPE, Dataset, csv_text, structure_xml
from thidua.domain.reporting.tables import Measure, PivotTable, Question
from thidua.integration.api.doors import Token, reader, today
from thidua.integration.api.parameters import Code, Identifier, Part, Structure, Year, spans_for
from thidua.integration.api.problems import not_found

router = Router(tags=["statistics"], auth=Token(Scope.STATISTICS))


class Asked(Schema):
    """The pickers and filters of the statistics page; values of one name are alternatives."""

    rows: Literal[ROWS] = "province"  # type: ignore[valid-type]  # the names are data
    columns: Literal[COLUMNS] = "award_group"  # type: ignore[valid-type]  # the names are data
    measure: Measure = "entries"
    structure: Structure = "now"
    year: Year | None = None
    part: Part | None = None
    unit: Identifier | None = None
    sector: Identifier | None = None
    award: list[Code] = []
    holder_class: list[Literal[tuple(CLASSES)]] = []  # type: ignore[valid-type]  # the names are data
    type: list[CommendationType] = []
    sex: list[Sex] = []
    level: list[Literal[tuple(LEVELS)]] = []  # type: ignore[valid-type]  # the names are data
    kind: list[SubjectKind] = []
    leader_class: list[LeaderClass] = []
    sector_kind: list[Literal[tuple(SECTORS)]] = []  # type: ignore[valid-type]  # the names are data
    minority: bool | None = None
    first: bool | None = None


class Head(Schema):
    key: str
    label: str
    total: int


class Row(Head):
    cells: dict[str, int]


class Table(Schema):
    """Counts by row and column; totals of holders are counted, not added."""

    rows: list[Row]
    columns: list[Head]
    total: int


class FormName(Schema):
    code: str
    name: str
    is_in_force: bool


class FormNames(Schema):
    items: list[FormName]


class FormAsked(Schema):
    year: Year
    unit: Identifier | None = None
    structure: Structure = "now"


class FormHead(Schema):
    code: str
    label: str


class FormRow(FormHead):
    cells: list[int | None]


class Form(Schema):
    """A statutory table; a cell of nothing is one that the records do not tell."""

    code: str
    name: str
    year: int
    columns: list[FormHead]
    rows: list[FormRow]


@router.get("/pivot", response=Table, operation_id="pivot")
def pivot_json(request: HttpRequest, asked: Query[Asked]) -> Table:
    table = _counted(request, asked)[1]
    return Table(
        rows=[
            Row(
                key=row.key,
                label=row.label,
                total=table.row_totals[row.key],
                cells={column.key: table.cell(row.key, column.key) for column in table.columns},
            )
            for row in table.rows
        ],
        columns=[
            Head(key=one.key, label=one.label, total=table.column_totals[one.key]) for one in table.columns
        ],
        total=table.total,
    )


@router.get("/pivot.sdmx.csv", response=str, operation_id="pivot_sdmx_csv")
def pivot_sdmx_csv(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    return HttpResponse(csv_text(_dataset(request, asked)), content_type=CSV_TYPE)


@router.get(
    "/pivot.sdmx.xml",
    response=str,
    operation_id="pivot_sdmx_structure",
)
def pivot_sdmx_structure(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    return HttpResponse(structure_xml(_dataset(request, asked), at=_now(request)), content_type=XML_TYPE)


@router.get("/forms", response=FormNames, operation_id="forms")
def forms(request: HttpRequest) -> FormNames:
    on = today(request)
    found = sorted(library().forms.values(), key=lambda form: form.code)
    return FormNames(
        items=[
            FormName(
                code=form.code,
                name=form.name.said(get_language()),
                is_in_force=form.since <= on and (form.until is None or form.until > on),
            )
            for form in found
        ]
    )


@router.get("/forms/{code}", response=Form, operation_id="form")
def form(request: HttpRequest, code: Path[Code], asked: Query[FormAsked]) -> Form:
    who = reader(request)
    on, _spans = form_scope(asked.unit, year=asked.year, today=today(request), structure=asked.structure)
    try:
        filled = fill_form(
            code, who.actor, year=asked.year, on=on, spans=spans_for(who, asked.unit, None, on)
        )
    except LawError:
        raise not_found() from None
    language = get_language()
    return Form(
        code=code,
        name=filled.form.name.said(language),
        year=asked.year,
        columns=[
            FormHead(code=one["code"], label=Said(**one["label"]).said(language))
            for one in filled.form.columns
        ],
        rows=[
            FormRow(
                code=row["code"],
                label=Said(**row["label"]).said(language),
                cells=[cell.count for cell in cells],
            )
            for row, cells in zip(filled.form.rows, filled.cells, strict=True)
        ],
    )


def _counted(request: HttpRequest, asked: Asked) -> tuple[Question, PivotTable]:
    who, on = reader(request), today(request)
    if asked.structure == "then" and asked.year:
        on = min(on, on.replace(year=asked.year, month=12, day=31))
    question = Question(
        rows=asked.rows,
        columns=asked.columns,
        on=on,
        measure=asked.measure,
        structure=asked.structure,
        where=_where(asked),
        periods=(Period.of_year(asked.year, asked.part or ""),),
        spans=spans_for(who, asked.unit, asked.sector, on),
        unit_id=asked.unit or who.unit_id,
    )
    return question, pivot(who.actor, question)


def _where(asked: Asked) -> dict[str, tuple[str, ...]]:
    given: dict[str, list[Any]] = {
        "award": asked.award,
        "class": asked.holder_class,
        "type": asked.type,
        "sex": asked.sex,
        "level": asked.level,
        "kind": asked.kind,
        "person": asked.leader_class,
        "sector": asked.sector_kind,
        "minority": [] if asked.minority is None else ["1" if asked.minority else ""],
        "first": [] if asked.first is None else ["1" if asked.first else ""],
    }
    return {name: tuple(str(value) for value in values) for name, values in given.items() if values}


def _dataset(request: HttpRequest, asked: Asked) -> Dataset:
    question, table = _counted(request, asked)
    return Dataset(question, table, asked.year, asked.part or "")


def _now(request: HttpRequest) -> Any:
    return request.now  # type: ignore[attr-defined]  # set by the middleware
