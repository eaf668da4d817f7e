"""The step table of a page, and the only writer of its state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thidua.core.errors import Refused
from thidua.domain import lifecycle
from thidua.domain.access import Actor, Verdict
from thidua.domain.audit.record import record
from thidua.domain.capture.models import Page
from thidua.domain.capture.permissions import can_keep, can_key_first, can_key_second, can_settle
from thidua.domain.capture.states import PageAct, PageState
from thidua.domain.lifecycle import Step

S, A = PageState, PageAct

STEPS: Mapping[PageAct, Step[PageState]] = {
    A.READ: Step(frozenset({S.WAITING}), S.FIRST, can_keep, "capture.page_read"),
    A.FINISH: Step(frozenset({S.FIRST}), S.SECOND, can_key_first, "capture.keyed_first"),
    A.AGREE: Step(frozenset({S.SECOND}), S.READY, can_key_second, "capture.keyed_alike"),
    A.DIFFER: Step(frozenset({S.SECOND}), S.DIFFERS, can_key_second, "capture.keyed_differently"),
    A.SETTLE: Step(frozenset({S.DIFFERS}), S.READY, can_settle, "capture.settled"),
    A.REOPEN: Step(frozenset({S.SECOND, S.DIFFERS, S.READY}), S.FIRST, can_keep, "capture.reopened"),
    A.ENTER: Step(frozenset({S.READY}), S.ENTERED, can_keep, "capture.entered"),
    A.DISCARD: Step(
        frozenset({S.WAITING, S.FIRST, S.SECOND, S.DIFFERS, S.READY}),
        S.DISCARDED,
        can_keep,
        "capture.discarded",
    ),
}


def verdict(act: PageAct, page: Page, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a page, with the reason when not."""
    return lifecycle.verdict(STEPS, act, page, actor, labels=PageState)


def move(
    page: Page,
    act: PageAct,
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
    **data: Any,
) -> None:
    """This will do ``act`` to a locked page, set ``fields`` with it and record one event; raises Refused."""
    answer = verdict(act, page, actor)
    if not answer:
        raise Refused(answer.reason)
    page.state = STEPS[act].target
    for name, value in (fields or {}).items():
        setattr(page, name, value)
    page.save(update_fields=["state", *(fields or {})])
    record(
        STEPS[act].event,
        page,
        actor=actor,
        at=at,
        organization_id=page.batch.unit_id,
        batch=page.batch_id,
        **data,
    )
