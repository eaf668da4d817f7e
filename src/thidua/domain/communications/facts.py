"""What a notification says of an event: names and numbers looked up when it is told.

Events themselves hold no names of people: what is never erased keeps only numbers of rows. A notification may be
erased, so the names are written there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.domain.accounts.models import User
from thidua.domain.audit.models import Event
from thidua.domain.councils.models import Meeting
from thidua.domain.nominations.models import Nomination, OpinionRequest, Referral, Submission
from thidua.domain.nominations.states import ReturnReason
from thidua.domain.organizations.queries import unit_ref

Facts = dict[str, Any]
Lookup = Callable[[Event], Facts]


def of_event(event: Event) -> Facts:
    """What the act itself wrote."""
    return dict(event.data)


def of_submission(event: Event) -> Facts:
    """``unit``, ``count`` and ``round`` of a list that was sent."""
    row = Submission.objects.select_related("round").get(pk=event.subject_id)
    return {
        "unit": _unit(row.organization_id, event),
        "count": event.data["nominations"],
        "round": row.round.title,
    }


def of_referral(event: Event) -> Facts:
    """``name`` of the nominee, ``office`` that acted, and the ``note`` it wrote."""
    row = Referral.objects.select_related("nomination").get(pk=event.data["referral"])
    return {"name": row.nomination.name, "office": _unit(row.office_id, event), "note": _note(event.data)}


def of_opinion(event: Event) -> Facts:
    """``name`` of the nominee, the ``office`` that asks, the ``body`` asked and the day ``due``."""
    asked = OpinionRequest.objects.get(pk=event.data["opinion"])
    return of_referral(event) | {"body": asked.body, "due": _day(asked.due_on)}


def of_award(event: Event) -> Facts:
    """``name``, ``award`` (its code) and the ``number`` of the decision."""
    row = Nomination.objects.only("name", "award_code").get(pk=event.subject_id)
    return {"name": row.name, "award": row.award_code, "number": event.data["number"]}


def of_meeting(event: Event) -> Facts:
    """``day`` and ``place`` of a meeting."""
    row = Meeting.objects.only("held_on", "place").get(pk=event.subject_id)
    return {"day": _day(row.held_on), "place": row.place or _("nơi sẽ báo sau")}


def of_report(event: Event) -> Facts:
    """``title`` of what was reported and the ``unit`` that did."""
    return {"title": event.data["title"], "unit": _unit(event.organization_id, event)}


def of_grant(event: Event) -> Facts:
    """``role`` (its code) and ``unit`` of a role that was given."""
    return {"role": event.data["role"], "unit": _unit(event.organization_id, event)}


def of_delegation(event: Event) -> Facts:
    """``name`` of who delegates and ``until``, the first day it no longer holds."""
    giver = User.objects.only("full_name").get(pk=event.subject_id)
    return {"name": giver.full_name, "until": _day(date.fromisoformat(event.data["until"]))}


def _unit(unit_id: int | None, event: Event) -> str:
    found = unit_ref(unit_id, day_of(event.at)) if unit_id else None
    return found.short_name if found else ""


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _note(data: Facts) -> str:
    """The words of the office; without words the reasons it chose, or how the council voted."""
    if data.get("text") or data.get("reason"):
        return str(data.get("text") or data["reason"])
    if "needed" in data:
        told = {"yes": data["yes"], "all": data["denominator"], "needed": data["needed"]}
        return _("Hội đồng: %(yes)s phiếu đồng ý trên %(all)s, cần %(needed)s") % told
    return "; ".join(str(ReturnReason(reason).label) for reason in data.get("reasons", []))
