"""What every page of the workspace is drawn with."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from thidua.ui.jinja import initials
from thidua.web.shell.counts import menu_counts
from thidua.web.shell.navigation import navigation

LINKS = {
    "home": "inbox", "units": "choose_unit", "search": "search", "palette": "palette", "notifications": "notices",
    "account": "my_account", "logout": "account_logout", "language": "switch_language", "demo_day": "demo_day",
    "camera": "camera", "help": "help", "delegate": "delegate", "appraise_next": "appraise_next",
}  # fmt: skip


def shell(request: HttpRequest) -> dict[str, Any]:
    """Menu, unit, links and the day; fragments for htmx and visitors get only what they need."""
    common = {
        "language": get_language() or "vi",
        "is_demo": settings.IS_DEMO,
        "urls": links(),
        "today": getattr(request, "today", None),
        "messages": get_messages(request),
    }
    actor = getattr(request, "actor", None)
    if actor is None or not actor.grants or getattr(request, "is_partial", False):
        return common
    waiting = getattr(request, "waiting", None)  # a page that has read the tasks has also counted them
    counts = menu_counts(request, actor, request.today, waiting)  # type: ignore[attr-defined]  # set by the middleware
    return common | {
        "nav": navigation(actor, request.path, counts),
        "actor_name": actor.name,
        "actor_initials": initials(actor.name),
        "unread": counts.get("unread", 0),
        "unit": {"name": actor.unit.short_name, "url": "#"} if actor.unit else None,
    }


@lru_cache(maxsize=1)
def links() -> dict[str, str]:
    """Addresses the layouts link to, as far as they exist; they stay the same for as long as the process lives."""
    found = {}
    for key, name in LINKS.items():
        try:
            found[key] = reverse(name)
        except NoReverseMatch:
            continue
    return found
