"""What every check is given, and the table of kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from thidua.domain.catalogue.facts import SPECIAL_TYPES, Facts, PriorAward
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.scales import Scale
from thidua.domain.catalogue.values import Outcome, Text, Verdict
from thidua.domain.catalogue.workdays import WorkCalendar

_as_recorded = attrgetter("decided_on", "year", "decision_no")


def _as_far_as_known(award: PriorAward) -> tuple[date, int, str]:
    return (award.decided_on or date.max, award.year or 0, award.decision_no)


class Case(NamedTuple):
    """One nominee under judgement: the facts, the day of receipt, the year rewarded and the code of the award.

    ``past`` holds the awards decided by that day under their keys, oldest first; ``law_on`` is the day whose text
    applies, the day of receipt unless a later, more favorable law is tried.
    """

    facts: Facts
    received_on: date
    period_year: int
    past: tuple[tuple[str, PriorAward], ...]
    law_on: date
    award: str = ""

    @classmethod
    def of(cls, facts: Facts, received_on: date, period_year: int, award: str = "") -> Case:
        """This will put the past awards in order once, for all conditions."""
        past = [a for a in facts.prior if a.decided_on is None or a.decided_on <= received_on]
        try:
            past.sort(key=_as_recorded)
        except TypeError:  # a day or a year that nobody recorded
            past.sort(key=_as_far_as_known)
        return cls(facts, received_on, period_year, tuple((a.key, a) for a in past), received_on, award)

    def awards(self, codes: frozenset[str]) -> list[PriorAward]:
        """This will list the awards of these codes decided by the day of receipt, oldest first."""
        return [award for key, award in self.past if key in codes]

    def years(self, codes: frozenset[str]) -> set[int]:
        """This will give the years rewarded by these codes, with those proposed for this very year."""
        years = {year for award in self.awards(codes) if (year := award_year(award)) is not None}
        if self.facts.titles_proposed & codes:
            years.add(self.period_year)
        return years

    def anchor(self, codes: frozenset[str]) -> PriorAward | None:
        """This will give the oldest award of these codes that has not yet served as a step."""
        for key, award in self.past:
            if key in codes and not award.consumed and award.decided_on:
                return award
        return None


Check = Callable[[Case], Outcome]
CHECKS: dict[str, Callable[..., Check]] = {}


@dataclass(frozen=True, slots=True)
class Compiler:
    """What factories may consult while compiling: ordered words, award groups and names, the calendar, and the
    English of what they say in Vietnamese alone."""

    scales: Mapping[str, Scale]
    groups: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    calendar: WorkCalendar
    compile: Callable[[Mapping[str, Any]], tuple[Text, Check]]
    words: Mapping[str, Text] = field(default_factory=dict)

    def codes(self, names: list[str]) -> frozenset[str]:
        """This will spell out awards and groups (``ANY_BK_BO``) into the keys of prior awards that count."""
        return frozenset().union(*(self.groups.get(name) or keys_of(name) for name in names))

    def known(self, scale: str, words: Iterable[str]) -> frozenset[str]:
        """This will give the words as a set; raises LawError for one the scale does not hold."""
        found = frozenset(words)
        for word in sorted(found):
            self.scales[scale].rank(word)
        return found

    def name(self, names: list[str]) -> str | EitherOf:
        """This will give the short names of awards for a sentence."""
        known = tuple(self.names.get(name, name) for name in names)
        return EitherOf(known) if len(known) > 1 else "".join(known)


class EitherOf:
    """Several names, one of which is meant; the word between them is in the language of whoever reads."""

    __slots__ = ("names",)

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def __str__(self) -> str:
        between = _("hoặc")
        return f" {between} ".join(self.names)


def keys_of(code: str, types: frozenset[str] | None = None) -> frozenset[str]:
    """The keys under which awards of a code stand among the facts; ``types`` leaves out all other types."""
    special = SPECIAL_TYPES if types is None else [kind for kind in SPECIAL_TYPES if kind in types]
    return frozenset({code, *(f"{code}/{kind}" for kind in special)})


def code_of(key: str) -> str:
    """The award code of a key."""
    return key.partition("/")[0]


def check(kind: str) -> Callable[[Callable[..., Check]], Callable[..., Check]]:
    """This will enter a factory in the table of kinds."""

    def enter(factory: Callable[..., Check]) -> Callable[..., Check]:
        CHECKS[kind] = factory
        return factory

    return enter


def award_year(award: PriorAward) -> int | None:
    """The year an award rewards; the year of its decision when that was not recorded."""
    return award.year if award.year is not None else (award.decided_on.year if award.decided_on else None)


def met(observed: str) -> Outcome:
    """The condition holds."""
    return Outcome(Verdict.MET, observed)


def not_met(observed: str) -> Outcome:
    """The condition does not hold."""
    return Outcome(Verdict.NOT_MET, observed)


def needs_person(observed: str) -> Outcome:
    """Records cannot answer; a named person must."""
    return Outcome(Verdict.NEEDS_PERSON, observed)


def not_due(observed: str) -> Outcome:
    """The condition belongs to a later step."""
    return Outcome(Verdict.NOT_DUE, observed)


def either(holds: bool, observed: str) -> Outcome:
    """Met or not met, with the same observation."""
    return Outcome(Verdict.MET if holds else Verdict.NOT_MET, observed)


@lru_cache(maxsize=8192)
def day(on: date) -> str:
    """A day as people write it: dd/mm/yyyy."""
    return f"{on:%d/%m/%Y}"


def full_years(start: date, end: date) -> int:
    """Whole years between two days."""
    return full_months(start, end) // 12


def full_months(start: date, end: date) -> int:
    """Whole months between two days; never negative."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return max(0, months)


def cite(award: PriorAward) -> str:
    """An award as a record: year, decision number and day, as far as known."""
    words = [str(year)] if (year := award_year(award)) else []
    if award.decision_no:
        words.append(f"QĐ {award.decision_no}")
    if award.decided_on:
        words.append(day(award.decided_on))
    return ", ".join(words) or _("chưa rõ năm")
