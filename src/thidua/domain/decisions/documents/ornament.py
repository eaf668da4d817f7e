"""The ornament of a certificate, drawn by code after Đông Sơn bronze: no state or union emblem.

Lengths are CSS pixels on an A4 landscape page of 1123 × 794. Rows of circles are dashed lines of round dots
laid on one another, so a whole row costs the file one line instead of fifty curves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import acos, cos, pi, sin

WIDTH, HEIGHT = 1123, 794
PAPER = "#fffdf6"
GOLD = "#b08a1e"
DEEP_GOLD = "#a47a0c"
SOFT_GOLD = "#d3be7f"
PALE_GOLD = "#e3d5aa"
WATERMARK = "#fbf5e3"

_CENTER = (561.0, 420.0)
_BAND = 45  # from the edge to the middle of the border
_RAYS = 14
_KNOT = 5.9  # radius of a circle of the border


@cache
def background_svg() -> str:
    """Return the whole page: paper, bronze drum, border, corners and the divider under the title's place."""
    parts = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>', *_drum(), *_border(), *_corners()]
    return _svg(parts, f"0 0 {WIDTH} {HEIGHT}")


@cache
def divider_svg() -> str:
    """Return the small sun between two lines that stands under the title, 236 × 20."""
    lines = _path("M0 10H98M138 10H236", stroke=SOFT_GOLD, width=1.5)
    dots = f'<g fill="{GOLD}"><circle cx="104" cy="10" r="2.6"/><circle cx="132" cy="10" r="2.6"/></g>'
    return _svg([lines, dots, _sun(118, 10, 8.4, 4.0, GOLD)], "0 0 236 20")


@cache
def frame_svg() -> str:
    """Return the white field with a thin gold edge behind the QR code, 92 × 92."""
    return _svg(
        [f'<rect x="0.5" y="0.5" width="91" height="91" fill="#ffffff" stroke="{SOFT_GOLD}"/>'], "0 0 92 92"
    )


def _svg(parts: list[str], box: str) -> str:
    _, _, width, height = box.split()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}" height="{height}">'
        f"{''.join(parts)}</svg>"
    )


def _path(d: str, *, stroke: str = "none", width: float = 0, fill: str = "none") -> str:
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'


def _circle(x: float, y: float, radius: float) -> str:
    r = f"{radius:.2f}"
    return f"M{x - radius:.2f} {y:.2f}a{r} {r} 0 1 0 {2 * radius:.2f} 0a{r} {r} 0 1 0 {-2 * radius:.2f} 0z"


def _polygon(points: list[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points) + "z"


def _polar(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    """Return the point at ``angle`` clockwise from twelve o'clock."""
    return x + radius * sin(angle), y - radius * cos(angle)


def _sun(x: float, y: float, outer: float, inner: float, fill: str) -> str:
    points = [_polar(x, y, outer if i % 2 == 0 else inner, i * pi / _RAYS) for i in range(2 * _RAYS)]
    return _path(_polygon(points), fill=fill)


def _ring(radius: float) -> str:
    return _circle(*_CENTER, radius)


def _drum() -> list[str]:
    solid = [
        *(_tooth(i * 2 * pi / 72) for i in range(72)),
        *(_bird(i * 2 * pi / 12) for i in range(12)),
    ]
    return [
        _path(_ring(246), stroke=WATERMARK, width=4),
        _path("".join(_ring(r) for r in (222, 165, 127, 100)), stroke=WATERMARK, width=2.4),
        _dots(_ring(145), 2 * pi * 145 / 28, 32, WATERMARK),
        _dots(_ring(145), 2 * pi * 145 / 28, 28, PAPER),
        _dots(_ring(145), 2 * pi * 145 / 28, 9.2, WATERMARK),
        _dots(_ring(114), 2 * pi * 114 / 36, 5.8, WATERMARK),
        _path("".join(solid), fill=WATERMARK),
        _sun(*_CENTER, 82, 37, WATERMARK),
    ]


def _tooth(angle: float) -> str:
    half = 8.6 / 226
    base = [_polar(*_CENTER, 226, angle - half), _polar(*_CENTER, 226, angle + half)]
    return _polygon([_polar(*_CENTER, 241, angle), *base])


# A bird in flight as (along the circle, outward): beak, crest, back, raised wing, tail, belly, lowered wing.
_BIRD = (
    *((33, 1), (12, 3), (9, 6), (5, 3), (-3, 16), (-9, 14), (-7, 3), (-27, 7)),
    *((-22, 1), (-28, -5), (-7, -3), (-6, -9), (-1, -11), (7, -3), (12, -2)),
)


def _bird(angle: float) -> str:
    middle = 193
    return _polygon([_polar(*_CENTER, middle + out, angle + along / middle) for along, out in _BIRD])


def _border() -> list[str]:
    far_x, far_y = WIDTH - 34, HEIGHT - 34
    near, far = 63, (WIDTH - 63, HEIGHT - 63)
    outer = f"M{near} 34H{far[0]}M{near} {far_y}H{far[0]}M34 {near}V{far[1]}M{far_x} {near}V{far[1]}"
    inner = (
        f"M{near} 56H{far[0]}M{near} {HEIGHT - 56}H{far[0]}M56 {near}V{far[1]}M{WIDTH - 56} {near}V{far[1]}"
    )
    frame = f"M65 65H{WIDTH - 65}V{HEIGHT - 65}H65z"
    return [
        _path(outer, stroke=DEEP_GOLD, width=1.9),
        _path(inner, stroke=SOFT_GOLD, width=1.4),
        _path(frame, stroke=PALE_GOLD, width=1.4),
        *_chains(),
        *_medallions(),
    ]


def _chains() -> list[str]:
    """Draw circles joined by their inner tangents along the four sides."""
    xs = [72 + i * (WIDTH - 144) / 47 for i in range(48)]
    ys = [72 + i * (HEIGHT - 144) / 31 for i in range(32)]
    tangents = [_tangents_across(xs, y) for y in (_BAND, HEIGHT - _BAND)]
    tangents += [_tangents_down(ys, x) for x in (_BAND, WIDTH - _BAND)]
    across = "".join(f"M{xs[0]} {y}H{xs[-1] + 1}" for y in (_BAND, HEIGHT - _BAND))
    down = "".join(f"M{x} {ys[0]}V{ys[-1] + 1}" for x in (_BAND, WIDTH - _BAND))
    rows = ((across, xs[1] - xs[0]), (down, ys[1] - ys[0]))
    layers = ((2 * _KNOT + 0.95, GOLD), (2 * _KNOT - 0.95, PAPER), (4.2, GOLD))
    dots = [_dots(d, step, size, color) for d, step in rows for size, color in layers]
    return [_path("".join(tangents), stroke=GOLD, width=0.95), *dots]


def _dots(d: str, step: float, size: float, color: str) -> str:
    """Draw round dots every ``step`` along a path."""
    dash = f'stroke-linecap="round" stroke-dasharray="0.01 {step - 0.01:.4f}"'
    return f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{size}" {dash}/>'


def _tangent_offsets(step: float) -> tuple[float, float]:
    angle = acos(2 * _KNOT / step)
    return _KNOT * cos(angle), _KNOT * sin(angle)


def _tangents_across(xs: list[float], y: float) -> str:
    along, off = _tangent_offsets(xs[1] - xs[0])
    return "".join(f"M{a + along:.2f} {y - off:.2f}L{b - along:.2f} {y + off:.2f}" for a, b in pairwise(xs))


def _tangents_down(ys: list[float], x: float) -> str:
    along, off = _tangent_offsets(ys[1] - ys[0])
    return "".join(f"M{x + off:.2f} {a + along:.2f}L{x - off:.2f} {b - along:.2f}" for a, b in pairwise(ys))


def _medallions() -> Iterator[str]:
    for x in (_BAND, WIDTH - _BAND):
        for y in (_BAND, HEIGHT - _BAND):
            yield _path(_circle(x, y, 17.2), stroke=GOLD, width=1.7)
            yield _path(_circle(x, y, 13.2), stroke=GOLD, width=0.8)
            yield _sun(x, y, 10.4, 4.6, GOLD)


def _corners() -> list[str]:
    """Draw the fretwork: three nested angles and a hook, mirrored into each corner."""
    fret = (
        "M72 118V72H118M78 112V78H112M84 106V84H106"
        "M90 100V90H100V96.2H96.2"
    )  # fmt: skip
    mirrors = ((1, 1, 0, 0), (-1, 1, WIDTH, 0), (1, -1, 0, HEIGHT), (-1, -1, WIDTH, HEIGHT))
    body = _path(fret, stroke="#c8ae5e", width=1.5)
    return [f'<g transform="matrix({a} 0 0 {d} {e} {f})">{body}</g>' for a, d, e, f in mirrors]
