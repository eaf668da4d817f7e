"""A person at a real browser: signs in, goes places, and is told at once when a page complains or shuts someone out.

Every page is checked by axe-core (WCAG 2.2 A and AA), in light and in dark, once for each address, width and open dialog.
The console must stay silent, and a page that axe-core never saw is itself a complaint.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Frame, Page, Request, Response

from tests.factories.accounts import PASSWORD
from thidua.domain.accounts.models import User

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text()
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
DIALOGS = "() => [...document.querySelectorAll('dialog[open]')].map(one => one.id).join(' ')"
ACTED = "() => new Promise(done => setTimeout(done, 30))"  # what was pressed has asked for its page by then
SETTLED = """() => Promise.race([
  new Promise(requestAnimationFrame)
    .then(() => Promise.allSettled(document.getAnimations().map(one => one.finished))),
  new Promise(done => setTimeout(done, 1000))])"""  # a window that nothing changes may never be drawn again


class Person:
    """One signed-in user with a browser window of their own."""

    def __init__(
        self, context: BrowserContext, user: User | None = None, *, expected: tuple[int, ...] = ()
    ) -> None:
        self.context = context
        self.user = user
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.unanswered: set[Request] = set()
        self.arrivals = 0
        self.visited: set[str] = set()
        self.checked: set[str] = set()
        self.expected = expected
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("response", self._see)
        self.page.on("request", self._ask)
        self.page.on("requestfinished", self._answered)
        self.page.on("requestfailed", self._answered)
        self.page.on("framenavigated", self._arrive)
        if user is not None:
            self.sign_in()

    def sign_in(self) -> None:
        """By the form, as people do."""
        assert self.user is not None
        self.visit("/tai-khoan/login/")
        self.page.fill("input[name=login]", self.user.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/login" not in url)
        self.settle()

    def visit(self, address: str) -> Page:
        """Go to an address and look at the page."""
        self.page.goto(address)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait for the page to rest, then have axe-core look at it; when another page comes meanwhile, at that one."""
        arrivals = -1
        while arrivals != self.arrivals:
            arrivals = self.arrivals
            try:
                self.page.evaluate(ACTED)
                self.page.wait_for_load_state("networkidle")
                self._waits(lambda: not self.unanswered)  # a rested page may have asked for a part of itself
                self.unanswered.clear()  # an abandoned one never ends
                self._look()
            except Error as error:
                if "context was destroyed" not in str(error):
                    raise
                arrivals = -1

    def _look(self) -> None:
        address = numberless(self.page.url)
        look = (address, str(self.page.viewport_size), self.page.evaluate(DIALOGS))
        if look not in LOOKS:
            found = violations(self.page)
            assert not found, f"{self.page.url}: {found}"
            LOOKS.add(look)
        self.checked.add(address.partition("?")[0])

    def click(self, name: str, *, exact: bool = False, nth: int = 0) -> None:
        """Press the button or link called ``name`` and wait for what it does."""
        target = self.page.get_by_role("button", name=name, exact=exact).or_(
            self.page.get_by_role("link", name=name, exact=exact)
        )
        target.nth(nth).click()
        self.settle()

    def reads(self, text: str) -> bool:
        """Whether the page says ``text``, now or soon."""
        return self._waits(lambda: text in " ".join(self.page.locator("body").inner_text().split()))

    def _waits(self, is_so: Callable[[], bool]) -> bool:
        """Whether ``is_so`` within half a minute; the page goes on meanwhile."""
        deadline = time.monotonic() + 30
        while not is_so():
            if time.monotonic() > deadline:
                return False
            self.page.wait_for_timeout(20)
        return True

    def leave(self) -> None:
        """Close the window; nothing may have been complained about."""
        self.context.close()
        assert not self.complaints, "; ".join(self.complaints)
        assert not self.visited - self.checked, f"axe-core never saw {self.visited - self.checked}"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not self._is_expected(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _is_expected(self, text: str) -> bool:
        """What a test provokes; and what htmx says of a question that a page being left takes back."""
        taken_back = text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
        return taken_back or any(f"status of {status}" in text for status in self.expected)

    def _see(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def _ask(self, request: Request) -> None:
        self.unanswered.add(request)

    def _answered(self, request: Request) -> None:
        self.unanswered.discard(request)

    def _arrive(self, frame: Frame) -> None:
        if frame == self.page.main_frame and frame.url.startswith("http"):
            self.visited.add(numberless(frame.url).partition("?")[0])  # typing asks again and again
            self.arrivals += 1


LOOKS: set[tuple[str, str, str]] = set()
"""What axe-core has found nothing wrong with: address, width and open dialogs."""


def numberless(address: str) -> str:
    """The address with all numbers alike."""
    return re.sub(r"\d+", "N", address.partition("#")[0])


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds on the page, in light and in dark: rule and the first offending element."""
    page.evaluate(SETTLED)
    page.evaluate(AXE)
    found = _run(page, RULES)
    _wear(page, "dark")
    found += [(f"dark {rule}", where) for rule, where in _run(page, CONTRAST)]
    _wear(page, "light")
    return found


def _wear(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLED)  # colors change in steps


def _run(page: Page, rules: dict[str, Any]) -> list[tuple[str, str]]:
    found: list[dict[str, Any]] = page.evaluate(
        "only => axe.run({runOnly: only, resultTypes: ['violations']}).then(report => report.violations)",
        rules,
    )
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
