"""Reads of the event log."""

from __future__ import annotations

from thidua.domain.audit.models import Seal


def last_seal(log: str) -> Seal | None:
    """The newest seal over a log (``events`` or ``register``)."""
    return Seal.objects.filter(log=log).order_by("-id").first()
