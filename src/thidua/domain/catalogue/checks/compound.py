"""Conditions made of conditions: all of them, or any branch; each branch may have days of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from thidua.domain.catalogue.checks.base import Case, Check, Compiler, check, needs_person
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.phrasebook import language
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
    branches = [c.compile(raw) for raw in of]
    days = [(raw.get("since") or date.min, raw.get("until") or date.max) for raw in of]
    is_dated = any(raw.get("since") or raw.get("until") for raw in of)

    def run(case: Case) -> Outcome:
        live = branches
        if is_dated:
            live = [
                one
                for one, (since, until) in zip(branches, days, strict=True)
                if since <= case.law_on <= until
            ]
        if not live:
            return needs_person(_("Không có nhánh nào của điều kiện này có hiệu lực vào ngày xét."))
        outcomes, spoken = [branch(case) for _title, branch in live], language()
        found = [outcome.verdict for outcome in outcomes]
        verdict = next(v for v in order if v in found)
        parts = tuple(
            [
                Part(one[0].said(spoken), out.verdict, out.observed)
                for one, out in zip(live, outcomes, strict=True)
            ]
        )
        deciding = [out.observed for out in outcomes if out.verdict is verdict]
        return Outcome(verdict, " ".join(deciding), parts, _uses(outcomes, verdict, order))

    return run


def _uses(outcomes: Sequence[Outcome], verdict: Verdict, order: tuple[Verdict, ...]) -> tuple[int, ...]:
    """What every part uses up where all must hold; only what the first deciding branch does where one is enough."""
    if order is _BEST_FIRST:
        return next(outcome.uses for outcome in outcomes if outcome.verdict is verdict)
    return tuple(dict.fromkeys(used for outcome in outcomes for used in outcome.uses))
