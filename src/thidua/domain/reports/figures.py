"""Counting the figures of one unit and one period: honours from the cube, the rest by a statement each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from thidua.core.clock import VIETNAM
from thidua.domain.access import Span
from thidua.domain.organizations.queries import as_pairs
from thidua.domain.organizations.queries.tree import COUNTED
from thidua.domain.reporting.cube import periods as cube
from thidua.domain.reporting.cube.reading import Slice, count
from thidua.domain.reports.indicators import BY_CODE, Fact

_UNITS = """
  from unnest(%(low)s::bigint[], %(high)s::bigint[]) s(low, high)
  join organizations_organization o on o.position between s.low and s.high
"""
_OTHERS = {
    "movements_launched": "select count(*)"
    + _UNITS
    + """join movements_movement m on m.organization_id = o.id
         where m.launched_at >= %(first_at)s and m.launched_at < %(after_at)s""",
    "units_joined": "select count(distinct o.id)"
    + _UNITS
    + """join movements_registration r on r.organization_id = o.id
         join movements_movement m on m.id = r.movement_id and m.during && daterange(%(first)s::date, %(after)s::date)
         where r.registered_at < %(after_at)s and (r.withdrawn_at is null or r.withdrawn_at >= %(first_at)s)""",
    "nominations_sent": "select count(*)"
    + _UNITS
    + """join nominations_submission b on b.organization_id = o.id
         join nominations_nomination n on n.submission_id = b.id
         where b.submitted_at >= %(first_at)s and b.submitted_at < %(after_at)s""",
    "nominations_returned": "select count(*)"
    + _UNITS
    + """join nominations_submission b on b.organization_id = o.id
         join nominations_nomination n on n.submission_id = b.id
         join nominations_referral r on r.nomination_id = n.id
         where r.returned_at >= %(first_at)s and r.returned_at < %(after_at)s""",
    "grassroots": "select count(*)"
    + _UNITS
    + """join organizations_placement p on p.organization_id = o.id
         where p.line = 'union' and p.during @> %(last)s::date and p.kind = any(%(counted)s)""",
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def after(self) -> date:
        return self.last + timedelta(days=1)


def count_figures(codes: Iterable[str], spans: Sequence[Span], period: Period) -> dict[str, int]:
    """Each figure by its code; one statement to the cube for all of the register and one for each other figure."""
    wanted = [BY_CODE[code] for code in codes]
    of_register = [one for one in wanted if one.source == "register"]
    facts = register_facts(spans, period) if of_register else []
    found = {one.code: sum(n for fact, n in facts if one.counts(fact)) for one in of_register}
    asked = _asked(spans, period)
    return found | {one.code: _count(_OTHERS[one.code], asked) for one in wanted if one.source != "register"}


def register_facts(spans: Sequence[Span], period: Period) -> list[tuple[Fact, int]]:
    """How many honours in force of each kind were decided in the period."""
    asked = Slice(
        by=("kind", "position", "sex", "award", "type"),
        spans=tuple(("", span) for span in spans),
        periods=(cube.Period(period.first, period.after),),
    )
    return [(Fact(*values), n) for values, n in count(asked).items()]


def _asked(spans: Sequence[Span], period: Period) -> dict[str, Any]:
    low, high = as_pairs(spans)
    return {
        "first_at": _midnight(period.first), "after_at": _midnight(period.after),
        "low": low, "high": high, "first": period.first, "last": period.last, "after": period.after,
        "counted": COUNTED,
    }  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=VIETNAM)


def _count(sql: str, asked: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return int(cursor.fetchone()[0])
