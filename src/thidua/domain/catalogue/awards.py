"""An award and the versions of its rules over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from thidua.domain.catalogue.checks.base import Check
from thidua.domain.catalogue.values import Citation, Condition, Dated, QuotaRule, Text, TextStatus


@dataclass(frozen=True, slots=True)
class Deadline(Dated):
    """A day or a length of time the law sets for an award.

    ``kind`` is received_by, received_between (``first`` and ``last`` as month and day), decided_within
    (``working_days`` or ``days``), conferred_on (``first``) or cycle (``years``).
    """

    kind: str
    title: Text
    first: tuple[int, int] | None
    last: tuple[int, int] | None
    days: int | None
    working_days: int | None
    years: int | None
    citation: Citation
    confidence: str
    since: date
    until: date | None

    @property
    def id(self) -> str:
        """What tells it apart within its version: its kind and how it counts."""
        told = {
            "first": self.first,
            "days": self.days,
            "working_days": self.working_days,
            "years": self.years,
        }
        return f"{self.kind}.{next((name for name, value in told.items() if value is not None), 'last')}"


@dataclass(frozen=True, slots=True)
class Formalities(Dated):
    """Who decides an award and how many sets its dossier has, from a day within a version until the next ones.

    ``states`` names those of the two that begin on ``since``; the other is what held before.
    """

    authority: str
    copies: int
    citation: Citation
    confidence: str
    since: date
    until: date | None
    states: frozenset[str]


CompiledRules = tuple[tuple[Condition, Check], ...]


@dataclass(frozen=True, slots=True)
class AwardVersion(Dated):
    """The rules of one award during ``[since, until]`` (both days included).

    ``rows`` names the rows of the domain catalogue this version carries; ``verified_by`` who compared it
    with the text on ``verified_on``.
    """

    id: str
    regimes: tuple[str, ...]
    since: date
    until: date | None
    status: TextStatus
    formalities: tuple[Formalities, ...]
    dossier: str
    timing: str
    citation: Citation
    confidence: str
    verified_on: date | None
    verified_by: str
    note: str
    rows: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    rules: CompiledRules
    quotas: tuple[QuotaRule, ...]

    def rules_for(self, subject_kind: str, on: date) -> Iterator[tuple[Condition, Check]]:
        """This will walk the conditions that concern a kind of subject on a day."""
        for condition, check in self.rules:
            in_force = condition.since <= on and (condition.until is None or on <= condition.until)
            if in_force and (not condition.subjects or subject_kind in condition.subjects):
                yield condition, check

    def asked_on(self, on: date) -> tuple[Condition, ...]:
        """The conditions in force on a day."""
        return tuple(condition for condition, _check in self.rules if condition.covers(on))

    def quotas_on(self, on: date) -> tuple[QuotaRule, ...]:
        """The limits in force on a day."""
        return tuple(quota for quota in self.quotas if quota.covers(on))

    def deadlines_on(self, on: date) -> tuple[Deadline, ...]:
        """The deadlines in force on a day."""
        return tuple(deadline for deadline in self.deadlines if deadline.covers(on))

    def formalities_on(self, on: date) -> Formalities:
        """Who decides on a day, and how many sets a dossier has; the first ones before the version begins."""
        return next((one for one in reversed(self.formalities) if one.since <= on), self.formalities[0])

    @property
    def limits(self) -> tuple[QuotaRule | Deadline, ...]:
        """All limits and deadlines of this version."""
        return (*self.quotas, *self.deadlines)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions of this version."""
        return tuple(condition for condition, _ in self.rules)


@dataclass(frozen=True, slots=True)
class Award:
    """A title or form of commendation.

    ``kind`` is title, flag, order, medal, honor, certificate, letter, badge or prize; ``level`` where it stands (state,
    ministry, confederation, province, upper, grassroots); ``line`` who proposes it (union, employer,
    state); ``honor`` whether it is shown with the gold lozenge; ``axis`` which regimes govern it; ``scope``
    comprehensive or thematic. An ``outside`` award is never proposed through the union; registers and ladders
    name it.
    """

    code: str
    name: Text
    short: str
    kind: str
    level: str
    line: str
    axis: str
    scope: str
    subjects: tuple[str, ...]
    commendation_types: tuple[str, ...]
    honor: bool
    outside: bool
    order: int
    versions: tuple[AwardVersion, ...]

    def version_on(self, on: date) -> AwardVersion | None:
        """This will give the version in force on a day, or None before the first."""
        return next((version for version in self.versions if version.covers(on)), None)
