"""Ornament drawn by code, after Đông Sơn bronze: a sun star, tangent circles, saw-teeth, birds in flight.

Every shape is computed here; nothing is traced from an object, and no emblem of state or union is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, pi, sin

from markupsafe import Markup


def sun_drum_svg(size: int, color: str = "currentColor", *, rays: int = 14, birds: int = 10) -> Markup:
    """Draw the drum as an ``<svg>`` of ``size`` px, decoration only; ``color`` fills every line."""
    rings = (98, 94.5, 72, 69.5, 48, 46, 33)
    parts = [_ring(radius, 1.4 if radius in (98, 48) else 0.8) for radius in rings]
    parts += [_teeth(86.5, 93.5, 72), _dots(83.4, 84, 0.8)]
    parts += [_bird(77.6, turn / birds * 2 * pi) for turn in range(birds)]
    parts += [_linked_circles(59, 26, 5.6), _dots(39.5, 28, 1.3), sun_star(30, 12, rays)]
    return Markup(  # noqa: S704 - made of numbers and the color a page's author gives
        f'<svg class="drum" width="{size}" height="{size}" viewBox="-100 -100 200 200" aria-hidden="true" '
        f'fill="{color}" stroke="none">{"".join(parts)}</svg>'
    )


def frame_svg(width: int, height: int, color: str = "currentColor", *, margin: int = 24) -> Markup:
    """Draw a frame of beads between two lines, a sun in each corner, ``width`` by ``height`` px."""
    box = (margin, margin, width - 2 * margin, height - 2 * margin)
    lines = [_box(*box, 1.6), _box(*(_inner(box, 16)), 0.9)]
    middle = _inner(box, 8)
    chain = _chain(middle, 21.0)
    corners = [
        f'<g transform="translate({x} {y}) scale(.52)"><circle r="34" fill="#fffef8"/>'
        f"{_ring(33, 2.4)}{_ring(26, 1.6)}{sun_star(21, 9, 12)}</g>"
        for x in (middle[0], middle[0] + middle[2])
        for y in (middle[1], middle[1] + middle[3])
    ]
    return Markup(  # noqa: S704 - made of numbers and the color a page's author gives
        f'<svg class="frame-art" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'aria-hidden="true" fill="{color}">{"".join([*lines, *chain, *corners])}</svg>'
    )


def sun_star(outer: float, inner: float, rays: int) -> str:
    """Return the path of a star around the origin; radii in the units of the drawing."""
    corners = [_at(outer if turn % 2 == 0 else inner, turn * pi / rays - pi / 2) for turn in range(2 * rays)]
    return f'<path d="M{_points(corners)}z"/><circle r="{inner * 0.62:.2f}" fill-opacity=".55"/>'


def brand_svg() -> str:
    """Return the project's mark: a sun star, a ring of dots, a ring; in the color of the text around it."""
    dots = "".join(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1"/>' for x, y in _around(14.2, 20))
    return (
        '<circle r="18.7" fill="none" stroke="currentColor" stroke-width="1.9"/>'
        f'<circle r="10.6" fill="none" stroke="currentColor" stroke-width="1"/>{dots}{sun_star(8.6, 4.4, 12)}'
    )


def _at(radius: float, angle: float) -> tuple[float, float]:
    return radius * cos(angle), radius * sin(angle)


def _around(radius: float, count: int, shift: float = 0.0) -> list[tuple[float, float]]:
    return [_at(radius, 2 * pi * (turn + shift) / count) for turn in range(count)]


def _points(points: Iterable[tuple[float, float]]) -> str:
    return "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _ring(radius: float, width: float) -> str:
    return f'<circle r="{radius}" fill="none" stroke="currentColor" stroke-width="{width}"/>'


def _box(x: float, y: float, width: float, height: float, line: float) -> str:
    stroke = f'fill="none" stroke="currentColor" stroke-width="{line}"'
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" {stroke}/>'


def _inner(box: tuple[float, float, float, float], by: float) -> tuple[float, float, float, float]:
    x, y, width, height = box
    return x + by, y + by, width - 2 * by, height - 2 * by


def _teeth(inner: float, outer: float, count: int) -> str:
    """Saw-teeth standing on the outer ring, pointing in."""
    step = 2 * pi / count
    teeth = (
        _points([_at(outer, turn * step), _at(inner, (turn + 0.5) * step), _at(outer, (turn + 1) * step)])
        for turn in range(count)
    )
    return "".join(f'<path d="M{tooth}z"/>' for tooth in teeth)


def _dots(radius: float, count: int, size: float) -> str:
    return "".join(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{size}"/>' for x, y in _around(radius, count))


def _linked_circles(radius: float, count: int, size: float) -> str:
    """Circles with a dot, each joined to the next by a slanting line."""
    centers = _around(radius, count)
    return "".join(
        f'<g transform="translate({x:.2f} {y:.2f})">{_ring(size, 0.8)}<circle r="1.7"/></g>'
        for x, y in centers
    )


def _bird(radius: float, angle: float) -> str:
    """A long-billed bird flying against the clock: bill, body, tail and a raised wing."""
    x, y = _at(radius, angle)
    turn = angle * 180 / pi - 90
    return (
        f'<path transform="translate({x:.2f} {y:.2f}) rotate({turn:.1f})" '
        'd="M-13 1.4L-6.6-.9C-4.8-2.4-2.6-2-1-1.2L4.6-4.6 3.4-.6 11-1.6 5.2 1.6C1.6 3.6-3 3.4-6 1.2z"/>'
    )


def _chain(box: tuple[float, float, float, float], step: float) -> list[str]:
    """Dotted circles along the four sides of ``box``, evenly spread, joined by short slanting lines."""
    x, y, width, height = box
    made: list[str] = []
    for length, start, along in ((width, (x, y), (1, 0)), (width, (x, y + height), (1, 0)),
                                 (height, (x, y), (0, 1)), (height, (x + width, y), (0, 1))):  # fmt: skip
        count = max(2, round((length - 40) / step))
        for turn in range(1, count):
            far = 20 + (length - 40) * turn / count
            made.append(_bead(start[0] + along[0] * far, start[1] + along[1] * far))
    return made


def _bead(x: float, y: float) -> str:
    inside = f'{_ring(5.6, 0.9)}<circle r="1.9"/><path d="M5 2.6l6-6 .7.7-6 6z"/>'
    return f'<g transform="translate({x:.1f} {y:.1f})">{inside}</g>'
