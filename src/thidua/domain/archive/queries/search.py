"""Searching the pages of dossiers: every word on one page, with or without diacritics, inside the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.archive.permissions import READERS
from thidua.domain.archive.wording import Question, question_of, snippet

LIMIT = 50
COUNTED_TO = 1000

_FROM = """
  from archive_pagetext p
  join archive_item i on i.original_id = p.original_id
  join archive_dossier d on d.id = i.dossier_id
 where p.words @@ to_tsquery('simple', %(wanted)s) and d.disposed_at is null
"""
_PAGE = """
select i.id, d.id, p.number, p.text, p.is_recognized, i.title, i.kind, i.register_no, d.decision_number, d.decided_on,
       d.title
{from_}
 order by p.words @@ to_tsquery('simple', %(accented)s) desc, p.words @@ to_tsquery('simple', %(phrase)s) desc,
          ts_rank(p.words, to_tsquery('simple', %(wanted)s)) desc, d.decided_on desc, i.id, p.number
 limit %(limit)s offset %(offset)s
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page on which everything asked for stands, with the paper and the dossier it lies in."""

    item_id: int
    dossier_id: int
    page: int
    snippet: str
    is_recognized: bool
    title: str
    kind: str
    register_no: str
    decision_number: str
    decided_on: date
    dossier_title: str


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits. ``count`` is exact up to 1,000; above that ``is_more`` says so."""

    question: Question
    hits: tuple[Hit, ...]
    count: int
    is_more: bool


def search(actor: Actor, text: str, *, year: int | None = None, offset: int = 0) -> Found:
    """Find the pages that hold all words of ``text`` ("…" for words beside each other); best first, fifty at a time.

    What is written with the same diacritics comes first, then what stands in the same order. ``year`` is that of the
    decision.
    """
    question = question_of(text)
    if question.is_empty:
        return Found(question, (), 0, is_more=False)
    where, params = _narrowed(actor, year)
    params |= {
        "wanted": question.wanted, "phrase": question.phrase, "accented": question.accented or question.wanted,
        "limit": LIMIT, "offset": offset,
    }  # fmt: skip
    from_ = _FROM + where
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from (select 1 {from_} limit {COUNTED_TO + 1}) n", params)  # noqa: S608  # fixed pieces
        count = int(cursor.fetchone()[0])
        cursor.execute(_PAGE.format(from_=from_), params)
        rows: Sequence[Any] = cursor.fetchall() if count else []
    hits = tuple(_hit(row, question) for row in rows)
    return Found(question, hits, min(count, COUNTED_TO), is_more=count > COUNTED_TO)


def _narrowed(actor: Actor, year: int | None) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    params: dict[str, Any] = {}
    if not actor.is_system:
        spans = actor.spans(*READERS)
        ranges = [f"i.unit_position between %(low{n})s and %(high{n})s" for n in range(len(spans))]
        params |= {f"low{n}": span.low for n, span in enumerate(spans)}
        params |= {f"high{n}": span.high for n, span in enumerate(spans)}
        parts.append(f"({' or '.join(ranges) or 'false'})")
    if year is not None:
        parts.append("d.decided_on between %(first)s and %(last)s")
        params |= {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    return "".join(f" and {part}" for part in parts), params


def _hit(row: Sequence[Any], question: Question) -> Hit:
    item_id, dossier_id, page, text, is_recognized, *rest = row
    return Hit(item_id, dossier_id, page, snippet(text, question.words), is_recognized, *rest)
