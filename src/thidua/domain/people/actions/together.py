"""Many subjects enter the directory at once, as a list of former honours asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from thidua.core.batches import insert_rows
from thidua.core.errors import Refused
from thidua.core.identity_numbers import clean_identity_number
from thidua.core.vietnamese import fold, nfc, place_sort_key, sort_key
from thidua.domain.access import Actor
from thidua.domain.audit.record import record_each
from thidua.domain.organizations.models import Organization
from thidua.domain.people.actions.registering import require
from thidua.domain.people.identity import identity_hash, new_person_key, seal_identity
from thidua.domain.people.models import Collective, Household, Person, Subject
from thidua.domain.people.permissions import can_keep_people_of
from thidua.domain.people.states import SubjectKind

_EVENTS: dict[type[models.Model], str] = {
    Person: "person.registered",
    Collective: "collective.registered",
    Household: "household.registered",
}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One subject of a unit to be entered. ``identity`` is a number already checked, ``note`` what was odd about it.

    ``is_whole_unit`` says that a collective is the unit itself.
    """

    kind: str
    name: str
    unit_id: int
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    identity: str = ""
    note: str = ""
    job: str = ""
    is_whole_unit: bool = False


@transaction.atomic
def register_together(*, actor: Actor, at: datetime, newcomers: Sequence[Newcomer]) -> list[int]:
    """Enter subjects by a few statements, whatever their number; return their ids in order.

    Each has an event of its own. Refused when the actor does not keep the people of one of the units, or a name is
    missing; nothing is entered then. The database refuses an identity number that somebody already has.
    """
    if not newcomers:
        return []
    units = Organization.objects.in_bulk({one.unit_id for one in newcomers})
    for unit in units.values():
        require(can_keep_people_of(actor, unit))
    if not all(nfc(one.name) for one in newcomers):
        raise Refused(_("Ghi tên."), field="name")
    subjects = [_subject(one, at) for one in newcomers]
    insert_rows(subjects, with_ids=True)
    details = [_detail(subject, one) for subject, one in zip(subjects, newcomers, strict=True)]
    for model, event in _EVENTS.items():
        told: list[tuple[models.Model, int, dict[str, Any]]] = [
            (row, one.unit_id, {}) for row, one in zip(details, newcomers, strict=True) if type(row) is model
        ]
        if told:
            insert_rows([row for row, *_rest in told])
            record_each(event, told, actor=actor, at=at)
    return [subject.pk for subject in subjects]


def _subject(one: Newcomer, at: datetime) -> Subject:
    name = nfc(one.name)
    key = sort_key(name) if one.kind == SubjectKind.PERSON else place_sort_key(name)
    return Subject(
        kind=one.kind,
        name=name,
        folded=fold(name),
        sort_key=key[:300],
        organization_id=one.unit_id,
        created_at=at,
    )


def _detail(subject: Subject, one: Newcomer) -> Person | Collective | Household:
    if one.kind == SubjectKind.PERSON:
        return _person(subject, one)
    if one.kind == SubjectKind.COLLECTIVE:
        return Collective(subject_id=subject.pk, unit_id=one.unit_id if one.is_whole_unit else None)
    return Household(subject_id=subject.pk)


def _person(subject: Subject, one: Newcomer) -> Person:
    number = clean_identity_number(one.identity)
    return Person(
        subject_id=subject.pk,
        birth_date=one.birth_date,
        birth_year=one.birth_date.year if one.birth_date else one.birth_year,
        sex=one.sex,
        job=nfc(one.job)[:200],
        data_key=new_person_key(subject.pk),
        identity_sealed=seal_identity(number) if number else None,
        identity_hash=identity_hash(number) if number else None,
        identity_note=one.note[:500],
    )
