"""Reads of people, each within the actor's scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F, Q, QuerySet

from thidua.core.identity_numbers import clean_identity_number
from thidua.core.vietnamese import tokens
from thidua.domain.access import Actor
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import within
from thidua.domain.people.identity import identity_hash, masked, open_identity
from thidua.domain.people.models import Duplicate, Person, Service, Subject
from thidua.domain.people.states import DuplicateState, LeaderClass, PositionClass, Sex, SubjectKind

_ROOTS = """
    with recursive up(asked, id, next) as (
        select id, id, merged_into_id from people_subject where id = any(%s)
        union all
        select up.asked, s.id, s.merged_into_id from up join people_subject s on s.id = up.next
    )
    select asked, id from up where next is null
"""


@dataclass(frozen=True, slots=True)
class PersonClass:
    """The classes of a person on a day, as a decision of that day fixes them."""

    position_class: str
    leader_class: str
    is_direct_worker: bool
    is_leader: bool
    is_entrepreneur: bool
    is_woman: bool
    is_ethnic_minority: bool


def class_on(person: Person, on: date, services: Iterable[Service] | None = None) -> PersonClass:
    """The classes of ``person`` on ``on``: the post held that day decides, else what the record says."""
    rows = person.services.all() if services is None else services
    held = next(
        (s.position_class for s in rows if s.position_class and on in s.during), person.position_class
    )
    leader = person.leader_class
    return PersonClass(
        position_class=held,
        leader_class=leader,
        is_direct_worker=held == PositionClass.DIRECT or (not held and leader == LeaderClass.DIRECT_WORKER),
        is_leader=held == PositionClass.MANAGER,
        is_entrepreneur=leader == LeaderClass.ENTREPRENEUR,
        is_woman=person.sex == Sex.FEMALE,
        is_ethnic_minority=person.is_ethnic_minority,
    )


def subjects_visible_to(actor: Actor) -> QuerySet[Subject]:
    """Subjects of the units in the actor's scope."""
    if actor.is_system:
        return Subject.objects.all()
    return Subject.objects.filter(within(actor.spans()))


def get_person(actor: Actor, person_id: int) -> Person:
    """A person within the scope; else ``DoesNotExist``."""
    return (
        Person.objects.filter(subject__in=subjects_visible_to(actor))
        .select_related("subject__organization", "subject__merged_into")
        .get(pk=person_id)
    )


def masked_identity(person: Person) -> str:
    """The number as everyone may see it: ``025•••••4217``; empty when there is none."""
    return masked(open_identity(person.identity_sealed)) if person.identity_sealed else ""


def people_of_unit(
    actor: Actor, unit: Organization, *, text: str = "", after: tuple[str, int] | None = None, limit: int = 50
) -> list[Person]:
    """People of one unit in Vietnamese order of names; ``after`` is (sort key, id) of the last row shown.

    One row more than ``limit`` is returned when there is a next page.
    """
    rows = Person.objects.filter(
        subject__organization=unit, subject__kind=SubjectKind.PERSON, subject__merged_into__isnull=True
    )
    if not actor.covers(unit.position):
        rows = rows.none()
    for word in tokens(text):
        rows = rows.filter(subject__folded__contains=word)
    if after is not None:
        key, last = after
        rows = rows.filter(Q(subject__sort_key__gt=key) | Q(subject__sort_key=key, pk__gt=last))
    return list(rows.select_related("subject").order_by("subject__sort_key", "pk")[: limit + 1])


def search_people(actor: Actor, text: str, *, limit: int = 20) -> list[Person]:
    """People in the scope by words of the name, or by a whole identity number."""
    rows = Person.objects.filter(subject__in=subjects_visible_to(actor), subject__merged_into__isnull=True)
    digits = clean_identity_number(text)
    if digits.isdecimal() and len(digits) in {9, 12}:
        rows = rows.filter(identity_hash=identity_hash(digits))
    else:
        words = tokens(text)
        if not words:
            return []
        for word in words:
            rows = rows.filter(subject__folded__contains=word)
    return list(rows.select_related("subject__organization").order_by("subject__sort_key", "pk")[:limit])


def duplicates_for(actor: Actor, state: str = DuplicateState.OPEN, limit: int = 50) -> list[Duplicate]:
    """Pairs with a record in the actor's scope, most alike first, those left for later behind the others."""
    mine = subjects_visible_to(actor).values("pk")
    return list(
        Duplicate.objects.filter(Q(first__in=mine) | Q(second__in=mine), state=state)
        .select_related("first__subject__organization", "second__subject__organization")
        .order_by(F("later_at").asc(nulls_first=True), "-score", "pk")[:limit]
    )


def count_duplicates(actor: Actor) -> int:
    """How many pairs wait for somebody of the actor's scope."""
    mine = subjects_visible_to(actor).values("pk")
    return Duplicate.objects.filter(Q(first__in=mine) | Q(second__in=mine), state=DuplicateState.OPEN).count()


def get_duplicate(actor: Actor, duplicate_id: int) -> Duplicate:
    """A pair with a record in the scope; else ``DoesNotExist``."""
    mine = subjects_visible_to(actor).values("pk")
    return (
        Duplicate.objects.filter(Q(first__in=mine) | Q(second__in=mine))
        .select_related("first__subject__organization", "second__subject__organization")
        .get(pk=duplicate_id)
    )


def roots_of(subject_ids: Iterable[int]) -> dict[int, int]:
    """Who each subject is now, merges followed, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROOTS, [list(subject_ids)])
        return dict(cursor.fetchall())
