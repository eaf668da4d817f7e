"""How likely two records are one person, by Fellegi and Sunter: each agreement and disagreement is weighed in bits.

A weight is log2(m / u): m is how often the records of one person agree so, u how often two people do by chance. That
is why a common name says little: "Nguyễn Thị Hường" is borne by thousands, "Đàm Vĩnh Khoa" by one or two. Start from
how rare it is that two records of the country are one person, add the weights, and the sum is the odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2

from thidua.core.vietnamese import fold, nfc

COUNTRY = 11_000_000
"""Union members; a directory may hold few of them, yet the person asked about may be any."""
SURE = 0.995
DOUBTFUL = 0.01
CLASH = -5.0

_SURNAMES = {
    "nguyen": 0.38, "tran": 0.11, "le": 0.095, "pham": 0.07, "phan": 0.045, "hoang": 0.025, "huynh": 0.025,
    "dang": 0.021, "bui": 0.02, "vu": 0.02, "vo": 0.02, "do": 0.014, "ho": 0.013, "ngo": 0.013, "duong": 0.01,
}  # fmt: skip
_MIDDLES = {"thi": 0.33, "van": 0.2, "": 0.05}
_OTHER_SURNAME, _OTHER_MIDDLE, _GIVEN = 0.003, 0.01, 0.008
_BELIEF = 200_000
"""So many people must be in a directory before its own counts of names weigh as much as the table above."""
_LEAST_UNIT = 300  # a unit is at least so large, however few of its people are in the directory
_DAYS, _YEARS = 14_600, 40


@dataclass(frozen=True, slots=True)
class Known:
    """What a record says of a person. ``bearers`` of the name and people of the ``unit`` are counts in the directory."""

    name: str
    folded: str
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    unit: int | None = None  # one number for a unit and all it grew out of
    province: str = ""
    place: str = ""  # native place, folded
    identity: bytes = b""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Among whom the two are compared: people in the directory, bearers of the name, people of the unit."""

    people: int
    bearers: int = 0
    colleagues: int = 0

    @property
    def size(self) -> int:
        return max(self.people, COUNTRY)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The weight of all evidence in bits, and the reasons as words of the program, strongest first."""

    bits: float
    reasons: tuple[str, ...]
    name_bits: float

    def odds(self, expected: float, crowd: Crowd) -> float:
        """The odds that the two are one, when ``expected`` records of a person are looked for in the crowd."""
        return expected / crowd.size * 2 ** min(self.bits, 200.0)


Evidence = tuple[str, float]


def likeness(first: Known, second: Known, crowd: Crowd) -> Likeness:
    """Compare two records."""
    name = _name(first, second, crowd)
    found = [
        name,
        _identity(first, second),
        _birth(first, second),
        _sex(first, second),
        _unit(first, second, crowd),
        _place(first, second),
    ]
    told = sorted((one for one in found if one[0]), key=lambda one: -abs(one[1]))
    return Likeness(sum(bits for _word, bits in found), tuple(word for word, _bits in told), name[1])


@lru_cache(maxsize=20_000)
def is_sure_by_day(folded: str) -> bool:
    """Whether two records of one name and one birth day are surely one person, wherever in the country they are."""
    day = date(1980, 2, 3)
    one = Known("", folded, day, day.year)
    crowd = Crowd(0)
    return shares([likeness(one, one, crowd).odds(0.5, crowd)])[0] >= SURE


def shares(odds: Sequence[float]) -> list[float]:
    """The probability of each of several candidates, of whom at most one is the person."""
    whole = 1 + sum(odds)
    return [one / whole for one in odds]


def name_share(folded: str, crowd: Crowd) -> float:
    """How many people bear a name, as a share: from its parts, and from the directory the more the larger it is."""
    parts = folded.split()
    if not parts:
        return 1.0
    surname = _SURNAMES.get(parts[0], _OTHER_SURNAME)
    middle = _MIDDLES.get(" ".join(parts[1:-1]), _OTHER_MIDDLE)
    return (crowd.bearers + _BELIEF * surname * middle * _GIVEN) / (crowd.people + _BELIEF)


def _name(first: Known, second: Known, crowd: Crowd) -> Evidence:
    share = name_share(first.folded, crowd)
    if first.folded == second.folded:
        return _same_letters(first.name, second.name, log2(0.85 / share))
    if _is_shortened(first.folded, second.folded):
        parts = first.folded.split()
        return "name_shortened", log2(0.06 / (_SURNAMES.get(parts[0], _OTHER_SURNAME) * _GIVEN * 0.3))
    longest = max(len(first.folded), len(second.folded))
    distance = edits(first.folded, second.folded, 2)
    if distance == 1:
        return "name_typo", log2(0.05 / (15 * share))
    if distance == 2 and longest >= 10:
        return "name_typo", log2(0.01 / (150 * share))
    return "other_name", -8.0


def _same_letters(first: str, second: str, bits: float) -> Evidence:
    """Other marks on the same letters speak against one person, unless one of the two was written without marks."""
    one, two = nfc(first).lower(), nfc(second).lower()
    if one == two or one == fold(one) or two == fold(two):
        return "name", bits
    return "name_marks", bits - 3.0


def _is_shortened(first: str, second: str) -> bool:
    """Whether one name is the other without a middle name."""
    one, two = first.split(), second.split()
    if len(one) < 2 or len(two) < 2 or len(one) == len(two) or one[0] != two[0] or one[-1] != two[-1]:
        return False
    short, long = sorted((one[1:-1], two[1:-1]), key=len)
    rest = iter(long)
    return all(word in rest for word in short)


def _identity(first: Known, second: Known) -> Evidence:
    if not first.identity or not second.identity:
        return "", 0.0
    return ("identity", 30.0) if first.identity == second.identity else ("other_identity", -14.0)


def _birth(first: Known, second: Known) -> Evidence:
    one, two = _whole(first.birth_date), _whole(second.birth_date)
    if one and two:
        return _birth_dates(one, two)
    years = first.birth_year, second.birth_year
    if years[0] is None or years[1] is None:
        return "", 0.0
    if years[0] == years[1]:
        return "birth_year", log2(0.93 * _YEARS)
    return (
        ("birth_year_near", log2(0.03 * _YEARS / 2))
        if abs(years[0] - years[1]) == 1
        else ("other_birth", -6.0)
    )


def _birth_dates(one: date, two: date) -> Evidence:
    if one == two:
        return "birth_date", log2(0.93 * _DAYS)
    if one.year == two.year and (one.day, one.month) == (two.month, two.day):
        return "birth_swapped", log2(0.015 * _DAYS)
    if abs(one.year - two.year) == 1 and (one.day, one.month) == (two.day, two.month):
        return "birth_year_near", log2(0.02 * _DAYS / 2)
    if one.year == two.year and (one.day == two.day or one.month == two.month):
        return "birth_partly", log2(0.02 / (1 / _YEARS * (1 / 30 + 1 / 12)))
    return "other_birth", -3.0 if one.year == two.year else -7.0


def _whole(day: date | None) -> date | None:
    """A birth day; the first of January stands for a year of which no more is known."""
    return None if day is None or (day.month, day.day) == (1, 1) else day


def _sex(first: Known, second: Known) -> Evidence:
    if not first.sex or not second.sex:
        return "", 0.0
    return ("", 0.9) if first.sex == second.sex else ("other_sex", -6.0)


def _unit(first: Known, second: Known, crowd: Crowd) -> Evidence:
    if first.unit is None or second.unit is None:
        return "", 0.0
    if first.unit == second.unit:
        return "unit", log2(0.7 * crowd.size / max(crowd.colleagues, _LEAST_UNIT))
    if not first.province or not second.province:
        return "", -1.0
    return ("province", log2(0.2 / 0.03)) if first.province == second.province else ("other_province", -2.5)


def _place(first: Known, second: Known) -> Evidence:
    if not first.place or not second.place:
        return "", 0.0
    one, two = set(first.place.replace(",", " ").split()), set(second.place.replace(",", " ").split())
    return ("native_place", 4.3) if one <= two or two <= one else ("", -1.5)


def _without_common_ends(first: str, second: str) -> tuple[str, str]:
    """What is left of two texts without the letters that both begin and end with: most names share a surname."""
    first, second = _without_common_start(first, second)
    first, second = _without_common_start(first[::-1], second[::-1])
    return first[::-1], second[::-1]


def _without_common_start(first: str, second: str) -> tuple[str, str]:
    pairs = enumerate(zip(first, second, strict=False))
    start = next((at for at, (one, two) in pairs if one != two), min(len(first), len(second)))
    return first[start:], second[start:]


def edits(first: str, second: str, most: int) -> int:
    """How many letters differ, are missing, or changed places with their neighbor; ``most`` + 1 when more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    first, second = _without_common_ends(first, second)
    two_back, back, row = [0], [0], list(range(len(second) + 1))
    for at, letter in enumerate(first, start=1):
        two_back, back, row = back, row, [at]
        for other_at, other in enumerate(second, start=1):
            cost = min(back[other_at] + 1, row[-1] + 1, back[other_at - 1] + (letter != other))
            is_swap = at > 1 and other_at > 1 and letter == second[other_at - 2] and first[at - 2] == other
            row.append(min(cost, two_back[other_at - 2] + 1) if is_swap else cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
