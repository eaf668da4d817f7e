"""The step table of a movement, and the only writer of its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thidua.core.errors import Refused
from thidua.domain import lifecycle
from thidua.domain.access import Actor, Verdict
from thidua.domain.audit.record import record
from thidua.domain.lifecycle import Step
from thidua.domain.movements import permissions as may
from thidua.domain.movements.models import Movement
from thidua.domain.movements.states import MovementAct, MovementState

S, A = MovementState, MovementAct

STEPS: Mapping[MovementAct, Step[MovementState]] = {
    A.LAUNCH: Step(frozenset({S.DRAFT}), S.LIVE, may.can_launch, "movement.launched"),
    A.FINISH: Step(frozenset({S.LIVE}), S.REVIEWED, may.can_review, "movement.finished"),
    A.STOP: Step(frozenset({S.LIVE}), S.STOPPED, may.can_stop, "movement.stopped"),
}


def verdict(act: MovementAct, row: Movement, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a movement, with the reason when not."""
    return lifecycle.verdict(STEPS, act, row, actor, labels=MovementState)


def move(row: Movement, act: MovementAct, *, actor: Actor, at: datetime, **data: Any) -> None:
    """This will do ``act`` to a locked movement and record one event; raises Refused."""
    answer = verdict(act, row, actor)
    if not answer:
        raise Refused(answer.reason)
    row.state = STEPS[act].target
    row.save(update_fields=["state"])
    record(STEPS[act].event, row, actor=actor, at=at, title=row.title, **data)
