"""The cells of a list by the kind of their column; every distinct text is read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from thidua.core.sheets import Sheet
from thidua.core.vietnamese import (
    NotADay,
    NotANumber,
    nfc,
    parse_day,
    parse_number,
    parse_whole,
    repair_legacy,
)
from thidua.domain.register.imports.columns import COLUMNS
from thidua.domain.register.imports.layout import Layout
from thidua.domain.register.imports.listing import Listing

_KINDS = {spec.key: spec.kind for spec in COLUMNS}
_READERS: dict[str, Callable[[Any], Any]] = {"day": parse_day, "int": parse_whole, "money": parse_number}


@dataclass(frozen=True)
class Cells:
    """Values by key, one a row of the listing; ``problems`` by place in the listing and key."""

    values: dict[str, list[Any]]
    problems: dict[int, dict[str, str]] = field(default_factory=dict)


class CellReader:
    """Reads the cells of a listing part by part; a text is read once, in however many parts it stands."""

    def __init__(self, sheet: Sheet, layout: Layout, listing: Listing) -> None:
        self._sheet, self._layout, self._listing = sheet, layout, listing
        self._known: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        self._bad: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def column(self, key: str) -> list[Any]:
        """A whole column of texts; nothing where the list has no such column."""
        return self._read(key, self._listing.texts[key]) if key in self._listing.texts else []

    def part(self, start: int, stop: int) -> Cells:
        """The rows from one place to another; places of problems are counted from the first of them.

        A cell that cannot be read has no value and a problem in words.
        """
        found = Cells({})
        for key, whole in self._listing.texts.items():
            texts = whole[start:stop]
            found.values[key] = self._read(key, texts)
            if bad := self._bad[key]:
                _keep(found, key, ((at, bad[text]) for at, text in enumerate(texts) if text in bad))
            if self._sheet.decimal_cells and _KINDS[key] in {"int", "money"}:
                rows, column = self._listing.numbers[start:stop], self._layout.columns[key]
                places = [at for at, row in enumerate(rows) if (row, column) in self._sheet.decimal_cells]
                _true_numbers(found, key, texts, places)
        return found

    def _read(self, key: str, texts: list[str | None]) -> list[Any]:
        known, bad = self._known[key], self._bad[key]
        for text in {text for text in texts if text} - known.keys():
            known[text] = _value(key, text, bad)
        return [known[text] if text else None for text in texts]


def read_cells(sheet: Sheet, layout: Layout, listing: Listing) -> Cells:
    """Read every row of the listing."""
    return CellReader(sheet, layout, listing).part(0, len(listing))


def _value(key: str, text: str, bad: dict[str, str]) -> Any:
    # The breaks between lines tell the names of several people apart.
    clean = repair_legacy(text) if key == "name" else nfc(repair_legacy(text))
    reader = _READERS.get(_KINDS[key])
    if reader is None:
        return clean
    try:
        return reader(nfc(clean))
    except (NotADay, NotANumber) as error:
        bad[text] = str(error)
        return None


def _true_numbers(found: Cells, key: str, texts: Sequence[str | None], places: Sequence[int]) -> None:
    """A number of the sheet is no text with a point for thousands."""
    for at in places:
        if text := texts[at]:
            found.problems.get(at, {}).pop(key, None)
            try:
                found.values[key][at] = _READERS[_KINDS[key]](Decimal(text))
            except NotANumber as error:
                found.values[key][at] = None
                _keep(found, key, [(at, str(error))])


def _keep(found: Cells, key: str, problems: Iterable[tuple[int, str]]) -> None:
    for at, words in problems:
        found.problems.setdefault(at, {})[key] = words
