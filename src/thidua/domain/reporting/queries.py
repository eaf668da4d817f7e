"""Small reads of reporting."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from thidua.domain.access import WORKING, Actor
from thidua.domain.organizations.queries import placements_on
from thidua.domain.reporting.models import Comparison, Mailing, SavedView


def last_comparison() -> Comparison | None:
    """The newest comparison of the cube with the register."""
    return Comparison.objects.order_by("-at").first()


def views_for(actor: Actor, on: date) -> QuerySet[SavedView]:
    """The views one keeps, and those shared with a unit at which or below which one works."""
    own = Q(owner_id=actor.user_id or 0)
    return SavedView.objects.filter(own | Q(shared_with__in=_units_above(actor, on))).select_related("owner")


def get_view(actor: Actor, view_id: int, on: date) -> SavedView:
    """A view that the actor may open; else ``DoesNotExist``."""
    return views_for(actor, on).get(pk=view_id)


def mailings_of(actor: Actor) -> dict[int, Mailing]:
    """The letters one gets, by the view."""
    return {row.view_id: row for row in Mailing.objects.filter(user_id=actor.user_id or 0)}


def mailings_due(on: date) -> list[int]:
    """The letters to be sent on or before a day."""
    due = Mailing.objects.filter(next_on__lte=on).order_by("next_on", "id")
    return list(due.values_list("pk", flat=True))


def _units_above(actor: Actor, on: date) -> list[int]:
    """The units at which one works, and the units above them."""
    places = {grant.unit.id for grant in actor.grants if grant.role in WORKING}
    paths = placements_on(on).filter(organization_id__in=places).values_list("path", flat=True)
    return sorted({int(number) for path in paths for number in path.split(".")})
