"""The small numbers beside the sections of the menu, in one query each."""

from __future__ import annotations

from datetime import date

from thidua.domain.access import Actor
from thidua.domain.communications.models import Notification


def section_counts(actor: Actor, on: date) -> dict[str, int]:
    """Counts by section key, and ``unread`` notifications."""
    return {"unread": Notification.objects.filter(user=actor.user_id or 0, read_at__isnull=True).count()}
