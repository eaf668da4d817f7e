"""Printing on pre-printed blanks: only the variable texts, each at its place in millimetres.

A printer pulls paper a little off; ``PrinterOffset`` corrects that for each printer, and the test sheet shows by how
much. Ornament, motto and title are on the blank already and are never printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from unicodedata import normalize

from thidua.core import fonts
from thidua.core.qr import qr_svg
from thidua.core.typesetting.compiler import in_lots
from thidua.core.typesetting.fitting import Face, Fitted, fit, wrap
from thidua.core.typesetting.official import place_and_day
from thidua.core.typesetting.placed import (
    PX_PER_MM,
    Anchor,
    PlacedImage,
    PlacedPage,
    PlacedRule,
    PlacedText,
    Sheet,
    placed_pdf,
)
from thidua.core.vietnamese import format_number
from thidua.domain.decisions.documents.certificate import Certificate, honored_name, source_lines

INK = "#000000"
_PX_PER_PT = 96 / 72
_GRID_COLOR = "#9fb0c2"
_MARK_COLOR = "#b4231a"


class Field(Enum):
    """The texts a blank leaves open; the value is what the test sheet calls it."""

    NAME = "Họ tên"
    POST = "Chức vụ, đơn vị"
    ACHIEVEMENT = "Câu thành tích"
    PLACE_AND_DAY = "Nơi, ngày ký"
    AUTHORITY = "Quyền hạn, chức vụ người ký"
    SIGNER = "Họ tên người ký"
    DECISION_NUMBER = "Số quyết định"
    DECISION_DAY = "Ngày quyết định"
    REGISTER_NUMBER = "Số vào sổ"
    CODE = "Mã QR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where one field stands: millimetres from the top left corner to the base line, size in points.

    ``x`` is the left, middle or right of the line as ``anchor`` says. A text wider than ``width`` gets smaller, then
    takes more lines, ``leading`` millimetres apart. For the code ``x`` and ``y`` are its top left corner and ``width``
    its side.
    """

    x: float
    y: float
    width: float
    size: float = 14
    bold: bool = False
    italic: bool = False
    display: bool = False
    anchor: Anchor = "center"
    leading: float = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterOffset:
    """How far one printer must shift everything: right and down in millimetres."""

    x_mm: float = 0
    y_mm: float = 0


_DEFAULT_SPOTS = MappingProxyType(
    {
        Field.NAME: Spot(x=148.5, y=107, width=230, size=26, bold=True, display=True, leading=11),
        Field.POST: Spot(x=148.5, y=116, width=230, size=15, italic=True),
        Field.ACHIEVEMENT: Spot(x=148.5, y=126, width=230, size=15.5, leading=8),
        Field.PLACE_AND_DAY: Spot(x=221.5, y=148, width=100, size=13, italic=True),
        Field.AUTHORITY: Spot(x=221.5, y=154, width=100, size=13, bold=True, leading=6),
        Field.SIGNER: Spot(x=221.5, y=183, width=100, size=14, bold=True),
        Field.DECISION_NUMBER: Spot(x=58, y=170, width=90, size=11.5, anchor="left"),
        Field.DECISION_DAY: Spot(x=58, y=175.5, width=90, size=11.5, anchor="left"),
        Field.REGISTER_NUMBER: Spot(x=58, y=182, width=90, size=11.5, anchor="left"),
        Field.CODE: Spot(x=31.5, y=161, width=20.6, anchor="left"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankLayout:
    """A kind of blank: its sheet and the spots of the fields it leaves open. A field without a spot is not printed."""

    name: str
    width_mm: float = 297
    height_mm: float = 210
    spots: Mapping[Field, Spot] = field(default_factory=lambda: _DEFAULT_SPOTS)


def blank_pdfs(
    certificates: Iterable[Certificate],
    layout: BlankLayout,
    *,
    at: datetime,
    offset: PrinterOffset = PrinterOffset(),
) -> Iterator[bytes]:
    """Return the texts for pre-printed blanks as PDFs of at most 500 pages each, one sheet per certificate."""
    for lot in in_lots(iter(certificates)):
        pages = [_page(certificate, layout, offset) for certificate in lot]
        yield placed_pdf(pages, _sheet(layout), at=at)


def blank_test_sheet(layout: BlankLayout, *, at: datetime, offset: PrinterOffset = PrinterOffset()) -> bytes:
    """Return one page with a millimetre grid and a mark at each spot, to print and lay over a blank.

    Thin lines stand 1 mm apart, stronger ones 10 mm; the grid moves with ``offset``, as the texts do.
    """
    texts = [_label(name, spot, offset) for name, spot in layout.spots.items()]
    texts += _scale(layout, offset)
    rules = [
        PlacedRule(
            (spot.x + offset.x_mm - 3) * PX_PER_MM,
            (spot.y + offset.y_mm) * PX_PER_MM,
            6 * PX_PER_MM,
            _MARK_COLOR,
        )
        for spot in layout.spots.values()
    ]
    grid = PlacedImage(
        _grid_svg(layout), offset.x_mm * PX_PER_MM, offset.y_mm * PX_PER_MM, layout.width_mm * PX_PER_MM
    )
    return placed_pdf([PlacedPage(tuple(texts), tuple(rules), (grid,))], _sheet(layout), at=at)


def _sheet(layout: BlankLayout) -> Sheet:
    return Sheet(layout.width_mm, layout.height_mm, normalize("NFC", layout.name))


def _page(c: Certificate, layout: BlankLayout, offset: PrinterOffset) -> PlacedPage:
    texts: list[PlacedText] = []
    for name, lines in _contents(c).items():
        spot = layout.spots.get(name)
        if spot is not None:
            texts += _set(lines, spot, offset)
    code = layout.spots.get(Field.CODE)
    images = (_code(c, code, offset),) if code is not None else ()
    return PlacedPage(tuple(texts), images=images)


def _contents(c: Certificate) -> dict[Field, tuple[str, ...]]:
    decision, day, register = source_lines(c)
    return {
        Field.NAME: (honored_name(c),),
        Field.POST: (c.post,),
        Field.ACHIEVEMENT: (c.achievement,),
        Field.PLACE_AND_DAY: (place_and_day(c.place, c.signed_on),),
        Field.AUTHORITY: c.signature.authority,
        Field.SIGNER: (c.signature.name,),
        Field.DECISION_NUMBER: (decision,),
        Field.DECISION_DAY: (day,),
        Field.REGISTER_NUMBER: (register,),
    }


def _set(lines: tuple[str, ...], spot: Spot, offset: PrinterOffset) -> list[PlacedText]:
    face = Face(fonts.DISPLAY if spot.display else fonts.SERIF, spot.bold or spot.display, spot.italic)
    texts: list[PlacedText] = []
    for line in lines:
        fitted = _fitted(line, face, spot)
        for part in fitted.lines:
            y = (spot.y + offset.y_mm + len(texts) * spot.leading) * PX_PER_MM
            x = (spot.x + offset.x_mm) * PX_PER_MM
            words = normalize("NFC", part)
            texts.append(
                PlacedText(
                    words, x, y, fitted.size, INK, face.family, face.bold, face.italic, anchor=spot.anchor
                )
            )
    return texts


def _fitted(text: str, face: Face, spot: Spot) -> Fitted:
    """Wrap a sentence at full size if it is longer than a line and a half, otherwise make it smaller first."""
    size, width = spot.size * _PX_PER_PT, spot.width * PX_PER_MM
    if face.width(text, size) > 1.5 * width:
        return Fitted(wrap(text, face, size=size, max_width=width), size)
    sizes = tuple(size * share for share in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75))
    return fit(text, face, sizes=sizes, max_width=width, max_lines=2)


def _code(c: Certificate, spot: Spot, offset: PrinterOffset) -> PlacedImage:
    x, y = (spot.x + offset.x_mm) * PX_PER_MM, (spot.y + offset.y_mm) * PX_PER_MM
    svg = qr_svg(c.verify_url, color=INK, quiet=0)
    return PlacedImage(svg, x, y, spot.width * PX_PER_MM, alt="Mã QR để xác thực")


def _label(name: Field, spot: Spot, offset: PrinterOffset) -> PlacedText:
    x, y = (spot.x + offset.x_mm) * PX_PER_MM, (spot.y + offset.y_mm) * PX_PER_MM
    words = f"{name.value}: {format_number(spot.x)} × {format_number(spot.y)} mm"
    return PlacedText(words, x, y - 3, 12, _MARK_COLOR, bold=True, anchor=spot.anchor)


def _scale(layout: BlankLayout, offset: PrinterOffset) -> list[PlacedText]:
    """Number every tenth millimetre along the top and the left of the grid."""
    across = [(x, 6) for x in range(10, int(layout.width_mm), 10)]
    down = [(3, y) for y in range(10, int(layout.height_mm), 10)]
    return [
        PlacedText(
            str(x if y == 6 else y), (x + offset.x_mm) * PX_PER_MM, (y + offset.y_mm) * PX_PER_MM, 9, INK
        )
        for x, y in across + down
    ]


def _grid_svg(layout: BlankLayout) -> str:
    width, height = layout.width_mm, layout.height_mm
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<g fill="none" stroke="{_GRID_COLOR}">'
        f'<path stroke-width="0.04" d="{_grid_path(width, height, 1)}"/>'
        f'<path stroke-width="0.16" d="{_grid_path(width, height, 10)}"/></g></svg>'
    )


def _grid_path(width: float, height: float, step: int) -> str:
    down = "".join(f"M{x} 0V{height}" for x in range(0, int(width) + 1, step))
    return down + "".join(f"M0 {y}H{width}" for y in range(0, int(height) + 1, step))
