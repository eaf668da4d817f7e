"""What time it is, as a value that can be moved: the web layer and jobs ask a clock, the domain is told.

All moments are aware, all days are days of Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
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
    """The machine's time of day on a day that a demonstration chose; the choice is kept in ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(days=self._shift())

    def move_to(self, day: date) -> None:
        shift = (day - SystemClock().now().date()).days
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"days": shift}))

    def _shift(self) -> int:
        try:
            return int(json.loads(self.path.read_text())["days"])
        except FileNotFoundError:
            return 0


def day_of(moment: datetime) -> date:
    """The Vietnamese calendar day of an aware moment."""
    return moment.astimezone(VIETNAM).date()


def current_clock() -> Clock:
    """The clock that the installation is configured with (setting ``CLOCK_FILE``: the demonstration's)."""
    from django.conf import settings

    return MovableClock(settings.CLOCK_FILE) if settings.CLOCK_FILE else SystemClock()
