"""What the ``thidua law`` command calls: check a law folder with its worked cases, judge a file of facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts_files import facts_from
from thidua.domain.catalogue.library import Library, load_library
from thidua.domain.catalogue.problems import LawError, LawProblem
from thidua.domain.catalogue.quotas import UnitFacts, evaluate_quotas
from thidua.domain.catalogue.reading import LawDocument, read_document, schema_problems
from thidua.domain.catalogue.ties import preferred


def check_library(path: Path) -> list[LawProblem]:
    """This will list everything wrong with a law folder: files, cross references, and worked cases that
    fail.
    """
    try:
        library = load_library(path)
    except LawError as error:
        return list(error.problems)
    problems: list[LawProblem] = []
    known: set[int] = set()
    for document in case_documents(path, problems):
        for index, case in enumerate(document.data):
            known |= {case["worked_case"]} if "worked_case" in case else set()
            problems += [document.problem(fault, index) for fault in case_faults(library, case)]
    return problems + _unknown_cases(path, library, known)


def _unknown_cases(path: Path, library: Library, known: set[int]) -> list[LawProblem]:
    """A quoted rule may refuse because a worked case carries it: that case must be in ``cases/``."""
    files = [
        path / folder / f"{code}.yaml" for code in library.awards for folder in ("titles", "commendations")
    ]
    problems = []
    for file in [path / "cross_rules.yaml", path / "voting.yaml", *sorted(f for f in files if f.is_file())]:
        document = read_document(path, file)
        if isinstance(document, LawProblem):
            continue
        for where, numbers in _carried(document.data, ()):
            missing = sorted(set(numbers) - known)
            if missing:
                words = ", ".join(map(str, missing))
                problems.append(document.problem(f"không có tình huống mẫu số {words} trong cases/", *where))
    return problems


def _carried(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], list[int]]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "carried_by":
                yield (*path, key), inner
            yield from _carried(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _carried(inner, (*path, index))


def case_documents(path: Path, problems: list[LawProblem]) -> list[LawDocument]:
    """This will read ``cases/*.yaml``; files that cannot be read or break the schema go to ``problems``."""
    documents = []
    for file in sorted((path / "cases").glob("*.yaml")):
        document = read_document(path, file)
        if isinstance(document, LawProblem):
            problems.append(document)
            continue
        faults = schema_problems(document, path / "schema" / "case.json")
        problems += faults
        documents += [] if faults else [document]
    return documents


def case_faults(library: Library, case: Mapping[str, Any]) -> list[str]:
    """This will compare one worked case with what the law in memory answers; empty when they agree."""
    got = case_answer(library, case)
    if "error" in got and "error" not in case["expect"]:
        return [f"{case['name']}: {got['error']}"]
    return [
        f"{case['name']}: {key} phải là {wanted!r}, hệ thống trả lời {got.get(key)!r}"
        for key, wanted in case["expect"].items()
        if _plain(wanted) != got.get(key)
    ]


def case_answer(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    """This will give what the law in memory answers to one worked case."""
    try:
        for kind, answer in _QUESTIONS.items():
            if kind in case:
                return answer(library, case)
        return _eligibility(library, case)
    except LawError as error:
        return {"error": str(error.problems[0].reason)}


def _eligibility(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    result = evaluate(
        case["award"],
        facts_from(case.get("facts", {})),
        received_on=case["received_on"],
        period_year=case["period_year"],
        decided_on=case.get("decided_on"),
        library=library,
    )
    by_verdict = {
        name: sorted(f.condition.id for f in result.findings if f.verdict == name)
        for name in ("met", "not_met", "needs_person", "not_due")
    }
    expected = case["expect"].get("findings", {})
    verdicts = {f.condition.id: str(f.verdict) for f in result.findings}
    return {
        "verdict": str(result.verdict),
        "regime": result.regime,
        "version": result.version,
        "refused_by": sorted(f.condition.id for f in result.refusals),
        "findings": {key: verdicts.get(key) for key in expected},
        **by_verdict,
    }


def _quota(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    asked = case["quota"]
    unit = UnitFacts(**asked.get("unit", {}))
    found = evaluate_quotas(case["award"], asked["nominees"], unit, case["received_on"], library=library)
    return {
        finding.rule.id: {
            "limit": finding.limit,
            "verdict": str(finding.verdict),
            "severity": str(finding.severity),
        }
        for finding in found
    }


def _vote(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    asked = case["vote"]
    rule = library.voting_rule(case["award"], case["received_on"])
    needed = rule.needed(asked["total"], asked["present"], asked["valid"])
    return {"needed": needed, "passes": asked["yes"] >= needed, "severity": str(rule.severity)}


def _bonus(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    bonus = library.bonus(case["award"], case["bonus"]["subject_kind"], case["decided_on"])
    return {"amount": bonus.amount, "unrounded": bonus.unrounded}


def _formalities(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    found = library.version_on(case["award"], case["received_on"]).formalities_on(case["received_on"])
    level = library.authorities[found.authority].level
    return {"authority": found.authority, "level": level, "copies": found.copies}


def _tie(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    found = preferred([facts_from(item) for item in case["tie"]], on=case["received_on"], library=library)
    if found is None:
        return {"preferred": []}
    return {
        "preferred": list(found.places),
        "article": found.principle.citation.label,
        "is_read": found.is_read,
    }


def _revoked(library: Library, case: Mapping[str, Any]) -> dict[str, Any]:
    return {"rests_on_it": case["revoked"] in library.rests_on(case["award"], case["received_on"])}


_QUESTIONS = {"quota": _quota, "vote": _vote, "bonus": _bonus, "tie": _tie, "revoked": _revoked,
              "formalities": _formalities}  # fmt: skip


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
