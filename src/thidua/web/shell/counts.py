"""The small numbers beside the sections of the menu."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Value

from thidua.domain.access import Actor
from thidua.domain.communications.models import Notification
from thidua.domain.councils.queries.councils import meetings_of
from thidua.domain.councils.states import MeetingState
from thidua.domain.decisions.queries.decisions import visible_to as decisions_visible_to
from thidua.domain.decisions.states import DecisionState
from thidua.domain.movements.queries import visible as movements_visible_to
from thidua.domain.movements.states import MovementState
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.queries.referrals import OPEN_STATES
from thidua.domain.nominations.queries.waiting import waiting_count
from thidua.domain.nominations.states import ReferralState


def section_counts(actor: Actor, on: date, waiting: int | None = None) -> dict[str, int]:
    """Counts by section key, and ``unread`` notifications; ``waiting`` when the page has counted its tasks.

    Two queries: the tasks, and one over all other sections. The figures are what is in hand: nominations that stand
    at the unit or came back to it, meetings ahead, decisions not yet issued, movements that run.
    """
    statement, values = _statement(actor, on)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = dict(cursor.fetchall())
    return found | {"inbox": waiting_count(actor, on) if waiting is None else waiting}


@lru_cache(maxsize=512)
def _statement(actor: Actor, on: date) -> tuple[str, tuple[Any, ...]]:
    """The counts as SQL: it follows from the actor's scope alone, and writing it takes longer than running it."""
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
    return counted[0].union(*counted[1:], all=True).query.sql_with_params()


def _counted(key: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int]]:
    """One row: the section and how many."""
    bare: QuerySet[Any] = rows.model.objects.filter(pk__in=rows.order_by().values("pk"))
    found: QuerySet[Any, tuple[str, int]]
    found = bare.annotate(section=Value(key)).values_list("section").annotate(n=Count("pk"))
    return found
