"""Whom the law prefers among equals: the council still chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.principles import Principle


@dataclass(frozen=True, slots=True)
class Preference:
    """The nominees preferred, by their place in the list given; ``is_read`` says the rule's text was read."""

    places: tuple[int, ...]
    principle: Principle
    is_read: bool


def preferred(nominees: Sequence[Facts], *, on: date, library: Library | None = None) -> Preference | None:
    """This will point out whom the rule on ties prefers among nominees that stand equal.

    None when no rule holds on the day, or when it prefers all of them or nobody.
    """
    law = library or default_library()
    rule = next((p for p in law.principles_on(on) if p.women_share is not None), None)
    if rule is None or rule.women_share is None:
        return None
    share = rule.women_share
    places = tuple(place for place, facts in enumerate(nominees) if _is_preferred(facts, share))
    if not places or len(places) == len(nominees):
        return None
    return Preference(places, rule, rule.confidence == "S")


def _is_preferred(facts: Facts, share: Fraction) -> bool:
    if facts.subject_kind == "individual":
        return facts.sex == "female"
    inside = facts.collective
    if inside is None or inside.women is None or inside.members <= 0:
        return False
    return Fraction(inside.women, inside.members) >= share
