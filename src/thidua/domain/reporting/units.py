"""Which of the units directly below an office each unit of the past and present belongs to."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache

from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import placements_on, structure_version, subtree_spans


def below(unit_id: int, on: date) -> tuple[dict[int, int], dict[int, str]]:
    """Unit id to the id of the child of ``unit_id`` it stands under (or grew into) on ``on``; and the children's names.

    Units that stand under no child are left out.
    """
    return _below(unit_id, on.toordinal(), structure_version())


@lru_cache(maxsize=64)
def _below(unit_id: int, ordinal: int, version: int) -> tuple[dict[int, int], dict[int, str]]:
    on = date.fromordinal(ordinal)
    children = dict(placements_on(on).filter(parent_id=unit_id).values_list("organization_id", "short_name"))
    ranges = sorted(
        (span.low, span.high, child) for child in children for span in subtree_spans(child, on, version)
    )
    lows = [low for low, _high, _child in ranges]
    owner: dict[int, int] = {}
    for organization_id, position in Organization.objects.values_list("id", "position"):
        at = bisect_right(lows, position) - 1
        if at >= 0 and ranges[at][1] >= position:
            owner[organization_id] = ranges[at][2]
    return owner, children
