"""Tables of councils."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.accounts.models import User
from thidua.domain.councils.states import ItemState, MeetingState, MemberRole, Presence
from thidua.domain.nominations.models import Nomination, Round
from thidua.domain.organizations.models import Organization


class Council(models.Model):
    """A unit's award council during a term."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="councils")
    name = models.CharField(_("tên hội đồng"), max_length=200)
    term = DateRangeField()
    instrument = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A seat in a council."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="council_seats")
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=15, choices=MemberRole.choices)
    may_vote = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)
    during = DateRangeField()

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A session: when, where, who presided, how it stands."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="meetings")
    held_on = models.DateField()
    starts_at = models.TimeField()
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    presided_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    secretary_name = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    notes = models.TextField(blank=True)
    minutes_sha256 = models.CharField(max_length=64, blank=True)  # the minutes as passed at the end, a PDF

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MeetingState.values), name="meeting_known_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.held_on}"


class Attendance(models.Model):
    """Whether a member is there, and why not."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(Member, models.PROTECT, related_name="attendance")
    presence = models.CharField(max_length=10, choices=Presence.choices, default=Presence.UNKNOWN)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.presence}"


class AgendaItem(models.Model):
    """A point of the agenda; one with an ``award_code`` puts nominations to the vote."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    award_code = models.CharField(max_length=20, blank=True)
    round = models.ForeignKey(Round, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.WAITING)
    # the voting rule as it stood when the vote was opened, then who took part and how many ballots came back
    rule = models.JSONField(default=dict)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ItemState.values), name="item_known_state")
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """A nomination put to the vote, and the confirmed result."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="candidates")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="candidacies")
    order = models.PositiveSmallIntegerField()
    yes = models.PositiveSmallIntegerField(null=True)
    no = models.PositiveSmallIntegerField(null=True)
    invalid = models.PositiveSmallIntegerField(null=True)
    denominator = models.PositiveSmallIntegerField(null=True)
    needed = models.PositiveSmallIntegerField(null=True)
    passed = models.BooleanField(null=True)
    recounts = models.PositiveSmallIntegerField(default=0)  # how often the two tellers differed

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["item", "nomination"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.nomination_id}"


class ConflictOfInterest(models.Model):
    """A member who leaves the vote on one candidate, with the declared reason."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="conflicts")
    member = models.ForeignKey(Member, models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=300)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidate", "member"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.candidate_id}"


class Tally(models.Model):
    """What one teller read from the signed paper tally for one candidate. Two tellers must agree."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="tallies")
    teller = models.PositiveSmallIntegerField()  # 1 or 2
    teller_name = models.CharField(max_length=200)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    yes = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField()
    invalid = models.PositiveSmallIntegerField(default=0)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidate", "teller"], name="tally_once_per_teller"),
            models.CheckConstraint(condition=models.Q(teller__in=[1, 2]), name="tally_two_tellers"),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id}/{self.teller}"
