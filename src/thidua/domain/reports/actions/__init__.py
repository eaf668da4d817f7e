"""Everything that changes reports, one function per act."""

from thidua.domain.reports.actions.assigning import assign, lock, nudge, unlock
from thidua.domain.reports.actions.authoring import (
    copy_definition,
    create_definition,
    discard_definition,
    publish_definition,
    retire_definition,
    set_fields,
    set_sections,
    update_definition,
)
from thidua.domain.reports.actions.editing import save_cells
from thidua.domain.reports.actions.moving import approve, reopen, return_report, send
from thidua.domain.reports.actions.telling import tell_lot
from thidua.domain.reports.actions.urging import urge_office

__all__ = [
    "approve",
    "assign",
    "copy_definition",
    "create_definition",
    "discard_definition",
    "lock",
    "nudge",
    "publish_definition",
    "reopen",
    "retire_definition",
    "return_report",
    "save_cells",
    "send",
    "set_fields",
    "set_sections",
    "tell_lot",
    "unlock",
    "update_definition",
    "urge_office",
]
