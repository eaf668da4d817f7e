"""Charts drawn on the server as SVG: they print, need no script and no exception to the security policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

from thidua.ui.jinja import number

LEFT, TOP, FOOT = 48, 12, 36
RIGHT = 24  # half of a year under the last point of a line
LETTER = 6.2  # px of a letter of an 11 px label, about


@dataclass(frozen=True, slots=True)
class Bar:
    """One place on the axis: its label, a value per series, and where a click leads."""

    label: str
    values: tuple[float, ...]
    url: str = ""


def column_chart(
    bars: Sequence[Bar], series: Sequence[str], *, title: str, width: int = 992, height: int = 178
) -> Markup:
    """Draw grouped columns with a value axis; up to three series. Nothing to draw gives an empty string."""
    if not bars:
        return Markup("")
    top, step = scale(max((value for bar in bars for value in bar.values), default=0))
    slot = (width - LEFT) / len(bars)
    thick = min(14.0, slot / (len(series) + 0.8))
    body = [_grid(top, step, width, height)]
    body += [_columns(bar, at, slot, thick, top, series, height) for at, bar in enumerate(bars)]
    return _chart(body, title, width, height)


def row_chart(bars: Sequence[Bar], *, title: str, width: int = 520) -> Markup:
    """Draw one horizontal bar per row with its label on the left and its value at the end."""
    if not bars:
        return Markup("")
    most = max(bar.values[0] for bar in bars) or 1
    rows = [_row(bar, at, most, width) for at, bar in enumerate(bars)]
    return _chart(rows, title, width, len(bars) * 28)


def line_chart(
    labels: Sequence[str],
    lines: Sequence[Sequence[float]],
    *,
    title: str,
    width: int = 480,
    height: int = 160,
) -> Markup:
    """Draw up to two lines over the same labels; the first is solid with its last point marked."""
    if not labels or not lines:
        return Markup("")
    top, step = scale(max((value for line in lines for value in line), default=0))
    gap = (width - LEFT - 8 - RIGHT) / max(1, len(labels) - 1)
    body = [_grid(top, step, width, height)]
    for at, line in enumerate(lines):
        points = [(LEFT + 8 + gap * place, _y(value, top, height)) for place, value in enumerate(line)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        body.append(Markup('<polyline class="line-%s" points="%s"/>') % (at + 1, path))
        if at == 0:
            body.append(Markup('<circle class="spot" cx="%.1f" cy="%.1f" r="3.5"/>') % points[-1])
    body += [
        Markup('<text x="%.1f" y="%s" text-anchor="middle">%s</text>')
        % (LEFT + 8 + gap * place, height - 12, label)
        for place, label in enumerate(labels)
    ]
    return _chart(body, title, width, height)


def scale(most: float) -> tuple[float, float]:
    """Return the top of an axis and its step, round numbers, three to five steps, at least 1 each."""
    if most <= 0:
        return 1.0, 1.0
    rough = most / 4
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    step = max(step, 1.0) if most >= 1 else step
    return step * ceil(most / step), step


def words_in_lines(label: str, widest: int = 9) -> list[str]:
    """Break a label at spaces into at most two lines."""
    words = label.split()
    if len(label) <= widest or len(words) == 1:
        return [label]
    middle = min(
        range(1, len(words)), key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:])))
    )
    return [" ".join(words[:middle]), " ".join(words[middle:])]


def _chart(body: Sequence[Markup], title: str, width: int, height: int) -> Markup:
    head = Markup('<svg class="chart" viewBox="0 0 %s %s" role="group" aria-label="%s">') % (
        width,
        height,
        title,
    )
    return head + Markup("").join(body) + Markup("</svg>")


def _y(value: float, top: float, height: int) -> float:
    return height - FOOT - (height - FOOT - TOP) * value / top


def _grid(top: float, step: float, width: int, height: int) -> Markup:
    lines = []
    for count in range(round(top / step) + 1):
        y = _y(count * step, top, height)
        lines.append(
            Markup(
                '<line class="%s" x1="%s" x2="%s" y1="%.1f" y2="%.1f"/>'
                '<text class="digits" x="%s" y="%.1f" text-anchor="end">%s</text>'
            )
            % ("grid" if count else "axis", LEFT, width, y, y, LEFT - 8, y + 4, number(count * step))
        )
    return Markup("").join(lines)


def _columns(  # noqa: PLR0917 - one drawing, called in one place
    bar: Bar, at: int, slot: float, thick: float, top: float, series: Sequence[str], height: int
) -> Markup:
    middle = LEFT + slot * (at + 0.5)
    start = middle - (thick + 1) * len(bar.values) / 2
    rects = Markup("").join(
        Markup('<rect class="bar-%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="2"/>')
        % (
            place + 1,
            start + place * (thick + 1),
            _y(value, top, height),
            thick,
            height - FOOT - _y(value, top, height),
        )
        for place, value in enumerate(bar.values)
    )
    words = ", ".join(f"{name} {number(value)}" for name, value in zip(series, bar.values, strict=True))
    lines = Markup("").join(
        Markup('<text x="%.1f" y="%s" text-anchor="middle">%s</text>')
        % (middle, height - 20 + 13 * row, line)
        for row, line in enumerate(_fitting(bar.label, slot))
    )
    return _linked(bar, Markup("<title>%s: %s</title>%s%s") % (bar.label, words, rects, lines))


def _fitting(label: str, slot: float) -> list[str]:
    """The label in at most two lines, each cut to what its column has room for; the whole stands in the title."""
    room = max(4, int(slot / LETTER))
    lines = words_in_lines(label, min(9, room))
    return [line if len(line) <= room else f"{line[: room - 1].rstrip()}…" for line in lines]


def _row(bar: Bar, at: int, most: float, width: int) -> Markup:
    label_width, value_width = width * 0.36, 64
    long = (width - label_width - value_width) * bar.values[0] / most
    y = at * 28
    return _linked(
        bar,
        Markup(
            '<title>%(label)s: %(value)s</title><text x="0" y="%(foot)s">%(label)s</text>'
            '<rect class="bar-1" x="%(start).1f" y="%(top)s" width="%(long).1f" height="14" rx="2"/>'
            '<text class="digits" x="%(end).1f" y="%(foot)s">%(value)s</text>'
        )
        % {
            "label": bar.label,
            "value": number(bar.values[0]),
            "foot": y + 18,
            "top": y + 7,
            "start": label_width,
            "long": long,
            "end": label_width + long + 8,
        },
    )


def _linked(bar: Bar, inner: Markup) -> Markup:
    return Markup('<a href="%s">%s</a>') % (bar.url, inner) if bar.url else Markup("<g>%s</g>") % inner
