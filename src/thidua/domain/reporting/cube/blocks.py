"""Subtrees as pieces: whole blocks, coarse where possible, and ranges of positions at the edges.

Whatever the structure, a subtree is a list of spans of positions that never change, so a question about any
structure of any day finds the same blocks and nothing is counted again after a merger.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import connection

from thidua.domain.access import Span
from thidua.domain.organizations.queries import EVERYWHERE, structure_version

LAST = EVERYWHERE.high


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks whose beginnings lie from ``low`` to ``high`` (or plain positions), and ``end``, the last position.

    ``is_country``: no unit stands outside them.
    """

    label: str
    low: int
    high: int
    end: int
    is_country: bool = False


@dataclass(frozen=True, slots=True)
class Blocks:
    """Where blocks begin, in order, and the last position in each at which a unit stands."""

    lows: tuple[int, ...]
    taken: tuple[int, ...]
    stands: array[int]
    """Every position at which a unit stands, in order."""

    def inside(self, span: Span) -> tuple[int, int] | None:
        """The first and the last of the blocks whose units all lie in ``span``."""
        first = bisect_left(self.lows, span.low)
        last = bisect_right(self.taken, span.high) - 1
        return (first, last) if first <= last else None

    def end(self, index: int) -> int:
        return self.lows[index + 1] - 1 if index + 1 < len(self.lows) else LAST

    def hold_all(self, first: int, last: int) -> bool:
        """Whether every unit stands in the blocks from ``first`` to ``last``."""
        return not self.stands or (self.lows[first] <= self.stands[0] and self.stands[-1] <= self.end(last))

    def any_in(self, span: Span) -> bool:
        """Whether a unit stands in ``span``; where none does, no line can be."""
        at = bisect_left(self.stands, span.low)
        return at < len(self.stands) and self.stands[at] <= span.high


_KNOWN: ContextVar[tuple[Blocks, Blocks] | None] = ContextVar("known_blocks", default=None)


@dataclass(slots=True)
class Pieces:
    """A subtree cut up."""

    coarse: list[Piece] = field(default_factory=list)
    fine: list[Piece] = field(default_factory=list)
    lines: list[Piece] = field(default_factory=list)


def cut(labelled: Iterable[tuple[str, Span]]) -> Pieces:
    """Cut labelled spans into whole coarse blocks, whole fine blocks, and what remains."""
    coarse, fine = _blocks()
    pieces = Pieces()
    for label, span in labelled:
        for rest in _taken_out(label, span, coarse, pieces.coarse):
            for last in _taken_out(label, rest, fine, pieces.fine):
                if fine.any_in(last):
                    pieces.lines.append(Piece(label, last.low, last.high, last.high))
    return pieces


def _taken_out(label: str, span: Span, blocks: Blocks, into: list[Piece]) -> list[Span]:
    found = blocks.inside(span)
    if found is None:
        return [span]
    first, last = found
    into.append(
        Piece(label, blocks.lows[first], blocks.lows[last], blocks.end(last), blocks.hold_all(first, last))
    )
    rest = []
    if span.low < blocks.lows[first]:
        rest.append(Span(span.low, blocks.lows[first] - 1))
    if blocks.end(last) < span.high:
        rest.append(Span(blocks.end(last) + 1, span.high))
    return rest


@contextmanager
def one_cut() -> Iterator[None]:
    """Look once at which blocks there are, for everything that is counted inside."""
    token = _KNOWN.set(_blocks())
    try:
        yield
    finally:
        _KNOWN.reset(token)


def _blocks() -> tuple[Blocks, Blocks]:
    known = _KNOWN.get()
    if known is not None:
        return known
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from reporting_block), (select max(id) from organizations_organization)"
        )
        return _read(structure_version(), *cursor.fetchone())


@lru_cache(maxsize=4)
def _read(_version: int, _blocks: int, _newest_unit: int | None) -> tuple[Blocks, Blocks]:
    with connection.cursor() as cursor:
        cursor.execute("select low, is_coarse from reporting_block order by low")
        rows = cursor.fetchall()
        cursor.execute("select position from organizations_organization order by position")
        positions = array("q", (row[0] for row in cursor.fetchall()))
    return (
        _made([low for low, is_coarse in rows if is_coarse], positions),
        _made([low for low, _is_coarse in rows], positions),
    )


def _made(lows: Sequence[int], positions: array[int]) -> Blocks:
    taken = []
    for low, following in zip(lows, [*lows[1:], LAST + 1], strict=True) if lows else []:
        at = bisect_left(positions, following) - 1
        taken.append(max(low, positions[at]) if at >= 0 else low)
    return Blocks(tuple(lows), tuple(taken), positions)
