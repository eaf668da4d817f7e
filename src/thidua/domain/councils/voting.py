"""The arithmetic of a vote: who counts, how many ballots fit, how many must say yes. Pure; no table is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.values import VotingRule


@dataclass(frozen=True, slots=True)
class Turnout:
    """Numbers of voting members: seated, in the room, and (where the rule lets them) voting in writing."""

    total: int
    present: int
    written: int

    @property
    def taking_part(self) -> int:
        return self.present + self.written


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A voting rule as an agenda item keeps it, so that a later change of the law does not change a count."""

    min_ratio: Fraction
    denominator: str
    quorum_ratio: Fraction
    secret: bool
    absentee_written: bool
    article: str
    confidence: str
    is_local: bool

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> StoredRule:
        return cls(
            min_ratio=Fraction(data["min_ratio"]),
            denominator=data["denominator"],
            quorum_ratio=Fraction(data["quorum_ratio"]),
            secret=data["secret"],
            absentee_written=data["absentee_written"],
            article=data["article"],
            confidence=data["confidence"],
            is_local=data["is_local"],
        )

    @property
    def percent(self) -> Decimal:
        """The least share in percent, to two places."""
        return (Decimal(self.min_ratio.numerator * 100) / self.min_ratio.denominator).quantize(
            Decimal("0.01")
        )


def rule_on(award_code: str, on: date) -> VotingRule:
    """The voting rule of an award on a day; the general rule for an empty code."""
    return library().voting_rule(award_code, on)


def rule_data(rule: VotingRule) -> dict[str, Any]:
    """A voting rule as plain JSON values."""
    return {
        "min_ratio": str(rule.min_ratio),
        "denominator": rule.denominator,
        "quorum_ratio": str(rule.quorum_ratio),
        "secret": rule.secret,
        "absentee_written": rule.absentee_written,
        "article": rule.citation.label,
        "instrument": rule.citation.instrument,
        "confidence": rule.confidence,
        "is_local": rule.is_local,
    }


def denominator(rule: StoredRule, turnout: Turnout, *, excluded: int, valid: int) -> int:
    """Over whom the share is counted for one candidate.

    A member who leaves the vote stays in the total; those present are fewer by those who left.
    """
    return {
        "total": turnout.total,
        "present": turnout.taking_part - excluded,
        "valid": valid,
    }[rule.denominator]


def needed(rule: StoredRule, base: int) -> int:
    """The least number of yes votes out of ``base``, rounded up; at least one."""
    share = rule.min_ratio * base
    return max(1, -(-share.numerator // share.denominator))


def ballots_expected(turnout: Turnout, *, returned: int, excluded: int) -> tuple[int, int]:
    """The least and the most ballots that can carry a mark for one candidate.

    ``returned`` ballots came back in all; up to ``excluded`` of them may leave this candidate out.
    """
    most = min(returned, turnout.taking_part - excluded)
    return max(0, returned - excluded), max(0, most)
