"""What each event is called on the pages. A test sees that no recorded event lacks a name here."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "submission.submitted": _("Trình danh sách đề nghị"),
}


def label_of(event: str) -> str:
    """The name of an event in the active language."""
    return str(LABELS[event]) if event in LABELS else event
