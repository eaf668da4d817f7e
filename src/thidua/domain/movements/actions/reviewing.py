"""Interim and final reviews: what was decided, points by criterion, the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.movements import workflow
from thidua.domain.movements.actions.drafting import lock_movement, unit_name
from thidua.domain.movements.models import Movement, Ranking, Registration, Review
from thidua.domain.movements.permissions import can_review
from thidua.domain.movements.states import MovementAct, MovementState, ReviewKind, ReviewOutcome
from thidua.domain.movements.values import Score


@transaction.atomic
def record_review(
    *,
    movement_id: int,
    kind: ReviewKind,
    outcome: ReviewOutcome,
    findings: str,
    held_on: date,
    actor: Actor,
    at: datetime,
    scores: Sequence[Score] = (),
) -> Review:
    """This will write down a review with its ranking; a final one closes the movement, "stop" ends it now.

    Points are by criterion of the movement's own table; equal totals share a rank and the next is left out.
    Refused without reasons, for points beyond a criterion's, and for awards the movement did not announce.
    """
    row = lock_movement(movement_id)
    _insist_on_review(row, findings, held_on, actor, at)
    places = _ranked(row, scores)
    made = Review.objects.create(
        movement=row, kind=kind, held_on=held_on, outcome=outcome, findings=nfc(findings).strip(),
        recorded_by=actor.name, recorded_at=at,
    )  # fmt: skip
    Ranking.objects.bulk_create(
        Ranking(
            review=made, registration_id=score.registration_id, total=total, rank=rank, proposed_award=score.award,
            points={name: str(points) for name, points in score.points.items()},
        )
        for rank, total, score in places
    )  # fmt: skip
    _follow(row, made, actor=actor, at=at, unit=unit_name(row, at), ranked=len(places))
    return made


def _follow(row: Movement, made: Review, *, actor: Actor, at: datetime, unit: str, ranked: int) -> None:
    """One event: the end of the movement when the review ends it, else the review itself."""
    facts: dict[str, Any] = {
        "unit": unit,
        "review": made.pk,
        "outcome": str(made.outcome),
        "ranked": ranked,
    }
    if made.kind == ReviewKind.FINAL:
        workflow.move(row, MovementAct.FINISH, actor=actor, at=at, **facts)
    elif made.outcome == ReviewOutcome.STOP:
        workflow.move(row, MovementAct.STOP, actor=actor, at=at, **facts)
    else:
        record("movement.reviewed", row, actor=actor, at=at, title=row.title, **facts)


def _insist_on_review(row: Movement, findings: str, held_on: date, actor: Actor, at: datetime) -> None:
    allowed = can_review(actor, row)
    if not allowed:
        raise Refused(allowed.reason)
    if row.state != MovementState.LIVE:
        raise Refused(_("Chỉ phong trào đang chạy mới sơ kết, tổng kết được."))
    if not findings.strip():
        raise Refused(_("Ghi nhận xét và lý do giữ, sửa hoặc dừng."), field="findings")
    if held_on > day_of(at):
        raise Refused(_("Ngày họp không thể sau hôm nay."), field="held_on")


def _ranked(row: Movement, scores: Sequence[Score]) -> list[tuple[int, Decimal, Score]]:
    _insist_on_scores(row, scores)
    totals = sorted(((sum(s.points.values(), Decimal()), s) for s in scores), key=lambda pair: -pair[0])
    ordered = [total for total, _score in totals]
    return [(ordered.index(total) + 1, total, score) for total, score in totals]


def _insist_on_scores(row: Movement, scores: Sequence[Score]) -> None:
    limits = {line["criterion"]: Decimal(str(line["points"])) for line in row.scoring}
    wanted = [score.registration_id for score in scores]
    known = set(
        Registration.objects.filter(movement=row, pk__in=wanted, withdrawn_at=None).values_list(
            "pk", flat=True
        )
    )
    if set(wanted) - known or len(wanted) > len(set(wanted)):
        raise Refused(_("Có dòng chấm không thuộc phong trào này hoặc bị lặp; tải lại bảng."))
    for score in scores:
        for name, points in score.points.items():
            if name not in limits or not 0 <= points <= limits[name]:
                raise Refused(
                    _("Điểm “%(name)s” là %(points)s; chỉ từ 0 đến %(most)s.")
                    % {"name": name, "points": points, "most": limits.get(name, 0)},
                    field=f"score_{score.registration_id}",
                )
        if score.award and score.award not in row.awards:
            raise Refused(
                _("Phong trào không công bố hình thức khen %(code)s khi phát động.") % {"code": score.award}
            )
