"""Register numbers and decision numbers, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thidua.core.vietnamese import fold, nfc, tokens

_REGISTER = re.compile(r"[a-zđ]{1,8}(?:-[a-zđ0-9]{1,8})*-\d{2}-\d{3,8}", re.IGNORECASE)
_DAY = re.compile(r"(?:ngay )?\d{1,2}[/.-]\d{1,2}[/.-](?=(?:19|20)\d\d\b)")
_DAY_IN_WORDS = re.compile(r"(?:ngay )?\d{1,2} thang \d{1,2}(?= nam)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"(?:so )?(\d{1,6})(?:$|\s*[/-]\s*(.*)|\s+(.*))")
_DECISION = re.compile(r"(?:quyet dinh|qd)(?: so)?\b[\s:./-]*(?:so )?[\s:./-]*(\d{1,6})\b(.*)")
_WORDS = frozenset({"qd", "quyet", "dinh", "so", "nam", "ngay", "thang"})
"""What says that it is a decision, and not which."""
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class DecisionNumber:
    """The running number of a decision and, as far as they were typed, the signs after it (folded) and its year."""

    number: str
    signs: tuple[str, ...] = ()
    year: int | None = None

    def agrees(self, signs: str) -> bool:
        """Whether every sign that was typed is, or begins, one of the signs of a decision ("qd tld")."""
        return all(any(known.startswith(sign) for known in signs.split()) for sign in self.signs)


def read_register_number(text: str) -> str | None:
    """The register number in ``text`` as it is stored, or nothing when it is no such number."""
    bare = re.sub(r"\s*-\s*", "-", nfc(text)).replace(" ", "-")
    return bare.upper() if _REGISTER.fullmatch(bare) else None


def read_decision_number(text: str) -> DecisionNumber | None:
    """Read "1182/QĐ-LĐLĐ", "QĐ 123/TLĐ-2009", "34/2019/qd-tld", "số 5 ngày 3/2/2010"; anything else is no decision.

    A bare number is one; a number followed by words only when they are signs, a year or a day.
    """
    bare = _DAY_IN_WORDS.sub(" ", _DAY.sub(" ", fold(text))).strip()
    named = _DECISION.fullmatch(bare)
    if named:
        return _decision(named[1], named[2])
    numbered = _NUMBERED.fullmatch(bare)
    if numbered is None:
        return None
    rest = numbered[2] if numbered[2] is not None else numbered[3] or ""
    words = tokens(rest)
    is_joined = numbered[2] is not None and len(words) <= 5
    if is_joined or all(word in _WORDS or _YEAR.fullmatch(word) for word in words):
        return _decision(numbered[1], rest)
    return None


def parts_of(number: str) -> tuple[str, str]:
    """The running number and the signs of a stored number, as the dictionary of decisions keeps them."""
    words = tokens(number)
    running = next((word for word in words if word.isdecimal()), "")
    signs = [word for word in words if not word.isdecimal()]
    return _plain(running)[:12], " ".join(signs)[:_LONGEST]


def _decision(number: str, rest: str) -> DecisionNumber:
    words = tokens(rest)
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    signs = tuple(word for word in words if not word.isdecimal() and word not in _WORDS)
    return DecisionNumber(_plain(number), signs, years[0] if years else None)


def _plain(number: str) -> str:
    return number.lstrip("0") or number[:1]
