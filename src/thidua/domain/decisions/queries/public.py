"""What anyone may learn of decisions: that they were issued, by whom, and for how many."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from thidua.domain.decisions.models import Decision
from thidua.domain.decisions.states import DecisionKind, DecisionState


def newest_grants() -> QuerySet[Decision]:
    """Issued decisions that confer, the newest first, with ``honorees`` counted."""
    return (
        Decision.objects.filter(kind=DecisionKind.GRANT, state=DecisionState.ISSUED)
        .select_related("organization")
        .annotate(honorees=Count("lines"))
        .order_by("-issued_on", "-id")
    )
