"""Reads of the event log's seals and heads."""

from __future__ import annotations

from datetime import datetime

from thidua.domain.audit.models import Head, PublicKey, Seal, Verification


def last_seal(log: str) -> Seal | None:
    """The newest seal over a log (``events`` or ``register``)."""
    return Seal.objects.filter(log=log).order_by("-size").first()


def last_seal_before(log: str, moment: datetime) -> Seal | None:
    """The newest seal that was made before a moment."""
    return Seal.objects.filter(log=log, at__lt=moment).order_by("-size").first()


def seal_of_size(log: str, size: int) -> Seal | None:
    return Seal.objects.filter(log=log, size=size).first()


def heads(log: str, limit: int = 400) -> list[Head]:
    """The signed daily heads of a log, newest first."""
    return list(Head.objects.filter(log=log).order_by("-day")[:limit])


def last_head(log: str) -> Head | None:
    """The newest signed daily head of a log."""
    return Head.objects.filter(log=log).order_by("-day").first()


def public_keys() -> list[PublicKey]:
    """Every key that ever signed a head, newest first."""
    return list(PublicKey.objects.order_by("-first_used_at", "-pk"))


def last_verification() -> Verification | None:
    """The newest comparison of the logs with their seals."""
    return Verification.objects.order_by("-at").first()


def last_whole_verification() -> Verification | None:
    """The newest comparison that began at the first leaf of every log."""
    return Verification.objects.filter(is_whole=True).order_by("-at").first()
