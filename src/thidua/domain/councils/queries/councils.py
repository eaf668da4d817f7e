"""Councils, their members of a day, their meetings."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet

from thidua.domain.access import Actor
from thidua.domain.councils.models import AgendaItem, Council, Meeting, Member
from thidua.domain.councils.permissions import READERS
from thidua.domain.councils.states import MeetingState
from thidua.domain.organizations.queries import within


def visible_to(actor: Actor) -> QuerySet[Council]:
    """Councils of units inside the actor's scope, and those in which the actor sits."""
    if actor.is_system:
        return Council.objects.all()
    own = Q(members__user_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    return Council.objects.filter(within(actor.spans(*READERS)) | own).distinct()


def councils_of(actor: Actor) -> QuerySet[Council]:
    """Visible councils, the newest term first within a unit, with ``seats`` counted."""
    return (
        visible_to(actor)
        .select_related("organization")
        .annotate(seats=Count("members", distinct=True))
        .order_by("organization__position", "-term", "-id")
    )


def get_council(actor: Actor, council_id: int) -> Council:
    """One visible council; raises ``Council.DoesNotExist``."""
    return visible_to(actor).select_related("organization").get(pk=council_id)


def meetings_of(actor: Actor) -> QuerySet[Meeting]:
    """Meetings of visible councils, newest first, with ``points`` counted."""
    return (
        Meeting.objects.filter(council__in=visible_to(actor))
        .select_related("council__organization")
        .annotate(points=Count("items"))
        .order_by("-held_on", "-id")
    )


def get_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """One meeting of a visible council; raises ``Meeting.DoesNotExist``."""
    return (
        Meeting.objects.filter(council__in=visible_to(actor))
        .select_related("council__organization", "presided_by")
        .get(pk=meeting_id)
    )


def next_meeting_day(organization_id: int, on: date) -> date | None:
    """The day of the next meeting that the council of a unit called, from ``on`` on; None while none is called."""
    rows = Meeting.objects.filter(council__organization=organization_id, held_on__gte=on)
    return (
        rows.exclude(state=MeetingState.CLOSED).order_by("held_on").values_list("held_on", flat=True).first()
    )


def seated(council_id: int, on: date) -> QuerySet[Member]:
    """The members of a council on a day, in their order."""
    return Member.objects.filter(council=council_id, during__contains=on).order_by("order", "id")


def lock_council(council_id: int) -> Council:
    return Council.objects.select_for_update(of=("self",)).select_related("organization").get(pk=council_id)


def lock_meeting(meeting_id: int) -> Meeting:
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("council__organization", "presided_by")
        .get(pk=meeting_id)
    )


def lock_item(item_id: int) -> AgendaItem:
    """The point of an agenda and its meeting, both locked: two tellers may press at once."""
    meeting_id = AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id)
    meeting = lock_meeting(meeting_id)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("round").get(pk=item_id)
    item.meeting = meeting
    return item
