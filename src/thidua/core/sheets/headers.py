"""Find the header of a table wherever its author put it and however they worded it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import Literal

from thidua.core.sentences import sentence as _
from thidua.core.sheets.limits import UnreadableWorkbook
from thidua.core.sheets.workbooks import Row
from thidua.core.vietnamese import nfc, tokens, within_one_edit

_SEARCHED_ROWS = 40
_MOST_LINES = 3
_FILLERS = frozenset({"va", "cua", "the", "hoac"})
_EXACT, _PREFIX, _SLIP, _CONTAINED = 100, 80, 70, 60
_SHORT_SLIP = 3
_NUMBERING = re.compile(r"\(?([0-9]{1,2}|[A-Za-z])\)?")


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column the reader wants: its key, the wordings of its header, the kind of its cells."""

    key: str
    labels: tuple[str, ...]
    kind: Literal["text", "day", "int", "money"] = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """Where the header stands. Rows and columns count from 1.

    ``doubtful`` are keys matched by a resembling wording; ``unknown`` are header cells nobody asked for.
    """

    first_row: int
    last_row: int
    columns: dict[str, int]
    missing: tuple[str, ...]
    doubtful: tuple[str, ...]
    unknown: tuple[tuple[int, str], ...]
    score: int

    @property
    def first_data_row(self) -> int:
        return self.last_row + 1


class NoHeader(UnreadableWorkbook):
    """No row of the sheet looks like the header asked for."""


def find_header(
    rows: Sequence[Row], columns: Sequence[ColumnSpec], *, merged: Sequence[tuple[int, int, int, int]] = ()
) -> HeaderMatch:
    """Find the row, or up to three merged rows, whose texts fit the columns best.

    Wording may differ in case, diacritics, filler words, one slip a word, or words added after the label;
    columns may stand in any order. Raises ``NoHeader`` when fewer than two columns, or no required one, are
    found.
    """
    best: HeaderMatch | None = None
    wanted = _Wanted(columns)
    for first in range(min(len(rows), _SEARCHED_ROWS)):
        for lines in range(1, _MOST_LINES + 1):
            match = _match(rows[first : first + lines], first + 1, wanted)
            if match and (best is None or match.score > best.score):
                best = match
    if best is None:
        raise NoHeader(_no_header_message(columns))
    return replace(best, last_row=_bottom(best, rows, merged))


def is_numbering(row: Row) -> bool:
    """Say whether a row only numbers the columns under a header: 1 2 3, (1) (2) (3) or A B 1 2."""
    cells = [cell.strip() for cell in row if cell and cell.strip()]
    found = [_NUMBERING.fullmatch(cell) for cell in cells]
    if len(cells) < 3 or not all(found):
        return False
    numbers = [int(match[1]) for match in found if match and match[1].isdigit()]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False


def _bottom(match: HeaderMatch, rows: Sequence[Row], merged: Sequence[tuple[int, int, int, int]]) -> int:
    """Return the last row of the header."""
    touching = [bottom for top, _left, bottom, _right in merged if top <= match.last_row <= bottom]
    if touching:
        return max(touching)
    if match.last_row >= len(rows):
        return match.last_row
    above, below = rows[match.last_row - 1], rows[match.last_row]
    filled = [column for column in range(len(below)) if _cell(below, column)]
    is_under_gap = any(not _cell(above, column) and _inherited(above, column) for column in filled)
    is_data = any(
        column in filled for column in (at - 1 for at in match.columns.values() if _cell(above, at - 1))
    )
    is_continued = is_under_gap and (not is_data or _is_pair_of_halves(above, below, filled))
    return match.last_row + is_continued


def _is_pair_of_halves(above: Row, below: Row, filled: Sequence[int]) -> bool:
    """Say whether the lower texts stand under one upper text and the gaps to its right, and nowhere else."""
    owners = {next((at for at in range(column, -1, -1) if _cell(above, at)), -1) for column in filled}
    return len(owners) == 1 and len(filled) > 1


def _no_header_message(columns: Sequence[ColumnSpec]) -> str:
    wanted = [spec.labels[0] for spec in columns if spec.required] or [spec.labels[0] for spec in columns]
    message = _("Không tìm thấy dòng tiêu đề. Bảng cần có một dòng ghi tên các cột: %(columns)s.")
    return message % {"columns": ", ".join(f"“{label}”" for label in wanted)}


_Label = tuple[int, list[str]]
"""The place of a column among those asked for, and the words of one of its labels."""


class _Wanted:
    """The columns asked for; each text is compared with their labels once, whichever line of a header it stands in."""

    def __init__(self, columns: Sequence[ColumnSpec]) -> None:
        self.columns = columns
        self._by_first: defaultdict[str, list[_Label]] = defaultdict(list)
        self._by_length: defaultdict[int, list[_Label]] = defaultdict(list)
        for at, spec in enumerate(columns):
            for words in filter(None, map(_words, spec.labels)):
                self._by_first[words[0]].append((at, words))
                self._by_length[len(words)].append((at, words))
        self._known: dict[str, list[int]] = {}

    def scores(self, texts: Sequence[str]) -> Iterator[int]:
        """How well a column that may go by these texts fits each of those asked for."""
        return (
            map(max, *(self._scores(text) for text in texts))
            if len(texts) > 1
            else iter(self._scores(texts[0]))
        )

    def _scores(self, text: str) -> list[int]:
        """What does not hold the first word of a label can only be the label with slips, as long as it."""
        if text not in self._known:
            words = _words(text)
            found = self._known[text] = [0] * len(self.columns)
            labels = [
                self._by_length.get(len(words), ()),
                *(self._by_first.get(one, ()) for one in set(words)),
            ]
            for at, label in chain.from_iterable(labels):
                found[at] = max(found[at], _likeness(label, words))
        return self._known[text]


def _match(lines: Sequence[Row], first_row: int, wanted: _Wanted) -> HeaderMatch | None:
    columns = wanted.columns
    if _is_title(lines):
        return None
    captions = _captions(lines)
    scored = sorted(
        (
            (score, -column, spec_at)
            for column, texts in captions.items()
            for spec_at, score in enumerate(wanted.scores(texts))
        ),
        reverse=True,
    )
    found, scores = _assign(scored, columns)
    required = [spec.key for spec in columns if spec.required]
    if len(found) < min(2, len(columns)) or (required and not set(required) & set(found)):
        return None
    unknown = tuple(
        (at, texts[-1]) for at, texts in captions.items() if at not in found.values() and any(texts)
    )
    return HeaderMatch(
        first_row=first_row,
        last_row=first_row + len(lines) - 1,
        columns=found,
        missing=tuple(key for key in required if key not in found),
        doubtful=tuple(key for key, score in scores.items() if score <= _SLIP),
        unknown=unknown,
        score=sum(scores.values()) + 50 * len(set(required) & set(found)) - 5 * len(lines) - 2 * len(unknown),
    )


def _is_title(lines: Sequence[Row]) -> bool:
    """Whether the upper line is a title over the whole table, whose words belong to no column."""
    if len(lines) == 1:
        return False
    upper, lower = ([at for at in range(len(line)) if _cell(line, at)] for line in (lines[0], lines[-1]))
    return len(upper) == 1 and len(lower) > 1 and upper[0] <= lower[0]


def _assign(
    scored: Sequence[tuple[int, int, int]], columns: Sequence[ColumnSpec]
) -> tuple[dict[str, int], dict[str, int]]:
    """Give each key its best free column, the surest pairs first."""
    found: dict[str, int] = {}
    scores: dict[str, int] = {}
    for score, negative_column, spec_at in scored:
        key = columns[spec_at].key
        if score and key not in found and -negative_column not in found.values():
            found[key], scores[key] = -negative_column, score
    return found, scores


def _captions(lines: Sequence[Row]) -> dict[int, list[str]]:
    """Return for each column the texts it may go by: its own lowest line, and all its lines together.

    A cell merged over several columns keeps its text in the leftmost one, so an empty cell of an upper line
    takes the text to its left when its own column has a text below.
    """
    width = max((len(line) for line in lines), default=0)
    captions = {}
    for column in range(width):
        stack = [
            _inherited(line, column) if at < len(lines) - 1 else _cell(line, column)
            for at, line in enumerate(lines)
        ]
        own = [_cell(line, column) for line in lines]
        if any(own) and (len(lines) == 1 or any(_cell(lines[-1], at) for at in range(width))):
            lowest = next(text for text in reversed(own) if text)
            parts = own if not own[-1] else stack
            captions[column + 1] = [lowest, " ".join(filter(None, parts))]
    return captions


def _cell(line: Row, column: int) -> str:
    return nfc(line[column] or "") if column < len(line) else ""


def _inherited(line: Row, column: int) -> str:
    return next((text for at in range(column, -1, -1) if (text := _cell(line, at))), "")


@lru_cache(maxsize=20_000)
def _words(text: str) -> list[str]:
    """The words that count; the same headings and cells are compared with every label. Never changed by callers."""
    return [word for word in tokens(text) if word not in _FILLERS]


def _likeness(label: list[str], text: list[str]) -> int:
    """Grade from 0 to 100; longer extras weigh a little against."""
    if not label or not text or len(text) > len(label) + 12:
        return 0
    extra = len(text) - len(label)
    if label == text:
        return _EXACT
    if text[: len(label)] == label:
        return _PREFIX - min(extra, 9)
    if extra == 0 and all(_is_slip(a, b) for a, b in zip(label, text, strict=True)):
        return _SLIP
    if len(label) > 1 and _contains(text, label):
        return _CONTAINED - min(extra, 9)
    return 0


def _is_slip(first: str, second: str) -> bool:
    return first == second or (min(len(first), len(second)) >= _SHORT_SLIP and within_one_edit(first, second))


def _contains(text: list[str], label: list[str]) -> bool:
    return any(text[at : at + len(label)] == label for at in range(len(text) - len(label) + 1))
