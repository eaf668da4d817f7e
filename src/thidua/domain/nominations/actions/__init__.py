"""Everything that changes nominations, one function per act."""

from thidua.domain.nominations.actions.adhoc import submit_adhoc
from thidua.domain.nominations.actions.evidence import add_evidence, name_evidence, remove_evidence
from thidua.domain.nominations.actions.grid import RowEdit, save_details, save_rows
from thidua.domain.nominations.actions.importing import import_rows, stage_rows
from thidua.domain.nominations.actions.opinions import (
    Paper,
    Said,
    answer_opinion,
    ask_opinion,
    cancel_opinion,
    lapse_opinion,
    remind_opinion,
)
from thidua.domain.nominations.actions.posting import add_comment, answer_comment, close_posting, open_posting
from thidua.domain.nominations.actions.proposals import nominate_ranked
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
    "Paper",
    "RowEdit",
    "Said",
    "add_comment",
    "add_evidence",
    "amend_returned",
    "answer_comment",
    "answer_opinion",
    "appraise",
    "approve_without_council",
    "ask_opinion",
    "cancel_opinion",
    "check",
    "choose_match",
    "close_posting",
    "close_round",
    "decide_finding",
    "forward",
    "import_rows",
    "lapse_opinion",
    "mark_decided",
    "name_evidence",
    "nominate_ranked",
    "open_posting",
    "open_round",
    "reject",
    "remind_opinion",
    "remove_evidence",
    "resubmit",
    "resume",
    "return_nomination",
    "save_details",
    "save_rows",
    "stage_rows",
    "start_submission",
    "submit",
    "submit_adhoc",
    "suspend",
    "take_council_result",
    "withdraw",
]
