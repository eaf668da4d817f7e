"""Reads of movements."""

from thidua.domain.movements.queries.counting import (
    ACTIVE_DAYS,
    addressed_count,
    silent_units,
    units_below,
    vitality,
    who_has_joined,
)
from thidua.domain.movements.queries.progress import (
    get_registration,
    own_registrations,
    pledges_of,
    progress_of,
    rankings_of,
    registrations_of,
    starting_numbers,
)
from thidua.domain.movements.queries.reading import (
    awaiting_registration,
    find_movements,
    gate,
    get_movement,
    get_review,
    lines_above,
    live_for,
    reviews_of,
    target_lines,
    visible,
)

__all__ = [
    "ACTIVE_DAYS",
    "addressed_count",
    "awaiting_registration",
    "find_movements",
    "gate",
    "get_movement",
    "get_registration",
    "get_review",
    "lines_above",
    "live_for",
    "own_registrations",
    "pledges_of",
    "progress_of",
    "rankings_of",
    "registrations_of",
    "reviews_of",
    "silent_units",
    "starting_numbers",
    "target_lines",
    "units_below",
    "visible",
    "vitality",
    "who_has_joined",
]
