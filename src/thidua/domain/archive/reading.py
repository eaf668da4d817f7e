"""Reading an original: its text page by page into the index, its preview and searchable copy beside it.

The original is read from the store and never written. Everything made here can be made again.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.db import connection, transaction

from thidua.core import ocr
from thidua.core.files import ContentStore, CorruptContent, RefusedFile, Stored, make_preview
from thidua.core.vietnamese import nfc
from thidua.domain.archive.models import Derivative, Original, PageText
from thidua.domain.archive.states import DerivativeKind, Reading
from thidua.domain.archive.wording import index_words

PREVIEW_SIDE = 480
_DRAWN = ("application/pdf", "image/jpeg", "image/png")
_WITH_TEXT = (*_DRAWN, "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
_MADE_BY = {DerivativeKind.PREVIEW: "thidua", DerivativeKind.SEARCHABLE: "ocrmypdf, tesseract"}
_FEWEST_LETTERS = 20
"""A page with fewer letters than this is taken for a picture: a page number alone is no text."""


@dataclass(frozen=True, slots=True)
class _Page:
    text: str
    is_recognized: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    reading: Reading
    pages: list[_Page]
    note: str = ""
    searchable: bytes = b""


def read_original(original: Original, *, store: ContentStore, at: datetime) -> Reading:
    """Read one original and write what was found; whatever was found before is replaced.

    ``waiting`` is the answer while OCR is not installed: the pages that carry a text are searchable all the same.
    """
    try:
        data = store.read(original.sha256)
        outcome = _read(data, original.mime)
    except (FileNotFoundError, CorruptContent) as error:
        outcome = _Outcome(Reading.FAILED, [], f"{type(error).__name__}: {error}")
        data = b""
    made = _derivatives(data, original, outcome, store, at) if data else []
    with transaction.atomic():
        _write(original, outcome, is_signed=b"/ByteRange" in data, at=at)
        Derivative.objects.filter(original=original, kind__in=[one.kind for one in made]).delete()
        Derivative.objects.bulk_create(made)
    return outcome.reading


def _read(data: bytes, mime: str) -> _Outcome:
    if mime not in _WITH_TEXT:
        return _Outcome(Reading.NONE, [])
    try:
        own = [_Page(nfc_lines(text)) for text in ocr.page_texts(data, mime)] or [_Page("")]
    except ValueError as error:
        return _Outcome(Reading.FAILED, [], str(error)[:500])
    if all(_has_text(page) for page in own) or mime not in _DRAWN:
        return _Outcome(Reading.READ, own)
    return _recognized(data, mime, own)


def _recognized(data: bytes, mime: str, own: list[_Page]) -> _Outcome:
    """Fill the pages without a text of their own from a searchable copy."""
    try:
        copy = _searchable(data, mime)
    except ocr.OcrMissing as error:
        return _Outcome(Reading.WAITING, own, str(error)[:500])
    except ocr.OcrFailed as error:
        return _Outcome(Reading.FAILED, own, str(error)[:500])
    texts = [nfc_lines(text) for text in ocr.page_texts(copy, "application/pdf")]
    pages = [
        page if _has_text(page) or text == page.text else _Page(text, is_recognized=True)
        for page, text in zip(own, texts, strict=False)
    ]
    return _Outcome(Reading.READ, pages, searchable=copy)


def _searchable(data: bytes, mime: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="thidua-ocr-") as folder:
        source, target = Path(folder) / "original", Path(folder) / "searchable.pdf"
        source.write_bytes(data)
        ocr.searchable_copy(source, target, mime=mime)
        return target.read_bytes()


def _has_text(page: _Page) -> bool:
    return sum(letter.isalpha() for letter in page.text) >= _FEWEST_LETTERS


def nfc_lines(text: str) -> str:
    """The text in one written form, its lines kept, empty ones dropped."""
    lines = (nfc(line.replace("\x00", "")) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _derivatives(
    data: bytes, original: Original, outcome: _Outcome, store: ContentStore, at: datetime
) -> list[Derivative]:
    made = []
    if original.mime in _DRAWN:
        try:
            preview = make_preview(data, longest_side=PREVIEW_SIDE)
        except RefusedFile:
            preview = b""
        if preview:
            made.append(_kept(original, DerivativeKind.PREVIEW, store.put(BytesIO(preview)), at))
    if outcome.searchable:
        made.append(_kept(original, DerivativeKind.SEARCHABLE, store.put(BytesIO(outcome.searchable)), at))
    return made


def _kept(original: Original, kind: DerivativeKind, stored: Stored, at: datetime) -> Derivative:
    return Derivative(
        original=original,
        kind=kind,
        sha256=stored.sha256,
        size=stored.size,
        made_at=at,
        made_by=_MADE_BY[kind],
    )


def _write(original: Original, outcome: _Outcome, *, is_signed: bool, at: datetime) -> None:
    original.reading, original.reading_note, original.read_at = outcome.reading, outcome.note, at
    original.is_signed = is_signed
    if original.pages is None and outcome.pages:
        original.pages = len(outcome.pages)
    original.save(update_fields=["reading", "reading_note", "read_at", "is_signed", "pages"])
    PageText.objects.filter(original=original).delete()
    rows = [
        (original.pk, number, page.text, page.is_recognized, *index_words(page.text))
        for number, page in enumerate(outcome.pages, start=1)
        if page.text
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into archive_pagetext (original_id, number, text, is_recognized, words) values (%s, %s, %s, %s,"
            " to_tsvector('simple', %s) || to_tsvector('simple', %s))",
            rows,
        )
