"""Reads of decisions: lists, what can be drafted, previews as documents, what depends on an annulled award."""

from thidua.domain.decisions.queries.decisions import (
    ReadyAward,
    decisions_of,
    get_decision,
    get_line,
    lines_of,
    lock_decision,
    progress_of,
    ready_awards,
    totals_of,
    visible_to,
)
from thidua.domain.decisions.queries.papers import (
    certificate_of,
    certificate_of_entry,
    certificates_of,
    decision_document,
    sample_lines,
)
from thidua.domain.decisions.queries.revocations import (
    Dependent,
    dependents_of,
    line_of_entry,
    receivables_of,
)

__all__ = [
    "Dependent",
    "ReadyAward",
    "certificate_of",
    "certificate_of_entry",
    "certificates_of",
    "decision_document",
    "decisions_of",
    "dependents_of",
    "get_decision",
    "get_line",
    "line_of_entry",
    "lines_of",
    "lock_decision",
    "progress_of",
    "ready_awards",
    "receivables_of",
    "sample_lines",
    "totals_of",
    "visible_to",
]
