"""Plan the country: the whole union tree since 1989, day by day, from the map and a seed.

The walk goes new province, old province, local sector, district, commune union, unit, so that the units
below any upper body of any day are a short list of ranges of positions.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from thidua.operations.demo.departments import add_departments
from thidua.operations.demo.federations import (
    add_commune_union,
    add_confederation,
    add_district,
    add_former_districts,
    add_local_sector,
    add_national_unions,
    add_old_federation,
    add_old_zone,
    add_region,
    national_unions,
    parents_before,
)
from thidua.operations.demo.grassroots import Workplace, invent_workplaces
from thidua.operations.demo.plans import CountryPlan, Ledger, PlacementPlan, SuccessionPlan, UnitPlan
from thidua.operations.demo.uppers import (
    LOCAL_SECTORS,
    STANDING_COMMITTEE,
    Region,
    commune_unions,
    districts_of,
    founded,
    regions,
)
from thidua.operations.reference.divisions import CHANGED_ON, OldProvince, unions

BAI_BANG_RENAMED_ON = date(2016, 4, 1)
BAI_BANG_ABSORBED_ON = date(2024, 5, 20)
LEFT_ON = date(2025, 6, 15)
"""Units of the administration and of schools paid by the State stop paying dues and end."""
WITHOUT_DUES = str(unions()["instruments"]["grassroots_without_dues"])
NEW_SINCE_CHANGE = 0.02
"""Units founded on 01/07/2025 or later, as new enterprises organize."""
RENAMED_SHARE = 0.05
OLDER_FORMS = (
    ("Công ty CP", "Công ty TNHH"),
    ("Công ty TNHH MTV", "Xí nghiệp"),
    ("Công ty TNHH", "Xí nghiệp Liên doanh"),
    ("Trường THCS", "Trường PTCS"),
    ("Trường THPT", "Trường PTTH"),
)
ABSORBED_SHARE = 0.012
SPLIT_SHARE = 0.008
# Numbers that people of the showcase province know by heart.
PINNED_NUMBERS = {"GVT": 184, "SLT": 31, "GVN": 12, "GBB": 13}


def plan_country(seed: int = 2025, grassroots: int = 3000) -> CountryPlan:
    """Plan every unit and succession; the same seed and size always give the same plan."""
    rng = Random(seed)  # noqa: S311  # invents a demonstration, keeps no secret
    homes: dict[tuple[str, str], list[Workplace]] = defaultdict(list)
    for place in invent_workplaces(rng, grassroots):
        homes[_home(place)].append(place)
    ledger = Ledger()
    add_confederation(ledger)
    numbers: dict[str, int] = defaultdict(int)
    for region in regions():
        add_region(ledger, region)
        for part in region.parts:
            _walk_province(ledger, rng, region, part, homes, numbers)
    for row in national_unions():
        add_national_unions(ledger, row)
        for place in homes[row["code"], ""]:
            _add_unit(ledger, rng, place, numbers)
    _change_some(ledger, rng)
    _end_bai_bang(ledger)
    ended = (unit.code for unit in ledger.units if unit.until == LEFT_ON)
    ledger.successions += [
        SuccessionPlan(code, None, "dissolve", LEFT_ON, WITHOUT_DUES, False) for code in ended
    ]
    return CountryPlan(
        tuple(ledger.units), tuple(sorted(ledger.successions, key=lambda s: (s.on, s.predecessor)))
    )


def plan_units(n: int = 120_000, seed: int = 7) -> CountryPlan:
    """A country of `n` grassroots unions for benchmarks; the same structure, many more units."""
    return plan_country(seed, n)


def _home(place: Workplace) -> tuple[str, str]:
    """Which stop of the walk adds the unit: a national union, a local sector of a province, or a district."""
    if place.before.startswith(("CN-", "TC-")):
        return place.before, ""
    if place.before in LOCAL_SECTORS or place.before in {"zone", "province"}:
        return place.district.province, place.before
    return place.district.code, "district"


def _walk_province(  # noqa: PLR0917  # the state of the walk, passed from stop to stop
    ledger: Ledger,
    rng: Random,
    region: Region,
    part: OldProvince,
    homes: dict[tuple[str, str], list[Workplace]],
    numbers: dict[str, int],
) -> None:
    add_old_federation(ledger, region, part)
    stops = ["province", "zone", *LOCAL_SECTORS]
    for stop in stops:
        if stop == "zone":
            add_old_zone(ledger, region, part)
        elif stop != "province":
            add_local_sector(ledger, region, part, stop)
        for place in homes[part.code, stop]:
            _add_unit(ledger, rng, place, numbers)
    add_former_districts(ledger, region, part)
    for district in districts_of(part.code):
        add_district(ledger, region, district)
        unions_here = commune_unions()[district.code]
        placed: dict[str, list[Workplace]] = defaultdict(list)
        for place in homes[district.code, "district"]:
            seat = rng.choice(unions_here)[0].code if place.after == "commune" and unions_here else ""
            placed[seat].append(place)
        for place in placed[""]:
            _add_unit(ledger, rng, place, numbers)
        for group in unions_here:
            add_commune_union(ledger, region, group)
            for place in placed[group[0].code]:
                _add_unit(ledger, rng, place, numbers, f"X{group[0].code}")


def _add_unit(
    ledger: Ledger, rng: Random, place: Workplace, numbers: dict[str, int], commune_union: str = ""
) -> None:
    code = _code(place, numbers)
    periods = _periods(rng, place, commune_union)
    unit = ledger.add(
        code,
        periods,
        trade=place.trade,
        mark=place.mark,
        members=place.members,
        birth_province=place.district.province,
    )
    if place.is_known:
        add_departments(ledger, unit)


def _code(place: Workplace, numbers: dict[str, int]) -> str:
    province = place.district.province
    if place.mark in PINNED_NUMBERS and province == "25":
        return f"25-{PINNED_NUMBERS[place.mark]:04}"
    numbers[province] += 1
    while province == "25" and numbers[province] in PINNED_NUMBERS.values():
        numbers[province] += 1
    return f"{province}-{numbers[province]:04}"


def _periods(rng: Random, place: Workplace, commune_union: str) -> list[PlacementPlan]:
    """The unit's periods: one per union above it, old and new, in the order of time."""
    above = parents_before(place)
    earliest = max(above[0][0], founded(place.district.province))
    since = date(1990 + rng.randrange(34), rng.randint(1, 12), rng.choice((1, 15)))
    since = max(since, earliest) if not place.is_known else max(date(1998, 1, 1), earliest)
    if (
        place.after in {"zone", "commune", "province"}
        and not place.is_known
        and rng.random() < NEW_SINCE_CHANGE
    ):
        since = CHANGED_ON + timedelta(days=rng.choice((0, 0, 45, 120, 300)))
    ends = {"ended": LEFT_ON}.get(place.after)
    periods = []
    for start, until, parent in above:
        begins, stops = max(start, since), min(until or date.max, ends or date.max)
        if begins < stops:
            periods.append(_period(place, begins, None if stops == date.max else stops, parent))
    if ends is None and (not periods or periods[-1].until is not None):
        periods.append(_period(place, max(CHANGED_ON, since), None, _parent_after(place, commune_union)))
    return periods


def _parent_after(place: Workplace, commune_union: str) -> str:
    new = place.district.successor
    return commune_union or (f"K{_zone_key(place)}" if place.after == "zone" else new)


def _zone_key(place: Workplace) -> str:
    region = next(r for r in regions() if r.new.code == place.district.successor)
    return f"{region.new.code}M" if region.is_merged else place.district.province


def _period(place: Workplace, since: date, until: date | None, parent: str) -> PlacementPlan:
    province = place.district.province if since < CHANGED_ON and until else place.district.successor
    is_guild = place.trade in {"informal", "fishing"}
    name = place.name if is_guild else f"Công đoàn {place.name}"
    short = place.short if is_guild else f"CĐ {place.short}"
    kind = "NGHIEP_DOAN" if is_guild else "CDCS"
    return PlacementPlan(since, until, parent, name, short, kind, place.line, province, True)


def _change_some(ledger: Ledger, rng: Random) -> None:
    """Let some units be renamed, moved, absorbed or split off between 2013 and 2024, as units are."""
    by_parent: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(ledger.units):
        if unit.placements[0].kind in {"CDCS", "NGHIEP_DOAN"} and unit.birth_province:
            by_parent[unit.placements[0].parent_code or ""].append(index)
    has_departments = {
        u.placements[0].parent_code for u in ledger.units if not u.placements[0].legal_personality
    }
    settled: set[str] = set()
    for siblings in by_parent.values():
        for index, neighbor in pairwise(siblings):
            unit, other = ledger.units[index], ledger.units[neighbor]
            if not {unit.code, other.code} & has_departments:
                _change_one(ledger, rng, index, other, settled)


def _change_one(ledger: Ledger, rng: Random, index: int, other: UnitPlan, settled: set[str]) -> None:
    """Rename the unit, let it go into its neighbor or be split from it, or leave it; most are left.

    `settled` holds units that took part in a merger or split already: their life must not change again.
    """
    unit, draw = ledger.units[index], rng.random()
    first = unit.placements[0]
    day = date(2013, 1, 1) + timedelta(days=15 * rng.randrange(280))
    if not first.since + timedelta(days=400) < day < (first.until or date.max):
        return
    if draw < RENAMED_SHARE:
        ledger.units[index] = _renamed(unit, day)
        return
    is_possible = unit.code not in settled and other.since < day and other.placement_on(day) is not None
    if draw < RENAMED_SHARE + ABSORBED_SHARE + SPLIT_SHARE and is_possible:
        settled.update((unit.code, other.code))
        change = _absorb if draw < RENAMED_SHARE + ABSORBED_SHARE else _split_off
        change(ledger, index, other, day)


def _end_bai_bang(ledger: Ledger) -> None:
    """The mill's union is renamed in 2016 and goes into its corporation's in May 2024."""
    codes = {f"25-{PINNED_NUMBERS[mark]:04}": mark for mark in ("GBB", "GVN")}
    for index, unit in enumerate(ledger.units):
        owner = unit.code[:7]
        if codes.get(owner) != "GBB":
            continue
        first = unit.placements[0]
        last = first._replace(since=BAI_BANG_RENAMED_ON, until=BAI_BANG_ABSORBED_ON)
        older = first._replace(until=BAI_BANG_RENAMED_ON)
        if unit.code == owner:
            name = "Công ty Giấy Bãi Bằng"
            older = older._replace(name=f"Công đoàn {name}", short_name=f"CĐ {name}")
        ledger.units[index] = _with(unit, (older, last))
    heir = f"25-{PINNED_NUMBERS['GVN']:04}"
    mill = f"25-{PINNED_NUMBERS['GBB']:04}"
    if any(unit.code == mill for unit in ledger.units):
        change = SuccessionPlan(mill, heir, "absorb", BAI_BANG_ABSORBED_ON, STANDING_COMMITTEE, True)
        ledger.successions.append(change)


def _renamed(unit: UnitPlan, day: date) -> UnitPlan:
    """Give the unit the older form of its name until the day, where its kind has one."""
    first = unit.placements[0]
    forms = next(((new, old) for new, old in OLDER_FORMS if new in first.name), None)
    if forms is None:
        return unit
    name, short = first.name.replace(*forms, 1), first.short_name.replace(*forms, 1)
    older = first._replace(until=day, name=name, short_name=short)
    return _with(unit, (older, first._replace(since=day), *unit.placements[1:]))


def _absorb(ledger: Ledger, index: int, neighbor: UnitPlan, day: date) -> None:
    """End the unit on the day; its neighbor goes on with its achievements."""
    unit = ledger.units[index]
    ledger.units[index] = _with(unit, (unit.placements[0]._replace(until=day),))
    ledger.successions.append(
        SuccessionPlan(unit.code, neighbor.code, "absorb", day, STANDING_COMMITTEE, True)
    )


def _split_off(ledger: Ledger, index: int, neighbor: UnitPlan, day: date) -> None:
    """Start the unit on the day, split from its neighbor."""
    unit = ledger.units[index]
    ledger.units[index] = _with(unit, (unit.placements[0]._replace(since=day), *unit.placements[1:]))
    ledger.successions.append(
        SuccessionPlan(neighbor.code, unit.code, "split", day, STANDING_COMMITTEE, True)
    )


def _with(unit: UnitPlan, placements: tuple[PlacementPlan, ...]) -> UnitPlan:
    return UnitPlan(
        unit.code,
        unit.position,
        placements,
        unit.trade,
        unit.mark,
        unit.members,
        unit.covers,
        unit.birth_province,
    )
