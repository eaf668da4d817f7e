"""The step tables of definitions, assignments and reports, and the only writer of their states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thidua.core.errors import Refused
from thidua.domain import lifecycle
from thidua.domain.access import Actor, Verdict
from thidua.domain.audit.record import record
from thidua.domain.lifecycle import Step
from thidua.domain.reports import permissions as may
from thidua.domain.reports.models import Assignment, Definition, Report
from thidua.domain.reports.states import (
    AssignmentAct,
    AssignmentState,
    DefinitionAct,
    DefinitionState,
    ReportAct,
    ReportState,
)

S, A = ReportState, ReportAct

DEFINITION_STEPS: Mapping[DefinitionAct, Step[DefinitionState]] = {
    DefinitionAct.PUBLISH: Step(
        frozenset({DefinitionState.DRAFT}),
        DefinitionState.PUBLISHED,
        may.can_author,
        "report.definition_published",
    ),
    DefinitionAct.RETIRE: Step(
        frozenset({DefinitionState.PUBLISHED}),
        DefinitionState.RETIRED,
        may.can_author,
        "report.definition_retired",
    ),
}
ASSIGNMENT_STEPS: Mapping[AssignmentAct, Step[AssignmentState]] = {
    AssignmentAct.LOCK: Step(
        frozenset({AssignmentState.OPEN}), AssignmentState.LOCKED, may.can_run, "report.locked"
    ),
    AssignmentAct.REOPEN: Step(
        frozenset({AssignmentState.LOCKED}), AssignmentState.OPEN, may.can_run, "report.unlocked"
    ),
}
REPORT_STEPS: Mapping[ReportAct, Step[ReportState]] = {
    A.SEND: Step(frozenset({S.DRAFT, S.RETURNED}), S.SENT, may.can_edit, "report.sent"),
    A.RETURN: Step(frozenset({S.SENT}), S.RETURNED, may.can_judge, "report.returned"),
    A.APPROVE: Step(frozenset({S.SENT}), S.APPROVED, may.can_judge, "report.approved"),
    A.REOPEN: Step(frozenset({S.APPROVED}), S.RETURNED, may.can_judge, "report.reopened"),
}


def definition_verdict(act: DefinitionAct, row: Definition, actor: Actor) -> Verdict:
    return lifecycle.verdict(DEFINITION_STEPS, act, row, actor, labels=DefinitionState)


def assignment_verdict(act: AssignmentAct, row: Assignment, actor: Actor) -> Verdict:
    return lifecycle.verdict(ASSIGNMENT_STEPS, act, row, actor, labels=AssignmentState)


def verdict(act: ReportAct, row: Report, actor: Actor) -> Verdict:
    """Whether ``act`` may be done to a report, with the reason when not."""
    return lifecycle.verdict(REPORT_STEPS, act, row, actor, labels=ReportState)


def move_definition(row: Definition, act: DefinitionAct, *, actor: Actor, at: datetime, **data: Any) -> None:
    """This will publish or retire a locked definition and record it; raises Refused."""
    _insist(definition_verdict(act, row, actor))
    row.state = DEFINITION_STEPS[act].target
    row.published_at = at if act is DefinitionAct.PUBLISH else row.published_at
    row.save(update_fields=["state", "published_at"])
    record(DEFINITION_STEPS[act].event, row, actor=actor, at=at, title=row.title, **data)


def move_assignment(row: Assignment, act: AssignmentAct, *, actor: Actor, at: datetime, **data: Any) -> None:
    """This will lock or reopen a locked row of an assignment and record it; raises Refused."""
    _insist(assignment_verdict(act, row, actor))
    row.state = ASSIGNMENT_STEPS[act].target
    row.locked_at = at if act is AssignmentAct.LOCK else None
    row.save(update_fields=["state", "locked_at"])
    record(ASSIGNMENT_STEPS[act].event, row, actor=actor, at=at, title=row.title, **data)


def move(row: Report, act: ReportAct, *, actor: Actor, at: datetime, **data: Any) -> None:
    """This will do ``act`` to a locked report, keep its moments and record one event; raises Refused."""
    _insist(verdict(act, row, actor))
    before, row.state = row.state, REPORT_STEPS[act].target
    if act is A.SEND:
        row.sent_at, row.first_sent_at = at, row.first_sent_at or at
    elif act is A.APPROVE:
        row.approved_at = at
    else:
        row.returned_at, row.approved_at, row.returns = at, None, row.returns + 1
    row.save()
    record(
        REPORT_STEPS[act].event,
        row,
        actor=actor,
        at=at,
        title=row.assignment.title,
        office=row.office_id,
        assignment=row.assignment_id,
        before=before,
        after=row.state,
        **data,
    )


def _insist(answer: Verdict) -> None:
    if not answer:
        raise Refused(answer.reason)
