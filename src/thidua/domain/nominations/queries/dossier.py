"""What the page of one nomination shows beside the nomination itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.domain.access import Actor
from thidua.domain.audit.models import Event
from thidua.domain.nominations.models import (
    Evidence,
    FindingDecision,
    Nomination,
    NominationVersion,
    Posting,
    PostingComment,
    Referral,
)
from thidua.domain.nominations.permissions import EDITORS, OFFICE
from thidua.domain.nominations.queries.submissions import visible_nominations
from thidua.domain.nominations.states import ReferralState
from thidua.domain.organizations.queries import within
from thidua.domain.people.models import Person, Subject, YearlyRating
from thidua.domain.register.queries.history import person_history

_MOST_HONORS = 40
_SHOWN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Honor:
    """One honour a subject holds: its award, decision and year; annulled ones are not among them."""

    award_code: str
    decision_number: str
    decided_on: date
    year: int | None
    issuer_name: str
    register_no: str


def honors_of(subject_id: int | None) -> list[Honor]:
    """What a subject (and the records merged into it) was honoured with, oldest first."""
    if subject_id is None:
        return []
    lines = sorted(
        (line for line in person_history(subject_id) if not line.is_annulled),
        key=lambda line: (line.decided_on, line.id),
    )
    return [
        Honor(
            line.award_code, line.decision_number, line.decided_on, line.achievement_year, line.issuer_name,
            line.register_no,
        )
        for line in lines[:_MOST_HONORS]
    ]  # fmt: skip


def ratings_of(subject_id: int | None) -> list[YearlyRating]:
    """The yearly ratings of a subject, newest first."""
    if subject_id is None:
        return []
    return list(YearlyRating.objects.filter(subject=subject_id).order_by("-year")[:10])


def member_since(subject: Subject | None) -> date | None:
    """The day a person joined the union, where it is known; ``person`` should be loaded."""
    person: Person | None = getattr(subject, "person", None)
    return person.member_since if person else None


def decisions_on_findings(nomination_id: int) -> dict[str, FindingDecision]:
    """The last answer people gave to each condition, by condition."""
    rows = FindingDecision.objects.filter(nomination=nomination_id).order_by("id")
    return {row.condition: row for row in rows}


def versions_of(nomination_id: int) -> list[NominationVersion]:
    """The nomination as it was each time it was sent, newest first."""
    return list(NominationVersion.objects.filter(nomination=nomination_id).order_by("-id")[:20])


def open_for_evidence(actor: Actor, *, most: int = 200) -> list[Nomination]:
    """The nominations the actor's units may still add files to: those returned first, then drafts."""
    own = [grant.unit.id for grant in actor.grants if grant.role in EDITORS]
    newest = Referral.objects.filter(nomination=OuterRef("pk")).order_by("-id").values("state")[:1]
    rows = (
        Nomination.objects.filter(submission__organization__in=own, state__in=["draft", "underway"])
        .annotate(at_state=Subquery(newest))
        .filter(Q(state="draft") | Q(at_state=ReferralState.RETURNED))
        .select_related("submission__round")
        .order_by("state", "submission_id", "rank")
    )
    found = list(rows[:most])
    return sorted(found, key=lambda row: row.state == "draft")


def events_of(nomination_id: int, *, most: int = 100) -> list[Event]:
    """What was done with a nomination, newest first."""
    rows = Event.objects.filter(subject_type="nomination", subject_id=nomination_id)
    return list(rows.order_by("-id")[:most])


def get_evidence(actor: Actor, evidence_id: int) -> Evidence:
    """One file of a nomination inside the actor's scope.

    Raises ``Evidence.DoesNotExist`` outside the scope and for a file that was taken back.
    """
    return (
        Evidence.objects.select_related("nomination__submission")
        .filter(removed_at=None, nomination__in=visible_nominations(actor))
        .get(pk=evidence_id)
    )


def comments_about(nomination_id: int) -> QuerySet[PostingComment]:
    """What people said about a name while it was posted, oldest first."""
    return PostingComment.objects.filter(nomination=nomination_id).order_by("received_at")


def postings_of(office_id: int) -> QuerySet[Posting]:
    """The lists an office posted, newest first, with ``people``, ``said`` and ``waiting`` (comments unanswered)."""
    said = PostingComment.objects.filter(posting=OuterRef("pk")).order_by().values("posting")
    count = Count("pk")
    return (
        Posting.objects.filter(organization=office_id)
        .select_related("round")
        .annotate(
            people=Count("nominations"),
            said=Coalesce(Subquery(said.annotate(n=count).values("n")), 0),
            waiting=Coalesce(Subquery(said.filter(answered_at=None).annotate(n=count).values("n")), 0),
        )
        .order_by("-id")
    )


def comments_of(posting_id: int) -> QuerySet[PostingComment]:
    """What people said about a posting, the unanswered first."""
    rows = PostingComment.objects.filter(posting=posting_id).select_related("nomination")
    return rows.order_by(F("answered_at").asc(nulls_first=True), "received_at")


def get_posting(actor: Actor, posting_id: int) -> Posting:
    """One posting of an office inside the actor's scope; raises ``Posting.DoesNotExist`` outside it."""
    scope = within(actor.spans(*OFFICE))
    return Posting.objects.filter(scope).select_related("round", "organization").get(pk=posting_id)


def get_comment(actor: Actor, comment_id: int) -> PostingComment:
    """One comment on a posting inside the actor's scope; raises ``PostingComment.DoesNotExist`` outside it."""
    scope = within(actor.spans(*OFFICE), "posting__organization__position")
    return PostingComment.objects.filter(scope).select_related("posting", "nomination").get(pk=comment_id)


def get_public_posting(posting_id: int, on: date) -> Posting:
    """A posting that everybody may read on a day: begun, and over for no more than thirty days.

    Raises ``Posting.DoesNotExist`` otherwise.
    """
    rows = Posting.objects.filter(starts_on__lte=on, ends_on__gte=on - _SHOWN_AFTER)
    return rows.select_related("round", "organization").get(pk=posting_id)


def names_posted(posting_id: int, *, after: int = 0, size: int = 200) -> list[dict[str, Any]]:
    """The names of a posting in order, as plain values: name, unit id, award. Nothing else may be public."""
    rows = (
        Nomination.objects.filter(postings=posting_id, pk__gt=after)
        .order_by("pk")
        .values("id", "name", "award_code", "submission__organization_id", "subject_kind")
    )
    return [dict(row) for row in rows[:size]]
