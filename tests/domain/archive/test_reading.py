"""Reading papers: text with and without OCR, derivatives beside them, and originals that stay as they were signed."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import docx
import pytest

from tests.factories.appraisal import photograph
from tests.factories.archive import (
    LINES,
    add_paper,
    clerk_of,
    is_rightly_signed,
    make_dossier,
    pictured_pdf,
    signed,
    typed_pdf,
)
from tests.factories.organizations import Country
from thidua.core import ocr
from thidua.core.files import ContentStore
from thidua.domain.archive import jobs
from thidua.domain.archive.models import Dossier, Item
from thidua.domain.archive.queries import search
from thidua.domain.archive.reading import read_original


@pytest.fixture
def dossier(country: Country, now: datetime) -> Dossier:
    return make_dossier(country, now)


def kept(dossier: Dossier, content: bytes, files: Path, name: str = "a.pdf") -> Item:
    return add_paper(dossier, content, files, actor=clerk_of(dossier.issuer), at=dossier.opened_at, name=name)


def test_a_typed_paper_is_read_page_by_page_without_ocr(
    country: Country, dossier: Dossier, files: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thidua.core.ocr.pages.missing", lambda: ("tesseract-ocr",))
    paper = kept(dossier, typed_pdf(LINES[0], LINES[1]), files)
    assert paper.original.reading == "read"
    assert paper.original.pages == 2
    texts = [
        text.replace("\n", " ")
        for text in paper.original.texts.order_by("number").values_list("text", flat=True)
    ]
    assert texts == list(LINES)
    assert list(paper.original.derivatives.values_list("kind", flat=True)) == ["preview"]


def test_a_scan_is_read_and_its_searchable_copy_stands_beside_it(
    country: Country, dossier: Dossier, files: Path, now: datetime
) -> None:
    scan = pictured_pdf()
    paper = kept(dossier, scan, files)
    assert paper.original.reading == "read", paper.original.reading_note
    page = paper.original.texts.get()
    assert page.is_recognized
    assert "kiến thay van xả" in page.text.replace("\n", " ")
    store = ContentStore(files)
    copies = {one.kind: store.read(one.sha256) for one in paper.original.derivatives.all()}
    assert set(copies) == {"preview", "searchable"}
    assert copies["preview"].startswith(b"\xff\xd8")
    assert "312 triệu" in " ".join(ocr.page_texts(copies["searchable"], "application/pdf"))
    assert store.read(paper.original.sha256) == scan


def test_a_signed_scan_is_read_and_stays_byte_identical_with_a_valid_signature(
    country: Country, dossier: Dossier, files: Path, now: datetime
) -> None:
    original = signed(pictured_pdf())
    paper = kept(dossier, original, files)
    assert paper.original.is_signed
    assert paper.original.reading == "read", paper.original.reading_note
    assert paper.original.derivatives.filter(kind="searchable").exists()
    afterwards = ContentStore(files).read(paper.original.sha256)
    assert afterwards == original
    assert is_rightly_signed(afterwards)


def test_a_photograph_and_a_word_file_are_read_a_workbook_is_not(
    country: Country, dossier: Dossier, files: Path, now: datetime
) -> None:
    document = docx.Document()
    document.add_paragraph("Báo cáo thành tích của tập thể Phân xưởng xeo giấy số 2")
    target = io.BytesIO()
    document.save(target)
    word = kept(dossier, target.getvalue(), files, "bao-cao.docx")
    assert word.original.reading == "read"
    assert word.original.texts.get().text == "Báo cáo thành tích của tập thể Phân xưởng xeo giấy số 2"
    picture = kept(dossier, photograph(), files, "anh.jpg")
    assert picture.original.reading == "read", picture.original.reading_note


def test_without_ocr_the_scan_waits_says_why_and_is_read_once_it_is_installed(
    country: Country, dossier: Dossier, files: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("thidua.core.ocr.pages.missing", lambda: ("tesseract-ocr", "tesseract-ocr-vie"))
    paper = kept(dossier, pictured_pdf(), files)
    assert paper.original.reading == "waiting"
    assert paper.original.reading_note == (
        "tesseract-ocr, tesseract-ocr-vie: "
        "apt-get install -y --no-install-recommends tesseract-ocr tesseract-ocr-vie"
    )
    monkeypatch.undo()
    asked: list[int] = []
    monkeypatch.setattr(jobs, "read_soon", asked.append)
    jobs.ask_for_readings()
    assert asked == [paper.original_id]
    read_original(paper.original, store=ContentStore(files), at=now)
    assert search(clerk_of(country.phu_tho), "van xa").count == 1


def test_a_damaged_original_is_not_read_and_told(
    country: Country, dossier: Dossier, files: Path, now: datetime
) -> None:
    paper = kept(dossier, typed_pdf(LINES[0]), files)
    path = ContentStore(files).path(paper.original.sha256)
    path.chmod(0o640)
    path.write_bytes(b"%PDF-1.7 khac")
    assert read_original(paper.original, store=ContentStore(files), at=now) == "failed"
    assert "CorruptContent" in paper.original.reading_note
