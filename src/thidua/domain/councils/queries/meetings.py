"""A meeting as its page needs it, the quorum, and what waits for a council."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import get_language

from thidua.domain.catalogue.library import library
from thidua.domain.councils.models import AgendaItem, Attendance, Candidate, ConflictOfInterest, Meeting
from thidua.domain.councils.queries.counting import turnout_among, turnout_of
from thidua.domain.councils.states import ItemState, MeetingState
from thidua.domain.councils.voting import Turnout, rule_on
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.queries.referrals import ready_for_council

RUNNING = (ItemState.VOTING, ItemState.COUNTED)


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be in the room, of how many, and how many are."""

    needed: int
    total: int
    present: int
    article: str

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.present)

    @property
    def is_met(self) -> bool:
        return self.total > 0 and self.missing == 0


@dataclass(frozen=True, slots=True)
class MeetingView:
    """Everything the secretary's page shows of a meeting; ``current`` is the vote that runs, if any."""

    meeting: Meeting
    items: list[AgendaItem]
    attendance: list[Attendance]
    turnout: Turnout
    quorum: Quorum
    current: AgendaItem | None

    def candidates(self, item: AgendaItem) -> list[Candidate]:
        return list(item.candidates.all())


def quorum_of(meeting: Meeting) -> Quorum:
    """The strictest quorum of the awards on the agenda; the general rule while there is none."""
    return _quorum(meeting, list(meeting.items.all()), turnout_of(meeting.pk, absentee_written=False))


def _quorum(meeting: Meeting, items: list[AgendaItem], turnout: Turnout) -> Quorum:
    codes = {item.award_code for item in items if item.award_code} or {""}
    rules = [rule_on(code, meeting.held_on) for code in sorted(codes)]
    strictest = max(rules, key=lambda rule: rule.quorum(turnout.total))
    return Quorum(strictest.quorum(turnout.total), turnout.total, turnout.present, strictest.citation.label)


def meeting_view(meeting: Meeting) -> MeetingView:
    """Read a whole meeting: agenda with candidates, presence, quorum."""
    items = list(
        meeting.items.select_related("round").prefetch_related(
            Prefetch("candidates", Candidate.objects.select_related("nomination__submission__organization")),
            Prefetch("candidates__conflicts", ConflictOfInterest.objects.select_related("member")),
        )
    )
    for item in items:
        item.meeting = meeting
    attendance = list(meeting.attendance.select_related("member").order_by("member__order", "member_id"))
    return MeetingView(
        meeting=meeting,
        items=items,
        attendance=attendance,
        turnout=turnout_among(attendance, absentee_written=True),
        quorum=_quorum(meeting, items, turnout_among(attendance, absentee_written=False)),
        current=next((item for item in items if item.state in RUNNING), None),
    )


def excluded_counts(item: AgendaItem) -> dict[int, int]:
    """How many members who take part leave the vote on each candidate."""
    taking_part = set(
        Attendance.objects.filter(
            meeting=item.meeting_id, presence__in=["present", "written"], member__may_vote=True
        ).values_list("member_id", flat=True)
    )
    found = ConflictOfInterest.objects.filter(candidate__item=item).values_list("candidate_id", "member_id")
    return dict(Counter(candidate for candidate, member in found if member in taking_part))


def waiting_for_council(
    meeting: Meeting, award_code: str, round_id: int | None = None, subject_kind: str = ""
) -> QuerySet[Referral]:
    """Referrals that can go on the agenda: ready, and on no other agenda that is still open."""
    rows = ready_for_council(meeting.council.organization_id, round_id).filter(
        nomination__award_code=award_code
    )
    if subject_kind:
        rows = rows.filter(nomination__subject_kind=subject_kind)
    taken = (
        Candidate.objects.exclude(item__meeting__state=MeetingState.CLOSED)
        .exclude(item__state=ItemState.CLOSED)
        .values("nomination_id")
    )
    return rows.exclude(nomination_id__in=taken)


def award_choices(meeting: Meeting) -> list[tuple[str, str, str, int]]:
    """What waits for a council: award code, its name, kind of subject, how many; in the order of awards."""
    taken = Candidate.objects.exclude(item__meeting__state=MeetingState.CLOSED).exclude(
        item__state=ItemState.CLOSED
    )
    counted = (
        ready_for_council(meeting.council.organization_id)
        .exclude(nomination_id__in=taken.values("nomination_id"))
        .select_related(None)
        .order_by()
        .values_list("nomination__award_code", "nomination__subject_kind")
        .annotate(n=Count("pk"))
    )
    awards = library().awards
    rows = [
        (code, awards[code].name.said(get_language()), kind, n)
        for code, kind, n in counted
        if code in awards and rule_on(code, meeting.held_on).required
    ]
    return sorted(rows, key=lambda row: (awards[row[0]].order, row[0], row[2]))
