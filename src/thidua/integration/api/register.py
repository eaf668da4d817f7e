"""The register: searching, one entry with what was written about it, everything of one holder."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import StringConstraints

from thidua.core.vietnamese import nfc
from thidua.domain.accounts.models import Scope
from thidua.domain.people.models import Subject
from thidua.domain.people.states import LeaderClass, PositionClass, Sex, SubjectKind
from thidua.domain.register.awards import award_label
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.criteria import Criteria
from thidua.domain.register.queries.criteria import Years as Band
from thidua.domain.register.queries.history import get_history, get_holder
from thidua.domain.register.queries.search import Key, count, search
from thidua.domain.register.states import CommendationType
from thidua.integration.api.doors import Token, reader, today
from thidua.integration.api.parameters import (
    Code,
    Day,
    Identifier,
    Paging,
    Text,
    Years,
    numbers,
    spans_for,
    written,
)
from thidua.integration.api.problems import not_found

router = Router(tags=["register"], auth=Token(Scope.REGISTER))
RegisterNo = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00/]+$")]


class Asked(Paging):
    """The same as the page of the register asks; values of one name are alternatives."""

    q: Text = ""
    award: list[Code] = []
    year: list[Years] = []
    holder_class: list[PositionClass | Literal["collective", "household"]] = []
    status: list[Literal["in_force", "annulled"]] = []
    type: list[CommendationType] = []
    sex: list[Sex] = []
    province: list[Code] = []
    kind: list[SubjectKind] = []
    leader_class: list[LeaderClass] = []
    is_enterprise: bool = False
    unit: Identifier | None = None
    sector: Identifier | None = None
    since: Day | None = None
    until: Day | None = None
    count: bool = False


class Award(Schema):
    code: str
    name: str


class Line(Schema):
    """One line as it holds today; the unit by its name of then."""

    register_no: str
    holder_id: int
    holder_kind: str
    holder_name: str
    birth_year: int | None
    sex: str
    position_class: str
    post: str
    unit_id: int
    unit_name: str
    province_code: str
    award: Award
    type: str
    achievement: str
    issuer_name: str
    decision_number: str
    decided_on: date
    signer: str
    signer_post: str
    is_annulled: bool


class Found(Schema):
    items: list[Line]
    next: str | None
    suggestion: str
    count: int | None = None
    is_count_capped: bool = False


class Change(Schema):
    """A later line: a correction, an annulment, a restoration, by which paper and why."""

    kind: str
    act_number: str
    act_on: date | None
    reason: str


class Whole(Line):
    is_corrected: bool
    changes: list[Change]


class Holder(Schema):
    id: int
    kind: str
    name: str
    items: list[Line]
    next: str | None


@router.get("", response=Found, operation_id="search_register")
def search_register(request: HttpRequest, asked: Query[Asked]) -> Found:
    who = reader(request)
    criteria = _criteria(request, asked)
    key = numbers(asked.after, len(Key._fields))
    page = search(who.actor, criteria, after=Key(*key) if key else None, limit=asked.limit)
    found = Found(
        items=[line_of(line) for line in page.lines],
        next=written(tuple(page.next)) if page.next else None,
        suggestion=page.reading.suggestion,
    )
    if asked.count:
        counted = count(who.actor, criteria, page.reading, known=page.known)
        found.count, found.is_count_capped = counted.lines, counted.is_capped
    return found


@router.get(
    "/{register_no}",
    response=Whole,
    operation_id="register_entry",
)
def register_entry(request: HttpRequest, register_no: Path[RegisterNo]) -> dict[str, Any]:
    try:
        history = get_history(reader(request).actor, register_no)
    except Entry.DoesNotExist:
        raise not_found() from None
    standing = history.standing
    changes = [
        Change(kind=line.kind, act_number=line.act_number, act_on=line.act_on, reason=line.reason)
        for line in history.later
    ]
    told = _facts(history.content, is_annulled=standing.is_annulled)
    return told | {
        "register_no": history.root.register_no,
        "is_corrected": standing.is_corrected,
        "changes": changes,
    }


holders = Router(tags=["register"], auth=Token(Scope.REGISTER))


@holders.get(
    "/{holder_id}",
    response=Holder,
    operation_id="holder",
)
def holder(request: HttpRequest, holder_id: Path[Identifier], paging: Query[Paging]) -> Holder:
    try:
        subject, lines = get_holder(reader(request).actor, holder_id)
    except Subject.DoesNotExist:
        raise not_found() from None
    first = (numbers(paging.after, 1) or (0,))[0]
    shown = lines[first : first + paging.limit]
    more = first + paging.limit < len(lines)
    return Holder(
        id=subject.pk,
        kind=subject.kind,
        name=lines[0].holder_name,
        items=[line_of(line) for line in shown],
        next=written((first + paging.limit,)) if more else None,
    )


def line_of(line: Any) -> Line:
    """A line of a list as it is told."""
    return Line(**_facts(line, is_annulled=line.is_annulled))


def _facts(line: Any, *, is_annulled: bool) -> dict[str, Any]:
    same = {
        name: getattr(line, name)
        for name in Line.model_fields
        if name not in {"award", "type", "unit_id", "is_annulled"}
    }
    return {
        **{name: "" if value is None and name != "birth_year" else value for name, value in same.items()},
        "unit_id": line.organization_id,
        "award": Award(code=line.award_code, name=award_label(line.award_code).name),
        "type": line.commendation_type,
        "is_annulled": is_annulled,
    }


def _criteria(request: HttpRequest, asked: Asked) -> Criteria:
    return Criteria(
        text=nfc(asked.q),
        awards=tuple(asked.award),
        years=tuple(_band(text) for text in asked.year),
        classes=tuple(str(value) for value in asked.holder_class),
        statuses=tuple(asked.status),
        types=tuple(str(value) for value in asked.type),
        sexes=tuple(str(value) for value in asked.sex),
        spans=spans_for(reader(request), asked.unit, asked.sector, today(request)),
        provinces=tuple(asked.province),
        kinds=tuple(str(value) for value in asked.kind),
        person_classes=tuple(str(value) for value in asked.leader_class),
        is_enterprise=True if asked.is_enterprise else None,
        decided_from=asked.since,
        decided_to=asked.until,
    )


def _band(text: str) -> Band:
    first, dash, last = text.partition("-")
    return Band(int(first) if first else None, (int(last) if last else None) if dash else int(first))
