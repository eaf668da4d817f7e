"""The one exception that carries a rule's "no" to the person who asked."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A rule of the business says no.

    ``message`` is shown to the user: what is wrong, why, and what to do next, in plain Vietnamese.
    ``field`` names the form field it belongs to, if any. ``details`` may carry structured reasons (a list of
    findings, of rows) for pages that can show them one by one.
    """

    def __init__(self, message: str, *, field: str | None = None, details: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = details
