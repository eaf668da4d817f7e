"""Reading what anyone may type into an address or a form."""

from __future__ import annotations

MOST_DIGITS = 18  # what a 64-bit column holds


def identifier(text: str | None) -> int | None:
    """The number ``text`` spells, or None when it is none or longer than any identifier of the database can be."""
    digits = (text or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) <= MOST_DIGITS else None
