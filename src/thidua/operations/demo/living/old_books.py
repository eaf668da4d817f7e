"""Pages of an old register of honours, drawn here: a ruled table set in type, and where each of its words stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from thidua.core.fonts import SERIF, font_file
from thidua.core.ocr import Word

SIZE = (2480, 1754)
"""A4 on its side at 210 points an inch."""
HEADS = ("TT", "Họ và tên", "Năm sinh", "Đơn vị", "Hình thức khen thưởng", "Số quyết định", "Ngày quyết định")
EDGES = (90, 180, 640, 810, 1290, 1790, 2110, 2390)
_TOP, _HEIGHT, _TYPE = 330, 62, 31
_PAPER, _INK, _RULE = (247, 243, 232), (38, 36, 44), (120, 112, 104)


@dataclass(frozen=True)
class Drawn:
    """A page, and its words in reading order as a perfect reader would find them."""

    picture: Image.Image
    words: list[Word]

    def jpeg(self, quality: int = 82) -> bytes:
        held = BytesIO()
        self.picture.save(held, "JPEG", quality=quality)
        return held.getvalue()


def draw_page(title: str, rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> Drawn:
    """Draw a page with a title and a ruled table."""
    page = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(page)
    words = _written(pen, title.upper(), (90, 150), 44, 0, bold=True)
    bottom = _TOP + _HEIGHT * (len(rows) + 1)
    for edge in EDGES:
        pen.line([(edge, _TOP), (edge, bottom)], fill=_RULE, width=3)
    for at, row in enumerate([heads, *rows]):
        top = _TOP + at * _HEIGHT
        pen.line([(EDGES[0], top), (EDGES[-1], top)], fill=_RULE, width=3)
        for column, text in enumerate(row):
            words += _written(pen, text, (EDGES[column] + 16, top + 12), _TYPE, at + 1, bold=at == 0)
    pen.line([(EDGES[0], bottom), (EDGES[-1], bottom)], fill=_RULE, width=3)
    return Drawn(page, words)


def _written(
    pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], size: int, line: int, *, bold: bool = False
) -> list[Word]:
    """Write a text and say where its words stand."""
    face, words, (left, top) = _face(size, bold=bold), [], (float(at[0]), at[1])
    for word in text.split():
        pen.text((left, top), word, font=face, fill=_INK)
        start, high, right, bottom = pen.textbbox((left, top), word, font=face)
        box = (round(start), round(high), round(right - start), round(bottom - high))
        words.append(Word(word, 96.0, *box, (1, 1, line)))
        left += face.getlength(word + " ")
    return words


@cache
def _face(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_file(SERIF, bold=bold), size)
