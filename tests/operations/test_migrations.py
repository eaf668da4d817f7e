"""The database as migrations leave it."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_log_cannot_be_changed_even_by_its_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_event (at, name, subject_type, subject_id, actor_name, data, xid, hash)"
            " values (now(), 'a.done', 'x', 1, 'n', '{}', 1, '')"
        )
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("update audit_event set name = 'b'")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("delete from audit_event")
        cursor.execute("select name from audit_event")
        assert cursor.fetchall() == [("a.done",)]
