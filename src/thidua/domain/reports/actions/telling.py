"""Making the notifications of one act in lots, so that a job that stops goes on where it was."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from thidua.core.clock import day_of
from thidua.domain.communications.actions import tell_units
from thidua.domain.reports.models import Assignment, Telling
from thidua.domain.reports.queries.expected import owing_units, silent_units
from thidua.domain.reports.states import TellingKind
from thidua.domain.reports.values import Child

LOT = 500
EVENTS = {TellingKind.ASSIGNED: "report.assigned", TellingKind.NUDGED: "report.nudged"}


@transaction.atomic
def tell_lot(*, telling_id: int, at: datetime) -> bool:
    """This will notify the next lot of units and say whether more are left. Nobody is told twice of one act."""
    row = Telling.objects.select_for_update(of=("self",)).select_related("assignment").get(pk=telling_id)
    if row.done_at is not None:
        return False
    units = _next(row, row.assignment, at)
    row.told += tell_units(
        EVENTS[TellingKind(row.kind)],
        {unit.unit_id: _facts(row, unit) for unit in units},
        key=f"telling:{row.pk}",
        subject=row.assignment,
        at=row.at,
    )
    row.last_position = units[-1].position if units else row.last_position
    row.done_at = at if len(units) < LOT else None
    row.save(update_fields=["told", "last_position", "done_at"])
    return row.done_at is None


def _next(row: Telling, assignment: Assignment, at: datetime) -> list[Child]:
    units_of = silent_units if row.kind == TellingKind.NUDGED else owing_units
    return units_of(assignment, day_of(at), top_id=row.branch_id, after=row.last_position, limit=LOT)


def _facts(row: Telling, unit: Child) -> dict[str, str]:
    return {"title": row.assignment.title, "unit": unit.name, "due": f"{unit.due_on:%d/%m/%Y}"}
