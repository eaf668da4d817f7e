"""What every scene needs: who acts, where, when, and who could be nominated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from thidua.core.clock import VIETNAM
from thidua.core.periods import since
from thidua.domain.access import Actor, Role
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import RoleGrant, User
from thidua.domain.nominations.models import Referral, Round
from thidua.domain.organizations.models import Organization
from thidua.operations.demo.accounts import DOMAIN, GRANTED_ON, INSTRUMENT, Cast
from thidua.operations.demo.careers import invent_achievement, invent_union_achievement
from thidua.operations.demo.names import invent_name
from thidua.operations.demo.people import TODAY, PeoplePlan, PersonPlan, ServicePlan
from thidua.operations.demo.plans import CountryPlan, PlacementPlan, UnitPlan

PROVINCE = "25"
ZONE = "K25M"
PAPER_MILL, FERTILIZER = "25-0184", "25-0031"


def on(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026."""
    return datetime(TODAY.year, month, day, hour, minute, tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody who could be proposed, with the post of today and how the last years went."""

    person: PersonPlan
    service: ServicePlan
    strength: int

    def cells(self, award: str, achievement: str) -> dict[str, Any]:
        """The row as an officer would type it."""
        place = self.service.workplace.removeprefix("P. ").lower()
        is_named = place in self.service.title.lower()
        return {
            "name": self.person.name,
            "birth": f"{self.person.born_on:%d/%m/%Y}",
            "sex": self.person.sex,
            "job": self.service.title if is_named else f"{self.service.title}, {self.service.workplace}",
            "position_class": self.service.position_class,
            "award_code": award,
            "achievement": achievement,
        }


@dataclass
class Stage:
    """The country after the history was loaded, ready to be acted in."""

    country: CountryPlan
    people: PeoplePlan
    units: dict[str, int]
    content_root: Path
    seed: int = 812
    rounds: dict[str, Round] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)  # noqa: S311  # invents a demonstration, keeps no secret
        self.cast = Cast(TODAY)
        self._officers: dict[str, Actor] = {}
        self._taken: set[int] = set()

    def unit(self, code: str) -> Organization:
        """A unit by its code or by the name of today."""
        return Organization.objects.get(pk=self.units[code])

    def plan(self, code: str) -> UnitPlan:
        return self.country.by_code[code]

    @cached_property
    def placements(self) -> dict[str, PlacementPlan]:
        """Where each living unit stands today, by code."""
        return {unit.code: placement for unit, placement in self.country.live_on(TODAY)}

    def officer(self, code: str) -> Actor:
        """Whoever writes for a grassroots union: the account of the demonstration, or one made for it."""
        if code not in self._officers:
            self._officers[code] = self._known_officer(code) or self._new_officer(code)
        return self._officers[code]

    def _known_officer(self, code: str) -> Actor | None:
        grant = (
            RoleGrant.objects.filter(organization_id=self.units[code], role=Role.OFFICER)
            .select_related("user")
            .order_by("pk")
            .first()
        )
        return actor_for(grant.user, TODAY) if grant else None

    def _new_officer(self, code: str) -> Actor:
        """An account that nobody signs in with: it has no password and is not on the page of accounts."""
        unit = self.plan(code)
        name = invent_name(
            self.rng, unit.birth_province or PROVINCE, self.rng.choice(("male", "female")), 1980
        )
        user = User(email=f"coso.{code.lower()}@{DOMAIN}", full_name=name, post="Chủ tịch công đoàn cơ sở")
        user.set_unusable_password()
        user.save()
        for role in (Role.OFFICER, Role.HEAD):
            RoleGrant.objects.create(
                user=user, role=role, organization_id=self.units[code], during=since(GRANTED_ON),
                instrument=INSTRUMENT,
            )  # fmt: skip
        return actor_for(user, TODAY)

    @cached_property
    def _staff(self) -> dict[str, list[Nominee]]:
        """Who works where today, the best first."""
        marks: dict[int, int] = defaultdict(int)
        for rating in self.people.ratings:
            if rating.year >= TODAY.year - 1:
                marks[rating.person] += {"HTXSNV": 4, "HTTNV": 1, "HTNV": -4}.get(rating.rating, -9)
        for initiative in self.people.initiatives:
            if initiative.year >= TODAY.year - 1:
                marks[initiative.person] += 2
        staff: dict[str, list[Nominee]] = defaultdict(list)
        for service in self.people.services:
            if service.since <= TODAY and (service.until is None or service.until > TODAY):
                person = self.people.persons[service.person - 1]
                staff[service.unit_code].append(Nominee(person, service, marks[person.key]))
        for own in staff.values():
            own.sort(key=lambda nominee: (-nominee.strength, nominee.person.key))
        return staff

    def nominees(self, code: str, count: int) -> list[Nominee]:
        """The best of a unit who were not handed out before."""
        free = [n for n in self._staff[code] if n.person.key not in self._taken][:count]
        self._taken.update(nominee.person.key for nominee in free)
        return free

    def nominee(self, code: str, name: str) -> Nominee | None:
        """One of a unit by name, handed out once."""
        found = next((n for n in self._staff[code] if n.person.name == name), None)
        if found:
            self._taken.add(found.person.key)
        return found

    def senders(self, parent: str, count: int, *, least: int = 4, skip: Iterable[str] = ()) -> list[str]:
        """Codes of grassroots unions under ``parent`` with enough people on file, the largest first."""
        found = [
            code
            for code, placement in self.placements.items()
            if placement.parent_code == parent
            and placement.kind == "CDCS"
            and code not in set(skip)
            and len(self._staff[code]) >= least
        ]
        return sorted(found, key=lambda code: (-len(self._staff[code]), code))[:count]

    def rows(self, code: str, award: str, count: int) -> Iterator[dict[str, Any]]:
        """Rows for the best of a unit, each with a sentence of its own."""
        for nominee in self.nominees(code, count):
            sentence = invent_achievement(self.rng, self.plan(code).trade, nominee.service.position_class)
            yield nominee.cells(award, sentence)

    def collective_row(self, code: str, award: str) -> dict[str, Any]:
        """A row for the union itself."""
        return {
            "name": self.placements[code].name,
            "subject_kind": "collective",
            "award_code": award,
            "achievement": invent_union_achievement(self.rng),
        }


def referrals_at(office: Organization, *states: str, **wanted: Any) -> list[Referral]:
    """What lies at an office in the named states, in the order it came."""
    return list(
        Referral.objects.filter(office=office, state__in=states, **wanted)
        .select_related("nomination__submission__round", "nomination__submission__organization")
        .order_by("pk")
    )


def day(month: int, number: int, year: int = TODAY.year) -> date:
    return date(year, month, number)


def clock(hour: int, minute: int = 0) -> time:
    return time(hour, minute)
