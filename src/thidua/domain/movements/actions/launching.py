"""Launching through the gate, and stopping."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.domain.access import Actor
from thidua.domain.movements import workflow
from thidua.domain.movements.actions.drafting import lock_movement, unit_name
from thidua.domain.movements.models import Movement
from thidua.domain.movements.queries.reading import gate
from thidua.domain.movements.states import MovementAct


@transaction.atomic
def launch(*, movement_id: int, actor: Actor, at: datetime, override_note: str = "") -> Movement:
    """This will launch a movement to everyone it addresses; one row changes whatever their number.

    Refused, with one line for each condition in ``details``, while the gate is closed and there is no written order
    (``override_note``). The order is kept with the head's name and shown to everybody.
    """
    row = lock_movement(movement_id)
    allowed = workflow.verdict(MovementAct.LAUNCH, row, actor)
    if not allowed:
        raise Refused(allowed.reason)
    on, note = day_of(at), override_note.strip()
    report = gate(row, on)
    if not report.is_open and not note:
        raise Refused(
            _("Chưa phát động được: %(count)s điều kiện chưa đạt.") % {"count": len(report.reasons)},
            details=report.reasons,
        )
    row.override_note, row.override_by = (note, actor.name) if not report.is_open else ("", "")
    row.launched_at = at
    row.during = between(
        on, row.final_on + timedelta(days=1) if row.final_on and row.final_on >= on else None
    )
    row.save(update_fields=["override_note", "override_by", "launched_at", "during"])
    workflow.move(
        row, MovementAct.LAUNCH, actor=actor, at=at, unit=unit_name(row, at), override=row.override_note,
        not_met=[condition.key for condition in report.conditions if condition.verdict != "met"],
    )  # fmt: skip
    return row


@transaction.atomic
def stop(*, movement_id: int, reason: str, actor: Actor, at: datetime) -> Movement:
    """This will stop a live movement; refused without a reason."""
    row = lock_movement(movement_id)
    if not reason.strip():
        raise Refused(_("Ghi lý do dừng phong trào; mọi đơn vị tham gia sẽ thấy."), field="reason")
    workflow.move(row, MovementAct.STOP, actor=actor, at=at, unit=unit_name(row, at), reason=reason.strip())
    return row
