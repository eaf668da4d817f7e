"""Every state of a meeting and of a point against every act, as the procedure has it."""

from __future__ import annotations

import pytest

from thidua.domain.access import Actor
from thidua.domain.councils.models import AgendaItem, Council, Meeting
from thidua.domain.councils.states import ItemAct, ItemState, MeetingAct, MeetingState
from thidua.domain.councils.workflow import item_verdict, meeting_verdict

SYSTEM = Actor.system("máy")
MEETING_ALLOWED = {("planned", "open"), ("open", "close")}
ITEM_ALLOWED = {("waiting", "open"), ("voting", "count"), ("counted", "confirm"), ("waiting", "conclude")}


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("act", MeetingAct)
def test_meeting_acts(state: MeetingState, act: MeetingAct) -> None:
    row = Meeting(state=state, council=Council(organization_id=1))
    assert bool(meeting_verdict(act, row, SYSTEM)) is ((state, act) in MEETING_ALLOWED)


@pytest.mark.parametrize("state", ItemState)
@pytest.mark.parametrize("act", ItemAct)
def test_item_acts(state: ItemState, act: ItemAct) -> None:
    row = AgendaItem(state=state, meeting=Meeting(council=Council(organization_id=1)))
    assert bool(item_verdict(act, row, SYSTEM)) is ((state, act) in ITEM_ALLOWED)
