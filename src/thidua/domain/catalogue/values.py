"""The values that travel: citations, conditions, findings, evaluations and the answers of the library."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple


class Verdict(StrEnum):
    """What one condition says about one nominee."""

    MET = "met"
    NOT_MET = "not_met"
    NEEDS_PERSON = "needs_person"
    NOT_DUE = "not_due"


class Severity(StrEnum):
    """Whether an unmet condition refuses the nominee or only warns a person."""

    REFUSES = "refuses"
    WARNS = "warns"


class Eligibility(StrEnum):
    """The sum of all findings for one award."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NEEDS_PERSON = "needs_person"


class TextStatus(StrEnum):
    """How well a version of the law is known: text held, draft only, or no text at all."""

    HELD = "held"
    DRAFT = "draft"
    NO_TEXT = "no_text"


class Dated:
    """What holds from ``since`` on, up to and with ``until`` where there is an end; fields of the classes made of it."""

    __slots__ = ()
    since: date
    until: date | None

    def covers(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages of the program; Vietnamese is the source."""

    vi: str
    en: str = ""

    def said(self, language: str | None) -> str:
        """The text in a language of the program; Vietnamese where it was not translated."""
        return self.en if language == "en" and self.en else self.vi


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, decree, circular or union regulation. ``text`` is full, quoted or none."""

    code: str
    number: str
    kind: str
    name: Text
    short: str
    issued: date | None
    in_force_from: date | None
    in_force_until: date | None
    text: str
    source: str
    url: str = ""

    @property
    def has_text(self) -> bool:
        """Whether at least the quoted articles could be read."""
        return self.text != "none"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule stands: instrument code, article and clause as printed."""

    instrument: str
    article: str = ""
    clause: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Condition(Dated):
    """One condition of one award as the law of a period states it; ``carried_by`` numbers worked cases."""

    id: str
    kind: str
    params: dict[str, Any]
    title: Text
    citation: Citation
    since: date
    until: date | None
    verified_on: date | None
    confidence: str
    severity: Severity
    subjects: tuple[str, ...] = ()
    note: str = ""
    carried_by: tuple[int, ...] = ()


class Part(NamedTuple):
    """One branch of a compound condition: its title, verdict and what was seen."""

    title: str
    verdict: Verdict
    observed: str


class Outcome(NamedTuple):
    """What a check saw. ``observed`` is Vietnamese prose naming the records it rests on.

    ``uses`` are the records of initiatives that would be used up by the award.
    """

    verdict: Verdict
    observed: str
    parts: tuple[Part, ...] = ()
    uses: tuple[int, ...] = ()


class Finding(NamedTuple):
    """The answer to one condition, with the article that asks for it."""

    condition: Condition
    verdict: Verdict
    observed: str
    parts: tuple[Part, ...] = ()
    uses: tuple[int, ...] = ()

    @property
    def severity(self) -> Severity:
        """Whether ``not_met`` refuses here."""
        return self.condition.severity

    @property
    def article(self) -> str:
        """The article in words, as it is printed beside the finding."""
        return self.condition.citation.label

    @property
    def title(self) -> Text:
        """The rule's title in both languages."""
        return self.condition.title

    @property
    def refuses(self) -> bool:
        """Whether this finding alone makes the nominee not eligible."""
        return self.verdict is Verdict.NOT_MET and self.severity is Severity.REFUSES

    @property
    def warns(self) -> bool:
        """Whether a person must look: an open question, or an unmet condition of an unverified text."""
        unmet = self.verdict is Verdict.NOT_MET and self.severity is Severity.WARNS
        return unmet or self.verdict is Verdict.NEEDS_PERSON

    def as_dict(self) -> dict[str, Any]:
        """This will give plain JSON values, to be kept with a nomination."""
        told: dict[str, Any] = {
            "condition": self.condition.id,
            "kind": self.condition.kind,
            "title": self.title.vi,
            "title_en": self.title.en,
            "verdict": str(self.verdict),
            "severity": str(self.severity),
            "observed": self.observed,
            "article": self.article,
            "instrument": self.condition.citation.instrument,
            "article_no": self.condition.citation.article,
            "confidence": self.condition.confidence,
            "verified_on": self.condition.verified_on.isoformat() if self.condition.verified_on else None,
            "parts": [
                {"title": p.title, "verdict": str(p.verdict), "observed": p.observed} for p in self.parts
            ],
        }
        return told | {"uses": list(self.uses)} if self.uses else told


class Evaluation(NamedTuple):
    """All findings for one nominee and one award, the law used and why that law."""

    award: str
    regime: str
    regime_reason: str
    version: str
    status: TextStatus
    findings: tuple[Finding, ...]
    verdict: Eligibility
    law_version: str
    received_on: date
    period_year: int

    @property
    def refusals(self) -> tuple[Finding, ...]:
        """The findings that refuse."""
        return tuple(finding for finding in self.findings if finding.refuses)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings a person must look at."""
        return tuple(finding for finding in self.findings if finding.warns)

    def finding(self, condition_id: str) -> Finding:
        """This will give the finding of one condition; raises KeyError when the version has none such."""
        for item in self.findings:
            if item.condition.id == condition_id:
                return item
        raise KeyError(condition_id)

    def as_dict(self) -> dict[str, Any]:
        """This will give plain JSON values, to be kept with a nomination."""
        return {
            "award": self.award,
            "verdict": str(self.verdict),
            "regime": self.regime,
            "regime_reason": self.regime_reason,
            "version": self.version,
            "status": str(self.status),
            "received_on": self.received_on.isoformat(),
            "period_year": self.period_year,
            "law_version": self.law_version,
            "findings": [finding.as_dict() for finding in self.findings],
        }


@dataclass(frozen=True, slots=True)
class Regime(Dated):
    """A span of days under one set of texts; ``axis`` is state or union."""

    code: str
    axis: str
    name: Text
    since: date
    until: date | None
    instruments: tuple[str, ...]
    confidence: str
    text: str
    more_favorable: Citation | None = None


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides; ``level`` is the level of unit that signs."""

    code: str
    name: Text
    level: str


@dataclass(frozen=True, slots=True)
class VotingRule:
    """How a council passes an award.

    ``min_ratio`` is the least share of yes votes over ``denominator`` (total, present or valid).
    ``required`` is false for the simplified procedure; ``is_local`` says the figure is the unit's own to
    set.
    """

    numerator: str
    denominator: str
    min_ratio: Fraction
    quorum_ratio: Fraction
    secret: bool
    absentee_written: bool
    required: bool
    is_local: bool
    confidence: str
    severity: Severity
    citation: Citation

    def needed(self, total: int, present: int, valid: int) -> int:
        """This will give the least number of yes votes that passes, rounding up; 0 when no vote is
        required.
        """
        if not self.required:
            return 0
        base = {"total": total, "present": present, "valid": valid}[self.denominator]
        return max(1, math.ceil(self.min_ratio * base))

    def quorum(self, total: int) -> int:
        """This will give the least number of members who must attend, rounding up."""
        return math.ceil(self.quorum_ratio * total)


@dataclass(frozen=True, slots=True)
class Bonus:
    """Money that goes with an award, in đồng; ``amount`` is None where no table is held, and ``note`` says
    why.
    """

    coefficient: Fraction | None
    base_salary: int | None
    multiplier: int
    amount: int | None
    unrounded: int | None
    citation: Citation | None
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuotaRule(Dated):
    """A limit over a whole submission. ``kind`` is share_of, per_unit or nationwide."""

    id: str
    kind: str
    title: Text
    citation: Citation
    confidence: str
    severity: Severity
    share: Fraction | None = None
    of: str = ""
    limit: int | None = None
    except_units: tuple[str, ...] = ()
    since: date = date.min
    until: date | None = None


@dataclass(frozen=True, slots=True)
class QuotaFinding:
    """How a submission stands against one limit; ``limit`` is None when it cannot be computed."""

    rule: QuotaRule
    limit: int | None
    used: int
    verdict: Verdict
    explanation: str

    @property
    def citation(self) -> Citation:
        """Where the limit stands."""
        return self.rule.citation

    @property
    def severity(self) -> Severity:
        """Whether going over refuses or warns."""
        return self.rule.severity


@dataclass(frozen=True, slots=True)
class Phrase:
    """One achievement sentence with ``{placeholders}``."""

    id: str
    text: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormTable:
    """A statutory table: rows and columns, each with the filter of what its cells count.

    ``printed`` is how the circular prints its number; ``source`` the records that are counted. In force from
    ``since`` and before ``until``, when the instrument ``replaced_by`` came.
    """

    code: str
    printed: str
    name: Text
    instrument: str
    since: date
    until: date | None
    replaced_by: str
    source: str
    note: Text
    due: str
    rows: tuple[dict[str, Any], ...]
    columns: tuple[dict[str, Any], ...]
    filters: dict[str, Any] = field(default_factory=dict)
