"""What can be asked, with its bounds, and how a place in a list is written."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from thidua.domain.access import Span
from thidua.domain.accounts.tokens import Reader
from thidua.domain.organizations.queries import crossed, sector_spans, structure_version, subtree_spans

FIRST_YEAR, LAST_YEAR = 1945, 2100
_PLAIN = r"^[^\x00]*$"


def _in_calendar(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"{FIRST_YEAR}–{LAST_YEAR}")
    return day


Text = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
Identifier = Annotated[int, Field(ge=1, le=10**18 - 1)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Years = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}|[0-9]{4}-[0-9]{4}|[0-9]{4}-|-[0-9]{4})$")]
Day = Annotated[date, AfterValidator(_in_calendar)]
Limit = Annotated[int, Field(ge=1, le=200)]
Part = Literal["q1", "q2", "q3", "q4", "h1", "h2", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "m10",
               "m11", "m12"]  # fmt: skip
Cursor = Annotated[str, StringConstraints(max_length=60, pattern=r"^([0-9]{1,18}(\.[0-9]{1,18}){0,3})?$")]
Structure = Literal["now", "then"]


class Paging(Schema):
    """Where a list goes on: ``after`` is the ``next`` of the page before."""

    after: Cursor = ""
    limit: Limit = 50


def numbers(cursor: str, count: int) -> tuple[int, ...] | None:
    """The numbers of a cursor, if it has as many as the list needs."""
    found = tuple(int(part) for part in cursor.split(".")) if cursor else ()
    return found if len(found) == count else None


def written(parts: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in parts)


def spans_for(who: Reader, unit: int | None, sector: int | None, on: date) -> tuple[Span, ...]:
    """The positions asked for that lie below the token's unit and within its owner's roles."""
    version = structure_version()
    spans = who.actor.spans()
    for found in (
        subtree_spans(unit, on, version) if unit else None,
        sector_spans(sector, on, version) if sector else None,
    ):
        spans = spans if found is None else crossed(spans, found)
    return spans
