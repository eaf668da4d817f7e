"""The event log by scope: who may see which events."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from thidua.domain.access import Actor, Role
from thidua.domain.audit.models import Event
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import within


def events_visible_to(actor: Actor, *roles: Role) -> QuerySet[Event]:
    """Events that happened at units inside the scope of ``roles``, newest first."""
    inside = Organization.objects.filter(
        within(actor.spans(*roles), "position"), pk=OuterRef("organization_id")
    )
    return Event.objects.filter(Exists(inside)).order_by("-id")
