"""Evidence as units send it: a certified sheet scanned to PDF, a photograph of one, drawn here by code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from time import gmtime

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from thidua.core.fonts import SERIF, font_file

A4 = (827, 1169)
"""A page of A4 at 100 points an inch."""
INK, SEAL = (28, 30, 38), (178, 42, 36)
_MADE = gmtime(1_790_000_000)  # a fixed day, so that the same sheet is the same file


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper: who issues it, its number and title, the lines under it, and who signed."""

    issuer: str
    number: str
    title: str
    lines: Sequence[str]
    signer: str
    signer_post: str = "Giám đốc"


def scanned_pdf(sheet: Sheet) -> bytes:
    """The sheet as a scanner gives it: one page, a picture in a PDF."""
    held = BytesIO()
    _drawn(sheet).save(
        held, "PDF", resolution=100, quality=60, title=sheet.title, creationDate=_MADE, modDate=_MADE
    )
    return held.getvalue()


def photograph(sheet: Sheet) -> bytes:
    """The sheet as a telephone takes it: a little askew, on a table."""
    page = _drawn(sheet).rotate(
        1.4, expand=True, fillcolor=(121, 104, 86), resample=Image.Resampling.BILINEAR
    )
    held = BytesIO()
    page.filter(ImageFilter.GaussianBlur(0.6)).save(held, "JPEG", quality=62)
    return held.getvalue()


def _drawn(sheet: Sheet) -> Image.Image:
    page = Image.new("RGB", A4, (252, 251, 247))
    pen = ImageDraw.Draw(page)
    pen.text((70, 80), sheet.issuer.upper(), font=_face(15, bold=True), fill=INK)
    pen.text((70, 106), f"Số: {sheet.number}", font=_face(15), fill=INK)
    pen.text((450, 80), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font=_face(14, bold=True), fill=INK)
    pen.text((520, 106), "Độc lập - Tự do - Hạnh phúc", font=_face(14), fill=INK)
    pen.text((A4[0] / 2, 200), sheet.title.upper(), font=_face(22, bold=True), fill=INK, anchor="mm")
    top = 260
    for line in sheet.lines:
        for part in _wrapped(line, 66):
            pen.text((80, top), part, font=_face(17), fill=INK)
            top += 30
        top += 8
    _signed(pen, sheet, top + 50)
    return page


def _signed(pen: ImageDraw.ImageDraw, sheet: Sheet, top: int) -> None:
    pen.text((600, top), sheet.signer_post.upper(), font=_face(16, bold=True), fill=INK, anchor="mm")
    for radius in (58, 54, 30):
        pen.ellipse((515 - radius, top + 80 - radius, 515 + radius, top + 80 + radius), outline=SEAL, width=2)
    pen.line(
        [(540, top + 90), (570, top + 55), (590, top + 100), (640, top + 60), (690, top + 92)],
        fill=(36, 52, 132),
        width=3,
    )
    pen.text((600, top + 150), sheet.signer, font=_face(17, bold=True), fill=INK, anchor="mm")


def _wrapped(line: str, width: int) -> list[str]:
    parts, current = [], ""
    for word in line.split():
        if len(current) + len(word) + 1 > width:
            parts.append(current)
            current = word
        else:
            current = f"{current} {word}".strip()
    return [*parts, current]


@cache
def _face(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_file(SERIF, bold=bold)), size)
