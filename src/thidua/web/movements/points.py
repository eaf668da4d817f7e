"""The grid of points over several pages: what was typed on one page travels with the form to the next."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from thidua.domain.movements.models import Registration

PAGE = 50
_CELL = re.compile(r"(?:s(\d{1,18})_\d{1,3}|award(\d{1,18}))")
LONGEST = 40  # letters of a cell: a number, or the code of an award


@dataclass(frozen=True, slots=True)
class Grid:
    """One page of the registrations, with every cell typed so far by name."""

    rows: list[Registration]
    count: int
    page: int
    typed: dict[str, str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))

    @property
    def kept(self) -> str:
        """The cells of the other pages, as the hidden field carries them."""
        here = {row.pk for row in self.rows}
        cells = {name: value for name, value in self.typed.items() if row_of(name) not in here}
        return json.dumps(cells, ensure_ascii=False)

    @property
    def filled(self) -> int:
        """How many registrations have a cell that is filled."""
        return len({row_of(name) for name in self.typed})


def grid(found: QuerySet[Registration], sent: QueryDict) -> Grid:
    """The page asked for by ``trang`` (or the one the form was on, ``o_trang``), counted from 0."""
    count = found.count()
    asked = sent.get("trang") or sent.get("o_trang", "")
    page = min(int(asked) if asked.isdecimal() and len(asked) < 7 else 0, max(0, (count - 1) // PAGE))
    return Grid(list(found[page * PAGE : (page + 1) * PAGE]), count, page, _typed(sent))


def row_of(name: str) -> int | None:
    """The registration that a cell's name speaks of; nothing for other fields."""
    cell = _CELL.fullmatch(name)
    return int(cell[1] or cell[2]) if cell else None


def rows_of(names: Iterable[str]) -> set[int]:
    return {number for number in map(row_of, names) if number is not None}


def _typed(sent: QueryDict) -> dict[str, str]:
    """The filled cells: those of this page as sent, those of other pages from the hidden field."""
    shown = {name: str(value) for name, value in sent.items() if row_of(name) is not None}
    here = rows_of(shown)
    kept = {name: value for name, value in _kept(sent.get("kept", "")).items() if row_of(name) not in here}
    return {name: value for name, value in (kept | shown).items() if value.strip()}


def _kept(text: str) -> dict[str, str]:
    try:
        found: Any = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: value
        for name, value in found.items()
        if row_of(name) is not None and isinstance(value, str) and len(value) <= LONGEST
    }
