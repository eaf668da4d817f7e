"""The words of the dictionary of names in memory: which names bear them, and what was meant by one that none bears.

A name never changes once it is there, so what is in memory cannot become wrong, only incomplete: the transactions of
which every name is known end at a horizon, and the names of later ones are asked of the database at each search.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import connection

from thidua.core.vietnamese import NearWords

FRESH_SECONDS = 60
ID_BITS = 32
Numbers = npt.NDArray[np.int64]
# Read before the names: what an earlier transaction added is seen by the statement that follows.
_HORIZON = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_NAMES = f"""
    select word, string_agg(rank::text, ',' order by rank), string_agg(entries::text, ',' order by rank)
      from (select (length(folded)::bigint << {ID_BITS}) + id as rank, entries, unnest(tsvector_to_array(words)) as word
              from register_registeredname where added_xid >= %s) borne
     group by word
"""  # noqa: S608  # made of constants only


class Bearers(NamedTuple):
    """Names in the order of answers: ``ranks`` tell length and id, ``lines`` about how many lines bear each."""

    ranks: Numbers
    lines: Numbers

    @property
    def ids(self) -> Numbers:
        return ids_of(self.ranks)

    def only(self, chosen: npt.NDArray[np.bool_]) -> Bearers:
        return Bearers(self.ranks[chosen], self.lines[chosen])

    def are_in(self, other: Bearers) -> npt.NDArray[np.bool_]:
        """Which of them stand among others."""
        if not len(other.ranks):
            return np.zeros(len(self.ranks), np.bool_)
        at = np.searchsorted(other.ranks, self.ranks)
        found: npt.NDArray[np.bool_] = other.ranks[np.minimum(at, len(other.ranks) - 1)] == self.ranks
        return found

    def joined(self, other: Bearers) -> Bearers:
        """With those of others that are not among them, in order."""
        added = other.only(~other.are_in(self))
        at = np.searchsorted(self.ranks, added.ranks)
        return Bearers(np.insert(self.ranks, at, added.ranks), np.insert(self.lines, at, added.lines))


def ids_of(ranks: Numbers) -> Numbers:
    """The names behind ranks."""
    return ranks & ((1 << ID_BITS) - 1)


_NOBODY = Bearers(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass
class Vocabulary:
    """Every word of every registered name with the names that bear it, and about how many lines do.

    About 16 bytes for each word of each name.
    """

    words: NearWords = field(default_factory=lambda: NearWords(()))
    bearers: dict[str, Bearers] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    horizon: int = -1  # every name that an earlier transaction added is known
    looked_at: float = 0.0

    def corrections(self, word: str, most: int) -> list[str]:
        """The likeliest known words one slip away, the most frequent first."""
        near = (known for known in self.words.near(word) if known != word)
        return sorted(near, key=lambda known: -self.lines[known])[:most]

    def with_all(self, words: Sequence[str]) -> Bearers:
        """The known names that bear all of the words, the shortest first."""
        rarest, *others = sorted(
            (self.bearers.get(word, _NOBODY) for word in words), key=lambda b: len(b.ranks)
        )
        for other in others:
            rarest = rarest.only(rarest.are_in(other))
        return rarest

    def entries_with(self, words: Sequence[str]) -> int:
        """About how many lines bear all of the words."""
        return int(self.with_all(words).lines.sum())

    def learn(self) -> None:
        """Take in what was added since the last time; names of transactions that ran then are met again."""
        with connection.cursor() as cursor:
            cursor.execute(_HORIZON)
            horizon = int(cursor.fetchone()[0])
            cursor.execute(_NAMES, [self.horizon])
            for word, ranks, lines in cursor.fetchall():
                self._add(word, Bearers(_numbers(ranks), _numbers(lines)))
        self.horizon = horizon

    def _add(self, word: str, borne: Bearers) -> None:
        known = self.bearers.get(word, _NOBODY)
        self.bearers[word] = now = known.joined(borne)
        self.lines[word] += int(now.lines.sum() - known.lines.sum())
        self.words.add(word)


def _numbers(text: str) -> Numbers:
    return np.fromstring(text, dtype=np.int64, sep=",")


_known: dict[str, Vocabulary] = {}


def vocabulary(*, fresh: bool = False) -> Vocabulary:
    """The words, kept per process: as of the last minute, or as of now."""
    known = _known.setdefault(str(connection.settings_dict["NAME"]), Vocabulary())
    now = time.monotonic()
    if fresh or known.horizon < 0 or now - known.looked_at >= FRESH_SECONDS:
        known.looked_at = now
        known.learn()
    return known


def forget() -> None:
    """Read everything anew when it is asked for next: these are not the names that were read."""
    _known.pop(str(connection.settings_dict["NAME"]), None)
