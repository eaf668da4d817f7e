"""Judging nominees by the law: one at a time with every finding explained, a lot of 500, and a country's 100,000.

The facts are those of the worked cases in ``law/cases``, so every kind of condition is judged; the 100,000 have careers
drawn at random.
"""

from __future__ import annotations

import os
import random
import resource
from collections.abc import Sequence
from datetime import date
from itertools import cycle, islice
from typing import Any

from benchmarks.measuring import Line, line, memory, timed, use_plain_settings

RUNS = 9
LOT = 500
COUNTRY = 100_000
AWARDS = ("LDTT", "CSTDCS", "CSTD_TLD", "BK_LDLD", "BK_TLD", "BKTTG")
DAY: dict[str, Any] = {"received_on": date(2025, 4, 1), "period_year": 2025}


def run() -> list[Line]:
    """Measure the evaluator on a loaded law, and the loading of the law itself."""
    use_plain_settings()
    from thidua.domain.catalogue.evaluation import evaluate, evaluate_many
    from thidua.domain.catalogue.facts_files import facts_from
    from thidua.domain.catalogue.files import case_documents
    from thidua.domain.catalogue.library import DEFAULT_PATH, load_library

    loading = timed(lambda: load_library(DEFAULT_PATH), 3)
    law = load_library(DEFAULT_PATH)
    found = [case for document in case_documents(DEFAULT_PATH, []) for case in document.data]
    cases = [_case(case, facts_from) for case in found if "facts" in case and "error" not in case["expect"]]
    lot = [facts for _award, facts, _on, _year in islice(cycle(cases), LOT)]

    def judge_all() -> None:
        for award, facts, received_on, year in cases:
            evaluate(award, facts, received_on=received_on, period_year=year, library=law)

    def judge_lot() -> None:
        evaluate_many("CSTDCS", lot, received_on=date(2026, 9, 30), period_year=2026, library=law)

    judge_all()
    each, many = timed(judge_all, RUNS), timed(judge_lot, RUNS)
    return [
        *_country(),
        line("one nominee, every worked case", each.median / len(cases) * 1000, "ms", 1.0, cases=len(cases)),
        line(f"{LOT} nominees for one award", many.median * 1000, "ms", cpu=many.cpu_median * 1000),
        line("loading the whole law", loading.median * 1000, "ms", cpu=loading.cpu_median * 1000),
    ]


def _case(case: dict[str, Any], facts_from: Any) -> tuple[str, Any, date, int]:
    return case["award"], facts_from(case["facts"]), case["received_on"], case["period_year"]


def _country() -> list[Line]:
    """100,000 nominees for the awards of a year, with every finding kept, by one process and by one for each core."""
    from thidua.domain.catalogue.batch import evaluate_batch

    draw = random.Random(7)
    nominees = [_career(draw) for _ in range(COUNTRY)]
    lots = [(award, nominees[at :: len(AWARDS)]) for at, award in enumerate(AWARDS)]

    def judged(processes: int) -> int:
        found = [evaluate_batch(a, lot, **DAY, processes=processes) for a, lot in lots]
        return sum(len(one.findings) for lot in found for one in lot)

    cores = len(os.sched_getaffinity(0))
    with memory() as held:
        findings = judged(cores)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    shared, alone = timed(lambda: judged(cores), 3), timed(lambda: judged(1), 1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    helpers = (after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime) / 3
    return [
        line(
            f"{COUNTRY:,} nominees in a batch, {cores} processes", shared.median, "s", 5.0, baseline=alone.median,
            best=shared.best, cpu=shared.cpu_median, cpu_of_helpers=helpers, cpu_of_one_alone=alone.cpu_median,
            findings=findings,
        ),
        line("memory of all processes for them, at most", max(held) / 2**20, "MiB", 1024),
    ]  # fmt: skip


def _career(draw: random.Random) -> Any:
    from thidua.domain.catalogue.facts import Facts, Initiative, PriorAward

    prior = [
        PriorAward(code, date(year, 12, 20), year, f"{year}/QĐ")
        for year in range(2012, 2026)
        for code, share in (("LDTT", 0.45), ("CSTDCS", 0.15), ("BK_LDLD", 0.05))
        if draw.random() < share
    ]
    return Facts(
        sex=draw.choice(("male", "female")),
        prior=tuple(prior),
        ratings={year: draw.choice(("HTNV", "HTTNV", "HTXSNV")) for year in range(2021, 2026)},
        initiatives=_initiatives(draw, Initiative),
        titles_proposed=frozenset({"LDTT"}),
        service_months=12,
        position_class="direct",
        on_union_payroll=draw.random() < 0.5,
        achievement="Cải tiến",
        published_on=date(2025, 3, 1),
    )


def _initiatives(draw: random.Random, kind: Any) -> Sequence[Any]:
    return tuple(
        kind("co_so", draw.randint(2020, 2025), id=number + 1) for number in range(draw.randint(0, 3))
    )
