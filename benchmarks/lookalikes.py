"""A labelled set for "who is who": an invented directory, and rows of lists that speak of its people and of others.

Rows are spoiled as lists of twenty years are: capitals and lost marks, day and month exchanged, a year off by one or only
the year, a middle name dropped, slips of the finger and of the reader, units renamed by a merger, people who moved.
Others bear the same name, the same birth day, or work beside their namesake: twins, cousins, and strangers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from thidua.core.vietnamese import fold, sort_key
from thidua.domain.people.blocks import Stated
from thidua.domain.people.identity import identity_hash
from thidua.operations.demo.names import invent_person

FIRST = 50_000_000  # ids and positions beyond those of anything real
PROVINCES = ("01", "25", "27", "31", "46", "48", "56", "75", "79", "92")
_LIST_YEAR = 2016
_OCR = {"ư": "u", "ơ": "o", "ô": "o", "n": "m", "i": "l", "g": "q", "h": "b", "e": "c", "đ": "d", "u": "ii"}
_LETTERS = "abcdeghiklmnopqrstuvxy"


@dataclass(frozen=True, slots=True)
class Human:
    """One person of the invented country."""

    id: int
    name: str
    born: date
    sex: str
    unit: int
    identity: str
    place: str
    has_date: bool  # whether the directory knows the day
    has_identity: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A directory, rows, and who each row truly is: an id of the directory, or nothing."""

    people: list[Human]
    rows: list[Stated]
    truth: dict[int, int | None]
    mergers: dict[int, int]  # units that went into another
    units: int


def labelled(people: int, rows: int, seed: int = 11) -> Labelled:
    """Invent a directory of so many people, and so many rows of which half speak of them."""
    draw = random.Random(seed)
    units = max(20, people // 120)
    mergers = {FIRST + n: FIRST + units + n // 3 for n in range(units) if n % 3 != 2}
    known = [_human(draw, FIRST + n, units) for n in range(people)]
    stated, truth = [], {}
    for key in range(rows):
        if draw.random() < 0.5:
            human = draw.choice(known)
            truth[key] = human.id
        else:
            human = _other(draw, draw.choice(known), units)
            truth[key] = None
        stated.append(_row(draw, key, human, units, mergers))
    return Labelled(known, stated, truth, mergers, units)


def _human(draw: random.Random, pk: int, units: int) -> Human:
    unit = FIRST + draw.randrange(units)
    province = PROVINCES[(unit - FIRST) % len(PROVINCES)]
    sex = draw.choice(("male", "female"))
    one = invent_person(draw, province, sex)  # type: ignore[arg-type]  # one of the two
    return Human(
        pk, one.name, one.born_on, sex, unit, str(draw.randrange(10**11, 10**12)),
        f"Xã {draw.randrange(900)}, {province}", has_date=draw.random() < 0.7, has_identity=draw.random() < 0.5,
    )  # fmt: skip


def _other(draw: random.Random, like: Human, units: int) -> Human:
    """Somebody who is not in the directory; some of them look like ``like``, who is."""
    fresh = _human(draw, 0, units)
    kind = draw.random()
    if kind < 0.90:
        return fresh
    if kind < 0.93:  # a namesake of the same day, elsewhere
        return replace(fresh, name=like.name, born=like.born, sex=like.sex)
    if kind < 0.95:  # a namesake of the same year in the province
        born = like.born.replace(day=1) + timedelta(days=draw.randrange(28))
        near = FIRST + (like.unit - FIRST + len(PROVINCES)) % units
        return replace(fresh, name=like.name, sex=like.sex, born=born, unit=near)
    if kind < 0.97:  # a namesake in the same unit, years apart
        return replace(fresh, name=like.name, sex=like.sex, unit=like.unit)
    # a twin or a cousin beside them: another given name
    name = " ".join([*like.name.split()[:-1], fresh.name.split()[-1]])
    return replace(fresh, name=name, born=like.born, unit=like.unit, place=like.place)


def _row(draw: random.Random, key: int, human: Human, units: int, mergers: dict[int, int]) -> Stated:
    name, born, year = _name(draw, human.name), *_born(draw, human.born)
    unit: int | None = human.unit
    luck = draw.random()
    if luck < 0.2:
        unit = mergers.get(human.unit, human.unit)
    elif luck < 0.28:  # they moved since
        unit = FIRST + (human.unit - FIRST + len(PROVINCES) * draw.randrange(1, 4)) % units
    elif luck < 0.33:
        unit = None
    has_number = draw.random() < 0.2
    number = human.identity if draw.random() < 0.97 else f"{draw.randrange(10**8, 10**9)}"
    return Stated(
        key, name, born, year, human.sex if draw.random() < 0.7 else "", unit,
        human.place if draw.random() < 0.3 else "", number if has_number else "",
    )  # fmt: skip


def _name(draw: random.Random, name: str) -> str:
    words = name.split()
    if len(words) > 2 and draw.random() < 0.04:
        words = [words[0], *words[2:]] if draw.random() < 0.5 else [*words[:-2], words[-1]]
    name = " ".join(words)
    if draw.random() < 0.04:
        name = _slip(draw, name)
    if draw.random() < 0.03:
        at = [place for place, letter in enumerate(name) if letter in _OCR]
        if at:
            place = draw.choice(at)
            name = name[:place] + _OCR[name[place]] + name[place + 1 :]
    if draw.random() < 0.15:
        name = fold(name).title()
    return name.upper() if draw.random() < 0.2 else name


def _slip(draw: random.Random, name: str) -> str:
    at = draw.randrange(1, len(name) - 1)
    kind = draw.randrange(3)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + draw.choice(_LETTERS) + name[at:]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def _born(draw: random.Random, born: date) -> tuple[date | None, int | None]:
    luck = draw.random()
    if luck < 0.25:
        year = born.year + (draw.choice((-1, 1)) if draw.random() < 0.05 else 0)
        return (date(year, 1, 1), year) if draw.random() < 0.2 else (None, year)
    if luck < 0.28 and born.day <= 12:
        return date(born.year, born.day, born.month), born.year
    if luck < 0.31:
        year = born.year + draw.choice((-1, 1))
        return date(year, born.month, min(born.day, 28)), year
    return born, born.year


def load(made: Labelled) -> None:
    """Write units and people with COPY, in the caller's transaction."""
    from django.db import connection

    merged = {new: old for old, new in made.mergers.items()}
    ids = [FIRST + n for n in range(made.units)] + sorted(merged)
    tables: list[tuple[str, Iterator[tuple[Any, ...]]]] = [
        ("organizations_organization (id, code, position)", ((n, f"Z{n}", 10 * n) for n in ids)),
        (
            "organizations_placement (organization_id, line, during, path, name, short_name, folded, kind,"
            " province_code, sector, has_legal_personality)",
            (_placement(n, merged) for n in ids),
        ),
        (
            "organizations_succession (predecessor_id, successor_id, kind, effective_on, instrument,"
            " carries_achievement)",
            ((old, new, "merge", f"{_LIST_YEAR}-01-01", "QĐ", True) for old, new in made.mergers.items()),
        ),
        (
            "people_subject (id, kind, name, folded, sort_key, organization_id, created_at)",
            (
                (h.id, "person", h.name, fold(h.name), sort_key(h.name)[:300], h.unit, "2016-01-01")
                for h in made.people
            ),
        ),
        (
            "people_person (subject_id, birth_date, birth_year, sex, identity_hash, native_place, job,"
            " position_class, leader_class, education, identity_note, is_ethnic_minority, is_on_union_payroll)",
            (_person(h) for h in made.people),
        ),
    ]
    with connection.cursor() as cursor:
        for table, rows in tables:
            with cursor.copy(f"copy {table} from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute("analyze people_trait, people_subject, people_person, organizations_succession")


def _placement(unit: int, merged: dict[int, int]) -> tuple[Any, ...]:
    province = PROVINCES[(merged.get(unit, unit) - FIRST) % len(PROVINCES)]
    name = f"CĐCS {unit}"
    return unit, "union", "[2000-01-01,)", str(unit), name, name, fold(name), "CDCS", province, "state", True


def _person(human: Human) -> tuple[Any, ...]:
    number = identity_hash(human.identity) if human.has_identity else None
    born = human.born if human.has_date else None
    return (
        human.id, born, human.born.year, human.sex, number, human.place, "", "", "", "", "", False, False,
    )  # fmt: skip
