"""Invented people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from thidua.core.clock import VIETNAM
from thidua.core.vietnamese import fold, sort_key
from thidua.domain.organizations.models import Organization
from thidua.domain.people.identity import identity_hash, seal_identity
from thidua.domain.people.models import Collective, Person, Subject
from thidua.domain.people.states import PositionClass, Sex, SubjectKind

CREATED = datetime(2024, 1, 2, 8, 0, tzinfo=VIETNAM)


def make_subject(name: str, kind: SubjectKind, unit: Organization | None) -> Subject:
    return Subject.objects.create(
        kind=kind,
        name=name,
        folded=fold(name),
        sort_key=sort_key(name),
        organization=unit,
        created_at=CREATED,
    )


def make_person(
    name: str,
    unit: Organization | None,
    *,
    birth_date: date = date(1988, 5, 4),
    sex: str = Sex.FEMALE,
    identity: str = "",
    **facts: Any,
) -> Person:
    """A person of ``unit``; ``identity`` is stored sealed and hashed as in production."""
    facts = {
        "job": "Công nhân vận hành",
        "position_class": PositionClass.DIRECT,
        "leader_class": "direct_worker",
        "member_since": date(2009, 1, 1),
        **facts,
    }
    if identity:
        facts |= {"identity_sealed": seal_identity(identity), "identity_hash": identity_hash(identity)}
    return Person.objects.create(
        subject=make_subject(name, SubjectKind.PERSON, unit),
        birth_date=birth_date,
        birth_year=birth_date.year,
        sex=sex,
        **facts,
    )


def make_collective(name: str, unit: Organization | None, **facts: Any) -> Collective:
    return Collective.objects.create(
        subject=make_subject(name, SubjectKind.COLLECTIVE, unit), unit=unit, **facts
    )
