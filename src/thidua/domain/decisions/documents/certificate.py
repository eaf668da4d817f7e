"""Certificates as full A4 landscape pages: one for a person, a collective or a household, singly or in lots.

Positions are CSS pixels on a page of 1123 × 794. The middle of the page is set in one of several densities:
the first in which the whole text fits between the heading and the place of the signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize

from thidua.core import fonts
from thidua.core.qr import qr_svg
from thidua.core.typesetting.compiler import in_lots
from thidua.core.typesetting.fitting import Face, Fitted, fit, wrap
from thidua.core.typesetting.official import (
    MOTTO,
    NATION,
    Signature,
    day_in_words,
    document_number,
    place_and_day,
)
from thidua.core.typesetting.placed import (
    Anchor,
    PlacedImage,
    PlacedPage,
    PlacedRule,
    PlacedText,
    Sheet,
    placed_pdf,
)
from thidua.domain.decisions.documents import ornament

INK = "#1b2430"
BLUE = "#0a3f78"
HINT = "#6f5f2e"
SIGNATURE_HINT = "chỗ của chữ ký và con dấu số"

_MIDDLE = 561.5
_TEXT_WIDTH = 880
_LEFT, _RIGHT, _SIGNING = 297, 816, 838
_LAST_BASE_LINE = 527  # the achievement must end above the line of place and day

_PLAIN = Face()
_BOLD = Face(bold=True)
_ITALIC = Face(italic=True)
_BODY = Face(bold=True, tracking=0.032)
_TITLE = Face(fonts.DISPLAY, bold=True, tracking=0.055)
_NAME = Face(fonts.DISPLAY, bold=True, tracking=0.025)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What one certificate says.

    ``title`` is the form in capitals ("BẰNG KHEN"), ``verb`` the words above it ("tặng", "tặng danh hiệu").
    ``honorific`` is "Ông" or "Bà", and empty for a collective or a household. ``post`` is the post and the
    unit. ``verify_url`` is what the QR code holds.
    """

    parent: str
    issuer: str
    deciding_body: str
    title: str
    name: str
    achievement: str
    place: str
    signed_on: date
    signature: Signature
    decision_number: int
    decision_symbol: str
    decided_on: date
    register_number: str
    verify_url: str
    honorific: str = ""
    post: str = ""
    verb: str = "tặng"


def certificate_pdf(certificate: Certificate, *, final: bool, at: datetime) -> bytes:
    """Return one certificate as PDF. Only a proof (not ``final``) shows where the signature goes."""
    return _pdf([certificate], final=final, at=at)


def certificates_pdfs(certificates: Iterable[Certificate], *, final: bool, at: datetime) -> Iterator[bytes]:
    """Return the certificates as PDFs of at most 500 pages each, in order."""
    for lot in in_lots(iter(certificates)):
        yield _pdf(lot, final=final, at=at)


def honored_name(certificate: Certificate) -> str:
    """Return the name as printed: capitals, after "Ông" or "Bà" for a person."""
    return normalize("NFC", f"{certificate.honorific} {certificate.name.upper()}".strip())


def source_lines(certificate: Certificate) -> tuple[str, str, str]:
    """Return the lines that tie the certificate to its decision and to the register."""
    number = document_number(certificate.decision_number, certificate.decision_symbol)
    return (
        f"Quyết định số {number}",
        day_in_words(certificate.decided_on),
        f"Số vào sổ: {certificate.register_number}",
    )


def fit_name(text: str, *, max_width: float = _TEXT_WIDTH) -> Fitted:
    """Choose the size of a name: 36 px up to 34 letters, then smaller down to 26, then more lines."""
    largest = min(36, max(26, 36 * 34 // max(len(text), 1)))
    return fit(text, _NAME, sizes=range(largest, 25, -1), max_width=max_width, max_lines=3)


def _pdf(certificates: list[Certificate], *, final: bool, at: datetime) -> bytes:
    title = (
        certificates[0].title if len(certificates) == 1 else f"{certificates[0].title} ({len(certificates)})"
    )
    sheet = Sheet(297, 210, normalize("NFC", title), ornament.background_svg())
    return placed_pdf([_page(c, final=final) for c in certificates], sheet, at=at)


def _page(c: Certificate, *, final: bool) -> PlacedPage:
    left, left_rule = _issuer(c)
    right, right_rule = _nation()
    middle, divider_y = _middle(c)
    texts = (*left, *right, *middle, *_signature(c, final=final), *_source(c))
    images = (
        PlacedImage(ornament.divider_svg(), 444, divider_y - 10, 236),
        PlacedImage(ornament.frame_svg(), 112, 602, 92),
        PlacedImage(qr_svg(c.verify_url, color="#14202e", quiet=0), 119, 609, 78, alt="Mã QR để xác thực"),
    )
    return PlacedPage(texts, (left_rule, right_rule), images)


def _lines(
    fitted: Fitted,
    face: Face,
    *,
    x: float,
    y: float,
    leading: float,
    color: str = INK,
    anchor: Anchor = "center",
) -> list[PlacedText]:
    # The space after the last letter is part of the line: without this the visible letters would stand off
    # center.
    shift = face.tracking * fitted.size / 2 if anchor == "center" else 0.0
    return [
        PlacedText(
            normalize("NFC", line),
            x - shift,
            y + index * leading,
            fitted.size,
            color,
            face.family,
            face.bold,
            face.italic,
            face.tracking * fitted.size,
            anchor,
        )
        for index, line in enumerate(fitted.lines)
    ]


def _issuer(c: Certificate) -> tuple[list[PlacedText], PlacedRule]:
    parent = fit(c.parent, _PLAIN, sizes=(16, 15, 14, 13), max_width=356, max_lines=2)
    issuer = fit(c.issuer, _BOLD, sizes=(16, 15, 14, 13), max_width=356, max_lines=2)
    top = 114 - 9 * (len(parent.lines) + len(issuer.lines) - 2)
    texts = _lines(parent, _PLAIN, x=_LEFT, y=top, leading=18)
    first = top + 22 + 18 * (len(parent.lines) - 1) if parent.lines else 125
    texts += _lines(issuer, _BOLD, x=_LEFT, y=first, leading=18)
    return texts, PlacedRule(_LEFT - 59, first + 18 * (len(issuer.lines) - 1) + 11.5, 118, INK)


def _nation() -> tuple[list[PlacedText], PlacedRule]:
    texts = [
        PlacedText(NATION, _RIGHT, 114, 16, INK, bold=True),
        PlacedText(MOTTO, _RIGHT, 136, 17, INK, bold=True),
    ]
    return texts, PlacedRule(_RIGHT - 111, 147.5, 222, INK)


@dataclass(frozen=True, slots=True)
class _Density:
    """Sizes of the middle and the steps between its base lines; ``scale`` shrinks both together."""

    scale: float
    body_y: float

    def step(self, length: float) -> float:
        return length * self.scale


_DENSITIES = (
    _Density(1.0, 205),
    _Density(0.93, 200),
    _Density(0.86, 194),
    _Density(0.79, 190),
    _Density(0.72, 188),
    _Density(0.65, 186),
    _Density(0.56, 184),
    _Density(0.48, 184),
    _Density(0.40, 182),
)


def _middle(c: Certificate) -> tuple[list[PlacedText], float]:
    for density in _DENSITIES:
        texts, divider_y = _set_middle(c, density)
        if texts[-1].y <= _LAST_BASE_LINE:
            break
    return texts, divider_y


def _set_middle(c: Certificate, density: _Density) -> tuple[list[PlacedText], float]:
    """Set the deciding body, title, name, post and achievement; also say where the divider stands."""
    step, y = density.step, density.body_y
    body = fit(c.deciding_body, _BODY, sizes=(19, 18, 17, 16, 15), max_width=_TEXT_WIDTH)
    texts = _lines(body, _BODY, x=_MIDDLE, y=y, leading=0, color=BLUE)
    y += step(29)
    texts.append(PlacedText(normalize("NFC", c.verb), _MIDDLE, y, step(21), INK, italic=True))
    title = fit(
        c.title, _TITLE, sizes=_scaled(range(72, 43, -2), density), max_width=_TEXT_WIDTH, max_lines=2
    )
    y += step(12) + title.size
    texts += _lines(title, _TITLE, x=_MIDDLE, y=y, leading=1.3 * title.size, color=BLUE)
    divider_y = y + 1.3 * title.size * (len(title.lines) - 1) + step(26)
    name = _scaled_fit(fit_name(honored_name(c)), density)
    y = divider_y + step(25) + name.size
    texts += _lines(name, _NAME, x=_MIDDLE, y=y, leading=1.32 * name.size)
    y += 1.32 * name.size * (len(name.lines) - 1)
    post = fit(c.post, _ITALIC, sizes=_scaled(range(20, 15, -1), density), max_width=_TEXT_WIDTH, max_lines=2)
    texts += _lines(post, _ITALIC, x=_MIDDLE, y=y + step(32), leading=1.3 * post.size)
    y += step(32) + 1.3 * post.size * (len(post.lines) - 1) if post.lines else step(2)
    size = step(21)
    achievement = Fitted(wrap(c.achievement, _PLAIN, size=size, max_width=_TEXT_WIDTH), size)
    texts += _lines(achievement, _PLAIN, x=_MIDDLE, y=y + step(39), leading=step(31))
    return texts, divider_y


def _scaled(sizes: range, density: _Density) -> tuple[float, ...]:
    return tuple(density.step(size) for size in sizes)


def _scaled_fit(fitted: Fitted, density: _Density) -> Fitted:
    return Fitted(fitted.lines, density.step(fitted.size))


def _signature(c: Certificate, *, final: bool) -> list[PlacedText]:
    day = fit(place_and_day(c.place, c.signed_on), _ITALIC, sizes=(17, 16, 15, 14), max_width=400)
    texts = _lines(day, _ITALIC, x=_SIGNING, y=559, leading=0)
    for index, authority in enumerate(c.signature.authority):
        line = fit(authority, _BOLD, sizes=(17, 16, 15, 14, 13), max_width=400)
        texts += _lines(line, _BOLD, x=_SIGNING, y=582 + 23 * index, leading=0)
    if not final:
        texts.append(PlacedText(SIGNATURE_HINT, _SIGNING, 647, 13, HINT, italic=True))
    signer = fit(c.signature.name, _BOLD, sizes=(19, 18, 17, 16), max_width=400)
    return texts + _lines(signer, _BOLD, x=_SIGNING, y=691, leading=0)


def _source(c: Certificate) -> list[PlacedText]:
    texts: list[PlacedText] = []
    for line, y in zip(source_lines(c), (641, 662, 688), strict=True):
        fitted = fit(line, _PLAIN, sizes=(15, 14, 13, 12), max_width=380)
        texts += _lines(fitted, _PLAIN, x=220, y=y, leading=0, anchor="left")
    return texts
