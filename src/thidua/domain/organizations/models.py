"""Identity never changes; everything else about a unit belongs to a period."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from thidua.domain.organizations.states import LEVEL_OF_KIND, Level, Line, SuccessionKind, UnitKind


class LtreeField(models.TextField):  # type: ignore[type-arg]  # generic only in stubs
    """A path of unit ids, ``1.25.3017``, stored as PostgreSQL's ``ltree``."""

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name)


class Organization(models.Model):
    """A unit's identity. ``position`` is its stable place in the order of all units, never renumbered."""

    code = models.CharField(_("mã đơn vị"), max_length=30, unique=True)
    position = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code


def _rank_of(column: str) -> models.Case:
    """0 for the Confederation to 3 for the grassroots: lists show higher units first."""
    ranks = list(Level)
    return models.Case(
        *[models.When(**{column: kind}, then=ranks.index(level)) for kind, level in LEVEL_OF_KIND.items()],
        default=len(ranks),
    )


class Placement(models.Model):
    """What a unit was called, what it was and under whom, during a half-open period."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="placements")
    line = models.CharField(max_length=10, choices=Line.choices, default=Line.UNION)
    during = DateRangeField()
    parent = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="children_placements")
    path = LtreeField()
    name = models.CharField(_("tên đơn vị"), max_length=300)
    short_name = models.CharField(_("tên ngắn"), max_length=120)
    folded = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    rank = models.GeneratedField(
        expression=_rank_of("kind"), output_field=models.SmallIntegerField(), db_persist=True
    )
    province_code = models.CharField(max_length=2, blank=True)
    sector = models.CharField(max_length=20, blank=True)  # state, non_state, fdi
    has_legal_personality = models.BooleanField(default=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="placement_one_per_day",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("line", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=models.Q(kind__in=UnitKind.values), name="placement_known_kind"),
        ]
        indexes = [
            GistIndex(fields=["path"], name="placement_path"),
            models.Index(fields=["parent", "line"], name="placement_parent"),
            models.Index(
                fields=["parent"], name="placement_ended", condition=models.Q(during__upper_inf=False)
            ),
            GinIndex(fields=["folded"], name="placement_folded_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> Level:
        return LEVEL_OF_KIND[self.kind]


class Succession(models.Model):
    """What became what, when, by which instrument. No successor: the unit ended without one."""

    predecessor = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="successions")
    successor = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="precessions")
    kind = models.CharField(max_length=10, choices=SuccessionKind.choices)
    effective_on = models.DateField()
    instrument = models.CharField(_("văn bản"), max_length=300)
    carries_achievement = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["effective_on"], name="succession_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(predecessor__isnull=False) | models.Q(successor__isnull=False),
                name="succession_names_a_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.effective_on}"


class Cluster(models.Model):
    """A yearly cluster or block of peer units."""

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="clusters_run")
    lead = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="clusters_led")
    members: models.ManyToManyField[Organization, Any] = models.ManyToManyField(
        Organization, related_name="clusters"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "year", "name"], name="cluster_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


def drawn_number() -> int:
    """A number that no other state of the structure has had."""
    return secrets.randbits(62)


class StructureVersion(models.Model):
    """One row, whose number becomes another with every change of structure: cached subtrees know that they are old.

    It is drawn, not counted: a database that was put back to an earlier day does not come upon a number that
    running processes know from the days it has lost.
    """

    number = models.BigIntegerField(default=drawn_number)

    def __str__(self) -> str:
        return str(self.number)
