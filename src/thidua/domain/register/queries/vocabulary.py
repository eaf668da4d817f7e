"""The words of the dictionary in memory, for guessing what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from thidua.core.vietnamese import NearWords

BEST = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word of every registered name with the number of entries that carry it."""

    words: NearWords
    weights: dict[str, int]

    def corrections(self, word: str) -> list[str]:
        """The likeliest known words one slip away, the most frequent first, at most three; the word itself if known."""
        if word in self.words:
            return [word]
        near = sorted(self.words.near(word), key=lambda known: -self.weights.get(known, 0))
        return near[:BEST]


def vocabulary() -> Vocabulary:
    """The words as of now; kept per process until names were added."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from register_registeredname")
        return _vocabulary(int(cursor.fetchone()[0]), connection.alias)


@lru_cache(maxsize=2)
def _vocabulary(newest_id: int, _database: str) -> Vocabulary:
    with connection.cursor() as cursor:
        cursor.execute(
            "select word, sum(entries)::bigint from register_registeredname,"
            " unnest(string_to_array(folded, ' ')) word where id <= %s and entries > 0 group by word",
            [newest_id],
        )
        weights = {str(word): int(count) for word, count in cursor.fetchall()}
    return Vocabulary(NearWords(weights), weights)
