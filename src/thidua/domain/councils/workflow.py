"""The step tables of a meeting and of a point of its agenda, and the only writer of their states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thidua.domain import lifecycle
from thidua.domain.access import Actor, Verdict, require
from thidua.domain.audit.record import record
from thidua.domain.councils import permissions as may
from thidua.domain.councils.models import AgendaItem, Meeting
from thidua.domain.councils.states import ItemAct, ItemState, MeetingAct, MeetingState
from thidua.domain.lifecycle import Step

MEETING_STEPS: Mapping[MeetingAct, Step[MeetingState]] = {
    MeetingAct.OPEN: Step(
        frozenset({MeetingState.PLANNED}), MeetingState.OPEN, may.can_run, "council.meeting_opened"
    ),
    MeetingAct.CLOSE: Step(
        frozenset({MeetingState.OPEN}), MeetingState.CLOSED, may.can_run, "council.meeting_closed"
    ),
}

ITEM_STEPS: Mapping[ItemAct, Step[ItemState]] = {
    ItemAct.OPEN: Step(
        frozenset({ItemState.WAITING}), ItemState.VOTING, may.can_run_item, "council.vote_opened"
    ),
    ItemAct.COUNT: Step(
        frozenset({ItemState.VOTING}), ItemState.COUNTED, may.can_run_item, "council.vote_closed"
    ),
    ItemAct.CONFIRM: Step(
        frozenset({ItemState.COUNTED}), ItemState.CLOSED, may.can_run_item, "council.result_confirmed"
    ),
    ItemAct.CONCLUDE: Step(
        frozenset({ItemState.WAITING}), ItemState.CLOSED, may.can_run_item, "council.point_concluded"
    ),
}


def meeting_verdict(act: MeetingAct, row: Meeting, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a meeting; ``row.council`` should be loaded."""
    return lifecycle.verdict(MEETING_STEPS, act, row, actor, labels=MeetingState)


def item_verdict(act: ItemAct, row: AgendaItem, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a point of the agenda; ``row.meeting.council`` should be loaded."""
    return lifecycle.verdict(ITEM_STEPS, act, row, actor, labels=ItemState)


def move_meeting(
    row: Meeting, act: MeetingAct, *, actor: Actor, at: datetime, fields: Mapping[str, Any], **data: Any
) -> None:
    """This will open or close a locked meeting, set ``fields`` with it and record one event; raises Refused."""
    require(meeting_verdict(act, row, actor))
    row.state = MEETING_STEPS[act].target
    _save(row, fields)
    record(
        MEETING_STEPS[act].event,
        row,
        actor=actor,
        at=at,
        organization_id=row.council.organization_id,
        **data,
    )


def move_item(
    row: AgendaItem, act: ItemAct, *, actor: Actor, at: datetime, fields: Mapping[str, Any], **data: Any
) -> None:
    """This will move a locked point on, set ``fields`` with it and record one event; raises Refused."""
    require(item_verdict(act, row, actor))
    row.state = ITEM_STEPS[act].target
    _save(row, fields)
    record(
        ITEM_STEPS[act].event,
        row,
        actor=actor,
        at=at,
        organization_id=row.meeting.council.organization_id,
        meeting=row.meeting_id,
        **data,
    )


def _save(row: Meeting | AgendaItem, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])
