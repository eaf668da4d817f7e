"""What would change: the same question asked twice, as things are and as someone supposes them. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Discipline, Facts, Initiative, PriorAward
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.values import Evaluation, Finding, Severity, Verdict


@dataclass(frozen=True, slots=True)
class Supposed:
    """What someone supposes of a nominee on top of the records."""

    awards: tuple[PriorAward, ...] = ()
    ratings: tuple[tuple[int, str], ...] = ()
    initiatives: tuple[Initiative, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    titles_proposed: tuple[str, ...] = ()

    def upon(self, facts: Facts) -> Facts:
        """This will give the facts with the supposed ones added; a supposed rating stands in place of the recorded."""
        return replace(
            facts,
            prior=(*facts.prior, *self.awards),
            ratings={**facts.ratings, **dict(self.ratings)},
            initiatives=(*facts.initiatives, *self.initiatives),
            disciplines=(*facts.disciplines, *self.disciplines),
            titles_proposed=facts.titles_proposed | set(self.titles_proposed),
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One side: the facts, the day the dossier is received and the year rewarded."""

    facts: Facts
    received_on: date
    period_year: int


@dataclass(frozen=True, slots=True)
class Pair:
    """One condition on both sides; a side is None where its law does not ask for it."""

    before: Finding | None
    after: Finding | None

    @property
    def finding(self) -> Finding:
        """Whichever side there is, the supposed one first."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a pair is made from at least one side
        return found

    @property
    def is_changed(self) -> bool:
        """Whether the answer differs, or what it weighs."""
        return self._answer(self.before) != self._answer(self.after)

    @staticmethod
    def _answer(finding: Finding | None) -> tuple[Verdict, Severity] | None:
        return (finding.verdict, finding.severity) if finding else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One award judged as things are and as supposed; raises nothing, the sides may be of different regimes."""

    award: str
    before: Evaluation
    after: Evaluation
    pairs: tuple[Pair, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the sum of the findings differs."""
        return self.before.verdict is not self.after.verdict or any(pair.is_changed for pair in self.pairs)


def compare(code: str, before: Question, after: Question, *, library: Library | None = None) -> Comparison:
    """This will judge one award on both sides and set the findings beside each other, in the order of the law.

    Raises LawError for an unknown award or a day outside the law.
    """
    law = library or default_library()
    old, new = _judged(code, before, law), _judged(code, after, law)
    was = {finding.condition.id: finding for finding in old.findings}
    pairs = [Pair(was.pop(finding.condition.id, None), finding) for finding in new.findings]
    pairs += [Pair(finding, None) for finding in was.values()]
    return Comparison(code, old, new, tuple(pairs))


def _judged(code: str, question: Question, law: Library) -> Evaluation:
    return evaluate(
        code,
        question.facts,
        received_on=question.received_on,
        period_year=question.period_year,
        library=law,
    )
