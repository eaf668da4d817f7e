"""Everything that writes decisions: drafting, issuing, revoking, correcting, and what follows an issue."""

from thidua.domain.decisions.actions.amending import Revocation, draft_annulment, draft_correction
from thidua.domain.decisions.actions.drafting import (
    add_lines,
    cancel,
    draft_decision,
    edit_decision,
    remove_line,
    send_to_sign,
    take_back,
)
from thidua.domain.decisions.actions.following import (
    mark_bonus_paid,
    mark_bonus_recovered,
    mark_handed_over,
    reissue_certificate,
    save_printer,
)
from thidua.domain.decisions.actions.issuing import issue

__all__ = [
    "Revocation",
    "add_lines",
    "cancel",
    "draft_annulment",
    "draft_correction",
    "draft_decision",
    "edit_decision",
    "issue",
    "mark_bonus_paid",
    "mark_bonus_recovered",
    "mark_handed_over",
    "reissue_certificate",
    "remove_line",
    "save_printer",
    "send_to_sign",
    "take_back",
]
