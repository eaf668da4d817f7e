"""The cells of a list by the kind of their column; every distinct text is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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


def read_cells(sheet: Sheet, layout: Layout, listing: Listing) -> Cells:
    """Read every column of the listing; a cell that cannot be read has no value and a problem in words."""
    found = Cells({})
    for key, texts in listing.texts.items():
        known: dict[str, Any] = {}
        bad: dict[str, str] = {}
        for text in {text for text in texts if text}:
            known[text] = _value(key, text, bad)
        found.values[key] = [known[text] if text else None for text in texts]
        _keep(found, key, ((at, bad[text]) for at, text in enumerate(texts) if text in bad))
        if sheet.decimal_cells and _KINDS[key] in {"int", "money"}:
            _true_numbers(found, key, sheet, layout, listing)
    return found


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


def _true_numbers(found: Cells, key: str, sheet: Sheet, layout: Layout, listing: Listing) -> None:
    """A number of the sheet is no text with a point for thousands."""
    column = layout.columns[key]
    for at, row in enumerate(listing.numbers):
        text = listing.texts[key][at]
        if text and (row, column) in sheet.decimal_cells:
            found.problems.get(at, {}).pop(key, None)
            try:
                found.values[key][at] = _READERS[_KINDS[key]](Decimal(text))
            except NotANumber as error:
                found.values[key][at] = None
                _keep(found, key, [(at, str(error))])


def _keep(found: Cells, key: str, problems: Iterable[tuple[int, str]]) -> None:
    for at, words in problems:
        found.problems.setdefault(at, {})[key] = words
