"""A scanned page made ready to be read: put straight, and without the rules of its table, which readers stumble over."""

from __future__ import annotations

import itertools

from PIL import Image, ImageChops, ImageFilter

_MOST_DEGREES = 3.0
_SMALL = 900
_DARK = 0.72
"""Ink is darker than this part of the paper's own brightness."""


def skew_degrees(picture: Image.Image) -> float:
    """How far the page leans, in degrees to be turned by; found where the lines of ink are the sharpest."""
    small = _ink(picture)
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX)
    rough = max((step * 0.25 for step in range(-12, 13)), key=lambda angle: _sharpness(small, angle))
    fine = max(
        (rough + step * 0.05 for step in range(-5, 6)),
        key=lambda angle: (_sharpness(small, angle), -abs(angle)),
    )
    return max(-_MOST_DEGREES, min(_MOST_DEGREES, round(fine, 2)))


def straightened(picture: Image.Image, degrees: float) -> Image.Image:
    """The page turned by ``degrees``, of the same size, the corners white."""
    if not degrees:
        return picture
    return picture.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor="white")


def without_rules(picture: Image.Image) -> Image.Image:
    """The straight page in gray with its long lines, across and down, painted over."""
    gray = picture.convert("L")
    ink = _ink(gray)
    longest = max(picture.size)
    across, down = longest // 40, longest // 50
    rules = ImageChops.lighter(_long(ink, (across, 0)), _long(ink, (0, down)))
    rules = rules.filter(ImageFilter.MaxFilter(5))
    clean = gray.copy()
    clean.paste(_paper(gray), mask=rules)
    return clean


def _long(ink: Image.Image, radius: tuple[int, int]) -> Image.Image:
    """Ink that goes on for twice the radius in one direction; a line may be broken or lean a little."""
    thick = ink.filter(ImageFilter.MaxFilter(3))
    core = thick.filter(ImageFilter.BoxBlur(radius)).point(lambda part: 255 if part >= 235 else 0)
    spread = core.filter(ImageFilter.BoxBlur(radius)).point(lambda part: 255 if part > 0 else 0)
    return ImageChops.multiply(spread, thick)


def _ink(picture: Image.Image) -> Image.Image:
    """White where there is ink."""
    gray = picture.convert("L")
    limit = round(_paper(gray) * _DARK)
    return gray.point(lambda brightness: 255 if brightness < limit else 0)


def _paper(gray: Image.Image) -> int:
    """The brightness that most of the page has."""
    counts = gray.histogram()
    return max(range(96, 256), key=counts.__getitem__)


def _sharpness(ink: Image.Image, degrees: float) -> float:
    """How unevenly ink lies over the lines of the page when it is turned."""
    turned = ink.rotate(degrees, resample=Image.Resampling.BILINEAR)
    profile = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return float(sum((a - b) ** 2 for a, b in itertools.pairwise(profile)))
