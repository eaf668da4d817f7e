"""Judges nominees by the law of the right day and explains every answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.checks.base import Case
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
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
    award = law.award(award_code)
    case = Case.of(facts, received_on, period_year, award_code)
    own = _judge(law, award, law.version_on(award_code, received_on), case)
    return _more_favorable(law, award, own, case, decided_on) if decided_on else own


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
    return [
        evaluate(
            award_code,
            facts,
            received_on=received_on,
            period_year=period_year,
            decided_on=decided_on,
            library=law,
        )
        for facts in nominees
    ]


def _judge(
    law: Library,
    award: Award,
    version: AwardVersion,
    case: Case,
    *,
    reason: str = "",
) -> Evaluation:
    facts, received_on = case.facts, case.received_on
    regime = law.regime_on(award.axis, case.law_on)
    on = case.law_on
    findings = [_subject_finding(version, award, facts)]
    for condition, check in version.rules_for(facts.subject_kind, on):
        outcome = check(case)
        findings.append(Finding(condition, *outcome))
    return Evaluation(
        award=award.code,
        regime=regime.code,
        regime_reason=reason or _reason(law, award, regime, received_on),
        version=version.id,
        status=version.status,
        findings=tuple(findings),
        verdict=_sum(findings),
        law_version=law.version,
        received_on=received_on,
        period_year=case.period_year,
    )


def _sum(findings: list[Finding]) -> Eligibility:
    if any(finding.refuses for finding in findings):
        return Eligibility.NOT_ELIGIBLE
    if any(finding.warns for finding in findings):
        return Eligibility.NEEDS_PERSON
    return Eligibility.ELIGIBLE


def _subject_finding(version: AwardVersion, award: Award, facts: Facts) -> Finding:
    fits = facts.subject_kind in award.subjects
    names = {"individual": _("cá nhân"), "collective": _("tập thể"), "household": _("hộ gia đình")}
    allowed = ", ".join(names.get(kind, kind) for kind in award.subjects)
    observed = _("Đề nghị cho %(own)s; %(short)s tặng cho %(allowed)s.") % {
        "own": names.get(facts.subject_kind, facts.subject_kind),
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
    words = {"day": f"{received_on:%d/%m/%Y}", "regime": regime.name.vi, "since": f"{regime.since:%d/%m/%Y}"}
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
            "law": later.name.vi,
        }
    )


def _next_regime(law: Library, award: Award, regime: Regime) -> Regime | None:
    later = [r for r in law.regimes if r.axis == award.axis and r.since > regime.since]
    return min(later, key=lambda r: r.since, default=None)


def _more_favorable(law: Library, award: Award, own: Evaluation, case: Case, decided_on: date) -> Evaluation:
    """The later law wins only when it is in force at the decision, its text is held, and it judges better."""
    later = _next_regime(law, award, law.regime_on(award.axis, own.received_on))
    if later is None or later.more_favorable is None or decided_on < later.since:
        return own
    version = award.version_on(later.since)
    if version is None or version.status is not TextStatus.HELD:
        return own
    reason = _(
        "Hồ sơ nhận ngày %(day)s, trước %(since)s, nhưng %(law)s có lợi hơn nên được áp dụng (%(article)s)."
    ) % {
        "day": f"{own.received_on:%d/%m/%Y}",
        "since": f"{later.since:%d/%m/%Y}",
        "law": later.name.vi,
        "article": later.more_favorable.label,
    }
    new = _judge(law, award, version, replace(case, law_on=later.since), reason=reason)
    return new if _FAVOR[new.verdict] > _FAVOR[own.verdict] else own
