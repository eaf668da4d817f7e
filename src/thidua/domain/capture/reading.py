"""A page as a picture, and the words on it: drawn from the original, put straight, read, and kept beside it."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from thidua.core import ocr
from thidua.core.files import ContentStore, make_preview
from thidua.core.ocr.cleaning import skew_degrees, straightened, without_rules
from thidua.domain.capture.models import Page

LONGEST_SIDE = 2600
_ONE_COLUMN = 4  # Tesseract's "single column of text of variable sizes"
_QUALITY = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of the picture of a page: its size, how it was turned, its words."""

    width: int
    height: int
    degrees: float
    words: Sequence[ocr.Word]
    made_by: str = "tesseract"


def picture_of(page: Page, store: ContentStore) -> Image.Image:
    """The page as it was read, upright and straight. Raises ``RefusedFile`` and ``CorruptContent``."""
    return straightened(_drawn(page, store), page.degrees)


def jpeg_of(page: Page, store: ContentStore, crop: ocr.Box | None = None) -> bytes:
    """The page, or a part of it, as a JPEG."""
    picture = picture_of(page, store)
    if crop:
        left, top, width, height = crop
        picture = picture.crop((left, top, left + width, top + height))
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=_QUALITY)
    return held.getvalue()


def read_page(page: Page, store: ContentStore) -> Reading:
    """Read a page with the machine. Raises ``OcrMissing``, ``OcrFailed`` and what ``picture_of`` raises."""
    picture = _drawn(page, store)
    degrees = skew_degrees(picture)
    clean = without_rules(straightened(picture, degrees))
    with tempfile.TemporaryDirectory(prefix="thidua-page-") as folder:
        file = Path(folder) / "page.png"
        clean.save(file)
        words = ocr.words_of(file, layout=_ONE_COLUMN)
    return Reading(picture.width, picture.height, degrees, words)


def keep_words(page: Page, reading: Reading, store: ContentStore) -> str:
    """Keep what was read as a content of its own and return its hash; it can be made again at any time."""
    kept = {**asdict(reading), "leaf": page.leaf, "words": [asdict(word) for word in reading.words]}
    return store.put(io.BytesIO(json.dumps(kept, ensure_ascii=False).encode())).sha256


def _drawn(page: Page, store: ContentStore) -> Image.Image:
    data = make_preview(store.read(page.original.sha256), longest_side=LONGEST_SIDE, page=page.leaf - 1)
    return Image.open(io.BytesIO(data))
