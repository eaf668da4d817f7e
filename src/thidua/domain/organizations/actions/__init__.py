"""Changes of the union tree. Each is dated, rests on an instrument and leaves the past as it was."""

from thidua.domain.organizations.actions.changes import (
    create_unit,
    move_unit,
    place_in_sector_line,
    rename_unit,
)
from thidua.domain.organizations.actions.clusters import appoint_cluster_lead, make_cluster
from thidua.domain.organizations.actions.foreseeing import Effect, foresee
from thidua.domain.organizations.actions.placing import NewUnit
from thidua.domain.organizations.actions.successions import (
    absorb_unit,
    dissolve_unit,
    merge_units,
    split_unit,
)

__all__ = [
    "Effect",
    "NewUnit",
    "absorb_unit",
    "appoint_cluster_lead",
    "create_unit",
    "dissolve_unit",
    "foresee",
    "make_cluster",
    "merge_units",
    "move_unit",
    "place_in_sector_line",
    "rename_unit",
    "split_unit",
]
