"""The shapes of a planned country: units, what they were called under whom and when, what became of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

POSITION_GAP = 100
"""Space left after each unit for its own departments and for units founded later."""


class PlacementPlan(NamedTuple):
    """One period of a unit; `until` is the first day it no longer holds, None while it does.

    `line` is the employer's line: union, state, private, fdi, public_service, administration or informal.
    `province_code` is the code in force during the period (63 provinces, then 34); "" for national bodies.
    """

    since: date
    until: date | None
    parent_code: str | None
    name: str
    short_name: str
    kind: str
    line: str
    province_code: str
    legal_personality: bool


class SuccessionPlan(NamedTuple):
    """What became of a unit: merge, split, absorb or dissolve; `successor` is None for a plain end."""

    predecessor: str
    successor: str | None
    kind: str
    on: date
    instrument: str
    carries_achievement: bool


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit with its periods, oldest first and without gaps between them.

    `position` is stable and never renumbered; `trade` is a key of `careers.trades()`; `mark` is what its
    decision numbers end with ("GVT" in 96/QĐ-GVT); `covers` are the communes a commune union manages;
    `birth_province` is the old province its people come from.
    """

    code: str
    position: int
    placements: tuple[PlacementPlan, ...]
    trade: str = "union"
    mark: str = ""
    members: int = 0
    covers: tuple[str, ...] = ()
    birth_province: str = ""

    @property
    def since(self) -> date:
        return self.placements[0].since

    @property
    def until(self) -> date | None:
        return self.placements[-1].until

    def placement_on(self, day: date) -> PlacementPlan | None:
        """The period that holds on the day, or None when the unit does not exist then."""
        for placement in self.placements:
            if placement.since <= day and (placement.until is None or day < placement.until):
                return placement
        return None


@dataclass(frozen=True)
class CountryPlan:
    """Every unit that ever was, by position, and every succession, by day."""

    units: tuple[UnitPlan, ...]
    successions: tuple[SuccessionPlan, ...]

    @cached_property
    def by_code(self) -> dict[str, UnitPlan]:
        return {unit.code: unit for unit in self.units}

    def live_on(self, day: date) -> Iterator[tuple[UnitPlan, PlacementPlan]]:
        """Each unit that exists on the day with its period."""
        for unit in self.units:
            placement = unit.placement_on(day)
            if placement is not None:
                yield unit, placement

    def path_on(self, code: str, day: date) -> tuple[str, ...]:
        """Codes from the unit up to the Confederation, as they stood on the day."""
        path: list[str] = []
        current: str | None = code
        while current is not None:
            placement = self.by_code[current].placement_on(day)
            if placement is None:
                raise LookupError(f"{current} does not exist on {day}")
            path.append(current)
            current = placement.parent_code
        return tuple(path)


@dataclass
class Ledger:
    """Collects units in the order of the walk and gives each its position."""

    units: list[UnitPlan] = field(default_factory=list)
    successions: list[SuccessionPlan] = field(default_factory=list)
    position: int = 0

    def add(self, code: str, placements: list[PlacementPlan], **facts: object) -> UnitPlan:
        """Append a unit a whole gap after the last one."""
        self.position += POSITION_GAP - self.position % POSITION_GAP
        return self._append(code, placements, facts)

    def add_within(self, code: str, placements: list[PlacementPlan], **facts: object) -> UnitPlan:
        """Append a department right behind the unit it belongs to, inside that unit's gap."""
        self.position += 1
        return self._append(code, placements, facts)

    def _append(self, code: str, placements: list[PlacementPlan], facts: dict[str, object]) -> UnitPlan:
        unit = UnitPlan(code, self.position, tuple(placements), **facts)  # type: ignore[arg-type]  # facts are UnitPlan's own fields
        self.units.append(unit)
        return unit
