"""Subjects are of units that are there, and people are subjects that are there, whoever writes or deletes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.organizations import Country
from tests.factories.people import make_person
from thidua.domain.people.models import Person, Subject

_SUBJECT = (
    "insert into people_subject (kind, name, folded, sort_key, organization_id, created_at)"
    " values ('person', 'A', 'a', 'a', {unit}, now())"
)


@pytest.mark.parametrize(
    "statement",
    [
        _SUBJECT.format(unit=0),
        "update people_subject set organization_id = 0",
        "delete from organizations_organization where id = {unit}",
        "update organizations_organization set id = 0 where id = {unit}",
        "insert into people_person select (jsonb_populate_record(p, '{{\"subject_id\": 0}}')).* from people_person p",
        "update people_person set subject_id = 0",
        "delete from people_subject",
        "update people_subject set id = 0",
    ],
)
def test_nothing_refers_to_what_is_not_there(country: Country, statement: str) -> None:
    make_person("Lê Thị Mận", country.giay)
    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(unit=country.giay.pk))
    assert refusal.value.__cause__.sqlstate == "23503"  # type: ignore[union-attr]  # of the driver
    assert Person.objects.get().subject.organization_id == country.giay.pk


def test_a_subject_may_be_of_no_unit_and_goes_when_it_is_no_person(country: Country) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECT.format(unit="null"))
        cursor.execute("update people_subject set name = 'B'")
        cursor.execute("delete from people_subject")
    assert not Subject.objects.exists()
