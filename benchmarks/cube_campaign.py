"""How a national report stands: asked of every unit of the country, most of which have sent; taken back afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.measuring import Line, line, percentile
from benchmarks.register_data import TOP_ID

ASKED = 9
# Of a hundred units 60 are approved, 15 sent, 5 returned, 5 begun; the others never opened it. A tenth came late.
_REPORTS = """
insert into reports_report (assignment_id, organization_id, office_id, kind, due_on, state, revision, values,
    explanations, texts, marks, missing_note, sent_at, first_sent_at, return_reason, returns)
select %(assignment)s, p.organization_id, p.parent_id, p.kind, %(due)s, s.state, 1, '{}', '{}', '{}', '{}', '',
       case when s.state in ('sent', 'approved') then s.at end, case when s.state <> 'draft' then s.at end, '', 0
  from organizations_placement p
  cross join lateral (select p.organization_id %% 100 as share) drawn
  cross join lateral (
       select case when share < 60 then 'approved' when share < 75 then 'sent'
                   when share < 80 then 'returned' else 'draft' end as state,
              %(due)s::timestamptz + case when share %% 10 = 7 then interval '3d' else interval '-5d' end as at) s
 where p.line = 'union' and p.during @> %(due)s::date and share < 85 and p.organization_id <> %(top)s
"""


def campaign(label: str, today: date) -> Iterator[Line]:
    """The queries behind the page of a report campaign, for the country and for one province."""
    from django.db import transaction

    from thidua.domain.reports.queries.expected import silent_units, standing, whole

    with transaction.atomic():
        row = _asked(today - timedelta(days=7))
        units = whole(standing(row, today)).expected
        for name, top in (("the country", TOP_ID), ("one province", TOP_ID + 1)):
            first, times = _times(
                lambda top=top: (standing(row, today, top), silent_units(row, today, top_id=top))
            )
            yield line(
                f"{label}: how a report of {name} stands, by unit below, with the silent, p95",
                percentile(times, 0.95), "ms", 100, p50=percentile(times, 0.5), first_ms=first, units=units,
            )  # fmt: skip
        transaction.set_rollback(True)


def _asked(due: date) -> Any:
    from django.db import connection
    from psycopg.types.range import DateRange

    from thidua.core.clock import SystemClock
    from thidua.domain.organizations.states import Level, UnitKind
    from thidua.domain.reports.models import Assignment, Definition

    at = SystemClock().now()
    definition = Definition.objects.create(
        organization_id=TOP_ID, title="Báo cáo năm", cadence="year", state="published", created_at=at
    )
    row = Assignment.objects.create(
        definition=definition, organization_id=TOP_ID, title="Báo cáo năm", during=DateRange(date(due.year, 1, 1), due),
        as_of=due, kinds=list(UnitKind.values), due_on={level.value: due.isoformat() for level in Level}, assigned_at=at,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_REPORTS, {"assignment": row.pk, "due": due, "top": TOP_ID})
    return row


def _times(work: Callable[[], object]) -> tuple[float, list[float]]:
    found = []
    for _n in range(ASKED):
        started = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - started))
    return found[0], found[1:]
