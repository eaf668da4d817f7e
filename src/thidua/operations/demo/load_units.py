"""Load the planned country: units, their placements, what became of them, the clusters of the year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.organizations.actions.clusters import make_cluster
from thidua.domain.organizations.models import StructureVersion
from thidua.operations.demo.copying import copy_rows, period
from thidua.operations.demo.people import TODAY
from thidua.operations.demo.plans import CountryPlan, PlacementPlan, UnitPlan
from thidua.operations.demo.uppers import DECIDED, STANDING_COMMITTEE

SECTOR_OF_LINE = {"fdi": "fdi", "private": "non_state", "informal": "non_state", "union": ""}
"""The employer's line to the sector of the unit; every other line is of the State."""
NATIONAL_OF_SECTOR = {
    "CT": "CN-CT",
    "GD": "CN-GD",
    "YT": "CN-YT",
    "VC": "CN-VC",
    "GT": "CN-GT",
    "XD": "CN-XD",
}
"""The last letters of a local sector union's code to the national union that guided its work."""
CLUSTERS = (
    ("Cụm thi đua số 1", ("01", "31", "22", "33")),
    ("Cụm thi đua số 2", ("25", "24", "19", "15", "08", "20", "04")),
    ("Cụm thi đua số 3", ("37", "38", "40", "42")),
    ("Cụm thi đua số 4", ("79", "75", "80", "82")),
)
_PLACEMENTS = (
    "organization_id", "line", "during", "parent_id", "path", "name", "short_name", "folded", "kind",
    "province_code", "sector", "has_legal_personality",
)  # fmt: skip
_SUCCESSIONS = (
    "predecessor_id", "successor_id", "kind", "effective_on", "instrument", "carries_achievement",
)  # fmt: skip


def load_units(country: CountryPlan) -> dict[str, int]:
    """Copy every unit with its history; return the id of each code. The tables must be empty."""
    ids = {unit.code: number for number, unit in enumerate(country.units, start=1)}
    copy_rows(
        "organizations_organization",
        ("id", "code", "position"),
        ((ids[unit.code], unit.code, unit.position) for unit in country.units),
    )
    copy_rows("organizations_placement", _PLACEMENTS, _placements(country, ids))
    copy_rows("organizations_placement", _PLACEMENTS, _sector_placements(country, ids))
    copy_rows("organizations_succession", _SUCCESSIONS, _successions(country, ids))
    StructureVersion.objects.get_or_create(pk=1)
    return ids


def sector_of(line: str) -> str:
    """state, non_state, fdi, or nothing for the bodies of the union itself."""
    return SECTOR_OF_LINE.get(line, "state")


def _placements(country: CountryPlan, ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    for unit in country.units:
        for placement in unit.placements:
            path = country.path_on(unit.code, placement.since)
            yield (
                ids[unit.code],
                "union",
                period(placement.since, placement.until),
                ids.get(placement.parent_code or ""),
                ".".join(str(ids[code]) for code in reversed(path)),
                placement.name,
                placement.short_name,
                fold(placement.name),
                placement.kind,
                placement.province_code,
                sector_of(placement.line),
                placement.legal_personality,
            )


def _sector_placements(country: CountryPlan, ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    """Local sector unions stood under their federation, and for their work under the national union too."""
    for unit in country.units:
        head = NATIONAL_OF_SECTOR.get(unit.code.rpartition("-")[2]) if unit.code.startswith("N") else None
        if head not in ids:
            continue
        for placement in unit.placements:
            yield (
                ids[unit.code],
                "sector",
                period(placement.since, placement.until),
                ids[head],
                f"{ids[head]}.{ids[unit.code]}",
                placement.name,
                placement.short_name,
                fold(placement.name),
                placement.kind,
                placement.province_code,
                sector_of(placement.line),
                placement.legal_personality,
            )


def _successions(country: CountryPlan, ids: dict[str, int]) -> Iterator[tuple[Any, ...]]:
    """The planned ones, and for each new period of a unit what changed with it: its name or its superior."""
    for plan in country.successions:
        successor = ids[plan.successor] if plan.successor else None
        yield ids[plan.predecessor], successor, plan.kind, plan.on, plan.instrument, plan.carries_achievement
    for unit in country.units:
        for before, after in pairwise(unit.placements):
            for kind in _changes(before, after):
                yield ids[unit.code], ids[unit.code], kind, after.since, _instrument(unit, after), True


def _changes(before: PlacementPlan, after: PlacementPlan) -> Iterator[str]:
    if before.name != after.name:
        yield "rename"
    if before.parent_code != after.parent_code:
        yield "move"


def _instrument(unit: UnitPlan, placement: PlacementPlan) -> str:
    """Who decided: the standing committee of the province, or the Presidium for provinces and national unions."""
    is_high = placement.parent_code in {None, "TLD"} or not placement.province_code
    return DECIDED if is_high else STANDING_COMMITTEE


def load_clusters(ids: dict[str, int], *, actor: Actor, at: datetime) -> int:
    """Draw up this year's clusters of provincial federations; return how many there are."""
    made = 0
    for name, codes in CLUSTERS:
        members = [ids[code] for code in codes if code in ids]
        if len(members) > 1:
            make_cluster(
                actor=actor,
                at=at,
                organization_id=ids["TLD"],
                year=TODAY.year,
                name=name,
                member_ids=members,
                lead_id=members[0],
            )
            made += 1
    return made


def places(country: CountryPlan, ids: dict[str, int]) -> dict[str, int]:
    """Ids by code, and by the name that units have today, the first one where several share a name."""
    named = {placement.name: ids[unit.code] for unit, placement in reversed([*country.live_on(TODAY)])}
    return named | ids
