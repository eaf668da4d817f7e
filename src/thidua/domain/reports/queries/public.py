"""Figures for everybody: how long procedures take, who is honoured where; cells too small to be told are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.pivot import Question, pivot

SMALLEST = 5
"""Counts from 1 up to below this are hidden: few enough that a neighbour could tell who is meant."""

_PACE = """
with closed as (
    select n.id, n.award_code, min(r.received_at) as since, max(coalesce(r.closed_at, r.approved_at)) as until,
           sum(r.attempt - 1) as returns, bool_or(r.state in ('decided', 'rejected')) as is_settled
      from nominations_nomination n join nominations_referral r on r.nomination_id = n.id
     where r.received_at >= %(since)s
     group by n.id
)
select award_code, count(*),
       percentile_cont(0.5) within group (order by extract(epoch from until - since) / 86400),
       percentile_cont(0.9) within group (order by extract(epoch from until - since) / 86400),
       count(*) filter (where returns > 0)
  from closed where is_settled and until is not null
 group by award_code
"""


@dataclass(frozen=True, slots=True)
class ProcedurePace:
    """Nominations of one award settled since a day: days from the first receipt to the result, and those returned."""

    award_code: str
    settled: int
    median: float
    slowest: float
    returned: int

    @property
    def return_share(self) -> float:
        return self.returned / self.settled


@dataclass(frozen=True, slots=True)
class PublicRow:
    """Honours of a province by class; ``None`` is a count that is hidden. Totals are told only where nothing hides
    behind them.
    """

    code: str
    name: str
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class PublicTable:
    """Provinces by class of those honoured in a year."""

    year: int
    heads: tuple[tuple[str, str], ...]
    rows: tuple[PublicRow, ...]


def procedure_paces(since: date) -> list[ProcedurePace]:
    """How long each award's nominations took, those with enough of them, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(_PACE, {"since": since})
        found = [
            ProcedurePace(code, n, float(p50), float(p90), back)
            for code, n, p50, p90, back in cursor.fetchall()
        ]
    return sorted((one for one in found if one.settled >= SMALLEST), key=lambda one: -one.settled)


def honours_by_province(year: int, on: date) -> PublicTable:
    """Who was honoured in a year, by the provinces of today, with small cells hidden."""
    question = Question(rows="province", columns="class", on=on, periods=(Period.years(year, year),))
    table = pivot(Actor.system("public"), question)
    rows = []
    for head in sorted(table.rows, key=lambda one: one.key):
        cells = hidden([table.cell(head.key, column.key) for column in table.columns])
        gone = sum(table.cell(head.key, column.key) for column in table.columns) - sum(filter(None, cells))
        total = table.row_totals[head.key]
        is_told = total >= SMALLEST and (not gone or gone >= SMALLEST)
        rows.append(PublicRow(head.key, head.label, cells, total if is_told else None))
    return PublicTable(year, tuple((one.key, one.label) for one in table.columns), tuple(rows))


def hidden(counts: Sequence[int]) -> tuple[int | None, ...]:
    """The counts of one row with the small ones hidden, and as many of the next larger ones as keep them hidden.

    What is hidden follows from the total of the row, so at least two are, which together are no small count either:
    from a sum of two, each of them would be one.
    """
    gone = {at for at, count in enumerate(counts) if 0 < count < SMALLEST}
    others = sorted((count, at) for at, count in enumerate(counts) if count >= SMALLEST)
    for _count, at in others:
        if not gone or (len(gone) > 1 and sum(counts[one] for one in gone) >= SMALLEST):
            break
        gone.add(at)
    return tuple(None if at in gone else count for at, count in enumerate(counts))
