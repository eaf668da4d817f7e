"""The units directly below an office as rows of a table: their names, and the positions each stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from thidua.domain.access import Span
from thidua.domain.organizations.queries import placements_on, spans_below, structure_version, unit_refs


@dataclass(frozen=True, slots=True)
class Below:
    """The children of an office on a day: names by id, and labelled spans of what stands under or grew into each."""

    names: dict[str, str]
    spans: tuple[tuple[str, Span], ...]


def below(unit_id: int, on: date) -> Below:
    """What stands directly below ``unit_id`` on ``on``. A position that two lay claim to counts for the first."""
    return _below(unit_id, on.toordinal(), structure_version())


@lru_cache(maxsize=64)
def _below(unit_id: int, ordinal: int, _version: int) -> Below:
    on = date.fromordinal(ordinal)
    children = dict(placements_on(on).filter(parent_id=unit_id).values_list("organization_id", "short_name"))
    inside = spans_below(list(children), on)
    found = sorted((span.low, span.high, child) for child, under in inside.items() for span in under)
    spans: list[tuple[str, Span]] = []
    free = -(2**62)
    for low, high, child in found:
        if high >= free:
            spans.append((str(child), Span(max(low, free), high)))
            free = high + 1
    return Below({str(child): name for child, name in children.items()}, tuple(spans))


def names_of_tops(keys: list[str], on: date) -> dict[str, str]:
    """What units were called when they last stood until ``on``, by id."""
    refs = unit_refs([int(key) for key in keys if key.isdecimal()], on)
    return {str(number): ref.short_name for number, ref in refs.items()}
