"""Subjects of commendation. Sensitive fields are encrypted with a key of the person's own."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.organizations.models import Organization
from thidua.domain.people.states import (
    DisciplineKind,
    DuplicateState,
    InitiativeLevel,
    LeaderClass,
    PositionClass,
    Rating,
    Sex,
    SubjectKind,
)


class Subject(models.Model):
    """Whoever can be honoured. ``folded`` is for search, ``sort_key`` for Vietnamese order of names."""

    kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    name = models.CharField(_("tên"), max_length=300)
    folded = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=300)
    # that the unit is there is looked at by a trigger, once for all subjects of a statement
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="subjects", db_constraint=False, db_index=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_from", db_index=False
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=SubjectKind.values), name="subject_known_kind")
        ]
        indexes = [
            GinIndex(fields=["folded"], name="subject_folded_trgm", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["organization", "kind", "sort_key"], name="subject_of_unit"),
            models.Index(
                fields=["merged_into"],
                name="subject_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A natural person. The identity number is encrypted; ``identity_hash`` is a keyed hash for exact search."""

    # by a trigger too
    subject = models.OneToOneField(
        Subject, models.PROTECT, primary_key=True, related_name="person", db_constraint=False
    )
    birth_date = models.DateField(null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True)
    is_ethnic_minority = models.BooleanField(default=False)
    ethnicity_sealed = models.BinaryField(null=True)
    identity_sealed = models.BinaryField(null=True)
    identity_hash = models.BinaryField(max_length=32, null=True)
    # what was odd about the number, for a person to see
    identity_note = models.CharField(max_length=500, blank=True, db_default="")
    data_key = models.BinaryField(null=True)
    native_place = models.CharField(max_length=200, blank=True)
    job = models.CharField(_("việc đang làm"), max_length=200, blank=True)
    position_class = models.CharField(max_length=10, choices=PositionClass.choices, blank=True)
    leader_class = models.CharField(max_length=20, choices=LeaderClass.choices, blank=True)
    is_on_union_payroll = models.BooleanField(default=False)
    member_since = models.DateField(null=True)
    education = models.CharField(max_length=20, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identity_hash"],
                name="person_identity_once",
                condition=models.Q(identity_hash__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["subject"], name="person_on_payroll", condition=models.Q(is_on_union_payroll=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.subject_id)


class Collective(models.Model):
    """A collective: a unit of the tree, or a team or workshop inside one."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="collective")
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="as_collective")
    is_enterprise = models.BooleanField(default=False)
    member_count = models.PositiveIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.subject_id)


class Household(models.Model):
    """A household, known by its head and place."""

    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="household")
    head = models.ForeignKey(Person, models.PROTECT, null=True, related_name="households")
    place = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.subject_id)


class Service(models.Model):
    """A post held in a unit during a period.

    ``listed_post`` is the post as the law on commendations lists it, or the body of which this is one term: a code of
    ``law/scales.yaml``; empty where it lists none.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="services")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="services")
    during = DateRangeField()
    post = models.CharField(max_length=200)
    position_class = models.CharField(max_length=10, choices=PositionClass.choices, blank=True)
    union_post = models.CharField(max_length=120, blank=True)
    listed_post = models.CharField(max_length=40, blank=True)
    is_full_time_union = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="service_person"),
            models.Index(fields=["person"], name="service_listed", condition=~models.Q(listed_post="")),
        ]

    def __str__(self) -> str:
        return self.post


class YearlyRating(models.Model):
    """How a subject's year was rated, and by which paper."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="ratings")
    year = models.PositiveSmallIntegerField()
    rating = models.CharField(max_length=6, choices=Rating.choices)
    instrument = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "year"], name="rating_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year} {self.rating}"


class Initiative(models.Model):
    """A recognised initiative. ``consumed_by`` names the award it was already used for, if any.

    ``consumed_entry`` is the line of the register that used it: whoever annuls that line gives the initiative back.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="initiatives")
    title = models.CharField(max_length=300)
    level = models.CharField(max_length=10, choices=InitiativeLevel.choices)
    recognized_on = models.DateField()
    decision_number = models.CharField(max_length=60, blank=True)
    benefit_vnd = models.BigIntegerField(null=True)
    consumed_by = models.CharField(max_length=20, blank=True)
    consumed_entry = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "recognized_on"], name="initiative_person"),
            models.Index(
                fields=["consumed_entry"],
                name="initiative_used",
                condition=models.Q(consumed_entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Discipline(models.Model):
    """A disciplinary measure and the period it lasts."""

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="disciplines")
    kind = models.CharField(max_length=20, choices=DisciplineKind.choices)
    during = DateRangeField()
    instrument = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.kind


class Duplicate(models.Model):
    """Two records that may be one person, with the reasons; merging can be undone."""

    first = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=DuplicateState.choices, default=DuplicateState.OPEN)
    moved = models.JSONField(default=dict)  # what the merge moved, so that it can be undone exactly
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True, default="", db_default="")
    is_automatic = models.BooleanField(default=False, db_default=False)  # joined without a person looking
    later_at = models.DateTimeField(null=True)  # a steward wants to see it again behind the others

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="duplicate_pair_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.second_id}"


class Arrival(models.Model):
    """People who came by one statement and have no traits yet: whoever looks for people adds them before."""

    people = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{len(self.people)}"


class Trait(models.Model):
    """What a person is found by when two records may be one; kept by triggers, of people who are not merged away.

    Those whom a list brought are an ``Arrival`` until somebody looks.

    Digests are CRC-32 of folded words. ``born`` is year, then day and month in order of size, so that a day and month
    that were exchanged meet; nothing for the first of January, which stands for "only the year is known".
    """

    person_id = models.BigIntegerField(primary_key=True)
    name_digest = models.IntegerField()
    given_digest = models.IntegerField()
    initials = models.CharField(max_length=12)
    born = models.IntegerField(null=True)
    day_month = models.SmallIntegerField(null=True)
    year = models.SmallIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    place_digest = models.IntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["born", "given_digest"], name="trait_born_given"),
            models.Index(fields=["born", "initials"], name="trait_born_initials"),
            models.Index(fields=["name_digest", "day_month"], name="trait_name_day"),
            models.Index(fields=["name_digest", "year", "place_digest"], name="trait_name_place"),
            models.Index(fields=["unit_id", "year", "given_digest"], name="trait_unit_given"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)
