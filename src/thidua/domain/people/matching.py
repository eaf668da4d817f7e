"""Who a row of a list is, and which records may be one person: candidates by ``blocks``, judged by ``likeness``."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from thidua.core.batches import copies_beside
from thidua.domain.people.blocks import Meeting, Stated, begin, meet, stage, stage_directory
from thidua.domain.people.likeness import CLASH, DOUBTFUL, SURE, Crowd, Known, Likeness, likeness, shares

MOST_CANDIDATES = 5
LOTS_AHEAD = 2  # so many lots keep the database at work while the program judges
_ONE_RECORD = 0.5  # how often somebody a list names is in the directory already
_SECOND_RECORD = 0.05  # how often somebody has a second record

Verdict = Literal["same", "doubt", "new", "clash"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the person; ``score`` is the probability in hundredths."""

    person_id: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Who a row is: a record (``same``), nobody yet (``new``), for a steward to see (``doubt``), or a number of
    somebody of quite another name (``clash``).
    """

    key: int
    verdict: Verdict
    person_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


def match_people(rows: Sequence[Stated]) -> dict[int, Match]:
    """Find the record of each row of a list; of the directory nothing changes."""
    with matching() as search:
        search.look_for(rows)
        found = search.matches()
    return {row.key: found.get(row.key) or Match(row.key, "new") for row in rows}


@contextmanager
def matching() -> Iterator[Search]:
    """Look for the rows of a list by lots: within the block the database looks while the program does other work."""
    with transaction.atomic(), copies_beside():
        begin()
        yield Search()


class Search:
    """The lots of a list that are looked for (``matching``)."""

    def __init__(self) -> None:
        self._looking: deque[Callable[[float], dict[int, list[Judged]]]] = deque()
        self._found: dict[int, Match] = {}

    def look_for(self, rows: Sequence[Stated]) -> None:
        """Let the database look for these rows; their keys are like no other of the list."""
        if rows:
            stage(rows)
            self._looking.append(_compare())
        while len(self._looking) > LOTS_AHEAD:
            self._judge()

    def matches(self) -> dict[int, Match]:
        """What ``match_people`` tells, of those rows only that met somebody: most of a list meet nobody and are new."""
        while self._looking:
            self._judge()
        return self._found

    def _judge(self) -> None:
        """Judge the oldest lot while the database looks for the others."""
        judged = self._looking.popleft()(_ONE_RECORD)
        self._found |= {key: _match(key, one) for key, one in judged.items()}


_IN_SPANS = """exists (select 1 from unnest(%s::bigint[], %s::bigint[]) as x (low, high)
                        where o.position between x.low and x.high)"""


@transaction.atomic
def records_alike(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, tuple[str, ...]]]:
    """Pairs of records (smaller id first), one of them of units at these positions, that may be one person.

    Each comes with its score and reasons, the likeliest first. Pairs that were put to somebody before are left out.
    """
    lows, highs = [low for low, _high in spans], [high for _low, high in spans]
    stage_directory(_IN_SPANS, [lows, highs])
    return _alike()


def _alike() -> list[tuple[int, int, int, tuple[str, ...]]]:
    found = _compare()(_SECOND_RECORD)
    pairs: dict[tuple[int, int], Candidate] = {}
    for key, judged in found.items():
        for one in _candidates(judged):
            pair = (min(key, one.person_id), max(key, one.person_id))
            pairs[pair] = max(one, pairs.get(pair, one), key=lambda candidate: candidate.score)
    told = [(first, second, one.score, one.reasons) for (first, second), one in pairs.items()]
    return sorted(told, key=lambda pair: -pair[2])


def newcomers_alike(person_ids: Sequence[int]) -> list[tuple[int, int, int, tuple[str, ...]]]:
    """As ``records_alike``, for people who have just come into the directory."""
    with transaction.atomic():
        stage_directory("s.id = any(%s::bigint[])", [list(person_ids)])
        return _alike()


Judged = tuple[int, Likeness, float]
"""A record, how alike it is, and the odds."""


def _match(key: int, judged: Sequence[Judged]) -> Match:
    candidates = _candidates(judged) if judged else ()
    if not candidates:
        return Match(key, "new")
    best = max(judged, key=lambda one: one[2])
    whole = 1 + sum(odds for _pk, _like, odds in judged)
    if best[1].name_bits <= CLASH and "identity" in best[1].reasons:
        return Match(key, "clash", candidates=candidates)
    if best[2] / whole >= SURE and not {"other_identity", "other_sex"} & set(best[1].reasons):
        return Match(key, "same", best[0], candidates)
    return Match(key, "doubt", candidates=candidates)


def _candidates(judged: Sequence[Judged]) -> tuple[Candidate, ...]:
    told = [
        Candidate(pk, round(100 * share), like.reasons)
        for (pk, like, _odds), share in zip(judged, shares([odds for *_rest, odds in judged]), strict=True)
        if share >= DOUBTFUL
    ]
    return tuple(sorted(told, key=lambda one: -one.score)[:MOST_CANDIDATES])


def _compare() -> Callable[[float], dict[int, list[Judged]]]:
    """Let everybody meet records; what comes back judges them when so many are expected."""
    told = meet()
    return lambda expected: _judged(told(), expected)


def _judged(met: Meeting, expected: float) -> dict[int, list[Judged]]:
    """Every row with the records it met: how alike, and the odds when so many records are expected."""
    found: dict[int, list[Judged]] = defaultdict(list)
    for row in met.pairs:
        first, second = _known(row, met.provinces)
        crowd = Crowd(met.people, row[20], met.crowds.get(row[16], 0))
        alike = likeness(first, second, crowd)
        found[row[0]].append((row[10], alike, alike.odds(expected, crowd)))
    return found


def _known(row: Sequence[Any], provinces: Mapping[int, str]) -> tuple[Known, Known]:
    """The two sides of a pair; a unit and what it grew out of bear one number."""
    name, folded, birth_date, year, sex, unit, place, number = row[2:10]
    first = Known(
        name, folded, birth_date, year, sex, unit, provinces.get(unit, ""), place, bytes(number or b"")
    )
    name, folded, birth_date, year, sex, other, place, number = row[11:19]
    same_unit = unit if row[19] else other
    second = Known(
        name, folded, birth_date, year, sex, same_unit, provinces.get(other, ""), place, bytes(number or b"")
    )
    return first, second
