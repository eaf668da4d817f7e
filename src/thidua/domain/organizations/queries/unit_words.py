"""Which placements bear a name with certain words, in the order in which lists show them.

The words of all names are kept in memory: 120,000 names take some 20 MB and under a second to read. A database index
finds rare words as quickly, but for words that a third of all names bear ("cong ty") it must look at every such name
to find the few that come first. What is kept never answers for itself: whoever asks reads the rows by their ids and
looks whether they still hold.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, islice
from threading import Lock
from typing import Any

from django.db import connection

from thidua.core.statements import Prepared
from thidua.domain.access import Span

MOST_FRESH = 2_000
"""New names looked through one by one before everything is read again."""
MOST_WALKED = 1_500
_NONE = array("I")
_STATE = Prepared(
    "unit_words_state",
    "select coalesce((select max(id) from organizations_placement), 0),"
    " coalesce((select number from organizations_structureversion order by id limit 1), 0)",
)
_ALL = """
select p.id, o.position, regexp_replace(p.folded, '[^[:alnum:]]+', ' ', 'g')
  from organizations_placement p join organizations_organization o on o.id = p.organization_id
 where p.line = 'union' and p.id > %s
 order by p.rank, length(p.folded), p.organization_id
"""
_ENDED = "select id from organizations_placement where line = 'union' and not upper_inf(during)"


class UnitWords:
    """The words of the names of placements. ``ids`` are those of placements, in the order of lists."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: tuple[int, int] | None = None
        self._forget()

    def find(self, words: Sequence[str], beginnings: Sequence[str], spans: Sequence[Span]) -> Iterator[int]:
        """Ids of placements within ``spans`` whose name has all ``words``, and a word with each of ``beginnings``."""
        lows, highs = [span.low for span in spans], [span.high for span in spans]
        for row in self._answering(words, beginnings):
            at = bisect_left(lows, self._positions[row] + 1) - 1
            if at >= 0 and self._positions[row] <= highs[at]:
                yield self._ids[row]

    def find_ended(self, words: Sequence[str], beginnings: Sequence[str]) -> Iterator[int]:
        """The same of names borne until some day, wherever the unit stood."""
        return (self._ids[row] for row in self._answering(words, beginnings) if self._ids[row] in self._ended)

    def positions(self, beginnings: Sequence[str]) -> list[int]:
        """The units that bear, or bore, a name with words of these beginnings, by their positions."""
        return sorted({self._positions[row] for row in self._answering([], beginnings)})

    def are_known(self, beginnings: Sequence[str]) -> bool:
        """Whether any unit bears, or bore, such a name."""
        return next(self._answering([], beginnings), None) is not None

    def refresh(self) -> None:
        """Take in what was named since the last time; one query when nothing was."""
        state = tuple(_STATE.rows({})[0])
        with self._lock:
            if state != self._state:
                self._take_in(state)

    def _take_in(self, state: tuple[int, int]) -> None:
        newest, _version = state
        known = self._state[0] if self._state else 0
        if newest < known:
            self._forget()
            known = 0
        with connection.cursor() as cursor:
            cursor.execute(_ALL, [known])
            self._add(cursor.fetchall(), is_fresh=known > 0)
            cursor.execute(_ENDED)
            self._ended.clear()
            self._ended.update(int(row[0]) for row in cursor)
        self._state = state
        if len(self._fresh) > MOST_FRESH:
            self._forget()
            self._take_in(state)

    def _forget(self) -> None:
        self._state = None
        self._ids, self._positions = array("q"), array("q")
        self._names: list[str] = []
        self._rows_of: dict[str, array[int]] = {}
        self._vocabulary: list[str] = []
        self._fresh: list[int] = []
        self._ended: set[int] = set()

    def _add(self, rows: Iterable[tuple[Any, ...]], *, is_fresh: bool) -> None:
        for placement, position, folded in rows:
            row = len(self._ids)
            self._ids.append(placement)
            self._positions.append(position)
            self._names.append(f" {folded} ")
            if is_fresh:
                self._fresh.append(row)
                continue
            for word in set(folded.split()):
                self._rows_of.setdefault(word, array("I")).append(row)
        self._vocabulary = sorted(self._rows_of)

    def _answering(self, words: Sequence[str], beginnings: Sequence[str]) -> Iterator[int]:
        """Rows in order. The first are looked at one by one; where few of them answer, the rest is intersected."""
        wanted = [f" {word} " for word in words] + [f" {beginning}" for beginning in beginnings]
        yield from (row for row in self._fresh if self._has(row, wanted))
        groups = [([self._rows_of.get(word, _NONE)], f" {word} ") for word in words]
        groups += [
            ([self._rows_of[word] for word in self._beginning_with(part)], f" {part}") for part in beginnings
        ]
        groups.sort(key=lambda group: _size(group[0]))
        rarest = merge(*groups[0][0]) if groups else iter(())
        last = -1
        for row in islice(rarest, MOST_WALKED):
            if row != last and self._has(row, wanted):
                yield row
            last = row
        if groups and _size(groups[0][0]) > MOST_WALKED:
            yield from self._intersected(groups, last)

    def _intersected(self, groups: list[tuple[list[array[int]], str]], behind: int) -> list[int]:
        """The rows that stand in every group, behind a row."""
        found = set().union(*groups[0][0])
        for lists, part in groups[1:]:
            if len(found) * 5 < _size(lists):
                found = {row for row in found if part in self._names[row]}
            else:
                found.intersection_update(chain(*lists))
        return sorted(row for row in found if row > behind)

    def _has(self, row: int, wanted: Sequence[str]) -> bool:
        name = self._names[row]
        for part in wanted:  # noqa: SIM110  # a generator would take three times as long
            if part not in name:
                return False
        return True

    def _beginning_with(self, part: str) -> Iterator[str]:
        start = bisect_left(self._vocabulary, part)
        for word in islice(self._vocabulary, start, None):
            if not word.startswith(part):
                return
            yield word


def _size(lists: Sequence[array[int]]) -> int:
    return sum(map(len, lists))


unit_words = UnitWords()
"""Of this process."""
