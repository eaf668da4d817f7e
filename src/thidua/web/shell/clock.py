"""The clock of the web layer, in one place so that tests can stop it."""

from __future__ import annotations

from functools import lru_cache

from thidua.core.clock import Clock, current_clock


@lru_cache(maxsize=1)
def clock() -> Clock:
    return current_clock()
