"""Reads of the union tree. Every query takes the day it asks about."""

from thidua.domain.organizations.queries.search import UnitHit, search_units
from thidua.domain.organizations.queries.subtrees import (
    EVERYWHERE,
    ancestors,
    as_pairs,
    latest_placement,
    placement_of,
    placements_on,
    structure_version,
    subtree_spans,
    superior_of,
    unit_ref,
    unit_refs,
    within,
)

__all__ = [
    "EVERYWHERE",
    "UnitHit",
    "ancestors",
    "as_pairs",
    "latest_placement",
    "placement_of",
    "placements_on",
    "search_units",
    "structure_version",
    "subtree_spans",
    "superior_of",
    "unit_ref",
    "unit_refs",
    "within",
]
