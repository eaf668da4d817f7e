"""The names of the dictionary that answer to some words, the best first.

They are found in memory; one statement beside tells what only the database knows: names that were added since, whether
one is exactly what was asked, and how many lines bear them now.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from django.db import connection

from thidua.core.statements import Prepared
from thidua.domain.register.queries.vocabulary import ID_BITS, Bearers, Numbers, forget, vocabulary

SUMMED = 500
"""The lines of up to so many names are summed name by name; of more, by the index of words."""
CHECKED = 16
"""Of more, so many are compared with the database."""
_FEW = 50
"""Among so many of the most frequent names there are mostly rows enough."""
_OTHERS = 1_000 << ID_BITS

SIZE = "select coalesce(sum(lines), 0)::bigint from register_tally where profile_id is null"
"""Lines that stand in the whole register, from the sums."""
# Exact names first, then short ones; the id makes the order whole. It fits one number, by which pages go on.
RANK = f"((n.folded <> %s)::int::bigint * 1000 + length(n.folded)) * {1 << ID_BITS} + n.id"
# The planner cannot see how many ids there are, and so keeps one plan for all.
_NOW = Prepared(
    "register_names",
    f"""
    select (select id from register_registeredname where folded = (select %(phrase)s::text)),
           known.names, known.lines, ({SIZE}), (select coalesce(max(added_xid), -1) from register_registeredname)
      from (select count(*) as names, coalesce(sum(entries), 0)::bigint as lines
              from register_registeredname
             where id = any((select %(ids)s::bigint[])::bigint[]) and words @@ (select %(query)s::tsquery)) known
    """,  # noqa: S608  # made of constants only
)
_ADDED = f"""
    select (length(folded)::bigint << {ID_BITS}) + id, entries from register_registeredname
     where added_xid >= %s and words @@ %s::tsquery order by 1
"""  # noqa: S608  # made of constants only
_SUM = """
    select coalesce(sum(n.entries), 0)::bigint from register_registeredname n
     where n.words @@ %s::tsquery and n.entries > 0
"""


def name_query(words: tuple[str, ...]) -> str:
    """All of the words, as a ``tsquery`` (they hold letters and digits only)."""
    return " & ".join(f"'{word}'" for word in words)


@dataclass(frozen=True)
class _Found:
    """Names in the order of answers; the lines that bear them if they were summed; lines of the whole register."""

    bearers: Bearers
    lines: int | None
    size: int


@dataclass(frozen=True)
class Names:
    """Words as a question to the dictionary."""

    words: tuple[str, ...]

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def query(self) -> str:
        return name_query(self.words)

    def __len__(self) -> int:
        return len(self.ranks)

    @property
    def ranks(self) -> Numbers:
        """The ranks of all names that bear the words, in order: the exact one, then the shortest."""
        return self._found.bearers.ranks

    @property
    def ids(self) -> Numbers:
        """The names by id, in the order of their ranks."""
        return self._found.bearers.ids

    @property
    def size(self) -> int:
        """Lines of the whole register."""
        return self._found.size

    @property
    def are_borne(self) -> bool:
        """Whether a line bears one of the names; of many, one will."""
        return bool(len(self)) and self._found.lines != 0

    @cached_property
    def lines(self) -> int:
        """Exactly how many lines bear the names."""
        if self._found.lines is not None:
            return self._found.lines
        with connection.cursor() as cursor:
            cursor.execute(_SUM, [self.query])
            return int(cursor.fetchone()[0])

    @cached_property
    def guesses(self) -> Numbers:
        """About how many lines bear each name, in the order of their ranks; at least one."""
        return np.maximum(self._found.bearers.lines, 1)

    @cached_property
    def lines_guess(self) -> float:
        """About how many lines bear the names."""
        return float(self.guesses.sum()) if len(self) else 0.0

    def place_of(self, rank: int) -> int:
        """How many names come before a rank."""
        return int(np.searchsorted(self.ranks, rank))

    def enough(self, first: int, lines: float) -> int:
        """How many names from a place on are probably borne by so many lines; as many as there are, if all are not."""
        borne = np.cumsum(self.guesses[first : first + 20_000])
        return min(int(np.searchsorted(borne, lines)) + 1, len(borne))

    def likeliest(self, lines: float) -> Numbers:
        """The ids of the most frequent names, so many as are probably borne by so many lines."""
        few = len(self) - min(_FEW, len(self))
        order = np.argpartition(self.guesses, few)[few:] if few else np.arange(len(self))
        if few and self.guesses[order].sum() < lines:
            order = np.arange(len(self))
        order = order[np.argsort(-self.guesses[order])]
        return self.ids[order[: int(np.searchsorted(np.cumsum(self.guesses[order]), lines)) + 1]]

    @cached_property
    def _found(self) -> _Found:
        found = self._read()
        if found is None:
            # Another database stands behind the same name: one put back to an earlier day, a test's.
            forget()
            found = self._read()
        if found is None:
            message = f"the names that bear {self.phrase!r} are not those of the dictionary"
            raise RuntimeError(message)
        return found

    def _read(self) -> _Found | None:
        """Nothing when the names in memory are not the database's."""
        known = vocabulary()
        bearers = known.with_all(self.words)
        ids = bearers.ids[: SUMMED if len(bearers.ranks) <= SUMMED else CHECKED]
        now = {"phrase": self.phrase, "ids": ids.tolist(), "query": self.query}
        ((exact, counted, lines, size, newest),) = _NOW.rows(now)
        if counted != len(ids):
            return None
        if newest >= known.horizon:
            bearers = self._with_added(bearers, known.horizon)
        is_whole = len(bearers.ranks) == len(ids)
        return _Found(_exact_first(bearers, exact), int(lines) if is_whole else None, int(size))

    def _with_added(self, bearers: Bearers, horizon: int) -> Bearers:
        """With the names that were added behind the horizon and are not in memory yet."""
        with connection.cursor() as cursor:
            cursor.execute(_ADDED, [horizon, self.query])
            added = np.array(cursor.fetchall(), dtype=np.int64).reshape(-1, 2)
        return bearers.joined(Bearers(added[:, 0], added[:, 1]))


def _exact_first(bearers: Bearers, exact: int | None) -> Bearers:
    """Ranks as pages go on by them: the name that is just what was asked before all others."""
    ranks = bearers.ranks + _OTHERS
    at = np.flatnonzero(bearers.ids == (exact or 0))
    if not len(at):
        return Bearers(ranks, bearers.lines)
    place = int(at[0])
    ranks[place] -= _OTHERS
    return Bearers(_with_first(ranks, place), _with_first(bearers.lines, place))


def _with_first(numbers: Numbers, place: int) -> Numbers:
    return np.concatenate([numbers[place : place + 1], numbers[:place], numbers[place + 1 :]])
