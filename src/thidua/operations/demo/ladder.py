"""Who earned what in which year: each person's chain of awards, consistent with ratings and with what came before."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from thidua.operations.demo.people import PersonPlan

FIRST_YEAR, LAST_YEAR = 2015, 2026
"""Achievement years; an annual award is decided in the January after, so decisions run from 2016 to 2026."""
DIRECT_BENEFIT, OTHER_BENEFIT = 80_000_000, 150_000_000
"""Benefit from which a solution may earn the creative-labor certificate, QĐ 1564/QĐ-TLĐ 2014 Điều 16."""
YEARS_TO_THE_NEXT = 5


class Honor(NamedTuple):
    """One award earned for one year, before it is put into a decision."""

    award: str
    year: int


@dataclass(slots=True)
class Record:
    """What is known of a person: ratings and initiatives by year, and the awards already given."""

    person: PersonPlan
    ratings: dict[int, str] = field(default_factory=dict)
    initiatives: dict[int, int] = field(default_factory=dict)
    """Year to the benefit in VND of that year's initiative."""
    is_direct: bool = True
    given: dict[str, list[int]] = field(default_factory=dict)

    def had(self, award: str, year: int) -> bool:
        return year in self.given.get(award, ())

    def last(self, award: str) -> int:
        """Year of the last such award, 0 where there is none."""
        return max(self.given.get(award, (0,)))

    def excellent(self, *years: int) -> bool:
        return all(self.ratings.get(year) == "HTXSNV" for year in years)


def honors_of(rng: Random, record: Record) -> Iterator[Honor]:
    """Walk the years of one person from the lowest award to the highest."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        if record.ratings.get(year) in {"HTXSNV", "HTTNV"}:
            for award in _awards_of_year(rng, record, year):
                record.given.setdefault(award, []).append(year)
                yield Honor(award, year)


def _awards_of_year(rng: Random, record: Record, year: int) -> Iterator[str]:
    if year < LAST_YEAR:
        yield from _titles(rng, record, year)
        yield from _certificates(rng, record, year)
        yield from _state_awards(rng, record, year)
    yield from _yearly_exceptions(rng, record, year)


def _titles(rng: Random, record: Record, year: int) -> Iterator[str]:
    """CSTĐCS stands on LĐTT and an initiative of the year; higher titles on unbroken chains."""
    is_fighter = year in record.initiatives or (year >= 2024 and record.excellent(year))
    chance = 0.72 if record.had("CSTDCS", year - 1) else 0.2
    if record.person.is_officer:
        chance += 0.2
    if is_fighter and rng.random() < chance:
        yield "LDTT"
        yield "CSTDCS"
        three = record.had("CSTDCS", year - 1) and record.had("CSTDCS", year - 2)
        if record.person.is_officer and three and year in record.initiatives and rng.random() < 0.8:
            yield "CSTD_TLD"
    elif rng.random() < 0.05:
        yield "LDTT"
    if record.had("CSTD_TLD", year - 1) and record.had("CSTD_TLD", year - 2) and not record.last("CSTDTQ"):
        yield "CSTDTQ"


def _certificates(rng: Random, record: Record, year: int) -> Iterator[str]:
    """The federation's certificate comes the year before the Confederation's."""
    if record.had("BK_LDLD", year - 1) and record.excellent(year) and rng.random() < 0.42:
        yield "BK_TLD"
        return
    two_titles = record.had("CSTDCS", year) and record.had("CSTDCS", year - 1)
    ready = record.excellent(year - 1, year) or two_titles
    if ready and year - record.last("BK_LDLD") > 2 and rng.random() < (0.5 if two_titles else 0.12):
        yield "BK_LDLD"
    elif rng.random() < 0.03:
        yield "GK_CD"
    elif rng.random() < 0.05:
        yield "GK_CDCS"


def _state_awards(rng: Random, record: Record, year: int) -> Iterator[str]:
    """Prime Minister's certificate five years after the Confederation's, then the orders, five years each."""
    for lower, higher in (("BK_TLD", "BKTTG"), ("BKTTG", "HCLD3"), ("HCLD3", "HCLD2")):
        since = record.given.get(lower, (year,))[0]
        good = all(record.ratings.get(y) in {"HTXSNV", "HTTNV"} for y in range(since, year + 1))
        titles = sum(since <= y <= year for y in record.given.get("CSTDCS", ()))
        if year - since >= YEARS_TO_THE_NEXT and good and not record.last(higher):
            if (titles >= 3 or higher != "BKTTG") and rng.random() < 0.6:
                yield higher
            return


def _yearly_exceptions(rng: Random, record: Record, year: int) -> Iterator[str]:
    """Awards decided within the year: creative labor, thematic certificates, the badge for long service."""
    needed = DIRECT_BENEFIT if record.is_direct else OTHER_BENEFIT
    if record.initiatives.get(year, 0) >= needed and rng.random() < 0.26:
        yield "LDST"
    if record.excellent(year) and rng.random() < 0.012:
        yield "BK_TLD_CD"
    years = year - record.person.member_since.year
    weighted = years if record.person.is_officer else years * 0.75
    if weighted >= 20 and not record.last("KNC_CD") and rng.random() < 0.08:
        yield "KNC_CD"
