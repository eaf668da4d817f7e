"""The ledger and the dictionary of names in front of it."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Subject
from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.register.states import CommendationType, EntryKind, Source


class RegisteredName(models.Model):
    """A distinct folded name with the number of entries that carry it; search starts here, not in the ledger."""

    folded = models.CharField(max_length=300, unique=True)
    entries = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(SearchVector("folded", config="simple"), name="registered_name_words", fastupdate=False)
        ]

    def __str__(self) -> str:
        return self.folded


class Entry(models.Model):
    """One line of the register. Later lines may correct or annul it; it is itself never changed.

    ``register_no`` is what a certificate prints (``PT-25-01182``); ``token`` is the secret part of its QR code.
    ``unit_position`` places the unit of that day in the stable order of units. ``refers_to`` is always the grant a
    later line speaks of. ``hash`` covers everything but the personal fields, of which it covers the ``commitment``.
    """

    kind = models.CharField(max_length=12, choices=EntryKind.choices, default=EntryKind.GRANT)
    refers_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="later_entries")
    register_no = models.CharField(_("số vào sổ"), max_length=30)
    token = models.CharField(max_length=22)
    year = models.PositiveSmallIntegerField(_("năm"))  # of the decision
    holder = models.ForeignKey(Subject, models.PROTECT, related_name="entries")
    holder_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    holder_name = models.CharField(_("họ tên"), max_length=300)
    registered_name = models.ForeignKey(RegisteredName, models.PROTECT, related_name="+")
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"), null=True)
    sex = models.CharField(_("giới"), max_length=6, choices=Sex.choices, blank=True)
    is_ethnic_minority = models.BooleanField(default=False)
    position_class = models.CharField(max_length=10, choices=PositionClass.choices, blank=True)
    person_class = models.CharField(max_length=20, blank=True)
    is_enterprise = models.BooleanField(default=False)
    post = models.CharField(_("chức vụ"), max_length=200, blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="entries")
    unit_position = models.BigIntegerField()
    unit_name = models.CharField(_("đơn vị"), max_length=300)
    province_code = models.CharField(
        max_length=2, blank=True
    )  # as of the decision: code of the structure of then
    award_code = models.CharField(max_length=20)
    award_level = models.CharField(max_length=20)
    commendation_type = models.CharField(_("loại hình"), max_length=15, choices=CommendationType.choices)
    achievement = models.TextField(_("thành tích"), blank=True)
    achievement_year = models.PositiveSmallIntegerField(_("năm thành tích"), null=True)
    issuer = models.ForeignKey(Organization, models.PROTECT, related_name="entries_issued")
    issuer_name = models.CharField(max_length=300)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    decision_line = models.PositiveIntegerField(_("dòng trong danh sách"), null=True)
    signer = models.CharField(_("người ký"), max_length=200, blank=True)
    signer_post = models.CharField(_("chức vụ người ký"), max_length=200, blank=True)
    bonus_vnd = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.DECISION)
    reason = models.TextField(blank=True)  # of a correction or annulment; public
    act_number = models.CharField(
        max_length=60, blank=True
    )  # of the paper that corrected, annulled, restored
    act_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    commitment = models.BinaryField(max_length=32, null=True)  # HMAC of the personal fields under the salt
    xid = models.BigIntegerField(null=True)
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["register_no"], condition=models.Q(kind="grant"), name="entry_register_no_once"
            ),
            models.UniqueConstraint(
                fields=["token"], condition=models.Q(kind="grant"), name="entry_token_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="grant", refers_to__isnull=True)
                | (~models.Q(kind="grant") & models.Q(refers_to__isnull=False)),
                name="entry_refers_unless_grant",
            ),
        ]
        indexes = [
            models.Index(fields=["registered_name", "-year", "-id"], name="entry_name_year"),
            models.Index(fields=["registered_name", "unit_position", "year"], name="entry_name_unit"),
            models.Index(fields=["unit_position", "year"], name="entry_unit_year"),
            models.Index(fields=["holder", "-decided_on"], name="entry_holder"),
            models.Index(fields=["decision_number"], name="entry_decision"),
            models.Index(fields=["-year", "-id"], name="entry_year"),
            models.Index(fields=["xid", "id"], name="entry_sealing"),
            models.Index(
                fields=["refers_to"], name="entry_refers", condition=models.Q(refers_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.register_no


class Salt(models.Model):
    """The secret half of an entry's commitment; once it is deleted nothing about the person can be proved or tried."""

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="salt")
    secret = models.BinaryField(max_length=16)

    def __str__(self) -> str:
        return str(self.entry_id)


class Remnant(models.Model):
    """What stays of a line whose person was forgotten: the digest in its leaf, so that the tree stays checkable."""

    entry_id = models.BigIntegerField(primary_key=True)
    shown = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.entry_id)


class Discretion(models.Model):
    """A person asked that the public pages leave out the year of birth."""

    subject = models.OneToOneField(Subject, models.CASCADE, primary_key=True, related_name="discretion")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.subject_id)


class ImportBatch(models.Model):
    """A list of former honours that was brought in as a whole; the digest of a file and its sheet enter once."""

    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256", "sheet"], name="import_batch_file_once")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.sheet})"


class ImportedRow(models.Model):
    """The receipt of one row: which line of the register it became, and whether its holder was known before."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="rows")
    row = models.PositiveIntegerField()  # as the sheet counts
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="imported_from")
    is_new_holder = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="imported_row_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.row}"
