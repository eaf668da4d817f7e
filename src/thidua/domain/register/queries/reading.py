"""Understanding what was typed: a number of the register, a decision, a name, or a name and words of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from thidua.core.vietnamese import tokens
from thidua.domain.register.numbers import DecisionNumber, read_decision_number, read_register_number
from thidua.domain.register.queries.vocabulary import vocabulary

MOST_WORDS = 10
_NAMES = (
    "select 1 from register_registeredname"
    " where to_tsvector('simple'::regconfig, coalesce(folded, '')) @@ %s::tsquery and entries > 0"
)
_ANY_NAME = f"exists({_NAMES})"
# A single word is met soon on a walk over the names; several together may be met late, so their index is asked.
_ANY_NAME_OF_WORDS = f"exists(with found as materialized ({_NAMES}) select 1 from found)"  # noqa: S608  # made of constants only
_ANY_UNIT = "exists(select 1 from organizations_placement where {})"


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


def name_query(words: tuple[str, ...]) -> str:
    """All of the words, as a ``tsquery`` (they hold letters and digits only)."""
    return " & ".join(f"'{word}'" for word in words)


def unit_clause(words: tuple[str, ...], column: str = "folded") -> tuple[str, list[str]]:
    """All of the words, each beginning a word of the unit's folded name."""
    parts = [f"(' ' || {column}) like %s"] * len(words)
    return " and ".join(parts) or "true", [f"% {word}%" for word in words]


def _split(words: tuple[str, ...]) -> Reading | None:
    """The most words as a name and the rest as the unit's; a name alone is tried first, a unit alone last.

    One query: the ways of cutting are asked about in order, and the first that is known ends it.
    """
    ways = list(_ways(words))
    asked, params = [], []
    for number, way in enumerate(ways):
        known = [_name_known(way.names)] * bool(way.names) + [_unit_known(way.units)] * bool(way.units)
        asked.append(f"when {' and '.join(clause for clause, _values in known)} then {number}")
        params += [value for _clause, values in known for value in values]
    with connection.cursor() as cursor:
        cursor.execute(f"select case {' '.join(asked)} end", params)
        found = cursor.fetchone()[0]
    return None if found is None else ways[found]


def _ways(words: tuple[str, ...]) -> Iterator[Reading]:
    yield Reading(names=words)
    for count in range(len(words) - 1, 0, -1):
        yield Reading(names=words[:count], units=words[count:])
        yield Reading(names=words[-count:], units=words[:-count])
    yield Reading(units=words)


def _name_known(words: tuple[str, ...]) -> tuple[str, list[str]]:
    return (_ANY_NAME if len(words) == 1 else _ANY_NAME_OF_WORDS), [name_query(words)]


def _unit_known(words: tuple[str, ...]) -> tuple[str, list[str]]:
    clause, params = unit_clause(words)
    return _ANY_UNIT.format(clause), params


def _corrected(words: tuple[str, ...]) -> str:
    """The likeliest query with each unknown word replaced by a near known one, or nothing."""
    known = vocabulary()
    options = [known.corrections(word) for word in words]
    if not all(options):
        return ""
    best = [choices[0] for choices in options]
    for at, choices in enumerate(options):
        for choice in choices:
            candidate = (*best[:at], choice, *best[at + 1 :])
            if candidate != words and _split(candidate):
                return " ".join(candidate)
    return ""
