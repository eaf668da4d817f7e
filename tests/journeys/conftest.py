"""A live server, and windows onto it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import Person
from thidua.core.clock import VIETNAM
from thidua.domain.accounts.models import User


class Calendar:
    """The web layer's clock, turned by hand."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def turn_to(self, day: int, month: int, year: int, hour: int = 9) -> None:
        """It is ``hour`` o'clock of a day."""
        self.moment = datetime(year, month, day, hour, 0, tzinfo=VIETNAM)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch, fixed_clock: datetime) -> Calendar:
    """The clock of all windows; it stands until a test turns it."""
    from thidua.web.shell import middleware

    turned = Calendar(fixed_clock)
    monkeypatch.setattr(middleware, "clock", lambda: turned)
    return turned


@pytest.fixture
def folders(settings: Any, tmp_path: Path, live_server: Any) -> Path:
    """Files of this test alone; printed addresses lead to the live server."""
    settings.CONTENT_ROOT, settings.UPLOAD_ROOT = tmp_path / "files", tmp_path / "uploads"
    settings.BASE_URL = live_server.url
    return tmp_path


@pytest.fixture
def person(chromium: Browser, live_server: Any, fixed_clock: Any) -> Iterator[Callable[..., Person]]:
    """Opens a window for a user (or a visitor) at a width; all are closed, and must have been silent, at the end."""
    opened: list[Person] = []

    def open_window(user: User | None = None, *, width: int = 1440, expected: tuple[int, ...] = ()) -> Person:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
        )
        window = Person(context, user, expected=expected)
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.leave()
