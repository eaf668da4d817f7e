"""Plan the register: eleven years of awards to persons and collectives, in numbered decisions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from thidua.operations.demo.amendments import CorrectionPlan, EntryPlan, RevocationPlan, correct, revoke
from thidua.operations.demo.careers import invent_achievement, invent_union_achievement
from thidua.operations.demo.decisions import (
    FAMILY,
    MOST_HONOREES,
    DecisionPlan,
    Issuers,
    Slot,
    number_decisions,
)
from thidua.operations.demo.ladder import Record, honors_of
from thidua.operations.demo.people import SHOWCASE_HOLDER, TODAY, PeoplePlan, ServicePlan
from thidua.operations.demo.plans import CountryPlan, UnitPlan

FIRST_DECISION = date(2016, 1, 1)
"""Persons' awards begin here; a few collectives climbed their first rungs before."""
COLLECTIVE_SHARE = 0.08
ORDERS_LADDER = (("BK_LDLD", 0), ("BK_TLD", 1), ("BKTTG", 6), ("HCLD3", 11), ("HCLD2", 16), ("HCLD1", 21))
"""Years after the first certificate at which an eminent collective takes the next step."""
# award, achievement year, issuer, day, number, place in the list, sentence
SHOWCASE: tuple[tuple[str, int, str, date, int, int, str], ...] = (
    (
        "GK_CD",
        2021,
        "N25-CT",
        date(2021, 12, 22),
        41,
        3,
        "Vượt mức sản lượng giấy in quý IV, không để lỡ ca nào",
    ),
    ("CSTDCS", 2023, "25-0184", date(2024, 1, 9), 88, 4, "Thay trình tự rửa chăn ép, giảm 18 phút mỗi ca"),
    ("CSTDCS", 2024, "25-0184", date(2025, 1, 10), 96, 2, "Sản lượng 104 % định mức, tỷ lệ giấy đứt 3,4 %"),
    ("BK_LDLD", 2025, "25", date(2025, 12, 19), 1182, 47, "Giảm giấy đứt, tiết kiệm nguyên liệu máy xeo 3"),
)


@dataclass(frozen=True)
class RegisterPlan:
    """Rows ready for COPY: decisions by key, entries by decision and line."""

    decisions: tuple[DecisionPlan, ...]
    entries: tuple[EntryPlan, ...]
    revocations: tuple[RevocationPlan, ...]
    corrections: tuple[CorrectionPlan, ...]


class Candidate(NamedTuple):
    """An honor with who, where and as what, waiting for its decision."""

    award: str
    slot: Slot
    person: int | None
    unit: UnitPlan
    service: ServicePlan | None
    achievement: str
    line: int


def plan_register(
    country: CountryPlan, people: PeoplePlan, n: int = 60_000, seed: int = 2027
) -> RegisterPlan:
    """Plan `n` entries of 2016–2026; deterministic, the showcase person's awards always among them."""
    rng = Random(seed)  # noqa: S311  # invents a demonstration, keeps no secret
    issuers = Issuers(
        country, {(issuer, FAMILY.get(award, award), year): day for award, year, issuer, day, *_ in SHOWCASE}
    )
    collectives = list(_collectives(rng, country, issuers, round(n * COLLECTIVE_SHARE)))
    pinned = list(_showcase(country, people))
    wanted = n - len(collectives) - len(pinned)
    persons = _persons(rng, country, people, issuers, wanted)
    piles = _piles([*pinned, *collectives, *persons])
    fixed = {
        Slot(issuer, FAMILY.get(award, award), year, day): number
        for award, year, issuer, day, number, *_ in SHOWCASE
    }
    decisions = number_decisions(rng, country, [slot for slot, _ in piles], fixed)
    entries = _entries(country, people, decisions, piles)
    entries, revocations = revoke(rng, entries, decisions)
    entries, corrections = correct(rng, entries, decisions)
    return RegisterPlan(tuple(decisions), tuple(entries), tuple(revocations), tuple(corrections))


def _persons(
    rng: Random, country: CountryPlan, people: PeoplePlan, issuers: Issuers, wanted: int
) -> list[Candidate]:
    """Whole persons in random order until there are enough, then small commendations for the rest."""
    records, posts = _records(people), _posts(people)
    order = [record.person.key for record in records.values() if record.person.key != SHOWCASE_HOLDER]
    rng.shuffle(order)
    found: list[Candidate] = []
    for key in order:
        if len(found) >= wanted:
            break
        own = [
            _candidate(rng, country, issuers, posts[key], key, honor.award, honor.year)
            for honor in honors_of(rng, records[key])
        ]
        found += _unbroken([c for c in own if c is not None])
    found = found[:wanted]
    while len(found) < wanted:
        key = rng.choice(order)
        year = rng.randint(2016, 2025)
        extra = _candidate(rng, country, issuers, posts[key], key, "GK_CDCS", year)
        if extra is not None and records[key].ratings.get(year) in {"HTXSNV", "HTTNV"}:
            found.append(extra)
    return found


def _unbroken(own: list[Candidate]) -> list[Candidate]:
    """Drop what stood on an award that could not be decided, so that every ladder keeps its rungs."""
    kept: list[Candidate] = []
    given: set[tuple[str, int]] = set()
    for candidate in own:
        award, year = candidate.award, candidate.slot.year
        if all(rung in given for rung in _rungs(award, year)) and _climbed(award, year, given):
            given.add((award, year))
            kept.append(candidate)
    return kept


def _rungs(award: str, year: int) -> tuple[tuple[str, int], ...]:
    """What must stand in the register for the award to follow."""
    return {
        "CSTDCS": (("LDTT", year),),
        "CSTD_TLD": (("CSTDCS", year), ("CSTDCS", year - 1), ("CSTDCS", year - 2)),
        "CSTDTQ": (("CSTD_TLD", year - 1), ("CSTD_TLD", year - 2)),
        "BK_TLD": (("BK_LDLD", year - 1),),
        "CO_CP": (("CO_TLD", year),),
        "TTLDXS": (("TTLDTT", year),),
    }.get(award, ())


def _climbed(award: str, year: int, given: set[tuple[str, int]]) -> bool:
    lower = {"BKTTG": "BK_TLD", "HCLD3": "BKTTG", "HCLD2": "HCLD3", "HCLD1": "HCLD2"}.get(award)
    return lower is None or any(name == lower and year - then >= 5 for name, then in given)


def _records(people: PeoplePlan) -> dict[int, Record]:
    records = {person.key: Record(person) for person in people.persons}
    for rating in people.ratings:
        records[rating.person].ratings[rating.year] = rating.rating
    for initiative in people.initiatives:
        records[initiative.person].initiatives[initiative.year] = initiative.benefit
    for service in people.services:
        records[service.person].is_direct = service.position_class == "direct"
    return records


def _posts(people: PeoplePlan) -> dict[int, list[ServicePlan]]:
    posts: dict[int, list[ServicePlan]] = defaultdict(list)
    for service in people.services:
        posts[service.person].append(service)
    return posts


def _candidate(  # noqa: PLR0917  # one honor, in the order of who, what, when
    rng: Random,
    country: CountryPlan,
    issuers: Issuers,
    posts: list[ServicePlan],
    key: int,
    award: str,
    year: int,
) -> Candidate | None:
    """The honor with the post of that day, or None where no decision is possible or it lies ahead of today."""
    for service in posts:
        slot = issuers.slot(service.unit_code, award, year)
        if slot is None or not FIRST_DECISION <= slot.decided_on <= TODAY:
            continue
        day = slot.decided_on
        if service.since <= day and (service.until is None or day < service.until):
            unit = country.by_code[service.unit_code]
            sentence = invent_achievement(rng, unit.trade, service.position_class)
            return Candidate(award, slot, key, unit, service, sentence, 0)
    return None


def _collectives(rng: Random, country: CountryPlan, issuers: Issuers, wanted: int) -> Iterator[Candidate]:
    """Grassroots unions honored as a whole; some climb from flags to the orders, five years a step."""
    units = [
        u for u in country.units if u.placements[0].kind in {"CDCS", "NGHIEP_DOAN"} and u.since.year < 2015
    ]
    rng.shuffle(units)
    left = wanted
    for unit in units:
        own = sorted(_collective_honors(rng, unit), key=lambda honor: honor[1])
        found = [c for a, y in own if (c := _collective(rng, issuers, unit, a, y)) is not None]
        kept = _unbroken(found)[:left]
        yield from kept
        left -= len(kept)
        if left <= 0:
            return


def _collective_honors(rng: Random, unit: UnitPlan) -> Iterator[tuple[str, int]]:
    strength = rng.random()
    is_eminent = unit.members > 900 and strength > 0.4
    for year in range(2015, 2026):
        if rng.random() < 0.3 + 0.3 * strength:
            yield "TTLDTT", year
            if rng.random() < 0.35 * strength:
                yield "TTLDXS", year
        if rng.random() < 0.1 * strength:
            yield "CO_LDLD", year
        if rng.random() < 0.05 * strength:
            yield "CO_TLD", year
            if is_eminent and rng.random() < 0.4:
                yield "CO_CP", year
    if is_eminent:
        start = rng.choice((2003, 2006, 2010, 2015))
        yield from ((award, start + after) for award, after in ORDERS_LADDER if start + after < 2026)


def _collective(rng: Random, issuers: Issuers, unit: UnitPlan, award: str, year: int) -> Candidate | None:
    slot = issuers.slot(unit.code, award, year)
    if slot is None or slot.decided_on > TODAY:
        return None
    return Candidate(award, slot, None, unit, None, invent_union_achievement(rng), 0)


def _showcase(country: CountryPlan, people: PeoplePlan) -> Iterator[Candidate]:
    service = next(s for s in people.services if s.person == SHOWCASE_HOLDER)
    unit = country.by_code[service.unit_code]
    for award, year, issuer, day, _, line, sentence in SHOWCASE:
        slot = Slot(issuer, FAMILY.get(award, award), year, day)
        yield Candidate(award, slot, SHOWCASE_HOLDER, unit, service, sentence, line)
        if award == "CSTDCS":
            yield Candidate("LDTT", slot, SHOWCASE_HOLDER, unit, service, sentence, line)


def _piles(candidates: Iterable[Candidate]) -> list[tuple[Slot, list[Candidate]]]:
    """Candidates of one slot, cut into decisions of at most sixty, in the order of days."""
    by_slot: dict[Slot, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_slot[candidate.slot].append(candidate)
    piles = []
    for slot, own in sorted(by_slot.items(), key=lambda item: (item[0].decided_on, item[0])):
        pieces = -(-len(own) // MOST_HONOREES)
        piles += [(slot, own[i::pieces]) for i in range(pieces)]
    return piles


def _entries(
    country: CountryPlan,
    people: PeoplePlan,
    decisions: list[DecisionPlan],
    piles: list[tuple[Slot, list[Candidate]]],
) -> list[EntryPlan]:
    entries: list[EntryPlan] = []
    numbers = _RegisterNumbers(country)
    for decision, (slot, own) in zip(decisions, piles, strict=True):
        for line, candidate in enumerate(_in_order(own, people), start=1):
            number = numbers.next(slot)
            entries.append(_entry(len(entries) + 1, decision, line, number, candidate, people))
    return numbers.moved_to_showcase(entries)


def _in_order(own: list[Candidate], people: PeoplePlan) -> list[Candidate]:
    """By name, as lists are; whoever has a fixed place gets it."""
    ordered = sorted(own, key=lambda c: (c.line > 0, _honoree(c, people), c.person or 0, c.award))
    for candidate in [c for c in ordered if c.line]:
        ordered.remove(candidate)
        ordered.insert(candidate.line - 1, candidate)
    return ordered


def _honoree(candidate: Candidate, people: PeoplePlan) -> str:
    if candidate.person is not None:
        return people.persons[candidate.person - 1].name
    placement = candidate.unit.placement_on(candidate.slot.decided_on)
    return placement.name if placement else candidate.unit.placements[-1].name


def _entry(  # noqa: PLR0917  # the columns of one line
    key: int, decision: DecisionPlan, line: int, number: str, candidate: Candidate, people: PeoplePlan
) -> EntryPlan:
    service = candidate.service
    placement = candidate.unit.placement_on(decision.decided_on)
    return EntryPlan(
        key=key,
        decision=decision.key,
        line=line,
        register_no=number,
        award=candidate.award,
        year=decision.year,
        person=candidate.person,
        honoree=_honoree(candidate, people),
        unit_code=candidate.unit.code,
        unit_name=placement.short_name if placement else "",
        title=_title(service) if service else "",
        position_class=service.position_class if service else "",
        sex=people.persons[candidate.person - 1].sex if candidate.person else "",
        achievement=candidate.achievement,
        status="valid",
    )


def _title(service: ServicePlan) -> str:
    """Post and workplace, the workplace only where the post does not name it."""
    place = service.workplace.removeprefix("P. ").lower()
    return service.title if place in service.title.lower() else f"{service.title}, {service.workplace}"


class _RegisterNumbers:
    """Running numbers of each issuer's book: PT-25-01182. Federations of the same name share initials."""

    def __init__(self, country: CountryPlan) -> None:
        self._country = country
        self._counts: dict[str, int] = defaultdict(int)

    def next(self, slot: Slot) -> str:
        book = f"{self._prefix(slot.issuer)}-{slot.decided_on.year % 100:02}"
        self._counts[book] += 1
        return f"{book}-{self._counts[book]:05}"

    def _prefix(self, issuer: str) -> str:
        if issuer in {"25", "C25"}:
            return "PT"
        unit = self._country.by_code.get(issuer)
        if unit is None:
            return {"PM": "TTg", "PRESIDENT": "CTN"}[issuer]
        return "TLĐ" if unit.placements[0].kind == "TLD" else issuer

    def moved_to_showcase(self, entries: list[EntryPlan]) -> list[EntryPlan]:
        """Let the showcase book begin later, so that the certificate in it has its known number."""
        award, year, *_, number, _, _ = SHOWCASE[-1]
        book = f"PT-{year % 100}-"
        fixed = next(e for e in entries if (e.person, e.award, e.year) == (SHOWCASE_HOLDER, award, year))
        shift = number - int(fixed.register_no.removeprefix(book))
        return [
            e._replace(register_no=f"{book}{int(e.register_no.removeprefix(book)) + shift:05}")
            if e.register_no.startswith(book)
            else e
            for e in entries
        ]
