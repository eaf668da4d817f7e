"""The blank forms 01–09 as Word opens them: every heading, field, table and signature of the data is in the paper."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_LEADER

from thidua.core.clock import VIETNAM
from thidua.domain.catalogue.blanks import blank_docx
from thidua.domain.catalogue.library import library

AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
CODES = [f"Mẫu {number:02d}" for number in range(1, 10)]


def test_nine_forms_are_held() -> None:
    assert sorted(library().blanks) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_form_holds_what_the_data_says_in_its_order(code: str) -> None:
    blank = library().blanks[code]
    paper = Document(io.BytesIO(blank_docx(blank, at=AT)))
    lines = [" ".join(one.text.split()) for one in paper.paragraphs if one.text.strip()]
    wanted = []
    for block in blank.blocks:
        wanted += [block[name] for name in ("heading", "text") if name in block]
        wanted += [f"- {name}:" for name in block.get("fields", ()) if name]
    assert wanted
    places = [
        next(at for at, line in enumerate(lines) if line.startswith(" ".join(one.split()))) for one in wanted
    ]
    assert len(places) == len(wanted)
    filled = [one for one in paper.paragraphs if one.text.startswith("- ")]
    assert len(filled) == sum(bool(name) for block in blank.blocks for name in block.get("fields", ()))
    for line in filled:  # dotted from its words to the margin
        (stop,) = line.paragraph_format.tab_stops
        assert line.text.endswith("\t")
        assert (stop.leader, line.alignment) == (WD_TAB_LEADER.DOTS, WD_ALIGN_PARAGRAPH.LEFT)


@pytest.mark.parametrize("code", CODES)
def test_the_tables_of_a_form_have_their_columns_and_empty_rows(code: str) -> None:
    blank = library().blanks[code]
    paper = Document(io.BytesIO(blank_docx(blank, at=AT)))
    wanted = [block["table"] for block in blank.blocks if "table" in block]
    heads = [[cell.text for cell in table.rows[0].cells] for table in paper.tables]
    for raw in wanted:
        titles = [title for title, _share in raw["columns"]]
        place = heads.index(titles)
        rows = paper.tables[place].rows[1:]
        assert len(rows) == raw["rows"]
        assert not any(cell.text.strip() for row in rows for cell in row.cells)
        heads[place] = []


@pytest.mark.parametrize("code", CODES)
def test_a_form_has_the_head_and_the_signatures_of_an_official_document(code: str) -> None:
    blank = library().blanks[code]
    paper = Document(io.BytesIO(blank_docx(blank, at=AT)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*cells, *(one.text for one in paper.paragraphs)])
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"({code})",
        blank.kind,
        blank.subject,
    ):
        assert words in text, words
    for authority, note in blank.signatures:
        assert authority in text
        assert note in text
