"""How the rows of a search are met: by which index, chosen by what it would cost. Each plan is SQL over alias ``s``.

A row is looked at in about a microsecond, an index is entered in three. A plan's cost is what it must look at until it
has as many rows as are wanted: a plan whose rows are met densely stops early.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from thidua.domain.register.queries.criteria import Where, array
from thidua.domain.register.queries.filters import MOST_RANGES, Filter, add_years, decisions_where
from thidua.domain.register.queries.names import Names
from thidua.domain.register.queries.sample import Sample, sample
from thidua.domain.register.queries.vocabulary import Numbers

PROBE, ROW, NAME = 3.0, 1.0, 1.6  # microseconds: entering an index, a row, a row with the name it bears
INDEXED = 0.3  # microseconds: a row of a name, which is read from the index alone
LISTED_NAME = 0.15  # microseconds: one of the names that rows are compared with
MOST_LISTED = 20_000
"""Names that are sent to the database; of more, each row asks the dictionary for its name."""
GATHERED = 4_000
"""Rows that may be read and put in order when they are not met in it."""
_ROWS = "register_standingline s"
_YEARS = """(select y from generate_series((select max(year) from register_standingline)::int,
                                        (select min(year) from register_standingline)::int, -1) y order by y desc) y"""
NEWEST = "s.year desc, s.root_id desc"
_NAMED = "join register_registeredname n on n.id = s.name_id and n.words @@ %s::tsquery"
# "+ 0" keeps the index of names out of it: the rows are met otherwise, and compared with all names at once.
_LISTED = "and (s.name_id + 0) = any(%s::int[])"


@dataclass(frozen=True, slots=True)
class Plan:
    """A ``from`` and its conditions. ``is_ordered``: rows can be met newest first. ``cost`` in microseconds.

    ``names``: the rows must bear one of these, which the plan has not seen to.
    """

    tables: str
    params: tuple[Any, ...]
    where: Where
    cost: float
    is_ordered: bool = False
    order: str = NEWEST
    names: Names | None = None

    def sql(self, columns: str, tail: str = "") -> str:
        joined, compared = ("", "")
        if self.names is not None:
            joined, compared = (_NAMED, "") if _are_many(self.names) else ("", _LISTED)
        return f"select {columns} from {self.tables} {joined} where {self.where.sql()} {compared} {tail}"  # noqa: S608  # fixed pieces

    @property
    def values(self) -> list[Any]:
        if self.names is None:
            return [*self.params, *self.where.params]
        if _are_many(self.names):
            return [*self.params, self.names.query, *self.where.params]
        return [*self.params, *self.where.params, array(self.names.ids.tolist())]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a filter leaves: about so many of all rows, and so many of those that bear the names."""

    known: Sample
    share: float
    hits: float
    lines: float  # rows that bear the names, or all

    @classmethod
    def of(cls, asked: Filter, names: Names | None) -> Estimate:
        known = sample()
        share = known.share(asked) if not (asked.root_id or asked.holder_id) else 1 / max(known.size, 1)
        lines = names.lines_guess if names is not None else float(known.size)
        return cls(known, share, max(lines * share, 0.5), lines)

    def part(self, wanted: int) -> float:
        """Which part of a plan's rows must be met until there are ``wanted``."""
        return min(1.0, wanted / self.hits)


def plan_of_rows(asked: Filter, names: Names | None, estimate: Estimate, wanted: int) -> Plan:
    """The cheapest way to meet rows in any order: by their unit, kind, decision, holder, or one after another."""
    return min(_row_plans(asked, names, estimate, wanted), key=lambda plan: plan.cost)


def ordered_plan(asked: Filter, estimate: Estimate, wanted: int) -> Plan:
    """The cheapest way to have the newest rows: met in order, or few enough to be put in order."""
    plans = _row_plans(asked, None, estimate, wanted)
    whole = [plan for plan in _row_plans(asked, None, estimate, 10**9) if not plan.is_ordered]
    return min([*(plan for plan in plans if plan.is_ordered), *whole], key=lambda plan: plan.cost)


def name_plan(
    asked: Filter,
    name_ids: Numbers,
    limit: int | None,
    *,
    order: str = "",
    behind: tuple[int, int] | None = None,
) -> Plan:
    """The rows of some names, name after name; ``limit`` for each, behind a year and id if given.

    Alias ``k`` holds the place in the list.
    """
    tail = f"{order} limit {limit}" if limit else ""
    is_by_year = asked.spans is None or len(asked.spans) > MOST_RANGES
    where = asked.where(without=frozenset() if is_by_year else frozenset({"spans"}))
    if behind:
        where.add("(s.year, s.root_id) < (%s, %s)", *behind)
    names = "unnest(%s::int[]) with ordinality k(id, place)"
    if is_by_year:
        inner = f"select s.* from {_ROWS} where s.name_id = k.id and {where.sql()} {tail}"  # noqa: S608  # fixed pieces
        return _lateral(names, inner, (array(name_ids.tolist()), *where.params))
    low, high = _bounds(asked)
    if len(low) == 1:  # said outright, so that the planner knows how few they are
        span = "s.unit_position between %s and %s"
        inner = f"select s.* from {_ROWS} where s.name_id = k.id and {span} and {where.sql()} {tail}"  # noqa: S608  # fixed pieces
        return _lateral(names, inner, (array(name_ids.tolist()), *low, *high, *where.params))
    of_span = (
        f"select s.* from {_ROWS} where s.name_id = k.id and s.unit_position between w.low and w.high"  # noqa: S608  # fixed pieces
        f" and {where.sql()} {tail}"
    )
    spans = "unnest(%s::bigint[], %s::bigint[]) w(low, high)"
    inner = f"select s.* from {spans} cross join lateral ({of_span}) s {tail}"  # noqa: S608  # fixed pieces
    return _lateral(names, inner, (array(name_ids.tolist()), low, high, *where.params))


def _lateral(outer: str, inner: str, params: tuple[Any, ...]) -> Plan:
    return Plan(f"{outer} cross join lateral ({inner}) s", params, Where(), 0.0)


def _row_plans(asked: Filter, names: Names | None, estimate: Estimate, wanted: int) -> list[Plan]:
    plans = [_newest(asked, names, estimate, wanted)]
    if asked.spans is not None:
        plans.append(_by_units(asked, names, estimate, wanted))
    if asked.profiles is not None:
        plans.append(_by_profiles(asked, names, estimate, wanted))
    if asked.decision is not None:
        plans.append(_by_decision(asked, names))
    if asked.holder_id is not None or asked.root_id is not None:
        plans.append(Plan(_ROWS, (), asked.where(), PROBE, names=names))
    return plans


def _newest(asked: Filter, names: Names | None, estimate: Estimate, wanted: int) -> Plan:
    years = Filter(years=asked.years)
    rows = estimate.known.size * estimate.known.share(years) * estimate.part(wanted)
    return Plan(_ROWS, (), asked.where(), _looking(rows, names), is_ordered=True, names=names)


def _by_units(asked: Filter, names: Names | None, estimate: Estimate, wanted: int) -> Plan:
    """Year by year, the newest first, the rows of each span of units."""
    known, spans = estimate.known, asked.spans or ()
    rows = known.size * known.share(Filter(spans=spans, years=asked.years))
    years = max(1, round(known.years * known.share(Filter(years=asked.years))))
    part = estimate.part(wanted)
    # Rows of a whole year are put in order before the first is known.
    met = rows * max(part, 1 / years)
    cost = max(1, years * part) * len(spans) * PROBE + _looking(met, names)
    where = asked.where(without=frozenset({"spans", "years"}))
    inner = (
        f"select s.* from unnest(%s::bigint[], %s::bigint[]) w(low, high) cross join lateral ("  # noqa: S608  # fixed pieces
        f"select s.* from {_ROWS} where s.year = y.y and s.unit_position between w.low and w.high offset 0) s"
    )
    outer = Where()
    if asked.years:
        add_years(outer, asked.years, "y.y")
    outer.add(where.sql(), *where.params)
    low, high = _bounds(asked)
    return Plan(
        f"{_YEARS} cross join lateral ({inner}) s", (low, high), outer, cost, is_ordered=True,
        order="y.y desc, s.root_id desc", names=names,
    )  # fmt: skip


def _by_profiles(asked: Filter, names: Names | None, estimate: Estimate, wanted: int) -> Plan:
    known = estimate.known
    rows = (
        known.size * known.share(Filter(profiles=asked.profiles, years=asked.years)) * estimate.part(wanted)
    )
    cost = len(asked.profiles or ()) * PROBE + _looking(rows, names)
    where = asked.where()
    # Apart, or the planner would begin with the names, whose rows it believes to be few.
    apart = f"(select s.* from {_ROWS} where {where.sql()} offset 0) s"  # noqa: S608  # fixed pieces
    return Plan(apart, tuple(where.params), Where(), cost, names=names)


def _by_decision(asked: Filter, names: Names | None) -> Plan:
    assert asked.decision is not None  # noqa: S101  # asked for only then
    decisions, where = decisions_where(asked.decision), asked.where(without=frozenset({"decision"}))
    decisions.add(where.sql(), *where.params)
    tables = "register_registereddecision d join register_standingline s on s.decision_id = d.id"
    return Plan(tables, (), decisions, 1.0, names=names)


def _looking(rows: float, names: Names | None) -> float:
    """What it costs to look at so many rows, and at the name of each where some are asked for."""
    if names is None:
        return rows * ROW
    return rows * NAME if _are_many(names) else rows * ROW + len(names) * LISTED_NAME


def _are_many(names: Names) -> bool:
    return len(names) > MOST_LISTED


def _bounds(asked: Filter) -> tuple[list[int], list[int]]:
    spans = asked.spans or ()
    return [span.low for span in spans], [span.high for span in spans]


def names_cost(asked: Filter, names: int, lines: float, estimate: Estimate) -> float:
    """What it costs to meet the rows of so many names, borne by ``lines``; units and years are met by the index."""
    spans = asked.spans if asked.spans is not None and len(asked.spans) <= MOST_RANGES else None
    near = estimate.known.share(Filter(spans=spans, years=asked.years))
    return names * max(1, len(spans or ())) * PROBE + lines * near * INDEXED


def run(statement: str, params: Sequence[Any]) -> list[Any]:
    """Rows of a statement, planned for its own values."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


__all__ = [
    "GATHERED", "Estimate", "Plan", "name_plan", "names_cost", "ordered_plan", "plan_of_rows", "run",
]  # fmt: skip
