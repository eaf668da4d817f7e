"""From words on a page to the rows and columns of its table, by where the words stand.

A scanned page is never quite straight, so the words are first put straight by the slope of their own lines. The heading
says how many columns there are, the white space between them where they end. Rows are lines; what has no running
number belongs to the row above it, where the table numbers its rows.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from thidua.core.ocr.words import Word

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the picture."""

_RULES = re.compile(r"[|\[\]{}!_~=¦—–]+|[-.·'`,:;]{2,}")
_ORDINAL = re.compile(r"\d{1,4}[.)]?")
_FEWEST_HEADINGS = 3
_STRAIGHT = 0.12  # a line that seems steeper was put together wrongly


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place of the table; ``confidence`` is that of its least sure word, ``box`` nothing if empty."""

    text: str = ""
    confidence: float = 0.0
    box: Box | None = None


@dataclass(frozen=True)
class Grid:
    """``above`` are the lines over the table, ``heading`` its heads, ``rows`` what stands under them."""

    above: list[Cell]
    heading: list[Cell]
    rows: list[list[Cell]]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A word with its middle and its ends on the page put straight."""

    word: Word
    left: float
    right: float
    middle: float


@dataclass(slots=True)
class _Group:
    """Words of a line that stand close together."""

    words: list[_Placed]

    @property
    def left(self) -> float:
        return min(one.left for one in self.words)

    @property
    def right(self) -> float:
        return max(one.right for one in self.words)

    @property
    def text(self) -> str:
        return " ".join(one.word.text for one in self.words)


def read_table(words: Sequence[Word], is_heading: Callable[[str], bool]) -> Grid:
    """Put words into the rows and columns of the one table of a page.

    ``is_heading`` knows the words over a column. A page without such a heading has no table: all its lines are above.
    """
    kept = [word for word in words if word.width > 0 and word.height > 0 and not _RULES.fullmatch(word.text)]
    if not kept:
        return Grid([], [], [])
    height = median(word.height for word in kept)
    lines = _lines(_straightened(kept), height)
    at = _heading_line(lines, height, is_heading)
    if at is None:
        return Grid([_cell(line) for line in lines], [], [])
    first, last = _heading_span(lines, at, height, is_heading)
    heads = _heads(lines[first : last + 1], height)
    body = lines[last + 1 :]
    edges = _edges(heads, body)
    heading = [_cell(group.words) for group in heads]
    return Grid([_cell(line) for line in lines[:first]], heading, _rows(body, edges, height))


def skew_of(words: Sequence[Word]) -> float:
    """The slope of the lines of a page, as it falls to the right: the median over pairs of neighbors in a line."""
    by_line: dict[tuple[int, int, int], list[Word]] = {}
    for word in words:
        by_line.setdefault(word.line, []).append(word)
    slopes = []
    for line in by_line.values():
        line.sort(key=lambda word: word.left)
        first, last = line[0], line[-1]
        run = last.left - first.left
        if run > 8 * first.height:
            slope = ((last.top + last.height / 2) - (first.top + first.height / 2)) / run
            slopes += [slope] * max(1, run // 200) if abs(slope) < _STRAIGHT else []
    return median(slopes) if slopes else 0.0


def _straightened(words: Sequence[Word]) -> list[_Placed]:
    slope = skew_of(words)
    turned = math.sqrt(1 + slope * slope)
    placed = []
    for word in words:
        center = word.top + word.height / 2
        left = (word.left + slope * center) / turned
        placed.append(_Placed(word, left, left + word.width, (center - slope * word.left) / turned))
    return placed


def _lines(words: Sequence[_Placed], height: float) -> list[list[_Placed]]:
    """Words of one height of the page, each line from the left; a line is as high as its words."""
    lines: list[list[_Placed]] = []
    middle = -math.inf
    for one in sorted(words, key=lambda placed: placed.middle):
        if one.middle - middle > 0.55 * height:
            lines.append([])
            middle = one.middle
        lines[-1].append(one)
        middle += (one.middle - middle) / len(lines[-1])
    return [sorted(line, key=lambda placed: placed.left) for line in lines]


def _groups(line: Sequence[_Placed], gap: float) -> list[_Group]:
    groups: list[_Group] = []
    for one in line:
        if groups and one.left - groups[-1].right <= gap:
            groups[-1].words.append(one)
        else:
            groups.append(_Group([one]))
    return groups


def _heading_line(
    lines: Sequence[list[_Placed]], height: float, is_heading: Callable[[str], bool]
) -> int | None:
    """The line with the most words of a heading, if there are enough."""
    counted = [sum(is_heading(group.text) for group in _groups(line, height)) for line in lines]
    most = max(counted, default=0)
    return counted.index(most) if most >= _FEWEST_HEADINGS else None


def _heading_span(
    lines: Sequence[list[_Placed]], at: int, height: float, is_heading: Callable[[str], bool]
) -> tuple[int, int]:
    """A heading may be broken into several lines close together; the first with a running number is the list."""
    first = last = at
    while first > 0 and _belongs(lines[first - 1], lines[first], height, is_heading):
        first -= 1
    while last + 1 < len(lines) and _belongs(lines[last + 1], lines[last], height, is_heading):
        last += 1
    return first, last


def _belongs(
    line: Sequence[_Placed], other: Sequence[_Placed], height: float, is_heading: Callable[[str], bool]
) -> bool:
    if _ORDINAL.fullmatch(line[0].word.text) or abs(_middle(line) - _middle(other)) > 1.7 * height:
        return False
    groups = _groups(line, height)
    return len(groups) > 1 or is_heading(groups[0].text) or groups[0].right - groups[0].left < 8 * height


def _middle(line: Sequence[_Placed]) -> float:
    return sum(one.middle for one in line) / len(line)


def _heads(lines: Sequence[list[_Placed]], height: float) -> list[_Group]:
    """The heads of the columns; words under each other are of one head."""
    heads: list[_Group] = []
    for group in (group for line in lines for group in _groups(line, height)):
        over = [head for head in heads if min(head.right, group.right) - max(head.left, group.left) > 0]
        if len(over) == 1:
            over[0].words += group.words
        elif not over:
            heads.append(group)
    return sorted(heads, key=lambda head: head.left)


def _edges(heads: Sequence[_Group], body: Sequence[list[_Placed]]) -> list[float]:
    """Where each column but the last ends: in the white between two heads that the fewest words cross."""
    words = [one for line in body for one in line]
    return [
        _widest_white((a.left + a.right) / 2, (b.left + b.right) / 2, [*words, *a.words, *b.words])
        for a, b in itertools.pairwise(heads)
    ]


def _widest_white(start: float, end: float, words: Sequence[_Placed]) -> float:
    """The middle of the widest strip between two places that the fewest words cross."""
    steps = 120
    width = max(end - start, 1.0) / steps
    crossed = [0] * (steps + 1)
    for one in words:
        low, high = max(one.left, start), min(one.right, end)
        if low < high:
            for step in range(math.ceil((low - start) / width), math.floor((high - start) / width) + 1):
                crossed[step] += 1
    fewest = min(crossed)
    best, run_start = (0, 0), None
    for step, count in enumerate([*crossed, fewest + 1]):
        if count == fewest and run_start is None:
            run_start = step
        elif count != fewest and run_start is not None:
            best = max(best, (step - run_start, -run_start))
            run_start = None
    return start + (-best[1] + (best[0] - 1) / 2) * width


def _rows(body: Sequence[list[_Placed]], edges: Sequence[float], height: float) -> list[list[Cell]]:
    columns = len(edges) + 1
    split = [_split(line, edges, columns) for line in body]
    numbered = [bool(cells[0]) and bool(_ORDINAL.fullmatch(cells[0][0].word.text)) for cells in split]
    counts = sum(numbered) * 2 > len(split) or sum(numbered) >= 3
    rows: list[list[list[_Placed]]] = []
    for cells, has_number, line, above in zip(split, numbered, body, [None, *body], strict=False):
        is_near = above is not None and _middle(line) - _middle(above) < 2.2 * height
        if counts and rows and not has_number and is_near and not cells[0]:
            rows[-1] = [old + new for old, new in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return [[_cell(words) for words in cells] for cells in rows]


def _split(line: Sequence[_Placed], edges: Sequence[float], columns: int) -> list[list[_Placed]]:
    cells: list[list[_Placed]] = [[] for _column in range(columns)]
    for one in line:
        middle = (one.left + one.right) / 2
        cells[sum(middle > edge for edge in edges)].append(one)
    return cells


def _cell(words: Sequence[_Placed]) -> Cell:
    if not words:
        return Cell()
    read = [one.word for one in words]
    text = " ".join(word.text.strip("|[]{}¦") for word in read).strip()
    return Cell(text, min(word.confidence for word in read), box_around([_box(word) for word in read]))


def _box(word: Word) -> Box:
    return word.left, word.top, word.width, word.height


def box_around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all; at least one is given."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
