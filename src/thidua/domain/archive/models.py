"""Tables of the archive."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from thidua.domain.archive.states import DerivativeKind, ItemKind, Outcome, Reading
from thidua.domain.decisions.models import Decision
from thidua.domain.organizations.models import Organization


class Original(models.Model):
    """A content of the store, once: whatever dossiers it lies in. Hash, kind and size never change."""

    sha256 = models.CharField(max_length=64, unique=True)
    mime = models.CharField(max_length=100)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField(null=True)
    is_signed = models.BooleanField(default=False)  # a PDF with a digital signature
    is_scanned = models.BooleanField(default=False)  # the virus scanner has seen it
    kept_at = models.DateTimeField()
    reading = models.CharField(max_length=10, choices=Reading.choices, default=Reading.PENDING)
    reading_note = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)  # when it was last compared with its hash
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["reading", "id"], name="original_reading"),
            models.Index(fields=["checked_at", "id"], name="original_checked"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Derivative(models.Model):
    """A content made from an original, beside it: it can be made again at any time."""

    original = models.ForeignKey(Original, models.CASCADE, related_name="derivatives")
    kind = models.CharField(max_length=12, choices=DerivativeKind.choices)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)  # the program

    class Meta:
        constraints = [models.UniqueConstraint(fields=["original", "kind"], name="derivative_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.original_id}"


class PageText(models.Model):
    """What stands on one page. ``words`` holds each word without diacritics, and as it stands."""

    original = models.ForeignKey(Original, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()  # from 1
    text = models.TextField()
    is_recognized = models.BooleanField(default=False)  # read from a picture, so it may be misread
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["original", "number"], name="page_text_once")]
        indexes = [GinIndex(fields=["words"], name="page_text_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.original_id}/{self.number}"


class Dossier(models.Model):
    """The papers behind one decision, made here or long ago.

    ``keep_until`` is the last day it must be kept, nothing for good or for what no text is held for (``retention``
    tells which). ``rule`` says on what the period rests: label, confidence, whether the text was read.
    """

    issuer = models.ForeignKey(Organization, models.PROTECT, related_name="dossiers")
    unit_position = models.BigIntegerField()
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="dossier")
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    title = models.CharField(max_length=300)
    award_code = models.CharField(max_length=20, blank=True)
    retention = models.CharField(max_length=10)
    keep_until = models.DateField(null=True)
    rule = models.JSONField(default=dict)
    law_version = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    disposed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "decision_number", "decided_on"], name="dossier_of_decision"
            )
        ]
        indexes = [
            models.Index(fields=["unit_position", "-decided_on"], name="dossier_unit"),
            models.Index(
                fields=["keep_until"],
                name="dossier_due",
                condition=models.Q(keep_until__isnull=False, disposed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.decision_number


class Item(models.Model):
    """An original in a dossier. ``register_no`` names the line it is about, or nobody: then it is about all.

    ``unit_position`` is the unit whose paper it is: who may read it follows from that.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="items")
    original = models.ForeignKey(Original, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=10, choices=ItemKind.choices)
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    register_no = models.CharField(max_length=30, blank=True)
    unit_position = models.BigIntegerField()
    source = models.CharField(max_length=40)  # "decision", "evidence:12", "meeting:3", "scan"
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "original", "register_no"], name="item_once")
        ]
        indexes = [models.Index(fields=["register_no"], name="item_register_no")]

    def __str__(self) -> str:
        return self.title


class Hold(models.Model):
    """A legal hold: while it stands the dossier may not be disposed of."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="holds")
    reason = models.TextField()
    paper = models.CharField(max_length=120, blank=True)  # the complaint, the request, the judgment
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=200, blank=True)
    lift_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["dossier"], name="hold_standing", condition=models.Q(lifted_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.reason[:40]}"


class Disposal(models.Model):
    """The record of a disposal: by whose decision, what was destroyed, what was kept since another dossier needs it."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="disposal")
    paper = models.CharField(max_length=120)  # the decision of the valuation council
    paper_on = models.DateField()
    reason = models.TextField()
    contents = models.JSONField()
    done_at = models.DateTimeField()
    done_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.paper


class Package(models.Model):
    """A BagIt package of dossiers for another archive; ``sha256`` is its zip in the store."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="packages")
    title = models.CharField(max_length=200)
    dossier_ids = ArrayField(models.BigIntegerField())
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.ASKED)
    note = models.TextField(blank=True)
    files = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class FixityRun(models.Model):
    """One comparison of kept contents with their hashes. ``problems``: sha256, what is wrong, where it belongs."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=200)
    total = models.PositiveBigIntegerField(default=0)
    checked = models.PositiveBigIntegerField(default=0)
    checked_bytes = models.PositiveBigIntegerField(default=0)
    problems = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="fixity_newest")]

    def __str__(self) -> str:
        return f"{self.started_at:%d/%m/%Y %H:%M} {len(self.problems)}"
