"""The register at the size of the country: loading, search by case and number of clients, history, sizes, growth.

``make bench-register``. Registers of 1 and 20 million grants are made once and kept (``THIDUA_BENCH_REGISTER`` names the
folder); ``THIDUA_BENCH_MILLIONS`` names other sizes. A plain trigram index on the same data is measured beside.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.measuring import Line, line, percentile, skipped
from benchmarks.register_data import misspelled
from benchmarks.register_loading import (
    bare_copy_rate,
    database_of,
    made_register,
    point_at,
    register_folder,
    sizes_of,
    world_of,
)

SIZES = "THIDUA_BENCH_MILLIONS"
SECONDS = 4.0
WORST = ("nguyen thi huong", "nguyen van hung", "huong nguyen", "nguyen thi", "nguyen", "thi huong")
SLIPS = 500
Question = Callable[[], Any]


@dataclass(frozen=True)
class Case:
    """A set of criteria measured together, with the goals (ms, p95) alone and at eight clients."""

    name: str
    asked: Sequence[Any]
    alone: float | None = None
    crowded: float | None = None


def run() -> list[Line]:
    """Measure each size, then how much slower the bigger one is."""
    sizes = [int(size) for size in os.environ.get(SIZES, "1,20").split(",")]
    lines: list[Line] = []
    found: dict[int, dict[str, float]] = {}
    for millions in sizes:
        try:
            lines += _measured(millions, found.setdefault(millions, {}))
        finally:
            database_of(register_folder(millions)).stop()
    if len(sizes) > 1:
        first, last = sizes[0], sizes[-1]
        for name, milliseconds in found[last].items():
            growth = milliseconds / max(found[first].get(name, milliseconds), 0.01)
            lines.append(line(f"growth {first} → {last} million, {name}", growth, "×", 2.2))
    return lines


def _measured(millions: int, kept: dict[str, float]) -> list[Line]:
    database, made = made_register(millions)
    point_at(database)
    label = f"{millions} M"
    lines = _loading(label, made, database)
    for case in _cases(millions):
        lines += _searched(label, case, kept)
    lines += _slips(label, millions)
    lines += _histories(label, made["rows"], kept)
    lines += _equality(label, millions)
    lines += _trigrams(label, millions)
    lines += [line(f"{label}: {name}", size, "MB", **facts) for name, size, facts in sizes_of()]
    return lines


def _loading(label: str, made: dict[str, Any], database: Any) -> list[Line]:
    seconds, indexes = made["seconds"], made["indexes"]
    drawn = seconds["drawing the country and its people"]
    whole = sum(seconds.values()) + sum(indexes.values()) - drawn
    rate = made["rows"] / seconds["lines"]
    goal = 600.0 if made["rows"] >= 20_000_000 else None
    load = ", ".join(f"{value:.1f}" for value in made["load"])
    return [
        line(f"{label}: first load with all indexes", whole, "s", goal, load_then=load, **seconds),
        line(
            f"{label}: lines copied", rate, "rows/s", more_is_better=True, baseline=bare_copy_rate(database)
        ),
        *(line(f"{label}: {name}", value, "s") for name, value in indexes.items()),
    ]


def _cases(millions: int) -> list[Case]:
    from thidua.core.vietnamese import fold
    from thidua.domain.access import Span
    from thidua.domain.register.queries.criteria import Criteria, Years

    world, draw = world_of(register_folder(millions)), random.Random(11)
    typical = [fold(world.names[world.person_name[draw.randrange(world.persons)]]) for _n in range(300)]
    province, upper = (Span(1_000_000, 1_999_999),), (Span(1_040_000, 1_079_999),)
    year = (Years(2019, 2019),)

    def of(texts: Sequence[str], **narrow: Any) -> list[Criteria]:
        return [Criteria(text, **narrow) for text in texts]

    numbers = [f"QĐ {draw.randint(5, 400)}/LĐLĐ-{draw.randint(2008, 2025)}" for _n in range(100)]
    return [
        Case("typical names", of(typical), 8, 18),
        Case("typical names in a province", of(typical, spans=province), 8, 18),
        Case("typical names, upper unit and year", of(typical, spans=upper, years=year), 8, 18),
        Case("worst names", of(WORST)),
        Case("worst names in the biggest province", of(WORST, spans=province), 15, 40),
        Case("worst names, upper unit and year", of(WORST, spans=upper, years=year), 15, 40),
        Case("worst names in one year", of(WORST, years=year), 15, 40),
        Case("worst names, a rare award", of(WORST, awards=("HCLD1",)), 15, 40),
        Case(
            "worst names, women who work directly", of(WORST, classes=("direct",), sexes=("female",)), 15, 40
        ),
        Case("decisions as people type them", of(numbers)),
        Case("no words: a province, newest first", of([""], spans=province)),
        Case("no words: an award", of([""], awards=("BK_TLD",))),
    ]


def _searched(label: str, case: Case, kept: dict[str, float]) -> list[Line]:
    questions = [_question(criteria) for criteria in case.asked]
    for ask in questions[:20]:
        ask()
    lines = []
    for clients, goal in ((1, case.alone), (8, case.crowded)):
        times = _times(questions, clients)
        p95 = percentile(times, 0.95)
        lines.append(
            line(
                f"{label}: {case.name}, {clients} client{'s' * (clients > 1)}, p95", p95, "ms", goal,
                p50=percentile(times, 0.5), asked=len(times),
            )
        )  # fmt: skip
        if clients == 1:
            kept[f"{case.name}, p50"] = percentile(times, 0.5)
    return lines


def _question(criteria: Any) -> Question:
    from thidua.domain.access import Actor
    from thidua.domain.register.queries.search import count, search

    actor = Actor.system("bench")

    def ask() -> Any:
        page = search(actor, criteria)
        return page, count(actor, criteria, page.reading)

    return ask


def _times(questions: Sequence[Question], clients: int) -> list[float]:
    """Milliseconds of each question. Clients are processes of their own, as the workers of the server are."""
    if clients == 1:
        return _asked_for(questions, SECONDS, 0)
    reads = []
    for number in range(clients):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            _answer(questions, number, writer)
        os.close(writer)
        reads.append((child, reader))
    return [value for child, reader in reads for value in _told(child, reader)]


def _answer(questions: Sequence[Question], number: int, writer: int) -> None:
    from django.db import connections

    connections.close_all()
    questions[0]()
    times = _asked_for(questions, SECONDS, number * 7)
    os.write(writer, ",".join(f"{value:.3f}" for value in times[:4000]).encode())
    os._exit(0)


def _told(child: int, reader: int) -> list[float]:
    parts = []
    while part := os.read(reader, 65536):
        parts.append(part)
    os.close(reader)
    os.waitpid(child, 0)
    return [float(value) for value in b"".join(parts).split(b",") if value]


def _asked_for(questions: Sequence[Question], seconds: float, start: int) -> list[float]:
    times, until, number = [], time.perf_counter() + seconds, start
    while time.perf_counter() < until or len(times) < min(len(questions), 12):
        began = time.perf_counter()
        questions[number % len(questions)]()
        times.append((time.perf_counter() - began) * 1000)
        number += 1
    return times


def _slips(label: str, millions: int) -> list[Line]:
    """Names with one letter wrong: whether the right one is suggested, and how long the whole search takes."""
    from thidua.core.vietnamese import fold
    from thidua.domain.register.queries.criteria import Criteria
    from thidua.domain.register.queries.reading import meant

    world, draw = world_of(register_folder(millions)), random.Random(13)
    ranks, times = [], []
    while len(ranks) < SLIPS:
        right = fold(world.names[world.person_name[draw.randrange(world.persons)]])
        typed = misspelled(draw, right)
        if typed == right or len(typed.split()) != len(right.split()):
            continue
        began = time.perf_counter()
        _question(Criteria(typed))()
        options = meant(tuple(typed.split()))
        times.append((time.perf_counter() - began) * 1000)
        ranks.append(options.index(right) if right in options else 99)
    return [
        line(f"{label}: one letter wrong, right name in the first ten", 100 * sum(r < 10 for r in ranks) / SLIPS, "%", 95,
             more_is_better=True, asked=SLIPS),
        line(f"{label}: one letter wrong, right name first", 100 * sum(r == 0 for r in ranks) / SLIPS, "%", 83,
             more_is_better=True),
        line(f"{label}: one letter wrong, p95", percentile(times, 0.95), "ms", 50, p50=percentile(times, 0.5)),
    ]  # fmt: skip


def _histories(label: str, rows: int, kept: dict[str, float]) -> list[Line]:
    from thidua.domain.register.queries.history import person_history

    draw = random.Random(17)
    holders = [int(draw.random() ** 1.5 * rows / 1.8) + 1 for _n in range(300)]
    for holder in holders[:20]:
        person_history(holder)
    times = _asked_for([lambda holder=holder: person_history(holder) for holder in holders], SECONDS, 0)
    kept["history of a person, p50"] = percentile(times, 0.5)
    return [
        line(
            f"{label}: history of a person, p95", percentile(times, 0.95), "ms", 5, p50=percentile(times, 0.5)
        )
    ]


def _equality(label: str, millions: int) -> list[Line]:
    """Counts of random searches against a full scan of the rows, joined with their names and kinds."""
    from benchmarks.register_loading import scanned_count

    cases = [criteria for case in _cases(millions)[:8] for criteria in case.asked]
    draw = random.Random(19)
    chosen = draw.sample(cases, min(int(os.environ.get("THIDUA_BENCH_SCANS", "40")), len(cases)))
    agree = 0
    for criteria in chosen:
        _page, counted = _question(criteria)()
        expected = scanned_count(criteria)
        shown = min(expected, 1_001) if counted.is_capped else expected
        agree += (1_001 if counted.is_capped else counted.lines) == shown
    return [line(f"{label}: counts equal to a full scan", 100 * agree / len(chosen), "%", 100, more_is_better=True,
                 searches=len(chosen))]  # fmt: skip


def _trigrams(label: str, millions: int) -> list[Line]:
    """The same typical names by a trigram index on the names of all lines, capped at a thousand."""
    from benchmarks.register_loading import trigram_search, with_trigrams

    if millions > int(os.environ.get("THIDUA_BENCH_TRIGRAMS", "1")):
        return [
            skipped(f"{label}: trigram index beside", "set THIDUA_BENCH_TRIGRAMS to build it at this size")
        ]
    case = _cases(millions)[0]
    with with_trigrams() as seconds:
        times = _asked_for(
            [lambda text=one.text: trigram_search(text) for one in case.asked[:60]], SECONDS, 0
        )
    return [
        line(f"{label}: typical names by a plain trigram index, p95", percentile(times, 0.95), "ms",
             p50=percentile(times, 0.5), built_s=seconds[0])
    ]  # fmt: skip


def while_importing(work: Callable[[], object], ask: Callable[[], list[float]]) -> list[float]:
    """Ask while ``work`` is repeated beside."""
    stopped = threading.Event()

    def repeat() -> None:
        while not stopped.is_set():
            work()

    writer = threading.Thread(target=repeat)
    writer.start()
    try:
        return ask()
    finally:
        stopped.set()
        writer.join()


if __name__ == "__main__":
    from benchmarks.__main__ import table
    from benchmarks.measuring import machine

    told = run()
    print(table(machine(), [{"benchmark": "register"} | one for one in told]))
    sys.exit(0 if all(one.get("met") is not False for one in told) else 1)
