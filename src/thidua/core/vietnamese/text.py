"""One written form for storing, and one folded form for searching."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The range PostgreSQL's unaccent removes; wider ranges would strip marks of other scripts.
_MARKS = re.compile("[\u0300-\u0362]")
# Among them the signs that turn the direction of reading: with one of them a name shows as another.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WORD = re.compile(r"[^\W_]+")

# Letters and signs that do not decompose, with the replacement PostgreSQL's unaccent gives them.
_REPLACEMENTS = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "ƀ": "b",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "þ": "th",
        "‐": "-",
        "‑": "-",
        "‒": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "‘": "'",
        "’": "'",
        "‛": "'",
        "′": "'",
        "ʼ": "'",
        "“": '"',
        "”": '"',
        "‟": '"',
        "″": '"',
        "„": ",,",
        "«": "<<",
        "»": ">>",
        "…": "...",
    }
)


def nfc(text: str) -> str:
    """Return the text in NFC, invisible characters dropped and every run of white space made one space."""
    if text.isascii():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable() and "  " not in composed and composed == composed.strip(" "):
        return composed  # nothing invisible, and no white space but single spaces
    return " ".join(_INVISIBLE.sub("", composed).split())


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, with single spaces.

    For single-spaced Vietnamese text the answer equals ``unaccent(lower(text))`` of PostgreSQL's own rules,
    so values folded here and in SQL meet in one index.
    """
    lowered = nfc(text).lower()
    if lowered.isascii():
        return lowered
    bare = _MARKS.sub("", unicodedata.normalize("NFD", lowered)).translate(_REPLACEMENTS)
    return bare if bare.isascii() else unicodedata.normalize("NFC", bare)


folded = lru_cache(maxsize=500_000)(fold)
"""``fold`` that remembers: a list names the same people, units and decisions again and again."""


def tokens(text: str) -> list[str]:
    """Return the folded words of a text in their order; punctuation separates words and is dropped."""
    return _WORD.findall(fold(text))
