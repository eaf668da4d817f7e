"""Reads of the archive: dossiers and papers in scope, the search over their pages, what is due, held, checked."""

from thidua.domain.archive.queries.dossiers import (
    MOST,
    Figures,
    due,
    figures_for,
    get_dossier,
    holds_standing,
    items_of,
    lock_dossier,
    standing_hold,
    visible_to,
)
from thidua.domain.archive.queries.papers import (
    get_item,
    originals_of_decision,
    originals_of_entry,
    page_text,
)
from thidua.domain.archive.queries.search import Found, Hit, search

__all__ = [
    "MOST",
    "Figures",
    "Found",
    "Hit",
    "due",
    "figures_for",
    "get_dossier",
    "get_item",
    "holds_standing",
    "items_of",
    "lock_dossier",
    "originals_of_decision",
    "originals_of_entry",
    "page_text",
    "search",
    "standing_hold",
    "visible_to",
]
