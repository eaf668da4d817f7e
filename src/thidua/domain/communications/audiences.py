"""Who hears of an event. Each audience is one query for one event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import FilteredRelation, Q

from thidua.core.clock import day_of
from thidua.domain.access import Role
from thidua.domain.accounts.models import RoleGrant
from thidua.domain.audit.models import Event
from thidua.domain.councils.models import Member
from thidua.domain.nominations.models import OpinionRequest, Referral, Submission

Audience = Callable[[Event], set[int]]

OFFICERS = (Role.OFFICER, Role.APPRAISER)
RESPONSIBLE = (Role.OFFICER, Role.HEAD)


def holders(roles: Iterable[Role], unit_id: int, on: date) -> set[int]:
    """Users who hold one of ``roles`` at exactly this unit on ``on``, in their own name or by delegation."""
    grants = RoleGrant.objects.filter(
        organization_id=unit_id, role__in=list(roles), during__contains=on, user__is_active=True
    )
    own = set(grants.values_list("user_id", flat=True))
    delegates = grants.filter(
        delegations__during__contains=on, delegations__revoked_at__isnull=True
    ).values_list("delegations__delegate_id", flat=True)
    return own | set(delegates)


def holders_by_unit(roles: Iterable[Role], unit_ids: Iterable[int], on: date) -> dict[int, set[int]]:
    """``holders`` of many units in one query, by unit."""
    grants = RoleGrant.objects.filter(
        organization_id__in=list(unit_ids), role__in=list(roles), during__contains=on, user__is_active=True
    )
    lent = Q(delegations__during__contains=on, delegations__revoked_at__isnull=True)
    found: dict[int, set[int]] = {}
    for unit, user, delegate in grants.annotate(
        stand_in=FilteredRelation("delegations", condition=lent)
    ).values_list("organization_id", "user_id", "stand_in__delegate_id"):
        found.setdefault(unit, set()).update({user} | ({delegate} if delegate else set()))
    return found


def of_referral_office(event: Event) -> set[int]:
    """Those who appraise at the office that has the referral."""
    referral = Referral.objects.filter(pk=event.data["referral"]).values_list("office_id", flat=True).first()
    return holders(OFFICERS, referral, day_of(event.at)) if referral else set()


def of_asked_unit(event: Event) -> set[int]:
    """Those who answer for the union unit whose opinion is asked; nobody for a body outside."""
    unit = OpinionRequest.objects.filter(pk=event.data["opinion"]).values_list("unit_id", flat=True).first()
    return holders((*OFFICERS, Role.HEAD), unit, day_of(event.at)) if unit else set()


def of_referral_nominator(event: Event) -> set[int]:
    """Those who answer for the submission the referral came from."""
    unit = (
        Referral.objects.filter(pk=event.data["referral"])
        .values_list("nomination__submission__organization_id", flat=True)
        .first()
    )
    return holders(RESPONSIBLE, unit, day_of(event.at)) if unit else set()


def of_nomination_unit(event: Event) -> set[int]:
    """Those who answer for the unit that nominated (``event`` is about a nomination)."""
    unit = (
        Submission.objects.filter(nominations=event.subject_id)
        .values_list("organization_id", flat=True)
        .first()
    )
    return holders(RESPONSIBLE, unit, day_of(event.at)) if unit else set()


def of_submission_offices(event: Event) -> set[int]:
    """Those who appraise where a submission has just arrived."""
    offices = set(
        Referral.objects.filter(nomination__submission_id=event.subject_id).values_list(
            "office_id", flat=True
        )
    )
    return set().union(*(holders(OFFICERS, office, day_of(event.at)) for office in offices))


def of_council(event: Event) -> set[int]:
    """Members of the council whose meeting the event is about."""
    seats = Member.objects.filter(council__meetings=event.subject_id, user__isnull=False)
    return set(seats.values_list("user_id", flat=True).distinct())


def of_unit(event: Event) -> set[int]:
    """Those who answer for the unit where the event happened."""
    return holders(RESPONSIBLE, event.organization_id, day_of(event.at)) if event.organization_id else set()


def of_subject_user(event: Event) -> set[int]:
    """The user the event is about."""
    return {event.subject_id}


def of_delegate(event: Event) -> set[int]:
    """The user who was given somebody else's role for a time."""
    return {int(event.data["delegate"])}


def of_office(event: Event) -> set[int]:
    """Those who read what arrived at the office that the act names."""
    return holders(OFFICERS, event.data["office"], day_of(event.at)) if event.data.get("office") else set()


def of_unit_office(event: Event) -> set[int]:
    """Those who appraise at the unit the event is about."""
    return holders(OFFICERS, event.organization_id, day_of(event.at)) if event.organization_id else set()


def told_in_lots(_event: Event) -> set[int]:
    """Nobody by the event itself: a job tells all the units concerned."""
    return set()
