"""What somebody sent and waits for: up to offices above, back to units for mending, and as questions to other bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from thidua.domain.access import Actor
from thidua.domain.nominations.models import OpinionRequest, Referral
from thidua.domain.nominations.permissions import EDITORS, OFFICE
from thidua.domain.nominations.queries.waiting import units_with
from thidua.domain.nominations.states import OpinionState, ReferralState
from thidua.domain.organizations.queries import unit_refs

_UNDER_WAY = (
    ReferralState.RECEIVED,
    ReferralState.APPRAISED,
    ReferralState.APPROVED,
    ReferralState.SUSPENDED,
)
_DONE = {"received": 1, "appraised": 2, "approved": 3, "suspended": 1}


@dataclass(frozen=True, slots=True)
class SentItem:
    """What was sent of one round to one office, or one letter to another body, and how far it is.

    ``kind`` is own (a submission of the actor's unit), forwarded, returned or opinion; the identifiers are those of
    its page: the submission, the round, or the letter.
    """

    kind: str
    row_id: int
    title: str
    office_name: str
    state: str
    label: str
    count: int
    steps_done: int
    due_on: date | None
    is_late: bool
    nomination_id: int | None = None  # when it is a single nomination


def sent_by(actor: Actor, on: date, *, most: int = 20) -> list[SentItem]:
    """What the actor's units wait for, the soonest promised first."""
    writes, judges = units_with(actor, EDITORS), units_with(actor, OFFICE)
    up = list(_up(writes, judges)[:most])
    back = list(_back(judges)[:most]) if judges else []
    names = unit_refs({row["office"] for row in up} | {row["unit"] for row in back}, on)
    found = [
        *(_sent(row, names, on) for row in up),
        *(_returned(row, names, on) for row in back),
        *_letters(judges, on, most),
    ]
    return sorted(found, key=lambda item: (item.due_on or date.max, item.title))[:most]


def _up(writes: list[int], judges: list[int]) -> Any:
    """Open referrals that the actor's units sent, by round, office and step."""
    own = Q(nomination__submission__organization__in=writes)
    return (
        Referral.objects.filter(own | Q(sender__in=judges), state__in=_UNDER_WAY)
        .exclude(office__in=judges)
        .values("nomination__submission__round", "nomination__submission__round__title", "office", "state")
        .annotate(
            n=Count("pk"),
            due=Min("due_on"),
            one=Max("nomination"),
            submission=Min("nomination__submission", filter=own),
        )
        .order_by("due")
    )


def _back(judges: list[int]) -> Any:
    """What the actor's offices returned and the units still mend, by round."""
    return (
        Referral.objects.filter(office__in=judges, state=ReferralState.RETURNED)
        .values("nomination__submission__round", "nomination__submission__round__title")
        .annotate(
            n=Count("pk"),
            due=Min("due_on"),
            units=Count("nomination__submission__organization", distinct=True),
            unit=Min("nomination__submission__organization"),
        )
        .order_by("due")
    )


def _sent(row: dict[str, Any], names: dict[int, Any], on: date) -> SentItem:
    return SentItem(
        kind="own" if row["submission"] else "forwarded",
        row_id=row["submission"] or row["nomination__submission__round"],
        title=row["nomination__submission__round__title"],
        office_name=names[row["office"]].short_name if row["office"] in names else "",
        state=row["state"],
        label=str(ReferralState(row["state"]).label),
        count=row["n"],
        steps_done=_DONE.get(row["state"], 0),
        due_on=row["due"],
        is_late=row["due"] < on,
        nomination_id=row["one"] if row["n"] == 1 else None,
    )


def _returned(row: dict[str, Any], names: dict[int, Any], on: date) -> SentItem:
    one = names.get(row["unit"]) if row["units"] == 1 else None
    return SentItem(
        kind="returned",
        row_id=row["nomination__submission__round"],
        title=row["nomination__submission__round__title"],
        office_name=one.short_name if one else _("%(count)s đơn vị") % {"count": row["units"]},
        state=ReferralState.RETURNED,
        label=_("đang sửa"),
        count=row["n"],
        steps_done=1,
        due_on=row["due"],
        is_late=row["due"] < on,
    )


def _letters(judges: list[int], on: date, most: int) -> Iterable[SentItem]:
    if not judges:
        return
    rows = OpinionRequest.objects.filter(office__in=judges, state=OpinionState.ASKED)
    for row in rows.annotate(people=Count("opinions")).order_by("due_on", "pk")[:most]:
        yield SentItem(
            kind="opinion",
            row_id=row.pk,
            title=_("Hiệp y"),
            office_name=row.body,
            state=row.state,
            label=_("đã nhắc %(times)s lần") % {"times": row.reminders}
            if row.reminders
            else str(OpinionState(row.state).label),
            count=row.people,
            steps_done=1,
            due_on=row.due_on,
            is_late=row.due_on < on,
        )
