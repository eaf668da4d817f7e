"""Nominations by name, for the one search."""

from __future__ import annotations

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.nominations.models import Nomination
from thidua.domain.nominations.queries.submissions import visible_nominations


def find_nominations(actor: Actor, text: str, *, limit: int) -> list[Nomination]:
    """The newest nominations in the actor's scope whose nominee's name has every word of ``text``, marks ignored."""
    words = fold(text).split()
    if not words:
        return []
    rows = visible_nominations(actor).filter(subject__isnull=False)
    for word in words[:8]:
        rows = rows.filter(subject__folded__contains=word)
    return list(rows.select_related("submission__round").order_by("-id")[:limit])
