"""The whole of ``law/`` in memory: awards on any day, and the answers other capabilities ask for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from thidua.domain.catalogue.awards import Award, AwardVersion
from thidua.domain.catalogue.blanks import Blank
from thidua.domain.catalogue.papers import Paper
from thidua.domain.catalogue.principles import Principle
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.retention import RetentionSchedule
from thidua.domain.catalogue.values import (
    Authority,
    Bonus,
    Citation,
    Dated,
    FormTable,
    Instrument,
    Phrase,
    QuotaRule,
    Regime,
    Text,
    VotingRule,
)
from thidua.domain.catalogue.workdays import WorkCalendar

DEFAULT_PATH = Path(__file__).resolve().parents[4] / "law"
EVERY_AWARD = "*"
RESTING_ON = ("awards", "after", "base")  # parameters by which a condition looks back at former awards
BARRING = frozenset({"no_award_same_year", "once_per_life", "not_twice"})  # a former award hinders, not helps


@dataclass(frozen=True, slots=True)
class DatedVote:
    """A voting rule with the awards and days it holds for."""

    awards: frozenset[str]
    since: date
    until: date | None
    rule: VotingRule


@dataclass(frozen=True, slots=True)
class DatedBonus:
    """A coefficient with the days it holds for; None where no table is held.

    ``multiplier`` is how many times as much a collective is paid.
    """

    since: date
    until: date | None
    coefficient: Fraction | None
    multiplier: int
    citation: Citation
    confidence: str
    note: str


@dataclass(frozen=True, slots=True)
class BonusTable:
    """Coefficients by award, base salaries by day, and how amounts are rounded."""

    coefficients: Mapping[str, tuple[DatedBonus, ...]]
    salaries: tuple[tuple[date, int], ...]
    round_up_to: int

    def salary(self, on: date) -> int | None:
        """This will give the base salary of a day in đồng, or None before the first one held."""
        return next((amount for since, amount in reversed(self.salaries) if since <= on), None)


@dataclass(frozen=True, slots=True)
class Posting(Dated):
    """How many working days names of some types of commendation are posted before the council meets, and when."""

    types: frozenset[str]
    since: date
    until: date | None
    working_days: int
    citation: Citation
    confidence: str


@dataclass(frozen=True, slots=True)
class Library:
    """The law as loaded; ``version`` is the SHA-256 of all its files."""

    version: str
    path: Path
    regimes: tuple[Regime, ...]
    instruments: Mapping[str, Instrument]
    awards: Mapping[str, Award]
    authorities: Mapping[str, Authority]
    papers: Mapping[str, tuple[Paper, ...]]
    votes: tuple[DatedVote, ...]
    bonuses: BonusTable
    postings: tuple[Posting, ...]
    phrase_lists: Mapping[str, tuple[Phrase, ...]]
    forms: Mapping[str, FormTable]
    calendar: WorkCalendar
    scale_labels: Mapping[str, Mapping[str, Text]]
    award_names: Mapping[str, str]
    groups: Mapping[str, frozenset[str]]
    principles: tuple[Principle, ...]
    blanks: Mapping[str, Blank]
    retention: RetentionSchedule
    words: Mapping[str, Text]

    def award(self, code: str) -> Award:
        """This will give one award; raises LawError for an unknown code."""
        if code not in self.awards:
            raise LawError.about(f"danh mục không có danh hiệu, hình thức {code!r}")
        return self.awards[code]

    def told(self, words: str) -> Text:
        """What a rule says in Vietnamese alone (when, why, a note), with its English."""
        return self.words.get(words, Text(words))

    def awards_on(
        self, on: date, *, line: str | None = None, level: str | None = None, subject: str | None = None
    ) -> list[Award]:
        """This will list the awards known on a day in the order they are shown, narrowed as asked."""
        found = [
            award
            for award in self.awards.values()
            if award.version_on(on) is not None
            and (line is None or award.line == line)
            and (level is None or award.level == level)
            and (subject is None or subject in award.subjects)
        ]
        return sorted(found, key=lambda award: (award.order, award.code))

    def version_on(self, code: str, on: date) -> AwardVersion:
        """This will give the rules of an award on a day; raises LawError, in words, for a day outside every
        regime.
        """
        version = self.award(code).version_on(on)
        if version is None:
            first = self.award(code).versions[0].since
            raise LawError.about(
                f"{code}: ngày {on:%d/%m/%Y} trước {first:%d/%m/%Y}, danh mục không có quy định nào"
            )
        return version

    def regime_on(self, axis: str, on: date) -> Regime:
        """This will give the regime of an axis (state, union) on a day; raises LawError outside all of
        them.
        """
        for regime in self.regimes:
            if regime.axis == axis and regime.covers(on):
                return regime
        raise LawError.about(f"ngày {on:%d/%m/%Y} nằm ngoài mọi thời kỳ pháp luật ({axis}) của danh mục")

    def instrument(self, code: str) -> Instrument:
        """This will give one legal text; raises LawError for an unknown code."""
        if code not in self.instruments:
            raise LawError.about(f"danh mục không có văn bản {code!r}")
        return self.instruments[code]

    def authority(self, code: str, on: date) -> str:
        """This will give the unit level that decides: national, province, upper, grassroots, state or
        employer.
        """
        return self.authority_of(code, on).level

    def authority_of(self, code: str, on: date) -> Authority:
        """This will give who decides, with the name of the office."""
        return self.authorities[self.version_on(code, on).formalities_on(on).authority]

    def dossier(self, code: str, on: date, *, subject_kind: str | None = None) -> list[Paper]:
        """This will list the papers of a dossier, those for other kinds of subject, or that nobody the award is
        given to needs, left out.
        """
        kinds = {subject_kind} if subject_kind else set(self.award(code).subjects)
        papers = [p for p in self.papers[self.version_on(code, on).dossier] if p.covers(on)]
        return [p for p in papers if not p.subjects or kinds & set(p.subjects)]

    def voting_rule(self, code: str, on: date) -> VotingRule:
        """This will give how a council passes an award: its own rule, else the general one of the day."""
        dated = [v for v in self.votes if v.since <= on and (v.until is None or on <= v.until)]
        for wanted in (code, EVERY_AWARD):
            for vote in dated:
                if wanted in vote.awards:
                    return vote.rule
        raise LawError.about(f"{code}: không có quy định bỏ phiếu cho ngày {on:%d/%m/%Y}")

    def bonus(self, code: str, subject_kind: str, decided_on: date) -> Bonus:
        """This will compute the money of an award by the day of its decision, rounded as
        ``law/bonuses.yaml`` says.
        """
        self.award(code)
        row = next(
            (
                r
                for r in self.bonuses.coefficients.get(code, ())
                if r.since <= decided_on and (r.until is None or decided_on <= r.until)
            ),
            None,
        )
        salary = self.bonuses.salary(decided_on)
        multiplier = row.multiplier if row and subject_kind == "collective" else 1
        if row is None or row.coefficient is None:
            note = row.note if row else _("Chưa có văn bản quy định mức tiền thưởng.")
            return Bonus(
                None,
                salary,
                multiplier,
                None,
                None,
                row.citation if row else None,
                row.confidence if row else "",
                note,
            )
        if salary is None:
            note = _("Chưa có mức lương cơ sở của ngày %(day)s.") % {"day": f"{decided_on:%d/%m/%Y}"}
            return Bonus(row.coefficient, None, multiplier, None, None, row.citation, row.confidence, note)
        exact = row.coefficient * multiplier * salary
        step = self.bonuses.round_up_to
        return Bonus(
            row.coefficient,
            salary,
            multiplier,
            math.ceil(exact / step) * step,
            math.ceil(exact),
            row.citation,
            row.confidence,
            row.note,
        )

    def publication_days(self, code: str, on: date) -> int:
        """This will give the working days names must be posted before the council meets; 0 when none are
        asked.
        """
        types = set(self.award(code).commendation_types)
        return max(
            (
                posting.working_days
                for posting in self.postings
                if posting.covers(on) and types & posting.types
            ),
            default=0,
        )

    def rests_on(self, code: str, on: date) -> frozenset[str]:
        """This will give the awards that the rules of an award look back at on a day, groups spelled out."""
        version = self.version_on(code, on)
        rules = ({"kind": rule.kind, **rule.params} for rule in version.conditions if rule.covers(on))
        named = {name for rule in rules for name in _former_awards(rule)}
        return frozenset(code for name in named for code in self.groups.get(name, {name}))

    def principles_on(self, on: date) -> list[Principle]:
        """This will list the cross-cutting rules of a day, in their order."""
        return [principle for principle in self.principles if principle.covers(on)]

    def quota_rules(self, code: str, on: date) -> tuple[QuotaRule, ...]:
        """This will give the limits over a submission on a day."""
        return self.version_on(code, on).quotas_on(on)

    def phrases(self, code: str, *, subject_kind: str | None = None) -> list[Phrase]:
        """This will list achievement sentences for an award, its own first, then the general ones."""
        listed = (*self.phrase_lists.get(code, ()), *self.phrase_lists.get(EVERY_AWARD, ()))
        return [p for p in listed if subject_kind is None or not p.subjects or subject_kind in p.subjects]

    def form(self, code: str) -> FormTable:
        """This will give a statutory table by its number, such as ``0603``; raises LawError for an unknown
        one.
        """
        if code not in self.forms:
            raise LawError.about(f"danh mục không có biểu {code!r}")
        return self.forms[code]

    def working_days(self, start: date, n: int) -> date:
        """This will give the day on which ``n`` working days have passed after ``start``."""
        return self.calendar.add(start, n)

    def label(self, scale: str, code: str, *, language: str = "vi") -> str:
        """This will give the label of a coded word, such as a rating or a level."""
        text = self.scale_labels.get(scale, {}).get(code)
        if text is None:
            return code
        return text.en if language == "en" and text.en else text.vi


def _former_awards(value: Any, key: str = "") -> Iterator[str]:
    """The codes a condition builds on, however deep in a compound one."""
    if isinstance(value, Mapping):
        if value.get("kind") in BARRING:
            return
        for name, inner in value.items():
            yield from _former_awards(inner, str(name))
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _former_awards(inner, key)
    elif isinstance(value, str) and key in RESTING_ON:
        yield value


_overridden: list[Path] = []


def use_library(path: Path | None) -> None:
    """This will make ``library()`` read another folder; None returns to the default."""
    _overridden[:] = [path] if path else []


def library() -> Library:
    """This will give the loaded law, reading the files once."""
    return _load_once(_overridden[0] if _overridden else DEFAULT_PATH)


@lru_cache(maxsize=4)
def _load_once(path: Path) -> Library:
    return load_library(path)


def load_library(path: Path, changed: Mapping[str, str] | None = None) -> Library:
    """This will read and check a whole law folder; raises LawError with every file, line and reason.

    ``changed`` holds by name what is read instead of some of its files.
    """
    from thidua.domain.catalogue.loading import load

    return load(path, changed)
