"""Achievement sentences that read like others: of the unit's last three years, and of the same round.

Likeness is the trigrams two texts share, of all that either has, as ``pg_trgm`` counts it. It is counted here for two
reasons: one search of an index for each of some hundred rows takes seconds, and a database without a Unicode locale
takes every letter with a mark for the end of a word. The index only finds candidates, with a lower bar.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import Any

from django.db import connection

from thidua.domain.nominations.values import Similar

_PERCENT = 70
_CANDIDATE = 0.5  # the bar of the index
_SHORTEST = 30  # letters; shorter sentences resemble each other by chance
_FEW = 20  # up to so many rows the index finds the candidates; for more, the whole round is read
_WORD = re.compile(r"[^\W_]+")
_ASKED = """
    select s.round_id, r.year, o.position, n.id, n.subject_id, n.achievement
      from nominations_nomination n
      join nominations_submission s on s.id = n.submission_id
      join nominations_round r on r.id = s.round_id
      join organizations_organization o on o.id = s.organization_id
     where n.id = any(%(ids)s) and length(n.achievement) >= %(shortest)s
"""
_POOL = """
    select 'entry', e.id, null, e.holder_name, e.year::int, e.achievement
      from register_standingline s
      join register_entry e on e.holder_id = s.holder_id and e.year = s.year and e.id = s.entry_id
     where s.unit_position = %(position)s and s.year between %(year)s - 3 and %(year)s
       and length(e.achievement) >= %(shortest)s
    union all
    select 'nomination', m.id, m.subject_id, m.name, %(year)s, m.achievement
      from nominations_nomination m
      join nominations_submission ms on ms.id = m.submission_id
     where ms.round_id = %(round)s and m.state <> 'withdrawn' and length(m.achievement) >= %(shortest)s
"""
_NARROWED = """
       and m.id in (select x.id from unnest(%(texts)s::text[]) asked(text)
                      join nominations_nomination x on x.achievement %% asked.text)
"""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A sentence to find the like of."""

    id: int
    subject_id: int | None
    trigrams: frozenset[str]


def similar_sentences(nomination_ids: Collection[int]) -> dict[int, Similar]:
    """This will give, by nomination, the most alike sentence at 70 % or more by trigrams.

    One query for the rows and one for each unit and round they are of.
    """
    if not nomination_ids:
        return {}
    groups: dict[tuple[int, int, int], list[tuple[int, int | None, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('pg_trgm.similarity_threshold', %s, true)", [str(_CANDIDATE)])
        cursor.execute(_ASKED, {"ids": list(nomination_ids), "shortest": _SHORTEST})
        for round_id, year, position, pk, subject, text in cursor.fetchall():
            groups[(round_id, year, position)].append((pk, subject, text))
    found: dict[int, Similar] = {}
    for (round_id, year, position), rows in groups.items():
        sentences = _Sentences(_Asked(pk, subject, _trigrams(text)) for pk, subject, text in rows)
        texts = [text for _pk, _subject, text in rows]
        for known in _pool(round_id, year, position, texts):
            sentences.compare(*known)
        found |= sentences.best
    return found


def _pool(round_id: int, year: int, position: int, texts: list[str]) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "round": round_id,
        "year": year,
        "position": position,
        "texts": texts,
        "shortest": _SHORTEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_POOL + (_NARROWED if len(texts) <= _FEW else ""), values)
        return list(cursor.fetchall())


class _Sentences:
    """Sentences and, for each, the most alike of those it was compared with.

    A sentence that shares 70 % of all trigrams with another has at least one of its own rarest 30 % in common with
    it. So each waits under its rarest trigrams only, and most pairs never meet.
    """

    def __init__(self, asked: Iterable[_Asked]) -> None:
        rows = list(asked)
        counts = Counter(trigram for row in rows for trigram in row.trigrams)
        self.best: dict[int, Similar] = {}
        self._shares: dict[int, float] = {}
        self._vocabulary = counts.keys()
        self._waiting: dict[str, list[_Asked]] = defaultdict(list)
        for row in rows:
            rarest = sorted(row.trigrams, key=lambda trigram: (counts[trigram], trigram))
            for trigram in rarest[: len(rarest) - ceil(len(rarest) * _PERCENT / 100) + 1]:
                self._waiting[trigram].append(row)

    def compare(  # noqa: PLR0917 - the columns of one row, as they were read
        self, kind: str, row_id: int, subject_id: int | None, name: str, year: int, text: str
    ) -> None:
        """Hold ``text`` against every sentence that may be like it."""
        trigrams = _trigrams(text)
        known = trigrams & self._vocabulary
        if 100 * len(known) < _PERCENT * len(trigrams):
            return
        for asked in {row for trigram in known for row in self._waiting.get(trigram, ())}:
            if kind == "nomination" and _is_own(asked, row_id, subject_id):
                continue
            shared = len(asked.trigrams & trigrams)
            total = len(asked.trigrams) + len(trigrams) - shared
            if 100 * shared >= _PERCENT * total and shared / total > self._shares.get(asked.id, 0):
                self._shares[asked.id] = shared / total
                self.best[asked.id] = Similar(round(100 * shared / total), kind, row_id, name, year, text)


def _is_own(asked: _Asked, row_id: int, subject_id: int | None) -> bool:
    return asked.id == row_id or (subject_id is not None and asked.subject_id == subject_id)


@lru_cache(maxsize=2_000)
def _trigrams(text: str) -> frozenset[str]:
    """The trigrams of the words of ``text``, each word with two spaces before it and one behind."""
    padded = (f"  {word} " for word in _WORD.findall(text.lower()))
    return frozenset(word[place : place + 3] for word in padded for place in range(len(word) - 2))
