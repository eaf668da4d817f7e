"""What was reported beside what is known now, with every entry between them: came later, corrected, annulled, restored.

The register only grows, so both days can be read from it: the entries written after the snapshot are replayed and each
honour they touch is judged as it stood then and as it stands now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import connection

from thidua.domain.access import Span
from thidua.domain.organizations.queries import as_pairs
from thidua.domain.reports.figures import Period, count_figures
from thidua.domain.reports.indicators import BY_CODE, Fact, Indicator
from thidua.domain.reports.models import Snapshot
from thidua.domain.reports.values import Difference

Reason = Literal["later", "annulled", "corrected_in", "corrected_out", "restored"]
MOST_NAMED = 40

# Every line of the honours of the period that anything was written about since the snapshot was taken. A later line
# bears the year of the decision it speaks of, so that only the years of the period are walked.
_TOUCHED = """
with touched as (
    select distinct coalesce(e.refers_to_id, e.id) as root
      from register_entry e join unnest(%(low)s::bigint[], %(high)s::bigint[]) s(low, high)
        on e.unit_position between s.low and s.high
     where e.entered_at > %(since)s and e.year between %(first_year)s and %(last_year)s
)
select coalesce(e.refers_to_id, e.id), e.id, e.kind, e.entered_at <= %(since)s, e.register_no, e.decided_on,
       e.holder_kind, coalesce(e.position_class, ''), coalesce(e.sex, ''), e.award_code, e.commendation_type,
       exists (select 1 from unnest(%(low)s::bigint[], %(high)s::bigint[]) s(low, high)
                where e.unit_position between s.low and s.high)
  from touched t join register_entry e on e.id = t.root or e.refers_to_id = t.root
 order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    kind: str
    was_known: bool
    register_no: str
    decided_on: date
    fact: Fact
    is_inside: bool


@dataclass(frozen=True, slots=True)
class _Honour:
    """An honour as it stood: its content and whether it was in force."""

    line: _Line
    is_annulled: bool

    def is_counted(self, indicator: Indicator, period: Period) -> bool:
        in_period = period.first <= self.line.decided_on <= period.last
        return not self.is_annulled and in_period and self.line.is_inside and indicator.counts(self.line.fact)


def differences(snapshot: Snapshot) -> list[Difference]:
    """Each figure that the records count: as reported, as known now, and why they differ; unchanged ones too."""
    data = snapshot.data
    spans = tuple(Span(low, high) for low, high in data["spans"])
    period = Period(*(date.fromisoformat(day) for day in data["period"]))
    lines = [line for line in data["lines"] if line["indicator"] in BY_CODE]
    known = count_figures({line["indicator"] for line in lines}, spans, period)
    touched = list(_touched(spans, period, snapshot.taken_at).values())
    return [_difference(line, known[line["indicator"]], touched, period) for line in lines]


def _touched(spans: Sequence[Span], period: Period, since: datetime) -> Mapping[int, list[_Line]]:
    low, high = as_pairs(spans)
    found: dict[int, list[_Line]] = defaultdict(list)
    asked: dict[str, Any] = {
        "low": low, "high": high, "since": since, "first_year": period.first.year, "last_year": period.last.year,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, asked)
        for root, pk, kind, was_known, number, decided_on, *fact, is_inside in cursor.fetchall():
            found[root].append(_Line(pk, kind, was_known, number, decided_on, Fact(*fact), is_inside))
    return found


def _as_of(lines: Iterable[_Line]) -> _Honour | None:
    """An honour after these lines; ``None`` before the first of them."""
    line, is_annulled = None, False
    for one in lines:
        if one.kind in {"grant", "correction"}:
            line = one
        elif one.kind in {"annulment", "restoration"}:
            is_annulled = one.kind == "annulment"
    return _Honour(line, is_annulled) if line else None


def _difference(
    line: Mapping[str, Any], known: int, touched: Sequence[Sequence[_Line]], period: Period
) -> Difference:
    indicator = BY_CODE[line["indicator"]]
    counts: dict[Reason, int] = defaultdict(int)
    entries: list[tuple[str, str]] = []
    for lines in touched if indicator.source == "register" else ():
        reason = _reason(lines, indicator, period)
        if reason:
            counts[reason] += 1
            entries.append((lines[0].register_no, reason))
    return Difference(
        line["code"],
        line["label"],
        Decimal(line["whole"] or 0),
        Decimal(known),
        **counts,
        entries=tuple(entries[:MOST_NAMED]),
    )


def _reason(lines: Sequence[_Line], indicator: Indicator, period: Period) -> Reason | None:
    then, now = _as_of(one for one in lines if one.was_known), _as_of(lines)
    was = then is not None and then.is_counted(indicator, period)
    is_now = now is not None and now.is_counted(indicator, period)
    if was == is_now or now is None:
        return None
    if is_now:
        if then is None:
            return "later"
        return "restored" if then.is_annulled else "corrected_in"
    return "annulled" if now.is_annulled else "corrected_out"
