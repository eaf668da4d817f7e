"""The ledger, and in front of it what the search reads: dictionaries and one narrow row a standing line."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Subject
from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.register.imports.models import ImportBatch, ImportedRow, RememberedColumn
from thidua.domain.register.states import CommendationType, Confidence, EntryKind, Source

__all__ = [
    "Discretion",
    "Entry",
    "GrantKey",
    "ImportBatch",
    "ImportedRow",
    "Profile",
    "RegisteredDecision",
    "RegisteredName",
    "RememberedColumn",
    "Remnant",
    "Salt",
    "StandingLine",
    "Tally",
]

# Bare words, as nearly all names are, need no parser to be told apart.
_WORDS = models.Func(
    models.F("folded"),
    template="case when folded ~ '^[a-z]+( [a-z]+)*$' then array_to_tsvector(string_to_array(folded::text, ' '))"
    " else to_tsvector('simple'::regconfig, regexp_replace(folded::text, '[^[:alnum:]]+', ' ', 'g')) end",
)
_OWN_XID = Cast(
    Cast(models.Func(function="pg_current_xact_id", output_field=models.TextField()), models.TextField()),
    models.BigIntegerField(),
)


class RegisteredName(models.Model):
    """A distinct folded name with the number of standing lines that carry it; search starts here, not in the ledger.

    Processes keep the names in memory; ``added_xid``, the transaction that added a name, tells which they lack.
    """

    folded = models.CharField(max_length=300)
    entries = models.PositiveIntegerField(default=0)
    added_xid = models.BigIntegerField(db_default=_OWN_XID)
    words = models.GeneratedField(expression=_WORDS, output_field=SearchVectorField(), db_persist=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["folded"], name="registered_name_once")]
        indexes = [
            GinIndex(fields=["words"], name="registered_name_words", fastupdate=False),
            models.Index(fields=["added_xid"], name="registered_name_added"),
        ]

    def __str__(self) -> str:
        return self.folded


class RegisteredDecision(models.Model):
    """A distinct number of a decision, with its parts as people type them: "34/2019/QĐ-TLĐ" is 34 and "qd tld"."""

    number = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    issuer = models.ForeignKey(Organization, models.PROTECT, related_name="+", db_index=False)
    running = models.CharField(max_length=12, blank=True)  # the running number without leading zeros
    signs = models.CharField(max_length=120, blank=True)  # folded, one space between

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "year", "number"], name="registered_decision_once")
        ]
        indexes = [
            models.Index(fields=["running", "year"], name="registered_decision_running"),
        ]

    def __str__(self) -> str:
        return self.number


class Profile(models.Model):
    """A distinct combination of what lists are narrowed by; a few thousand for the whole country."""

    award_code = models.CharField(max_length=20)
    award_level = models.CharField(max_length=20)
    commendation_type = models.CharField(max_length=15)
    holder_kind = models.CharField(max_length=12)
    position_class = models.CharField(max_length=10, blank=True)
    person_class = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=6, blank=True)
    is_enterprise = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "award_code", "award_level", "commendation_type", "holder_kind", "position_class",
                    "person_class", "sex", "is_enterprise",
                ],
                name="profile_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.award_code} {self.holder_kind}"


class Entry(models.Model):
    """One line of the register. Later lines may correct or annul it; it is itself never changed.

    The table is partitioned by ``year`` and its key is (``holder``, ``year``, ``id``), so that it can be distributed
    by holder; ``id`` is drawn from one sequence and is therefore enough for the program. A later line repeats holder
    and year of its grant and lies beside it. ``register_no`` is what a certificate prints (``PT-25-01182``);
    ``token`` is the secret part of its QR code; ``GrantKey`` finds a grant by either.
    ``unit_position`` places the unit of that day in the stable order of units. ``refers_to`` is always the grant a
    later line speaks of. ``hash`` covers everything but the personal fields, of which it covers the ``commitment``.
    """

    kind = models.CharField(max_length=12, choices=EntryKind.choices, default=EntryKind.GRANT)
    refers_to = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="later_entries", db_constraint=False, db_index=False
    )
    register_no = models.CharField(_("số vào sổ"), max_length=30)
    token = models.CharField(max_length=22)
    year = models.PositiveSmallIntegerField(_("năm"))  # of the decision
    holder = models.ForeignKey(
        Subject, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
    holder_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    holder_name = models.CharField(_("họ tên"), max_length=300)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"), null=True)
    sex = models.CharField(_("giới"), max_length=6, choices=Sex.choices, blank=True)
    is_ethnic_minority = models.BooleanField(default=False)
    position_class = models.CharField(max_length=10, choices=PositionClass.choices, blank=True)
    person_class = models.CharField(max_length=20, blank=True)
    is_enterprise = models.BooleanField(default=False)
    post = models.CharField(_("chức vụ"), max_length=200, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="entries", db_constraint=False, db_index=False
    )
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
    issuer = models.ForeignKey(
        Organization, models.PROTECT, related_name="entries_issued", db_constraint=False, db_index=False
    )
    issuer_name = models.CharField(max_length=300)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    decision_line = models.PositiveIntegerField(_("dòng trong danh sách"), null=True)
    signer = models.CharField(_("người ký"), max_length=200, blank=True)
    signer_post = models.CharField(_("chức vụ người ký"), max_length=200, blank=True)
    bonus_vnd = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.DECISION)
    confidence = models.CharField(
        _("độ tin cậy"), max_length=10, choices=Confidence.choices, default=Confidence.ISSUED
    )
    scan_sha256 = models.CharField(
        max_length=64, blank=True, default=""
    )  # the scanned decision, by its content
    reason = models.TextField(blank=True)  # of a correction or annulment; public
    act_number = models.CharField(
        max_length=60, blank=True
    )  # of the paper that corrected, annulled, restored
    act_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    commitment = models.BinaryField(max_length=32, null=True)  # HMAC of the personal fields under the salt
    xid = models.BigIntegerField(null=True)
    layout = models.PositiveSmallIntegerField(default=2)  # which public fields the hash covers
    hash = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="grant", refers_to__isnull=True)
                | (~models.Q(kind="grant") & models.Q(refers_to__isnull=False)),
                name="entry_refers_unless_grant",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="entry_id"),
            models.Index(fields=["xid", "id"], name="entry_sealing"),
            models.Index(
                fields=["refers_to"], name="entry_refers", condition=models.Q(refers_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.register_no


class GrantKey(models.Model):
    """What finds a grant from outside: its register number and the secret of its certificate. Each is given once."""

    register_no = models.CharField(max_length=30, primary_key=True)
    token = models.CharField(max_length=22)
    holder_id = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    entry_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token"], name="grant_token_once")]

    def __str__(self) -> str:
        return self.register_no


class StandingLine(models.Model):
    """What the search knows of one grant as it stands today; made from the ledger and remade with every later line.

    ``entry_id`` is the line whose words hold: the grant itself or its last correction. ``name_id``, ``decision_id``
    and ``profile_id`` are rows of the small dictionaries. Its key in the database is (``holder_id``, ``root_id``).
    """

    root_id = models.BigIntegerField(primary_key=True)
    holder_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    unit_position = models.BigIntegerField()
    name_id = models.IntegerField()
    decision_id = models.IntegerField()
    profile_id = models.IntegerField()
    year = models.PositiveSmallIntegerField()
    is_annulled = models.BooleanField(default=False)
    province_code = models.CharField(max_length=2, blank=True)

    class Meta:
        indexes = [
            # All that a search asks of a row, so that the table is not looked at. Units stand before grants: a unit
            # is met at once in each year, and the few rows of one name and year are soon put in order.
            models.Index(
                fields=["name_id", "-year", "unit_position", "profile_id", "-root_id"],
                include=["holder_id", "entry_id", "is_annulled"],
                name="standing_name_year",
            ),
            models.Index(fields=["year", "unit_position"], name="standing_year_unit"),
            models.Index(fields=["profile_id", "year"], name="standing_profile_year"),
            models.Index(fields=["decision_id"], name="standing_decision"),
            models.Index(fields=["-year", "-root_id"], name="standing_newest"),
        ]

    def __str__(self) -> str:
        return str(self.root_id)


class Tally(models.Model):
    """How many lines stand, by profile, year and status: sums of rows, so that writers never wait for each other.

    A row with nothing but ``lines`` counts the whole register. ``register.merge_tallies`` joins rows.
    """

    profile_id = models.IntegerField(null=True)
    year = models.PositiveSmallIntegerField(null=True)
    is_annulled = models.BooleanField(null=True)
    lines = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["profile_id"], name="tally_profile", include=["lines"])]

    def __str__(self) -> str:
        return str(self.lines)


class Salt(models.Model):
    """The secret half of an entry's commitment; once it is deleted nothing about the person can be proved or tried."""

    entry = models.OneToOneField(
        Entry, models.PROTECT, primary_key=True, related_name="salt", db_constraint=False
    )
    holder_id = models.BigIntegerField()
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
