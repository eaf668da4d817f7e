"""What some twenty-five unions sent in the autumn, and what is still in their drawers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.nominations.states import FindingVerdict
from thidua.operations.demo.living.attaching import attach, solution_papers
from thidua.operations.demo.living.rounds import ANNUAL, CREATIVE, SAFETY, SERVICE, TOP
from thidua.operations.demo.living.stage import FERTILIZER, PAPER_MILL, PROVINCE, ZONE, Stage, on

BY_MEETING = "Ban Chấp hành đã họp xét, có biên bản kèm theo; đạt tiêu chuẩn tại quy chế khen thưởng."
ANSWERED = frozenset({"outstanding", "unity", "leads"})
"""Conditions that the unit answers itself, by its meeting."""
SAFETY_UNITS, SAFETY_ROWS = 12, 3
_SHOWCASED = (PAPER_MILL, FERTILIZER)


@dataclass(frozen=True, slots=True)
class Sending:
    """A unit's submission in a call: its rows and when it went, None while it is a draft."""

    round: str
    unit: str
    rows: Sequence[dict[str, Any]]
    at: datetime
    is_sent: bool = True


def send_all(stage: Stage) -> None:
    """Write every submission in the order of days."""
    sendings = [*_safety(stage), *_top(stage), *_creative(stage), *_service(stage), *_annual(stage)]
    for number, sending in enumerate(sorted(sendings, key=lambda s: (s.at, s.unit, s.round)), 1):
        _write(stage, sending, number)


def _safety(stage: Stage) -> Iterable[Sending]:
    """Twelve unions for the safety movement, so that one decision has more than thirty lines."""
    units = stage.senders(PROVINCE, SAFETY_UNITS, skip=_SHOWCASED)
    for number, code in enumerate(units):
        rows = list(stage.rows(code, "BK_LDLD", SAFETY_ROWS))
        if number < 3:
            rows.append(stage.collective_row(code, "CO_LDLD"))
        yield Sending(SAFETY, code, rows, on(10, 12 + number % 9, 8 + number % 8, 5 * number))


def _top(stage: Stage) -> Iterable[Sending]:
    for number, code in enumerate(stage.senders(PROVINCE, 8, skip=_SHOWCASED)):
        rows = list(stage.rows(code, "BK_TLD", 2 if number < 5 else 1))
        if number in {1, 2, 4}:
            rows.append(stage.collective_row(code, "CO_TLD"))
        yield Sending(TOP, code, rows, on(10, 14 + number, 9, 10))


def _creative(stage: Stage) -> Iterable[Sending]:
    for number, code in enumerate(stage.senders(PROVINCE, 5, skip=_SHOWCASED)):
        yield Sending(
            CREATIVE, code, list(stage.rows(code, "LDST", 1 + number % 2)), on(11, 3 + 2 * number, 14, 15)
        )


def _service(stage: Stage) -> Iterable[Sending]:
    """Long service: the officers of the federation and of the zone."""
    yield Sending(SERVICE, PAPER_MILL, list(stage.rows(PAPER_MILL, "KNC_CD", 2)), on(11, 16, 10))
    for number, code in enumerate(stage.senders(PROVINCE, 4, skip=_SHOWCASED)):
        yield Sending(SERVICE, code, list(stage.rows(code, "KNC_CD", 1)), on(11, 17 + number, 10, 30))


def _annual(stage: Stage) -> Iterable[Sending]:
    """The yearly call: some sent, the zone's through the zone, some still writing."""
    for number, code in enumerate(stage.senders(PROVINCE, 10, skip=_SHOWCASED)):
        rows = list(stage.rows(code, "BK_LDLD", 3 + number % 3))
        yield Sending(ANNUAL, code, rows, on(11, 18, 9) + timedelta(days=number * 2, minutes=17 * number))
    for number, code in enumerate(stage.senders(ZONE, 5)):
        rows = [*stage.rows(code, "BK_LDLD", 3), *stage.rows(code, "GK_CD", 2)]
        yield Sending(ANNUAL, code, rows, on(11, 25, 15) + timedelta(days=number * 2))
    rows = [*stage.rows(PAPER_MILL, "BK_LDLD", 4), *stage.rows(PAPER_MILL, "GK_CDCS", 3)]
    yield Sending(ANNUAL, PAPER_MILL, rows, on(12, 3, 16), is_sent=False)
    for code in stage.senders("24", 1, least=2):
        yield Sending("bacninh", code, list(stage.rows(code, "BK_LDLD", 2)), on(11, 30, 9))


def _write(stage: Stage, sending: Sending, number: int) -> Submission | None:
    """Start, fill, answer what only the unit can answer, attach what must be there, send."""
    if not sending.rows:
        return None
    actor = stage.officer(sending.unit)
    begun = sending.at - timedelta(days=2)
    submission = actions.start_submission(
        round_id=stage.rounds[sending.round].pk, organization=stage.unit(sending.unit), actor=actor, at=begun
    )
    actions.save_rows(
        submission_id=submission.pk,
        rows=[actions.RowEdit(cells=cells, key=f"{n}") for n, cells in enumerate(sending.rows, 1)],
        expected_revision=0,
        actor=actor,
        at=begun,
    )
    for row in submission.nominations.all():
        _complete(stage, sending, row)
    votes = {"meeting_votes_for": 9, "meeting_votes_total": 9}
    actions.save_details(submission_id=submission.pk, details=votes, actor=actor, at=begun)
    if sending.is_sent:
        signer = f"{number + 10}/TTr-CĐCS"
        actions.submit(
            submission_id=submission.pk, actor=actor, at=sending.at, number=signer, signer=actor.name,
            signer_post="Chủ tịch",
        )  # fmt: skip
    return submission


def _complete(stage: Stage, sending: Sending, row: Nomination) -> None:
    actor, at = stage.officer(sending.unit), sending.at - timedelta(days=1)
    if row.award_code == "LDST":
        for paper in solution_papers(stage.placements[sending.unit].name.removeprefix("Công đoàn "), row):
            attach(stage, row, paper, actor, at)
    row.refresh_from_db()
    open_ones = [f["condition"] for f in row.findings if f["verdict"] == "needs_person"]
    for condition in sorted(ANSWERED & set(open_ones)):
        actions.decide_finding(
            nomination_id=row.pk,
            condition=condition,
            verdict=FindingVerdict.COUNTS,
            reason=BY_MEETING,
            actor=actor,
            at=at,
        )
