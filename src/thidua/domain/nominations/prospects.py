"""Who lacks what for which award: one person over all of them, and the people of a unit who are nearly there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thidua.domain.access import Actor, Span
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.lookahead import Ground, Outlook, look_ahead
from thidua.domain.catalogue.narrowing import needs
from thidua.domain.catalogue.quotas import UnitFacts, evaluate_quotas
from thidua.domain.catalogue.values import QuotaFinding, Verdict
from thidua.domain.catalogue.verifying import current_library
from thidua.domain.nominations.candidates import Place, people_in
from thidua.domain.nominations.facts import facts_of_people
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import crossed, structure_version, subtree_spans

MOST_SHOWN = 50
_LOTS = (30, 120, 350)  # people read at a time, so that a page which is soon full reads few
_MOST_JUDGED = 1500  # on one page

_GIVEN = """
    select o.id, e.award_code, count(*)
      from organizations_organization o
      join register_standingline s on s.unit_position = o.position
           and s.year between %(year)s - 1 and %(year)s + 5 and not s.is_annulled
      join register_entry e on e.holder_id = s.holder_id and e.year = s.year and e.id = s.entry_id
     where o.id = any(%(units)s) and e.achievement_year = %(year)s and e.organization_id = o.id
     group by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Ahead:
    """One person's outlook over all awards, with the facts it rests on and how the unit stands against its limits."""

    facts: Facts
    outlooks: tuple[Outlook, ...]
    quotas: Mapping[str, tuple[QuotaFinding, ...]]


@dataclass(frozen=True, slots=True)
class Prospect:
    """A person who has an award within reach, now or soon."""

    person_id: int
    name: str
    organization_id: int
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class ProspectPage:
    """One page over the people of a unit; ``next`` is the last person looked at, None at the end."""

    prospects: tuple[Prospect, ...]
    examined: int
    next: Place | None


def ahead_of(person_id: int, unit_id: int | None, *, on: date, facts: Facts | None = None) -> Ahead:
    """This will look ahead for one person whom the caller may see, in five queries."""
    law = current_library()
    known = facts or facts_of_people([person_id], on, on.year)[person_id]
    units = [unit_id] if unit_id else []
    quotas = quotas_of(law, units, on).get(unit_id or 0, {})
    exhausted = {code for code, found in quotas.items() if _is_used_up(found)}
    outlooks = look_ahead(known, on=on, year=on.year, exhausted=exhausted, library=law)
    return Ahead(known, tuple(outlooks), quotas)


def quotas_of(law: Library, units: Sequence[int], on: date) -> dict[int, dict[str, tuple[QuotaFinding, ...]]]:
    """This will hold one more proposal of each limited award against the limits of each unit, in one query."""
    limited = [code for code in law.awards if _limits(law, code, on)]
    with connection.cursor() as cursor:
        cursor.execute(_GIVEN, {"year": on.year, "units": list(units)})
        counts: dict[int, dict[str, int]] = defaultdict(dict)
        for unit, code, number in cursor.fetchall():
            counts[unit][code] = number
    return {unit: {code: _held(law, code, counts[unit], on) for code in limited} for unit in units}


def _limits(law: Library, code: str, on: date) -> bool:
    version = law.awards[code].version_on(on)
    return version is not None and bool(version.quotas_on(on))


def _held(law: Library, code: str, counts: Mapping[str, int], on: date) -> tuple[QuotaFinding, ...]:
    unit = UnitFacts(title_counts=counts, already_granted=counts.get(code, 0))
    return evaluate_quotas(code, 1 + counts.get(code, 0), unit, on, library=law)


def _is_used_up(findings: Iterable[QuotaFinding]) -> bool:
    """Only a share is certain: numbers per theme cannot be told from the register, which knows no theme."""
    return any(f.rule.kind == "share_of" and f.verdict is Verdict.NOT_MET for f in findings)


def near_in_unit(
    actor: Actor,
    unit: Organization,
    *,
    on: date,
    code: str = "",
    within_years: int = 0,
    with_below: bool = True,
    after: Place | None = None,
) -> ProspectPage:
    """This will find who in a unit has an award within reach, or can reach it by the end of so many years from this one.

    Unit by unit in the order of the tree, people in Vietnamese order of names; letters only when asked for by their
    code. A page ends with 50 lines, 500 people looked at or so many judgings, whichever comes first, and reads people
    in at most three lots: its cost does not grow with the unit. Asked for one award, whoever does not hold what the
    law needs for it is passed over unread.
    """
    law = current_library()
    reader = _Reader(law, on, code, within_years)
    spans = _spans(actor, unit, on, with_below=with_below)
    needed = needs(law, code, on, within_years) if code in law.awards else ()
    people = people_in(spans, after, needed, on.year)
    for lot in _LOTS:
        people.go_on(reader.read(people.take(reader.worth_reading(lot))))
        if reader.is_full or not people.is_more:
            break
    return ProspectPage(tuple(reader.found), people.examined, people.next)


class _Reader:
    """Looks ahead for people lot by lot until a page is full."""

    def __init__(self, law: Library, on: date, code: str, within_years: int) -> None:
        self.law, self.on, self.years = law, on, within_years
        self.ground = Ground(law, on)
        self.codes = {
            a.code for a in self.ground.awards if a.code == code or (not code and a.kind != "letter")
        }
        self.found: list[Prospect] = []
        self.examined = 0

    @property
    def is_full(self) -> bool:
        return len(self.found) >= MOST_SHOWN or self.ground.judged >= _MOST_JUDGED

    def worth_reading(self, most: int) -> int:
        """How many more people can be looked at, by what those before have cost."""
        if not self.ground.judged:
            return most
        return min(most, (_MOST_JUDGED - self.ground.judged) * self.examined // self.ground.judged + 1)

    def read(self, people: Sequence[Mapping[str, Any]]) -> int:
        """This will look ahead for people in order, until the page is full; gives how many."""
        facts = facts_of_people([p["id"] for p in people], self.on, self.on.year) if people else {}
        quotas = quotas_of(self.law, sorted({p["unit"] for p in people}), self.on) if people else {}
        for number, person in enumerate(people):
            if self.is_full:
                return number
            full = {c for c, held in quotas.get(person["unit"], {}).items() if _is_used_up(held)}
            self.found += self._near(person, facts[person["id"]], full)
            self.examined += 1
        return len(people)

    def _near(self, person: Mapping[str, Any], facts: Facts, full: Collection[str]) -> Iterator[Prospect]:
        views = look_ahead(
            facts, on=self.on, year=self.on.year, codes=self.codes, exhausted=full, years=self.years,
            ground=self.ground,
        )  # fmt: skip
        for view in views:
            if view.earliest is not None and view.is_reckoned:
                yield Prospect(person["id"], person["name"], person["unit"], view)


def _spans(actor: Actor, unit: Organization, on: date, *, with_below: bool) -> tuple[Span, ...]:
    """The positions of the unit, with those below it, as far as the actor may see them."""
    asked: tuple[Span, ...] = (Span(unit.position, unit.position),)
    if with_below:
        asked = subtree_spans(unit.pk, on, structure_version())
    return asked if actor.is_system else crossed(asked, actor.spans())
