"""Tables found by where words stand, on pages that lean and are dusty, through the real reader."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.factories.capture import ROWS, scanned
from thidua.core.ocr import Word, missing, read_table, words_of
from thidua.core.ocr.cleaning import skew_degrees, straightened, without_rules
from thidua.core.ocr.tables import skew_of
from thidua.core.vietnamese import fold
from thidua.operations.demo.living.old_books import HEADS, draw_page

KNOWN = {fold(head) for head in HEADS}


def is_heading(text: str) -> bool:
    return fold(text) in KNOWN


def test_a_perfect_reading_gives_every_cell() -> None:
    grid = read_table(draw_page("Năm 2011", ROWS).words, is_heading)
    assert [cell.text for cell in grid.heading] == list(HEADS)
    assert [tuple(cell.text for cell in row) for row in grid.rows] == list(ROWS)
    assert [cell.text for cell in grid.above] == ["NĂM 2011"]


def test_the_confidence_of_a_cell_is_that_of_its_least_sure_word() -> None:
    words = [
        Word(w.text, 41.0 if w.text == "Hường" else w.confidence, w.left, w.top, w.width, w.height, w.line)
        for w in draw_page("Năm 2011", ROWS).words
    ]
    assert read_table(words, is_heading).rows[0][1].confidence == 41.0


def test_a_broken_cell_belongs_to_the_row_above_it() -> None:
    drawn = draw_page("Năm 2011", ROWS[:3])
    below = [w for w in drawn.words if w.line[2] == 2]  # the first row
    unit = next(w for w in below if w.text == "Trì")
    words = [w for w in drawn.words if w is not unit] + [
        Word("Trì", 90.0, 826, unit.top + 34, unit.width, unit.height, (1, 1, 99))
    ]
    rows = read_table(words, is_heading).rows
    assert len(rows) == 3
    assert rows[0][3].text == "CĐ Công ty CP Giấy Việt Trì"


def test_a_page_without_a_table_has_only_lines() -> None:
    words = [Word("Kính", 90, 100, 100, 80, 30, (1, 1, 1)), Word("gửi", 90, 190, 100, 60, 30, (1, 1, 1))]
    grid = read_table(words, is_heading)
    assert ([cell.text for cell in grid.above], grid.heading, grid.rows) == (["Kính gửi"], [], [])
    assert read_table([], is_heading).rows == []


def test_leaning_words_are_put_straight() -> None:
    words = [Word("chữ", 90, 100 * at, 50 + 2 * at, 60, 30, (1, 1, 1)) for at in range(10)]
    assert skew_of(words) == pytest.approx(0.02)


@pytest.mark.parametrize("degrees", [-1.0, 1.0, 0.0])
def test_a_scan_that_leans_is_read_row_by_row(degrees: float, tmp_path: Path) -> None:
    assert not missing(), "tools/prepare_test_machine.py installs the reader"
    picture = Image.open(io.BytesIO(scanned(draw_page("Năm 2011", ROWS), degrees)))
    found = skew_degrees(picture)
    assert found == pytest.approx(-degrees, abs=0.15)
    file = tmp_path / "page.png"
    without_rules(straightened(picture, found)).save(file)
    grid = read_table(words_of(file, layout=4), is_heading)
    assert len(grid.rows) == 5
    right = sum(
        fold(cell.text) == fold(truth) for row, told in zip(grid.rows, ROWS, strict=True)
        for cell, truth in zip(row[1:], told[1:], strict=True)
    )  # fmt: skip
    assert right >= 27  # of 30
