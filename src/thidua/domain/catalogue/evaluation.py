"""Judges nominees by the law of the right day and explains every answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.checks.base import Case, Check
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.phrasebook import gettext as _
from thidua.domain.catalogue.phrasebook import language, phrasebook
from thidua.domain.catalogue.values import (
    Condition,
    Eligibility,
    Evaluation,
    Finding,
    Regime,
    Severity,
    Text,
    TextStatus,
    Verdict,
)

_FAVOR = {Eligibility.NOT_ELIGIBLE: 0, Eligibility.NEEDS_PERSON: 1, Eligibility.ELIGIBLE: 2}
_SUBJECT_RULE = Text("Đối tượng xét tặng", "Who may receive it")


def evaluate(
    award_code: str,
    facts: Facts,
    *,
    received_on: date,
    period_year: int,
    decided_on: date | None = None,
    library: Library | None = None,
) -> Evaluation:
    """This will judge one nominee for one award and give every condition's finding.

    The regime follows ``received_on``, the facts are those of ``period_year``. ``decided_on`` matters only
    where a later law lets pending dossiers use it when more favorable. Raises LawError for an unknown award
    or a day outside the law.
    """
    law = library or default_library()
    with phrasebook():
        return Bench(law, law.award(award_code), received_on, period_year, decided_on).judge(facts)


def evaluate_many(
    award_code: str,
    nominees: Iterable[Facts],
    *,
    received_on: date,
    period_year: int,
    decided_on: date | None = None,
    library: Library | None = None,
) -> list[Evaluation]:
    """This will judge many nominees for one award, in the order given; same answers as one by one."""
    law = library or default_library()
    with phrasebook():
        bench = Bench(law, law.award(award_code), received_on, period_year, decided_on)
        return [bench.judge(facts) for facts in nominees]


@dataclass(frozen=True, slots=True)
class Sitting:
    """What is the same for every nominee of one kind: the rules asked, the regime and why that one."""

    regime: str
    reason: str
    version: AwardVersion
    rules: tuple[tuple[Condition, Check], ...]
    subject: Finding
    law_on: date


class Bench:
    """Judges nominees for one award on one day; prepares each kind of nominee once."""

    def __init__(
        self, law: Library, award: Award, received_on: date, period_year: int, decided_on: date | None
    ) -> None:
        self.law, self.award, self.received_on, self.period_year = law, award, received_on, period_year
        self.decided_on = decided_on
        self._own: dict[str, Sitting] = {}
        self._later: dict[str, Sitting | None] = {}

    def judge(self, facts: Facts) -> Evaluation:
        """This will judge one nominee by the law of the day, or by a later one where that is more favorable."""
        case = Case.of(facts, self.received_on, self.period_year, self.award.code)
        judged = self.judged_at(self.own(facts.subject_kind), case)
        later = self.later(facts.subject_kind)
        if later is None:
            return judged
        new = self.judged_at(later, case._replace(law_on=later.law_on))
        return new if _FAVOR[new.verdict] > _FAVOR[judged.verdict] else judged

    def own(self, kind: str) -> Sitting:
        """The rules of the day of receipt for a kind of nominee."""
        found = self._own.get(kind)
        if found is None:
            found = self._own[kind] = self._sitting(kind)
        return found

    def later(self, kind: str) -> Sitting | None:
        """The rules of a later law that pending dossiers may use; None when there is none by the day of decision."""
        if self.decided_on is None:
            return None
        if kind not in self._later:
            self._later[kind] = _later_sitting(self, kind, self.decided_on)
        return self._later[kind]

    def _sitting(self, kind: str) -> Sitting:
        version = self.law.version_on(self.award.code, self.received_on)
        regime = self.law.regime_on(self.award.axis, self.received_on)
        return self.prepared(
            kind, version, regime, self.received_on, _reason(self.law, self.award, regime, self.received_on)
        )

    def prepared(
        self, kind: str, version: AwardVersion, regime: Regime, law_on: date, reason: str
    ) -> Sitting:
        """This will put together what is the same for every nominee of a kind under one version of the rules."""
        rules = tuple(version.rules_for(kind, law_on))
        return Sitting(
            regime.code, reason, version, rules, _subject_finding(version, self.award, kind), law_on
        )

    def judged_at(self, sitting: Sitting, case: Case) -> Evaluation:
        """This will ask every rule of a sitting."""
        return self.summed(sitting, [Finding(condition, *check(case)) for condition, check in sitting.rules])

    def summed(self, sitting: Sitting, found: list[Finding]) -> Evaluation:
        """This will sum up what was found under a sitting's rules, in their order."""
        findings = (sitting.subject, *found)
        return Evaluation(
            award=self.award.code,
            regime=sitting.regime,
            regime_reason=sitting.reason,
            version=sitting.version.id,
            status=sitting.version.status,
            findings=findings,
            verdict=_sum(findings),
            law_version=self.law.version,
            received_on=self.received_on,
            period_year=self.period_year,
        )


def _sum(findings: tuple[Finding, ...]) -> Eligibility:
    """The worst of what was found; whatever is met has nothing more to say."""
    worst = Eligibility.ELIGIBLE
    for finding in findings:
        if finding.verdict is Verdict.MET:
            continue
        if finding.refuses:
            return Eligibility.NOT_ELIGIBLE
        if finding.warns:
            worst = Eligibility.NEEDS_PERSON
    return worst


def _subject_finding(version: AwardVersion, award: Award, kind: str) -> Finding:
    fits = kind in award.subjects
    names = {"individual": _("cá nhân"), "collective": _("tập thể"), "household": _("hộ gia đình")}
    allowed = ", ".join(names.get(one, one) for one in award.subjects)
    observed = _("Đề nghị cho %(own)s; %(short)s tặng cho %(allowed)s.") % {
        "own": names.get(kind, kind),
        "short": award.short,
        "allowed": allowed,
    }
    condition = Condition(
        id="subject",
        kind="subject",
        params={"subjects": award.subjects},
        title=_SUBJECT_RULE,
        citation=version.citation,
        since=version.since,
        until=version.until,
        verified_on=version.verified_on,
        confidence=version.confidence,
        severity=Severity.REFUSES,
    )
    return Finding(condition, Verdict.MET if fits else Verdict.NOT_MET, observed)


def _reason(law: Library, award: Award, regime: Regime, received_on: date) -> str:
    words = {
        "day": f"{received_on:%d/%m/%Y}",
        "regime": regime.name.said(language()),
        "since": f"{regime.since:%d/%m/%Y}",
    }
    reason = _("Hồ sơ nhận ngày %(day)s: áp dụng %(regime)s (từ %(since)s).") % words
    later = _next_regime(law, award, regime)
    if later is None or later.more_favorable is None:
        return reason
    return (
        reason
        + " "
        + _("Hồ sơ nhận trước %(since)s tiếp tục theo luật cũ, trừ khi %(law)s có lợi hơn.")
        % {
            "since": f"{later.since:%d/%m/%Y}",
            "law": later.name.said(language()),
        }
    )


def _next_regime(law: Library, award: Award, regime: Regime) -> Regime | None:
    later = [r for r in law.regimes if r.axis == award.axis and r.since > regime.since]
    return min(later, key=lambda r: r.since, default=None)


def _later_sitting(bench: Bench, kind: str, decided_on: date) -> Sitting | None:
    """The later law is tried only when it lets pending dossiers use it, is in force at the decision, and is held."""
    law, award, received_on = bench.law, bench.award, bench.received_on
    later = _next_regime(law, award, law.regime_on(award.axis, received_on))
    if later is None or later.more_favorable is None or decided_on < later.since:
        return None
    version = award.version_on(later.since)
    if version is None or version.status is not TextStatus.HELD:
        return None
    reason = _(
        "Hồ sơ nhận ngày %(day)s, trước %(since)s, nhưng %(law)s có lợi hơn nên được áp dụng (%(article)s)."
    ) % {
        "day": f"{received_on:%d/%m/%Y}",
        "since": f"{later.since:%d/%m/%Y}",
        "law": later.name.said(language()),
        "article": later.more_favorable.label,
    }
    regime = law.regime_on(award.axis, later.since)
    return bench.prepared(kind, version, regime, later.since, reason)
