"""The words of the dictionary of names in memory: which names bear them, and what was meant by one that none bears.

A name never changes once it is there, so what is in memory cannot become wrong, only incomplete: the transactions of
which every name is known end at a horizon, and the names of later ones are asked of the database at each search.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
from django.db import connection

from thidua.core.vietnamese import NearWords

FRESH_SECONDS = 60
ID_BITS = 32
Numbers = npt.NDArray[np.int64]
# Read before the names: what an earlier transaction added is seen by the statement that follows.
_HORIZON = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_NAMES = """
    copy (select id, length(folded), entries, added_xid, array_to_string(tsvector_to_array(words), ' ')
            from register_registeredname where added_xid >= {since}) to stdout (format csv)
"""
_COLUMNS = {"id": pl.Int64, "length": pl.Int64, "lines": pl.Int64, "xid": pl.Int64, "words": pl.String}


class Bearers(NamedTuple):
    """Names in the order of answers: ``ranks`` tell length and id, ``lines`` about how many lines bear each."""

    ranks: Numbers
    lines: Numbers


_NOBODY = Bearers(np.empty(0, np.int64), np.empty(0, np.int64))


@dataclass
class Vocabulary:
    """Every word of every registered name with the names that bear it, and about how many lines do.

    About 16 bytes a word of a name: 30 MB for half a million names.
    """

    words: NearWords = field(default_factory=lambda: NearWords(()))
    bearers: dict[str, Bearers] = field(default_factory=dict)
    lines: Counter[str] = field(default_factory=Counter)
    horizon: int = -1  # every name that an earlier transaction added is known
    young: set[int] = field(default_factory=set)  # known names of this or a later one
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
            if not len(rarest.ranks):
                break
            at = np.searchsorted(other.ranks, rarest.ranks)
            both = other.ranks[np.minimum(at, len(other.ranks) - 1)] == rarest.ranks
            rarest = Bearers(rarest.ranks[both], rarest.lines[both])
        return rarest

    def entries_with(self, words: Sequence[str]) -> int:
        """About how many lines bear all of the words."""
        return int(self.with_all(words).lines.sum())

    def learn(self) -> None:
        """Take in what was added since the last time."""
        with connection.cursor() as cursor:
            cursor.execute(_HORIZON)
            horizon = int(cursor.fetchone()[0])
            names = _read(cursor, self.horizon)
        self.horizon = horizon
        if names is None:
            self.young = set()
            return
        self._add(names.filter(~pl.col("id").is_in(list(self.young))))
        self.young = set(names.filter(pl.col("xid") >= horizon)["id"])

    def _add(self, names: pl.DataFrame) -> None:
        rank = (pl.col("length") * (1 << ID_BITS) + pl.col("id")).alias("rank")
        borne = names.select(rank, "lines", pl.col("words").str.split(" ").alias("word")).explode("word")
        borne = borne.filter(pl.col("word") != "").sort("word", "rank")
        ranks, lines = borne["rank"].to_numpy(), borne["lines"].to_numpy()
        first = 0
        for word, count in borne.group_by("word", maintain_order=True).len().iter_rows():
            added = Bearers(ranks[first : first + count], lines[first : first + count])
            first += count
            self.bearers[word] = _joined(self.bearers[word], added) if word in self.bearers else added
            self.lines[word] += int(added.lines.sum())
            self.words.add(word)


def _read(cursor: Any, since: int) -> pl.DataFrame | None:
    """The names of this transaction and later ones, if there are any."""
    with cursor.copy(_NAMES.format(since=int(since))) as copy:
        content = b"".join(copy)
    if not content:
        return None
    return pl.read_csv(io.BytesIO(content), has_header=False, schema=_COLUMNS)


def _joined(known: Bearers, added: Bearers) -> Bearers:
    at = np.searchsorted(known.ranks, added.ranks)
    return Bearers(np.insert(known.ranks, at, added.ranks), np.insert(known.lines, at, added.lines))


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
