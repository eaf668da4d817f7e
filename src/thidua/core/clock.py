"""What time it is, as a value that can be moved: the web layer and jobs ask a clock, the domain is told.

All moments are aware, all days are days of Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Anything that knows the present moment."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(VIETNAM)


class MovableClock:
    """A clock that runs as the machine's does, from a moment that a demonstration chose; kept in ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        return SystemClock().now() + self._shift()

    def move_to(self, day: date, at: time | None = None) -> None:
        """Make it ``day`` now, at the same time of day or at ``at``."""
        moment = self.now()
        there = datetime.combine(day, at or moment.time(), VIETNAM)
        seconds = (there - SystemClock().now()).total_seconds()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"seconds": round(seconds)}))

    def _shift(self) -> timedelta:
        try:
            return timedelta(**json.loads(self.path.read_text()))
        except FileNotFoundError:
            return timedelta()


def day_of(moment: datetime) -> date:
    """The Vietnamese calendar day of an aware moment."""
    return moment.astimezone(VIETNAM).date()


def current_clock() -> Clock:
    """The clock that the installation is configured with (setting ``CLOCK_FILE``: the demonstration's)."""
    from django.conf import settings

    return MovableClock(settings.CLOCK_FILE) if settings.CLOCK_FILE else SystemClock()
