"""The lines of the register behind a figure, newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.organizations.queries import EVERYWHERE
from thidua.domain.register.models import Entry
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.cube.reading import facts_behind
from thidua.domain.reporting.dimensions import dimension
from thidua.domain.reporting.pivot import slice_of
from thidua.domain.reporting.spans import common, without
from thidua.domain.reporting.tables import Question

PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of lines, and where the next begins if there is one."""

    lines: tuple[Entry, ...]
    next: tuple[date, int] | None


def lines_behind(
    actor: Actor, question: Question, *, after: tuple[date, int] | None = None, limit: int = PAGE
) -> Behind:
    """The lines that ``question`` counts, without its rows and columns, as far as the actor may see them."""
    source, params = facts_behind(slice_of(actor, question))
    where, key = "", list[Any]()
    if after is not None:
        where, key = "where (decided_on, id) < (%s, %s)", list(after)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select id, decided_on from ({source}) found {where} order by decided_on desc, id desc limit %s",  # noqa: S608  # made of known names
            [*params, *key, limit + 1],
        )
        rows = cursor.fetchall()
    entries = {entry.pk: entry for entry in Entry.objects.filter(id__in=[row[0] for row in rows[:limit]])}
    following = (rows[limit - 1][1], rows[limit - 1][0]) if len(rows) > limit else None
    return Behind(tuple(entries[row[0]] for row in rows[:limit]), following)


def cell_question(question: Question, row: str | None, column: str | None) -> Question:
    """The question narrowed to one cell; ``None`` stands for a total and does not narrow."""
    for name, key in ((question.rows, row), (question.columns, column)):
        if key is not None:
            question = _narrowed(question, name, key)
    return question


def _narrowed(question: Question, name: str, key: str) -> Question:
    known = dimension(name, question)
    if known.fact == "year":
        return replace(question, periods=tuple(_of_years(question.periods, {int(key)})))
    if known.fact == "month":
        months = {int(value) for value in known.values(key)}
        return replace(question, periods=tuple(_of_months(question, months)))
    if known.labelled is not None:
        spans = question.spans if question.spans is not None else (EVERYWHERE,)
        inside = tuple(span for label, span in known.labelled if label == key)
        kept = common(spans, inside) if key else without(spans, [span for _label, span in known.labelled])
        return replace(question, spans=kept)
    values = known.values(key)
    former = question.where.get(known.fact)
    kept_values = values if former is None else tuple(value for value in values if value in former)
    return replace(question, where={**question.where, known.fact: kept_values})


def _of_years(periods: tuple[Period, ...], years: set[int]) -> list[Period]:
    return [
        one
        for period in periods
        for year in sorted(years)
        for one in [_both(period, Period.years(year, year))]
        if one
    ]


def _of_months(question: Question, months: set[int]) -> list[Period]:
    found = []
    for period in question.periods:
        first = period.since.year if period.since else 1945
        last = period.until.year if period.until else question.on.year
        for year in range(first, last + 1):
            for month in sorted(months):
                of_month = Period(date(year, month, 1), date(year + month // 12, month % 12 + 1, 1))
                both = _both(period, of_month)
                if both:
                    found.append(both)
    return found


def _both(first: Period, second: Period) -> Period | None:
    since = max(filter(None, (first.since, second.since)), default=None)
    until = min(filter(None, (first.until, second.until)), default=None)
    if since and until and since >= until:
        return None
    return Period(since, until)
