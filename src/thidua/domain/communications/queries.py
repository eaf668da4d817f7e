"""Reads of notifications."""

from __future__ import annotations

from django.db.models import QuerySet

from thidua.domain.access import Actor
from thidua.domain.communications.models import Notification


def notifications_of(actor: Actor) -> QuerySet[Notification]:
    """What the actor was told, newest first."""
    return Notification.objects.filter(user=actor.user_id or 0).order_by("-created_at", "-id")
