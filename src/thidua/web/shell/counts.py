"""The small numbers beside the sections of the menu."""

from __future__ import annotations

import hashlib
import time
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse

from thidua.core.statements import Prepared
from thidua.domain.access import Actor
from thidua.domain.communications.models import Notification
from thidua.domain.councils.queries.councils import meetings_of
from thidua.domain.councils.states import MeetingState
from thidua.domain.decisions.queries.decisions import visible_to as decisions_visible_to
from thidua.domain.decisions.queries.waiting import counted_work
from thidua.domain.decisions.states import DecisionState
from thidua.domain.movements.queries import visible as movements_visible_to
from thidua.domain.movements.states import MovementState
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.queries.referrals import OPEN_STATES
from thidua.domain.nominations.states import ReferralState
from thidua.domain.reports.queries.tasks import count_statement

ACTED = "acted"
"""The cookie of a machine that has just sent something: for a moment its pages count anew."""
_MOST_KEPT = 4_096
_kept: dict[tuple[Actor, date], tuple[float, dict[str, int]]] = {}


def menu_counts(request: HttpRequest, actor: Actor, on: date, waiting: int | None = None) -> dict[str, int]:
    """``section_counts`` of at most ``settings.MENU_COUNT_SECONDS`` ago, newer for who has just done something.

    ``waiting``: the actor's tasks, when the page has counted them.
    """
    now = time.monotonic()
    until, counts = _kept.get((actor, on), (0.0, {}))
    if now >= until or ACTED in request.COOKIES or request.method not in {"GET", "HEAD"}:
        counts = section_counts(actor, on, waiting)
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[actor, on] = (now + settings.MENU_COUNT_SECONDS, counts)
    return counts if waiting is None else counts | {"inbox": waiting}


def remember_act(request: HttpRequest, response: HttpResponse) -> None:
    """Have the next pages of this machine count anew after it sent something."""
    if request.method not in {"GET", "HEAD", "OPTIONS"} and settings.MENU_COUNT_SECONDS:
        response.set_cookie(
            ACTED, "1", max_age=settings.MENU_COUNT_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
        )  # fmt: skip


def section_counts(actor: Actor, on: date, waiting: int | None = None) -> dict[str, int]:
    """Counts by section key, and ``unread`` notifications; ``waiting`` when the page has counted its tasks.

    One query. The figures are what is in hand: nominations that stand at the unit or came back to it, meetings ahead,
    decisions not yet issued, movements that run, reports to write or to judge.
    """
    statement, values = _statement(actor, on, with_work=waiting is None)
    found = {str(key): int(count) for key, count in statement.rows(values)}
    if waiting is None:
        waiting = found.pop("work", 0) + found["reports"]
    return found | {"inbox": waiting}


@lru_cache(maxsize=512)
def _statement(actor: Actor, on: date, *, with_work: bool) -> tuple[Prepared, dict[str, Any]]:
    """The counts as SQL, which follows from the actor's scope; writing and planning it takes longer than its run."""
    unit = actor.unit.id if actor.unit else 0
    parts: dict[str, QuerySet[Any]] = {
        "unread": Notification.objects.filter(user=actor.user_id or 0, read_at__isnull=True),
        "movements": movements_visible_to(actor, on).filter(state=MovementState.LIVE),
        "nominations": Referral.objects.filter(
            Q(office=unit, state__in=OPEN_STATES)
            | Q(nomination__submission__organization=unit, state=ReferralState.RETURNED)
        ),
        "councils": meetings_of(actor).exclude(state=MeetingState.CLOSED),
        "decisions": decisions_visible_to(actor).filter(
            state__in=(DecisionState.DRAFT, DecisionState.SIGNING)
        ),
    }
    counted = [_counted(key, rows) for key, rows in parts.items()]
    sql, values = counted[0].union(*counted[1:], all=True).query.sql_with_params()
    reports, asked = count_statement(actor)
    sql = f"{sql} union all select 'reports', n from ({reports}) of_reports"  # noqa: S608  # made of constants
    values = (*values, *asked)
    names = [f"v{number}" for number in range(len(values))]
    text = sql % tuple(f"%({name})s" for name in names)
    found = dict(zip(names, values, strict=True))
    if with_work and (work := counted_work(actor, on)):
        text = f"{text} union all select 'work', ({work[0]})"
        found |= work[1]
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Prepared(f"section_counts_{digest}", text), found


def _counted(key: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int]]:
    """One row: the section and how many."""
    bare: QuerySet[Any] = rows.model.objects.filter(pk__in=rows.order_by().values("pk"))
    found: QuerySet[Any, tuple[str, int]]
    found = bare.annotate(section=Value(key)).values_list("section").annotate(n=Count("pk"))
    return found
