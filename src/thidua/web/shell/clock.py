"""The clock of the web layer: the machine's, or the demonstration's movable one."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from thidua.core.clock import Clock, MovableClock, SystemClock


@lru_cache(maxsize=1)
def clock() -> Clock:
    return MovableClock(settings.CLOCK_FILE) if settings.CLOCK_FILE else SystemClock()
