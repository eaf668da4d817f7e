"""The step table of a list, and the only writer of its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thidua.core.errors import Refused
from thidua.domain import lifecycle
from thidua.domain.access import Actor, Verdict
from thidua.domain.audit.record import record
from thidua.domain.lifecycle import Step
from thidua.domain.register.imports.models import ImportBatch
from thidua.domain.register.permissions import can_keep_import
from thidua.domain.register.states import ImportAct, ImportState

S, A = ImportState, ImportAct

STEPS: Mapping[ImportAct, Step[ImportState]] = {
    A.CHECK: Step(frozenset({S.DRAFT, S.CHECKED}), S.CHECKING, can_keep_import, "import.mapped"),
    A.REOPEN: Step(frozenset({S.CHECKING, S.CHECKED}), S.DRAFT, can_keep_import, "import.reopened"),
    A.JUDGE: Step(frozenset({S.CHECKING}), S.CHECKED, can_keep_import, "import.checked"),
    A.ENTER: Step(frozenset({S.CHECKED}), S.ENTERING, can_keep_import, "import.accepted"),
    A.FINISH: Step(frozenset({S.ENTERING}), S.ENTERED, can_keep_import, "import.entered"),
    A.WITHDRAW: Step(
        frozenset({S.ENTERING, S.ENTERED}), S.WITHDRAWING, can_keep_import, "import.withdrawal_started"
    ),
    A.CLOSE: Step(frozenset({S.WITHDRAWING}), S.WITHDRAWN, can_keep_import, "import.withdrawn"),
    A.DISCARD: Step(
        frozenset({S.DRAFT, S.CHECKING, S.CHECKED}), S.DISCARDED, can_keep_import, "import.discarded"
    ),
}


def verdict(act: ImportAct, row: ImportBatch, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a list, with the reason when not."""
    return lifecycle.verdict(STEPS, act, row, actor, labels=ImportState)


def move(
    row: ImportBatch,
    act: ImportAct,
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
    **data: Any,
) -> None:
    """This will do ``act`` to a locked list, set ``fields`` with it and record one event; raises Refused."""
    answer = verdict(act, row, actor)
    if not answer:
        raise Refused(answer.reason)
    row.state = STEPS[act].target
    for name, value in (fields or {}).items():
        setattr(row, name, value)
    row.save(update_fields=["state", *(fields or {})])
    record(STEPS[act].event, row, actor=actor, at=at, organization_id=row.unit_id, **data)
