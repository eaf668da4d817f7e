"""The names of the dictionary that answer to some words, the best first."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from thidua.domain.register.queries.vocabulary import vocabulary

LISTED = 8_000
"""Up to so many names are read at once; words that more names bear are met by walking the names or the rows."""
_ID_BITS = 32

SIZE = "select coalesce(sum(lines), 0)::bigint from register_tally where profile_id is null"
"""Lines that stand in the whole register, from the sums."""
# Exact names first, then short ones; the id makes the order whole. It fits one number, by which pages go on.
RANK = "((n.folded <> %s)::int::bigint * 1000 + length(n.folded)) * 4294967296 + n.id"
_BASE = "from register_registeredname n where n.words @@ %s::tsquery and n.entries > 0"
# One row, whatever the number of names: thousands of rows would take the client longer than the database.
_ALL = f"""
    select coalesce(array_agg(rank order by rank), '{{}}'), coalesce(sum(entries), 0)::bigint, ({SIZE})
      from (select {RANK} as rank, n.entries {_BASE} limit {LISTED + 1}) found
"""  # noqa: S608  # made of constants only
_EXACT = f"select {RANK} from register_registeredname n where n.folded = %s and n.entries > 0"  # noqa: S608  # fixed
# "is true" keeps the index of words out of it: where many names bear them, a walk along the order meets them at once.
_NEXT = f"""
    select {RANK} from register_registeredname n
     where {{words}} and n.entries > 0 and n.folded <> %s and (length(n.folded), n.id) > (%s, %s)
     order by length(n.folded), n.id limit %s
"""  # noqa: S608  # made of constants only
_BY_WORDS, _BY_WALKING = "n.words @@ %s::tsquery", "(n.words @@ %s::tsquery) is true"
_SUM = f"select coalesce(sum(n.entries), 0)::bigint {_BASE}"


def name_query(words: tuple[str, ...]) -> str:
    """All of the words, as a ``tsquery`` (they hold letters and digits only)."""
    return " & ".join(f"'{word}'" for word in words)


def name_id(rank: int) -> int:
    """The name that has a place in the order of answers."""
    return rank & ((1 << _ID_BITS) - 1)


@dataclass(frozen=True)
class Names:
    """Words as a question to the dictionary."""

    words: tuple[str, ...]

    @cached_property
    def guess(self) -> int:
        """About how many names bear all the words."""
        return vocabulary().names_with(self.words)

    @property
    def listed(self) -> list[int] | None:
        """The ranks of all names that bear the words, in order, or nothing when there are too many to list."""
        return self._read[0] if self._read else None

    @property
    def size(self) -> int | None:
        """Lines of the whole register, where the names were listed."""
        return self._read[2] if self._read else None

    @cached_property
    def _read(self) -> tuple[list[int], int, int] | None:
        """Ranks of the names, lines that bear them, lines of the register."""
        if self.guess > 2 * LISTED:
            return None
        (found,) = self._fetch(_ALL, [self.phrase, self.query])
        return found if len(found[0]) <= LISTED else None

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def query(self) -> str:
        return name_query(self.words)

    @cached_property
    def lines(self) -> int:
        """Exactly how many rows bear the names; a sum over the dictionary."""
        return self._read[1] if self._read else int(self._fetch(_SUM, [self.query])[0][0])

    @cached_property
    def lines_guess(self) -> float:
        """About how many rows bear the names, without asking the dictionary for all of them."""
        return float(self._read[1]) if self._read else vocabulary().entries_with(self.words)

    def walk(self, after: int | None, limit: int) -> list[int]:
        """The ranks of the next names behind a rank; by an index, so that frequent words are met at once."""
        if self.listed is not None:
            first = bisect_right(self.listed, after) if after is not None else 0
            return self.listed[first : first + limit]
        exact: list[int] = []
        if after is None:
            exact = self._ranks(_EXACT, [self.phrase, self.phrase])
        length, last = divmod(after or 0, 1 << _ID_BITS)
        behind = (length - 1000, last) if length >= 1000 else (0, 0)
        words = _BY_WALKING if vocabulary().is_frequent(self.words) else _BY_WORDS
        return exact + self._ranks(
            _NEXT.format(words=words), [self.phrase, self.query, self.phrase, *behind, limit]
        )

    def _ranks(self, statement: str, params: list[Any]) -> list[int]:
        return [rank for (rank,) in self._fetch(statement, params)]

    def _fetch(self, statement: str, params: list[Any]) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(cursor.fetchall())
