"""What one person still lacks for each award, and the earliest day it could be reached if every coming year goes well.

The law itself is asked: each coming year is played through with the same rules, so that waiting years, years in a
row and ladders need no second description. A year counts when it ends; titles earned on the way are conferred on
the first day they can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from thidua.domain.catalogue.awards import Award
from thidua.domain.catalogue.checks.base import award_year
from thidua.domain.catalogue.evaluation import Bench
from thidua.domain.catalogue.facts import Facts, Initiative, PriorAward
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.phrasebook import phrasebook
from thidua.domain.catalogue.values import Condition, Evaluation, Finding, TextStatus, Verdict

HORIZON_YEARS = 25
# What belongs to the dossier and its procedure, not to the person's record.
AT_DOSSIER = frozenset({
    "achievement", "publication", "movement", "received_by", "received_between", "head_of_unit",
})  # fmt: skip
# What a coming year cannot change by itself.
_PERSONAL = frozenset({"subject", "union_payroll", "subject_class", "unit_level", "once_per_life"})
_ASKS_A_PERSON = frozenset({"judgement", "claim", "no_text"})
# What hinders an award without being a merit.
_BARS = frozenset({"no_open_case", "not_dissolved", "no_discipline", "not_twice", "no_award_same_year"})
_BEST_RATING, _WIDEST_LEVEL = "HTXSNV", "toan_quoc"
_YEARS_BETWEEN_FORMS = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """A condition that does not hold today; ``by`` is the earliest day it could, None when no year brings it."""

    finding: Finding
    by: date | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """One award for one person: what holds, what is missing, what a person must judge, and the earliest day.

    ``earliest`` is today's day when nothing is missing, None when it cannot be reckoned. ``through`` lists the awards
    reckoned on the way, ``is_exhausted`` says that this year's number of the unit is used up.
    """

    award: Award
    evaluation: Evaluation
    met: tuple[Finding, ...]
    gaps: tuple[Gap, ...]
    open: tuple[Finding, ...]
    later: tuple[Finding, ...]
    earliest: date | None
    through: tuple[PriorAward, ...] = ()
    is_exhausted: bool = False

    @property
    def is_read(self) -> bool:
        """Whether the text of the version used is held."""
        return self.evaluation.status is TextStatus.HELD

    @property
    def is_within_reach(self) -> bool:
        """Whether nothing that records can show is missing."""
        return not self.gaps

    @property
    def is_reckoned(self) -> bool:
        """Whether records decide anything here, beyond what a person must judge."""
        return any(is_reckoned(finding.condition) for finding in (*self.met, *(g.finding for g in self.gaps)))


def is_reckoned(condition: Condition) -> bool:
    """Whether records of merit decide this condition."""
    from_records = condition.kind not in _ASKS_A_PERSON | _PERSONAL | AT_DOSSIER
    return from_records and condition.kind not in _BARS


def awards_ahead(law: Library, on: date, *, subject: str = "individual") -> list[Award]:
    """The awards one can work towards on a day: all but those for one deed, for foreigners, or outside the union."""
    return [
        a
        for a in law.awards_on(on, subject=subject)
        if not a.outside and set(a.commendation_types) - {"adhoc", "foreign"}
    ]


class Ground:
    """What is the same for everybody who is looked ahead for on one day: awards, steps to them, rules of each day.

    Made once for many people and in one language. ``judged`` counts how often an award was judged.
    """

    def __init__(self, law: Library, on: date) -> None:
        self.law, self.on, self.judged = law, on, 0
        self.awards = awards_ahead(law, on)
        self._benches: dict[tuple[str, date, int], Bench] = {}
        self._steps: dict[str, frozenset[str]] = {}
        self._ways: dict[str, frozenset[str]] = {}

    def judge(self, award: Award, facts: Facts, day: date, year: int) -> Evaluation:
        """This will judge one award on a day to come."""
        key = (award.code, day, year)
        bench = self._benches.get(key)
        if bench is None:
            bench = self._benches[key] = Bench(self.law, award, day, year, None)
        self.judged += 1
        return bench.judge(facts)

    def rests_on(self, code: str) -> frozenset[str]:
        """The awards that an award looks back at."""
        if code not in self._steps:
            self._steps[code] = self.law.rests_on(code, self.on)
        return self._steps[code]

    def way_to(self, code: str) -> frozenset[str]:
        """An award with all that lead to it, step by step; whatever else one may reach by then is no part of it."""
        if code not in self._ways:
            known = {award.code for award in self.awards}
            found, queue = {code}, [code]
            while queue:
                steps = self.rests_on(queue.pop()) - found
                found |= steps
                queue += steps & known
            self._ways[code] = frozenset(found)
        return self._ways[code]


def look_ahead(
    facts: Facts,
    *,
    on: date,
    year: int,
    codes: Collection[str] | None = None,
    exhausted: Collection[str] = (),
    years: int = HORIZON_YEARS,
    library: Library | None = None,
    ground: Ground | None = None,
) -> list[Outlook]:
    """This will give the outlook of every award (or of ``codes``) for one person on a day, in the law's order.

    ``years`` is how many years after this one are played through.
    ``ground`` is shared by those who are looked ahead for together.
    ``exhausted`` names awards whose number for the unit is used up in the year of ``on``: they wait for the next one.
    """
    shared = ground or Ground(library or default_library(), on)
    wanted = [a for a in shared.awards if codes is None or a.code in codes]
    with phrasebook():
        now = {a.code: _sorted(a, shared.judge(a, facts, on, year)) for a in wanted}
        future = _Future(shared, facts, on, years)
        future.play({code: view for code, view in now.items() if view.gaps and not _is_barred(view)})
        return [_dated(view, future, on, exhausted) for view in now.values()]


def _sorted(award: Award, result: Evaluation) -> Outlook:
    by_record = [f for f in result.findings if f.condition.kind not in AT_DOSSIER]
    return Outlook(
        award=award,
        evaluation=result,
        met=tuple(f for f in by_record if f.verdict is Verdict.MET),
        gaps=tuple(Gap(f, None) for f in by_record if f.verdict is Verdict.NOT_MET),
        open=tuple(
            f for f in by_record if f.verdict is Verdict.NEEDS_PERSON and f.condition.kind != "no_text"
        ),
        later=tuple(f for f in result.findings if f.condition.kind in AT_DOSSIER),
        earliest=None,
    )


def _is_barred(view: Outlook) -> bool:
    return any(gap.finding.condition.kind in _PERSONAL for gap in view.gaps)


def _dated(view: Outlook, future: _Future, on: date, exhausted: Collection[str]) -> Outlook:
    code = view.award.code
    earliest = future.reached.get(code) if view.gaps else on
    gaps = tuple(Gap(g.finding, future.closed.get((code, g.finding.condition.id))) for g in view.gaps)
    is_full = code in exhausted and earliest is not None and earliest.year == on.year
    if is_full:
        earliest = date(on.year + 1, 1, 1)
    through = future.steps_to(view.award, earliest) if view.gaps and earliest else ()
    return replace(view, gaps=gaps, earliest=earliest, through=through, is_exhausted=is_full)


@dataclass
class _Future:
    """The coming years of one person, played through with the law's own rules."""

    ground: Ground
    facts: Facts
    on: date
    years: int
    reached: dict[str, date] = field(default_factory=dict)
    closed: dict[tuple[str, str], date] = field(default_factory=dict)
    granted: list[PriorAward] = field(default_factory=list)

    def play(self, missing: Mapping[str, Outlook]) -> None:
        """This will walk the years until every missing award is reached or the horizon passes."""
        if not missing:
            return
        needed = self._needed(missing)
        for year in range(self.on.year, self.on.year + self.years + 1):
            for award in needed:
                waits = award.code in missing and award.code not in self.reached
                if waits:
                    self._try(award, year, missing[award.code])
                # A title reached in the year may be that of the year before: its own follows.
                if award.kind == "title" or not waits:
                    self._confer_again(award, year)
            if missing.keys() <= self.reached.keys():
                return

    def _needed(self, missing: Mapping[str, Outlook]) -> list[Award]:
        """The missing awards and every award that is a step to one of them, titles first."""
        known = {a.code: a for a in self.ground.awards if a.code in missing or a.scope == "comprehensive"}
        found: dict[str, Award] = {}
        queue = list(missing)
        while queue:
            code = queue.pop()
            if code in known and code not in found:
                found[code] = known[code]
                queue += self._steps(known[code])
        return sorted(found.values(), key=lambda a: (a.kind != "title", a.order, a.code))

    def _steps(self, award: Award) -> frozenset[str]:
        return self.ground.rests_on(award.code)

    def _try(self, award: Award, year: int, view: Outlook) -> None:
        """Within the year by what earlier years brought, else at its end with what it brings itself."""
        eve = date(year, 12, 30)
        if eve >= self.on and self._holds(award, eve, year - 1, view):
            first = max(date(year, 1, 1), self.on + timedelta(days=1))
            self._reach(award, self._first_day(award, first, eve, year - 1, view), year - 1)
        elif self._holds(award, date(year, 12, 31), year, view):
            self._reach(award, date(year, 12, 31), year)

    def _first_day(self, award: Award, low: date, high: date, year: int, view: Outlook) -> date:
        while low < high:
            middle = low + (high - low) // 2
            if self._holds(award, middle, year, view):
                high = middle
            else:
                low = middle + timedelta(days=1)
        return low

    def _holds(self, award: Award, day: date, year: int, view: Outlook) -> bool:
        if year < self.on.year and any(g.finding.condition.kind not in _DATED for g in view.gaps):
            return False
        unmet = {f.condition.id for f in self._findings(award, day, year) if f.verdict is Verdict.NOT_MET}
        for gap in view.gaps:
            key = (award.code, gap.finding.condition.id)
            if key[1] not in unmet and (key not in self.closed or day < self.closed[key]):
                self.closed[key] = day
        return not unmet

    def _findings(self, award: Award, day: date, year: int) -> list[Finding]:
        way = self.ground.way_to(award.code)
        facts = hopeful(self.facts, self.on, year, [g for g in self.granted if g.code in way])
        found = self.ground.judge(award, facts, day, year).findings
        return [f for f in found if f.condition.kind not in AT_DOSSIER]

    def _reach(self, award: Award, day: date, year: int) -> None:
        self.reached[award.code] = day
        self.granted.append(PriorAward(award.code, decided_on=day, year=year))

    def _confer_again(self, award: Award, year: int) -> None:
        """A step is conferred whenever it can be: a title each year, a form once in some years.

        The employer's titles reach those off the union payroll too.
        """
        end = date(year, 12, 31)
        if self._has_of_late(award, year):
            return
        unmet = [f for f in self._findings(award, end, year) if f.verdict is Verdict.NOT_MET]
        if all(f.condition.kind == "union_payroll" and award.line == "employer" for f in unmet):
            self.granted.append(PriorAward(award.code, decided_on=end, year=year))

    def _has_of_late(self, award: Award, year: int) -> bool:
        held = [g for g in (*self.facts.prior, *self.granted) if g.code == award.code]
        if award.kind == "title":
            return any(award_year(g) == year for g in held)
        last = max((g.decided_on.year for g in held if g.decided_on), default=0)
        return year - last < _YEARS_BETWEEN_FORMS

    def steps_to(self, award: Award, day: date) -> tuple[PriorAward, ...]:
        """The conferrals reckoned before the day that this award builds on, in order."""
        steps = self._steps(award) - {award.code}
        found = [g for g in self.granted if g.code in steps and g.decided_on and g.decided_on <= day]
        return tuple(
            g for g in found if g.decided_on != day or self.ground.law.awards[g.code].kind == "title"
        )


# Kinds that a mere day, not the end of a year, can fulfill.
_DATED = frozenset({
    "years_after", "year_after", "union_service", "post_years", "terms", "org_age", "no_open_case", "not_dissolved",
    "any", "all", "prior_award", "no_award_same_year", "no_discipline", "not_twice",
})  # fmt: skip


def hopeful(facts: Facts, on: date, year: int, granted: Iterable[PriorAward]) -> Facts:
    """The facts at the end of ``year`` if all goes well: best ratings, one widely recognized initiative a year."""
    years = range(on.year, year + 1)
    return replace(
        facts,
        prior=(*facts.prior, *granted),
        ratings={**dict.fromkeys(years, _BEST_RATING), **facts.ratings},
        initiatives=(*facts.initiatives, *(Initiative(_WIDEST_LEVEL, y, date(y, 12, 31)) for y in years)),
        titles_proposed=frozenset() if year > on.year else facts.titles_proposed,
        service_months=12 if year >= on.year else facts.service_months,
        absences=() if year > on.year else facts.absences,
        trainings=() if year > on.year else facts.trainings,
        transfer=None if year > on.year else facts.transfer,
        secondment=None if year > on.year else facts.secondment,
        open_cases=() if year > on.year else facts.open_cases,
    )
