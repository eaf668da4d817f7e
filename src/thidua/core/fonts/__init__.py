"""The font files of printed documents: Tinos and Playfair Display, both with full Vietnamese.

They travel with the program so that a page looks the same on every machine. Nothing is ever taken from the
fonts that happen to be installed.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDER = Path(__file__).parent
SERIF = "Tinos"
DISPLAY = "Playfair Display"

_FILES = {
    (SERIF, False, False): "Tinos-Regular.ttf",
    (SERIF, True, False): "Tinos-Bold.ttf",
    (SERIF, False, True): "Tinos-Italic.ttf",
    (SERIF, True, True): "Tinos-BoldItalic.ttf",
    (DISPLAY, True, False): "PlayfairDisplay-Bold.ttf",
}
_MEASURED_AT = 1000


def font_file(family: str, *, bold: bool = False, italic: bool = False) -> Path:
    """Return the path of one face; an unknown face raises ``KeyError``."""
    return FOLDER / _FILES[family, bold, italic]


def text_width(
    text: str,
    size: float,
    family: str = SERIF,
    *,
    bold: bool = False,
    italic: bool = False,
    tracking: float = 0.0,
) -> float:
    """Return how wide ``text`` is in one line, in the unit of ``size``.

    ``tracking`` is the space added after each letter, in the same unit.
    """
    return _length(text, family, bold, italic) * size / _MEASURED_AT + tracking * len(text)


# The words of a series of documents are mostly the same ones.
@lru_cache(maxsize=20_000)
def _length(text: str, family: str, bold: bool, italic: bool) -> float:
    return float(_face(family, bold, italic).getlength(text))


@cache
def _face(family: str, bold: bool, italic: bool) -> ImageFont.FreeTypeFont:
    # The basic layout engine gives advance widths without a shaping library; kerning only makes a line
    # shorter.
    path = font_file(family, bold=bold, italic=italic)
    return ImageFont.truetype(path, _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


def damaged() -> list[str]:
    """Name the font files that are missing or not what ``SHA256SUMS`` says."""
    pairs = (line.split() for line in (FOLDER / "SHA256SUMS").read_text().splitlines() if line.strip())
    sums = {name: digest for digest, name in pairs}
    return [
        name
        for name in sorted(_FILES.values())
        if not (FOLDER / name).is_file()
        or hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() != sums.get(name)
    ]
