"""Names of people as they are written in Vietnam: surname first, given name last."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from thidua.core.vietnamese.text import nfc

_LETTER_RUN = re.compile(r"[^\W\d_]+")
_PLAIN_SMALL = re.compile("[a-z]")
_TWO_CAPITALS = re.compile(r"[A-Z][^\W\d_]*[A-Z]")
_MOST_WORDS = 10
_MOST_LETTERS = 100
_ALLOWED_SIGNS = " '’-."


class NameParts(NamedTuple):
    """A name in three parts; a name of one word has only its given part."""

    surname: str
    middle: str
    given: str


def split_name(name: str) -> NameParts:
    """Split a full name into surname (first word), middle names and given name (last word)."""
    words = nfc(name).split(" ")
    if len(words) == 1:
        return NameParts("", "", words[0])
    return NameParts(words[0], " ".join(words[1:-1]), words[-1])


def title_name(name: str) -> str:
    """Write a name typed all in capitals or all in small letters with initial capitals.

    Mixed case is left as typed, because only its owner knows it ("H'Hen Niê", "McDonald"). Capitals of the old fonts
    are no mixed case: they had none with tones, so that "NGUYỄN" comes as "NGUYễN".
    """
    clean = nfc(name)
    if clean not in (clean.upper(), clean.lower()) and not _is_in_old_capitals(clean):
        return clean
    return _LETTER_RUN.sub(lambda run: run.group().capitalize(), clean)


def _is_in_old_capitals(name: str) -> bool:
    """Whether only letters with marks are small, beside plain capitals of which some word has two."""
    return not _PLAIN_SMALL.search(name) and _TWO_CAPITALS.search(name) is not None


def is_plausible_name(name: str) -> bool:
    """Say whether a text can be a person's full name: two to ten words of letters, no digits or brackets."""
    clean = nfc(name)
    words = clean.split(" ")
    if not 2 <= len(words) <= _MOST_WORDS or len(clean) > _MOST_LETTERS:
        return False
    return clean[0].isalpha() and all(map(_may_stand_in_name, set(clean)))


@lru_cache(maxsize=2_000)
def _may_stand_in_name(character: str) -> bool:
    return character in _ALLOWED_SIGNS or unicodedata.category(character)[0] in "LM"
