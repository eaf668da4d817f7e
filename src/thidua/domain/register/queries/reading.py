"""Understanding what was typed: a number of the register, a decision, a name, or a name and words of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, product
from typing import Any

from django.db import connection

from thidua.core.vietnamese import tokens
from thidua.domain.access import Span
from thidua.domain.organizations.queries import unit_words
from thidua.domain.register.numbers import DecisionNumber, read_decision_number, read_register_number
from thidua.domain.register.queries.criteria import array
from thidua.domain.register.queries.names import SUMMED, Names, name_query
from thidua.domain.register.queries.vocabulary import Vocabulary, vocabulary

MOST_WORDS = 10
BEST = (10, 4, 3)
"""So many neighbours are tried of one unknown word, of each of two, of each of three."""
AS_TYPED = 30
"""So much likelier than a slip is that a name was meant as it was typed."""
_BORNE = """(exists(select 1 from register_registeredname where id = any(%s::bigint[]) and entries > 0)
              or exists(select 1 from register_registeredname
                         where added_xid >= %s and words @@ %s::tsquery and entries > 0))"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text asks for. ``names`` and ``units`` are folded words that must all occur, in any order.

    ``suggestion`` is the query with its slips corrected, to be offered when nothing was found.
    """

    register_no: str = ""
    decision: DecisionNumber | None = None
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    suggestion: str = ""
    is_unknown: bool = False
    asked_names: Names | None = field(default=None, compare=False)
    unit_spans: tuple[Span, ...] = field(
        default=(), compare=False
    )  # of the units that bear, or bore, the words

    @property
    def is_empty(self) -> bool:
        return not (self.register_no or self.decision or self.names or self.units or self.is_unknown)


def read(text: str) -> Reading:
    """Read a query. When its words are known neither as a name nor as a unit, a corrected query is suggested."""
    number = read_register_number(text)
    if number:
        return Reading(register_no=number)
    decision = read_decision_number(text)
    if decision:
        return Reading(decision=decision)
    words = tuple(dict.fromkeys(tokens(text)))[:MOST_WORDS]
    if not words:
        return Reading(is_unknown=bool(text.strip()))
    return _split(words) or Reading(names=words, is_unknown=True, suggestion=_corrected(words))


def _split(words: tuple[str, ...], *, is_fresh: bool = False) -> Reading | None:
    """The most words as a name and the rest as the unit's; a name alone is tried first, a unit alone last.

    ``is_fresh``: the words of names and of units have just been brought up to date, so an unknown one is nobody's.
    """
    whole = _named(words)
    if not (is_fresh and any(word not in vocabulary().bearers for word in words)) and _is_borne(whole):
        return whole
    if not is_fresh:
        unit_words.refresh()
    ways = [way for way in _ways(words) if unit_words.are_known(way.units)]
    at = _first_known(ways)
    if at is None:
        return None
    return replace(ways[at], unit_spans=tuple(map(_place, unit_words.positions(ways[at].units))))


@lru_cache(maxsize=200_000)
def _place(position: int) -> Span:
    return Span(position, position)


def _is_borne(way: Reading) -> bool:
    """Whether somebody bears the name."""
    return way.asked_names is not None and way.asked_names.are_borne


def _first_known(ways: list[Reading]) -> int | None:
    """Which way is the first whose name somebody bears; a way without a name needs nobody.

    One query: what is in memory tells where to look, and the database whether lines stand there now.
    """
    if not ways:
        return None
    asked, params = [], []
    for at, way in enumerate(ways):
        clause, values = _name_borne(way.names) if way.names else ("true", [])
        asked.append(f"when {clause} then {at}")
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"select case {' '.join(asked)} end", params)
        found: int | None = cursor.fetchone()[0]
    return found


def _name_borne(words: tuple[str, ...]) -> tuple[str, list[Any]]:
    """Whether somebody bears a name with the words; of more names than are looked at, somebody does."""
    known = vocabulary()
    ids = known.with_all(words).ids
    if len(ids) > SUMMED:
        return "true", []
    return _BORNE, [array(ids.tolist()), known.horizon, name_query(words)]


def _ways(words: tuple[str, ...]) -> Iterator[Reading]:
    for count in range(len(words) - 1, 0, -1):
        yield _named(words[:count], words[count:])
        yield _named(words[-count:], words[:-count])
    yield Reading(units=words)


def _named(names: tuple[str, ...], units: tuple[str, ...] = ()) -> Reading:
    return Reading(names=names, units=units, asked_names=Names(names))


def _corrected(words: tuple[str, ...]) -> str:
    """The likeliest query with one slip put right in each unknown word, or in one known word; or nothing."""
    return next((name for name in suggestions(words) if _split(tuple(tokens(name)), is_fresh=True)), "")


def suggestions(words: tuple[str, ...], limit: int = 10) -> list[str]:
    """What may have been meant, the likeliest first: names and queries one slip away from the words.

    Unknown words are corrected first, by their likeliest neighbours; when every word is known, one of them is; or a
    letter stands on the wrong side of a space. Whole names of the dictionary come before mere combinations, by how
    many lines bear them.
    """
    known = vocabulary(fresh=True)
    unknown = [at for at, word in enumerate(words) if not known.lines[word]]
    ways = _in_unknown(words, unknown, known) if unknown else _in_known(words, known)
    ways += _across_spaces(words)
    weights = _lines_of_names(ways)
    ranked = sorted(ways, key=lambda way: (-weights.get(" ".join(way), 0), -known.entries_with(way)))
    return [" ".join(way) for way in ranked[:limit]]


def meant(words: tuple[str, ...], limit: int = 10) -> list[str]:
    """The names that may have been meant, what was typed among them if anybody is called so: a name that is borne is
    taken to be meant, unless one a slip away is far more frequent.
    """
    options = suggestions(words, limit)
    typed = " ".join(words)
    weights = _lines_of_names([words, *(tuple(name.split()) for name in options)])
    if typed in weights:
        weights[typed] *= AS_TYPED
        options = sorted([typed, *options], key=lambda name: -weights.get(name, 0))
    return options[:limit]


def _in_unknown(words: tuple[str, ...], unknown: list[int], known: Vocabulary) -> list[tuple[str, ...]]:
    if len(unknown) > len(BEST):
        return []
    options = [known.corrections(words[at], BEST[len(unknown) - 1]) for at in unknown]
    found = []
    for choice in product(*options):
        corrected = dict(zip(unknown, choice, strict=True))
        found.append(tuple(corrected.get(at, word) for at, word in enumerate(words)))
    return found


def _in_known(words: tuple[str, ...], known: Vocabulary) -> list[tuple[str, ...]]:
    return [
        (*words[:at], choice, *words[at + 1 :])
        for at, word in enumerate(words)
        for choice in known.corrections(word, BEST[0])
    ]


def _across_spaces(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Each letter beside a space on its other side: "nguye nvan" for "nguyen van"."""
    return [
        (*words[:at], *moved, *words[at + 2 :])
        for at, (left, right) in enumerate(pairwise(words))
        for moved in ((left + right[0], right[1:]), (left[:-1], left[-1] + right))
        if all(moved)
    ]


def _lines_of_names(ways: list[tuple[str, ...]]) -> dict[str, int]:
    """How many lines bear exactly these names."""
    if not ways:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select folded, entries from register_registeredname where folded = any(%s)",
            [[" ".join(way) for way in ways]],
        )
        return dict(cursor.fetchall())
