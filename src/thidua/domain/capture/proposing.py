"""The rows that a page seems to have: its table by where the words stand, its columns by what their heads say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

import polars as pl

from thidua.core.ocr import Box, Cell, Grid, Word, box_around, read_table
from thidua.core.sheets import NoHeader, Sheet, UnreadableWorkbook, Workbook
from thidua.core.vietnamese import fold, nfc, within_one_edit
from thidua.domain.capture.fields import ALWAYS, FIELDS, ORDINAL
from thidua.domain.register.imports.columns import COLUMNS
from thidua.domain.register.imports.layout import Layout, check_layout, guess_layout
from thidua.domain.register.imports.listing import read_listing

_NUMBERING = ("TT", "STT", "Số TT", "Số thứ tự")
_SHEET = "trang"
_EDGES = " .,:;'`|_*~"
_MISTAKEN = str.maketrans("ÐðƉ", "ĐđĐ")  # letters of other languages that look like ours


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row as it was read: ``read`` holds text, confidence (0 to 100) and box by field."""

    box: Box | None
    read: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Proposed:
    """The rows of a page and the fields it has, in the order of its columns."""

    columns: list[str]
    rows: list[Proposal]


def propose(words: Sequence[Word]) -> Proposed:
    """Find the rows of the table of a page; none where no table with a heading can be found."""
    grid = read_table(words, lambda text: bool(_wording(text)))
    if not grid.rows:
        return Proposed(list(ALWAYS), [])
    sheet = _sheet(grid)
    try:
        layout = guess_layout(Workbook((sheet,)))
        check_layout(layout)
    except (NoHeader, UnreadableWorkbook):
        return Proposed(list(ALWAYS), [])
    return _proposed(grid, sheet, layout)


def _proposed(grid: Grid, sheet: Sheet, layout: Layout) -> Proposed:
    places = {key: column for key, column in layout.columns.items() if key in FIELDS}
    if layout.numbering:
        places[ORDINAL] = layout.numbering
    listing = read_listing(sheet, layout)
    above = len(grid.above) + 1
    rows = []
    for at, number in enumerate(listing.numbers):
        cells = grid.rows[number - above - 1]
        read = {key: _read(cells[column - 1]) for key, column in places.items() if cells[column - 1].text}
        told = {**layout.given, **listing.told[at]}
        filled = {key: texts[at] or "" for key, texts in listing.texts.items() if key in FIELDS}
        rows.append(_proposal(cells, read, {**told, **{k: v for k, v in filled.items() if v}}, grid))
    order = sorted(places, key=lambda key: places[key])
    return Proposed([*order, *(key for key in ALWAYS if key not in places)], rows)


def _proposal(
    cells: Sequence[Cell], read: dict[str, dict[str, Any]], told: dict[str, str], grid: Grid
) -> Proposal:
    """What stands in the row, and what is said for it above the table or by ditto marks."""
    boxes = [cell.box for cell in cells if cell.box]
    over = min((cell.confidence for cell in grid.above if cell.text), default=0.0)
    for key, text in told.items():
        if key not in FIELDS:
            continue
        if key not in read:
            read[key] = {"text": nfc(text).strip(_EDGES), "confidence": round(over), "box": None}
        elif len(read[key]["text"]) <= 3 < len(text):  # a ditto mark
            read[key]["text"] = nfc(text).strip(_EDGES)
    return Proposal(box_around(boxes) if boxes else None, read)


def _read(cell: Cell) -> dict[str, Any]:
    text = nfc(cell.text).translate(_MISTAKEN).strip(_EDGES)
    return {"text": text, "confidence": round(cell.confidence), "box": cell.box}


def _sheet(grid: Grid) -> Sheet:
    """The page as a sheet: the lines above the table, its heads in their proper wording, its rows."""
    width = len(grid.heading)
    rows: list[list[str | None]] = [[cell.text, *[None] * (width - 1)] for cell in grid.above]
    rows.append([_wording(cell.text) or cell.text for cell in grid.heading])
    rows += [[cell.text or None for cell in row] for row in grid.rows]
    columns = zip_longest(*rows)
    return Sheet(
        _SHEET,
        pl.DataFrame(
            [pl.Series(f"c{at}", list(texts), dtype=pl.String) for at, texts in enumerate(columns, 1)]
        ),
    )


@cache
def _wordings() -> dict[str, str]:
    labels = [*_NUMBERING, *(label for spec in COLUMNS for label in spec.labels)]
    return {_squashed(label): label for label in labels}


def _squashed(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum())


def _wording(text: str) -> str:
    """The wording of a head that was read with a slip or without its spaces, or nothing."""
    squashed = _squashed(text)
    known = _wordings()
    if squashed in known or len(squashed) < 6:
        return known.get(squashed, "")
    return next((label for wording, label in known.items() if within_one_edit(wording, squashed)), "")
