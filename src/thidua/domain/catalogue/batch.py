"""A whole country's nominees judged at once, by several processes of this machine.

Nominees are not sent anywhere: the other processes are copies of this one. Only what they found comes back, without
what every finding of a rule has in common.
"""

from __future__ import annotations

import gc
import marshal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from thidua.domain.catalogue.evaluation import Bench
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
    with phrasebook(), _without_collector():
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
    lots = [part[at : at + _LOT] for at in range(0, len(part), _LOT)]
    once: dict[str, str] = {}  # a text that was said before is written as a reference to it
    written = [marshal.dumps([_packed(bench, facts, once) for facts in lot]) for lot in lots]
    for lot in written:
        pipe.send_bytes(lot)
    pipe.close()


def _received(bench: Bench, part: Sequence[Facts], process: Any, pipe: Connection) -> list[Evaluation]:
    found: list[Evaluation] = []
    try:
        while len(found) < len(part):
            lot = marshal.loads(pipe.recv_bytes())  # noqa: S302 - written by a copy of this very process
            asked = part[len(found) : len(found) + len(lot)]
            found += [_unpacked(bench, f.subject_kind, one) for f, one in zip(asked, lot, strict=True)]
    except EOFError:  # it broke: what broke it is told here, where it is seen
        found += [bench.judge(facts) for facts in part[len(found) :]]
    finally:
        pipe.close()
        process.join()
    return found


def _packed(bench: Bench, facts: Facts, once: dict[str, str]) -> tuple[bool, list[tuple[Any, ...]]]:
    judged = bench.judge(facts)
    own = bench.own(facts.subject_kind)
    same = once.setdefault
    told = [
        (
            _NUMBER[f.verdict],
            same(f.observed, f.observed),
            [(p.title, _NUMBER[p.verdict], same(p.observed, p.observed)) for p in f.parts] if f.parts else (),
            f.uses,
        )
        for f in judged.findings[1:]
    ]
    return judged.findings[0] is own.subject, told


def _unpacked(bench: Bench, kind: str, packed: tuple[bool, list[tuple[Any, ...]]]) -> Evaluation:
    is_own, told = packed
    sitting = bench.own(kind) if is_own else bench.later(kind)
    assert sitting is not None  # noqa: S101 - the other process judged by it
    return bench.summed(
        sitting,
        [
            Finding(
                rule[0],
                _VERDICTS[verdict],
                observed,
                tuple([Part(t, _VERDICTS[v], o) for t, v, o in parts]) if parts else (),
                uses,
            )
            for rule, (verdict, observed, parts, uses) in zip(sitting.rules, told, strict=True)
        ],
    )


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of values are made and none goes in circles: looking for circles would take a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
