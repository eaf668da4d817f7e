"""Judging nominees by the law: one at a time with every finding explained, and a lot of 500 for one award.

The facts are those of the worked cases in ``law/cases``, so every kind of condition is judged.
"""

from __future__ import annotations

from datetime import date
from itertools import cycle, islice
from typing import Any

from benchmarks.measuring import Line, line, timed, use_plain_settings

RUNS = 9
LOT = 500


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
        line("one nominee, every worked case", each.median / len(cases) * 1000, "ms", 1.0, cases=len(cases)),
        line(f"{LOT} nominees for one award", many.median * 1000, "ms", cpu=many.cpu_median * 1000),
        line("loading the whole law", loading.median * 1000, "ms", cpu=loading.cpu_median * 1000),
    ]


def _case(case: dict[str, Any], facts_from: Any) -> tuple[str, Any, date, int]:
    return case["award"], facts_from(case["facts"]), case["received_on"], case["period_year"]
