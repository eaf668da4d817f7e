"""The rows of a list as texts: empty ones, titles and feet told apart, merged cells and "như trên" filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl
from django.utils.translation import gettext as _

from thidua.core.sheets import Sheet
from thidua.core.sheets.headers import is_numbering
from thidua.core.vietnamese import fold, folded, nfc, repair_legacy
from thidua.domain.register.imports.headings import Context, is_foot, is_ordinal_of_group, read_heading
from thidua.domain.register.imports.layout import Layout, wordings

_MOST_LONELY = 3
_STRONG = ("birth", "identity", "award", "decision_number", "decided_on", "male", "female", "register_no")
_DITTO = frozenset(
    {'"', "''", "”", "“", "″", "〃", '" "', "-nt-", "nt", "- nt -", "-//-", "như trên", "nhu tren"}
)
_NEVER_DITTO = ("name", "identity", "register_no")
_EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True)
class Listing:
    """Rows under each other: ``numbers`` as the sheet counts, ``texts`` by key, ``told`` by the titles above each.

    ``titles`` are the rows taken for titles, with what they were understood to say; ``skipped`` those left out.
    """

    numbers: list[int]
    texts: dict[str, list[str | None]]
    told: list[Mapping[str, str]]
    titles: list[tuple[int, str, Mapping[str, str]]] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def warnings(self) -> list[str]:
        """What was left out, in words."""
        return [
            _("Bỏ qua dòng %(row)d (“%(text)s”) vì giống dòng tiêu đề nhóm.")
            % {"row": row, "text": text[:80]}
            for row, text in self.skipped
        ]


def read_listing(sheet: Sheet, layout: Layout) -> Listing:
    """Read the rows under the heading of a layout; nothing is judged yet, and no row with a name is left out."""
    first = max(layout.last_row + 1, sheet.first_row)
    frame = sheet.frame.slice(first - sheet.first_row)
    columns = {key: _texts(frame, column) for key, column in layout.columns.items()}
    _fill_merged(sheet, layout, columns, first)
    for key, texts in columns.items():
        if key not in _NEVER_DITTO:
            _fill_ditto(texts)
    return _Rows(sheet, layout, frame, columns, first).sorted_out()


def _texts(frame: pl.DataFrame, column: int) -> list[str | None]:
    if column > frame.width:
        return [None] * frame.height
    trimmed = frame[f"c{column}"].str.strip_chars()
    return frame.select(pl.when(trimmed != "").then(trimmed)).to_series().to_list()


def _fill_merged(sheet: Sheet, layout: Layout, columns: Mapping[str, list[str | None]], first: int) -> None:
    """A cell merged over several rows speaks for each of them."""
    keys = {column: key for key, column in layout.columns.items()}
    for top, left, bottom, _right in sheet.merged:
        key = keys.get(left)
        if key is None or bottom <= top or top < first:
            continue
        texts = columns[key]
        for at in range(top - first + 1, min(bottom - first + 1, len(texts))):
            texts[at] = texts[at] or texts[top - first]


def _fill_ditto(texts: list[str | None]) -> None:
    if _DITTO.isdisjoint({text.lower() for text in set(texts) if text}):
        return
    last: str | None = None
    for at, text in enumerate(texts):
        if text and text.lower() in _DITTO:
            texts[at] = last
        elif text:
            last = text


class _Rows:
    """The rows of one list while titles are told from data."""

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        frame: pl.DataFrame,
        columns: dict[str, list[str | None]],
        first: int,
    ) -> None:
        self.layout, self.frame, self.columns, self.first = layout, frame, columns, first
        self.heading = {fold(text) for text in wordings(sheet, layout).values() if text}
        self.name_heading = fold(wordings(sheet, layout).get(layout.columns["name"], ""))
        self.numbers = _texts(frame, layout.numbering) if layout.numbering else []
        self.counted = sum(bool(text) for text in self.numbers) * 2 > sum(map(bool, columns["name"]))
        self.wide = {top for top, left, bottom, right in sheet.merged if top == bottom and right - left >= 2}
        self.context = Context()
        self.titles: list[tuple[int, str, Mapping[str, str]]] = []
        self.skipped: list[tuple[int, str]] = []

    def sorted_out(self) -> Listing:
        kept: list[int] = []
        told: list[Mapping[str, str]] = []
        above: Mapping[str, str] = _EMPTY
        for at, filled in enumerate(self._filled()):
            if not filled:
                continue
            if self._is_data(at, filled):
                kept.append(at)
                told.append(above)
            elif self._enter_title(at):
                above = self.context.told()
        is_whole = len(kept) == self.frame.height
        return Listing(
            [self.first + at for at in kept],
            {key: texts if is_whole else [texts[at] for at in kept] for key, texts in self.columns.items()},
            told,
            self.titles,
            self.skipped,
        )

    def _filled(self) -> Sequence[int]:
        """How many cells of each row hold something."""
        if not self.frame.width:
            return []
        is_filled = [
            (pl.col(name).str.strip_chars() != "").fill_null(False).cast(pl.Int32)
            for name in self.frame.columns
        ]
        return self.frame.select(pl.sum_horizontal(is_filled)).to_series().to_list()

    def _is_data(self, at: int, filled: int) -> bool:
        name = self.columns["name"][at]
        if (name and folded(name) == self.name_heading) or (at == 0 and is_numbering(self.frame.row(0))):
            return False
        return filled > _MOST_LONELY or self._is_short_data(at, name, filled)

    def _is_short_data(self, at: int, name: str | None, filled: int) -> bool:
        """A row of few cells: a title, a foot, or a person of whom little is written."""
        if name and not (self.numbers and self.numbers[at]) and is_foot(name):
            return False
        has_strong = any(self.columns[key][at] for key in _STRONG if key in self.columns)
        number = self.numbers[at] if self.numbers else None
        if is_ordinal_of_group(number or "") and (not has_strong or not name):
            return False
        if not name:
            return has_strong and not is_foot(self._text(at))
        return has_strong or self._is_lonely_data(at, name, number, filled)

    def _is_lonely_data(self, at: int, name: str, number: str | None, filled: int) -> bool:
        """A name alone: a row of a list whose decision stands above it, or a title in the column of names."""
        if at + self.first in self.wide or is_foot(name):
            return False
        if self.counted:
            return bool(number)
        return filled > 1 or not read_heading("", name).told

    def _text(self, at: int) -> str:
        return " ".join(nfc(repair_legacy(text)) for text in self.frame.row(at) if text and text.strip())

    def _enter_title(self, at: int) -> bool:
        """Take a row as a title; whether it says anything of the rows below."""
        cells = [nfc(repair_legacy(text)) for text in self.frame.row(at) if text and text.strip()]
        if {fold(cell) for cell in cells} <= self.heading or is_numbering(self.frame.row(at)):
            return False
        number = (self.numbers[at] or "") if self.numbers else ""
        words = " ".join(cell for cell in cells if cell != number) or number
        row = self.first + at
        if is_foot(words):
            self.skipped.append((row, words))
            return False
        heading = read_heading(number, words)
        self.context.enter(heading)
        if heading.told:
            self.titles.append((row, words, heading.told))
        else:
            self.skipped.append((row, " ".join(cells)))
        return True
