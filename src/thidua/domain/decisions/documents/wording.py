"""The fixed words of official papers and how they write numbers, days and money.

Source: Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from thidua.core.typesetting.official import day_in_words, padded

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs: the lines of authority ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH") and the signer's name."""

    authority: tuple[str, ...]
    name: str


def decision_number(number: int | None, symbol: str) -> str:
    """Return "05/QĐ-LĐLĐ"; a decision that has no number yet leaves room for it."""
    return f"{padded(number) if number is not None else '…'}/{symbol}"


def issued_at(place: str, on: date | None) -> str:
    """Return "Phú Thọ, ngày 05 tháng 01 năm 2026", with gaps while the day is open."""
    return f"{place}, {day_in_words(on)}"


def amount(dong: int) -> str:
    """Return an amount of dong as "1.234.567"."""
    return f"{dong:,}".replace(",", ".")


def numbered_articles(texts: Sequence[str]) -> list[str]:
    """Return the articles of a decision as "Điều 1. …"."""
    return [f"Điều {number}. {text}" for number, text in enumerate(texts, 1)]
