"""Answering from the cube: ready cells, what is not merged yet, and single lines where a subtree cuts a block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection

from thidua.domain.access import Span
from thidua.domain.organizations.queries import EVERYWHERE
from thidua.domain.reporting.cube.blocks import Piece, Pieces, cut
from thidua.domain.reporting.cube.periods import Period, cut_period
from thidua.domain.reporting.cube.rollups import BASE, ROLLUPS, Grain, Rollup, expression, needed, smallest

Counts = dict[tuple[str, ...], int]
_WAITING = "waiting as materialized (select * from reporting_unmerged(%s, %s))"
"""What is not merged yet, worked out once a statement; with first honors and with places where they are asked for."""
_PLACES = frozenset({"top", "sector"})
TIMES = {"year": "f.year::text", "month": "f.month::text", "label": "p.label"}


@dataclass(frozen=True, slots=True)
class Slice:
    """What is counted: by what, of which lines.

    ``by`` names facts (``rollups.BASE``, ``DERIVED``), ``year``, ``month`` or ``label``; ``where`` narrows facts to
    values; ``spans`` are the positions counted, each with its label; ``periods`` the days of decision (none: all).
    ``own`` adds the lines of one holder that lie elsewhere.
    """

    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spans: tuple[tuple[str, Span], ...] = (("", EVERYWHERE),)
    periods: tuple[Period, ...] = (Period(),)
    own: int | None = None


def count(asked: Slice) -> Counts:
    """Honors in force by the values of ``by``; one statement, so that all of it speaks of one moment."""
    pieces = cut(asked.spans)
    parts = [part for period in asked.periods for part in _parts(asked, period, pieces)]
    if not parts:
        return {}
    facts = needed(name for name in (*asked.by, *asked.where) if name not in TIMES)
    keys = ", ".join(f"k{at}" for at in range(len(asked.by)))
    whole = " union all ".join(sql for sql, _params in parts)
    group = f"group by {keys}" if keys else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"with {_WAITING} select {keys}{', ' * bool(keys)}sum(n)::bigint from ({whole}) found {group}",  # noqa: S608  # made of known names
            ["first" in facts, bool(facts & _PLACES), *(value for _sql, params in parts for value in params)],
        )
        return {row[:-1]: int(row[-1]) for row in cursor.fetchall() if row[-1]}


Part = tuple[str, list[Any]]


def _parts(asked: Slice, period: Period, pieces: Pieces) -> Iterable[Part]:
    facts = needed(name for name in (*asked.by, *asked.where) if name not in TIMES)
    for days, by_month, is_whole in cut_period(period, by_month="month" in asked.by):
        ready: list[Piece] = []
        lines = list(pieces.lines)
        for grains, of_kind in _of_kinds(pieces):
            rollup = smallest(facts, grains, by_month=by_month) if is_whole else None
            if rollup is None:
                lines += [replace(piece, high=piece.end) for piece in of_kind]
            elif of_kind:
                yield _cells(asked, days, rollup, of_kind)
                ready += of_kind
        if ready:
            yield _unmerged(asked, days, ready)
        if lines:
            yield _lines(asked, days, lines, facts)
        if asked.own is not None:
            yield _own(asked, days)


def _of_kinds(pieces: Pieces) -> tuple[tuple[tuple[Grain, ...], list[Piece]], ...]:
    """Pieces by the rollups that may answer for them."""
    return (
        (("country", "coarse"), [piece for piece in pieces.coarse if piece.is_country]),
        (("coarse",), [piece for piece in pieces.coarse if not piece.is_country]),
        (("fine",), pieces.fine),
    )


def _heads(asked: Slice) -> str:
    heads = [f"{TIMES.get(name) or expression(name)} as k{at}" for at, name in enumerate(asked.by)]
    return "".join(f"{head}, " for head in heads)


def _narrowed(asked: Slice) -> Part:
    parts = [f" and {expression(name)} = any(%s)" for name in asked.where]
    return "".join(parts), [list(values) for values in asked.where.values()]


def _unnested(pieces: Sequence[Piece], *, to_end: bool) -> Part:
    sql = "unnest(%s::text[], %s::bigint[], %s::bigint[]) p(label, low, high)"
    highs = [piece.end if to_end else piece.high for piece in pieces]
    return sql, [[piece.label for piece in pieces], [piece.low for piece in pieces], highs]


def _cells(asked: Slice, days: Period, rollup: Rollup, pieces: Sequence[Piece]) -> Part:
    """Cells are added up before their profiles are looked at, each once, if at all: there are far fewer profiles.

    Pieces and profiles are looked up one by one: the planner, who cannot know how few they are, would read all there are.
    """
    if rollup.grain == "country":
        pieces = [replace(piece, low=EVERYWHERE.low, high=EVERYWHERE.low) for piece in pieces]
    source, params = _unnested(pieces, to_end=False)
    when, days_params = days.of_cells("c", by_month=rollup.by_month)
    kept = [name for name in ("year", "month") if name in asked.by]
    group = ", ".join(["label", *kept, "profile_id"])
    cells = (
        f"select {group}, sum(count) as n from {source} cross join lateral"  # noqa: S608  # made of known names
        " (select c.year, c.month, c.profile_id, c.count from reporting_cell c"
        f" where c.rollup = {rollup.number} and c.block between p.low and p.high{when} offset 0) c group by {group}"
    )
    heads = _heads(asked).replace("f.year", "p.year").replace("f.month", "p.month")
    facts = needed(name for name in (*asked.by, *asked.where) if name not in TIMES)
    if not facts:
        return f"select {heads} p.n from ({cells}) p", [*params, *days_params]  # noqa: S608  # made of known names
    narrowed, values = _narrowed(asked)
    told = ", ".join(f'"{name}"' for name in sorted(facts))
    of_smaller = "" if rollup is ROLLUPS[-1] else " and r.in_1 is null"
    sql = (
        f"(with p as materialized ({cells}), f as materialized (select t.*"  # noqa: S608  # made of known names
        " from (select distinct profile_id from p) d cross join lateral"
        f" (select id, {told} from reporting_profile r where r.id = d.profile_id{of_smaller} offset 0) t)"
        f" select {heads} p.n from p join f on f.id = p.profile_id where true{narrowed})"
    )
    return sql, [*params, *days_params, *values]


def _unmerged(asked: Slice, days: Period, pieces: Sequence[Piece]) -> Part:
    source, params = _unnested(pieces, to_end=True)
    when, days_params = days.of_lines("f")
    narrowed, values = _narrowed(asked)
    sql = (
        f"select {_heads(asked)} f.count as n from waiting f"  # noqa: S608  # made of known names
        f" join {source} on f.unit_position between p.low and p.high where true{when}{narrowed}"
    )
    return sql, [*params, *days_params, *values]


def _lines(asked: Slice, days: Period, pieces: Sequence[Piece], facts: frozenset[str]) -> Part:
    source, params = _unnested(pieces, to_end=True)
    when, days_params = days.of_lines("e")
    narrowed, values = _narrowed(asked)
    sql = (
        f"select {_heads(asked)} 1 as n from {source} cross join lateral"  # noqa: S608  # made of known names
        f" (select {_columns(facts, asked.by)} from reporting_fact e"
        f" where e.unit_position between p.low and p.high{when} offset 0) f"
        f" where true{narrowed}"
    )
    return sql, [*params, *days_params, *values]


def facts_behind(asked: Slice) -> Part:
    """SQL for the single facts that a slice counts, with ``holder_id``, ``id`` and ``decided_on``.

    The names of ``by`` come as ``k0``, ``k1`` …
    """
    facts = needed(name for name in (*asked.by, *asked.where) if name not in TIMES)
    narrowed, values = _narrowed(asked)
    columns = _columns(facts, (*asked.by, "holder_id", "id", "decided_on"))
    parts: list[Part] = []
    for period in asked.periods:
        when, days = period.of_lines("e")
        source, params = _unnested(
            [Piece(label, s.low, s.high, s.high) for label, s in asked.spans], to_end=True
        )
        parts.append(
            (
                f"select {_heads(asked)} f.holder_id, f.id, f.decided_on from {source} cross join lateral"  # noqa: S608  # made of known names
                f" (select {columns} from reporting_fact e"
                f" where e.unit_position between p.low and p.high{when} offset 0) f where true{narrowed}",
                [*params, *days, *values],
            )
        )
        if asked.own is not None:
            parts.append(_own_facts(asked, period, columns))
    return " union all ".join(sql for sql, _params in parts), [
        value for _sql, more in parts for value in more
    ]


def _own_facts(asked: Slice, period: Period, columns: str) -> Part:
    when, days = period.of_lines("e")
    narrowed, values = _narrowed(asked)
    heads = _heads(asked).replace("p.label", "''")
    low, high = [span.low for _label, span in asked.spans], [span.high for _label, span in asked.spans]
    sql = (
        f"select {heads} f.holder_id, f.id, f.decided_on from"  # noqa: S608  # made of known names
        f" (select {columns}, e.unit_position from reporting_fact e where e.holder_id = %s{when}) f"
        " where not exists (select 1 from unnest(%s::bigint[], %s::bigint[]) s(low, high)"
        f" where f.unit_position between s.low and s.high){narrowed}"
    )
    return sql, [asked.own, *days, low, high, *values]


def _columns(facts: frozenset[str], names: Sequence[str]) -> str:
    """Only what is asked: some columns of a fact are looked up for each line."""
    plain = [f"e.{name}" for name in ("holder_id", "id", "decided_on", "month") if name in names]
    return ", ".join(["e.year", *plain, *(f'e."{name}"' for name in BASE if name in facts)])


def _own(asked: Slice, days: Period) -> Part:
    """The lines about the asking person that lie outside the counted units."""
    when, days_params = days.of_lines("f")
    narrowed, values = _narrowed(asked)
    heads = _heads(asked).replace("p.label", "''")
    low, high = [span.low for _label, span in asked.spans], [span.high for _label, span in asked.spans]
    sql = (
        f"select {heads} 1 as n from reporting_fact f where f.holder_id = %s"  # noqa: S608  # made of known names
        " and not exists (select 1 from unnest(%s::bigint[], %s::bigint[]) s(low, high)"
        f" where f.unit_position between s.low and s.high){when}{narrowed}"
    )
    return sql, [asked.own, low, high, *days_params, *values]
