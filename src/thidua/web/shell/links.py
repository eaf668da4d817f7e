"""Addresses of the things that events, tasks and search hits are about."""

from __future__ import annotations

from django.urls import reverse

PAGES = {
    "submission": "submission", "nomination": "nomination", "referral": "open_referral", "movement": "movement",
    "meeting": "meeting", "decision": "decision", "posting": "posting", "round": "round",
    "dossier": "dossier", "package": "archive_package", "fixityrun": "fixity_run",
    "assignment": "report_campaign",
}  # fmt: skip


def page_of(kind: str, identifier: int) -> str:
    """The address of the page of a thing; empty when its kind has no page of its own."""
    return reverse(PAGES[kind], args=[identifier]) if kind in PAGES else ""
