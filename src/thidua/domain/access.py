"""Who may do what, where: pure values, no database.

A grant is a role over one organization and everything below it. The subtree is held as ranges of stable unit
positions, so that "is this unit inside my scope" is a comparison of integers, in Python and in SQL alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from thidua.core.errors import Refused


class Role(StrEnum):
    """The roles a person can hold over a subtree."""

    OFFICER = "officer"
    APPRAISER = "appraiser"
    COUNCIL_SECRETARY = "council_secretary"
    COUNCIL_MEMBER = "council_member"
    HEAD = "head"
    STANDING_OFFICE = "standing_office"
    INSPECTOR = "inspector"
    LAWYER = "lawyer"
    STEWARD = "steward"
    CLERK = "clerk"
    EDITOR = "editor"
    OPERATOR = "operator"


WORKING = frozenset({
    Role.OFFICER, Role.APPRAISER, Role.HEAD, Role.STANDING_OFFICE, Role.INSPECTOR, Role.COUNCIL_SECRETARY,
    Role.COUNCIL_MEMBER,
})  # fmt: skip
"""Roles that work with dossiers: figures and reports are theirs."""


@dataclass(frozen=True, slots=True)
class Span:
    """Unit positions from ``low`` to ``high``, both included."""

    low: int
    high: int

    def holds(self, position: int) -> bool:
        return self.low <= position <= self.high


@dataclass(frozen=True, slots=True)
class UnitRef:
    """The little everyone needs to know of a unit: identity, place, kind and name on the day of the request."""

    id: int
    position: int
    kind: str
    name: str
    short_name: str
    code: str = ""
    above: tuple[str, ...] = ()  # short names of the units it stands under, from the top


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over ``unit`` and everything below it; ``on_behalf_of`` names who delegated it, if anyone."""

    role: Role
    unit: UnitRef
    spans: tuple[Span, ...]
    on_behalf_of: str = ""

    def covers(self, position: int) -> bool:
        return any(span.holds(position) for span in self.spans)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with the reason that is shown to the user."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refused(reason: str) -> Verdict:
    return Verdict(False, reason)


def require(verdict: Verdict, *, field: str | None = None) -> None:
    """Refuse with the reason of a verdict that says no; ``field`` names the form field it belongs to."""
    if not verdict:
        raise Refused(verdict.reason, field=field)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. Built once per request from a user and their grants on that day.

    ``unit`` is the unit the person currently works as (the unit switcher); it is one of the units granted.
    """

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    unit: UnitRef | None = None
    person_id: int | None = None
    is_system: bool = field(default=False)

    @classmethod
    def system(cls, name: str) -> Actor:
        """The program itself, acting by schedule; every grant check must be made before it is used."""
        return cls(user_id=None, name=name, is_system=True)

    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role, over: int | None = None) -> bool:
        """Whether any of ``roles`` is held, over the unit at position ``over`` when one is given."""
        if self.is_system:
            return True
        return any(grant.role in roles and (over is None or grant.covers(over)) for grant in self.grants)

    def has_at(self, *roles: Role, unit_id: int) -> bool:
        """Whether any of ``roles`` is held at exactly this unit, not merely above it."""
        if self.is_system:
            return True
        return any(grant.role in roles and grant.unit.id == unit_id for grant in self.grants)

    def covers(self, position: int) -> bool:
        """Whether any grant at all reaches the unit at ``position``."""
        return self.is_system or any(grant.covers(position) for grant in self.grants)

    def spans(self, *roles: Role) -> tuple[Span, ...]:
        """The joined scope of ``roles`` (of every role when none is named), overlaps removed, in order."""
        wanted = (g for g in self.grants if not roles or g.role in roles)
        return joined(span for grant in wanted for span in grant.spans)

    def works_at(self, unit_id: int) -> bool:
        return self.is_system or any(grant.unit.id == unit_id for grant in self.grants)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same positions as ``spans`` in the fewest ordered, disjoint spans."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.low, s.high)):
        if result and span.low <= result[-1].high + 1:
            result[-1] = Span(result[-1].low, max(result[-1].high, span.high))
        else:
            result.append(span)
    return tuple(result)
