"""Invent Vietnamese people: names by region, people and decade of birth, and valid identity numbers."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any, Literal

import yaml

from thidua.operations.reference.divisions import old_provinces

Sex = Literal["male", "female"]
KINH = "Kinh"
SOUTHERN_FROM = "46"
"""From Huế southward the surnames Huỳnh and Võ replace Hoàng and Vũ; the old codes run north to south."""
BORN_ELSEWHERE = 0.12
MALE_DIGITS = {19: 0, 20: 2}
"""First of the two digits for century and sex, NĐ 137/2015: even for men, the next odd one for women."""


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """A person of the demonstration; `identity_number` has twelve digits."""

    name: str
    born_on: date
    sex: Sex
    ethnicity: str
    identity_number: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A weighted list, kept cumulative so that one draw costs one bisection."""

    words: tuple[str, ...]
    cumulative: tuple[float, ...]

    def draw(self, rng: Random) -> str:
        return rng.choices(self.words, cum_weights=self.cumulative)[0]


def invent_person(
    rng: Random, province: str, sex: Sex, *, born_between: tuple[int, int] = (1966, 2004)
) -> InventedPerson:
    """Invent one person working in `province` (a code of the 63 old provinces), born in the given years."""
    born_on = date(rng.randint(*born_between), 1, 1) + timedelta(days=rng.randrange(365))
    ethnicity = draw_ethnicity(rng, province)
    name = invent_name(rng, province, sex, born_on.year, ethnicity)
    return InventedPerson(
        name, born_on, sex, ethnicity, invent_identity_number(rng, province, sex, born_on.year)
    )


def draw_ethnicity(rng: Random, province: str) -> str:
    """Draw a people by its share in the province; Kinh is what remains."""
    point = rng.random()
    for people, share in _words()["provinces"].get(province, {}).items():
        point -= share
        if point < 0:
            return str(people)
    return KINH


def invent_name(rng: Random, province: str, sex: Sex, year: int, ethnicity: str = KINH) -> str:
    """Put a full name together the way the people does; `year` of birth chooses the fashion."""
    if ethnicity == KINH:
        surname = _surnames("south" if province >= SOUTHERN_FROM else "north").draw(rng)
        return _kinh_name(rng, surname, sex, year)
    people = _words()["peoples"][ethnicity]
    surname = _choice(people["surnames"]).draw(rng)
    if people["style"] == "kinh":
        return _kinh_name(rng, surname, sex, year)
    given = _choice(people["given"][sex]).draw(rng)
    return _own_name(rng, people, sex, surname, given)


def invent_identity_number(rng: Random, province: str, sex: Sex, year: int) -> str:
    """Twelve digits: province of birth registration, century and sex, year, six random digits."""
    birthplace = rng.choice(_province_codes()) if rng.random() < BORN_ELSEWHERE else province
    century_and_sex = MALE_DIGITS[year // 100] + (sex == "female")
    return f"0{birthplace}{century_and_sex}{year % 100:02}{rng.randrange(1_000_000):06}"


def _kinh_name(rng: Random, surname: str, sex: Sex, year: int) -> str:
    fashion = _fashion(year)
    middle = _choice(_words()["middle"][sex][fashion]).draw(rng)
    given = _choice(_words()["given"][sex][fashion]).draw(rng)
    if middle.endswith(given):
        middle = "Văn" if sex == "male" else "Thị"
    return f"{surname} {middle} {given}"


def _own_name(rng: Random, people: dict[str, Any], sex: Sex, surname: str, given: str) -> str:
    if people["style"] == "own":
        return f"{surname} {_choice(people['middle'][sex]).draw(rng)} {given}"
    prefix = people["prefix"][sex]
    joined = prefix + given if prefix in {"", "H'"} else f"{prefix} {given}"
    if people["style"] == "clan_last":
        return f"{joined} {surname}"
    return f"{surname} {joined}" if people["style"] == "clan_first" else joined


def _fashion(year: int) -> int:
    """The decade list that fits: born before 1976, before 1993, later."""
    if year < 1976:
        return 1960
    return 1980 if year < 1993 else 2000


@cache
def _surnames(region: str) -> Choice:
    words = _words()["surnames"]
    return _choice(f"{words['all']}, {words[region]}")


@cache
def _choice(pairs: str) -> Choice:
    words, weights = [], []
    for pair in pairs.split(","):
        word, _, weight = pair.strip().rpartition(" ")
        known = weight.replace(".", "", 1).isdigit()
        words.append(word if known else pair.strip())
        weights.append(float(weight) if known else 1.0)
    return Choice(tuple(words), tuple(accumulate(weights)))


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((files(__package__) / "data/names.yaml").read_text("utf-8"))
    return data


@cache
def _province_codes() -> tuple[str, ...]:
    return tuple(province.code for province in old_provinces())
