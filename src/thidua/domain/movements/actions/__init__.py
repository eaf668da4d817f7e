"""Everything that changes movements, one function per act."""

from thidua.domain.movements.actions.drafting import (
    create_movement,
    discard_movement,
    set_targets,
    update_movement,
    use_standard_scoring,
)
from thidua.domain.movements.actions.joining import register, report_many, report_progress, withdraw
from thidua.domain.movements.actions.launching import launch, stop
from thidua.domain.movements.actions.reviewing import record_review

__all__ = [
    "create_movement",
    "discard_movement",
    "launch",
    "record_review",
    "register",
    "report_many",
    "report_progress",
    "set_targets",
    "stop",
    "update_movement",
    "use_standard_scoring",
    "withdraw",
]
