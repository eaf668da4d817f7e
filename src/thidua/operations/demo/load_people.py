"""Load the planned people, the collectives of units, and what is known of their years."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from thidua.core.clock import VIETNAM
from thidua.core.vietnamese import fold, sort_key
from thidua.domain.people.identity import identity_hash, seal_identity, seal_text
from thidua.operations.demo.awards import RegisterPlan
from thidua.operations.demo.copying import copy_rows, period
from thidua.operations.demo.names import KINH
from thidua.operations.demo.people import RATINGS, TODAY, PeoplePlan, PersonPlan, ServicePlan
from thidua.operations.demo.plans import CountryPlan, PlacementPlan, UnitPlan
from thidua.operations.reference.divisions import new_provinces, old_provinces

KEPT_SINCE = datetime(2026, 10, 1, 8, 0, tzinfo=VIETNAM)
"""When the records of before were brought in."""
RATED_SINCE = 2019
DISCIPLINES = {
    "Khiển trách": "khien_trach",
    "Cảnh cáo": "canh_cao",
    "Kéo dài thời hạn nâng lương": "ha_bac_luong",
}
LEADERS = {"direct": "direct_worker", "manager": "leader_other"}
EDUCATION = {
    "direct": ("pho_thong", "so_cap", "trung_cap"),
    "indirect": ("cao_dang", "dai_hoc", "dai_hoc"),
    "manager": ("dai_hoc", "dai_hoc", "tren_dai_hoc"),
}
DUPLICATE_SCORE, NAMESAKE_SCORE = 92, 55
_PERSONS = (
    "subject_id", "birth_date", "birth_year", "sex", "is_ethnic_minority", "ethnicity_sealed", "identity_sealed",
    "identity_hash", "native_place", "job", "position_class", "leader_class", "is_on_union_payroll", "member_since",
    "education",
)  # fmt: skip
_SUBJECTS = ("id", "kind", "name", "folded", "sort_key", "organization_id", "created_at")


@dataclass(frozen=True)
class Subjects:
    """Ids of subjects: persons have their own key, collectives go by the code of their unit."""

    collectives: dict[str, int]


def load_people(
    country: CountryPlan, people: PeoplePlan, register: RegisterPlan, units: dict[str, int]
) -> Subjects:
    """Copy persons and collectives with service, ratings, initiatives, discipline and look-alikes."""
    posts = _last_posts(people)
    copy_rows("people_subject", _SUBJECTS, _person_subjects(people, posts, units))
    copy_rows("people_person", _PERSONS, _persons(people, posts))
    collectives = _load_collectives(country, units, after=len(people.persons))
    _load_records(people, register, units)
    _load_ratings(country, people, register, collectives)
    return Subjects(collectives)


def _last_posts(people: PeoplePlan) -> dict[int, ServicePlan]:
    return {service.person: service for service in people.services}


def _person_subjects(
    people: PeoplePlan, posts: dict[int, ServicePlan], units: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    for person in people.persons:
        unit = units[posts[person.key].unit_code]
        yield (
            person.key, "person", person.name, fold(person.name), sort_key(person.name), unit, KEPT_SINCE,
        )  # fmt: skip


def _persons(people: PeoplePlan, posts: dict[int, ServicePlan]) -> Iterator[tuple[Any, ...]]:
    provinces = {p.code: p.name for p in new_provinces()} | {p.code: p.name for p in old_provinces()}
    for person in people.persons:
        post, number = posts[person.key], person.identity_number
        yield (
            person.key,
            person.born_on,
            person.born_on.year,
            person.sex,
            person.ethnicity != KINH,
            seal_text(person.ethnicity, context="people.ethnicity"),
            seal_identity(number) if number else None,
            identity_hash(number) if number else None,
            provinces.get(person.native_province, ""),
            post.title,
            post.position_class,
            LEADERS.get(post.position_class, ""),
            person.is_officer,
            person.member_since,
            EDUCATION[post.position_class][person.key % 3],
        )


def _load_collectives(country: CountryPlan, units: dict[str, int], *, after: int) -> dict[str, int]:
    """Every unit that was ever grassroots or above is a collective; departments belong to their union."""
    ids = {unit.code: after + number for number, unit in enumerate(country.units, start=1)}
    last = {unit.code: unit.placements[-1] for unit in country.units}
    copy_rows(
        "people_subject",
        _SUBJECTS,
        (_collective_subject(unit, last[unit.code], ids, units) for unit in country.units),
    )
    copy_rows(
        "people_collective",
        ("subject_id", "unit_id", "is_enterprise", "member_count"),
        (
            (
                ids[unit.code],
                units[unit.code],
                last[unit.code].line in {"private", "fdi"},
                unit.members or None,
            )
            for unit in country.units
        ),
    )
    return ids


def _collective_subject(
    unit: UnitPlan, placement: PlacementPlan, ids: dict[str, int], units: dict[str, int]
) -> tuple[Any, ...]:
    home = unit.code if placement.legal_personality else placement.parent_code or unit.code
    name = placement.name
    return ids[unit.code], "collective", name, fold(name), sort_key(name), units[home], KEPT_SINCE


def _load_records(people: PeoplePlan, register: RegisterPlan, units: dict[str, int]) -> None:
    officers = {person.key for person in people.persons if person.is_officer}
    copy_rows(
        "people_service",
        (
            "person_id",
            "organization_id",
            "during",
            "post",
            "position_class",
            "union_post",
            "listed_post",
            "is_full_time_union",
        ),
        (_service(service, service.person in officers, units) for service in people.services),
    )
    copy_rows(
        "people_initiative",
        ("person_id", "title", "level", "recognized_on", "decision_number", "benefit_vnd", "consumed_by"),
        _initiatives(people, register),
    )
    copy_rows(
        "people_discipline",
        ("subject_id", "kind", "during", "instrument"),
        (
            (plan.person, DISCIPLINES[plan.sanction], period(plan.since, plan.until), "")
            for plan in people.disciplines
        ),
    )
    copy_rows(
        "people_duplicate",
        ("first_id", "second_id", "score", "reasons", "state", "moved", "decided_at"),
        _look_alikes(people),
    )


def _service(service: ServicePlan, is_officer: bool, units: dict[str, int]) -> tuple[Any, ...]:
    is_union_post = is_officer or "CĐ" in service.title
    return (
        service.person,
        units[service.unit_code],
        period(service.since, service.until),
        f"{service.title}, {service.workplace}" if service.workplace else service.title,
        service.position_class,
        service.title if is_union_post else "",
        "",
        is_officer,
    )


def _initiatives(people: PeoplePlan, register: RegisterPlan) -> Iterator[tuple[Any, ...]]:
    """An initiative that earned the creative-labor certificate is marked as used for it."""
    used = {(e.person, e.year) for e in register.entries if e.award == "LDST" and e.status != "revoked"}
    for plan in people.initiatives:
        award = "LDST" if (plan.person, plan.year) in used else ""
        yield (
            plan.person, plan.title, plan.scope, plan.decided_on, plan.number, plan.benefit or None, award,
        )  # fmt: skip


def _look_alikes(people: PeoplePlan) -> Iterator[tuple[Any, ...]]:
    """Pairs to be looked at; half of the mere namesakes were found to be two people already."""
    for first, second in people.duplicates:
        pair = sorted((first, second))
        yield *pair, DUPLICATE_SCORE, _json(["name", "birth_date"]), "open", "{}", None
    for number, (first, second) in enumerate(people.namesakes):
        pair = sorted((first, second))
        state, when = ("distinct", KEPT_SINCE) if number % 2 else ("open", None)
        yield *pair, NAMESAKE_SCORE, _json(["name", "birth_year"]), state, "{}", when


def _json(value: list[str]) -> str:
    return json.dumps(value)


def _load_ratings(
    country: CountryPlan, people: PeoplePlan, register: RegisterPlan, collectives: dict[str, int]
) -> None:
    columns = ("subject_id", "year", "rating", "instrument")
    copy_rows("people_yearlyrating", columns, ((r.person, r.year, r.rating, "") for r in people.ratings))
    honored: dict[str, set[int]] = defaultdict(set)
    for entry in register.entries:
        if entry.person is None:
            honored[entry.unit_code].add(entry.year)
    copy_rows("people_yearlyrating", columns, _unit_ratings(country, honored, collectives))


def _unit_ratings(
    country: CountryPlan, honored: dict[str, set[int]], collectives: dict[str, int]
) -> Iterator[tuple[Any, ...]]:
    """Units that were honored for a year did excellently in it; the others mostly did well."""
    rng = Random(2028)  # noqa: S311  # invents a demonstration, keeps no secret
    for unit in country.units:
        for year in range(RATED_SINCE, TODAY.year + 1):
            strength = rng.random()
            if unit.placements[0].legal_personality and unit.placement_on(_end_of(year)):
                best = year in honored[unit.code] or strength < 0.3
                rating = RATINGS[0] if best else RATINGS[1] if strength < 0.9 else RATINGS[2]
                yield collectives[unit.code], year, rating, ""


def _end_of(year: int) -> date:
    return min(date(year, 12, 31), TODAY)


def current_persons(people: PeoplePlan, unit_code: str) -> list[tuple[PersonPlan, ServicePlan]]:
    """Who works at a unit today, with the post, in the order of keys."""
    return [
        (people.persons[service.person - 1], service)
        for service in people.services
        if service.unit_code == unit_code
        and service.since <= TODAY
        and (service.until is None or service.until > TODAY)
    ]
