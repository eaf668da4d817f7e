"""Words of pages and of questions: the same cut for both, so that they meet in one index."""

from __future__ import annotations

import re
from dataclasses import dataclass

from thidua.core.vietnamese import fold, nfc, tokens

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_MOST_WORDS = 16
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Question:
    """A question as text-search expressions: what must match, and what makes a match better.

    ``words`` are folded, for marking. ``accented`` is empty when the question has no diacritics at all.
    """

    words: tuple[str, ...]
    wanted: str
    phrase: str
    accented: str

    @property
    def is_empty(self) -> bool:
        return not self.words


def index_words(text: str) -> tuple[str, str]:
    """The words of a page without diacritics, and those that have some as they stand."""
    written = [word for word in _WORD.findall(nfc(text).lower()) if len(word) <= _LONGEST_WORD]
    bare = [word for word in tokens(text) if len(word) <= _LONGEST_WORD]
    return " ".join(bare), " ".join(word for word in written if not word.isascii())


def question_of(text: str) -> Question:
    """Read what was typed: every word must stand on the page, those in quotation marks beside each other."""
    text = nfc(text)[:300]
    phrases = [" <-> ".join(found) for quoted in _QUOTED.findall(text) if (found := _cut(tokens(quoted)))]
    words = _cut(tokens(text))
    written = [word for word in _WORD.findall(text.lower()) if not word.isascii() and word != fold(word)]
    wanted = " & ".join([*(f"({phrase})" for phrase in phrases), *words])
    return Question(
        words=tuple(dict.fromkeys(words)),
        wanted=wanted,
        phrase=" <-> ".join(words),
        accented=" & ".join(_cut(written)),
    )


def _cut(words: list[str]) -> list[str]:
    """A bounded number of words of a bounded length; they hold letters and digits only, so no sign of the query
    language can stand in them.
    """
    return [word for word in words if len(word) <= _LONGEST_WORD][:_MOST_WORDS]


def snippet(text: str, words: tuple[str, ...], *, length: int = 220) -> str:
    """The stretch of a page around the first place where most of the words stand, cut at words."""
    parts = " ".join(text.split()).split(" ")
    wanted = set(words)
    hits = [at for at, part in enumerate(parts) if wanted.intersection(tokens(part))]
    if not hits:
        return _shortened(" ".join(parts), length)
    window = max(1, length // 7)
    best = max(hits, key=lambda at: (_distinct(parts[at : at + window], wanted), -at))
    start = max(0, best - 5)
    shown = _shortened(" ".join(parts[start:]), length)
    return f"… {shown}" if start else shown


def _distinct(parts: list[str], wanted: set[str]) -> int:
    return len({word for part in parts for word in wanted.intersection(tokens(part))})


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]} …"
