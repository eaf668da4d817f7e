"""Small pictures of uploaded files, without the place and time a camera hides in them."""

from __future__ import annotations

import io

import pypdfium2
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from thidua.core.files.limits import FileLimits, RefusedFile

_QUALITY = 82


def make_preview(
    data: bytes, *, longest_side: int = 1200, limits: FileLimits | None = None, page: int = 0
) -> bytes:
    """Draw a picture, or one page of a PDF (from 0), as a JPEG no longer than ``longest_side`` pixels.

    The result carries no metadata; a turned photograph is put upright. The original is not touched. Raises
    ``RefusedFile`` for what cannot be drawn.
    """
    limits = limits or FileLimits()
    try:
        picture = _one_page(data, longest_side, page) if data.startswith(b"%PDF-") else _picture(data, limits)
        picture.thumbnail((longest_side, longest_side))
        target = io.BytesIO()
        _on_white(picture).save(target, "JPEG", quality=_QUALITY, optimize=True)
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        pypdfium2.PdfiumError,
    ) as error:
        raise RefusedFile(_("Không vẽ được hình xem trước của tệp này. Tải tệp về để xem.")) from error
    return target.getvalue()


def _one_page(data: bytes, longest_side: int, number: int) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    try:
        if not 0 <= number < len(document):
            raise ValueError("no such page")
        page = document[number]
        scale = min(longest_side / max(page.get_size()), 8)
        drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return drawn
    finally:
        document.close()


def _picture(data: bytes, limits: FileLimits) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    if picture.width * picture.height > limits.pixels:
        raise ValueError("too many pixels")
    picture.draft("RGB", (2400, 2400))
    return ImageOps.exif_transpose(picture)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a fresh picture, so that nothing but pixels is carried over; see-through parts become white."""
    layer = picture.convert("RGBA")
    paper = Image.new("RGB", layer.size, "white")
    paper.paste(layer, mask=layer.getchannel("A"))
    return paper
