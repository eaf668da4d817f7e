"""The log, and the Merkle trees over it and over the register."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

TO_THE_END = 2**63 - 1
"""Stands for the last row of a snapshot, where a seal was not cut off before it."""


class Event(models.Model):
    """One act. ``xid`` is the writing transaction's id (xid8), by which rows are sealed; ``hash`` is SHA-256.

    ``salt`` enters the hash, so that nobody can try out what a neighbour in a proof may say; rows of before the salts
    have none.
    """

    at = models.DateTimeField(_("lúc"))
    name = models.CharField(_("việc"), max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    organization_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    salt = models.BinaryField(max_length=16, db_default=b"")
    xid = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_event_subject"),
            models.Index(fields=["organization_id", "-id"], name="audit_event_organization"),
            models.Index(fields=["xid", "id"], name="audit_event_sealing"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class Seal(models.Model):
    """The head of a log's Merkle tree after ``count`` more rows: ``size`` leaves under ``root``.

    It took in, in order of (xid, id), the rows that are visible in ``snapshot`` (a ``pg_snapshot``) and not in
    ``since``. Where these are many, several seals share them: each ends at (``until_xid``, ``until_id``), the last
    one at ``TO_THE_END``. ``peaks`` are the roots of the tree's complete subtrees, largest first, 32 bytes each.
    """

    at = models.DateTimeField()
    log = models.CharField(max_length=20)  # "events" or "register"
    since = models.TextField()
    snapshot = models.TextField()
    next_xid = models.BigIntegerField()  # of the snapshot: no row of this or a later transaction is in it
    until_xid = models.BigIntegerField(default=TO_THE_END)
    until_id = models.BigIntegerField(default=TO_THE_END)
    count = models.PositiveIntegerField()
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    peaks = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "size"], name="audit_seal_size_once")]
        indexes = [models.Index(fields=["log", "next_xid", "id"], name="audit_seal_of_xid")]

    def __str__(self) -> str:
        return f"{self.log} {self.size}"

    @property
    def is_complete(self) -> bool:
        """Whether everything in the snapshot is sealed."""
        return self.until_xid == TO_THE_END


class Tile(models.Model):
    """Up to 256 neighbouring hashes of one level of a log's tree, as in C2SP's tlog-tiles; it only ever grows.

    Level 0 holds leaf hashes, and in ``ids`` the rows they were taken over (8 bytes each, big endian); level n + 1
    holds the roots of full tiles of level n.
    """

    log = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    number = models.PositiveBigIntegerField()
    hashes = models.BinaryField()
    ids = models.BinaryField(default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "level", "number"], name="audit_tile_once")]

    def __str__(self) -> str:
        return f"{self.log} {self.level}/{self.number}"


class PublicKey(models.Model):
    """A key that signed heads, kept for ever so that old signatures can be checked."""

    public = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=40)
    first_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Head(models.Model):
    """What a log's tree was at the end of a day, signed; ``note`` is the signed note that is published."""

    log = models.CharField(max_length=20)
    day = models.DateField()
    at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "day"], name="audit_head_once_a_day")]

    def __str__(self) -> str:
        return f"{self.log} {self.day}"


class Verification(models.Model):
    """One comparison of the logs with their seals: when, how many rows, and what did not agree.

    ``reached`` is the id of the last seal by log; one that is not whole began behind those of the one before.
    """

    at = models.DateTimeField()
    rows = models.PositiveBigIntegerField()
    problems = models.JSONField(default=list)
    reached = models.JSONField(default=dict, db_default={})
    is_whole = models.BooleanField(default=True, db_default=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="audit_verification_newest")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {len(self.problems)}"
