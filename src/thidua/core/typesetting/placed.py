"""Pages of texts at given spots, over one shared background: the quickest thing typst can set.

Every length is in CSS pixels (1/96 inch) from the top left corner of the page, and the height of a text is
that of its base line, as on a drawing board. Colors are ``#rrggbb``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from thidua.core import fonts
from thidua.core.typesetting.compiler import render_pdf

PX_PER_MM = 96 / 25.4
Anchor = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One line of text; ``x`` is its left, middle or right as ``anchor`` says, ``y`` its base line."""

    text: str
    x: float
    y: float
    size: float
    color: str = "#000000"
    family: str = fonts.SERIF
    bold: bool = False
    italic: bool = False
    tracking: float = 0.0
    anchor: Anchor = "center"


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A horizontal line ``thickness`` thick, from ``x`` to the right."""

    x: float
    y: float
    length: float
    color: str = "#000000"
    thickness: float = 1.0


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An SVG drawing scaled to ``width``; ``alt`` is read to those who cannot see it."""

    svg: str
    x: float
    y: float
    width: float
    alt: str = ""


@dataclass(frozen=True, slots=True)
class PlacedPage:
    texts: tuple[PlacedText, ...]
    rules: tuple[PlacedRule, ...] = ()
    images: tuple[PlacedImage, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all pages of one file share; ``background`` is an SVG that covers the page, or nothing."""

    width_mm: float
    height_mm: float
    title: str
    background: str = ""


def placed_pdf(pages: Sequence[PlacedPage], sheet: Sheet, *, at: datetime) -> bytes:
    """Set ``pages`` as one PDF. The caller cuts long series with ``compiler.in_lots``."""
    data = {
        "width": sheet.width_mm,
        "height": sheet.height_mm,
        "title": sheet.title,
        "background": sheet.background,
        "pages": [_page(page) for page in pages],
    }
    return render_pdf("placed", data, at=at)


def _page(page: PlacedPage) -> dict[str, Any]:
    return {
        "texts": [_text(t) for t in page.texts],
        "rules": [[r.x, r.y, r.length, r.color, r.thickness] for r in page.rules],
        "images": [[i.x, i.y, i.width, i.svg, i.alt] for i in page.images],
    }


def _text(t: PlacedText) -> list[Any]:
    weight = "bold" if t.bold else "regular"
    style = "italic" if t.italic else "normal"
    return [t.anchor, t.x, t.y, t.size, t.color, t.family, weight, style, t.tracking, t.text]
