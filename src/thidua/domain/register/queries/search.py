"""The search: dictionary of names first, then the ledger by index; pages follow a key, counts stop at a cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from thidua.domain.access import Actor
from thidua.domain.register.queries.criteria import Criteria, Where, narrow, narrow_by_facets, scope
from thidua.domain.register.queries.keys import decision_ids
from thidua.domain.register.queries.reading import Reading, name_query, read, unit_clause

PAGE = 50
COUNT_CAP = 20_000
"""Filtered counts are exact up to here, "hơn 20.000" beyond."""

FIELDS = (
    "id", "root_id", "register_no", "token", "year", "holder_id", "holder_kind", "holder_name", "birth_year", "sex",
    "position_class", "post", "organization_id", "unit_position", "unit_name", "province_code", "award_code",
    "award_level", "commendation_type", "achievement", "achievement_year", "issuer_id", "issuer_name",
    "decision_number", "decided_on", "decision_line", "signer", "signer_post", "bonus_vnd", "kind", "is_annulled",
)  # fmt: skip

# Exact names first, then short ones, then frequent ones; ``folded`` makes the order whole.
_NAMES = """
    select id, row_number() over (order by folded <> %s, length(folded), entries desc, id) as rank
      from register_registeredname
     where to_tsvector('simple'::regconfig, coalesce(folded, '')) @@ %s::tsquery and entries > 0
"""

_SIZE = "select coalesce(sum(lines), 0)::bigint from register_tally where profile_id is null"


class Line(NamedTuple):
    """One line as lists show it; ``root_id`` is the grant, whose page it opens."""

    id: int
    root_id: int
    register_no: str
    token: str
    year: int
    holder_id: int
    holder_kind: str
    holder_name: str
    birth_year: int | None
    sex: str
    position_class: str
    post: str
    organization_id: int
    unit_position: int
    unit_name: str
    province_code: str
    award_code: str
    award_level: str
    commendation_type: str
    achievement: str
    achievement_year: int | None
    issuer_id: int
    issuer_name: str
    decision_number: str
    decided_on: date
    decision_line: int | None
    signer: str
    signer_post: str
    bonus_vnd: int | None
    kind: str
    is_annulled: bool


class Key(NamedTuple):
    """Where a page ended: rank of the name, year, id."""

    rank: int
    year: int
    id: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, how the query was read, and the key of the next page if there is one."""

    lines: tuple[Line, ...]
    reading: Reading
    next: Key | None


@dataclass(frozen=True, slots=True)
class Count:
    """Lines and holders that match (more than that when ``is_capped``), and the lines of the whole register."""

    lines: int
    holders: int
    size: int
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The ``from`` and ``where`` of one search, shared by its page, its counts and its facets."""

    tables: str
    table_params: tuple[Any, ...]
    where: Where
    rank: str = "0"

    @property
    def params(self) -> list[Any]:
        return [*self.table_params, *self.where.params]


def search(actor: Actor, criteria: Criteria, *, after: Key | None = None, limit: int = PAGE) -> Page:
    """The lines that match, best names first and newest first within a name, ``limit`` at most."""
    reading = read(criteria.text)
    if reading.is_unknown:
        return Page((), reading, None)
    source = source_of(actor, criteria, reading)
    lines, next_key = _page(source, after, limit)
    return Page(lines, reading, next_key)


def count(actor: Actor, criteria: Criteria, reading: Reading, *, cap: int | None = COUNT_CAP) -> Count:
    """How many lines of how many holders match; exact up to ``cap``, or wholly without one."""
    if reading.is_unknown:
        return Count(0, 0, register_size())
    source = source_of(actor, criteria, reading)
    limit = f"limit {cap + 1}" if cap else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*), count(distinct holder_id), ({_SIZE}) from"  # noqa: S608  # fixed pieces, values are parameters
            f" (select e.holder_id from {source.tables} where {source.where.sql()} {limit}) found",
            source.params,
        )
        lines, holders, size = cursor.fetchone()
    return Count(min(lines, cap or lines), holders, size, is_capped=bool(cap and lines > cap))


def register_size() -> int:
    """Lines that stand in the whole register, annulled ones included, from the dictionary."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE)
        return int(cursor.fetchone()[0])


def source_of(actor: Actor, criteria: Criteria, reading: Reading, *, facets: bool = True) -> Source:
    """Where the matching lines come from; without ``facets`` the check boxes do not narrow."""
    where = scope(actor)
    narrow(where, criteria)
    if facets:
        narrow_by_facets(where, criteria)
    _narrow_by_reading(where, reading)
    if not reading.names:
        return Source("register_current e", (), where)
    tables = f"({_NAMES}) n join register_current e on e.name_id = n.id"
    return Source(tables, (" ".join(reading.names), name_query(reading.names)), where, rank="n.rank")


def _narrow_by_reading(where: Where, reading: Reading) -> None:
    if reading.register_no:
        where.add("e.register_no = %s", reading.register_no)
    if reading.decision:
        where.add("e.decision_id = any(%s)", decision_ids(reading.decision))
    if reading.units:
        clause, params = unit_clause(reading.units)
        where.add(
            f"e.organization_id in (select organization_id from organizations_placement where {clause})",  # noqa: S608  # fixed pieces
            *params,
        )


def _page(source: Source, after: Key | None, limit: int) -> tuple[tuple[Line, ...], Key | None]:
    where, params = source.where.sql(), source.params
    by_name = source.rank != "0"
    if after:
        where += f" and ({f'-{source.rank}, ' if by_name else ''}e.year, e.id) < ({'%s, ' * by_name}%s, %s)"
        params = [*params, *([-after.rank] if by_name else []), after.year, after.id]
    columns = ", ".join(f"e.{name}" for name in FIELDS)
    order = f"{source.rank}, e.year desc, e.id desc" if by_name else "e.year desc, e.id desc"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {source.rank}, {columns} from {source.tables}"  # noqa: S608  # fixed pieces, values are parameters
            f" where {where} order by {order} limit %s",
            [*params, limit + 1],
        )
        rows: Sequence[Any] = cursor.fetchall()
    lines = tuple(Line(*row[1:]) for row in rows[:limit])
    if len(rows) <= limit:
        return lines, None
    last = rows[limit - 1]
    return lines, Key(int(last[0]), lines[-1].year, lines[-1].id)
