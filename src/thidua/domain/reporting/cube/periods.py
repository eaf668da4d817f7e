"""Days of decision as whole years, whole months, and single days at the edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

PARTS: dict[str, tuple[int, int]] = {
    **{f"q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)},
    "h1": (1, 6),
    "h2": (7, 12),
    **{f"m{n}": (n, n) for n in range(1, 13)},
}
"""Parts of a year: quarters, halves, months; first and last month."""


@dataclass(frozen=True, slots=True)
class Period:
    """From ``since`` on and before ``until``; nothing at an end leaves it open."""

    since: date | None = None
    until: date | None = None

    @classmethod
    def years(cls, first: int | None, last: int | None) -> Period:
        """Whole years, both included."""
        return cls(date(first, 1, 1) if first else None, date(last + 1, 1, 1) if last else None)

    @classmethod
    def of_year(cls, year: int | None, part: str = "") -> Period:
        """A year, or one of its ``PARTS``; without a year, all days."""
        if year is None:
            return cls()
        first, last = PARTS[part] if part else (1, 12)
        return cls(date(year, first, 1), date(year + last // 12, last % 12 + 1, 1))

    def of_cells(self, alias: str, *, by_month: bool) -> tuple[str, list[Any]]:
        """SQL that keeps the cells of this period, which must be whole months (years without ``by_month``)."""
        parts, params = self._of_years(alias)
        if by_month and self.since and self.since.month > 1:
            parts.append(f"({alias}.year, {alias}.month) >= (%s, %s)")
            params += [self.since.year, self.since.month]
        if by_month and self.until and self.until.month > 1:
            parts.append(f"({alias}.year, {alias}.month) < (%s, %s)")
            params += [self.until.year, self.until.month]
        return "".join(f" and {part}" for part in parts), params

    def of_lines(self, alias: str) -> tuple[str, list[Any]]:
        """SQL that keeps the lines of this period; the year is named too, because partitions and indexes know it."""
        parts, params = self._of_years(alias)
        if self.since and (self.since.month, self.since.day) != (1, 1):
            parts.append(f"{alias}.decided_on >= %s")
            params.append(self.since)
        if self.until and (self.until.month, self.until.day) != (1, 1):
            parts.append(f"{alias}.decided_on < %s")
            params.append(self.until)
        return "".join(f" and {part}" for part in parts), params

    def _of_years(self, alias: str) -> tuple[list[str], list[Any]]:
        first = self.since.year if self.since else None
        last = None
        if self.until:
            last = self.until.year - 1 if (self.until.month, self.until.day) == (1, 1) else self.until.year
        if first is not None and last is not None:
            return [f"{alias}.year = any(%s::smallint[])"], [list(range(first, last + 1))]
        if first is not None:
            return [f"{alias}.year >= %s"], [first]
        return ([f"{alias}.year <= %s"], [last]) if last is not None else ([], [])


def cut_period(period: Period, *, by_month: bool) -> Iterator[tuple[Period, bool, bool]]:
    """Cut a period into parts: the days, whether cells by month are needed, whether it is whole months at all.

    A part that is not whole months is a few days at an edge, read from the lines.
    """
    first, last = _next_month(period.since), _this_month(period.until)
    if first and last and first >= last:
        yield period, False, False
        return
    if period.since and first != period.since:
        yield Period(period.since, first), False, False
    yield Period(first, last), by_month or _cuts_year(first) or _cuts_year(last), True
    if period.until and last != period.until:
        yield Period(last, period.until), False, False


def _cuts_year(day: date | None) -> bool:
    return day is not None and day.month != 1


def _this_month(day: date | None) -> date | None:
    return day.replace(day=1) if day else None


def _next_month(day: date | None) -> date | None:
    if day is None or day.day == 1:
        return day
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
