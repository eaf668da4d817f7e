"""Tables of movements."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.movements.states import MovementKind, MovementState, ReviewKind, ReviewOutcome, RollUp
from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Subject


class Movement(models.Model):
    """A movement: what it is for, what is done, who takes part, how it is scored and paid."""

    code = models.CharField(max_length=30, unique=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="movements")
    template = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=MovementKind.choices)
    title = models.CharField(_("tên phong trào"), max_length=200)
    folded = models.CharField(max_length=420, blank=True)  # title and theme, for search
    theme = models.CharField(_("chủ đề"), max_length=200, blank=True)
    objective = models.TextField(_("mục đích"), blank=True)
    political_task = models.TextField(_("nhiệm vụ chính trị"), blank=True)
    contents = models.JSONField(_("nội dung"), default=list)  # list of text
    measures = models.JSONField(_("biện pháp"), default=list)  # list of {text, owner, due}
    participant_kinds = ArrayField(models.CharField(max_length=20), default=list)  # unit kinds addressed
    participants = models.TextField(_("đối tượng tham gia"), blank=True)
    scoring = models.JSONField(_("bảng điểm"), default=list)  # list of {criterion, points}
    awards = ArrayField(models.CharField(max_length=20), default=list)
    budget_vnd = models.BigIntegerField(null=True)
    during = DateRangeField(null=True)
    registration_due = models.DateField(null=True)
    interim_on = models.DateField(null=True)
    final_on = models.DateField(null=True)
    responsible = models.CharField(_("người chịu trách nhiệm"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MovementState.choices, default=MovementState.DRAFT)
    overlap_note = models.TextField(blank=True)  # why it is kept beside a similar live movement
    override_note = models.TextField(blank=True)  # written order to launch although the gate refuses; public
    override_by = models.CharField(max_length=200, blank=True)
    launched_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=MovementState.values), name="movement_known_state"
            )
        ]
        indexes = [
            models.Index(fields=["state", "organization"], name="movement_state"),
            GinIndex(fields=["folded"], name="movement_folded_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def quoted(self) -> str:
        """The title in quotation marks, unless it carries its own."""
        return self.title if "“" in self.title else f"“{self.title}”"


class Target(models.Model):
    """A target as a number with its unit, the baseline and the goal."""

    movement = models.ForeignKey(Movement, models.CASCADE, related_name="targets")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    goal = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    source = models.CharField(max_length=200, blank=True)
    roll_up = models.CharField(max_length=8, choices=RollUp.choices, default=RollUp.SUM)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Registration(models.Model):
    """A unit, collective or person takes part, aiming at titles."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="registrations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="movement_registrations")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="movement_registrations")
    titles = ArrayField(models.CharField(max_length=20), default=list)
    note = models.TextField(blank=True)
    registered_at = models.DateTimeField()
    active_on = models.DateField(null=True)  # day of the last report, or of registering
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["movement", "organization", "subject"],
                nulls_distinct=False,
                name="registration_once",
            )
        ]
        indexes = [models.Index(fields=["movement", "active_on"], name="registration_activity")]

    def __str__(self) -> str:
        return f"{self.movement_id}:{self.organization_id}"


class Pledge(models.Model):
    """The goal a registration sets itself for one of the movement's targets."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="pledges")
    target = models.ForeignKey(Target, models.PROTECT, related_name="pledges")
    goal = models.DecimalField(max_digits=16, decimal_places=2)
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True)  # the newest report's
    value_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "target"], name="pledge_once")]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.goal}"


class Progress(models.Model):
    """A value reached for a pledge on a day; the newest one counts and is kept on the pledge too."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="progress")
    on = models.DateField()
    value = models.DecimalField(max_digits=16, decimal_places=2)
    note = models.CharField(max_length=300, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["pledge", "-on", "-id"], name="progress_newest")]

    def __str__(self) -> str:
        return f"{self.pledge_id}: {self.value}"


class Review(models.Model):
    """An interim or final review and what it decided."""

    movement = models.ForeignKey(Movement, models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=10, choices=ReviewKind.choices)
    held_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=ReviewOutcome.choices)
    findings = models.TextField()
    recorded_by = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.movement_id} {self.kind}"


class Ranking(models.Model):
    """A registration's points in a review; ``proposed_award`` makes it a line of the ranked proposal."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="rankings")
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="rankings")
    points = models.JSONField(default=dict)  # criterion → points
    total = models.DecimalField(max_digits=8, decimal_places=2)
    rank = models.PositiveIntegerField()
    proposed_award = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "registration"], name="ranking_once")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.registration_id}"
