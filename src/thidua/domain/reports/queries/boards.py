"""The board of an office: what is late below it, where dossiers hang, whether honours are shared fairly, the trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from thidua.domain.access import Span
from thidua.domain.nominations.queries.referrals import OPEN_STATES
from thidua.domain.organizations.queries import as_pairs
from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.reports.figures import Period, register_facts
from thidua.domain.reports.indicators import Fact

YEARS = 5

_STUCK = """
select r.office_id, count(*), count(*) filter (where r.due_on < %(on)s),
       min(r.received_at) filter (where r.due_on < %(on)s), min(r.due_on)
  from unnest(%(low)s::bigint[], %(high)s::bigint[]) s(low, high)
  join organizations_organization o on o.position between s.low and s.high
  join nominations_referral r on r.office_id = o.id and r.state = any(%(open)s)
 group by r.office_id
 order by 3 desc, 2 desc, 5
 limit %(limit)s
"""
_PACE = """
select count(*), count(*) filter (where (done at time zone 'Asia/Ho_Chi_Minh')::date <= due_on),
       percentile_cont(0.5) within group (order by extract(epoch from done - received_at) / 86400),
       percentile_cont(0.9) within group (order by extract(epoch from done - received_at) / 86400)
  from (select r.received_at, r.due_on, coalesce(r.returned_at, r.appraised_at, r.closed_at) as done
          from unnest(%(low)s::bigint[], %(high)s::bigint[]) s(low, high)
          join organizations_organization o on o.position between s.low and s.high
          join nominations_referral r on r.office_id = o.id and r.received_at >= %(since)s) handled
 where done is not null
"""


_REACHED = ("", *(f"position_class = '{one}'" for one in PositionClass.values), f"sex = '{Sex.FEMALE}'")
_REACH = f"""
select {
    ", ".join(
        f"count(*) filter (where {who or 'true'}), count(*) filter (where {who or 'true'} and this_year),"
        f" count(*) filter (where {who or 'true'} and ever)"
        for who in _REACHED
    )
}
  from (select p.position_class, p.sex, coalesce(bool_or(l.year = %(year)s), false) as this_year,
               count(l.root_id) > 0 as ever
          from unnest(%(low)s::bigint[], %(high)s::bigint[]) s(low, high)
          join organizations_organization o on o.position between s.low and s.high
          join people_subject b on b.organization_id = o.id and b.merged_into_id is null
          join people_person p on p.subject_id = b.id
          left join register_standingline l on l.holder_id = b.id and not l.is_annulled
         group by p.subject_id, p.position_class, p.sex) one
"""  # noqa: S608  # made of constants only


@dataclass(frozen=True, slots=True)
class Stuck:
    """Dossiers that lie at one office: how many, how many past their day, since when the oldest of those."""

    office_id: int
    waiting: int
    overdue: int
    oldest_on: date | None


@dataclass(frozen=True, slots=True)
class PaceBelow:
    """Dossiers handled since a day by all offices below: on time, and days from receipt to the first act."""

    handled: int
    on_time: int
    median: float
    slowest: float  # nine of ten are quicker

    @property
    def on_time_share(self) -> float | None:
        return self.on_time / self.handled if self.handled else None


@dataclass(frozen=True, slots=True)
class Fairness:
    """Who was honoured in a period; shares of persons (of all honours for collectives) are 0 to 1."""

    persons: int
    direct: int
    managers: int
    women: int
    collectives: int
    honours: int

    def share(self, name: str) -> float | None:
        whole = self.honours if name == "collectives" else self.persons
        return getattr(self, name) / whole if whole else None


def stuck_offices(spans: Sequence[Span], on: date, limit: int = 12) -> list[Stuck]:
    """Offices within the spans where dossiers wait, the most overdue first."""
    low, high = as_pairs(spans)
    asked: dict[str, Any] = {"low": low, "high": high, "on": on, "limit": limit}
    asked["open"] = [str(state) for state in OPEN_STATES]
    with connection.cursor() as cursor:
        cursor.execute(_STUCK, asked)
        return [
            Stuck(office, waiting, overdue, oldest.date() if oldest else None)
            for office, waiting, overdue, oldest, _due in cursor.fetchall()
        ]


def pace_below(spans: Sequence[Span], since: date) -> PaceBelow:
    """How fast the offices within the spans have worked since a day."""
    low, high = as_pairs(spans)
    with connection.cursor() as cursor:
        cursor.execute(_PACE, {"low": low, "high": high, "since": since})
        handled, on_time, median, slowest = cursor.fetchone()
    return PaceBelow(handled, on_time, float(median or 0), float(slowest or 0))


def fairness(spans: Sequence[Span], period: Period) -> Fairness:
    """Who was honoured in a period."""
    facts = register_facts(spans, period)
    persons = [(fact, n) for fact, n in facts if fact.holder_kind == SubjectKind.PERSON]
    return Fairness(
        persons=_total(persons),
        direct=_total([one for one in persons if one[0].position_class == PositionClass.DIRECT]),
        managers=_total([one for one in persons if one[0].position_class == PositionClass.MANAGER]),
        women=_total([one for one in persons if one[0].sex == Sex.FEMALE]),
        collectives=_total([one for one in facts if one[0].holder_kind == SubjectKind.COLLECTIVE]),
        honours=_total(facts),
    )


def _total(facts: Sequence[tuple[Fact, int]]) -> int:
    return sum(n for _fact, n in facts)


def trend(spans: Sequence[Span], on: date, now: Fairness) -> list[tuple[int, int, int]]:
    """Year, honours and direct workers among them, of the last five years; ``now`` is the running one up to ``on``."""
    past = [
        (year, fairness(spans, Period(date(year, 1, 1), date(year, 12, 31))))
        for year in range(on.year - YEARS + 1, on.year)
    ]
    return [(year, one.honours, one.direct) for year, one in [*past, (on.year, now)]]


@dataclass(frozen=True, slots=True)
class Reach:
    """The people of a class (``direct``, ``women`` …; "all" for everybody) and how many of them honours reached."""

    name: str
    people: int
    this_year: int
    ever: int


def reach(spans: Sequence[Span], year: int) -> list[Reach]:
    """Of the people in the directory of one grassroots union: whom honours reached, by class. Not for larger units."""
    low, high = as_pairs(spans)
    with connection.cursor() as cursor:
        cursor.execute(_REACH, {"low": low, "high": high, "year": year})
        row = [int(value) for value in cursor.fetchone()]
    names = ("all", *(str(one) for one in PositionClass.values), "women")
    return [Reach(name, *row[3 * at : 3 * at + 3]) for at, name in enumerate(names)]


def same_days_last_year(on: date) -> Period:
    """The running year up to ``on``, a year before."""
    last = on - timedelta(days=366 if on.month == 2 and on.day == 29 else 0)
    return Period(date(on.year - 1, 1, 1), last.replace(year=on.year - 1))
