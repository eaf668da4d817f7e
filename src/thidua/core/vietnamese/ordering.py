"""Sort keys that put Vietnamese in its own order under plain byte comparison (the C collation).

A letter with a mark of its own follows every word of its bare letter: ``ă`` is written ``a~``, and ``~`` is
above all letters. A syllable ends in the digit of its tone, and digits are below all letters, so ``an`` in
its six tones comes before ``anh``. Syllables are joined by ``.`` and parts of a name by a space, which is
lower still.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from thidua.core.vietnamese.names import split_name
from thidua.core.vietnamese.syllables import TONE_MARKS
from thidua.core.vietnamese.text import nfc

_LETTERS = str.maketrans({"ă": "a~", "â": "a~~", "đ": "d~", "ê": "e~", "ô": "o~", "ơ": "o~~", "ư": "u~"})
_TONE_DIGITS = {mark: str(digit) for digit, mark in enumerate(TONE_MARKS, start=1)}
_TONES = re.compile(f"[{TONE_MARKS}]")
_MARKS = re.compile("[\u0300-\u0362]")
_OWN_MARKS = "ăâêôơư"
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_NUMBER_WIDTH = 9


def sort_key(name: str) -> str:
    """Return the key of a person's name: given name, then middle names, then surname."""
    parts = split_name(name)
    return " ".join(_phrase_key(part) for part in (parts.given, parts.middle, parts.surname))


def place_sort_key(text: str) -> str:
    """Return the key of a title or a place, read from the left; numbers sort by value ("Tổ 2" before "Tổ
    10").
    """
    return _phrase_key(text)


@lru_cache(maxsize=50_000)
def _phrase_key(text: str) -> str:
    """The key of one part of a name, or of a place; the same parts come again and again."""
    return ".".join(filter(None, map(_word_key, nfc(text).split(" "))))


@lru_cache(maxsize=50_000)
def _word_key(word: str) -> str:
    """The key of one word in NFC; names are made of a few hundred of them."""
    return ".".join(_run_key(run) for run in _RUNS.findall(word.lower()))


@lru_cache(maxsize=50_000)
def _run_key(run: str) -> str:
    if run[0].isdigit():
        return run.zfill(_NUMBER_WIDTH)
    if run.isascii():
        return f"{run}0"
    decomposed = unicodedata.normalize("NFD", run)
    tone = _TONES.search(decomposed)
    toneless = unicodedata.normalize("NFC", _TONES.sub("", decomposed))
    letters = "".join(_letter_key(letter) for letter in toneless)
    return letters + (_TONE_DIGITS[tone.group()] if tone else "0")


def _letter_key(letter: str) -> str:
    if letter in _OWN_MARKS or letter == "đ":
        return letter.translate(_LETTERS)
    return _MARKS.sub("", unicodedata.normalize("NFD", letter))
