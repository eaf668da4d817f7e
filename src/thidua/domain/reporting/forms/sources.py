"""What the cells of a statutory table count: facts by the fields that the files in ``law/forms`` name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Min, OuterRef, QuerySet, Subquery

from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role, Span
from thidua.domain.accounts.models import RoleGrant
from thidua.domain.movements.models import Movement
from thidua.domain.movements.states import MovementKind, MovementState
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import within
from thidua.domain.organizations.states import Level, UnitKind
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.cube.reading import Slice, count
from thidua.domain.reporting.pivot import slice_of, visible_spans
from thidua.domain.reporting.tables import Question

REGISTER = {
    "holder_kind": "kind", "holder_is_enterprise": "enterprise", "person_class": "person",
    "commendation_type": "type", "award": "award",
}  # fmt: skip
"""The fields of tables over the register, and what the cube calls them."""
YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose table, for which year: the question names the units and the structure."""

    actor: Actor
    question: Question
    year: int

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something counted: its fields, how often, and which record it is where it is a single one."""

    fields: Mapping[str, str]
    count: int
    record: int | None = None


def of_register(asked: Asked) -> Iterator[Fact]:
    """Honors in force by decisions of the year."""
    names = tuple(REGISTER)
    whole = slice_of(asked.actor, asked.question)
    periods = (Period.years(asked.year, asked.year),)
    found = count(type(whole)(by=tuple(REGISTER.values()), spans=whole.spans, periods=periods, own=whole.own))
    for values, n in found.items():
        yield Fact(dict(zip(names, values, strict=True)), n)


def register_facts(actor: Actor, units: Mapping[int, tuple[Span, ...]], year: int) -> dict[int, list[Fact]]:
    """``of_register`` for many units in one query, by unit."""
    spans = tuple((str(unit), span) for unit, asked in units.items() for span in visible_spans(actor, asked))
    periods = (Period.years(year, year),)
    facts: dict[int, list[Fact]] = {unit: [] for unit in units}
    for (label, *values), n in count(
        Slice(("label", *REGISTER.values()), spans=spans, periods=periods)
    ).items():
        facts[int(label)].append(Fact(dict(zip(REGISTER, values, strict=True)), n))
    return facts


def of_movements(asked: Asked) -> Iterator[Fact]:
    """Movements launched in the year, by what the unit was on that day: a province of then may be no more."""
    spans = [span for _label, span in slice_of(asked.actor, asked.question).spans]
    rows = (
        Movement.objects.filter(within(spans), launched_at__year=asked.year)
        .exclude(state=MovementState.DRAFT)
        .order_by("id")
    )
    places = Placement.objects.filter(line="union", organization_id__in={row.organization_id for row in rows})
    kinds: dict[int, list[tuple[Any, str]]] = {}
    for unit, during, kind in places.values_list("organization_id", "during", "kind"):
        kinds.setdefault(unit, []).append((during, kind))
    for row in rows:
        launched = row.launched_at.astimezone(VIETNAM).date() if row.launched_at else asked.last_day
        kind = next((kind for during, kind in kinds.get(row.organization_id, ()) if launched in during), "")
        yield Fact(_movement(row, kind), 1, row.pk)


_BRANCH = {UnitKind.PROVINCIAL_FEDERATION, UnitKind.NATIONAL_INDUSTRY, UnitKind.CORPORATION}


def _movement(row: Movement, kind: str) -> dict[str, str]:
    is_national = kind == UnitKind.CONFEDERATION
    return {
        "launch": "ministry" if is_national or kind in _BRANCH else "unit",
        "scope": "national" if is_national else "branch" if kind in _BRANCH else "unit",
        "duration": _duration(row),
        "mode": "annual" if row.kind == MovementKind.ANNUAL else "theme",
    }


def _duration(row: Movement) -> str:
    """A movement without an end runs from year to year."""
    if row.during is None or row.during.lower is None or row.during.upper is None:
        return "over_5"
    first, last = row.during.lower, row.during.upper
    months = YEAR_MONTHS * (last.year - first.year) + last.month - first.month + (last.day >= first.day) - 1
    if months < YEAR_MONTHS - 1:
        return "under_1"
    if months <= YEAR_MONTHS:
        return "year_1"
    return "to_3" if months < 3 * YEAR_MONTHS else "to_5" if months < 5 * YEAR_MONTHS else "over_5"


_STANDING = (Role.STANDING_OFFICE, Role.APPRAISER)
_OFFICERS = (*_STANDING, Role.OFFICER)


def of_bodies(asked: Asked) -> Iterator[Fact]:
    """Units of the central body that have somebody who appraises at the end of the year."""
    grants = _grants(asked, _STANDING).values_list("organization_id", flat=True).distinct()
    places = Placement.objects.filter(
        line="union", organization_id__in=grants, during__contains=asked.last_day
    )
    for place in places.order_by("organization_id"):
        if place.level == Level.NATIONAL:
            yield Fact({"office": "department"}, 1, place.organization_id)


def of_officers(asked: Asked) -> Iterator[Fact]:
    """People who do the work at the end of the year, each once: at the highest of their units."""
    users = {grant.user_id: grant.user for grant in _homes(asked)}
    begun = dict(
        RoleGrant.objects.filter(user_id__in=users, role__in=_OFFICERS)
        .values_list("user_id")
        .annotate(first=Min("during__startswith"))
    )
    for number, user in sorted(users.items()):
        fields = {"seniority": _seniority(begun[number] or asked.last_day, asked.last_day)}
        if user.person:
            fields["sex"] = user.person.sex
            if user.person.birth_year:
                fields["age"] = _age(asked.year - user.person.birth_year)
        yield Fact(fields, 1, number)


def _grants(asked: Asked, roles: tuple[Role, ...]) -> QuerySet[RoleGrant]:
    spans = [span for _label, span in slice_of(asked.actor, asked.question).spans]
    return RoleGrant.objects.filter(within(spans), role__in=roles, during__contains=asked.last_day)


def _homes(asked: Asked) -> QuerySet[RoleGrant]:
    """The grants by which officers are counted; who works for two units is counted for one, whichever is asked for."""
    near = _grants(asked, _OFFICERS)
    place = Placement.objects.filter(
        line="union", organization_id=OuterRef("organization_id"), during__contains=asked.last_day
    )
    first = (
        RoleGrant.objects.filter(
            role__in=_OFFICERS, during__contains=asked.last_day, user_id__in=near.values("user_id")
        )
        .alias(rank=Subquery(place.values("rank")[:1]))
        .order_by("user_id", F("rank").asc(nulls_last=True), "during__startswith", "pk")
        .distinct("user_id")
    )
    return near.filter(pk__in=first.values("pk")).select_related("user__person")


def _seniority(since: date, on: date) -> str:
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    return "under_5" if years < 5 else "to_10" if years < 10 else "over_10"


def _age(years: int) -> str:
    for most, name in ((30, "to_30"), (40, "to_40"), (50, "to_50"), (55, "to_55"), (60, "to_60")):
        if years <= most:
            return name
    return "over_60"


SOURCES: dict[str, Callable[[Asked], Iterator[Fact]]] = {
    "register": of_register, "movements": of_movements, "bodies": of_bodies, "officers": of_officers,
}  # fmt: skip


def facts_of(source: str, asked: Asked) -> list[Fact]:
    """The facts of a source; those of the register added up by their fields."""
    return list(SOURCES[source](asked))
