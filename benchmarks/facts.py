"""What the law may know of nominees, read from the register; and judging by it, beside a query for each person.

``THIDUA_BENCH_REGISTER`` names the data folder of an installation with a large register; it is only read.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from benchmarks.measuring import Line, line, percentile
from benchmarks.server import register_database

LOT = 500
LOTS = 60
SAMPLE = 20_000
ALONE = 200
MANY = 20_000
AWARD = "BK_TLD"
ON, YEAR = date(2026, 9, 1), 2026
GOAL_MS, GOAL_QUERIES = 50.0, 6


def run() -> list[Line]:
    """Measure facts for 500 nominees at a time, and facts with findings for many against one by one."""
    with register_database():
        people = _people()
        if len(people) < LOT:
            raise RuntimeError("The register holds too few people to be measured.")
        entries = _count()
        return [*_facts(people, entries), _judged(people, entries)]


def _facts(people: list[int], entries: int) -> Iterator[Line]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from thidua.domain.nominations.facts import facts_of_people

    draw = random.Random(7)
    for _ in range(3):
        facts_of_people(draw.sample(people, LOT), ON, YEAR)
    with CaptureQueriesContext(connection) as counted:
        facts_of_people(draw.sample(people, LOT), ON, YEAR)
    plans = [_plan(one["sql"]) for one in counted.captured_queries]
    drawn = [draw.sample(people, LOT) for _ in range(LOTS)]
    first, again = ([_milliseconds(lot) for lot in drawn] for _time in range(2))
    pages = sum(map(_pages, plans))
    yield line(f"facts of {LOT} nominees, p95", percentile(again, 0.95), "ms", GOAL_MS,
               median=percentile(again, 0.5), lines_in_register=entries, pages_touched=pages)  # fmt: skip
    yield line(f"facts of {LOT} nominees nobody asked for before, p95", percentile(first, 0.95), "ms",
               median=percentile(first, 0.5))  # fmt: skip
    yield line(f"queries for the facts of {LOT} nominees", len(counted), "queries", GOAL_QUERIES)


def _milliseconds(lot: list[int]) -> float:
    from thidua.domain.nominations.facts import facts_of_people

    started = time.perf_counter()
    facts_of_people(lot, ON, YEAR)
    return (time.perf_counter() - started) * 1000


def _judged(people: list[int], entries: int) -> Line:
    """Nominees a second with all findings, in lots; the peer asks the database for each person."""
    from thidua.domain.catalogue.batch import evaluate_batch
    from thidua.domain.nominations.facts import facts_of_people

    draw = random.Random(11)
    wanted = [draw.choice(people) for _ in range(min(MANY, 4 * len(people)))]

    def lots(ids: Sequence[int], size: int) -> float:
        started = time.perf_counter()
        for at in range(0, len(ids), size):
            facts: Any = facts_of_people(ids[at : at + size], ON, YEAR)
            evaluate_batch(AWARD, list(facts.values()), received_on=ON, period_year=YEAR)
        return len(ids) / (time.perf_counter() - started)

    alone = lots(wanted[:ALONE], 1)
    return line("nominees a second, facts and findings, in lots against one by one", lots(wanted, 2_000), "/s",
                more_is_better=True, baseline=alone, lines_in_register=entries)  # fmt: skip


def _people() -> list[int]:
    """Some people who were commended, drawn over the whole register."""
    from django.db import connection

    draw = random.Random(5)
    with connection.cursor() as cursor:
        cursor.execute("select max(holder_id) from register_standingline")
        last = int(cursor.fetchone()[0] or 0)
        drawn = [draw.randint(1, last) for _ in range(SAMPLE)] if last > SAMPLE else list(range(1, last + 1))
        cursor.execute(
            "select id from people_subject where id = any(%s) and kind = 'person'"
            " and exists (select 1 from register_standingline where holder_id = people_subject.id)",
            [drawn],
        )
        return [row[0] for row in cursor.fetchall()]


def _count() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select coalesce(sum(lines), 0) from register_tally where profile_id is null")
        return int(cursor.fetchone()[0])


def _plan(statement: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("explain (analyze, buffers, timing off) " + statement.replace("%", "%%"), [])
        return "\n".join(row[0] for row in cursor.fetchall())


def _pages(plan: str) -> int:
    """The pages of 8 KiB that a statement touched: the first figures of its plan count all below them."""
    first = re.search(r"Buffers: (shared[^\n]*)", plan)
    return sum(int(number) for number in re.findall(r"(?:hit|read)=(\d+)", first[1])) if first else 0
