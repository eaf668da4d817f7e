"""The layout of an official document: heading, body, signatures, recipients, annexes.

Only the shape is known here; what the paper is about comes in as text. Source of the layout: Nghị định
30/2020/NĐ-CP, Phụ lục I. The same ``OfficialDocument`` is set as PDF here and as DOCX in ``core.docx``.
"""

from __future__ import annotations

from datetime import date


def padded(number: int) -> str:
    """Return a document number, with a zero before it below ten."""
    return f"{number:02d}"


def day_in_words(on: date | None) -> str:
    """Return "ngày 05 tháng 01 năm 2026": days below 10, months 1 and 2 take a zero."""
    if on is None:
        return "ngày … tháng … năm …"
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"
