"""Every state of a decision against every act, as the procedure has it."""

from __future__ import annotations

import pytest

from thidua.domain.access import Actor
from thidua.domain.decisions.models import Decision
from thidua.domain.decisions.states import DecisionAct, DecisionState
from thidua.domain.decisions.workflow import verdict

ALLOWED = {("draft", "send_to_sign"), ("signing", "take_back"), ("signing", "issue"), ("draft", "cancel")}


@pytest.mark.parametrize("state", DecisionState)
@pytest.mark.parametrize("act", DecisionAct)
def test_acts(state: DecisionState, act: DecisionAct) -> None:
    row = Decision(state=state, organization_id=1)
    assert bool(verdict(act, row, Actor.system("máy"))) is ((state, act) in ALLOWED)
