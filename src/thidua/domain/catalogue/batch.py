"""A whole country's nominees judged at once, by several processes of this machine.

Nominees are not sent anywhere: the other processes are copies of this one. Only what they found comes back: what was
found of many nominees in the same words is told once.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from thidua.core.collector import without_collector
from thidua.domain.catalogue.evaluation import Bench, Sitting
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.phrasebook import phrasebook
from thidua.domain.catalogue.values import Evaluation, Finding, Part, Verdict

_VERDICTS = tuple(Verdict)
_NUMBER = {verdict: number for number, verdict in enumerate(_VERDICTS)}
_WORTH_A_PROCESS = 2_000
_LOT = 1_000  # written at a time, so that what was found need not be held twice
_OWN_PART = 0.9  # of an even share: this process also reads what the others found
_fork = get_context("fork")


def evaluate_batch(
    award_code: str,
    nominees: Sequence[Facts],
    *,
    received_on: date,
    period_year: int,
    decided_on: date | None = None,
    processes: int = 1,
    library: Library | None = None,
) -> list[Evaluation]:
    """This will judge many nominees for one award, in the order given, with every finding; same answers as alone.

    ``processes`` shares the work of large batches; not for a server that runs threads. Raises LawError.
    """
    law = library or default_library()
    parts = _parts(nominees, processes)
    with phrasebook(), without_collector():
        bench = Bench(law, law.award(award_code), received_on, period_year, decided_on)
        helpers = [_helper(bench, part) for part in parts[1:]]
        found = [bench.judge(facts) for facts in parts[0]]
        for part, helper in zip(parts[1:], helpers, strict=True):
            found += _received(bench, part, *helper)
    return found


def _parts(nominees: Sequence[Facts], processes: int) -> list[Sequence[Facts]]:
    if processes < 2 or len(nominees) < _WORTH_A_PROCESS:
        return [nominees]
    own = int(len(nominees) / processes * _OWN_PART)
    size = -(-(len(nominees) - own) // (processes - 1))
    return [nominees[:own], *(nominees[at : at + size] for at in range(own, len(nominees), size))]


def _helper(bench: Bench, part: Sequence[Facts]) -> tuple[Any, Connection]:
    here, there = _fork.Pipe(duplex=False)
    process = _fork.Process(target=_judge_part, args=(bench, part, there))
    process.start()
    there.close()
    return process, here


def _judge_part(bench: Bench, part: Sequence[Facts], pipe: Connection) -> None:
    known: dict[Any, int] = {}
    lots = [part[at : at + _LOT] for at in range(0, len(part), _LOT)]
    written = [marshal.dumps(_packed(bench, lot, known)) for lot in lots]
    for lot in written:
        pipe.send_bytes(lot)
    pipe.close()


def _received(bench: Bench, part: Sequence[Facts], process: Any, pipe: Connection) -> list[Evaluation]:
    found: list[Evaluation] = []
    said: list[Finding] = []
    try:
        while len(found) < len(part):
            new, told = marshal.loads(pipe.recv_bytes())  # noqa: S302 - written by a copy of this very process
            said += [_unpacked(bench, *one) for one in new]
            found += [
                bench.summed(_sitting(bench, facts.subject_kind, is_own=is_own), [said[at] for at in places])
                for facts, (is_own, places) in zip(part[len(found) :], told, strict=False)
            ]
    except EOFError:  # it broke: what broke it is told here, where it is seen
        found += [bench.judge(facts) for facts in part[len(found) :]]
    finally:
        pipe.close()
        process.join()
    return found


def _packed(bench: Bench, lot: Sequence[Facts], known: dict[Any, int]) -> tuple[list[Any], list[Any]]:
    """What was not found before, and for each nominee whether the law of the day judged and where its findings stand."""
    new: list[Any] = []
    told: list[Any] = []
    for facts in lot:
        judged, kind = bench.judge(facts), facts.subject_kind
        is_own = judged.findings[0] is bench.own(kind).subject
        places = []
        for rule, finding in enumerate(judged.findings[1:]):
            key = (kind, is_own, rule, *finding[1:])
            place = known.get(key)
            if place is None:
                place = known[key] = len(known)
                parts = [(one.title, _NUMBER[one.verdict], one.observed) for one in finding.parts]
                new.append(
                    (kind, is_own, rule, _NUMBER[finding.verdict], finding.observed, parts, finding.uses)
                )
            places.append(place)
        told.append((is_own, places))
    return new, told


def _unpacked(  # noqa: PLR0917 - the fields as they were packed
    bench: Bench, kind: str, is_own: bool, rule: int, verdict: int, observed: str, parts: list[Any], uses: Any
) -> Finding:
    condition = _sitting(bench, kind, is_own=is_own).rules[rule][0]
    branches = tuple(Part(title, _VERDICTS[number], seen) for title, number, seen in parts)
    return Finding(condition, _VERDICTS[verdict], observed, branches, uses)


def _sitting(bench: Bench, kind: str, *, is_own: bool) -> Sitting:
    found = bench.own(kind) if is_own else bench.later(kind)
    assert found is not None  # noqa: S101 - the other process judged by it
    return found
