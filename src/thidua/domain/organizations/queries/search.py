"""Finding a unit while its name is being typed.

Words are matched on a ``tsvector`` of the folded name, in any order; the last one, being typed, as a prefix. The
order "higher units first, shorter names first" is that of an index, so the planner can choose: rare words are
looked up and sorted, frequent ones ("cong doan") are met at once on a walk along the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from thidua.core.vietnamese import fold, tokens
from thidua.domain.access import Span
from thidua.domain.organizations.states import Line

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

_BY_NAME = f"""
select {_FIELDS}
  from organizations_placement p join organizations_organization o on o.id = p.organization_id
 where p.line = %(line)s and p.during @> %(on)s::date and p.words @@ %(words)s::tsquery and {_SCOPE}
 order by p.rank, length(p.folded), p.organization_id
 limit %(limit)s
"""  # noqa: S608  # made of constants only

# A short beginning answers to most codes there are; in the order of the index the walk ends with the limit.
_BY_CODE = f"""
select {_FIELDS}
  from (select * from organizations_organization o
         where o.code like %(code)s and {_SCOPE}
         order by o.code limit {MOST_CODES}) o
  join organizations_placement p on p.organization_id = o.id and p.line = %(line)s and p.during @> %(on)s::date
 order by length(o.code), o.code
 limit %(limit)s
"""  # noqa: S608  # made of constants only

# Names a unit bore before, and names of ended units whose successor stands; up to six steps of succession.
_BY_OLD_NAME = f"""
with recursive old as (
    select p.organization_id as unit, p.name as old_name, p.folded as old_folded, p.rank as old_rank
      from organizations_placement p
     where p.line = %(line)s and p.words @@ %(words)s::tsquery
       and not upper_inf(p.during) and upper(p.during) <= %(on)s
     order by p.rank, length(p.folded), p.organization_id
     limit %(limit)s
), heirs as (
    select unit, old_name, old_folded, old_rank, 0 as steps from old
  union
    select s.successor_id, h.old_name, h.old_folded, h.old_rank, h.steps + 1
      from heirs h join organizations_succession s on s.predecessor_id = h.unit
     where s.successor_id is not null and s.successor_id <> h.unit and s.effective_on <= %(on)s and h.steps < 6
)
select {_FIELDS}, h.old_name, h.old_folded, h.old_rank
  from heirs h
  join organizations_organization o on o.id = h.unit
  join organizations_placement p on p.organization_id = o.id and p.line = %(line)s and p.during @> %(on)s::date
 where p.name <> h.old_name and {_SCOPE}
"""  # noqa: S608  # made of constants only


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
        "line": Line.UNION.value,
        "low": [span.low for span in spans],
        "high": [span.high for span in spans],
        "limit": max(CANDIDATES, limit),
        "code": _as_prefix(text),
        "words": _typed(words),
    }
    phrase = fold(text)
    ranked = sorted(_candidates(asked, words, limit), key=lambda found: _order(found, phrase))
    best: dict[int, UnitHit] = {}
    for hit, _folded, _rank, _way in ranked:
        best.setdefault(hit.id, hit)
    return list(best.values())[:limit]


Candidate = tuple[UnitHit, str, int, int]
"""A hit, the folded name it was found by, its rank, and the way: 0 code, 1 name, 2 old name."""


def _candidates(asked: dict[str, Any], words: list[str], limit: int) -> Iterator[Candidate]:
    by_name = _rows(_BY_NAME, asked)
    if len(by_name) < limit and len(words) > 1:
        by_name += _rows(_BY_NAME, asked | {"words": _all_prefixes(words)})
    yield from ((UnitHit(*row[:7]), row[7], row[8], 1) for row in by_name)
    if asked["code"]:
        yield from ((UnitHit(*row[:7]), row[7], row[8], 0) for row in _rows(_BY_CODE, asked))
    for row in _rows(_BY_OLD_NAME, asked):
        yield replace(UnitHit(*row[:7]), old_name=row[9]), row[10], row[11], 2


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


def _typed(words: list[str]) -> str:
    return " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])


def _all_prefixes(words: list[str]) -> str:
    return " & ".join(f"'{word}':*" for word in words)


def _as_prefix(text: str) -> str:
    """A pattern for the beginning of a code; codes hold no space."""
    bare = text.strip().upper()
    if " " in bare:
        return ""
    return bare.replace("\\", "").replace("%", "").replace("_", "\\_") + "%"


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
