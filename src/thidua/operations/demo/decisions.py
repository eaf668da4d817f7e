"""Group what was earned into decisions: issuer of the day, date, number in its series, signer."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from thidua.operations.demo.names import invent_name
from thidua.operations.demo.plans import CountryPlan, UnitPlan

MOST_HONOREES = 60
BY_OWN_UNIT = {"LDTT", "GK_CDCS"}
BY_UPPER_UNION = {"GK_CD"}
BY_TOP_UNION = {"BK_LDLD", "CO_LDLD"}
BY_STATE = {
    "BKTTG": "PM",
    "CSTDTQ": "PM",
    "CO_CP": "PM",
    "HCLD1": "PRESIDENT",
    "HCLD2": "PRESIDENT",
    "HCLD3": "PRESIDENT",
}
STATE_MARKS = {"PM": ("Thủ tướng Chính phủ", "TTg"), "PRESIDENT": ("Chủ tịch nước", "CTN")}
# Award: month, first and last day of decisions; in the year after unless "same".
CALENDAR: dict[str, tuple[str, int, int, int]] = {
    "LDTT": ("next", 1, 5, 18),
    "GK_CDCS": ("same", 12, 12, 26),
    "GK_CD": ("same", 12, 12, 26),
    "BK_LDLD": ("same", 12, 15, 24),
    "CO_LDLD": ("same", 12, 15, 24),
    "BK_TLD": ("next", 1, 12, 28),
    "CO_TLD": ("next", 1, 12, 28),
    "TTLDXS": ("next", 2, 5, 26),
    "CSTD_TLD": ("next", 3, 4, 26),
    "CSTDTQ": ("next", 7, 5, 28),
    "BKTTG": ("next", 5, 5, 28),
    "CO_CP": ("next", 4, 4, 27),
    "HCLD3": ("next", 8, 4, 26),
    "HCLD2": ("next", 8, 4, 26),
    "HCLD1": ("next", 8, 4, 26),
    "LDST": ("same", 10, 4, 28),
    "BK_TLD_CD": ("same", 11, 3, 26),
    "KNC_CD": ("same", 7, 20, 27),
}
FAMILY = {"CSTDCS": "LDTT", "TTLDTT": "LDTT"}
"""Titles a unit confers together: one decision each January, filed under LDTT."""


class DecisionPlan(NamedTuple):
    """`issuer_code` is a unit's code, or None for the Prime Minister and the President, whose signer is not named.

    `award` is the family: titles of a unit share a decision under LDTT, each entry says its own award.
    """

    key: int
    issuer_code: str | None
    issuer_name: str
    number: str
    decided_on: date
    signer_name: str
    signer_title: str
    award: str
    year: int


class Slot(NamedTuple):
    """Where an honoree's award is decided: the same slot means the same pile of names."""

    issuer: str
    award: str
    year: int
    decided_on: date


def decided_on(award: str, year: int, salt: str) -> date:
    """The day the issuer decides this award of this year; `salt` spreads issuers over the weeks."""
    when, month, first, last = CALENDAR[award]
    spread = sum(map(ord, salt)) * 7 + year * 3
    day = date(year + (when == "next"), month, first + spread % (last - first + 1))
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)


class Issuers:
    """Finds the body that decides an award for a unit on a day."""

    def __init__(self, country: CountryPlan, known_days: dict[tuple[str, str, int], date]) -> None:
        self._country = country
        self._known_days = known_days

    @cache  # noqa: B019  # lives as long as one plan is made
    def slot(self, unit_code: str, award: str, year: int) -> Slot | None:
        """Issuer and day, or None where the unit does not exist on the day or has nobody to decide."""
        award = FAMILY.get(award, award)
        if award in BY_STATE:
            issuer = BY_STATE[award]
            day = decided_on(award, year, issuer)
        else:
            day = decided_on(award, year, unit_code if award in BY_OWN_UNIT else award)
            found = self._issuer(unit_code, award, day)
            if found is None:
                return None
            issuer = found
            if award in BY_UPPER_UNION | BY_TOP_UNION:
                day = decided_on(award, year, issuer)
            day = self._known_days.get((issuer, award, year), day)
        is_live = self._exists(unit_code, day) and (award in BY_STATE or self._exists(issuer, day))
        return Slot(issuer, award, year, day) if is_live else None

    def _issuer(self, unit_code: str, award: str, day: date) -> str | None:
        if not self._exists(unit_code, day):
            return None
        path = self._country.path_on(unit_code, day)
        if award in BY_OWN_UNIT:
            return self._legal(path, day)
        if award in BY_UPPER_UNION:
            return path[1] if len(path) > 3 else None
        if award in BY_TOP_UNION:
            return path[-2] if len(path) > 1 else None
        return path[-1]

    def _legal(self, path: tuple[str, ...], day: date) -> str:
        """The unit itself, or its superior where it has no legal personality (NĐ 65/2014 Điều 26)."""
        for code in path:
            placement = self._country.by_code[code].placement_on(day)
            if placement is not None and placement.legal_personality:
                return code
        return path[-1]

    def _exists(self, code: str, day: date) -> bool:
        return self._country.by_code[code].placement_on(day) is not None


def number_decisions(
    rng: Random, country: CountryPlan, piles: Sequence[Slot], pinned: dict[Slot, int]
) -> list[DecisionPlan]:
    """Give each pile its number: ascending by day in the issuer's series of the calendar year.

    `pinned` numbers stay as they are; those before them count down from it, those after count up.
    """
    series: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, pile in enumerate(piles):
        series[pile.issuer, pile.decided_on.year].append(index)
    numbers: dict[int, int] = {}
    for members in series.values():
        members.sort(key=lambda i: (piles[i].decided_on, i))
        numbers.update(zip(members, _numbers(rng, [pinned.get(piles[i]) for i in members]), strict=True))
    signers = _Signers(rng, country)
    return [_decision(country, signers, i + 1, pile, numbers[i]) for i, pile in enumerate(piles)]


def _numbers(rng: Random, fixed: Sequence[int | None]) -> list[int]:
    for index, anchor in enumerate(fixed):
        if anchor is not None:
            return [anchor + i - index for i in range(len(fixed))]
    current, found = rng.randint(3, 60), []
    for _ in fixed:
        found.append(current)
        current += rng.randint(1, 9)
    return found


class _Signers:
    """An invented head for every issuer and five-year term."""

    def __init__(self, rng: Random, country: CountryPlan) -> None:
        self._rng, self._country = rng, country
        self._names: dict[tuple[str, int], str] = {("25", term): "Đàm Vĩnh Khoa" for term in range(400, 410)}

    def of(self, unit: UnitPlan, day: date) -> str:
        key = unit.code, (day.year + 2) // 5
        if key not in self._names:
            sex = "male" if self._rng.random() < 0.6 else "female"
            province = unit.birth_province or "01"
            self._names[key] = invent_name(self._rng, province, sex, self._rng.randint(1962, 1978))  # type: ignore[arg-type]  # one of two words
        return self._names[key]


def _decision(country: CountryPlan, signers: _Signers, key: int, pile: Slot, number: int) -> DecisionPlan:
    day = pile.decided_on
    if pile.issuer in STATE_MARKS:
        title, mark = STATE_MARKS[pile.issuer]
        return DecisionPlan(key, None, title, f"{number}/QĐ-{mark}", day, "", title, pile.award, pile.year)
    unit = country.by_code[pile.issuer]
    placement = unit.placement_on(day)
    assert placement is not None  # noqa: S101  # slot() made sure of it
    name = placement.short_name
    return DecisionPlan(
        key,
        unit.code,
        name,
        f"{number}/QĐ-{unit.mark}",
        day,
        signers.of(unit, day),
        "Chủ tịch",
        pile.award,
        pile.year,
    )
