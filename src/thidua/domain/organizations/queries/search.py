"""Finding a unit while its name is being typed.

Words are matched in any order; the last one, being typed, as a beginning. Higher units come first, then shorter names.
Which names have the words is known in memory (``unit_words``); what they say, and whether they hold on the day, is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from thidua.core.statements import Prepared
from thidua.core.vietnamese import fold, tokens
from thidua.domain.access import Span
from thidua.domain.organizations.queries.unit_words import unit_words

CANDIDATES = 40
"""Rows fetched for each way of matching; the best of them are shown."""
MOST_CODES = 200
"""Codes looked at, those of units that no longer stand included."""


@dataclass(frozen=True, slots=True)
class UnitHit:
    """A unit that stands on the day asked about. ``old_name`` is the name it was found by, when that is not ``name``."""

    id: int
    code: str
    position: int
    name: str
    short_name: str
    kind: str
    above: str
    old_name: str = ""


_FIELDS = """o.id, o.code, o.position, p.name, p.short_name, p.kind,
       coalesce((select a.short_name from organizations_placement a
                  where a.organization_id = p.parent_id and a.line = 'union' and a.during @> %(on)s::date), ''),
       p.folded, p.rank"""
_SCOPE = """exists (select 1 from unnest(%(low)s::bigint[], %(high)s::bigint[]) as s(low, high)
               where o.position between s.low and s.high)"""

_BY_IDS = Prepared(
    "units_by_placement",
    f"""
select {_FIELDS}
  from unnest(%(ids)s::bigint[]) with ordinality as c(id, place)
  join organizations_placement p on p.id = c.id and p.line = 'union' and p.during @> %(on)s::date
  join organizations_organization o on o.id = p.organization_id
 order by c.place
""",  # noqa: S608  # made of constants only
)

# A short beginning answers to most codes there are; in the order of the index the walk ends with the limit.
_BY_CODE = Prepared(
    "units_by_code",
    f"""
select {_FIELDS}
  from (select * from organizations_organization o
         where o.code like %(code)s::text and {_SCOPE}
         order by o.code limit {MOST_CODES}) o
  join organizations_placement p on p.organization_id = o.id and p.line = 'union' and p.during @> %(on)s::date
 order by length(o.code), o.code
 limit %(limit)s::int
""",  # noqa: S608  # made of constants only
)

# Names a unit bore before, and names of ended units whose successor stands; up to six steps of succession.
_BY_OLD_NAME = Prepared(
    "units_by_old_name",
    f"""
with recursive heirs as (
    select p.organization_id as unit, p.name as old_name, p.folded as old_folded, p.rank as old_rank, 0 as steps
      from organizations_placement p
     where p.id = any(%(ids)s::bigint[]) and upper(p.during) <= %(on)s::date
  union
    select s.successor_id, h.old_name, h.old_folded, h.old_rank, h.steps + 1
      from heirs h join organizations_succession s on s.predecessor_id = h.unit
     where s.successor_id is not null and s.successor_id <> h.unit and s.effective_on <= %(on)s::date and h.steps < 6
)
select {_FIELDS}, h.old_name, h.old_folded, h.old_rank
  from heirs h
  join organizations_organization o on o.id = h.unit
  join organizations_placement p on p.organization_id = o.id and p.line = 'union' and p.during @> %(on)s::date
 where p.name <> h.old_name and {_SCOPE}
""",  # noqa: S608  # made of constants only
)


def search_units(text: str, on: date, spans: Sequence[Span], limit: int = 12) -> list[UnitHit]:
    """Units within ``spans`` that stand on ``on`` and answer to ``text``, best first.

    By name without diacritics and in any order of words, by the beginning of a code, by a former name or the
    name of a unit it grew out of. Text without a letter or digit finds nothing.
    """
    words = tokens(text)
    if not words or not spans:
        return []
    asked: dict[str, Any] = {
        "on": on,
        "low": [span.low for span in spans],
        "high": [span.high for span in spans],
        "limit": max(CANDIDATES, limit),
        "code": _as_prefix(text),
    }
    phrase = fold(text)
    ranked = sorted(_candidates(asked, words, spans, limit), key=lambda found: _order(found, phrase))
    best: dict[int, UnitHit] = {}
    for hit, _folded, _rank, _way in ranked:
        best.setdefault(hit.id, hit)
    return list(best.values())[:limit]


Candidate = tuple[UnitHit, str, int, int]
"""A hit, the folded name it was found by, its rank, and the way: 0 code, 1 name, 2 old name."""


def _candidates(
    asked: dict[str, Any], words: list[str], spans: Sequence[Span], limit: int
) -> Iterator[Candidate]:
    unit_words.refresh()
    typed = words[:-1], words[-1:]
    by_name = _by_name(asked, unit_words.find(*typed, spans))
    if len(by_name) < limit and len(words) > 1:
        by_name += _by_name(asked, unit_words.find([], words, spans))
    yield from ((UnitHit(*row[:7]), row[7], row[8], 1) for row in by_name)
    if asked["code"]:
        yield from ((UnitHit(*row[:7]), row[7], row[8], 0) for row in _BY_CODE.rows(asked))
    ended = list(islice(unit_words.find_ended(*typed), asked["limit"]))
    for row in _BY_OLD_NAME.rows(asked | {"ids": ended}) if ended else []:
        yield replace(UnitHit(*row[:7]), old_name=row[9]), row[10], row[11], 2


def _by_name(asked: dict[str, Any], found: Iterator[int]) -> list[tuple[Any, ...]]:
    """The first of the found placements that hold on the day; some may have ended or not yet begun."""
    rows: list[tuple[Any, ...]] = []
    while len(rows) < asked["limit"] and (ids := list(islice(found, 2 * asked["limit"]))):
        rows += _BY_IDS.rows({"ids": ids, "on": asked["on"]})
    return rows[: asked["limit"]]


def _order(found: Candidate, phrase: str) -> tuple[Any, ...]:
    hit, folded, rank, way = found
    return (
        way != 0,
        f" {phrase}" not in f" {folded}",
        rank,
        way,
        not folded.endswith(phrase),
        len(folded),
        hit.position,
    )


def _as_prefix(text: str) -> str:
    """A pattern for the beginning of a code; codes hold no space."""
    bare = text.strip().upper()
    if " " in bare:
        return ""
    return bare.replace("\\", "").replace("%", "").replace("_", "\\_") + "%"
