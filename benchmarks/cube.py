"""Figures at the size of the country: statutory tables, cross tables, a merger, a report campaign, against peers.

``THIDUA_BENCH_REGISTER`` names the folder of the registers and ``THIDUA_BENCH_MILLIONS`` their sizes (``1``, ``1,20``);
without it those that were made are measured, or one of a million is made. Each figure is compared with the same
question to the rows of the register and with DuckDB over Parquet files of the same rows; where they disagree the line
"answers equal" says so.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg

from benchmarks.cube_campaign import campaign
from benchmarks.cube_merger import merger
from benchmarks.cube_peers import BY, OF_TABLE, Cells, Parquet, raw_cells
from benchmarks.measuring import Line, line, percentile
from benchmarks.register_data import HEADS, LAST_YEAR, TOP_ID, UNITS, UPPERS
from benchmarks.register_loading import _migrate, database_of, made_register, point_at, register_folder
from thidua.operations.embedded import OWNER

if TYPE_CHECKING:
    from thidua.domain.reporting.tables import Question

SIZES = "THIDUA_BENCH_MILLIONS"
TODAY = date(LAST_YEAR, 11, 28)
YEARS = range(2005, LAST_YEAR + 1)
FORMS = ("0602", "0603", "0702", "0703")
TABLES = 240
PEERS = 24
"""How many of the tables are asked of the peers too: a table of the country takes them seconds."""
ROUNDS = 3


def run() -> list[Line]:
    """Measure each size; what figures cost those who write is measured by ``cube_writing``."""
    lines: list[Line] = []
    for millions in _sizes():
        database, _made = made_register(millions)
        try:
            _migrate(register_folder(millions))
            database.start()
            point_at(database)
            lines += _measured(millions)
        finally:
            database_of(register_folder(millions)).stop()
    return lines


def _sizes() -> list[float]:
    if os.environ.get(SIZES):
        return [float(size) for size in os.environ[SIZES].split(",")]
    return [size for size in (1, 20) if (register_folder(size) / "made.json").exists()] or [1]


def _measured(millions: float) -> list[Line]:
    label = f"{millions:g} M"
    _forget_units()
    parquet = Parquet(register_folder(millions) / "parquet")
    lines = _told(_built(label))
    parquet.fill()
    for case in _cases():
        lines += _told(_asked(f"{label}: {case.name}", case, parquet))
    lines += _told(_queued(label))
    _swept(millions)
    lines += _told(campaign(label, TODAY))
    lines += _told(merger(label, TODAY))
    _swept(millions)
    return lines


def _swept(millions: float) -> None:
    """Rows that were taken back are gone before something is measured over the same tables, and after it."""
    with psycopg.connect(database_of(register_folder(millions)).url(OWNER), autocommit=True) as owner:
        owner.execute(
            "vacuum reports_report, reporting_queued, organizations_placement, organizations_organization"
        )


def _told(lines: Iterable[Line]) -> list[Line]:
    """Say each line as it comes: the whole takes long at twenty million."""
    found = []
    for one in lines:
        print(f"  {one['name']}: {one['value']:.4g} {one['unit']}", file=sys.stderr, flush=True)
        found.append(one)
    return found


def _forget_units() -> None:
    """What is kept in memory of the tree is of one register."""
    from thidua.domain.organizations.queries import subtrees
    from thidua.domain.reporting import units
    from thidua.domain.reporting.cube import blocks

    for kept in (subtrees._subtree_spans, units._below, blocks._read):
        kept.cache_clear()


def _built(label: str) -> list[Line]:
    """The cube counted from the register where it was not yet, and compared with it cell by cell."""
    from thidua.core.clock import SystemClock
    from thidua.domain.reporting.cube.keeping import compare, is_built, merge, rebuild

    lines = []
    if not is_built():
        started = time.perf_counter()
        cells = rebuild(at=SystemClock().now())
        lines = [
            line(f"{label}: cube counted from the register", time.perf_counter() - started, "s", cells=cells)
        ]
    merge()
    found = compare(at=SystemClock().now())
    return [
        *lines,
        line(f"{label}: compared with the register, cell by cell", found.seconds, "s", cells=found.cells,
             honors=found.honors),
        line(f"{label}: cells that differ from the register", found.differing, "", 0),
    ]  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Questions measured together; ``ask`` answers one, ``peer`` gives what the peers count, and by what."""

    name: str
    goal: float
    questions: Sequence[Any]
    ask: Callable[[Any], object]
    peer: Callable[[Any], tuple[Question, tuple[str, ...]]]


def _cases() -> list[Case]:
    from thidua.domain.reporting.cube.periods import Period
    from thidua.domain.reporting.tables import Question

    def crossed(rows: str, columns: str, **more: Any) -> list[Question]:
        return [
            Question(rows, columns, TODAY, structure=structure, unit_id=TOP_ID, **more)
            for structure in ("now", "then")
        ]

    def each_year(rows: str, columns: str, **more: Any) -> list[Question]:
        periods = [(Period.years(year, year),) for year in YEARS]
        return [replace(one, periods=days) for days in periods for one in crossed(rows, columns, **more)]

    return [
        Case("a statutory table of any unit, year and structure", 50, _tables(), _fill, _of_table),
        Case("a statutory table of the whole country", 50, _tables(of_country=True), _fill, _of_table),
        Case(
            "a board: provinces by award, one year",
            20,
            each_year("province", "award_group"),
            _pivot,
            _of_pivot,
        ),
        Case(
            "a board: provinces by award, women only, one year",
            20,
            each_year("province", "award_group", where={"sex": ("female",)}),
            _pivot,
            _of_pivot,
        ),
        Case("a board: provinces by class, one year", 20, each_year("province", "class"), _pivot, _of_pivot),
        Case("a board: provinces by year, all years", 20, crossed("province", "year"), _pivot, _of_pivot),
        Case("awards by year, all years", 20, crossed("award", "year"), _pivot, _of_pivot),
        Case("units below the top by sex, one year", 50, each_year("unit", "sex"), _pivot, _of_pivot),
    ]


@dataclass(frozen=True)
class Table:
    form: str
    year: int
    unit: int
    structure: Any


def _tables(*, of_country: bool = False) -> list[Table]:
    """Half of the units are provinces or national unions, a third stand above the grassroots."""
    draw = random.Random(23)
    found = []
    for n in range(TABLES // (3 if of_country else 1)):
        of = (
            2 + draw.randrange(HEADS),
            2 + HEADS + draw.randrange(UPPERS),
            2 + HEADS + UPPERS + draw.randrange(UNITS),
        )
        unit = TOP_ID if of_country else draw.choices(of, (3, 2, 1))[0]
        found.append(Table(draw.choice(FORMS), draw.choice(YEARS), unit, ("now", "then")[n % 2]))
    return found


def _fill(table: Table) -> object:
    from thidua.domain.access import Actor
    from thidua.domain.reporting.forms import fill_form, form_scope

    on, spans = form_scope(table.unit, year=table.year, today=TODAY, structure=table.structure)
    return fill_form(table.form, Actor.system("bench"), year=table.year, on=on, spans=spans)


def _of_table(table: Table) -> tuple[Question, tuple[str, ...]]:
    from thidua.domain.reporting.cube.periods import Period
    from thidua.domain.reporting.forms import form_scope
    from thidua.domain.reporting.tables import Question

    on, spans = form_scope(table.unit, year=table.year, today=TODAY, structure=table.structure)
    periods = (Period.years(table.year, table.year),)
    return Question("award", "kind", on, periods=periods, spans=spans), OF_TABLE


def _of_pivot(question: Question) -> tuple[Question, tuple[str, ...]]:
    return question, tuple(BY.get(name, name) for name in (question.rows, question.columns))


def _pivot(question: Question) -> object:
    from thidua.domain.access import Actor
    from thidua.domain.reporting.pivot import pivot

    return pivot(Actor.system("bench"), question)


def _asked(name: str, case: Case, parquet: Parquet) -> list[Line]:
    for question in case.questions:  # subtrees of units are kept by each process from the first time on
        case.ask(question)
    times = [
        _milliseconds(lambda one=one: case.ask(one)) for _round in range(ROUNDS) for one in case.questions
    ]
    few = random.Random(29).sample(list(case.questions), min(PEERS, len(case.questions)))
    own = [_milliseconds(lambda one=one: case.ask(one)) for one in few]
    asked = [case.peer(one) for one in few]
    raw = [_milliseconds(lambda one=one: raw_cells(*one)) for one in asked]
    duck = [_milliseconds(lambda one=one: parquet.cells(*one)) for one in asked]
    equal = sum(raw_cells(*one) == parquet.cells(*one) == _own_cells(*one) for one in asked[:8])
    p95, of_few = percentile(times, 0.95), percentile(own, 0.95)
    return [
        line(f"{name}, p95", p95, "ms", case.goal, p50=percentile(times, 0.5), asked=len(times)),
        line(f"{name}, against the rows, p95", of_few, "ms", baseline=percentile(raw, 0.95),
             rows_ms=percentile(raw, 0.95), rows_p50=percentile(raw, 0.5), asked=len(few)),
        line(f"{name}, against DuckDB on Parquet, p95", of_few, "ms", baseline=percentile(duck, 0.95),
             duckdb_ms=percentile(duck, 0.95), duckdb_p50=percentile(duck, 0.5)),
        line(f"{name}, answers equal", 100 * equal / len(asked[:8]), "%", 100, more_is_better=True),
    ]  # fmt: skip


def _own_cells(question: Question, by: tuple[str, ...]) -> Cells:
    """What the cube says by the plain facts of the question, as the peers do; provinces of then by their codes."""
    from thidua.domain.access import Actor
    from thidua.domain.reporting.cube.reading import count
    from thidua.domain.reporting.pivot import slice_of

    whole: Cells = {}
    for key, n in count(replace(slice_of(Actor.system("bench"), question), by=by)).items():
        plain = tuple(value.rstrip("+") for value in key)
        whole[plain] = whole.get(plain, 0) + n
    return whole


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _queued(label: str) -> list[Line]:
    """A board while lines wait to be merged; what is written for it is taken back."""
    from django.db import transaction

    from benchmarks.cube_writing import enter_some
    from thidua.domain.reporting.cube.periods import Period
    from thidua.domain.reporting.tables import Question

    question = Question("province", "award_group", TODAY, periods=(Period.years(LAST_YEAR, LAST_YEAR),))
    lines = []
    for waiting, goal in ((100, 20), (1000, None)):
        with transaction.atomic():
            enter_some(waiting, draw=random.Random(31))
            times = [_milliseconds(lambda: _pivot(question)) for _n in range(20)]
            transaction.set_rollback(True)
        lines.append(
            line(f"{label}: a board while {waiting} lines wait to be merged, p95", percentile(times, 0.95), "ms", goal)
        )  # fmt: skip
    return lines
