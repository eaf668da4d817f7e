"""The request as pages of the workspace see it."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest

from thidua.domain.access import Actor


class ActorRequest(HttpRequest):
    """A request whose ``actor``, ``now`` and ``today`` the middleware has filled in.

    ``is_partial`` says that htmx asked for a fragment of the page; ``waiting`` is how many tasks wait for the actor,
    set by a page that has read them.
    """

    actor: Actor
    now: datetime
    today: date
    is_partial: bool
    waiting: int
