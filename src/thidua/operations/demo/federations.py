"""Add the bodies above the grassroots to the ledger, each with its periods and what became of it."""

from datetime import date
from functools import cache
from typing import Any

from thidua.operations.demo.grassroots import Workplace
from thidua.operations.demo.plans import Ledger, PlacementPlan, SuccessionPlan
from thidua.operations.demo.uppers import (
    CONFEDERATION,
    DECIDED,
    FORMER_DISTRICTS,
    LOCAL_SECTORS,
    RAISED_DISTRICTS,
    Region,
    federation_code,
    founded,
    lowered,
    province_part,
    regions,
    shortened,
)
from thidua.operations.reference.divisions import (
    CHANGED_ON,
    Commune,
    OldDistrict,
    OldProvince,
    unions,
)

HUE_RENAMED_ON = date(2025, 1, 1)
MOVED_EVERY = 8
"""One enterprise of a zone in so many began under its district."""
MERGED_SECTORS_ON = date(2014, 9, 25)
"""Two local sector unions of old Phú Thọ become one, the first event on the showcase province's time line."""


def add_confederation(ledger: Ledger) -> None:
    row = unions()["confederation"]
    period = PlacementPlan(row["since"], None, None, row["name"], row["short"], "TLD", "union", "", True)
    ledger.add(row["code"], [period], mark=row["mark"])


def national_unions() -> list[dict[str, Any]]:
    return [*unions()["sector_unions"], *unions()["corporation_unions"]]


def add_national_unions(ledger: Ledger, row: dict[str, Any]) -> None:
    """A sector or corporation union; one that has ended leaves without a successor."""
    name = f"Công đoàn {row['name']}"
    kind = "NAT_INDUSTRY" if row["code"].startswith("CN-") else "CORP_UNION"
    until = row.get("until")
    period = _body(row["since"], until, CONFEDERATION, name, kind, "")
    ledger.add(row["code"], [period], mark=row["mark"])
    if until:
        ledger.successions.append(_ended(row["code"], until))


def add_region(ledger: Ledger, region: Region) -> None:
    """The new federation and its zone union where provinces merged; nothing where the province went on."""
    if not region.is_merged:
        return
    code, part = region.new.code, province_part(region.new.kind, region.new.name)
    name = f"Liên đoàn Lao động {part}"
    ledger.add(code, [_body(CHANGED_ON, None, CONFEDERATION, name, "PROV_FED", code)], mark="LĐLĐ")
    zone = f"Công đoàn các KCN {part}"
    ledger.add(f"K{code}M", [_body(CHANGED_ON, None, code, zone, "ZONE_UNION", code)], mark="CĐKCN")


def add_old_federation(ledger: Ledger, region: Region, part: OldProvince) -> None:
    code = federation_code(region, part)
    name = f"Liên đoàn Lao động {province_part(part.kind, part.name)}"
    until = CHANGED_ON if region.is_merged else None
    periods = [_body(founded(part.code), until, CONFEDERATION, name, "PROV_FED", part.code)]
    if part.name == "Huế":
        older = "Liên đoàn Lao động tỉnh Thừa Thiên Huế"
        first = periods[0]._replace(until=HUE_RENAMED_ON, name=older, short_name=shortened(older))
        periods = [first, periods[0]._replace(since=HUE_RENAMED_ON)]
    ledger.add(code, periods, mark="LĐLĐ")
    if region.is_merged:
        ledger.successions.append(_merged(code, region.new.code))


def add_old_zone(ledger: Ledger, region: Region, part: OldProvince) -> None:
    """The zone union of an old province; in a merger it goes into the new province's."""
    code, parent = f"K{part.code}", federation_code(region, part)
    name = f"Công đoàn các KCN {province_part(part.kind, part.name)}"
    until = CHANGED_ON if region.is_merged else None
    since = max(date(2003, 1, 1), founded(part.code))
    ledger.add(code, [_body(since, until, parent, name, "ZONE_UNION", part.code)], mark="CĐKCN")
    if region.is_merged:
        ledger.successions.append(_merged(code, f"K{region.new.code}M"))


def add_local_sector(ledger: Ledger, region: Region, part: OldProvince, sector: str) -> None:
    """A local sector union; ended with the district federations on 30/06/2025."""
    name, mark = LOCAL_SECTORS[sector]
    parent, code = federation_code(region, part), f"N{part.code}-{sector}"
    full = f"Công đoàn {name} {province_part(part.kind, part.name)}"
    since = founded(part.code)
    ledger.add(code, [_body(since, CHANGED_ON, parent, full, "LOCAL_INDUSTRY", part.code)], mark=mark)
    ledger.successions.append(_ended(code, CHANGED_ON))
    if part.code == "25" and sector == "CT":
        _add_merged_sectors(ledger, parent, part)


def _add_merged_sectors(ledger: Ledger, parent: str, part: OldProvince) -> None:
    place, since = province_part(part.kind, part.name), founded(part.code)
    merged = f"Công đoàn Giao thông - Xây dựng {place}"
    ledger.add(
        "N25-GX", [_body(MERGED_SECTORS_ON, CHANGED_ON, parent, merged, "LOCAL_INDUSTRY", "25")], mark="CĐGX"
    )
    ledger.successions.append(_ended("N25-GX", CHANGED_ON))
    for code, name in (("N25-GT", "Giao thông vận tải"), ("N25-XD", "Xây dựng")):
        body = _body(since, MERGED_SECTORS_ON, parent, f"Công đoàn {name} {place}", "LOCAL_INDUSTRY", "25")
        ledger.add(code, [body], mark=f"CĐ{code[-2:]}")
        ledger.successions.append(SuccessionPlan(code, "N25-GX", "merge", MERGED_SECTORS_ON, DECIDED, True))


def add_former_districts(ledger: Ledger, region: Region, part: OldProvince) -> None:
    """Districts that were split or put together before 2025."""
    for province, heirs, name, kind, code, day, instrument, change in FORMER_DISTRICTS:
        if province != part.code:
            continue
        full = f"Liên đoàn Lao động {lowered(kind, name)}"
        body = _body(founded(province), day, federation_code(region, part), full, "DISTRICT_FED", province)
        ledger.add(code, [body], mark="LĐLĐ")
        for heir in heirs:
            ledger.successions.append(SuccessionPlan(code, f"H{heir}", change, day, instrument, True))


def add_district(ledger: Ledger, region: Region, district: OldDistrict) -> None:
    """A district federation until 30/06/2025, under its older kind before it was raised."""
    parent = federation_code(region, _old_province(region, district))
    since = district_since(district)
    name = f"Liên đoàn Lao động {lowered(district.kind, district.name)}"
    periods = [_body(since, CHANGED_ON, parent, name, "DISTRICT_FED", district.province)]
    if district.code in RAISED_DISTRICTS:
        kind, day = RAISED_DISTRICTS[district.code]
        older = f"Liên đoàn Lao động {lowered(kind, district.name)}"
        first = _body(since, day, parent, older, "DISTRICT_FED", district.province)
        periods = [first, periods[0]._replace(since=day)]
    ledger.add(f"H{district.code}", periods, mark="LĐLĐ")
    ledger.successions.append(_ended(f"H{district.code}", CHANGED_ON))


def add_commune_union(ledger: Ledger, region: Region, group: tuple[Commune, ...]) -> None:
    """A commune union since 01/07/2025, with the neighbouring communes it manages."""
    seat = group[0]
    name = f"Công đoàn {seat.kind.lower()} {seat.name}"
    body = _body(CHANGED_ON, None, region.new.code, name, "COMMUNE_UNION", seat.province)
    ledger.add(f"X{seat.code}", [body], mark="CĐ", covers=tuple(commune.code for commune in group))


def district_since(district: OldDistrict) -> date:
    """The province's founding, or the day the district was formed where its older form is kept."""
    for _, heirs, _, _, _, day, _, change in FORMER_DISTRICTS:
        if district.code in heirs and change != "absorb":
            return day
    return founded(district.province)


def parents_before(place: Workplace) -> list[tuple[date, date | None, str]]:
    """(since, until, code) of the unions above a workplace up to 30/06/2025, or for good if it stays."""
    province, region = place.district.province, _region_of(place.district.successor)
    if place.before.startswith(("CN-", "TC-")):
        row = next(r for r in national_unions() if r["code"] == place.before)
        since = max(row["since"], founded(province))
        return [(since, CHANGED_ON, place.before), (CHANGED_ON, None, place.before)]
    if place.before == "zone":
        return _zone_timeline(place)
    if place.before == "province":
        own = region.new.code if region.is_merged else province
        old = f"C{province}" if region.is_merged else province
        return [(founded(province), CHANGED_ON, old), (CHANGED_ON, None, own)]
    if place.before in LOCAL_SECTORS:
        return [(founded(province), CHANGED_ON, f"N{province}-{place.before}")]
    return _district_timeline(place.district)


def _zone_timeline(place: Workplace) -> list[tuple[date, date | None, str]]:
    """Some enterprises were under their district first and moved when their zone was handed over."""
    province = place.district.province
    opened = max(date(2003, 1, 1), founded(province))
    moved = date(2006 + place.members % 17, 1 + place.members % 12, 1)
    if place.members % MOVED_EVERY or moved <= district_since(place.district):
        return [(opened, CHANGED_ON, f"K{province}")]
    first = (district_since(place.district), moved, f"H{place.district.code}")
    return [first, (moved, CHANGED_ON, f"K{province}")]


def _district_timeline(district: OldDistrict) -> list[tuple[date, date | None, str]]:
    since = district_since(district)
    older = next((row for row in FORMER_DISTRICTS if district.code in row[1] and row[-1] != "absorb"), None)
    now: list[tuple[date, date | None, str]] = [(since, CHANGED_ON, f"H{district.code}")]
    return now if older is None else [(founded(district.province), since, older[4]), *now]


def _body(  # noqa: PLR0917  # one line of a table, read in the order of the columns
    since: date, until: date | None, parent: str, name: str, kind: str, province: str
) -> PlacementPlan:
    return PlacementPlan(since, until, parent, name, shortened(name), kind, "union", province, True)


def _merged(old: str, new: str) -> SuccessionPlan:
    instrument = str(unions()["instruments"]["presidium"])
    return SuccessionPlan(old, new, "merge", CHANGED_ON, instrument, True)


def _ended(code: str, on: date) -> SuccessionPlan:
    return SuccessionPlan(code, None, "dissolve", on, str(unions()["instruments"]["reorganization"]), False)


def _old_province(region: Region, district: OldDistrict) -> OldProvince:
    return next(part for part in region.parts if part.code == district.province)


@cache
def _region_of(new_province: str) -> Region:
    return next(region for region in regions() if region.new.code == new_province)
