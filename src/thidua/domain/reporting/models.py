"""The cube over the register, and the views of it that people keep."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from thidua.domain.accounts.models import User
from thidua.domain.organizations.models import Organization
from thidua.domain.reporting.states import Rhythm


class Queued(models.Model):
    """Lines of the register that the cube does not hold yet; a trigger writes one row a statement, in its transaction.

    ``was_minority`` is set when an erasure blanked the lines' note of an ethnic minority.
    """

    entries = ArrayField(models.BigIntegerField())
    holders = ArrayField(models.BigIntegerField())
    years = ArrayField(models.SmallIntegerField())
    is_new = models.BooleanField()
    was_minority = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{len(self.entries)}"


class Block(models.Model):
    """Where a block of positions begins; it ends where the next begins. Coarse blocks are those of top units.

    Blocks are only added: a subtree of any structure is blocks of the cube and, at its edges, lines of the register.
    """

    low = models.BigIntegerField(primary_key=True)
    is_coarse = models.BooleanField()

    def __str__(self) -> str:
        return str(self.low)


class Profile(models.Model):
    """One combination of what honors are counted by; ``*`` where a rollup does not tell. ``id`` is a hash of it.

    ``in_1`` … are the ids of what the smaller rollups make of it; a profile of a smaller rollup has none. The index
    holds all that a question to one of these needs, which is half the work of a board.
    """

    id = models.BigIntegerField(primary_key=True)
    province = models.CharField(max_length=4)
    top = models.CharField(max_length=20)
    award = models.CharField(max_length=20)
    level = models.CharField(max_length=20)
    type = models.CharField(max_length=15)
    kind = models.CharField(max_length=12)
    position = models.CharField(max_length=10)
    person = models.CharField(max_length=20)
    enterprise = models.CharField(max_length=1)
    sex = models.CharField(max_length=6)
    minority = models.CharField(max_length=1)
    sector = models.CharField(max_length=20)
    first = models.CharField(max_length=1)
    in_1 = models.BigIntegerField(null=True)
    in_2 = models.BigIntegerField(null=True)
    in_3 = models.BigIntegerField(null=True)
    in_4 = models.BigIntegerField(null=True)
    in_5 = models.BigIntegerField(null=True)
    in_6 = models.BigIntegerField(null=True)
    in_7 = models.BigIntegerField(null=True)
    in_8 = models.BigIntegerField(null=True)
    in_9 = models.BigIntegerField(null=True)
    in_10 = models.BigIntegerField(null=True)
    in_11 = models.BigIntegerField(null=True)
    in_12 = models.BigIntegerField(null=True)
    in_13 = models.BigIntegerField(null=True)
    in_14 = models.BigIntegerField(null=True)
    in_15 = models.BigIntegerField(null=True)
    in_16 = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="profile_of_smaller", condition=models.Q(in_1=None),
                include=("province", "top", "award", "level", "type", "kind", "position", "person", "enterprise",
                         "sex", "minority", "sector", "first"),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.award} {self.kind}"


class Cell(models.Model):
    """How many honors in force a rollup holds for a year, month (0: the whole year), block and profile."""

    pk = models.CompositePrimaryKey("rollup", "year", "block", "month", "profile_id")
    rollup = models.SmallIntegerField()
    year = models.SmallIntegerField()
    block = models.BigIntegerField()
    month = models.SmallIntegerField()
    profile_id = models.BigIntegerField()
    count = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.rollup} {self.year} {self.block}: {self.count}"


class Comparison(models.Model):
    """One comparison of the cube with the register: how many cells there were and how many differed.

    ``new_blocks`` are units that a block could be made of, founded since the cube was built.
    """

    at = models.DateTimeField()
    cells = models.BigIntegerField()
    differing = models.BigIntegerField()
    honors = models.BigIntegerField()
    new_blocks = models.IntegerField(default=0)
    seconds = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="comparison_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.differing}"


class CubeState(models.Model):
    """One row: the last change of the tree of units that the cube knows of."""

    last_succession_id = models.BigIntegerField(default=0)
    rebuilt_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.last_succession_id)


class SavedView(models.Model):
    """A question to the figures that a person kept, as the address of its page; it holds no figures.

    Everybody who works at ``shared_with`` or below it may open it too, and sees the figures of their own scope.
    """

    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=120)
    address = models.TextField(blank=True)  # the query string, with what is asked only
    shared_with = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class Mailing(models.Model):
    """A saved view that is sent to a person by mail; ``next_on`` is the day of the next letter."""

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="mailings")
    user = models.ForeignKey(User, models.PROTECT, related_name="mailings")
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    next_on = models.DateField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["view", "user"], name="mailing_once"),
            models.CheckConstraint(condition=models.Q(rhythm__in=Rhythm.values), name="mailing_rhythm"),
        ]
        indexes = [models.Index(fields=["next_on"], name="mailing_due")]

    def __str__(self) -> str:
        return f"{self.view_id} → {self.user_id}"
