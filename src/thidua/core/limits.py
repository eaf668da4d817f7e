"""Slowing down those who try numbers one after another."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

PER_MINUTE = 30


def is_too_fast(address: str, now_minute: int) -> bool:
    """Count one try from a network address in this minute and say whether it is one too many.

    The address is kept for a minute only, as a hash.
    """
    digest = hashlib.sha256(address.encode()).hexdigest()[:24]
    key = f"verification-{now_minute}-{digest}"
    cache.add(key, 0, 90)
    try:
        return cache.incr(key) > PER_MINUTE
    except ValueError:  # the entry went between the two calls
        return False
