"""What waits for somebody, what they sent and where it is, and how a round stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from thidua.domain.access import Actor, Role, UnitRef
from thidua.domain.nominations.models import (
    Nomination,
    Posting,
    PostingComment,
    Referral,
    Round,
    RoundDeadline,
    Submission,
)
from thidua.domain.nominations.permissions import EDITORS, OFFICE
from thidua.domain.nominations.queries.submissions import due_for, rounds_for
from thidua.domain.nominations.states import (
    NominationState,
    PostingState,
    ReferralState,
    RoundKind,
    SubmissionState,
)
from thidua.domain.nominations.values import Waiting
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import (
    placements_on,
    structure_version,
    subtree_spans,
    unit_refs,
    within,
)
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level

_MOST = 60
_BY_VERDICT = {
    "eligible": Count("pk", filter=Q(nomination__verdict="eligible")),
    "person": Count("pk", filter=Q(nomination__verdict="needs_person")),
    "not": Count("pk", filter=Q(nomination__verdict="not_eligible")),
}
_SOON = timedelta(days=7)
_FAR = date.max


def waiting_for(actor: Actor, on: date) -> list[Waiting]:
    """What waits for the actor, the nearest due first.

    Kinds: returned, draft, call, appraise, adhoc, resubmitted, approved, comment, posting_over.
    """
    writes = _units(actor, EDITORS)
    judges = _units(actor, OFFICE)
    found = [
        *_returned(writes),
        *_drafts(writes, on),
        *_unanswered_calls(actor, writes, on),
        *_appraisals(judges, on),
        *_approved(_units(actor, (Role.HEAD, Role.OFFICER, Role.STANDING_OFFICE))),
        *_comments(judges),
        *_postings_over(judges, on),
    ]
    return sorted(found, key=lambda item: (item.due_on or _FAR, item.title))


def _units(actor: Actor, roles: Iterable[Role]) -> list[int]:
    wanted = set(roles)
    return sorted({grant.unit.id for grant in actor.grants if grant.role in wanted})


def _returned(units: list[int]) -> Iterable[Waiting]:
    rows = (
        Referral.objects.filter(nomination__submission__organization__in=units, state=ReferralState.RETURNED)
        .select_related("nomination", "office")
        .order_by("due_on", "id")[:50]
    )
    for row in rows:
        yield Waiting(
            "returned", row.nomination.name, row.due_on, 1, row.note,
            submission_id=row.nomination.submission_id, nomination_id=row.nomination_id, referral_id=row.pk,
        )  # fmt: skip


def _drafts(units: list[int], on: date) -> Iterable[Waiting]:
    rows = (
        Submission.objects.filter(organization__in=units, state=SubmissionState.DRAFT, round__state="open")
        .select_related("round")
        .annotate(
            people=Count("nominations"), incomplete=Count("nominations", filter=Q(nominations__verdict=""))
        )
    )
    for row in rows:
        words = {"people": row.people, "incomplete": row.incomplete}
        detail = _("%(people)s người đã nhập, %(incomplete)s người chưa đủ thông tin") % words
        yield Waiting(
            "draft", row.round.title, due_for(row.round, row.organization_id, on), row.people, detail,
            submission_id=row.pk, round_id=row.round_id,
        )  # fmt: skip


def _unanswered_calls(actor: Actor, units: list[int], on: date) -> Iterable[Waiting]:
    if actor.unit is None or actor.unit.id not in units:
        return
    answered = set(Submission.objects.filter(organization=actor.unit.id).values_list("round_id", flat=True))
    for call in rounds_for(actor.unit.id, on):
        if call.pk not in answered and call.organization_id != actor.unit.id:
            due = due_for(call, actor.unit.id, on)
            yield Waiting("call", call.title, due, 0, call.organization.code, round_id=call.pk)


def _appraisals(units: list[int], on: date) -> Iterable[Waiting]:
    """Ad hoc and resubmitted nominations one by one, the others by the submission they came with."""
    waiting = Referral.objects.filter(office__in=units, state=ReferralState.RECEIVED)
    alone = Q(nomination__submission__round__kind=RoundKind.ADHOC) | Q(attempt__gt=1)
    singles = list(
        waiting.filter(alone)
        .select_related("nomination", "nomination__submission__round")
        .order_by("due_on", "id")[:_MOST]
    )
    groups = list(
        waiting.exclude(alone)
        .values(
            "nomination__submission",
            "nomination__submission__number",
            "nomination__submission__organization",
            "nomination__submission__round",
        )
        .annotate(n=Count("pk"), due=Min("due_on"), first=Min("pk"), **_BY_VERDICT)
        .order_by("due")[:_MOST]
    )
    senders = {row.nomination.submission.organization_id for row in singles}
    senders |= {row["nomination__submission__organization"] for row in groups}
    names = unit_refs(senders, on)
    yield from (_single(row, names) for row in singles)
    yield from (_group(row, names) for row in groups)


def _single(row: Referral, names: dict[int, UnitRef]) -> Waiting:
    submission = row.nomination.submission
    is_adhoc = submission.round.kind == RoundKind.ADHOC
    return Waiting(
        "adhoc" if is_adhoc else "resubmitted", row.nomination.name, row.due_on, 1,
        names[submission.organization_id].name,
        submission_id=submission.pk, nomination_id=row.nomination_id, referral_id=row.pk,
    )  # fmt: skip


def _group(row: Mapping[str, Any], names: dict[int, UnitRef]) -> Waiting:
    words = {"number": row["nomination__submission__number"], **{name: row[name] for name in _BY_VERDICT}}
    detail = (
        _("Tờ trình %(number)s · %(eligible)s đủ điều kiện, %(person)s cần người xem, %(not)s chưa đủ")
        % words
    )
    return Waiting(
        "appraise", names[row["nomination__submission__organization"]].name, row["due"], row["n"], detail,
        submission_id=row["nomination__submission"], referral_id=row["first"],
        round_id=row["nomination__submission__round"],
    )  # fmt: skip


def _approved(units: list[int]) -> Iterable[Waiting]:
    rows = (
        Referral.objects.filter(office__in=units, state=ReferralState.APPROVED)
        .values("nomination__submission__round", "nomination__submission__round__title")
        .annotate(n=Count("pk"), due=Min("due_on"))
        .order_by("due")
    )
    for row in rows:
        yield Waiting(
            "approved", row["nomination__submission__round__title"], row["due"], row["n"],
            round_id=row["nomination__submission__round"],
        )  # fmt: skip


def _comments(units: list[int]) -> Iterable[Waiting]:
    rows = PostingComment.objects.filter(posting__organization__in=units, answered_at=None).select_related(
        "posting"
    )
    for row in rows.order_by("due_on")[:50]:
        yield Waiting("comment", row.posting.title, row.due_on, 1, row.text[:120], posting_id=row.posting_id)


def _postings_over(units: list[int], on: date) -> Iterable[Waiting]:
    rows = Posting.objects.filter(organization__in=units, state=PostingState.OPEN, ends_on__lt=on)
    for row in rows.annotate(people=Count("nominations")):
        yield Waiting("posting_over", row.title, row.ends_on, row.people, posting_id=row.pk)


@dataclass(frozen=True, slots=True)
class SentItem:
    """What the actor's unit sent of one round to one office, and how far it is."""

    submission_id: int
    title: str
    office_name: str
    state: str
    label: str
    count: int
    steps_done: int
    due_on: date | None
    is_late: bool
    nomination_id: int | None  # when it is a single nomination


def sent_by(actor: Actor, on: date, *, most: int = 20) -> list[SentItem]:
    """What the actor's units sent that is still under way, grouped by round, office and step; the late first."""
    newest = Referral.objects.filter(nomination=OuterRef("pk")).order_by("-id")
    rows = (
        Nomination.objects.filter(
            submission__organization__in=_units(actor, EDITORS), state=NominationState.UNDERWAY
        )
        .annotate(
            at_office=Subquery(newest.values("office_id")[:1]),
            at_state=Subquery(newest.values("state")[:1]),
            at_due=Subquery(newest.values("due_on")[:1]),
        )
        .exclude(at_state=ReferralState.RETURNED)
        .values("submission_id", "submission__round__title", "at_office", "at_state")
        .annotate(n=Count("pk"), due=Min("at_due"), one=Max("pk"))
        .order_by("due")[:most]
    )
    found = list(rows)
    names = unit_refs({row["at_office"] for row in found}, on)
    return [
        SentItem(
            submission_id=row["submission_id"],
            title=row["submission__round__title"],
            office_name=names[row["at_office"]].short_name if row["at_office"] in names else "",
            state=row["at_state"],
            label=str(ReferralState(row["at_state"]).label),
            count=row["n"],
            steps_done=_DONE.get(row["at_state"], 0),
            due_on=row["due"],
            is_late=row["due"] < on,
            nomination_id=row["one"] if row["n"] == 1 else None,
        )
        for row in found
    ]


_DONE = {"received": 1, "appraised": 2, "approved": 3, "suspended": 1}


@dataclass(frozen=True, slots=True)
class RoundProgress:
    """How many units of a level sent by now in a round, of how many that stand below the caller."""

    round_id: int
    title: str
    level: str
    label: str
    due_on: date
    sent: int
    units: int

    @property
    def percent(self) -> int:
        return round(100 * self.sent / self.units) if self.units else 0


def round_deadlines(actor: Actor, on: date) -> list[RoundProgress]:
    """The coming days of the rounds the actor's units called, with the share of units that sent."""
    units = _units(actor, OFFICE)
    rows = RoundDeadline.objects.filter(round__organization__in=units, round__state="open").select_related(
        "round"
    )
    return [_progress(row, on) for row in rows.order_by("due_on", "id")]


def _progress(row: RoundDeadline, on: date) -> RoundProgress:
    kinds = [kind for kind, level in LEVEL_OF_KIND.items() if level == row.level]
    below = _below(row.round, on).filter(kind__in=kinds)
    sent = Submission.objects.filter(
        round=row.round_id, state=SubmissionState.SUBMITTED, organization__in=below.values("organization")
    ).count()
    return RoundProgress(
        row.round_id, row.round.title, row.level, str(Level(row.level).label), row.due_on, sent, below.count()
    )


def _below(call: Round, on: date) -> QuerySet[Placement]:
    """Every unit under the caller on a day."""
    spans = subtree_spans(call.organization_id, on, structure_version())
    return placements_on(on).filter(within(spans)).exclude(organization=call.organization_id)


def silent_units(round_id: int, on: date, *, most: int = 200) -> list[str]:
    """The names of units directly below the caller that have not sent in a round, in the order of the tree."""
    call = Round.objects.get(pk=round_id)
    sent = Submission.objects.filter(round=round_id, state=SubmissionState.SUBMITTED).values("organization")
    rows = (
        placements_on(on)
        .filter(parent=call.organization_id)
        .exclude(organization__in=sent)
        .order_by("organization__position")
    )
    return list(rows.values_list("short_name", flat=True)[:most])


def late_at(office_id: int, on: date) -> int:
    """How many nominations an office holds past their day."""
    return Referral.objects.filter(office=office_id, state=ReferralState.RECEIVED, due_on__lt=on).count()


def soon_at(office_id: int, on: date) -> int:
    """How many an office must handle within the week."""
    return Referral.objects.filter(
        office=office_id, state=ReferralState.RECEIVED, due_on__range=(on, on + _SOON)
    ).count()


def posted_publicly(on: date) -> list[Posting]:
    """Lists open for comment on a day, the soonest to end first, for the public pages."""
    return list(
        Posting.objects.filter(state=PostingState.OPEN, starts_on__lte=on, ends_on__gte=on)
        .annotate(people=Count("nominations"), caller=F("organization__code"))
        .select_related("organization", "round")
        .order_by("ends_on", "id")
    )
