"""What was worked out for the last object that was asked about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class LastOf(Generic[K, V]):
    """Works a value out once for an object that several ask about in turn; objects are told apart by identity.

    For thousands of values that would take longer to compare, or to hash, than to work with. One value is kept, and
    its object with it.
    """

    def __init__(self, work_out: Callable[[K], V]) -> None:
        self._work_out = work_out
        self._kept: tuple[K, V] | None = None

    def __call__(self, asked: K) -> V:
        kept = self._kept
        if kept is None or kept[0] is not asked:
            kept = self._kept = asked, self._work_out(asked)
        return kept[1]
