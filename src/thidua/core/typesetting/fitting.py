"""Finding the size and the line breaks at which a text fits its place.

Widths come from the font files, so what is decided here is what the page shows. Breaks follow the sense:
never inside a quotation, never between a word and its number, rather after a comma or before a conjunction.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from thidua.core import fonts

Width = Callable[[str], float]

_OPENING_WORDS = frozenset({"và", "trong", "góp", "với", "tại", "cho", "nhân", "hoặc", "vì", "do", "để"})
# Common words of two syllables; Vietnamese writes them apart, but a heading should not cut them.
_COMPOUNDS = frozenset(Path(__file__).with_name("compounds.txt").read_text(encoding="utf-8").splitlines())
_IN_COMPOUND = 0.7
_IN_QUOTATION = 1.2
_BEFORE_NUMBER = 2.0
_ANYWHERE = 0.30
_AT_CONJUNCTION = 0.08
_TOO_WIDE = 1000.0


@dataclass(frozen=True, slots=True)
class Face:
    """One cut of one family; ``tracking`` is the space between letters as a part of the size."""

    family: str = fonts.SERIF
    bold: bool = False
    italic: bool = False
    tracking: float = 0.0

    def width(self, text: str, size: float) -> float:
        return fonts.text_width(
            text, size, self.family, bold=self.bold, italic=self.italic, tracking=self.tracking * size
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text cut into lines, and the size at which the longest of them fits."""

    lines: tuple[str, ...]
    size: float


# In a series of pages all but the names repeat.
@lru_cache(maxsize=4096)
def fit(
    text: str, face: Face, *, sizes: tuple[float, ...] | range, max_width: float, max_lines: int = 1
) -> Fitted:
    """Return ``text`` at the largest of ``sizes`` (falling) that takes the fewest lines.

    One line is tried at every size before two, and so on. What fits nowhere is cut into ``max_lines`` lines
    and made as small as needed, so nothing ever leaves its place.
    """
    words = text.split()
    if not words:
        return Fitted((), sizes[0])
    for count in range(1, max_lines + 1):
        lines = balanced_lines(words, count, lambda part: face.width(part, 1.0))
        widest = max(face.width(line, 1.0) for line in lines)
        for size in sizes:
            if widest * size <= max_width:
                return Fitted(lines, size)
    return Fitted(lines, max_width / widest)


@lru_cache(maxsize=4096)
def wrap(text: str, face: Face, *, size: float, max_width: float) -> tuple[str, ...]:
    """Cut ``text`` into as few balanced lines of ``max_width`` as there can be at ``size``."""
    words = text.split()

    def width(part: str) -> float:
        return face.width(part, size)

    for count in range(1, len(words) + 1):
        if width(text) > count * max_width:
            continue
        lines = balanced_lines(words, count, width, max_width)
        if all(width(line) <= max_width for line in lines):
            return lines
    return tuple(words)


def balanced_lines(
    words: Sequence[str], count: int, width: Width, limit: float = math.inf
) -> tuple[str, ...]:
    """Cut ``words`` into ``count`` lines of like width, at the breaks that suit the sense best.

    A line wider than ``limit`` is taken only where there is no other way.
    """
    count = min(count, len(words))
    if count <= 1:
        return (" ".join(words),) if words else ()
    space = width(" ")
    prefix = list(accumulate((width(word) + space for word in words), initial=0.0))
    target, penalty = prefix[-1] / count, _penalties(words)

    def raggedness(start: int, end: int) -> float:
        length = prefix[end] - prefix[start]
        return ((length - target) / target) ** 2 + (_TOO_WIDE if length - space > limit else 0.0)

    cost = [math.inf] + [raggedness(0, end) for end in range(1, len(prefix))]
    cuts = [[0] * len(prefix)]
    for _ in range(count - 1):
        cost, cut = _next_line(cost, penalty, raggedness)
        cuts.append(cut)
    return _read_back(words, cuts)


def _next_line(
    before: list[float], penalty: list[float], raggedness: Callable[[int, int], float]
) -> tuple[list[float], list[int]]:
    """Add one line to the best cuts so far: costs by end, and starts by end."""
    cost, cut = [math.inf] * len(before), [0] * len(before)
    for end in range(2, len(before)):
        for start in range(1, end):
            total = before[start] + penalty[start] + raggedness(start, end)
            if total < cost[end]:
                cost[end], cut[end] = total, start
    return cost, cut


def _read_back(words: Sequence[str], cuts: list[list[int]]) -> tuple[str, ...]:
    lines, end = [], len(words)
    for cut in reversed(cuts):
        start = cut[end]
        lines.append(" ".join(words[start:end]))
        end = start
    return tuple(reversed(lines))


def _penalties(words: Sequence[str]) -> list[float]:
    """Say how much a break before each word hurts; the last entry is never used."""
    penalty, quoted = [0.0], words[0].count("“") - words[0].count("”")
    for before, word in pairwise(words):
        penalty.append(_penalty(before, word, quoted > 0))
        quoted += word.count("“") - word.count("”")
    return [*penalty, 0.0]


def _penalty(before: str, word: str, quoted: bool) -> float:
    if quoted:
        return _IN_QUOTATION
    if word[0].isdigit() or word[0] in "–-":
        return _BEFORE_NUMBER
    if before[-1] in ",;:.":
        return 0.0
    if f"{before} {word}".casefold().strip(",.;“”") in _COMPOUNDS:
        return _IN_COMPOUND
    return _AT_CONJUNCTION if word in _OPENING_WORDS else _ANYWHERE
