"""A live server, and windows onto it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import FLAGS, Person
from thidua.domain.accounts.models import User

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "tools/prepare_test_machine.py installs the browser"
    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


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
            bypass_csp=True,
            accept_downloads=True,
        )
        window = Person(context, user, expected=expected)
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.leave()
