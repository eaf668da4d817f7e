"""Where the lines of the two-sided view run. Boxes are laid out by the style sheet with fixed heights, so that the
lines between them can be drawn on the server. All lengths are CSS pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

BOX = 48
ROW = 22
GAP = 20
BAND = 168
"""Width of the strip in which ribbons run; the style sheet has the same."""
ELBOW = 44
WIDEST = 36
NARROWEST = 3
MIDDLE = 132


@dataclass(frozen=True, slots=True)
class Lines:
    """Path data of ribbons (old to new) and of the tree lines (new to its children), on a strip ``height`` high."""

    height: int
    ribbons: list[str]
    elbows: list[str]


def lines(old: Sequence[tuple[int, int]], new: int) -> Lines:
    """``old``: for each ended unit how much moved and how many rows stand under its box; ``new``: boxes at the right."""
    left = sum(BOX + ROW * rows for _amount, rows in old) + GAP * max(0, len(old) - 1)
    right = BOX * new + GAP * max(0, new - 1)
    height = max(left, right, MIDDLE)
    return Lines(
        height, _ribbons(old, height, (height - left) / 2), _elbows(new, height, (height - right) / 2)
    )


def _ribbons(old: Sequence[tuple[int, int]], height: int, top: float) -> list[str]:
    total = sum(amount for amount, _rows in old) or 1
    widths = [max(NARROWEST, WIDEST * amount / total) for amount, _rows in old]
    end = (height - sum(widths)) / 2
    paths = []
    for width, (_amount, rows) in zip(widths, old, strict=True):
        paths.append(_ribbon(top + BOX / 2, end + width / 2, width))
        top += BOX + ROW * rows + GAP
        end += width
    return paths


def _ribbon(start: float, end: float, width: float) -> str:
    half, bend = width / 2, BAND / 2
    return (
        f"M0 {start - half:.1f}C{bend} {start - half:.1f} {bend} {end - half:.1f} {BAND} {end - half:.1f}"
        f"V{end + half:.1f}C{bend} {end + half:.1f} {bend} {start + half:.1f} 0 {start + half:.1f}Z"
    )


def _elbows(new: int, height: int, top: float) -> list[str]:
    middle, turn = height / 2, ELBOW - 16
    paths = []
    for place in range(new):
        y = top + BOX / 2 + place * (BOX + GAP)
        bend = min(8.0, abs(y - middle))
        down = bend if y > middle else -bend
        paths.append(
            f"M0 {middle:.1f}H{turn - bend:.1f}Q{turn} {middle:.1f} {turn} {middle + down:.1f}"
            f"V{y - down:.1f}Q{turn} {y:.1f} {turn + bend:.1f} {y:.1f}H{ELBOW}"
        )
    return paths


@dataclass(frozen=True, slots=True)
class Axis:
    """The years under the slider; ``share`` of a day is where it stands between the ends, in percent."""

    first: date
    last: date

    def share(self, day: date) -> float:
        whole = (self.last - self.first).days or 1
        return round(100 * min(1.0, max(0.0, (day - self.first).days / whole)), 2)

    @property
    def days(self) -> int:
        return (self.last - self.first).days

    def number(self, day: date) -> int:
        return min(self.days, max(0, (day - self.first).days))

    def years(self) -> list[tuple[int, float]]:
        """Every second year with its place."""
        return [
            (year, self.share(date(year, 1, 1))) for year in range(self.first.year, self.last.year + 1, 2)
        ]
