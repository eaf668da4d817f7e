"""Who lacks what for which award: one person over all of them, and the people of a unit who are nearly there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from thidua.domain.access import Actor
from thidua.domain.catalogue.facts import Facts
from thidua.domain.catalogue.library import Library
from thidua.domain.catalogue.lookahead import Outlook, awards_ahead, look_ahead
from thidua.domain.catalogue.quotas import UnitFacts, evaluate_quotas
from thidua.domain.catalogue.values import QuotaFinding, Verdict
from thidua.domain.catalogue.verifying import current_library
from thidua.domain.nominations.facts import facts_of_people
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import structure_version, subtree_spans, within
from thidua.domain.people.models import Subject
from thidua.domain.people.states import SubjectKind

MOST_EXAMINED, MOST_SHOWN = 500, 50
_EVALUATIONS = 3000  # judged on one page at most: many awards, fewer people

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
    """One page over the people of a unit; ``next`` is (sort key, id) of the last person looked at."""

    prospects: tuple[Prospect, ...]
    examined: int
    next: tuple[str, int] | None


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
    after: tuple[str, int] | None = None,
) -> ProspectPage:
    """This will find who in a unit has an award within reach, or can reach it by the end of so many years from this one.

    In Vietnamese order of names; letters only when asked for by their code. Seven queries whatever the number of
    people; at most 500 people and 50 lines a page.
    """
    law = current_library()
    awards = [a for a in awards_ahead(law, on) if a.code == code or (not code and a.kind != "letter")]
    most = min(MOST_EXAMINED, _EVALUATIONS // max(1, len(awards) * (1 + within_years)))
    people = _people(actor, unit, on=on, with_below=with_below, after=after, limit=most)
    shown, more = people[:most], people[most:]
    facts = facts_of_people([p.pk for p in shown], on, on.year)
    quotas = quotas_of(law, sorted({p.organization_id for p in shown if p.organization_id}), on)
    codes = {award.code for award in awards}
    found: list[Prospect] = []
    examined = 0
    for person in shown:
        if len(found) >= MOST_SHOWN:
            break
        examined += 1
        full = {c for c, held in quotas.get(person.organization_id or 0, {}).items() if _is_used_up(held)}
        views = look_ahead(
            facts[person.pk],
            on=on,
            year=on.year,
            codes=codes,
            exhausted=full,
            years=within_years,
            library=law,
        )
        found += [
            Prospect(person.pk, person.name, person.organization_id or 0, view)
            for view in views
            if view.earliest is not None and view.is_reckoned
        ]
    cut = more or examined < len(shown)
    last = shown[examined - 1] if examined else None
    return ProspectPage(tuple(found), examined, (last.sort_key, last.pk) if cut and last else None)


def _people(
    actor: Actor, unit: Organization, *, on: date, with_below: bool, after: tuple[str, int] | None, limit: int
) -> list[Subject]:
    rows = Subject.objects.filter(kind=SubjectKind.PERSON, merged_into__isnull=True)
    if with_below:
        rows = rows.filter(within(subtree_spans(unit.pk, on, structure_version())))
    else:
        rows = rows.filter(organization=unit)
    if not actor.is_system:
        rows = rows.filter(within(actor.spans()))
    if after is not None:
        rows = rows.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], pk__gt=after[1]))
    return list(rows.order_by("sort_key", "pk")[: limit + 1])
