"""The upper structure: which unions stood above the grassroots, when, and under what names."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from thidua.operations.reference.divisions import (
    CHANGED_ON,
    Commune,
    NewProvince,
    OldDistrict,
    OldProvince,
    communes,
    new_provinces,
    old_districts,
    predecessors,
)

CONFEDERATION = "TLD"
EPOCH = date(1989, 7, 1)
DECIDED = "Quyết định của Đoàn Chủ tịch Tổng Liên đoàn"
STANDING_COMMITTEE = "Quyết định của Ban Thường vụ Liên đoàn Lao động tỉnh"

# When the province, and with it its federation, was set up again; the others stand since the epoch.
FOUNDED = {
    **dict.fromkeys(("02", "08", "10", "15", "17"), date(1991, 10, 1)),
    **dict.fromkeys(
        ("37", "94", "92", "84", "86", "60", "58", "64", "62", "42", "40", "77"), date(1992, 4, 1)
    ),
    **dict.fromkeys(
        ("06", "19", "25", "26", "24", "27", "30", "33", "35", "36", "48", "49", "74", "70", "95", "96"),
        date(1997, 1, 1),
    ),
    **dict.fromkeys(("12", "11", "67", "66", "93"), date(2004, 1, 1)),
}
# Local sector unions: code, name, whether only some provinces have it.
LOCAL_SECTORS = {
    "CT": ("Công Thương", "CĐCT"),
    "GD": ("Giáo dục", "CĐGD"),
    "YT": ("Y tế", "CĐYT"),
    "VC": ("Viên chức", "CĐVC"),
}
# Provinces where the commune unions are many or few; elsewhere one for about six communes.
COMMUNE_UNIONS = {"79": 145, "25": 44, "11": 3, "12": 2, "04": 3, "01": 60, "75": 38, "24": 40, "31": 42}
COMMUNES_FOR_A_UNION = 6
# Communes that must have a union of their own in the showcase province.
PINNED_COMMUNES = ("Việt Trì", "Vĩnh Yên", "Hòa Bình", "Thanh Miếu", "Lâm Thao", "Phong Châu", "Phúc Yên")
# (province, districts since, old name, kind, their code, day): what was split or put together before 2025.
FORMER_DISTRICTS = (
    ("01", ("019", "021"), "Từ Liêm", "Huyện", "H019X", date(2014, 4, 1), "Nghị quyết 132/NQ-CP", "split"),
    (
        "46",
        ("474", "475"),
        "Huế",
        "Thành phố",
        "H474X",
        date(2025, 1, 1),
        "Nghị quyết 175/2024/QH15",
        "split",
    ),
    ("79", ("769",), "2", "Quận", "H769A", date(2021, 1, 1), "Nghị quyết 1111/NQ-UBTVQH14", "merge"),
    ("79", ("769",), "9", "Quận", "H769B", date(2021, 1, 1), "Nghị quyết 1111/NQ-UBTVQH14", "merge"),
    ("79", ("769",), "Thủ Đức", "Quận", "H769C", date(2021, 1, 1), "Nghị quyết 1111/NQ-UBTVQH14", "merge"),
    ("22", ("193",), "Hoành Bồ", "Huyện", "H193A", date(2020, 1, 1), "Nghị quyết 837/NQ-UBTVQH14", "absorb"),
)
# District code: kind it had before the day it was raised.
RAISED_DISTRICTS = {
    "222": ("Huyện", date(2024, 2, 1)),
    "721": ("Thị xã", date(2024, 5, 1)),
    "723": ("Thị xã", date(2023, 4, 10)),
    "205": ("Thị xã", date(2024, 11, 1)),
    "311": ("Huyện", date(2025, 1, 1)),
    "172": ("Thị xã", date(2022, 4, 1)),
    "290": ("Thị xã", date(2019, 3, 1)),
    "244": ("Thị xã", date(2018, 4, 1)),
    "476": ("Huyện", date(2025, 1, 1)),
    "748": ("Thị xã", date(2012, 8, 23)),
    "718": ("Huyện", date(2014, 4, 1)),
    "449": ("Huyện", date(2015, 5, 1)),
}


@dataclass(frozen=True, slots=True)
class Region:
    """One new province with the old ones it came from."""

    new: NewProvince
    parts: tuple[OldProvince, ...]

    @property
    def is_merged(self) -> bool:
        return len(self.parts) > 1


@cache
def regions() -> tuple[Region, ...]:
    return tuple(Region(province, predecessors()[province.code]) for province in new_provinces())


@cache
def districts_of(province: str) -> tuple[OldDistrict, ...]:
    """Districts of an old province, cities first, as they stood on 30/06/2025."""
    order = {"Thành phố": 0, "Quận": 1, "Thị xã": 2, "Huyện": 3}
    found = (district for district in old_districts() if district.province == province)
    return tuple(sorted(found, key=lambda d: (order[d.kind], d.code)))


@cache
def home_communes() -> dict[str, tuple[Commune, ...]]:
    """District code to the new communes drawn mostly from it, the namesake of the district first."""
    names = {district.code: district.name for district in old_districts()}
    found: dict[str, list[Commune]] = {district.code: [] for district in old_districts()}
    for commune in communes():
        found[commune.districts[0]].append(commune)
    for code, own in found.items():
        own.sort(key=lambda c, code=code: (c.name != names[code], c.kind != "Phường", c.code))  # type: ignore[misc]  # default argument binds the loop variable
    return {code: tuple(own) for code, own in found.items()}


@cache
def commune_unions() -> dict[str, tuple[tuple[Commune, ...], ...]]:
    """District code to its commune unions: the seat first, then the neighbours it manages.

    A union exists only where members and grassroots unions suffice, so most communes have none of their own.
    """
    found: dict[str, tuple[tuple[Commune, ...], ...]] = {}
    for region in regions():
        districts = [d for part in region.parts for d in districts_of(part.code)]
        seats = _seats(region, districts)
        for district in districts:
            found[district.code] = _with_neighbours(home_communes()[district.code], seats)
    return found


def _seats(region: Region, districts: list[OldDistrict]) -> set[str]:
    """Codes of the communes that get a union: pinned ones, then one per district in turn until enough."""
    waiting = [list(home_communes()[district.code]) for district in districts]
    total = sum(len(own) for own in waiting)
    wanted = COMMUNE_UNIONS.get(region.new.code, max(2, total // COMMUNES_FOR_A_UNION))
    seats = [c.code for own in waiting for c in own if region.new.code == "25" and c.name in PINNED_COMMUNES]
    while len(seats) < wanted and any(waiting):
        for own in waiting:
            commune = own.pop(0) if own else None
            if commune and commune.code not in seats and len(seats) < wanted:
                seats.append(commune.code)
    return set(seats)


def _with_neighbours(own: tuple[Commune, ...], seats: set[str]) -> tuple[tuple[Commune, ...], ...]:
    """Give each seat up to three communes of the district that have no union."""
    groups = [[commune] for commune in own if commune.code in seats]
    others = [commune for commune in own if commune.code not in seats]
    for index, commune in enumerate(others[: 3 * len(groups)]):
        groups[index % len(groups)].append(commune)
    return tuple(tuple(group) for group in groups)


def lowered(kind: str, name: str) -> str:
    """Kind in lower case and name; a name that repeats its kind says it once ("quận 7")."""
    return f"{kind.lower()} {name.removeprefix(f'{kind} ')}"


def province_part(kind: str, name: str) -> str:
    return "thành phố Hồ Chí Minh" if name == "Hồ Chí Minh" else lowered(kind, name)


def shortened(text: str) -> str:
    """Short form of a federation's name: "LĐLĐ TP Việt Trì"."""
    return text.replace("Liên đoàn Lao động", "LĐLĐ").replace("thành phố", "TP").replace("Công đoàn", "CĐ")


def founded(province: str) -> date:
    return FOUNDED.get(province, EPOCH)


def federation_code(region: Region, part: OldProvince) -> str:
    """Old federation's code: "C25" where it ended in the merger, the plain code where it lives on."""
    return f"C{part.code}" if region.is_merged else part.code


def province_on(part: OldProvince, day: date) -> str:
    return part.code if day < CHANGED_ON else part.successor
