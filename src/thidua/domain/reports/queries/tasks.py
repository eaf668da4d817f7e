"""What reports ask of a person today: to write, to mend, to read and approve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.reports.permissions import EDITORS, OFFICE

TaskKind = Literal["write", "mend", "judge"]

# Open assignments that ask something of one of the units, and reports that wait at one of the offices.
_TASKS = """
with mine as (
    select p.organization_id, p.path, p.rank, p.kind, p.during, p.short_name
      from organizations_placement p where p.organization_id = any(%(units)s) and p.line = 'union'
)
select case when r.state = 'returned' then 'mend' else 'write' end, a.id, a.title, m.organization_id, m.short_name,
       (a.due_on->>(array['national','province','upper','grassroots'])[m.rank + 1])::date, 1,
       coalesce(r.return_reason, '')
  from reports_assignment a
  join mine m on m.during @> a.as_of
   and a.organization_id = any(string_to_array(m.path::text, '.')::bigint[])
   and (m.kind = any(a.kinds) or m.organization_id = a.organization_id)
  left join reports_report r on r.assignment_id = a.id and r.organization_id = m.organization_id
 where a.state = 'open' and coalesce(r.state, 'draft') in ('draft', 'returned')
union all
select 'judge', a.id, a.title, r.office_id, '', min(r.due_on), count(*), ''
  from reports_report r join reports_assignment a on a.id = r.assignment_id and a.state = 'open'
 where r.office_id = any(%(offices)s) and r.state = 'sent'
 group by a.id, a.title, r.office_id
"""


@dataclass(frozen=True, slots=True)
class ReportTask:
    """One thing to do with a report; ``count`` reports wait for ``judge``."""

    kind: TaskKind
    assignment_id: int
    title: str
    unit_id: int
    unit_name: str
    due_on: date | None
    count: int
    note: str


def tasks_of(actor: Actor) -> list[ReportTask]:
    """What waits for the actor, in no order; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_TASKS, _asked(actor))
        return [ReportTask(*row) for row in cursor.fetchall()]


def count_statement(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """How many lines ``tasks_of`` has, as a statement with one column ``n`` that others can be joined to."""
    values = _asked(actor)
    sql = _TASKS.replace("%(units)s", "%s::bigint[]").replace("%(offices)s", "%s::bigint[]")
    return f"select count(*) as n from ({sql}) tasks", (values["units"], values["offices"])  # noqa: S608 - a constant


def _asked(actor: Actor) -> dict[str, Any]:
    return {"units": _units(actor, EDITORS), "offices": _units(actor, OFFICE)}


def _units(actor: Actor, roles: Iterable[Any]) -> list[int]:
    return sorted({grant.unit.id for grant in actor.grants if grant.role in set(roles)})
