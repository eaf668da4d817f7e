"""Who is who: how often a record is joined rightly without anybody looking, and how often it is found at all."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

from benchmarks.empty import empty_database
from benchmarks.lookalikes import Labelled, labelled, load
from benchmarks.measuring import Line, line

PEOPLE, ROWS = 200_000, 20_000


def run() -> list[Line]:
    """Measure on a directory of 200,000 invented people and 20,000 rows of spoiled lists, half of them of strangers."""
    made = labelled(PEOPLE, ROWS)
    with empty_database():
        from django.db import transaction

        from thidua.domain.people.matching import match_people

        with transaction.atomic():
            load(made)
            started, used = time.perf_counter(), time.process_time()
            found = match_people(made.rows)
            seconds, cpu = time.perf_counter() - started, time.process_time() - used
            transaction.set_rollback(True)
    told = outcome(made, found)
    facts = {name: told[name] for name in ("automatic", "wrong", "queued", "known", "strangers_queued")}
    return [
        line("precision of automatic matches", told["precision"], "", 0.995, more_is_better=True, **facts),
        line(
            "recall with the queue", told["recall"], "", 0.9, more_is_better=True, alone=told["recall_alone"]
        ),
        line("rows a second", ROWS / seconds, "/s", None, more_is_better=True, cpu_s=cpu, people=PEOPLE),
    ]


def outcome(made: Labelled, found: Mapping[int, object]) -> dict[str, float]:
    """Count what was joined rightly and wrongly, found in the queue, and missed."""
    from thidua.domain.people.matching import Match

    seen: Counter[str] = Counter()
    for key, true in made.truth.items():
        match = found[key]
        assert isinstance(match, Match)
        is_offered = any(one.person_id == true for one in match.candidates)
        seen["known"] += true is not None
        seen["automatic"] += match.verdict == "same"
        seen["wrong"] += match.verdict == "same" and match.person_id != true
        seen["queued"] += match.verdict in {"doubt", "clash"}
        seen["strangers_queued"] += match.verdict in {"doubt", "clash"} and true is None
        seen["right"] += match.verdict == "same" and match.person_id == true
        seen["offered"] += true is not None and match.verdict in {"doubt", "clash"} and is_offered
    return {
        **seen,
        "wrong": seen["wrong"],
        "precision": 1 - seen["wrong"] / max(1, seen["automatic"]),
        "recall": (seen["right"] + seen["offered"]) / seen["known"],
        "recall_alone": seen["right"] / seen["known"],
    }
