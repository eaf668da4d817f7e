"""The names of the dictionary that answer to some words, the best first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from thidua.domain.register.queries.vocabulary import vocabulary

LISTED = 8_000
"""Up to so many names are read at once; words that more names bear are met by walking the names or the rows."""
WALKED = 250
_ID_BITS = 32

# Exact names first, then short ones; the id makes the order whole. It fits one number, by which pages go on.
RANK = "((n.folded <> %s)::int::bigint * 1000 + length(n.folded)) * 4294967296 + n.id"
_BASE = "from register_registeredname n where n.words @@ %s::tsquery and n.entries > 0"
_ALL = f"select n.id, {RANK} as rank, n.entries {_BASE} order by rank limit {LISTED + 1}"
_EXACT = f"select n.id, {RANK} as rank, n.entries from register_registeredname n where n.folded = %s and n.entries > 0"  # noqa: S608  # fixed
# "is true" keeps the index of words out of it: where many names bear them, a walk along the order meets them at once.
_NEXT = f"""
    select n.id, {RANK} as rank, n.entries from register_registeredname n
     where {{words}} and n.entries > 0 and n.folded <> %s and (length(n.folded), n.id) > (%s, %s)
     order by length(n.folded), n.id limit %s
"""  # noqa: S608  # made of constants only
_BY_WORDS, _BY_WALKING = "n.words @@ %s::tsquery", "(n.words @@ %s::tsquery) is true"
_SUM = f"select coalesce(sum(n.entries), 0)::bigint {_BASE}"


def name_query(words: tuple[str, ...]) -> str:
    """All of the words, as a ``tsquery`` (they hold letters and digits only)."""
    return " & ".join(f"'{word}'" for word in words)


class Name(NamedTuple):
    """A name of the dictionary, its place in the order of answers, and how many rows bear it."""

    id: int
    rank: int
    entries: int


@dataclass(frozen=True)
class Names:
    """Words as a question to the dictionary."""

    words: tuple[str, ...]

    @cached_property
    def guess(self) -> int:
        """About how many names bear all the words."""
        return vocabulary().names_with(self.words)

    @cached_property
    def listed(self) -> list[Name] | None:
        """All names that bear the words in order of rank, or nothing when there are too many to list."""
        if self.guess > 2 * LISTED:
            return None
        found = self._fetch(_ALL, [self.phrase, self.query])
        return found if len(found) <= LISTED else None

    @property
    def phrase(self) -> str:
        return " ".join(self.words)

    @property
    def query(self) -> str:
        return name_query(self.words)

    @cached_property
    def lines(self) -> int:
        """Exactly how many rows bear the names; a sum over the dictionary."""
        if self.listed is not None:
            return sum(name.entries for name in self.listed)
        with connection.cursor() as cursor:
            cursor.execute(_SUM, [self.query])
            return int(cursor.fetchone()[0])

    @cached_property
    def lines_guess(self) -> float:
        """About how many rows bear the names, without asking the dictionary for all of them."""
        if self.listed is not None:
            return float(sum(name.entries for name in self.listed))
        return vocabulary().entries_with(self.words)

    def walk(self, after: int | None, limit: int) -> list[Name]:
        """The next names behind a rank, in order; by an index, so that frequent words are met at once."""
        if self.listed is not None:
            return [name for name in self.listed if after is None or name.rank > after][:limit]
        exact: list[Name] = []
        if after is None:
            exact = self._fetch(_EXACT, [self.phrase, self.phrase])
        length, last = divmod(after or 0, 1 << _ID_BITS)
        behind = (length - 1000, last) if length >= 1000 else (0, 0)
        words = _BY_WALKING if vocabulary().is_frequent(self.words) else _BY_WORDS
        return exact + self._fetch(
            _NEXT.format(words=words), [self.phrase, self.query, self.phrase, *behind, limit]
        )

    def _fetch(self, statement: str, params: list[Any]) -> list[Name]:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(map(Name._make, cursor.fetchall()))
