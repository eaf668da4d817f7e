"""Rules that cut across all awards, in words: what each says and where the program applies it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from thidua.domain.catalogue.values import Citation, Dated, Text


@dataclass(frozen=True, slots=True)
class Principle(Dated):
    """One cross-cutting rule.

    ``applied`` is condition (each award it concerns has it among its conditions), structure (the program
    works that way: waiting years, groups, ladders) or person (someone weighs it). ``conditions`` names the
    kinds of condition that carry it; ``women_share`` the share of women from which a collective is
    preferred on a tie.
    """

    id: str
    title: Text
    text: Text
    citation: Citation
    since: date
    until: date | None
    confidence: str
    applied: str
    conditions: tuple[str, ...]
    women_share: Fraction | None = None
    note: str = ""
