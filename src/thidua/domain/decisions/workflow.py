"""The step table of a decision, and the only writer of its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thidua.domain import lifecycle
from thidua.domain.access import Actor, Verdict, require
from thidua.domain.audit.record import record
from thidua.domain.decisions import permissions as may
from thidua.domain.decisions.models import Decision
from thidua.domain.decisions.states import DecisionAct, DecisionState
from thidua.domain.lifecycle import Step

S, A = DecisionState, DecisionAct

STEPS: Mapping[DecisionAct, Step[DecisionState]] = {
    A.SEND_TO_SIGN: Step(frozenset({S.DRAFT}), S.SIGNING, may.can_draft, "decision.sent_to_sign"),
    A.TAKE_BACK: Step(frozenset({S.SIGNING}), S.DRAFT, may.can_draft, "decision.taken_back"),
    A.ISSUE: Step(frozenset({S.SIGNING}), S.ISSUED, may.can_issue, "decision.issued"),
    A.CANCEL: Step(frozenset({S.DRAFT}), S.CANCELLED, may.can_draft, "decision.cancelled"),
}


def verdict(act: DecisionAct, row: Decision, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a decision, with the reason when not."""
    return lifecycle.verdict(STEPS, act, row, actor, labels=DecisionState)


def move(
    row: Decision,
    act: DecisionAct,
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
    **data: Any,
) -> None:
    """This will do ``act`` to a locked decision, set ``fields`` with it and record one event; raises Refused."""
    require(verdict(act, row, actor))
    row.state = STEPS[act].target
    for name, value in (fields or {}).items():
        setattr(row, name, value)
    row.save(update_fields=["state", *(fields or {})])
    record(STEPS[act].event, row, actor=actor, at=at, **data)
