"""Tables of reports."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.core.clock import day_of
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.states import LEVEL_OF_KIND
from thidua.domain.reports.states import (
    AssignmentState,
    Cadence,
    DefinitionState,
    FieldKind,
    ReportState,
    RollUp,
    SectionKind,
    TellingKind,
)


def _known(values: list[str], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q(state__in=values), name=name)


class Definition(models.Model):
    """What a kind of report asks. Once published it never changes; a new version is a copy."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="report_definitions")
    title = models.CharField(_("tên báo cáo"), max_length=200)
    purpose = models.TextField(_("mục đích, căn cứ"), blank=True)
    cadence = models.CharField(_("kỳ báo cáo"), max_length=10, choices=Cadence.choices)
    state = models.CharField(max_length=10, choices=DefinitionState.choices, default=DefinitionState.DRAFT)
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [_known(DefinitionState.values, "report_definition_known_state")]
        indexes = [models.Index(fields=["organization", "state"], name="report_definition_owner")]

    def __str__(self) -> str:
        return self.title


class Field(models.Model):
    """One figure of a definition, with the rules its value must keep."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="fields")
    order = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40)
    group = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=200)
    measure = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=8, choices=FieldKind.choices)
    indicator = models.CharField(max_length=40, blank=True)
    roll_up = models.CharField(max_length=8, choices=RollUp.choices, default=RollUp.SUM)
    is_required = models.BooleanField(default=True)
    least = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    most = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    not_above = models.CharField(max_length=40, blank=True)  # code of a field that this one is a part of
    explain_percent = models.PositiveSmallIntegerField(
        null=True
    )  # a larger change on last period is explained

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "code"], name="report_field_code_once"),
            models.CheckConstraint(
                condition=(models.Q(kind=FieldKind.COUNTED) & ~models.Q(indicator=""))
                | (models.Q(kind=FieldKind.ASKED) & models.Q(indicator="")),
                name="report_field_counted_by_an_indicator",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Section(models.Model):
    """One part of the narrative."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    guidance = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=SectionKind.choices, default=SectionKind.PLAIN)
    is_mandatory = models.BooleanField(default=True)
    least_words = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "code"], name="report_section_code_once")
        ]

    def __str__(self) -> str:
        return self.title


class Assignment(models.Model):
    """A report asked of a unit and all below it for one period: one row, whatever the number of units.

    Who owes one: units of ``kinds`` under ``organization`` in the tree of ``as_of``, and that unit itself. ``due_on``
    holds the day by level of decision.
    """

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="assignments")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="report_assignments")
    title = models.CharField(max_length=200)
    during = DateRangeField()
    as_of = models.DateField()
    kinds = ArrayField(models.CharField(max_length=20))
    due_on = models.JSONField()
    state = models.CharField(max_length=8, choices=AssignmentState.choices, default=AssignmentState.OPEN)
    assigned_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _known(AssignmentState.values, "report_assignment_known_state"),
            models.UniqueConstraint(
                fields=["definition", "organization", "during"], name="report_assigned_once_a_period"
            ),
        ]
        indexes = [models.Index(fields=["organization", "state"], name="report_assignment_owner")]

    def __str__(self) -> str:
        return self.title

    def due_of(self, kind: str) -> date:
        """The day by which a unit of ``kind`` must have sent."""
        return date.fromisoformat(self.due_on[LEVEL_OF_KIND[kind]])

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return date.fromordinal(self.during.upper.toordinal() - 1)


class Report(models.Model):
    """One unit's report: what it typed so far and where it stands. ``office`` is the unit that receives it.

    ``values``, ``explanations`` and ``texts`` are by the code of the field or section; ``marks`` holds, for each cell,
    the revision that last changed it and by whom, so that the second of two officers loses nothing.
    """

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reports", db_index=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="reports")
    office = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="reports_received")
    kind = models.CharField(max_length=20)  # of the unit, in the tree of the assignment's day
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    values = models.JSONField(default=dict)
    explanations = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    missing_note = models.TextField(blank=True)  # why it was sent although units below had not
    sent_at = models.DateTimeField(null=True)
    first_sent_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    returns = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            _known(ReportState.values, "report_known_state"),
            # How a whole assignment stands is counted from this index alone.
            models.UniqueConstraint(
                fields=["assignment", "organization"],
                name="report_once_a_unit",
                include=["office", "state", "due_on", "first_sent_at"],
            ),
        ]
        indexes = [
            models.Index(fields=["office", "state"], name="report_queue"),
            models.Index(fields=["organization", "state"], name="report_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}:{self.organization_id}"

    @property
    def was_late(self) -> bool:
        """Whether it was first sent after its day."""
        return self.first_sent_at is not None and day_of(self.first_sent_at) > self.due_on


class Change(models.Model):
    """What one saving changed: each cell's text before and after. Never changed, so that nothing typed is lost."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    cells = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "revision"], name="report_change_once")]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.revision}"


class Snapshot(models.Model):
    """What was sent, as it was. ``content`` is canonical JSON; ``sha256`` covers it and the snapshot before."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=200)
    content = models.TextField()
    before = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.report_id}#{self.number}"

    @property
    def data(self) -> dict[str, Any]:
        """The content as data."""
        found: dict[str, Any] = json.loads(self.content)
        return found


class Telling(models.Model):
    """One act that tells many units, in lots, by a job: that a report is asked of them, or that it is missing."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="tellings")
    kind = models.CharField(max_length=10, choices=TellingKind.choices)
    branch = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    units = models.PositiveIntegerField()
    told = models.PositiveIntegerField(default=0)
    last_position = models.BigIntegerField(null=True)  # how far the job has come
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["assignment", "-at"], name="report_telling_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.assignment_id}"
