"""Provinces united, 63 into 34, over a register of the country's size; afterwards everything is taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.measuring import Line, line
from benchmarks.register_data import TOP_ID

ON = date(2025, 7, 1)
PROVINCES = 63
FILLED_IN = 2025
_WRITTEN = """
    select coalesce(sum(n_tup_upd + n_tup_del), 0)::bigint from pg_stat_xact_user_tables where relname like 'register%'
"""


def merger(label: str, today: date) -> Iterator[Line]:
    """Unite them as the law did, ask both structures, fill every statutory table for each of the 34."""
    from django.db import transaction

    from thidua.domain.reporting.cube.keeping import follow_structure

    with transaction.atomic():
        united, seconds = _timed(_unite)
        yield line(f"{label}: {PROVINCES} provinces united into {len(united)}", seconds, "s")
        yield line(f"{label}: rows of the register rewritten by it", int(_one(_WRITTEN)), "", 0)
        yield from _both_structures(label, today)
        yield from _tables(label, united, today)
        years, seconds = _timed(follow_structure)
        said = ", ".join(map(str, years))
        yield line(f"{label}: years counted again by the unit of then", seconds, "s", years=said)
        transaction.set_rollback(True)


def _unite() -> list[int]:
    """The ids of the provinces there are afterwards."""
    from thidua.core.clock import SystemClock
    from thidua.domain.access import Actor
    from thidua.domain.organizations.actions import merge_units
    from thidua.domain.organizations.actions.placing import NewUnit
    from thidua.domain.organizations.states import UnitKind
    from thidua.domain.reporting.provinces import former_provinces, present_names

    former = list(former_provinces().values())
    families: dict[str, list[int]] = {}
    for at, one in enumerate(former[:PROVINCES]):
        families.setdefault(one.since_2025, []).append(2 + at)
    found = []
    for code, units in families.items():
        if len(units) == 1:
            found += units
            continue
        new = NewUnit(f"T{code}", f"LĐLĐ tỉnh {present_names()[code]}", UnitKind.PROVINCIAL_FEDERATION,
                      province_code=code)  # fmt: skip
        merged = merge_units(
            actor=Actor.system("bench"), at=SystemClock().now(), unit_ids=units, into=new, parent_id=TOP_ID, on=ON,
            instrument="Nghị quyết 202/2025/QH15",
        )  # fmt: skip
        found.append(merged.pk)
    return found


def _both_structures(label: str, today: date) -> Iterator[Line]:
    from benchmarks.register_data import LAST_YEAR
    from thidua.domain.access import Actor
    from thidua.domain.reporting.cube.periods import Period
    from thidua.domain.reporting.pivot import pivot
    from thidua.domain.reporting.tables import Question, Structure

    totals = []
    structures: tuple[Structure, ...] = ("now", "then")
    for structure in structures:
        for rows in ("unit", "province"):
            question = Question(
                rows, "award_group", today, structure=structure, unit_id=TOP_ID,
                periods=(Period.years(LAST_YEAR - 2, LAST_YEAR),),
            )  # fmt: skip
            first, seconds = _timed(lambda one=question: pivot(Actor.system("bench"), one))
            again, warm = _timed(lambda one=question: pivot(Actor.system("bench"), one))
            assert first == again
            totals.append(first.total)
            yield line(
                f"{label}: by {rows} of {structure}, first answer after the merger", seconds, "s", 1,
                again=warm, rows=len(first.rows),
            )  # fmt: skip
    yield line(f"{label}: totals that differ between structures", len(set(totals)) - 1, "", 0)


def _tables(label: str, units: list[int], today: date) -> Iterator[Line]:
    from thidua.domain.access import Actor
    from thidua.domain.catalogue.library import library
    from thidua.domain.organizations.queries import spans_below
    from thidua.domain.reporting.forms import fill_forms

    def fill() -> None:
        spans = spans_below(units, today)
        fill_forms(library().forms, Actor.system("bench"), year=FILLED_IN, on=today, units=spans)

    library()
    _none, first = _timed(fill)
    _none, again = _timed(fill)
    yield line(
        f"{label}: every statutory table of {len(units)} provinces, for the first time", first, "s", 5,
        tables=len(units) * len(library().forms), again=again,
    )  # fmt: skip


def _timed(work: Any) -> tuple[Any, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started


def _one(sql: str) -> Any:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
