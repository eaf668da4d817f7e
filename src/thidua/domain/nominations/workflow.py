"""The step tables of nominations, and the only writer of their states.

A referral is one level's handling of a nomination. The nomination's own state follows from its latest referral.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from thidua.core.batches import update_rows
from thidua.domain import lifecycle
from thidua.domain.access import Actor, Verdict, require
from thidua.domain.audit.record import record, record_each
from thidua.domain.lifecycle import Step
from thidua.domain.nominations import permissions as may
from thidua.domain.nominations.models import (
    Nomination,
    OpinionRequest,
    Posting,
    Referral,
    Round,
    Submission,
)
from thidua.domain.nominations.states import (
    NominationState,
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

S, A = ReferralState, ReferralAct
_UNDER_REVIEW = frozenset({S.RECEIVED, S.APPRAISED, S.APPROVED})

ROUND_STEPS: Mapping[RoundAct, Step[RoundState]] = {
    RoundAct.OPEN: Step(frozenset({RoundState.DRAFT}), RoundState.OPEN, may.can_run_round, "round.opened"),
    RoundAct.CLOSE: Step(frozenset({RoundState.OPEN}), RoundState.CLOSED, may.can_run_round, "round.closed"),
}

SUBMISSION_STEPS: Mapping[SubmissionAct, Step[SubmissionState]] = {
    SubmissionAct.SUBMIT: Step(
        frozenset({SubmissionState.DRAFT}),
        SubmissionState.SUBMITTED,
        may.can_edit_submission,
        "submission.submitted",
    ),
}

REFERRAL_STEPS: Mapping[ReferralAct, Step[ReferralState]] = {
    A.APPRAISE: Step(frozenset({S.RECEIVED}), S.APPRAISED, may.can_appraise, "nomination.appraised"),
    A.RETURN: Step(frozenset({S.RECEIVED, S.APPRAISED}), S.RETURNED, may.can_appraise, "nomination.returned"),
    A.RESUBMIT: Step(frozenset({S.RETURNED}), S.RECEIVED, may.can_resubmit, "nomination.resubmitted"),
    A.APPROVE: Step(frozenset({S.APPRAISED}), S.APPROVED, may.can_record_result, "nomination.approved"),
    A.APPROVE_WITHOUT_COUNCIL: Step(
        frozenset({S.APPRAISED}), S.APPROVED, may.can_appraise, "nomination.approved_without_council"
    ),
    A.REJECT: Step(frozenset({S.RECEIVED, S.APPRAISED}), S.REJECTED, may.can_reject, "nomination.rejected"),
    A.FORWARD: Step(
        frozenset({S.APPRAISED, S.APPROVED}), S.FORWARDED, may.can_appraise, "nomination.forwarded"
    ),
    A.DECIDE: Step(frozenset({S.APPROVED}), S.DECIDED, may.can_mark_decided, "nomination.decided"),
    A.SUSPEND: Step(_UNDER_REVIEW, S.SUSPENDED, may.can_act_at_office, "nomination.suspended"),
    # Where a resumed referral goes is where it was suspended from; RECEIVED stands for that here.
    A.RESUME: Step(frozenset({S.SUSPENDED}), S.RECEIVED, may.can_act_at_office, "nomination.resumed"),
    A.WITHDRAW: Step(
        frozenset({S.RECEIVED, S.RETURNED, S.APPRAISED}),
        S.WITHDRAWN,
        may.can_withdraw,
        "nomination.withdrawn",
    ),
}

POSTING_STEPS: Mapping[PostingAct, Step[PostingState]] = {
    PostingAct.CLOSE: Step(
        frozenset({PostingState.OPEN}), PostingState.CLOSED, may.can_run_posting, "posting.closed"
    ),
}

_ASKED = frozenset({OpinionState.ASKED})
OPINION_STEPS: Mapping[OpinionAct, Step[OpinionState]] = {
    OpinionAct.ANSWER: Step(
        _ASKED, OpinionState.ANSWERED, may.can_answer_opinion, "nomination.opinion_given"
    ),
    OpinionAct.REMIND: Step(_ASKED, OpinionState.ASKED, may.can_follow_opinion, "nomination.opinion_urged"),
    OpinionAct.LAPSE: Step(_ASKED, OpinionState.LAPSED, may.can_follow_opinion, "nomination.opinion_lapsed"),
    OpinionAct.CANCEL: Step(
        _ASKED, OpinionState.CANCELED, may.can_follow_opinion, "nomination.opinion_canceled"
    ),
}

FOLLOWS: Mapping[ReferralState, NominationState] = {
    S.DECIDED: NominationState.CONFERRED,
    S.REJECTED: NominationState.REJECTED,
    S.WITHDRAWN: NominationState.WITHDRAWN,
}


def round_verdict(act: RoundAct, row: Round, actor: Actor) -> Verdict:
    return lifecycle.verdict(ROUND_STEPS, act, row, actor, labels=RoundState)


def submission_verdict(act: SubmissionAct, row: Submission, actor: Actor) -> Verdict:
    return lifecycle.verdict(SUBMISSION_STEPS, act, row, actor, labels=SubmissionState)


def verdict(act: ReferralAct, row: Referral, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a referral; ``row.nomination.submission`` should be loaded."""
    return lifecycle.verdict(REFERRAL_STEPS, act, row, actor, labels=ReferralState)


def posting_verdict(act: PostingAct, row: Posting, actor: Actor) -> Verdict:
    return lifecycle.verdict(POSTING_STEPS, act, row, actor, labels=PostingState)


def opinion_verdict(act: OpinionAct, row: OpinionRequest, actor: Actor) -> Verdict:
    return lifecycle.verdict(OPINION_STEPS, act, row, actor, labels=OpinionState)


def move_round(row: Round, act: RoundAct, *, actor: Actor, at: datetime, **data: Any) -> None:
    """This will open or close a round and record it; raises Refused."""
    require(round_verdict(act, row, actor))
    row.state = ROUND_STEPS[act].target
    row.closed_at = at if row.state == RoundState.CLOSED else None
    row.save(update_fields=["state", "closed_at"])
    record(ROUND_STEPS[act].event, row, actor=actor, at=at, **data)


def open_call(row: Round, act: RoundAct) -> None:
    """This will open the private call of an ad hoc proposal; the proposal itself is what is recorded."""
    row.state = ROUND_STEPS[act].target
    row.save(update_fields=["state"])


def move_submission(row: Submission, act: SubmissionAct, *, actor: Actor, at: datetime, **data: Any) -> None:
    """This will send a submission and record it; raises Refused."""
    require(submission_verdict(act, row, actor))
    row.state = SUBMISSION_STEPS[act].target
    row.submitted_at = at
    row.save(update_fields=["state", "submitted_at", "number", "signer", "signer_post"])
    record(SUBMISSION_STEPS[act].event, row, actor=actor, at=at, **data)


def move(
    row: Referral,
    act: ReferralAct,
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any] | None = None,
    **data: Any,
) -> None:
    """This will do ``act`` to a locked referral, set ``fields`` with it and record one event; raises Refused.

    The nomination's own state follows in the same transaction.
    """
    require(verdict(act, row, actor))
    before, step = row.state, REFERRAL_STEPS[act]
    row.state = (row.suspended_from or step.target) if act is A.RESUME else step.target
    row.suspended_from = before if act is A.SUSPEND else ""
    for name, value in (fields or {}).items():
        setattr(row, name, value)
    row.save(update_fields=["state", "suspended_from", *(fields or {})])
    _follow(row)
    record(
        step.event,
        row.nomination,
        actor=actor,
        at=at,
        organization_id=row.office_id,
        referral=row.pk,
        before=before,
        after=row.state,
        **data,
    )


def move_all(
    rows: Sequence[Referral],
    act: ReferralAct,
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any],
    **data: Any,
) -> None:
    """This will do one act to many locked referrals as ``move`` does, in a few statements; all or none."""
    step = REFERRAL_STEPS[act]
    before = [row.state for row in rows]
    for row in rows:
        require(verdict(act, row, actor))
        row.state, row.suspended_from = step.target, ""
        row.nomination.state = FOLLOWS.get(step.target, row.nomination.state)
        for name, value in fields.items():
            setattr(row, name, value)
    update_rows(rows, ["state", "suspended_from", *fields])
    update_rows([row.nomination for row in rows], ["state"])
    record_each(
        step.event,
        [
            (
                row.nomination,
                row.office_id,
                {"referral": row.pk, "before": former, "after": row.state, **data},
            )
            for row, former in zip(rows, before, strict=True)
        ],
        actor=actor,
        at=at,
    )


def _follow(row: Referral) -> None:
    state = FOLLOWS.get(ReferralState(row.state))
    if state is not None:
        row.nomination.state = state
        row.nomination.save(update_fields=["state"])


def move_posting(row: Posting, act: PostingAct, *, actor: Actor, at: datetime, **data: Any) -> None:
    """This will close a posting and record it; raises Refused."""
    require(posting_verdict(act, row, actor))
    row.state = POSTING_STEPS[act].target
    row.closed_at = at
    row.save(update_fields=["state", "closed_at"])
    record(POSTING_STEPS[act].event, row, actor=actor, at=at, **data)


def move_opinion(
    row: OpinionRequest,
    act: OpinionAct,
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any],
    **data: Any,
) -> None:
    """This will take a question to another body one step on; the history of every nominee in it tells so."""
    require(opinion_verdict(act, row, actor))
    row.state = OPINION_STEPS[act].target
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])
    record_opinions(OPINION_STEPS[act].event, row, actor=actor, at=at, **data)


def record_opinions(event: str, row: OpinionRequest, *, actor: Actor, at: datetime, **data: Any) -> None:
    """Record one event for each nominee that a letter asks about."""
    named = row.opinions.select_related("referral__nomination").order_by("pk")
    record_each(
        event,
        [
            (
                one.referral.nomination,
                row.office_id,
                {
                    "referral": one.referral_id,
                    "opinion": row.pk,
                    "body": row.body,
                    "stance": one.stance,
                    **data,
                },
            )
            for one in named
        ],
        actor=actor,
        at=at,
    )


def send_nominations(nominations: Iterable[int], *, received_on: Any) -> None:
    """This will put drafts under way at the moment their submission is sent."""
    Nomination.objects.filter(pk__in=list(nominations), state=NominationState.DRAFT).update(
        state=NominationState.UNDERWAY, received_on=received_on
    )


def withdraw_draft(row: Nomination) -> None:
    """This will mark a draft row as taken out, for rows that already left traces (evidence, decisions)."""
    row.state = NominationState.WITHDRAWN
    row.save(update_fields=["state"])
