"""An invented register of the country's size, by columns: units, people, names and honours. Seeded; no row is real.

Names are those of the demonstration (Kinh and other peoples, by fashion), with foreign ones, rare ones and slips of the
pen. Units and names are as uneven as in life: some are met in a hundred thousand lines, most in a few.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

SEED = 20260908
HEADS, UPPERS, UNITS = 83, 700, 120_000  # provinces of then and national unions; the level above; grassroots
TOP_ID = 1
PLACE = 1_000_000  # between the positions of two heads
FIRST_YEAR, LAST_YEAR = 1985, 2026
NAME_DRAWS = 800_000
PER_PERSON = 1.8
COLLECTIVES = 0.12
ANNULLED, CORRECTED = 0.003, 0.003
TYPES = ("merit", "adhoc", "movement", "contribution")
CLASSES = ("direct", "indirect", "manager")
LEADERS = {"direct": "direct_worker", "indirect": "", "manager": "leader"}
SEXES = ("male", "female")
LEVELS = {"grassroots": 0, "upper": 1, "province": 2}  # everything else is decided at the top
PERSON_AWARDS = (
    ("LDTT", 38), ("CSTDCS", 18), ("GK_CDCS", 14), ("GK_CD", 9), ("BK_LDLD", 10), ("BK_TLD", 3), ("KNC_CD", 3),
    ("CSTD_TLD", 0.6), ("LDST", 0.5), ("BKTTG", 0.4), ("BK_LDLD_DX", 0.6), ("HCLD3", 0.08), ("HCLD2", 0.02),
    ("HCLD1", 0.005), ("CSTDTQ", 0.05), ("GT_NDC", 0.01), ("AHLD", 0.004),
)  # fmt: skip
UNIT_AWARDS = (
    ("TTLDTT", 40), ("TTLDXS", 8), ("CO_LDLD", 4), ("CO_TLD", 2), ("BK_LDLD", 14), ("GK_CD", 14), ("BK_TLD", 5),
    ("HCLD3", 0.2), ("HCLD2", 0.05),
)  # fmt: skip
_FOREIGN = (
    "Kim", "Park", "Lee", "Choi", "Jung", "Min", "Soo", "Hyun", "Tanaka", "Hiroshi", "Yuki", "Sato", "Wang", "Wei",
    "Chen", "Michael", "John", "Anna", "Maria", "Peter", "Schmidt", "Ivanov", "Olga", "Sok", "Khamphone", "Phommasan",
)  # fmt: skip
_WORDS = (
    "May", "Sông", "Lô", "Giấy", "Việt", "Trì", "Hóa", "Chất", "Lâm", "Thao", "Măng", "Hữu", "Nghị", "Dệt", "Phú",
    "Thọ", "Cơ", "Khí", "Thủy", "Sản", "Minh", "Hải", "Đông", "Á", "Toàn", "Thắng", "Bình", "Dương", "Điện", "Lực",
    "Cao", "Su", "Dầu", "Tiếng", "Nhựa", "Tiền", "Phong", "Gạch", "Đáp", "Cầu", "Kính", "Bắc", "Sữa", "Mộc", "Châu",
    "Chè", "Hồng", "Hà", "Tân", "Thành", "An", "Long", "Nam", "Trung", "Sơn", "Quang", "Tín", "Nghĩa", "Đại", "Phát",
)  # fmt: skip
_SHAPES = ("CĐ Công ty TNHH {}", "CĐ Công ty CP {}", "CĐ Trường THPT {}", "Nghiệp đoàn {}", "CĐ Bệnh viện {}")
_JOBS = (
    "Công nhân",
    "Công nhân vận hành",
    "Kỹ sư",
    "Giáo viên",
    "Nhân viên",
    "Tổ trưởng",
    "Kế toán",
    "Điều dưỡng",
    "",
)
_DEEDS = (
    "Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo”", "", "", "", "", "",
    "Đã hoàn thành xuất sắc nhiệm vụ công tác công đoàn", "",
)  # fmt: skip


def units_of_country() -> list[tuple[int, int, str, str, int, str]]:
    """(id, position, name, kind, id of the unit above, code of the province), the top first."""
    draw = random.Random(SEED)
    rows = [(TOP_ID, 0, "Tổng Liên đoàn Lao động Việt Nam", "TLD", 0, "")]
    for n in range(HEADS):
        kind, code = ("PROV_FED", f"{n + 1:02}") if n < 63 else ("NAT_INDUSTRY", "")
        name = f"{'LĐLĐ tỉnh' if n < 63 else 'CĐ ngành'} {draw.choice(_WORDS)} {draw.choice(_WORDS)} {n + 1}"
        rows.append((2 + n, (n + 1) * PLACE, name, kind, TOP_ID, code))
    for n in range(UPPERS):
        head = _head_of_upper(n)
        name = f"LĐLĐ huyện {draw.choice(_WORDS)} {draw.choice(_WORDS)} {n + 1}"
        position = (head + 1) * PLACE + (n // HEADS + 1) * 40_000
        rows.append((2 + HEADS + n, position, name, "DISTRICT_FED", 2 + head, rows[1 + head][5]))
    below = [0] * UPPERS
    for n in range(UNITS):
        upper = min(int(draw.random() ** 1.5 * UPPERS), UPPERS - 1)
        below[upper] += 1
        above = rows[1 + HEADS + upper]
        name = draw.choice(_SHAPES).format(" ".join(draw.choices(_WORDS, k=3)))
        rows.append((2 + HEADS + UPPERS + n, above[1] + below[upper], name, "CDCS", above[0], above[5]))
    return rows


def _head_of_upper(n: int) -> int:
    return n % HEADS


def name_draws(count: int = NAME_DRAWS) -> list[str]:
    """Full names as often as they are met: the demonstration's, one in a hundred foreign, rare or misspelled."""
    from thidua.operations.demo.names import draw_ethnicity, invent_name

    draw = random.Random(SEED + 1)
    provinces = [f"{code:02}" for code in range(1, 64)]
    names = []
    for _n in range(count):
        sex = draw.choice(SEXES)
        province, year = draw.choice(provinces), draw.randint(1950, 2004)
        name = invent_name(draw, province, sex, year, draw_ethnicity(draw, province))
        chance = draw.random()
        if chance < 0.004:
            name = " ".join(draw.choices(_FOREIGN, k=draw.choice((2, 3))))
        elif chance < 0.008:
            name = f"{name.split()[0]} {_rare(draw)} {_rare(draw)}"
        elif chance < 0.011:
            name = misspelled(draw, name)
        names.append(name)
    return names


def _rare(draw: random.Random) -> str:
    ends = draw.choice(("", "n", "m", "ng", "k", "t"))
    return (
        draw.choice("BĐHKLMNRSTVXY") + draw.choice(("'", "", "h", "r", "l")) + draw.choice("aeiouơưâê") + ends
    )


def misspelled(draw: random.Random, name: str) -> str:
    """The name with one letter left out, doubled, exchanged or swapped with its neighbour."""
    at = draw.randrange(1, len(name) - 1)
    way = draw.randrange(4)
    if way == 0:
        return name[:at] + name[at + 1 :]
    if way == 1:
        return name[:at] + draw.choice("abcdeghiklmnopqrstuvxy") + name[at:]
    if way == 2:
        return name[:at] + draw.choice("abcdeghiklmnopqrstuvxy") + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


@dataclass
class World:
    """Everything the honours are about, as arrays; the same for every process that fills a part of the register."""

    rows: int
    names: list[str]  # of people, distinct; those of units follow
    unit_names: list[str]
    folded: list[str]  # distinct folded names of both
    folded_of: np.ndarray  # from a name to its folded one
    positions: np.ndarray
    above: np.ndarray  # per unit: row of the level above, of the head
    provinces: list[str]
    person_name: np.ndarray
    person_unit: np.ndarray
    person_sex: np.ndarray
    person_birth: np.ndarray
    person_class: np.ndarray
    levels: dict[str, str]
    years: dict[int, int] = field(default_factory=dict)  # lines of each year

    @property
    def persons(self) -> int:
        return len(self.person_name)

    @property
    def awards(self) -> list[str]:
        return sorted({code for code, _weight in (*PERSON_AWARDS, *UNIT_AWARDS)})


def make_world(rows: int) -> World:
    """Draw the country and its people for a register of so many grants."""
    from thidua.core.vietnamese import fold
    from thidua.domain.catalogue.library import library

    units = units_of_country()
    names, counts = np.unique(np.array(name_draws(), dtype=object), return_counts=True)
    chance = np.random.default_rng(SEED + 2)
    persons = int(rows / PER_PERSON)
    drawn = chance.choice(len(names), persons, p=counts / counts.sum()).astype(np.int32)
    first = 1 + HEADS + UPPERS
    everybody = [fold(str(name)) for name in names] + [fold(row[2]) for row in units]
    folded, folded_of = np.unique(np.array(everybody, dtype=object), return_inverse=True)
    return World(
        rows=rows,
        names=[str(name) for name in names],
        unit_names=[row[2] for row in units],
        folded=[str(name) for name in folded],
        folded_of=folded_of.astype(np.int32),
        positions=np.array([row[1] for row in units], dtype=np.int64),
        above=np.array([row[4] - 1 for row in units], dtype=np.int32),
        provinces=[row[5] for row in units],
        person_name=drawn,
        person_unit=(first + (chance.random(persons) ** 1.7 * UNITS)).astype(np.int32),
        person_sex=_sexes([str(name) for name in names])[drawn],
        person_birth=chance.integers(1945, 2004, persons).astype(np.int16),
        person_class=chance.choice(3, persons, p=[0.62, 0.26, 0.12]).astype(np.int8),
        levels={code: award.level for code, award in library().awards.items()},
        years=_lines_by_year(rows),
    )


def _sexes(names: list[str]) -> np.ndarray:
    return np.array(
        [" Thị" in name or name.endswith(("Lan", "Hoa", "Linh", "Nga")) for name in names], np.int8
    )


def _lines_by_year(rows: int) -> dict[int, int]:
    """Few until the registers were kept in earnest, then more every year."""
    weights = {
        year: 0.02 if year < 2005 else 1 + (year - 2005) * 0.12 for year in range(FIRST_YEAR, LAST_YEAR + 1)
    }
    whole = sum(weights.values())
    lines = {year: int(rows * weight / whole) for year, weight in weights.items()}
    lines[LAST_YEAR] += rows - sum(lines.values())
    return lines


@dataclass
class Honors:
    """The grants of one year: indexes into the world. ``decision`` counts within the year."""

    year: int
    holder: np.ndarray  # id of the subject
    unit: np.ndarray
    name: np.ndarray
    is_person: np.ndarray
    award: np.ndarray  # into ``World.awards``
    issuer: np.ndarray
    number: np.ndarray
    decision: np.ndarray
    days: np.ndarray
    kind: np.ndarray  # of commendation, into TYPES


def honors_of(world: World, year: int) -> Honors:
    """Draw the grants of one year."""
    lines = world.years[year]
    chance = np.random.default_rng(SEED + year)
    person = (chance.random(lines) ** 1.5 * world.persons).astype(np.int64)
    is_person = chance.random(lines) >= COLLECTIVES
    unit = np.where(
        is_person, world.person_unit[person], world.person_unit[chance.integers(0, world.persons, lines)]
    )
    award = np.where(
        is_person, _awards(chance, world, PERSON_AWARDS, lines), _awards(chance, world, UNIT_AWARDS, lines)
    )
    rank = np.array([LEVELS.get(world.levels[code], 3) for code in world.awards])[award]
    upper = world.above[unit]
    issuer = np.choose(rank, [unit, upper, world.above[upper], np.zeros(lines, dtype=np.int32)])
    number = (chance.random(lines) * np.array([2, 40, 400, 900])[rank]).astype(np.int64) + 1
    _keys, decision = np.unique(issuer.astype(np.int64) * 1000 + number, return_inverse=True)
    return Honors(
        year=year,
        holder=np.where(is_person, person + 1, world.persons + 1 + unit),
        unit=unit,
        name=np.where(is_person, world.person_name[person], len(world.names) + unit),
        is_person=is_person,
        award=award,
        issuer=issuer,
        number=number,
        decision=decision,
        days=np.minimum(number * 364 // np.array([3, 41, 401, 901])[rank], 363),
        kind=np.where(award == world.awards.index("KNC_CD"), 3, chance.choice(3, lines, p=[0.8, 0.05, 0.15])),
    )


def _awards(
    chance: np.random.Generator, world: World, weighted: tuple[tuple[str, float], ...], lines: int
) -> np.ndarray:
    weights = np.array([weight for _code, weight in weighted])
    places = np.array([world.awards.index(code) for code, _weight in weighted], dtype=np.int16)
    return places[chance.choice(len(places), lines, p=weights / weights.sum())]


def signs_of(world: World, issuer: int) -> str:
    """What stands behind the number of a decision of this issuer (a row of the units)."""
    if issuer == 0:
        return "QĐ-TLĐ"
    if issuer <= HEADS:
        return "QĐ-LĐLĐ" if issuer <= 63 else "QĐ-CĐN"
    return "QĐ-LĐLĐ" if issuer <= HEADS + UPPERS else "QĐ-CĐCS"


def parts(lines: int, size: int) -> Iterator[slice]:
    for start in range(0, lines, size):
        yield slice(start, min(start + size, lines))


def job_of(person: int) -> str:
    return _JOBS[person % len(_JOBS)]


JOBS, DEEDS = _JOBS, _DEEDS
NEW_YEAR = {year: date(year, 1, 1) for year in range(FIRST_YEAR, LAST_YEAR + 1)}
