"""The log, and the seals over it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One act. ``xid`` is the writing transaction's id (xid8), by which rows are sealed; ``hash`` is SHA-256."""

    at = models.DateTimeField(_("lúc"))
    name = models.CharField(_("việc"), max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    organization_id = models.BigIntegerField(null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    xid = models.BigIntegerField(db_index=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_event_subject"),
            models.Index(fields=["organization_id", "-id"], name="audit_event_organization"),
            models.Index(fields=["actor_id", "-id"], name="audit_event_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class Seal(models.Model):
    """A Merkle root over the rows of transactions in ``[from_xid, until_xid)``, chained to the seal before.

    ``leaves`` is what the root was taken over, 40 bytes a row in order of id: the id (8, big endian) and the row's
    hash (32). It lets a check name the row that was altered, removed or slipped in.
    """

    at = models.DateTimeField()
    log = models.CharField(max_length=20)  # "events" or "register"
    from_xid = models.BigIntegerField()
    until_xid = models.BigIntegerField()
    count = models.PositiveIntegerField()
    leaves = models.BinaryField(default=bytes)
    root = models.BinaryField(max_length=32)
    chained = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "from_xid"], name="audit_seal_starts_once")]

    def __str__(self) -> str:
        return f"{self.log} {self.from_xid}–{self.until_xid}"


class Verification(models.Model):
    """One comparison of a log with its seals: when, how many rows, and what did not agree."""

    at = models.DateTimeField()
    rows = models.PositiveBigIntegerField()
    problems = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="audit_verification_newest")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {len(self.problems)}"
