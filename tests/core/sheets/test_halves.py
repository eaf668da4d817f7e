"""A sheet read in two halves is the sheet read whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import openpyxl
import polars as pl
import pytest

from tests.factories import workbooks
from thidua.core.sheets import Workbook, open_workbook, reading
from thidua.core.sheets.halves import halves_of


@pytest.fixture
def cut_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda size: monkeypatch.setattr(reading, "CUT_FROM_BYTES", size)


@pytest.fixture
def joins(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each cut sheet could be put together again."""
    seen: list[bool] = []
    honest = reading.joined

    def joined(*parts: Any) -> Any:
        seen.append((found := honest(*parts)) is not None)
        return found

    monkeypatch.setattr(reading, "joined", joined)
    return seen


def same(one: Workbook, other: Workbook) -> bool:
    nothing = pl.DataFrame()
    return all(
        a.frame.equals(b.frame) and replace(a, frame=nothing) == replace(b, frame=nothing)
        for a, b in zip(one.sheets, other.sheets, strict=True)
    )


def scattered(seed: int) -> bytes:
    """Cells of every kind at random places, with empty rows and columns at the edges and in the middle."""
    chance = random.Random(seed)
    moment = datetime(2020, 1, 2, 3, 4)  # noqa: DTZ001  # a sheet knows no zones
    kinds = (
        "Nguyễn Thị Hường",
        "|",
        "<&>",
        12,
        1.5,
        1234.567,
        True,
        date(1990, 2, 3),
        time(8, 5),
        moment,
        "=1+1",
        None,
    )
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    left, width = chance.randint(1, 4), chance.randint(1, 30)
    row = chance.randint(1, 9)
    for _ in range(chance.randint(3, 60)):
        row += chance.choice((1, 1, 1, 2, 7))
        for column in range(left, left + chance.randint(1, width)):
            sheet.cell(row, column, chance.choice(kinds))
    return workbooks.saved(book)


@pytest.mark.parametrize("seed", range(40))
def test_scattered_cells(seed: int, cut_at: Callable[[int], None], joins: list[bool]) -> None:
    data = scattered(seed)
    whole = open_workbook(data)
    cut_at(0)
    assert same(open_workbook(data), whole)
    assert len(joins) == 1


def test_most_sheets_are_joined(cut_at: Callable[[int], None], joins: list[bool]) -> None:
    cut_at(0)
    for seed in range(40):
        open_workbook(scattered(seed))
    assert joins.count(True) > 35


@pytest.mark.parametrize(
    "data", [workbooks.printed_form(), workbooks.with_hidden_sheet(), workbooks.with_formulas(), workbooks.with_empty_rows(500), workbooks.plain(first_row=7, first_column=3)],
    ids=["printed form", "hidden sheet", "formulas", "empty rows", "far from the corner"],
)  # fmt: skip
def test_workbooks_as_people_send_them(data: bytes, cut_at: Callable[[int], None]) -> None:
    whole = open_workbook(data)
    cut_at(0)
    assert same(open_workbook(data), whole)


def test_rows_out_of_order_are_read_whole(cut_at: Callable[[int], None], joins: list[bool]) -> None:
    """A cell of the lower half that claims a row far above."""

    def change(xml: bytes) -> bytes:
        return xml.replace(b'r="A4"', b'r="A1"')

    data = workbooks.rewritten(workbooks.plain(first_row=1), "xl/worksheets/sheet1.xml", change)
    whole = open_workbook(data)
    cut_at(0)
    assert same(open_workbook(data), whole)


@pytest.mark.parametrize(
    "xml", [b"", b"<worksheet/>", b"<worksheet><sheetData/></worksheet>",
            b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>',
            b'<worksheet><sheetData><row><c r="A1"><v>1</v></c></row><row><c r="A2"><v>1</v></c></row></sheetData></worksheet>'],
    ids=["nothing", "no data", "empty", "one row", "no numbers"],
)  # fmt: skip
def test_what_cannot_be_cut(xml: bytes) -> None:
    assert halves_of(xml) is None
