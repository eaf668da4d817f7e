"""Charts for paper: horizontal bars as SVG in the documents' type face, read in black and white too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from thidua.core.typesetting.compiler import render_png
from thidua.core.vietnamese import format_number

WIDTH, ROW, LABEL, VALUE = 480, 24, 196, 60
_DARK, _PALE, _INK = "#0B57A4", "#B4BEC9", "#000000"
_MOST_LETTERS = 30


@dataclass(frozen=True, slots=True)
class PaperBar:
    """One bar, and beside it a paler one of the period before where there is one."""

    label: str
    value: float
    before: float | None = None


def bars_svg(bars: Sequence[PaperBar]) -> str:
    """Draw the bars one under another; their values stand at the ends. Without bars nothing is drawn."""
    if not bars:
        return ""
    most = max(max(bar.value, bar.before or 0) for bar in bars) or 1
    tall = any(bar.before is not None for bar in bars)
    step = ROW + (10 if tall else 0)
    body = "".join(_bar(bar, at * step, most, tall=tall) for at, bar in enumerate(bars))
    height = len(bars) * step + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' font-family="Tinos" font-size="12">{body}</svg>'
    )


def _bar(bar: PaperBar, top: int, most: float, *, tall: bool) -> str:
    room = WIDTH - LABEL - VALUE
    label = bar.label if len(bar.label) <= _MOST_LETTERS else f"{bar.label[: _MOST_LETTERS - 1].rstrip()}…"
    middle = top + (22 if tall else 17)
    drawn = [
        f'<text x="{LABEL - 8}" y="{middle}" text-anchor="end" fill="{_INK}">{escape(label)}</text>',
        _rect(top + 5, bar.value * room / most, 14, _DARK),
        _value(top + 16, bar.value, room, most),
    ]
    if bar.before is not None:
        drawn.append(_rect(top + 20, bar.before * room / most, 7, _PALE))
    return "".join(drawn)


def _rect(y: int, width: float, height: int, color: str) -> str:
    return f'<rect x="{LABEL}" y="{y}" width="{max(width, 0.5):.1f}" height="{height}" fill="{color}"/>'


def _value(y: int, value: float, room: int, most: float) -> str:
    return f'<text x="{LABEL + value * room / most + 5:.1f}" y="{y}" fill="{_INK}">{_said(value)}</text>'


def _said(value: float) -> str:
    return format_number(int(value) if value == int(value) else round(value, 2))


def png_of(svg: str) -> bytes:
    """The drawing as pixels, for files that hold no SVG."""
    return render_png("picture", {"svg": svg, "width": WIDTH}, pixels_per_inch=220)
