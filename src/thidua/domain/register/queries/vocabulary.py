"""The words of the dictionary in memory: for guessing what was meant, and how much a word would find."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

from thidua.core.vietnamese import NearWords, tokens

FRESH_SECONDS = 60
FREQUENT = 0.05
_OVERLAP = 1_000
"""Ids become visible out of order; so many below the newest are read again when names were added."""
_ALL = """
    select word, count(*), sum(entries)::bigint
      from register_registeredname,
           unnest(string_to_array(regexp_replace(folded, '[^[:alnum:]]+', ' ', 'g'), ' ')) word
     where id <= %s and entries > 0 group by word
"""
_NEWER = "select id, folded, entries from register_registeredname where id > %s and entries > 0"


@dataclass
class Vocabulary:
    """Every word of every registered name, with about how many names and lines bear it."""

    words: NearWords = field(default_factory=lambda: NearWords(()))
    names: Counter[str] = field(default_factory=Counter)
    lines: Counter[str] = field(default_factory=Counter)
    newest: int = 0
    seen: set[int] = field(default_factory=set)
    looked_at: float = 0.0
    size: int = 0  # names
    most: tuple[int, int] = (1, 1)  # names, and lines, with the most frequent word

    def corrections(self, word: str, most: int) -> list[str]:
        """The likeliest known words one slip away, the most frequent first."""
        near = (known for known in self.words.near(word) if known != word)
        return sorted(near, key=lambda known: -self.lines[known])[:most]

    def names_with(self, words: tuple[str, ...]) -> int:
        """About how many names bear all of the words: as if words were chosen one by one."""
        return int(self._guess(words, self.names, self.most[0]))

    def is_frequent(self, words: tuple[str, ...]) -> bool:
        """Whether so many names bear the words that a walk over all names soon meets some."""
        return self.names_with(words) > FREQUENT * max(self.size, 1)

    def entries_with(self, words: tuple[str, ...]) -> float:
        return self._guess(words, self.lines, self.most[1])

    def _guess(self, words: tuple[str, ...], counts: Counter[str], most: int) -> float:
        if not words:
            return 0.0
        # No word stands in more than all names; the most frequent one is about a third of them.
        whole = max(3.0 * most, 1.0)
        shares = sorted(min(1.0, counts[word] / whole) for word in words)
        guess = whole
        for share in shares:
            guess *= share
        return guess

    def learn(self, newest: int) -> None:
        """Take in what was added since the last time."""
        if self.newest == 0:
            self._learn_all(newest)
        with connection.cursor() as cursor:
            cursor.execute(_NEWER, [max(0, self.newest - _OVERLAP)])
            for pk, folded, entries in cursor.fetchall():
                if pk not in self.seen:
                    self._add(folded, entries)
                    self.seen.add(pk)
        self.most = max(self.names.values(), default=1), max(self.lines.values(), default=1)
        self.newest = newest
        self.seen = {pk for pk in self.seen if pk > newest - _OVERLAP}

    def _learn_all(self, newest: int) -> None:
        known = max(0, newest - _OVERLAP)
        with connection.cursor() as cursor:
            cursor.execute(_ALL, [known])
            for word, names, lines in cursor.fetchall():
                self.names[word], self.lines[word] = names, lines
                self.words.add(word)
        self.newest = self.size = known

    def _add(self, folded: str, entries: int) -> None:
        self.size += 1
        for word in tokens(folded):
            self.names[word] += 1
            self.lines[word] += entries
            self.words.add(word)


_known: dict[str, Vocabulary] = {}


def vocabulary(*, fresh: bool = False) -> Vocabulary:
    """The words, kept per process: as of the last minute, which does for estimates, or as of now."""
    known = _known.setdefault(str(connection.settings_dict["NAME"]), Vocabulary())
    now = time.monotonic()
    if known.newest and not fresh and now - known.looked_at < FRESH_SECONDS:
        return known
    known.looked_at = now
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from register_registeredname")
        newest = int(cursor.fetchone()[0])
    if newest > known.newest:
        known.learn(newest)
    return known
