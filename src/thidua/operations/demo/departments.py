"""Departments inside the well-known grassroots unions: no legal personality, their union decides."""

from thidua.operations.demo.careers import trades
from thidua.operations.demo.plans import Ledger, UnitPlan

OWN_TEAMS = {"GVT": ("Tổ Xeo 3",)}


def add_departments(ledger: Ledger, unit: UnitPlan) -> None:
    """Add a department for every workplace of the unit's trade, with the same life as the unit."""
    workplaces = [(place, "CDBP") for place in trades()[unit.trade].workplaces["direct"]]
    teams = [(team, "TO_CD") for team in OWN_TEAMS.get(unit.mark, ())]
    for number, (place, kind) in enumerate([*workplaces, *teams], start=1):
        name = f"Công đoàn bộ phận {place}" if kind == "CDBP" else place
        short = f"CĐBP {place}" if kind == "CDBP" else place
        placements = [
            period._replace(
                parent_code=unit.code, name=name, short_name=short, kind=kind, legal_personality=False
            )
            for period in unit.placements
        ]
        ledger.add_within(
            f"{unit.code}-{number:02}", placements, trade=unit.trade, birth_province=unit.birth_province
        )
