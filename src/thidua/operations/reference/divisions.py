"""Read the committed tables of administrative divisions and of upper unions.

Every function is pure and cached; rows are frozen. Codes are those of the General Statistics Office.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

CHANGED_ON = date(2025, 7, 1)
"""First day of the two-level local government; every older division ended the day before."""


@dataclass(frozen=True, slots=True)
class OldProvince:
    code: str
    name: str
    kind: str
    successor: str


@dataclass(frozen=True, slots=True)
class OldDistrict:
    code: str
    name: str
    kind: str
    province: str
    successor: str


@dataclass(frozen=True, slots=True)
class NewProvince:
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Commune:
    code: str
    name: str
    kind: str
    province: str
    districts: tuple[str, ...]


@cache
def old_provinces() -> tuple[OldProvince, ...]:
    """The 63 provinces until 30/06/2025, by code; `successor` is a code of `new_provinces`."""
    return tuple(OldProvince(**row) for row in _rows("provinces_until_2025.csv"))


@cache
def old_districts() -> tuple[OldDistrict, ...]:
    """The 696 districts until 30/06/2025, by code."""
    return tuple(OldDistrict(**row) for row in _rows("districts_until_2025.csv"))


@cache
def new_provinces() -> tuple[NewProvince, ...]:
    """The 34 provinces since 01/07/2025, by code."""
    return tuple(NewProvince(**row) for row in _rows("provinces_since_2025.csv"))


@cache
def communes() -> tuple[Commune, ...]:
    """The 3,321 communes since 01/07/2025, by code, each with the former districts it covers."""
    return tuple(
        Commune(row["code"], row["name"], row["kind"], row["province"], tuple(row["districts"].split()))
        for row in _rows("communes_since_2025.csv")
    )


@cache
def predecessors() -> dict[str, tuple[OldProvince, ...]]:
    """New province code to the old provinces it was formed from; one of them where nothing merged."""
    found: dict[str, list[OldProvince]] = {}
    for province in old_provinces():
        found.setdefault(province.successor, []).append(province)
    return {code: tuple(parts) for code, parts in found.items()}


@cache
def unions() -> dict[str, Any]:
    """The Confederation, sector and corporation unions and instruments, as `unions.yaml` lists them."""
    text = (files(__package__) / "unions.yaml").read_text("utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader((files(__package__) / name).read_text("utf-8").splitlines())
