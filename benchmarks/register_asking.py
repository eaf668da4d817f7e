"""Questions to the register, repeated by clients that are processes, alone and while another process writes."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.register_loading import point_at
from thidua.operations.embedded import EmbeddedDatabase

SECONDS = float(os.environ.get("THIDUA_BENCH_SECONDS", "4"))
CROWD = 8
DRAWN, LOT = 20_000, 1_000
_SPAWN = multiprocessing.get_context("spawn")  # not forked: the threads of polars do not live through a fork
_START: list[Any] = []
Question = Callable[[], Any]


def search_question(criteria: Any) -> Question:
    """The first fifty lines with the counts, as the page asks for them."""
    from thidua.domain.access import Actor
    from thidua.domain.register.queries.search import count, search

    actor = Actor.system("bench")

    def ask() -> Any:
        page = search(actor, criteria)
        return page, count(actor, criteria, page.reading, known=page.known, filters=page.filters)

    return ask


def facet_question(criteria: Any) -> Question:
    """The counts beside the check boxes."""
    from thidua.domain.access import Actor
    from thidua.domain.register.queries.facets import facets
    from thidua.domain.register.queries.reading import read

    actor, reading = Actor.system("bench"), read(criteria.text)
    return lambda: facets(actor, criteria, reading, this_year=2026)


def times_of(questions: Sequence[Question]) -> list[float]:
    """Milliseconds of each question, asked by this process alone."""
    for ask in questions:  # warm
        ask()
    return asked_for(questions, SECONDS, 0)


class Crowd:
    """Eight clients, each a process of its own as the workers of the server are, who begin together."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def times_of(self, criteria: Sequence[Any]) -> list[float]:
        """Milliseconds of each search by any client."""
        told = [self._pool.submit(_search_on, list(criteria), number * 7) for number in range(CROWD)]
        return [value for one in told for value in one.result()]


@contextmanager
def crowd(database: EmbeddedDatabase) -> Iterator[Crowd]:
    """The clients, connected to a register for as long as the block lasts."""
    start = _SPAWN.Barrier(CROWD)
    with ProcessPoolExecutor(CROWD, mp_context=_SPAWN, initializer=_join, initargs=(database, start)) as pool:
        yield Crowd(pool)


def _join(database: EmbeddedDatabase, start: Any) -> None:
    point_at(database)
    _START.append(start)


def _search_on(criteria: list[Any], first: int) -> list[float]:
    questions = [search_question(one) for one in criteria]
    for ask in questions[:20]:  # warm
        ask()
    _START[0].wait()
    return asked_for(questions, SECONDS, first)


def asked_for(questions: Sequence[Question], seconds: float, start: int) -> list[float]:
    """Milliseconds of the questions in turn for so many seconds, each at least once if there are few."""
    times, until, number = [], time.perf_counter() + seconds, start
    while time.perf_counter() < until or len(times) < min(len(questions), 12):
        began = time.perf_counter()
        questions[number % len(questions)]()
        times.append((time.perf_counter() - began) * 1000)
        number += 1
    return times


@contextmanager
def importing(database: EmbeddedDatabase, folder: Path) -> Iterator[list[float]]:
    """Within the block another process enters lots of a thousand lines without a pause; then lines a second are told.

    The lines stay in the register.
    """
    begun, stop, rate = _SPAWN.Event(), _SPAWN.Event(), _SPAWN.Value("d", 0.0)
    writer = _SPAWN.Process(target=_import, args=(database, folder, begun, stop, rate))
    writer.start()
    assert begun.wait(120)
    rates: list[float] = []
    try:
        yield rates
    finally:
        stop.set()
        writer.join()
        rates.append(rate.value)


def _import(database: EmbeddedDatabase, folder: Path, begun: Any, stop: Any, rate: Any) -> None:
    point_at(database)
    lots = _lots(folder)
    _enter(next(lots))
    begun.set()
    entered, began = 0, time.perf_counter()
    while not stop.is_set():
        lot = next(lots)
        _enter(lot)
        entered += len(lot)
    rate.value = entered / (time.perf_counter() - began)


def _enter(lot: list[dict[str, Any]]) -> None:
    from thidua.domain.access import Actor
    from thidua.domain.register.loading import load_lines

    load_lines(lot, actor=Actor.system("bench"), at=datetime.now(UTC))


def _lots(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """Lines of the invented country with numbers never given before, a thousand at a time."""
    from benchmarks.register_data import honors_of
    from benchmarks.register_frames import facts_of
    from benchmarks.register_loading import world_of

    world, year = world_of(folder), 2019
    honors, draw, run = (
        honors_of(world, year),
        random.Random(time.time_ns()),
        f"X{time.time_ns() // 10**6:x}".upper(),
    )
    at, lines = 0, world.years[year]
    while True:
        start = draw.randrange(max(1, lines - DRAWN))
        rows = facts_of(world, honors, slice(start, min(start + DRAWN, lines))).to_dicts()
        for row in rows:
            at += 1
            for name in ("kind", "act_number", "act_on"):
                del row[name]
            row["register_no"] = f"{run}-{at}"
        yield from (rows[first : first + LOT] for first in range(0, len(rows), LOT))
