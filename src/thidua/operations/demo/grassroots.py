"""Invent grassroots unions: what they are called, what they make, where they are and who is above them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from thidua.operations.demo.uppers import districts_of, home_communes
from thidua.operations.reference.divisions import OldDistrict, old_provinces, unions

SHOWCASE = {"25", "26", "17"}
SHOWCASE_SHARE = 0.05
"""The three provinces that became Phú Thọ hold at least this part of the units, 150 of 3,000."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A place of work before it is put into the tree; `before` and `after` name the union above."""

    district: OldDistrict
    trade: str
    line: str
    name: str
    short: str
    mark: str
    before: str
    after: str
    members: int
    is_known: bool = False


def invent_workplaces(rng: Random, count: int) -> list[Workplace]:
    """Well-known enterprises first, then invented ones; no name twice in a province."""
    found = [_settled(rng, place) for place in known_workplaces()][:count]
    taken = {_scope(place) for place in found}
    for index, province in enumerate(_province_draws(rng, count - len(found))):
        place = _invent(rng, province)
        if _scope(place) in taken and place.district.name not in place.name:
            place = _named(place, f"{place.name} {place.district.name}")
        if _scope(place) in taken:
            place = _named(place, f"{place.name} {index}")
        taken.add(_scope(place))
        found.append(_settled(rng, place))
    return found


@cache
def known_workplaces() -> tuple[Workplace, ...]:
    """The enterprises and institutions of `enterprises.csv`."""
    return tuple(_read_known())


def _read_known() -> Iterator[Workplace]:
    text = (files(__package__) / "data/enterprises.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        district = next(d for d in districts_of(row["province"]) if d.name == row["district"])
        yield Workplace(
            district, row["trade"], row["line"], row["name"], row["short"], row["mark"], "", "", 0, True
        )


def _province_draws(rng: Random, count: int) -> list[str]:
    codes = [province.code for province in old_provinces()]
    drawn = rng.choices(codes, [_words()["weights"].get(code, 1) for code in codes], k=max(count, 0))
    missing = int(SHOWCASE_SHARE * count) - sum(code in SHOWCASE for code in drawn)
    showcase = sorted(SHOWCASE)
    drawn[: max(missing, 0)] = [rng.choice(showcase) for _ in range(max(missing, 0))]
    return drawn


@cache
def _trade_table() -> tuple[tuple[str, ...], tuple[float, ...]]:
    trades = _words()["trades"]
    return tuple(trades), tuple(row[0] for row in trades.values())


def _invent(rng: Random, province: str) -> Workplace:
    names, weights = _trade_table()
    trade = rng.choices(names, weights)[0]
    _, line, words = _words()["trades"][trade]
    district = rng.choice(districts_of(province))
    if trade == "informal" and province in _words()["coastal"]:
        trade = "fishing"
    name = _public_name(rng, trade, district) if not words else _company_name(rng, line, rng.choice(words))
    return Workplace(district, trade, line, name, name, _mark(name), "", "", 0)


def _company_name(rng: Random, line: str, word: str) -> str:
    if line == "fdi":
        brand = rng.choice(_words()["foreign_first"]) + rng.choice(_words()["foreign_last"])
        return f"Công ty TNHH {word} {brand} {rng.choice(('Vina', 'Việt Nam'))}"
    form = "TNHH MTV" if line == "state" else rng.choice(("TNHH", "CP", "CP"))
    return f"Công ty {form} {word} {rng.choice(_words()['first'])} {rng.choice(_words()['last'])}"


def _public_name(rng: Random, trade: str, district: OldDistrict) -> str:
    place = district.name
    if trade == "school":
        own = home_communes()[district.code]
        local = rng.choice(own).name if own and rng.random() < 0.6 else rng.choice(_words()["heroes"])
        return f"{rng.choice(_words()['schools'])} {local}"
    if trade == "informal":
        return f"Nghiệp đoàn {rng.choice(_words()['guilds'])} {place}"
    if trade == "fishing":
        own = home_communes()[district.code]
        return f"Nghiệp đoàn nghề cá {rng.choice(own).name if own else place}"
    return f"{rng.choice(_words()['local'][trade])} {place}"


def _scope(place: Workplace) -> tuple[str, str]:
    """Where a name must be its own: the province since 2025, or the country for what national unions organize."""
    return "" if place.line == "state" else place.district.successor, place.name


def _named(place: Workplace, name: str) -> Workplace:
    return replace(place, name=name, short=name)


def _settled(rng: Random, place: Workplace) -> Workplace:
    """Give the workplace its size and the unions above it before and after 01/07/2025."""
    before = _above_before(rng, place)
    members = round(rng.lognormvariate(5.2, 1.1)) + (900 if place.is_known else 12)
    return replace(place, before=before, after=_above_after(rng, place, before), members=min(members, 28000))


def _above_before(rng: Random, place: Workplace) -> str:
    sector = _national_union(rng, place)
    if sector:
        return sector
    if place.line == "public_service":
        return (
            {"hospital": "YT", "school": "GD"}.get(place.trade, "province")
            if rng.random() < 0.3
            else "district"
        )
    if place.line == "administration":
        return "VC" if rng.random() < 0.4 else "district"
    if place.mark in {"SLT", "GVT", "PVP", "XHN"}:
        return "CT"
    if place.line == "fdi":
        return "zone" if place.is_known or rng.random() < 0.65 else "district"
    return rng.choices(("district", "zone", "CT", "province"), (50, 25, 15, 10))[0]


def _national_union(rng: Random, place: Workplace) -> str:
    """A sector or corporation union for some State enterprises outside the showcase provinces."""
    if place.line != "state" or place.district.province in SHOWCASE or place.trade not in _sectors():
        return ""
    return rng.choice(_sectors()[place.trade]) if rng.random() < 0.8 else ""


@cache
def _sectors() -> dict[str, tuple[str, ...]]:
    """Trade to the upper unions that organize it and still exist."""
    found: dict[str, list[str]] = {}
    for row in (*unions()["sector_unions"], *unions()["corporation_unions"]):
        for trade in row["trades"] if "until" not in row else ():
            found.setdefault(trade, []).append(row["code"])
    return {trade: tuple(codes) for trade, codes in found.items()}


def _above_after(rng: Random, place: Workplace, before: str) -> str:
    """Where the unit went on 01/07/2025; "ended" for those that stopped paying dues on 15/06/2025."""
    if before.startswith(("CN-", "TC-")):
        return before
    leaving = {"office": 0.9, "school": 0.75, "hospital": 0.45}.get(place.trade, 0.0)
    if rng.random() < leaving and not place.is_known:
        return "ended"
    if before == "zone":
        return "zone"
    if before in {"CT", "province"} or place.is_known:
        return "province"
    return "commune" if rng.random() < 0.8 else "province"


@cache
def _mark_letters(word: str) -> str:
    return word[0].upper() if word[0].isalpha() else word


def _mark(name: str) -> str:
    """Initials for decision numbers: "Công ty CP Giấy An Hòa" gives CTCPGAH, cut to the last four."""
    return "".join(_mark_letters(word) for word in name.split())[-4:]


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((files(__package__) / "data/workplaces.yaml").read_text("utf-8"))
    return data
