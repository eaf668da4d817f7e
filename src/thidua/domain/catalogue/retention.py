"""How long the dossiers of an award are kept: classes by level, with the text they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from thidua.domain.catalogue.awards import Award
from thidua.domain.catalogue.values import Citation, Text

UNKNOWN = "CHUA"
"""The class of what no text is held for: nothing falls due, and nothing is disposed of."""


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """A period; ``years`` is ``None`` for what is kept for good."""

    code: str
    label: Text
    years: int | None

    def keep_until(self, closed_on: date) -> date | None:
        """The last day a dossier closed on a day is kept: the end of the year, and the years of the class after it."""
        return date(closed_on.year + self.years, 12, 31) if self.years is not None else None


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """Which awards a period is for. An award fits when every part that is given holds it; of its types, all must."""

    period: RetentionClass
    awards: frozenset[str]
    levels: frozenset[str]
    types: frozenset[str]
    citation: Citation
    confidence: str
    note: str

    def fits(self, award: Award) -> bool:
        return (
            (not self.awards or award.code in self.awards)
            and (not self.levels or award.level in self.levels)
            and (not self.types or set(award.commendation_types) <= self.types)
        )

    @property
    def is_verified(self) -> bool:
        """Whether the text itself was read: only then may the period be relied on without a person's word."""
        return self.confidence == "S"


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """All classes and rules; the first rule that fits an award answers."""

    classes: Mapping[str, RetentionClass]
    rules: tuple[RetentionRule, ...]

    def rule_for(self, award: Award | None) -> RetentionRule | None:
        """The rule of an award, or ``None`` when no text is held for it."""
        return next((rule for rule in self.rules if award is not None and rule.fits(award)), None)
