"""The request as pages of the workspace see it."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest

from thidua.domain.access import Actor


class ActorRequest(HttpRequest):
    """A request whose ``actor``, ``now`` and ``today`` the middleware has filled in.

    ``is_partial`` says that htmx asked for a fragment of the page.
    """

    actor: Actor
    now: datetime
    today: date
    is_partial: bool
