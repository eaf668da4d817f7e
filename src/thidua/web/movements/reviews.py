"""Interim and final reviews: the grid of points, the ranking before it is written down, the proposal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.domain.movements import actions, queries
from thidua.domain.movements.models import Movement, Registration, Review
from thidua.domain.movements.permissions import PREPARERS, can_review
from thidua.domain.movements.states import MovementState, ReviewKind, ReviewOutcome
from thidua.domain.movements.values import Score
from thidua.domain.nominations import actions as nominations
from thidua.domain.nominations.queries.submissions import rounds_called_by
from thidua.domain.nominations.states import RoundKind, RoundState
from thidua.domain.organizations.queries import get_unit
from thidua.web.movements.common import asked_movement, award_names, crumbs, launcher_of, names_of
from thidua.web.movements.points import Grid, grid, rows_of
from thidua.web.movements.reading import day_from, number_of
from thidua.web.shell.access import workspace
from thidua.web.shell.links import page_of
from thidua.web.shell.lookup import or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest


@workspace(*PREPARERS)
def new_review(request: ActorRequest, movement_id: int) -> HttpResponse:
    """Points by criterion for each registration; "Xem xếp hạng" shows the order, "Ghi kết luận" writes it down."""
    row = asked_movement(request, movement_id)
    if not can_review(request.actor, row) or row.state != MovementState.LIVE:
        raise Http404
    found = queries.registrations_of(row, request.actor)
    shown = grid(found, request.POST)
    error, ranked = "", None
    if request.method == "POST" and "trang" not in request.POST:
        try:
            scored = list(found.filter(pk__in=rows_of(shown.typed)))
            scores = _scores(shown.typed, row, scored)
            if "preview" not in request.POST:
                return _record(request, row, scores)
            ranked = _preview(scores, scored)
        except Refused as refusal:
            error = refusal.message
    facts = _facts(request, row, shown) | {"error": error, "ranked": ranked}
    facts["names"] |= names_of([one for one, _total in ranked or []], request)
    return render(request, "movements/review_new.html", facts, using="jinja2", status=422 if error else 200)


def _facts(request: ActorRequest, row: Movement, shown: Grid) -> dict[str, Any]:
    found = shown.rows
    kind = request.POST.get("kind") or request.GET.get("loai", "")
    return {
        "movement": row, "registrations": found, "grid": shown,
        "typed": request.POST.dict() | shown.typed, "progress": queries.progress_of(row),
        "pledges": queries.pledges_of(one.pk for one in found), "targets": list(row.targets.all()),
        "kind": kind if kind in ReviewKind.values else ReviewKind.INTERIM.value, "kinds": ReviewKind.choices,
        "names": names_of(found, request),
        "outcomes": ReviewOutcome.choices, "award_choices": award_names(row.awards),
        "breadcrumbs": crumbs(row, launcher_of(row, request), _("Sơ kết, tổng kết")),
    }  # fmt: skip


def _scores(typed: dict[str, str], row: Movement, found: list[Registration]) -> list[Score]:
    """Only rows with at least one number are scored."""
    scores = []
    for one in found:
        points: dict[str, Decimal] = {}
        for place, line in enumerate(row.scoring):
            value = number_of(typed.get(f"s{one.pk}_{place}", ""), line["criterion"])
            if value is not None:
                points[line["criterion"]] = value
        if points:
            scores.append(Score(one.pk, points, typed.get(f"award{one.pk}", "")))
    return scores


def _preview(scores: list[Score], found: list[Registration]) -> list[tuple[Registration, Decimal]]:
    rows = {one.pk: one for one in found}
    totals = [(rows[score.registration_id], sum(score.points.values(), Decimal())) for score in scores]
    return sorted(totals, key=lambda pair: -pair[1])


def _record(request: ActorRequest, row: Movement, scores: list[Score]) -> HttpResponse:
    kind, outcome = request.POST.get("kind", ""), request.POST.get("outcome", "")
    if kind not in ReviewKind.values or outcome not in ReviewOutcome.values:
        raise Refused(_("Chọn sơ kết hay tổng kết, và giữ, sửa hay dừng."))
    made = actions.record_review(
        movement_id=row.pk,
        kind=ReviewKind(kind),
        outcome=ReviewOutcome(outcome),
        findings=request.POST.get("findings", ""),
        held_on=day_from(request.POST.get("held_on", ""), _("Ngày họp")) or request.today,
        scores=scores,
        actor=request.actor,
        at=request.now,
    )
    messages.success(request, _("Đã ghi kết luận."))
    return redirect("movement_review", made.pk)


@workspace(*WORKING)
def review(request: ActorRequest, review_id: int) -> HttpResponse:
    """A review as it was recorded, its ranking, and the way to nominations."""
    made = or_404(queries.get_review, request.actor, review_id, request.today)
    row, lines = made.movement, list(queries.rankings_of(made.pk))
    proposed = sorted({line.proposed_award for line in lines if line.proposed_award})
    facts = {
        "review": made, "movement": row, "lines": lines, "proposed": award_names(proposed),
        "award_names": dict(award_names(row.awards)), "kind_label": ReviewKind(made.kind).label,
        "names": names_of([line.registration for line in lines], request),
        "outcome_label": ReviewOutcome(made.outcome).label,
        "may_propose": made.kind == ReviewKind.FINAL and bool(proposed) and can_review(request.actor, row),
        "rounds": _rounds_for(row, proposed) if proposed else [],
        "breadcrumbs": crumbs(row, launcher_of(row, request), str(ReviewKind(made.kind).label)),
    }  # fmt: skip
    return render(request, "movements/review.html", facts, using="jinja2")


def _rounds_for(row: Movement, codes: list[str]) -> list[Any]:
    """The launcher's open rounds that offer all the awards proposed."""
    found = rounds_called_by(row.organization_id).filter(state=RoundState.OPEN).prefetch_related("awards")
    return [one for one in found if set(codes) <= {award.award_code for award in one.awards.all()}]


@workspace(*PREPARERS)
@require_POST
def propose(request: ActorRequest, review_id: int) -> HttpResponse:
    """The ranked lines become nominations in the round chosen, or in a thematic round opened for them."""
    made = or_404(queries.get_review, request.actor, review_id, request.today)
    if not can_review(request.actor, made.movement):
        raise Http404
    chosen = request.POST.get("round", "")
    round_id = int(chosen) if chosen.isdecimal() else _open_thematic_round(request, made)
    submission = nominations.nominate_ranked(
        review_id=made.pk, round_id=round_id, actor=request.actor, at=request.now
    )
    messages.success(request, _("Đã lập tờ trình từ bảng xếp hạng; không phải nhập lại."))
    return redirect(page_of("submission", submission.pk))


def _open_thematic_round(request: ActorRequest, made: Review) -> int:
    row = made.movement
    opened = nominations.open_round(
        organization=or_404(get_unit, request.actor, row.organization_id),
        kind=RoundKind.THEMATIC,
        title=_("Khen thưởng phong trào %(title)s") % {"title": row.quoted},
        year=made.held_on.year,
        awards=[nominations.AwardQuota(code) for code in row.awards],
        deadlines={},
        movement=row,
        actor=request.actor,
        at=request.now,
    )
    return int(opened.pk)
