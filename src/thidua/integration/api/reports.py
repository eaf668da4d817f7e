"""Periodic reports: what is asked of whom, one unit's report as it stands, and what it once sent."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from thidua.domain.accounts.models import Scope
from thidua.domain.reports.models import Assignment
from thidua.domain.reports.queries import visible
from thidua.domain.reports.queries.expected import place_of, standing, whole
from thidua.domain.reports.queries.reading import sent_lines, sheet_of
from thidua.domain.reports.snapshots import is_intact
from thidua.domain.reports.values import Line, Place
from thidua.integration.api.doors import Token, reader, today
from thidua.integration.api.parameters import Identifier, Paging, numbers, written
from thidua.integration.api.problems import not_found

router = Router(tags=["reports"], auth=Token(Scope.REPORTS))
Number = Annotated[int, Field(ge=1, le=32_767)]


class Campaign(Schema):
    """A report asked of a unit and those below it for one period."""

    id: int
    title: str
    asked_by: int
    first_day: date
    last_day: date
    state: str


class Campaigns(Schema):
    items: list[Campaign]
    next: str | None


class Standing(Campaign):
    """With the reports expected and received below the unit that asked, as far as the token reaches."""

    expected: int
    received: int
    approved: int
    returned: int
    silent: int
    late: int


class Figure(Schema):
    code: str
    group: str
    label: str
    measure: str
    is_counted: bool
    own: Decimal | None
    below: Decimal | None
    whole: Decimal | None
    before: Decimal | None
    explanation: str


class Part(Schema):
    code: str
    title: str
    text: str


class Report(Schema):
    """A unit's report as it stands; sendings are numbered from 1."""

    assignment: int
    unit: int
    unit_name: str
    due_on: date
    state: str
    sent_at: datetime | None
    sendings: int
    lines: list[Figure]
    parts: list[Part]


class Snapshot(Schema):
    """What was sent, as it was; ``sha256`` covers it and the sending before."""

    assignment: int
    unit: int
    number: int
    taken_at: datetime
    sha256: str
    is_intact: bool
    lines: list[Figure]
    parts: list[Part]


@router.get("", response=Campaigns, operation_id="report_assignments")
def assignments(request: HttpRequest, paging: Query[Paging]) -> Campaigns:
    rows = visible.assignments(reader(request).actor, today(request)).order_by("-pk")
    after = numbers(paging.after, 1)
    found = list((rows.filter(pk__lt=after[0]) if after else rows)[: paging.limit + 1])
    shown = found[: paging.limit]
    more = len(found) > paging.limit
    return Campaigns(items=[_told(row) for row in shown], next=written((shown[-1].pk,)) if more else None)


@router.get("/{assignment}", response=Standing, operation_id="report_assignment")
def one_assignment(request: HttpRequest, assignment: Path[Identifier]) -> dict[str, Any]:
    row, who = _assignment(request, assignment), reader(request)
    top = row.organization_id if who.actor.covers(row.organization.position) else who.unit_id
    counts = whole(standing(row, today(request), top))
    names = ("expected", "received", "approved", "returned", "silent", "late")
    return _told(row).dict() | {name: getattr(counts, name) for name in names}


@router.get("/{assignment}/units/{unit}", response=Report, operation_id="report")
def report(request: HttpRequest, assignment: Path[Identifier], unit: Path[Identifier]) -> Report:
    row = _assignment(request, assignment)
    place = _place(request, row, unit)
    found = visible.get_report(reader(request).actor, row, unit)
    sheet = sheet_of(row, place, found, today(request))
    return Report(
        assignment=row.pk,
        unit=unit,
        unit_name=place.unit.name,
        due_on=place.due_on,
        state=sheet.state,
        sent_at=found.sent_at if found else None,
        sendings=found.snapshots.count() if found else 0,
        lines=[_line(line) for line in sheet.lines],
        parts=[Part(code=part.code, title=part.title, text=part.text) for part in sheet.parts],
    )


@router.get(
    "/{assignment}/units/{unit}/snapshots/{number}",
    response=Snapshot,
    operation_id="report_snapshot",
)
def snapshot(
    request: HttpRequest, assignment: Path[Identifier], unit: Path[Identifier], number: Path[Number]
) -> Snapshot:
    row = _assignment(request, assignment)
    _place(request, row, unit)
    try:
        found = visible.get_snapshot(reader(request).actor, row, unit, number)
    except ObjectDoesNotExist:
        raise not_found() from None
    data = found.data
    return Snapshot(
        assignment=row.pk,
        unit=unit,
        number=number,
        taken_at=found.taken_at,
        sha256=found.sha256,
        is_intact=is_intact(found),
        lines=[_line(line) for line in sent_lines(data)],
        parts=[Part(code=part["code"], title=part["title"], text=part["text"]) for part in data["parts"]],
    )


def _assignment(request: HttpRequest, pk: int) -> Assignment:
    try:
        return visible.get_assignment(reader(request).actor, pk, today(request))
    except Assignment.DoesNotExist:
        raise not_found() from None


def _place(request: HttpRequest, row: Assignment, unit: int) -> Place:
    place = place_of(row, unit)
    if place is None or not reader(request).actor.covers(place.unit.position):
        raise not_found()
    return place


def _told(row: Assignment) -> Campaign:
    return Campaign(
        id=row.pk,
        title=row.title,
        asked_by=row.organization_id,
        first_day=row.during.lower,
        last_day=row.last_day,
        state=row.state,
    )


def _line(line: Line) -> Figure:
    return Figure(**{name: getattr(line, name) for name in Figure.model_fields})
