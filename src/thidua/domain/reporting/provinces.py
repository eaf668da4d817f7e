"""The provinces of before and since 01/07/2025 (Resolution 202/2025/QH15): 63 codes, and the 34 they went into."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

CHANGED_ON = date(2025, 7, 1)
_FILE = Path(__file__).with_name("provinces.csv")
_NEW_NAMES = {"08": "Tuyên Quang", "15": "Lào Cai", "24": "Bắc Ninh", "44": "Quảng Trị", "52": "Gia Lai",
              "80": "Tây Ninh", "79": "TP. Hồ Chí Minh", "91": "An Giang", "82": "Đồng Tháp"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormerProvince:
    """A province of before July 2025 and the code of the one it is part of since."""

    code: str
    name: str
    since_2025: str


@cache
def former_provinces() -> dict[str, FormerProvince]:
    """The 63 by code."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: FormerProvince(**row) for row in csv.DictReader(file)}


@cache
def present_names() -> dict[str, str]:
    """The 34 by code: most kept the name of the former province with the same code."""
    former = former_provinces()
    codes = sorted({one.since_2025 for one in former.values()})
    return {code: _NEW_NAMES.get(code) or former[code].name for code in codes}


def parts_of(code: str) -> tuple[str, ...]:
    """The former codes that are now the province ``code``; its own code alone when there are none."""
    found = tuple(one.code for one in former_provinces().values() if one.since_2025 == code)
    return found or (code,)


def province_names(codes: Iterable[str]) -> list[str]:
    """Names for codes; a whole present province is named once."""
    wanted = set(codes)
    names = []
    for code, name in present_names().items():
        if set(parts_of(code)) <= wanted:
            names.append(name)
            wanted -= set(parts_of(code))
    former = former_provinces()
    return names + [former[code].name for code in sorted(wanted) if code in former]
