"""What the rules make of a nomination, as the page shows it: conditions in order, and the return they draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.sources import Source
from thidua.domain.nominations.checking import english_of
from thidua.domain.nominations.models import FindingDecision, Nomination
from thidua.domain.nominations.states import ReturnReason
from thidua.domain.nominations.wording import is_in_both, told
from thidua.domain.people.states import SubjectKind
from thidua.web.law.words import Record, record_of

_ORDER = {"failed": 0, "needs_person": 1, "done": 2, "pending": 3}
_KINDS = {"met": "done", "needs_person": "needs_person", "not_due": "pending"}
_REASONS = {
    "similar": ReturnReason.SIMILAR_TEXT, "twin": ReturnReason.WRONG_PERSON, "match": ReturnReason.WRONG_PERSON,
    "identity": ReturnReason.WRONG_PERSON, "name": ReturnReason.WRONG_PERSON, "award": ReturnReason.WRONG_AWARD,
    "achievement": ReturnReason.WEAK_ACHIEVEMENT, "elsewhere": ReturnReason.SIMILAR_TEXT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the panel. ``kind`` is failed, needs_person, done or pending; ``url`` leads to the legal text."""

    id: str
    kind: str
    title: str
    observed: str
    article: str = ""
    url: str = ""
    compare_url: str = ""
    decided: FindingDecision | None = None
    can_decide: bool = False
    reason: ReturnReason = ReturnReason.NOT_ELIGIBLE
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """The return that the unmet conditions write: reasons to tick, words to send, how many there are."""

    reasons: tuple[str, ...]
    text: str
    count: int


def conditions_of(
    nomination: Nomination, decided: Mapping[str, FindingDecision], *, can_decide: bool
) -> list[Condition]:
    """This will sort what was found: not met, needs a person, met, not due yet."""
    found = [*_findings(nomination, decided, can_decide), *_problems(nomination)]
    return sorted(found, key=lambda one: _ORDER[one.kind])


def _findings(
    nomination: Nomination, decided: Mapping[str, FindingDecision], can_decide: bool
) -> Iterable[Condition]:
    for found in findings_told(nomination):
        kind = _kind(found)
        answer = decided.get(found["condition"])
        yield Condition(
            id=found["condition"],
            kind=kind,
            title=found["title"],
            observed=found["observed"],
            article=found["article"],
            url=_article(found),
            records=_records(nomination, found),
            decided=answer,
            can_decide=can_decide and (kind == "needs_person" or answer is not None),
        )


def findings_told(nomination: Nomination) -> list[dict[str, Any]]:
    """The kept findings with their titles and what was observed in the reader's language."""
    words = _english_words(nomination)
    return [
        found
        | {
            "title": told(found, "title"),
            "observed": words.get((found["condition"], found["observed"])) or told(found, "observed"),
        }
        for found in nomination.findings
    ]


def _english_words(nomination: Nomination) -> Mapping[tuple[str, str], str]:
    """The English of findings kept before both languages were; nothing for a reader of Vietnamese."""
    if get_language() != "en" or is_in_both(nomination.findings, "observed"):
        return {}
    try:
        return english_of(nomination)
    except LawError:
        return {}


def _article(found: Mapping[str, Any]) -> str:
    page = _page("instrument", found.get("instrument", ""))
    number = found.get("article_no", "")
    return f"{page}#dieu-{number}" if page and number else page


def cited_finding(found: Mapping[str, Any]) -> SafeString:
    """The article of a kept finding, as a link to its text."""
    address = _article(found)
    return (
        format_html('<a href="{}">{}</a>', address, found["article"]) if address else escape(found["article"])
    )


def _records(nomination: Nomination, found: Mapping[str, Any]) -> tuple[Record, ...]:
    """The records behind a finding; only those of a person have a page of their own."""
    if nomination.subject_kind != SubjectKind.PERSON or nomination.subject_id is None:
        return ()
    return tuple(record_of(Source(*one), nomination.subject_id) for one in found.get("records", ()))


def _kind(found: Mapping[str, Any]) -> str:
    """An unmet condition of a text nobody verified warns: a person looks at it."""
    if found["verdict"] == "not_met":
        return "failed" if found["severity"] == "refuses" else "needs_person"
    return _KINDS[found["verdict"]]


def _problems(nomination: Nomination) -> Iterable[Condition]:
    known = {found["condition"] for found in nomination.findings}
    for problem in nomination.problems:
        rule = problem["rule"]
        if rule in known:
            continue
        text = told(problem, "text")
        is_paper = rule.startswith("paper:")
        yield Condition(
            id=rule,
            kind="failed" if problem["level"] == "must" else "needs_person",
            title=text[:1].upper() + text[1:],
            observed="",
            article=problem.get("article", ""),
            compare_url=_page("similar", nomination.pk) if rule == "similar" else "",
            reason=ReturnReason.MISSING_PAPER if is_paper else _REASONS.get(rule, ReturnReason.NOT_ELIGIBLE),
        )


def _page(name: str, argument: str | int) -> str:
    if not argument:
        return ""
    try:
        return reverse(name, args=[argument])
    except NoReverseMatch:
        return ""


def counts(conditions: Iterable[Condition]) -> Counter[str]:
    """How many stand at each kind."""
    return Counter(one.kind for one in conditions)


def draft_return(conditions: Iterable[Condition]) -> ReturnDraft:
    """This will write the return that the unmet conditions call for."""
    failed = [one for one in conditions if one.kind == "failed"]
    lines = [f"{one.title.rstrip('.')}: {one.observed}" if one.observed else one.title for one in failed]
    reasons = tuple(dict.fromkeys(str(one.reason) for one in failed))
    return ReturnDraft(reasons, "\n".join(lines), len(failed))
