"""A subject enters the directory, or what is known of it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.identity_numbers import Sex as NumberSex
from thidua.core.identity_numbers import check_identity_number, clean_identity_number
from thidua.core.vietnamese import fold, nfc, place_sort_key, sort_key
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization
from thidua.domain.people.identity import (
    identity_hash,
    new_person_key,
    open_identity,
    seal_identity,
    seal_text,
)
from thidua.domain.people.models import Collective, Household, Person, Subject
from thidua.domain.people.permissions import can_keep, can_keep_people_of, can_read_identity
from thidua.domain.people.states import SubjectKind

KINH = "Kinh"
EARLIEST_BIRTH = 1900


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a person. Empty text and ``None``: not known. ``identity`` is the number as typed."""

    name: str
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    identity: str = ""
    ethnicity: str = ""
    native_place: str = ""
    job: str = ""
    position_class: str = ""
    leader_class: str = ""
    is_on_union_payroll: bool = False
    member_since: date | None = None
    education: str = ""


@transaction.atomic
def register_person(*, actor: Actor, at: datetime, unit_id: int, facts: PersonFacts) -> Person:
    """Enter a person of a unit. An impossible identity number is refused; an odd one is kept with a note.

    Refused too: no name, a birth day that cannot be, a number that somebody else already has.
    """
    unit = Organization.objects.get(pk=unit_id)
    require(can_keep_people_of(actor, unit))
    _require_plausible(facts, day_of(at))
    sealed = _sealed_identity(facts, day_of(at))
    subject = _make_subject(facts.name, SubjectKind.PERSON, unit, at)
    person = Person.objects.create(
        subject=subject, data_key=new_person_key(subject.pk), **_columns(facts), **sealed
    )
    record(
        "person.registered",
        person,
        actor=actor,
        at=at,
        organization_id=unit_id,
        odd=bool(person.identity_note),
    )
    return person


@transaction.atomic
def update_person(*, actor: Actor, at: datetime, person_id: int, facts: PersonFacts) -> Person:
    """Replace what is known of a person; an empty ``identity`` keeps the number that is stored."""
    person = lock_person(person_id)
    require(can_keep(actor, person.subject))
    _require_plausible(facts, day_of(at))
    before = {name: getattr(person, name) for name in _columns(facts)}
    changes = _columns(facts) | (_sealed_identity(facts, day_of(at), but=person.pk) if facts.identity else {})
    changed = sorted(name for name, value in changes.items() if before.get(name, ...) != value)
    for name, value in changes.items():
        setattr(person, name, value)
    person.save()
    name = nfc(facts.name)
    if name != person.subject.name:
        changed.append("name")
        Subject.objects.filter(pk=person.pk).update(name=name, folded=fold(name), sort_key=sort_key(name))
        person.subject.name = name
    record(
        "person.updated",
        person,
        actor=actor,
        at=at,
        organization_id=person.subject.organization_id,
        changed=changed,
    )
    return person


@transaction.atomic
def read_identity(*, actor: Actor, at: datetime, person_id: int) -> str:
    """The whole identity number, in digits; that it was read is recorded."""
    person = lock_person(person_id)
    require(can_read_identity(actor, person.subject))
    if person.identity_sealed is None:
        raise Refused(_("Hồ sơ này chưa có số định danh."))
    record("person.identity_read", person, actor=actor, at=at, organization_id=person.subject.organization_id)
    return open_identity(person.identity_sealed)


@transaction.atomic
def make_collective(
    *,
    actor: Actor,
    at: datetime,
    unit_id: int,
    name: str,
    is_whole_unit: bool = False,
    is_enterprise: bool = False,
    member_count: int | None = None,
) -> Collective:
    """Enter a team or workshop of a unit as a collective, or (``is_whole_unit``) the unit itself."""
    unit = Organization.objects.get(pk=unit_id)
    require(can_keep_people_of(actor, unit))
    _require_name(name)
    if is_whole_unit and Collective.objects.filter(unit=unit).exists():
        raise Refused(_("Đơn vị này đã có trong danh bạ tập thể."))
    subject = _make_subject(name, SubjectKind.COLLECTIVE, unit, at)
    collective = Collective.objects.create(
        subject=subject,
        unit=unit if is_whole_unit else None,
        is_enterprise=is_enterprise,
        member_count=member_count,
    )
    record("collective.registered", collective, actor=actor, at=at, organization_id=unit_id)
    return collective


@transaction.atomic
def make_household(
    *, actor: Actor, at: datetime, unit_id: int, name: str, head_id: int | None = None, place: str = ""
) -> Household:
    """Enter a household, known by its head and place."""
    unit = Organization.objects.get(pk=unit_id)
    require(can_keep_people_of(actor, unit))
    _require_name(name)
    subject = _make_subject(name, SubjectKind.HOUSEHOLD, unit, at)
    household = Household.objects.create(subject=subject, head_id=head_id, place=nfc(place))
    record("household.registered", household, actor=actor, at=at, organization_id=unit_id)
    return household


def lock_person(person_id: int) -> Person:
    return (
        Person.objects.select_for_update(of=("self",))
        .select_related("subject__organization")
        .get(pk=person_id)
    )


def _make_subject(name: str, kind: SubjectKind, unit: Organization, at: datetime) -> Subject:
    written = nfc(name)
    key = sort_key(written) if kind == SubjectKind.PERSON else place_sort_key(written)
    return Subject.objects.create(
        kind=kind, name=written, folded=fold(written), sort_key=key[:300], organization=unit, created_at=at
    )


def _columns(facts: PersonFacts) -> dict[str, Any]:
    ethnicity = nfc(facts.ethnicity)
    return {
        "birth_date": facts.birth_date,
        "birth_year": facts.birth_date.year if facts.birth_date else facts.birth_year,
        "sex": facts.sex,
        "is_ethnic_minority": bool(ethnicity) and ethnicity != KINH,
        "ethnicity_sealed": seal_text(ethnicity, context="people.ethnicity") if ethnicity else None,
        "native_place": nfc(facts.native_place),
        "job": nfc(facts.job),
        "position_class": facts.position_class,
        "leader_class": facts.leader_class,
        "is_on_union_payroll": facts.is_on_union_payroll,
        "member_since": facts.member_since,
        "education": facts.education,
    }


def _require_name(name: str) -> None:
    if not nfc(name):
        raise Refused(_("Ghi tên."), field="name")


def _require_plausible(facts: PersonFacts, on: date) -> None:
    _require_name(facts.name)
    year = facts.birth_date.year if facts.birth_date else facts.birth_year
    if year is not None and not EARLIEST_BIRTH <= year <= on.year:
        raise Refused(
            _("Năm sinh %(year)d không thể đúng. Xem lại ngày sinh.") % {"year": year}, field="birth_date"
        )


def _sealed_identity(facts: PersonFacts, on: date, *, but: int | None = None) -> dict[str, Any]:
    """The columns of an identity number: sealed, hashed, and what is odd about it."""
    if not facts.identity.strip():
        return {}
    year = facts.birth_date.year if facts.birth_date else facts.birth_year
    checked = check_identity_number(
        facts.identity, birth_year=year, sex=cast("NumberSex | None", facts.sex or None), on=on
    )
    if checked.status == "impossible":
        raise Refused(" ".join(checked.reasons), field="identity")
    number = clean_identity_number(facts.identity)
    hashed = identity_hash(number)
    if Person.objects.filter(identity_hash=hashed).exclude(pk=but).exists():
        raise Refused(
            _("Số định danh này đã có ở một hồ sơ khác. Tìm hồ sơ đó, hoặc gộp hai hồ sơ nếu là một người."),
            field="identity",
        )
    return {
        "identity_sealed": seal_identity(number),
        "identity_hash": hashed,
        "identity_note": " ".join(checked.reasons)[:500],
    }
