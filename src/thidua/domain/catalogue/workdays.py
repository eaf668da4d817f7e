"""Working days in Viet Nam: weekends, public holidays and the swaps decreed for single years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=128)
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("VN", years=year))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Days decreed off or decreed worked (from ``law/holidays_swaps.yaml``) over the public holidays."""

    days_off: frozenset[date]
    days_worked: frozenset[date]

    def is_working(self, on: date) -> bool:
        """Whether offices work that day."""
        if on in self.days_worked:
            return True
        return on.weekday() < _SATURDAY and on not in self.days_off and on not in _public_holidays(on.year)

    def add(self, start: date, days: int) -> date:
        """This will give the day on which ``days`` working days have passed after ``start`` (not counted
        itself).
        """
        return _added(self, start, days)

    def between(self, start: date, end: date) -> int:
        """This will count the working days after ``start`` and before ``end``."""
        return sum(self.is_working(day) for day in _days(start + _DAY, end))


def _days(start: date, end: date) -> Iterator[date]:
    while start < end:
        yield start
        start += _DAY


@lru_cache(maxsize=4096)
def _added(calendar: WorkCalendar, start: date, days: int) -> date:
    day = start
    while days > 0:
        day += _DAY
        days -= calendar.is_working(day)
    return day
