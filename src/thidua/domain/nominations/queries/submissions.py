"""Rounds and submissions an actor may see, and the rows of a grid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery

from thidua.domain.access import Actor
from thidua.domain.nominations.models import (
    Evidence,
    ImportReceipt,
    Nomination,
    NominationVersion,
    Round,
    RoundDeadline,
    Submission,
)
from thidua.domain.nominations.permissions import EDITORS, READERS
from thidua.domain.nominations.states import RoundKind, RoundState, SubmissionState
from thidua.domain.organizations.queries import ancestors, placement_of, within
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level

GRID_FIELDS = (
    "id", "client_key", "rank", "subject_id", "subject_kind", "name", "birth_date", "birth_year", "sex", "job",
    "position_class", "award_code", "achievement", "state", "verdict", "problems", "match_note", "revision",
    "checked_at",
)  # fmt: skip


def rounds_for(unit_id: int, on: date) -> QuerySet[Round]:
    """Open calls of a unit or of those above it, by ``first_due``, the day units of its level send by.

    Ad hoc ones are not calls.
    """
    line = ancestors(unit_id, on)
    level = LEVEL_OF_KIND[line[-1].kind] if line else ""
    return (
        Round.objects.filter(organization__in=[unit.id for unit in line], state=RoundState.OPEN)
        .exclude(kind=RoundKind.ADHOC)
        .select_related("organization")
        .annotate(first_due=Min("deadlines__due_on", filter=Q(deadlines__level=level)))
        .order_by("first_due", "-id")
    )


def rounds_called_by(unit_id: int) -> QuerySet[Round]:
    """The calls of one unit, newest first."""
    return Round.objects.filter(organization=unit_id).exclude(kind=RoundKind.ADHOC).order_by("-year", "-id")


def get_round(actor: Actor, round_id: int) -> Round:
    """One round called by a unit on the actor's line or in their scope; raises ``Round.DoesNotExist``."""
    row = Round.objects.select_related("organization", "movement").get(pk=round_id)
    if actor.covers(row.organization.position) or (actor.unit and _is_above(row, actor)):
        return row
    raise Round.DoesNotExist


def _is_above(row: Round, actor: Actor) -> bool:
    unit = actor.unit
    on = max(row.opens_on, row.created_at.date())
    return unit is not None and row.organization_id in {ref.id for ref in ancestors(unit.id, on)}


def due_for(round_row: Round, unit_id: int, on: date) -> date | None:
    """By when a unit must have sent in a round; None when its level was given no day."""
    placement = placement_of(unit_id, on)
    if placement is None:
        return None
    return due_of_level(round_row.pk, placement.level)


def due_of_level(round_id: int, level: Level) -> date | None:
    """The day of a level in a round."""
    return RoundDeadline.objects.filter(round=round_id, level=level).values_list("due_on", flat=True).first()


def submissions_visible_to(actor: Actor) -> QuerySet[Submission]:
    """Sent submissions inside the actor's scope, and drafts of the units the actor writes for."""
    own = [grant.unit.id for grant in actor.grants if grant.role in EDITORS]
    sent = within(actor.spans(*READERS)) & ~Q(state=SubmissionState.DRAFT)
    return Submission.objects.filter(sent | Q(organization__in=own)).select_related("round", "organization")


def get_submission(actor: Actor, submission_id: int) -> Submission:
    """One submission; raises ``Submission.DoesNotExist`` outside the actor's scope."""
    return submissions_visible_to(actor).get(pk=submission_id)


def submissions_of(unit_id: int) -> QuerySet[Submission]:
    """A unit's own submissions, newest first, with counts: ``people``, ``returned``, ``conferred``, ``incomplete``."""
    returned = Q(nominations__referrals__state="returned", nominations__state="underway")
    return (
        Submission.objects.filter(organization=unit_id)
        .select_related("round", "round__organization")
        .annotate(
            people=Count("nominations", filter=~Q(nominations__state="withdrawn"), distinct=True),
            returned=Count("nominations", filter=returned, distinct=True),
            conferred=Count("nominations", filter=Q(nominations__state="conferred"), distinct=True),
            incomplete=Count("nominations", filter=Q(nominations__verdict=""), distinct=True),
        )
        .order_by("-round__year", "-id")
    )


def submissions_in(round_id: int, actor: Actor) -> QuerySet[Submission]:
    """What was sent (and what the actor's own units draft) in one round."""
    return submissions_visible_to(actor).filter(round=round_id).order_by("organization__position")


def lock_submission(submission_id: int) -> Submission:
    """The submission with its round, locked until the transaction ends."""
    return (
        Submission.objects.select_for_update(of=("self",))
        .select_related("round", "organization")
        .get(pk=submission_id)
    )


def grid_rows(submission_id: int) -> list[dict[str, Any]]:
    """The rows of a grid in order, as plain values with ``papers``, in one query."""
    papers = (
        Evidence.objects.filter(nomination=OuterRef("pk"), removed_at=None)
        .order_by()
        .values("nomination")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = (
        Nomination.objects.filter(submission=submission_id)
        .exclude(state="withdrawn")
        .annotate(papers=Subquery(papers))
        .order_by("rank", "id")
        .values(*GRID_FIELDS, "papers")
    )
    return [row | {"papers": row["papers"] or 0} for row in rows]


def visible_nominations(actor: Actor) -> QuerySet[Nomination]:
    """Nominations inside the actor's scope: all of the units they write for, others once sent."""
    own = [grant.unit.id for grant in actor.grants if grant.role in EDITORS]
    scope = within(actor.spans(*READERS), "submission__organization__position")
    return Nomination.objects.filter((scope & ~Q(state="draft")) | Q(submission__organization__in=own))


def get_nomination(actor: Actor, nomination_id: int) -> Nomination:
    """One nomination with its submission and round; raises ``Nomination.DoesNotExist`` outside the scope.

    ``sent`` holds its last two versions, the newest first.
    """
    newest = NominationVersion.objects.filter(nomination=OuterRef("pk")).order_by("-id")
    return (
        visible_nominations(actor)
        .annotate(sent=ArraySubquery(newest.values("data")[:2]))
        .select_related("submission__round", "submission__organization", "subject__person")
        .get(pk=nomination_id)
    )


def evidence_of(nomination_id: int) -> QuerySet[Evidence]:
    """The files behind a nomination that were not taken back, oldest first."""
    return Evidence.objects.filter(nomination=nomination_id, removed_at=None).order_by("id")


def get_receipt(submission_id: int, token: str) -> ImportReceipt | None:
    """What a repeated import already did."""
    return ImportReceipt.objects.filter(submission=submission_id, token=token).first()


def last_checked(rows: Iterable[Mapping[str, Any]]) -> datetime | None:
    """When any of the rows was last checked."""
    return max((row["checked_at"] for row in rows if row["checked_at"]), default=None)


def nominees_in(submission_id: int) -> QuerySet[Nomination]:
    """The rows of a submission still in it, in order."""
    return (
        Nomination.objects.filter(submission=submission_id)
        .exclude(state="withdrawn")
        .order_by(F("rank"), "id")
    )
