"""Tables of communications."""

from __future__ import annotations

from django.db import models

from thidua.domain.accounts.models import User


class Notification(models.Model):
    """One act told to one user. The words are made when it is read, in the reader's language.

    ``key`` keeps the same act from being told twice; ``subject_type`` and ``subject_id`` say what it is about.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="notifications")
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["user", "read_at", "-id"], name="notification_unread"),
            models.Index(fields=["id"], name="notification_unmailed", condition=models.Q(mailed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.event} → {self.user_id}"


class ReadingMark(models.Model):
    """How far a reader of the event log has come, by transaction id."""

    reader = models.CharField(max_length=40, unique=True)
    xid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.reader}: {self.xid}"
