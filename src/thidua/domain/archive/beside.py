"""Contents that lie beside originals and are compared with them: derivatives, and what capabilities above keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from thidua.domain.archive.models import Derivative

ORIGINAL = "original"
WORDS = "words"
"""Kinds of content besides those of derivatives: the original itself, and the words read from a page."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A content of the store: whose it is, how large it should be (if anybody noted it), and what it is."""

    original_id: int
    sha256: str
    size: int | None
    what: str


def _derivatives(original_ids: Sequence[int]) -> Iterable[Kept]:
    found = Derivative.objects.filter(original__in=original_ids).order_by("original", "kind")
    return [Kept(one.original_id, one.sha256, one.size, one.kind) for one in found]


BESIDE: list[Callable[[Sequence[int]], Iterable[Kept]]] = [_derivatives]
"""Each gives the contents beside some originals; a capability above adds its own when the program starts."""
