"""The register at the size of the country: loading, search by case and number of clients, history, sizes, growth.

``make bench-register``. Registers of 1 and 20 million grants are made once and kept (``THIDUA_BENCH_REGISTER`` names the
folder); ``THIDUA_BENCH_MILLIONS`` names other sizes. A plain trigram index on the same data is measured beside.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring import Line, line, percentile, skipped
from benchmarks.register_asking import (
    Crowd,
    asked_for,
    crowd,
    facet_question,
    importing,
    search_question,
    times_of,
)
from benchmarks.register_data import misspelled
from benchmarks.register_loading import database_of, made_register, point_at, register_folder, world_of
from benchmarks.register_peers import Scans, bare_copy_rate, trigram_search, with_trigrams

SIZES = "THIDUA_BENCH_MILLIONS"
SCANNED = int(os.environ.get("THIDUA_BENCH_SCANS", "400"))
TRIGRAMS = int(os.environ.get("THIDUA_BENCH_TRIGRAMS", "20"))
WORST = ("nguyen thi huong", "nguyen van hung", "huong nguyen", "nguyen thi", "nguyen", "thi huong")
SLIPS = 500
SECONDS = 4.0
WRITTEN_BESIDE = ("typical names", "worst names in the biggest province", "worst names, upper unit and year")


@dataclass(frozen=True)
class Case:
    """A set of criteria measured together, with the goals (ms, p95) alone and at eight clients."""

    name: str
    asked: Sequence[Any]
    alone: float | None = None
    crowded: float | None = None


@dataclass
class Register:
    """One register that is measured: where it lies, how it was made, and what was kept for the growth."""

    millions: float
    database: Any
    made: dict[str, Any]
    kept: dict[str, float]

    @property
    def folder(self) -> Path:
        return register_folder(self.millions)

    @property
    def label(self) -> str:
        return f"{self.millions:g} M"


def run(tell: Callable[[Line], None] = lambda _line: None) -> list[Line]:
    """Measure each size, then how much slower the bigger one is; every line is told as soon as it is known."""
    sizes = [float(size) for size in os.environ.get(SIZES, "1,20").split(",")]
    lines: list[Line] = []
    found: dict[float, dict[str, float]] = {}
    for millions in sizes:
        for one in _measured(millions, found.setdefault(millions, {})):
            tell(one)
            lines.append(one)
    for one in _growth(sizes, found):
        tell(one)
        lines.append(one)
    return lines


def _growth(sizes: list[int], found: dict[float, dict[str, float]]) -> Iterator[Line]:
    if len(sizes) < 2:
        return
    first, last = sizes[0], sizes[-1]
    for name, milliseconds in found[last].items():
        growth = milliseconds / max(found[first].get(name, milliseconds), 0.01)
        yield line(f"growth {first:g} → {last:g} million, {name}", growth, "×", 2.2)


def _measured(millions: float, kept: dict[str, float]) -> Iterator[Line]:
    database, made = made_register(millions)
    try:
        point_at(database)
        register = Register(millions, database, made, kept)
        _merge_sums()
        yield from _loading(register)
        with crowd(database) as eight:
            for case in _cases(millions):
                yield from _searched(register, case, eight)
            yield from _while_importing(register, eight)
        yield from _faceted(register)
        yield from _slips(register)
        yield from _histories(register)
        yield from _equality(register)
        yield from _trigrams(register)
        yield from _earning(register)
    finally:
        database_of(register_folder(millions)).stop()


def _merge_sums() -> None:
    """What a job joins every hour; here the lots of earlier runs."""
    from django.db import transaction

    from thidua.domain.register.standing_rows import merge_tallies

    with transaction.atomic():
        merge_tallies()


def _loading(register: Register) -> Iterator[Line]:
    made, label = register.made, register.label
    goal = 600.0 if register.millions >= 20 else None
    load = ", ".join(f"{value:.1f}" for value in (made["load"][0], made["load_then"][0]))
    yield line(
        f"{label}: first load with all indexes", made["whole"], "s", goal, lines=made["lines"], load=load
    )
    for step, seconds in made["seconds"].items():
        yield line(f"{label}: of it {step}", seconds, "s")
    yield line(f"{label}: first load", made["lines"] / made["whole"], "lines/s", more_is_better=True,
               baseline=bare_copy_rate(register.database))  # fmt: skip
    for step, seconds in made["beside"].items():
        yield line(f"{label}: before it, not of it: {step}", seconds, "s")


def _cases(millions: float) -> list[Case]:
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


def _searched(register: Register, case: Case, eight: Crowd) -> Iterator[Line]:
    alone = times_of([search_question(criteria) for criteria in case.asked])
    register.kept[f"{case.name}, p50"] = percentile(alone, 0.5)
    yield _told(f"{register.label}: {case.name}, 1 client", alone, case.alone)
    yield _told(f"{register.label}: {case.name}, 8 clients", eight.times_of(case.asked), case.crowded)


def _told(name: str, times: Sequence[float], goal: float | None = None, **facts: object) -> Line:
    load = f"{os.getloadavg()[0]:.1f}"
    return line(
        f"{name}, p95", percentile(times, 0.95), "ms", goal, p50=percentile(times, 0.5), asked=len(times),
        load=load, **facts,
    )  # fmt: skip


def _faceted(register: Register) -> Iterator[Line]:
    for case in _cases(register.millions)[:9]:
        times = times_of([facet_question(criteria) for criteria in case.asked])
        yield _told(f"{register.label}: facets of {case.name}, 1 client", times)


def _while_importing(register: Register, eight: Crowd) -> Iterator[Line]:
    """The searches while another process enters lines, a thousand in a transaction, without a pause."""
    for case in _cases(register.millions):
        if case.name not in WRITTEN_BESIDE:
            continue
        questions = [search_question(criteria) for criteria in case.asked]
        for clients, goal in (("1 client", case.alone), ("8 clients", case.crowded)):
            with importing(register.database, register.folder) as entered:
                times = eight.times_of(case.asked) if goal is case.crowded else times_of(questions)
            yield _told(f"{register.label}: while importing, {case.name}, {clients}", times, goal,
                        stretch="yes", lines_entered_a_second=round(entered[0]))  # fmt: skip


def _slips(register: Register) -> Iterator[Line]:
    """Names with one letter wrong: whether the right one is suggested, and how long the whole search takes."""
    from thidua.core.vietnamese import fold
    from thidua.domain.register.queries.criteria import Criteria
    from thidua.domain.register.queries.reading import meant

    world, draw = world_of(register.folder), random.Random(13)
    ranks: list[int] = []
    times: list[float] = []
    while len(ranks) < SLIPS:
        right = fold(world.names[world.person_name[draw.randrange(world.persons)]])
        typed = misspelled(draw, right)
        if typed == right or len(typed.split()) != len(right.split()):
            continue

        def ask(typed: str = typed) -> list[str]:
            search_question(Criteria(typed))()
            return meant(tuple(typed.split()))

        options = ask()  # warm
        times += asked_for([ask], 0, 0)
        ranks.append(options.index(right) if right in options else 99)
    label = f"{register.label}: one letter wrong"
    yield line(f"{label}, right name in the first ten", 100 * sum(r < 10 for r in ranks) / SLIPS, "%", 95,
               more_is_better=True, asked=SLIPS)  # fmt: skip
    yield line(
        f"{label}, right name first", 100 * sum(r == 0 for r in ranks) / SLIPS, "%", 83, more_is_better=True
    )
    yield _told(label, times, 50)


def _histories(register: Register) -> Iterator[Line]:
    from thidua.domain.register.queries.history import person_history

    draw, persons = random.Random(17), world_of(register.folder).persons
    holders = [int(draw.random() ** 1.5 * persons) + 1 for _n in range(300)]
    times = times_of([lambda holder=holder: person_history(holder) for holder in holders])
    register.kept["history of a person, p50"] = percentile(times, 0.5)
    yield _told(f"{register.label}: history of a person", times, 5)


def _equality(register: Register) -> Iterator[Line]:
    """Counts of random searches against a look at every row."""
    cases = [criteria for case in _cases(register.millions)[:10] for criteria in case.asked]
    chosen = random.Random(19).sample(cases, min(SCANNED, len(cases)))
    scans, wrong, looked = Scans(), [], 0
    for criteria in chosen:
        page, counted = search_question(criteria)()
        if page.reading.units:  # nobody bears the name, and its last words were taken for a unit
            continue
        looked += 1
        expected = scans.count(criteria)
        shown = min(expected, 1_001) if counted.is_capped else expected
        if (1_001 if counted.is_capped else counted.lines) != shown:
            wrong.append(f"{criteria.text}: {counted.lines} for {expected}")
    yield line(f"{register.label}: counts equal to a full scan", 100 * (1 - len(wrong) / looked), "%", 100,
               more_is_better=True, searches=looked, wrong="; ".join(wrong[:3]) or "none")  # fmt: skip


def _trigrams(register: Register) -> Iterator[Line]:
    """The same names by a trigram index on the names of all lines, counted up to a thousand."""
    if register.millions > TRIGRAMS:
        yield skipped(f"{register.label}: trigram index beside", "THIDUA_BENCH_TRIGRAMS leaves this size out")
        return
    cases = {case.name: case for case in _cases(register.millions)}
    with with_trigrams(register.database) as (built, size):
        for name in ("typical names", "worst names"):
            texts = [one.text for one in cases[name].asked[:60]]
            times = times_of([lambda text=text: trigram_search(text) for text in texts[:12]])
            yield _told(
                f"{register.label}: {name} by a plain trigram index, 1 client", times, built_s=built, MB=size
            )


def _earning(register: Register) -> Iterator[Line]:
    from benchmarks.register_indexes import earning, sizes
    from thidua.operations.embedded import OWNER

    for one in sizes():
        yield one | {"name": f"{register.label}: {one['name']}"}
    point_at(register.database, OWNER)
    criteria = {case.name: case.asked for case in _cases(register.millions)}
    for one in earning(world_of(register.folder), register.made["indexes"], criteria):
        yield one | {"name": f"{register.label}: {one['name']}"}


if __name__ == "__main__":
    from benchmarks.__main__ import table
    from benchmarks.measuring import machine

    about = machine()
    told = run(lambda one: print(table({}, [{"benchmark": "register"} | one]), file=sys.stderr, flush=True))
    print(table(about, [{"benchmark": "register"} | one for one in told]))
    sys.exit(0 if all(one.get("met") is not False for one in told) else 1)
