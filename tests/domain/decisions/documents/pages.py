"""Reading finished pages: their text, pictures and codes."""

from __future__ import annotations

import pypdfium2 as pdfium
import zxingcpp
from PIL import Image


def page_texts(pdf: bytes) -> list[str]:
    """Return the text of each page with every run of white space as one space."""
    document = pdfium.PdfDocument(pdf)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def picture(pdf: bytes, page: int = 0, dpi: int = 150) -> Image.Image:
    return pdfium.PdfDocument(pdf)[page].render(scale=dpi / 72).to_pil()


def codes(pdf: bytes, page: int = 0) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture(pdf, page))]
