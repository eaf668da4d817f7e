"""Register numbers and decision numbers, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thidua.core.vietnamese import nfc

_REGISTER = re.compile(r"[a-zđ]{1,8}(?:-[a-zđ0-9]{1,8})*-\d{2}-\d{3,8}", re.IGNORECASE)
_LEADING = re.compile(r"(?:số\s*|so\s*)?(\d{1,6})\s*[/-]\s*(qđ|qd|quyết định)?[\s/-]*(.*)", re.IGNORECASE)
_TRAILING = re.compile(
    r"(?:quyết định|quyet dinh|qđ|qd)\s*(?:số|so)?\s*(\d{1,6})(?:\s*[/-]\s*(.*))?", re.IGNORECASE
)
_PLAIN = str.maketrans("đĐ", "dD")


@dataclass(frozen=True, slots=True)
class DecisionNumber:
    """The running number of a decision and, when it was typed, the signs after it ("QD-LDLD", without marks)."""

    number: str
    signs: str = ""


def read_register_number(text: str) -> str | None:
    """The register number in ``text`` as it is stored, or nothing when it is no such number."""
    bare = re.sub(r"\s*-\s*", "-", nfc(text)).replace(" ", "-")
    return bare.upper() if _REGISTER.fullmatch(bare) else None


def read_decision_number(text: str) -> DecisionNumber | None:
    """Read "1182/QĐ-LĐLĐ", "1182/qd-ldld", "QĐ 1182" or "quyết định số 1182"; anything else is no decision."""
    bare = nfc(text)
    if re.fullmatch(r"\d{1,6}", bare):
        return DecisionNumber(bare)
    trailing = _TRAILING.fullmatch(bare)
    if trailing:
        return DecisionNumber(trailing[1], _signs(trailing[2] or ""))
    leading = _LEADING.fullmatch(bare)
    if leading and (leading[2] or not leading[3]):
        return DecisionNumber(leading[1], _signs(f"qd-{leading[3]}" if leading[3] else ""))
    return None


def _signs(text: str) -> str:
    cleaned = re.sub(r"[\s/-]+", "-", text.translate(_PLAIN).upper()).strip("-")
    return cleaned if not cleaned or cleaned.startswith("QD") else f"QD-{cleaned}"
