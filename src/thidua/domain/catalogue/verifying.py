"""Rules that two people compared with their text: such a rule may refuse, whatever confidence the data gives it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

import yaml

from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.library import Library, library
from thidua.domain.catalogue.values import Condition, Severity

_NOTHING_TO_COMPARE = frozenset({"no_text", "subject"})
_READ_IN_FULL = "S"


class RuleKey(NamedTuple):
    """One rule of the data: award, version, condition and the day it begins."""

    award: str
    version: str
    condition: str
    since: date


@dataclass(frozen=True, slots=True)
class Verified:
    """A rule compared by two people, as the database and ``law/verifications.yaml`` hold it."""

    key: RuleKey
    fingerprint: str
    document: str
    compared_on: date
    by: tuple[str, ...]


class Rule(NamedTuple):
    """A rule with where it stands."""

    key: RuleKey
    award: Award
    version: AwardVersion
    condition: Condition


def fingerprint(condition: Condition) -> str:
    """SHA-256 over everything a rule says (64 hex digits): its words, numbers, article and days."""
    said = [
        condition.kind,
        condition.params,
        condition.title.vi,
        [condition.citation.instrument, condition.citation.article, condition.citation.clause],
        condition.since,
        condition.until,
        sorted(condition.subjects),
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def rules_of(law: Library) -> Iterator[Rule]:
    """This will walk every rule that can be compared with a text."""
    for award in law.awards.values():
        for version in award.versions:
            for condition in version.conditions:
                if condition.kind not in _NOTHING_TO_COMPARE:
                    key = RuleKey(award.code, version.id, condition.id, condition.since)
                    yield Rule(key, award, version, condition)


def find_rule(law: Library, key: RuleKey) -> Rule | None:
    """This will give the rule of a key, None when the data has none such."""
    return next((rule for rule in rules_of(law) if rule.key == key), None)


_overlaid: dict[tuple[str, frozenset[Verified]], Library] = {}


def with_verified(law: Library, verified: Iterable[Verified]) -> Library:
    """This will give the law in which rules compared by two people may refuse.

    A comparison of a rule that says something else today is left aside. The law's version tells the two apart.
    """
    wanted = frozenset(verified)
    if not wanted:
        return law
    known = _overlaid.get((law.version, wanted))
    if known is None:
        if len(_overlaid) > 8:
            _overlaid.clear()
        known = _overlaid[law.version, wanted] = _overlay(law, {one.key: one for one in wanted})
    return known


def _overlay(law: Library, verified: dict[RuleKey, Verified]) -> Library:
    touched = {key.award for key in verified}
    awards = {
        code: replace(award, versions=tuple(_version(award, v, verified) for v in award.versions))
        if code in touched
        else award
        for code, award in law.awards.items()
    }
    said = sorted(f"{one.key}{one.fingerprint}" for one in verified.values())
    version = hashlib.sha256("\n".join([law.version, *said]).encode()).hexdigest()
    return replace(law, awards=awards, version=version)


def _version(award: Award, version: AwardVersion, verified: dict[RuleKey, Verified]) -> AwardVersion:
    def judged(condition: Condition) -> Condition:
        found = verified.get(RuleKey(award.code, version.id, condition.id, condition.since))
        if found is None or found.fingerprint != fingerprint(condition):
            return condition
        return replace(
            condition,
            confidence=_READ_IN_FULL,
            severity=Severity.REFUSES,
            verified_on=found.compared_on,
        )

    return replace(version, rules=tuple((judged(condition), check) for condition, check in version.rules))


def confirmed() -> frozenset[Verified]:
    """What two people confirmed and nobody withdrew, in one query."""
    from thidua.domain.catalogue.models import TextComparison
    from thidua.domain.catalogue.states import ComparisonState

    rows = TextComparison.objects.filter(state=ComparisonState.CONFIRMED)
    return frozenset(
        Verified(
            RuleKey(row.award_code, row.version, row.condition, row.since),
            row.fingerprint,
            row.document,
            row.compared_on,
            (row.first_name, row.second_name),
        )
        for row in rows
    )


def current_library() -> Library:
    """The law with what was confirmed on screen, in one query."""
    return with_verified(library(), confirmed())


def as_yaml(verified: Iterable[Verified]) -> str:
    """This will write comparisons as the content of ``law/verifications.yaml``."""
    rows = [
        {**one.key._asdict(), "fingerprint": one.fingerprint, "document": one.document,
         "compared_on": one.compared_on, "by": list(one.by)}
        for one in sorted(verified, key=lambda one: one.key)
    ]  # fmt: skip
    head = "# Rules compared with their text by two people; written by `thidua law export`.\n"
    return head + yaml.safe_dump(rows, allow_unicode=True, sort_keys=False)


def from_rows(rows: Iterable[dict[str, Any]]) -> list[Verified]:
    """This will read comparisons from the rows of ``law/verifications.yaml``."""
    return [
        Verified(
            RuleKey(row["award"], row["version"], row["condition"], row["since"]),
            row["fingerprint"],
            row["document"],
            row["compared_on"],
            tuple(row["by"]),
        )
        for row in rows
    ]
