"""Conditions made of conditions: all of them, or any branch; each branch may have days of its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.domain.catalogue.checks.base import Case, Check, Compiler, check, needs_person
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
    branches = [(*c.compile(raw), raw.get("since") or date.min, raw.get("until") or date.max) for raw in of]

    def run(case: Case) -> Outcome:
        parts = []
        for title, branch, since, until in branches:
            if since <= case.law_on <= until:
                outcome = branch(case)
                parts.append(Part(title, outcome.verdict, outcome.observed))
        if not parts:
            return needs_person(_("Không có nhánh nào của điều kiện này có hiệu lực vào ngày xét."))
        verdict = next(v for v in order if any(part.verdict is v for part in parts))
        deciding = [part.observed for part in parts if part.verdict is verdict]
        return Outcome(verdict, " ".join(deciding), tuple(parts))

    return run
