"""Conditions made of conditions: all of them, or any branch."""

from __future__ import annotations

from typing import Any

from thidua.domain.catalogue.checks.base import Case, Check, Compiler, check
from thidua.domain.catalogue.values import Outcome, Part, Verdict

_WORST_FIRST = (Verdict.NOT_MET, Verdict.NEEDS_PERSON, Verdict.NOT_DUE, Verdict.MET)
_BEST_FIRST = (Verdict.MET, Verdict.NOT_DUE, Verdict.NEEDS_PERSON, Verdict.NOT_MET)


@check("all")
def all_of(c: Compiler, *, of: list[dict[str, Any]]) -> Check:
    """Every part holds; the worst part decides."""
    return _combined(c, of, _WORST_FIRST)


@check("any")
def any_of(c: Compiler, *, of: list[dict[str, Any]]) -> Check:
    """At least one branch holds; the best branch decides."""
    return _combined(c, of, _BEST_FIRST)


def _combined(c: Compiler, of: list[dict[str, Any]], order: tuple[Verdict, ...]) -> Check:
    branches = [c.compile(branch) for branch in of]

    def run(case: Case) -> Outcome:
        parts = tuple(Part(title, *outcome[:2]) for title, branch in branches for outcome in (branch(case),))
        verdict = next(v for v in order if any(part.verdict is v for part in parts))
        deciding = [part.observed for part in parts if part.verdict is verdict]
        return Outcome(verdict, " ".join(deciding), parts)

    return run
