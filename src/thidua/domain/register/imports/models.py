"""Lists on their way into the register, the receipt of each of their rows, and what was learnt about their columns."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.core.sentences import read
from thidua.domain.organizations.models import Organization
from thidua.domain.register.states import ImportState

TAKEN = (ImportState.ENTERING, ImportState.ENTERED, ImportState.WITHDRAWING)
"""States in which the lines of a list stand in the register, or some of them."""


class ImportBatch(models.Model):
    """One sheet of one file, from its arrival until its lines stand in the register, and are withdrawn if they must be.

    ``layout`` is how the sheet is read (``layout.Layout``); ``plan`` the digest of the judged rows on disk, while they
    are needed; ``done`` how many of them are through. ``leaves_out`` says that rows with errors were left out knowingly.
    ``trouble`` is what stopped the work last, as ``sentences.written`` keeps it; ``stopped_by`` in the reader's words.
    """

    state = models.CharField(max_length=12, choices=ImportState.choices, default=ImportState.DRAFT)
    unit = models.ForeignKey(
        Organization, models.PROTECT, related_name="+"
    )  # whose list: nothing outside enters
    source = models.CharField(_("nguồn"), max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    layout = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_by = models.CharField(max_length=200)
    plan = models.CharField(max_length=64, blank=True)
    total = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    doubtful = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)  # lines in the register
    leaves_out = models.BooleanField(default=False)
    imported_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=1000, blank=True)
    undone = models.JSONField(default=dict, db_default={})  # by a withdrawal (``withdrawing.Undone``)
    trouble = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "sheet"],
                condition=models.Q(state__in=[str(state) for state in TAKEN]),
                name="import_batch_file_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_batch_known_state"
            ),
        ]
        indexes = [models.Index(fields=["unit", "-received_at"], name="import_batch_of_unit")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sheet})"

    @property
    def good(self) -> int:
        return self.total - self.bad

    @property
    def stopped_by(self) -> str:
        return read(self.trouble)

    @property
    def paper_number(self) -> str:
        """The number by which the annulments of a withdrawn list name their ground."""
        return f"RL-NK-{self.pk}"


class ImportedRow(models.Model):
    """The receipt of one row: which line of the register it became, or why it was left out.

    ``entry`` is bare: the register may be spread over machines, where nothing may refer to its lines. That the list is
    there is looked at by a trigger, once for all receipts of a statement. ``left_out`` is kept as ``sentences.written``
    does; ``why`` says it to the reader.
    """

    pk = models.CompositePrimaryKey("batch_id", "row")
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="rows", db_constraint=False, db_index=False
    )
    row = models.PositiveIntegerField()  # as the sheet counts
    entry_id = models.BigIntegerField(null=True)
    holder_id = models.BigIntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)  # of the decision
    is_new_holder = models.BooleanField(default=False)
    left_out = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry_id"], name="imported_row_entry_once"),
            models.CheckConstraint(
                condition=models.Q(entry_id__isnull=True) ^ models.Q(left_out=""), name="imported_row_tells"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row}"

    @property
    def why(self) -> str:
        return read(self.left_out)


class RememberedColumn(models.Model):
    """What a wording over a column meant in the lists of a unit or of one of its sources; empty: leave it out."""

    unit = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    source = models.CharField(max_length=200, blank=True)
    wording = models.CharField(max_length=300)  # folded
    key = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "source", "wording"], name="remembered_column_once")
        ]

    def __str__(self) -> str:
        return f"{self.wording}: {self.key}"
