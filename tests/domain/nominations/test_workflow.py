"""Every pair of state and act, against lists written by hand from the procedure; and who may act."""

from __future__ import annotations

from itertools import product

import pytest

from thidua.domain.access import Actor, Grant, Role, Span, UnitRef
from thidua.domain.nominations.models import Nomination, OpinionRequest, Posting, Referral, Round, Submission
from thidua.domain.nominations.states import (
    OpinionAct,
    OpinionState,
    PostingAct,
    PostingState,
    ReferralAct,
    ReferralState,
    RoundAct,
    RoundState,
    SubmissionAct,
    SubmissionState,
)
from thidua.domain.nominations.workflow import (
    FOLLOWS,
    OPINION_STEPS,
    REFERRAL_STEPS,
    opinion_verdict,
    posting_verdict,
    round_verdict,
    submission_verdict,
    verdict,
)

ANYONE = Actor.system("Thử")
REFERRAL_ALLOWED = {
    ("received", "appraise"), ("received", "return"), ("received", "reject"), ("received", "suspend"),
    ("received", "withdraw"),
    ("returned", "resubmit"), ("returned", "withdraw"),
    ("appraised", "return"), ("appraised", "approve"), ("appraised", "approve_without_council"),
    ("appraised", "reject"), ("appraised", "forward"), ("appraised", "suspend"), ("appraised", "withdraw"),
    ("approved", "forward"), ("approved", "decide"), ("approved", "suspend"),
    ("suspended", "resume"),
}  # fmt: skip
TARGETS = {
    "appraise": "appraised", "return": "returned", "resubmit": "received", "approve": "approved",
    "approve_without_council": "approved", "reject": "rejected", "forward": "forwarded", "decide": "decided",
    "suspend": "suspended", "resume": "received", "withdraw": "withdrawn",
}  # fmt: skip
SENDER, OFFICE, OTHER = 20, 10, 30


def referral(state: str, subject_id: int | None = None) -> Referral:
    nomination = Nomination(submission=Submission(organization_id=SENDER), subject_id=subject_id)
    return Referral(state=state, office_id=OFFICE, sender_id=SENDER, nomination=nomination)


@pytest.mark.parametrize(("state", "act"), [*product(ReferralState.values, ReferralAct.values)])
def test_referral_allows_an_act_only_from_its_states(state: str, act: str) -> None:
    answer = verdict(ReferralAct(act), referral(state), ANYONE)
    assert answer.allowed is ((state, act) in REFERRAL_ALLOWED)
    assert bool(answer.reason) is not answer.allowed


def test_every_act_leads_where_the_procedure_says() -> None:
    assert {act.value: step.target.value for act, step in REFERRAL_STEPS.items()} == TARGETS
    assert {state.value: follows.value for state, follows in FOLLOWS.items()} == {
        "decided": "conferred", "rejected": "rejected", "withdrawn": "withdrawn",
    }  # fmt: skip


@pytest.mark.parametrize(("state", "act"), [*product(RoundState.values, RoundAct.values)])
def test_round_acts(state: str, act: str) -> None:
    allowed = {("draft", "open"), ("open", "close")}
    row = Round(state=state, organization_id=OFFICE)
    assert round_verdict(RoundAct(act), row, ANYONE).allowed is ((state, act) in allowed)


@pytest.mark.parametrize("state", SubmissionState.values)
def test_submission_is_sent_only_from_draft(state: str) -> None:
    row = Submission(state=state, organization_id=SENDER)
    assert submission_verdict(SubmissionAct.SUBMIT, row, ANYONE).allowed is (state == "draft")


@pytest.mark.parametrize("state", PostingState.values)
def test_posting_is_closed_only_while_open(state: str) -> None:
    row = Posting(state=state, organization_id=OFFICE)
    assert posting_verdict(PostingAct.CLOSE, row, ANYONE).allowed is (state == "open")


@pytest.mark.parametrize(("state", "act"), [*product(OpinionState.values, OpinionAct.values)])
def test_a_question_is_answered_or_ended_only_while_open(state: str, act: str) -> None:
    row = OpinionRequest(state=state, office_id=OFFICE)
    assert opinion_verdict(OpinionAct(act), row, ANYONE).allowed is (state == "asked")


def test_every_act_on_a_question_leads_where_the_procedure_says() -> None:
    assert {act.value: step.target.value for act, step in OPINION_STEPS.items()} == {
        "answer": "answered", "remind": "asked", "lapse": "lapsed", "cancel": "canceled",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("act", "asked_unit", "unit_id", "is_allowed"),
    [
        ("answer", None, OFFICE, True),
        ("answer", None, OTHER, False),
        ("answer", OTHER, OTHER, True),
        ("answer", OTHER, OFFICE, False),
        ("remind", OTHER, OFFICE, True),
        ("lapse", OTHER, OTHER, False),
        ("cancel", None, SENDER, False),
    ],
)
def test_the_unit_asked_answers_and_the_office_follows(
    act: str, asked_unit: int | None, unit_id: int, is_allowed: bool
) -> None:
    row = OpinionRequest(state="asked", office_id=OFFICE, unit_id=asked_unit)
    assert opinion_verdict(OpinionAct(act), row, actor(Role.APPRAISER, unit_id)).allowed is is_allowed


def actor(role: Role, unit_id: int, person_id: int | None = None) -> Actor:
    unit = UnitRef(unit_id, unit_id, "PROV_FED", "Đơn vị", "Đơn vị")
    return Actor(1, "Ai đó", (Grant(role, unit, (Span(0, 99),)),), unit, person_id)


@pytest.mark.parametrize(
    ("act", "role", "unit_id", "is_allowed"),
    [
        ("appraise", Role.APPRAISER, OFFICE, True),
        ("appraise", Role.OFFICER, OFFICE, True),
        ("appraise", Role.COUNCIL_SECRETARY, OFFICE, False),
        ("appraise", Role.APPRAISER, OTHER, False),
        ("appraise", Role.OFFICER, SENDER, False),
        ("return", Role.APPRAISER, OFFICE, True),
        ("return", Role.INSPECTOR, OFFICE, False),
        ("approve", Role.COUNCIL_SECRETARY, OFFICE, True),
        ("approve", Role.APPRAISER, OFFICE, False),
        ("approve", Role.COUNCIL_SECRETARY, OTHER, False),
        ("forward", Role.HEAD, OFFICE, True),
        ("forward", Role.HEAD, SENDER, False),
        ("withdraw", Role.OFFICER, SENDER, True),
        ("withdraw", Role.APPRAISER, OFFICE, False),
        ("suspend", Role.APPRAISER, OFFICE, True),
        ("reject", Role.COUNCIL_SECRETARY, OFFICE, True),
        ("reject", Role.COUNCIL_MEMBER, OFFICE, False),
    ],
)
def test_only_the_right_people_act(act: str, role: Role, unit_id: int, is_allowed: bool) -> None:
    state = "appraised" if act in {"approve", "forward"} else "received"
    assert verdict(ReferralAct(act), referral(state), actor(role, unit_id)).allowed is is_allowed


@pytest.mark.parametrize("act", ["appraise", "return", "reject"])
def test_nobody_judges_a_nomination_of_their_own(act: str) -> None:
    own = referral("received", subject_id=7)
    assert verdict(ReferralAct(act), own, actor(Role.HEAD, OFFICE, person_id=8)).allowed
    refused = verdict(ReferralAct(act), own, actor(Role.HEAD, OFFICE, person_id=7))
    assert refused.reason.startswith("Bạn là người được đề nghị")
