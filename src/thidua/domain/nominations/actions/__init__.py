"""Everything that changes nominations, one function per act."""

from thidua.domain.nominations.actions.grid import RowEdit, save_details, save_rows
from thidua.domain.nominations.actions.referring import (
    CouncilResult,
    amend_returned,
    appraise,
    approve_without_council,
    forward,
    mark_decided,
    reject,
    resubmit,
    resume,
    return_nomination,
    suspend,
    take_council_result,
    withdraw,
)
from thidua.domain.nominations.actions.rounds import AwardQuota, close_round, open_round, start_submission
from thidua.domain.nominations.actions.submitting import check, choose_match, decide_finding, submit

__all__ = [
    "AwardQuota",
    "CouncilResult",
    "RowEdit",
    "amend_returned",
    "appraise",
    "approve_without_council",
    "check",
    "choose_match",
    "close_round",
    "decide_finding",
    "forward",
    "mark_decided",
    "open_round",
    "reject",
    "resubmit",
    "resume",
    "return_nomination",
    "save_details",
    "save_rows",
    "start_submission",
    "submit",
    "suspend",
    "take_council_result",
    "withdraw",
]
