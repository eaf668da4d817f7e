"""Invent the people of the country: where they worked and when, how they were rated, what they improved."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import NamedTuple

from thidua.operations.demo.careers import Job, PositionClass, invent_initiative, invent_job
from thidua.operations.demo.grassroots import SHOWCASE
from thidua.operations.demo.names import KINH, InventedPerson, Sex, invent_identity_number, invent_person
from thidua.operations.demo.plans import CountryPlan, UnitPlan

TODAY = date(2026, 12, 8)
YEARS = range(2014, 2027)
"""Rated years, first and last included."""
RATINGS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
NAMESAKES, DUPLICATES = 40, 12
"""Pairs who only share name and year of birth; pairs who are one person entered twice, once without a number."""
DISCIPLINED_SHARE = 0.0066
"""Some of the years drawn fall outside a person's service; about 0.5 % of persons remain."""
MOVED_SHARE = 0.06
OFFICER_SHARE = 0.04
WOMEN = {
    **dict.fromkeys(("garment", "footwear"), 0.79),
    **dict.fromkeys(("electronics", "school", "hospital"), 0.68),
    **dict.fromkeys(("bank", "food", "retail"), 0.57),
    **dict.fromkeys(("mining", "construction", "transport", "port", "fishing"), 0.14),
    **dict.fromkeys(("machinery", "power", "rail"), 0.21),
}
"""Share of women by trade, 0.45 elsewhere."""
ACTIVE_UNITS, ACTIVE_SHARE = 450, 0.88
"""Most persons belong to units that keep full records; the others have a few each."""
SHOWCASE_WEIGHT = 3
STEADY_FROM = 2023
"""The showcase persons are rated excellent from this year on."""
SHOWCASE_HOLDER = 1
"""Key of Nguyễn Thị Hường, the first of the cast; her initiatives and awards are fixed."""
SHOWCASE_INITIATIVES = (
    (2023, "Bộ chèn kín bơm bột tận dụng", 0, "198/QĐ-GVT", date(2023, 11, 10)),
    (2024, "Thay trình tự rửa chăn ép", 0, "212/QĐ-GVT", date(2024, 11, 18)),
    (
        2026,
        "Lắp cảm biến căng tại lô ép 2, báo trước khi giấy sắp đứt",
        214_000_000,
        "57/QĐ-GVT",
        date(2026, 9, 8),
    ),
)
SANCTIONS = ("Khiển trách", "Cảnh cáo", "Kéo dài thời hạn nâng lương")


class PersonPlan(NamedTuple):
    """`key` counts from 1; `card` is the union card number; `identity_number` is None where the file lacks it."""

    key: int
    name: str
    born_on: date
    sex: Sex
    ethnicity: str
    identity_number: str | None
    native_province: str
    card: str
    member_since: date
    is_officer: bool


class ServicePlan(NamedTuple):
    """A post held by a person; `until` is the first day no longer held."""

    person: int
    unit_code: str
    since: date
    until: date | None
    title: str
    position_class: PositionClass
    workplace: str


class RatingPlan(NamedTuple):
    person: int
    year: int
    rating: str


class InitiativePlan(NamedTuple):
    """A recognized initiative; `benefit` in whole VND, 0 where it was not counted; `scope` co_so, bo or toan_quoc."""

    person: int
    unit_code: str
    year: int
    title: str
    scope: str
    benefit: int
    number: str
    decided_on: date


class DisciplinePlan(NamedTuple):
    person: int
    sanction: str
    since: date
    until: date


@dataclass(frozen=True)
class PeoplePlan:
    """Rows ready for COPY, each table by person; pairs are keys of persons."""

    persons: tuple[PersonPlan, ...]
    services: tuple[ServicePlan, ...]
    ratings: tuple[RatingPlan, ...]
    initiatives: tuple[InitiativePlan, ...]
    disciplines: tuple[DisciplinePlan, ...]
    namesakes: tuple[tuple[int, int], ...]
    duplicates: tuple[tuple[int, int], ...]


class _Draft:
    """Rows while they are being collected."""

    def __init__(self) -> None:
        self.persons: list[PersonPlan] = []
        self.services: list[ServicePlan] = []
        self.ratings: list[RatingPlan] = []
        self.initiatives: list[InitiativePlan] = []
        self.disciplines: list[DisciplinePlan] = []


def plan_people(country: CountryPlan, n: int = 30_000, seed: int = 2026) -> PeoplePlan:
    """Invent `n` persons with their service, ratings 2014–2026, initiatives and discipline."""
    rng = Random(seed)  # noqa: S311  # invents a demonstration, keeps no secret
    draft = _Draft()
    for row in _cast():
        if row["unit"] in country.by_code:
            _add_cast(draft, rng, country, row)
    employers = _Employers(country)
    while len(draft.persons) < n:
        _add_anyone(draft, rng, employers)
    namesakes, duplicates = _pairs(draft, rng)
    return PeoplePlan(
        tuple(draft.persons[:n]),
        tuple(draft.services),
        tuple(draft.ratings),
        tuple(draft.initiatives),
        tuple(draft.disciplines),
        namesakes,
        duplicates,
    )


class _Employers:
    """Draws units by size, and a neighbour in the same province for those who move."""

    def __init__(self, country: CountryPlan) -> None:
        self.units = [u for u in country.units if u.placements[0].kind in {"CDCS", "NGHIEP_DOAN"}]
        bodies = {"PROV_FED", "COMMUNE_UNION", "ZONE_UNION", "DISTRICT_FED"}
        self.bodies = [u for u in country.units if u.placements[0].kind in bodies]
        sizes = [
            (u.members + 40) ** 0.8 * (SHOWCASE_WEIGHT if u.birth_province in SHOWCASE else 1)
            for u in self.units
        ]
        largest = sorted(sizes, reverse=True)[:ACTIVE_UNITS][-1]
        self._weights = list(accumulate(sizes))
        self._active = list(accumulate(min(size, 4 * largest) if size >= largest else 0 for size in sizes))
        self._by_province: dict[str, list[UnitPlan]] = {}
        for unit in self.units:
            self._by_province.setdefault(unit.birth_province, []).append(unit)

    def draw(self, rng: Random) -> UnitPlan:
        if rng.random() < OFFICER_SHARE:
            return rng.choice(self.bodies)
        weights = self._active if rng.random() < ACTIVE_SHARE else self._weights
        return rng.choices(self.units, cum_weights=weights)[0]

    def neighbor(self, rng: Random, unit: UnitPlan) -> UnitPlan:
        return rng.choice(self._by_province.get(unit.birth_province) or [unit])


@cache
def _cast() -> tuple[dict[str, str], ...]:
    """The persons the showcase province needs by name."""
    return tuple(csv.DictReader((files(__package__) / "data/cast.csv").read_text("utf-8").splitlines()))


def _add_cast(draft: _Draft, rng: Random, country: CountryPlan, row: dict[str, str]) -> None:
    unit, sex = country.by_code[row["unit"]], ("female" if row["sex"] == "female" else "male")
    assert sex in {"female", "male"}  # noqa: S101  # narrows the type for the next lines
    year = int(row["born"])
    born_on = date(year, 1, 1) + timedelta(days=rng.randrange(365))
    number = invent_identity_number(rng, "25", sex, year)  # type: ignore[arg-type]  # checked one line above
    person = InventedPerson(row["name"], born_on, sex, KINH, number)  # type: ignore[arg-type]  # as above
    start = max(unit.since, date(year + 21, 3, 1))
    position = {"direct": "direct", "indirect": "indirect"}.get(row["class"], "manager")
    key = _add_person(draft, rng, person, unit, start, is_officer=unit.trade == "union")
    draft.services.append(
        ServicePlan(key, unit.code, start, unit.until, row["title"], position, row["workplace"])  # type: ignore[arg-type]  # one of three words
    )
    _add_record(draft, rng, key, [(start, unit)], is_steady=True)
    if key == SHOWCASE_HOLDER:
        for year_, title, benefit, decision, day in SHOWCASE_INITIATIVES:
            draft.initiatives.append(
                InitiativePlan(key, unit.code, year_, title, "co_so", benefit, decision, day)
            )


def _add_anyone(draft: _Draft, rng: Random, employers: _Employers) -> None:
    unit = employers.draw(rng)
    sex: Sex = "female" if rng.random() < WOMEN.get(unit.trade, 0.45) else "male"
    province = unit.birth_province or unit.placements[0].province_code or "01"
    person = invent_person(rng, province, sex)
    grown = date(person.born_on.year + rng.randint(19, 30), rng.randint(1, 12), 1)
    start = max(grown, unit.since)
    if start > date(2025, 1, 1) and unit.since < date(2025, 1, 1):
        start = date(2024, rng.randint(1, 12), 1)
    if unit.until is not None and start >= unit.until:
        return
    key = _add_person(draft, rng, person, unit, start, is_officer=unit.trade == "union")
    stays = _add_services(draft, rng, employers, key, unit, start)
    _add_record(draft, rng, key, stays)


def _add_person(
    draft: _Draft, rng: Random, person: InventedPerson, unit: UnitPlan, start: date, *, is_officer: bool
) -> int:
    key = len(draft.persons) + 1
    number = person.identity_number
    draft.persons.append(
        PersonPlan(
            key,
            person.name,
            person.born_on,
            person.sex,
            person.ethnicity,
            number,
            number[1:3],
            f"{unit.code}-{rng.randrange(100_000, 1_000_000)}",
            start,
            is_officer,
        )
    )
    return key


def _add_services(  # noqa: PLR0917  # the state of the walk, passed from step to step
    draft: _Draft, rng: Random, employers: _Employers, key: int, unit: UnitPlan, start: date
) -> list[tuple[date, UnitPlan]]:
    """One post, or two where the person moves to another unit of the province. Returns the stays."""
    job = invent_job(rng, unit.trade)
    if rng.random() < MOVED_SHARE and unit.trade != "union":
        other = employers.neighbor(rng, unit)
        moved = max(start, date(2012, 1, 1)) + timedelta(days=rng.randrange(400, 4000))
        if other is not unit and _exists(unit, moved) and _exists(other, moved) and moved < TODAY:
            draft.services.append(ServicePlan(key, unit.code, start, moved, *_post(job)))
            draft.services.append(
                ServicePlan(key, other.code, moved, other.until, *_post(invent_job(rng, other.trade)))
            )
            return [(start, unit), (moved, other)]
    draft.services.append(ServicePlan(key, unit.code, start, unit.until, *_post(job)))
    return [(start, unit)]


def _post(job: Job) -> tuple[str, PositionClass, str]:
    return job.title, job.position_class, job.workplace


def _exists(unit: UnitPlan, day: date) -> bool:
    return unit.since <= day and (unit.until is None or day < unit.until)


def _add_record(
    draft: _Draft, rng: Random, key: int, stays: list[tuple[date, UnitPlan]], *, is_steady: bool = False
) -> None:
    """Ratings year by year; a good worker stays good, so ratings of a person hang together."""
    talent = 0.8 if is_steady else rng.random()
    sanctioned = 0 if is_steady or rng.random() >= DISCIPLINED_SHARE else rng.choice(YEARS)
    for year in YEARS:
        unit = _unit_in(stays, year)
        if unit is None:
            continue
        if year == sanctioned:
            since = date(year, rng.randint(1, 9), 15)
            draft.disciplines.append(
                DisciplinePlan(key, rng.choice(SANCTIONS), since, date(year + 1, since.month, 15))
            )
            draft.ratings.append(RatingPlan(key, year, RATINGS[3 if rng.random() < 0.5 else 2]))
            continue
        point = rng.random()
        rating = 0 if point < talent**2 else 1 if point < 0.72 + 0.25 * talent else 2
        if is_steady and year >= STEADY_FROM:
            rating = 0
        draft.ratings.append(RatingPlan(key, year, RATINGS[rating]))
        eagerness = 0.6 if unit.trade == "union" else 0.28
        if point < eagerness * talent and rating == 0 and key != SHOWCASE_HOLDER:
            draft.initiatives.append(_initiative(rng, key, unit, year))


def _unit_in(stays: list[tuple[date, UnitPlan]], year: int) -> UnitPlan | None:
    """The unit that judges the year: where the person was at its end, if there for most of it."""
    last = date(year, 12, 1)
    for start, unit in reversed(stays):
        if start <= date(year, 2, 15) or (start <= last and len(stays) > 1):
            return unit if _exists(unit, last) else None
    return None


def _initiative(rng: Random, key: int, unit: UnitPlan, year: int) -> InitiativePlan:
    draw = rng.random()
    scope = "co_so" if draw < 0.88 else "bo" if draw < 0.985 else "toan_quoc"
    benefit = round(rng.lognormvariate(4.6, 0.9)) * 1_000_000 if rng.random() < 0.7 else 0
    day = date(year, rng.randint(4, 11), rng.randint(1, 28))
    number = f"{rng.randint(20, 290)}/QĐ-{unit.mark or 'CĐCS'}"
    title = invent_initiative(rng, unit.trade)
    return InitiativePlan(key, unit.code, year, title, scope, benefit, number, day)


def _pairs(draft: _Draft, rng: Random) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """Give some persons the name and year of another: namesakes in another province, duplicates the same day too."""
    chosen = (
        rng.sample(range(60, len(draft.persons)), 2 * (NAMESAKES + DUPLICATES))
        if len(draft.persons) > 400
        else []
    )
    couples = list(_couples(draft, chosen))
    namesakes, duplicates = couples[:NAMESAKES], couples[NAMESAKES:][:DUPLICATES]
    for first, second in namesakes:
        _become_namesake(draft, rng, first, second)
    for first, second in duplicates:
        one = draft.persons[first - 1]
        other = draft.persons[second - 1]
        draft.persons[second - 1] = one._replace(
            key=other.key, identity_number=None, card=other.card, member_since=other.member_since
        )
    return tuple(namesakes), tuple(duplicates)


def _couples(draft: _Draft, chosen: list[int]) -> Iterator[tuple[int, int]]:
    for one, other in zip(chosen[::2], chosen[1::2], strict=True):
        yield draft.persons[one].key, draft.persons[other].key


def _become_namesake(draft: _Draft, rng: Random, first: int, second: int) -> None:
    one, other = draft.persons[first - 1], draft.persons[second - 1]
    province = other.native_province if other.native_province != one.native_province else "36"
    if province == one.native_province:
        province = "01"
    born_on = one.born_on + timedelta(days=-(one.born_on.timetuple().tm_yday // 2) or 1)
    number = invent_identity_number(rng, province, one.sex, born_on.year)
    draft.persons[second - 1] = one._replace(
        key=second,
        born_on=born_on,
        identity_number=f"0{province}{number[3:]}",
        native_province=province,
        card=other.card,
        member_since=other.member_since,
    )
