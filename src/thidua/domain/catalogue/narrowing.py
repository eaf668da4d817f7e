"""What whoever is near an award must already have been awarded, or what post held, read out of the law's conditions.

Looking ahead plays the coming years with the best of luck: ratings and initiatives come by themselves, titles and forms
are conferred whenever their own conditions hold. What luck cannot bring in so few years must be in the register today.
``needs`` says so in clauses, all of which hold for everybody whom ``look_ahead`` gives a day; each is weakened wherever
it is not certain. So whoever lacks one may be left out unread, and nobody else is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, product
from typing import Any, NamedTuple

from thidua.domain.catalogue.awards import Award
from thidua.domain.catalogue.checks.base import code_of
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.lookahead import awards_ahead

UNRECORDED = ("claims", "movement", "backgrounds")
"""The facts that no record of a person holds: what asks for them is never met."""
_NEVER_MET = frozenset({"claim", "movement", "background"})
_DAY = timedelta(days=1)
_MOST_CLAUSES = 3


class Need(NamedTuple):
    """So many of ``awarded`` stand in the register, or one of ``proposed`` is proposed in the year of the day asked.

    With ``until``, those decided in that year at the latest. With ``post`` a recorded post or term that the law lists
    does as well, with ``payroll`` being paid by the union.
    """

    awarded: frozenset[str]
    proposed: frozenset[str] = frozenset()
    post: bool = False
    payroll: bool = False
    times: int = 1
    until: int | None = None

    def __or__(self, other: Need) -> Need:
        held = [need for need in (self, other) if need.awarded]
        ends = [need.until for need in held if need.until is not None]
        return Need(
            self.awarded | other.awarded,
            self.proposed | other.proposed,
            self.post or other.post,
            self.payroll or other.payroll,
            min((need.times for need in held), default=1),
            max(ends) if ends and len(ends) == len(held) else None,
        )

    def implies(self, other: Need) -> bool:
        """Whether all who have this have the other."""
        has_ways = (
            self.awarded <= other.awarded
            and self.proposed <= other.proposed
            and self.post <= other.post
            and self.payroll <= other.payroll
        )
        in_time = other.until is None or (self.until is not None and self.until <= other.until)
        return has_ways and (not self.awarded or (self.times >= other.times and in_time))

    @property
    def is_empty(self) -> bool:
        """Whether nobody has it."""
        return not (self.awarded or self.proposed or self.post or self.payroll)


_Needs = tuple[Need, ...]  # all of them hold
_ANYBODY: _Needs = ()
_NOBODY: _Needs = (Need(frozenset()),)
_LISTED: _Needs = (Need(frozenset(), post=True),)


def needs(law: Library, code: str, on: date, years: int) -> tuple[Need, ...]:
    """This will give what everybody has who can reach an award by the end of so many years after the one of a day.

    Nothing when anybody may; an empty need when nobody can.
    """
    if years < 0:
        return _NOBODY
    return _Reader(law, on, {award.code: award for award in awards_ahead(law, on)}).reach(
        code, years, frozenset()
    )


@dataclass(frozen=True)
class _Reader:
    law: Library
    on: date
    ahead: Mapping[str, Award]
    known: dict[tuple[str, int, frozenset[str]], _Needs] = field(default_factory=dict)

    def reach(self, code: str, years: int, path: frozenset[str]) -> _Needs:
        """Before an award is conferred for the first time, it cannot be a step to itself: ``path`` is left out."""
        award, key = self.ahead.get(code), (code, years, path)
        if award is None or code in path or years < 0:
            return _NOBODY
        if key not in self.known:
            spans = self._spans(award, date(self.on.year + years, 12, 31))
            is_given = bool(path) and award.line == "employer"
            within = _Within(self, years, path | {code}, is_given=is_given)
            self.known[key] = _one_of(_all_of(map(within.needs, rules)) for rules in spans)
        return self.known[key]

    def _spans(self, award: Award, last: date) -> Iterator[list[Mapping[str, Any]]]:
        """The rules of every span of days, from the day asked on, within which none begins or ends."""
        cuts = {self.on}
        for version in award.versions:
            cuts |= {version.since, *_days(version)}
            for condition in version.conditions:
                cuts |= {condition.since, *_days(condition), *_branch_days(condition.params)}
        for first in sorted(day for day in cuts if self.on <= day <= last):
            version = self.law.version_on(award.code, first)
            yield [
                _alive({"kind": rule.kind, **rule.params}, first)
                for rule, _check in version.rules_for("individual", first)
            ]


def _days(dated: Any) -> set[date]:
    return {dated.until + _DAY} if dated.until else set()


def _branch_days(value: Any) -> Iterator[date]:
    """The days on which branches begin, or are over."""
    for branch in _branches(value):
        if branch.get("since"):
            yield branch["since"]
        if branch.get("until"):
            yield branch["until"] + _DAY
        yield from _branch_days(branch)


def _branches(rule: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found = rule.get("of")
    return found if isinstance(found, list) else ()


def _alive(rule: Mapping[str, Any], on: date) -> Mapping[str, Any]:
    """The rule with the branches that hold on a day."""
    if rule["kind"] not in {"any", "all"}:
        return rule
    live = [
        _alive(branch, on)
        for branch in _branches(rule)
        if (branch.get("since") or date.min) <= on <= (branch.get("until") or date.max)
    ]
    return {**rule, "of": live}


@dataclass(frozen=True)
class _Within:
    """What a rule needs when it must hold by the end of ``years`` after the year of the day asked.

    ``is_given``: a step that an employer confers on those who are not on the union's payroll too.
    """

    reader: _Reader
    years: int
    path: frozenset[str]
    is_given: bool = False

    def needs(self, rule: Mapping[str, Any]) -> _Needs:
        kind = rule["kind"]
        if kind in {"any", "all"}:
            parts = [self.needs(branch) for branch in _branches(rule)]
            return _ANYBODY if not parts else _one_of(parts) if kind == "any" else _all_of(parts)
        if kind in _NEVER_MET:
            return _NOBODY
        read = _READ.get(kind)
        return read(self, rule) if read else _ANYBODY

    def codes(self, names: Iterable[str]) -> frozenset[str]:
        groups = self.reader.law.groups
        return frozenset(code_of(key) for name in names for key in groups.get(name) or {name})

    def awarded(self, names: Iterable[str], *, back: int = 0, proposed: bool = False) -> _Needs:
        """One of some awards, conferred at least ``back`` years before the last: today's, or one still to come."""
        codes = self.codes(names)
        until = self.reader.on.year + self.years - back if back else None
        today = Need(codes, codes if proposed else frozenset(), until=until)
        to_come = (self.reader.reach(code, self.years - back, self.path) for code in sorted(codes))
        return _one_of(chain([(today,)], to_come))

    def several(self, names: Iterable[str], count: int, to_come: int, *, proposed: bool = False) -> _Needs:
        """So many awards, of which the coming years bring at most some: the others are there already."""
        if count > to_come:
            return (Need(self.codes(names), times=count - to_come),)
        return self.awarded(names, proposed=proposed)


def _prior_award(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    """Each award comes at most once a year."""
    count = rule.get("count", 1)
    to_come = (within.years + 1) * len(within.codes(rule["awards"]))
    own = within.several(rule["awards"], count, to_come) if count else _ANYBODY
    after = within.awarded(rule["after"]) if rule.get("after") else _ANYBODY
    return _all_of([own, after])


def _consecutive(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    """Of years in a row those that are not to come are past; what is proposed is proposed for a year to come."""
    return within.several(rule["awards"], rule["count"], within.years + 1, proposed=True)


def _title_chain(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    """The links lie ``base_years`` apart."""
    apart = rule["base_years"]
    links = within.several(rule["awards"], rule["count"], within.years // apart + 1, proposed=True)
    base = within.several(rule["base"], rule["count"] * apart, within.years + 1, proposed=True)
    return _all_of([links, base])


def _since_decision(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    return within.awarded(rule["awards"], back=rule.get("years", 1))


def _same_year(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    return within.awarded(rule["awards"], proposed=True)


def _year_before(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    return within.awarded(rule["awards"], back=1)


def _ratings(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    """The years rated may have to lie after an award."""
    return within.awarded(rule["after"], back=rule.get("years", 1)) if rule.get("after") else _ANYBODY


def _initiatives(within: _Within, rule: Mapping[str, Any]) -> _Needs:
    """Initiatives may have to be of later years than an award."""
    return within.awarded(rule["after"], back=1) if rule.get("after") and rule.get("count", 1) else _ANYBODY


def _union_payroll(within: _Within, _rule: Mapping[str, Any]) -> _Needs:
    """Nobody comes onto the payroll by luck."""
    return _ANYBODY if within.is_given else (Need(frozenset(), payroll=True),)


def _post_years(_within: _Within, rule: Mapping[str, Any]) -> _Needs:
    """No record tells who was in the wars."""
    return _NOBODY if rule.get("background") else _LISTED


def _terms(_within: _Within, _rule: Mapping[str, Any]) -> _Needs:
    """A term in a body is recorded as a listed post is."""
    return _LISTED


_READ: Mapping[str, Callable[[_Within, Mapping[str, Any]], _Needs]] = {
    "prior_award": _prior_award,
    "consecutive_titles": _consecutive,
    "title_chain": _title_chain,
    "year_after": _since_decision,
    "years_after": _since_decision,
    "same_year": _same_year,
    "year_before": _year_before,
    "ratings": _ratings,
    "initiatives": _initiatives,
    "post_years": _post_years,
    "terms": _terms,
    "union_payroll": _union_payroll,
}


def _all_of(parts: Iterable[_Needs]) -> _Needs:
    """What all of them need; of many clauses the narrowest, for leaving one out only lets more people through."""
    found: list[Need] = []
    for need in sorted({need for part in parts for need in part}, key=_breadth):
        if not any(one.implies(need) for one in found):
            found.append(need)
    return tuple(found[:_MOST_CLAUSES])


def _breadth(need: Need) -> tuple[int, int, int, list[str]]:
    """First what the fewest have, as far as that can be told from the need alone."""
    ways = len(need.awarded) + len(need.proposed) + need.post + need.payroll
    return ways, -need.times, need.until or date.max.year, sorted(need.awarded)


def _one_of(parts: Iterable[_Needs]) -> _Needs:
    """What whoever has one of them has: one clause of each, in every way."""
    merged = _NOBODY
    for part in parts:
        if part == _ANYBODY:
            return _ANYBODY
        merged = _all_of([tuple(one | other for one, other in product(merged, part))])
    return merged
