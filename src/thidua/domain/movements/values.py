"""Values that travel out of movements: the gate's answer, counts, progress, waiting work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thidua.domain.movements.states import GateVerdict


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target as it is written down; numbers may still be missing in a draft."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    goal: Decimal | None = None
    source: str = ""
    roll_up: str = "sum"

    @property
    def is_complete(self) -> bool:
        return bool(self.name and self.unit and self.baseline is not None and self.goal is not None)


@dataclass(frozen=True, slots=True)
class Below:
    """Units under a launching unit on a day, counted by kind; ``kind`` is that of the unit itself."""

    kind: str
    by_kind: Mapping[str, int]

    def of(self, kinds: list[str]) -> int:
        """How many units of these kinds are addressed; a unit without units below addresses itself."""
        if not self.by_kind:
            return 1 if self.kind in kinds or not kinds else 0
        return sum(self.by_kind.get(kind, 0) for kind in kinds)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A live movement that asks the same units for the same: share of participants (0 to 1) and common targets."""

    movement_id: int
    title: str
    share: float
    targets: tuple[str, ...]
    same_template: bool = False


@dataclass(frozen=True, slots=True)
class GateCondition:
    """One condition of launching: ``found`` is what was seen, ``cure`` names the form that mends it."""

    key: str
    title: str
    clause: str
    verdict: GateVerdict
    found: str
    cure: str = ""


@dataclass(frozen=True, slots=True)
class GateReport:
    """All conditions of launching, in the order of the plan."""

    conditions: tuple[GateCondition, ...]
    overlaps: tuple[Overlap, ...] = ()
    below: Below = Below("", {})

    def count(self, verdict: GateVerdict | str) -> int:
        return sum(1 for condition in self.conditions if condition.verdict == verdict)

    @property
    def is_open(self) -> bool:
        return all(condition.verdict == GateVerdict.MET for condition in self.conditions)

    @property
    def reasons(self) -> list[str]:
        """Why it does not open, one line for each condition that is not met."""
        return [f"{c.title}: {c.found}" for c in self.conditions if c.verdict != GateVerdict.MET]

    def condition(self, key: str) -> GateCondition:
        return next(condition for condition in self.conditions if condition.key == key)


@dataclass(frozen=True, slots=True)
class TargetProgress:
    """How far a target has come: pledges and newest reports over the units that registered."""

    target_id: int
    name: str
    unit: str
    roll_up: str
    baseline: Decimal | None
    goal: Decimal | None
    pledged: Decimal | None
    reached: Decimal | None
    units: int
    reported: int

    @property
    def share(self) -> float | None:
        """Of the way from nothing to the goal (0 to 1 and over); ``None`` without a goal or a report."""
        if not self.goal or self.reached is None:
            return None
        return float(self.reached / self.goal)


@dataclass(frozen=True, slots=True)
class Vitality:
    """Addressed units, those that registered, and those active within 90 days."""

    addressed: int
    joined: int
    active: int

    @property
    def index(self) -> float:
        """Share of addressed units with something done in 90 days, 0 to 1."""
        return min(1.0, self.active / self.addressed) if self.addressed else 0.0

    @property
    def must_be_reviewed(self) -> bool:
        return self.index < 0.3


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit directly below the launcher with what is known of it and everything under it."""

    unit_id: int
    name: str
    addressed: int
    joined: int
    active: int


@dataclass(frozen=True, slots=True)
class SilentUnit:
    """An addressed unit that did nothing lately; ``active_on`` is ``None`` when it never joined."""

    unit_id: int
    name: str
    active_on: date | None


@dataclass(frozen=True, slots=True)
class AwaitingRegistration:
    """A live movement a unit of the actor's has not answered yet."""

    movement_id: int
    title: str
    launcher: str
    unit_id: int
    unit_name: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One number of a grid: what a registration reached for a target."""

    registration_id: int
    target_id: int
    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A registration's points by criterion in a review, and the award proposed for it, if any."""

    registration_id: int
    points: Mapping[str, Decimal]
    award: str = ""
