"""What the pages of the back-capture are drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thidua.domain.capture.actions.keying import first_values
from thidua.domain.capture.fields import DOUBLE, FIELDS, LABELS, differences
from thidua.domain.capture.models import Page, Row
from thidua.domain.capture.states import PageState

SURE, DOUBTFUL = 90, 65
"""From which confidence a reading counts as sure, and below which as poor."""
GLYPHS = {"sure": "done", "look": "needs_person", "poor": "failed"}
Problems = Mapping[int, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a row: ``level`` is how sure the reader was (sure, look, poor), "" for what nobody read."""

    key: str
    label: str
    value: str
    level: str
    box: str
    problem: str
    is_double: bool

    @property
    def glyph(self) -> str:
        return GLYPHS.get(self.level, "")


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row with its fields, its place on the page, and whether it is accepted."""

    row: Row
    number: int
    box: str
    fields: list[ShownField]
    is_done: bool
    problem: str

    @property
    def weak(self) -> int:
        return sum(field.level in {"poor", "look"} for field in self.fields)


def level_of(read: Mapping[str, Any] | None, key: str) -> str:
    """How sure the reader was of a field; what matters and was not read at all is poor."""
    if not read or not read.get("text"):
        return "poor" if key in DOUBLE else ""
    confidence = read.get("confidence", 0)
    return "sure" if confidence >= SURE else "look" if confidence >= DOUBTFUL else "poor"


def keyed_rows(page: Page, problems: Problems | None = None) -> list[ShownRow]:
    """The rows of a page in the pass it is in. The second shows nothing of the first, nor of what was read."""
    is_second = page.state == PageState.SECOND
    keys = DOUBLE if is_second else _keys(page)
    rows = page.rows.order_by("place")
    return [
        _shown(row, number, keys, is_second, (problems or {}).get(row.pk, {}))
        for number, row in enumerate((row for row in rows if not (is_second and row.left_out)), start=1)
    ]


def _keys(page: Page) -> tuple[str, ...]:
    """The fields in the order of the page's columns."""
    known = [key for key in page.columns if key in FIELDS]
    return tuple(dict.fromkeys(known)) or FIELDS


def _shown(
    row: Row, number: int, keys: tuple[str, ...], is_second: bool, problems: Mapping[str, str]
) -> ShownRow:
    values = row.second if is_second else first_values(row)
    fields = [
        ShownField(
            key,
            str(LABELS[key]),
            values.get(key, ""),
            "" if is_second else level_of(row.read.get(key), key),
            joined((row.read.get(key) or {}).get("box")),
            problems.get(key, ""),
            key in DOUBLE,
        )
        for key in keys
    ]
    is_done = row.is_second_done if is_second else row.is_first_done
    others = [why for key, why in problems.items() if key not in keys]
    return ShownRow(row, number, joined(row.box), fields, is_done, " ".join(others))


def joined(box: list[int] | None) -> str:
    """A box as an attribute."""
    return " ".join(map(str, box)) if box else ""


def settled_rows(page: Page) -> list[dict[str, Any]]:
    """The rows whose two keyings differ, with the values of both and what the machine read."""
    found = []
    for number, row in enumerate(page.rows.filter(left_out="").order_by("place"), start=1):
        keys = differences(row.final, row.second)
        if keys:
            found.append({
                "row": row,
                "number": number,
                "name": row.final.get("name", ""),
                "cells": [
                    {
                        "key": key,
                        "label": LABELS[key],
                        "first": row.final.get(key, ""),
                        "second": row.second.get(key, ""),
                        "read": (row.read.get(key) or {}).get("text", ""),
                    }
                    for key in keys
                ],
            })  # fmt: skip
    return found
