"""No index of the big tables is without a question that it answers."""

from __future__ import annotations

import pytest
from django.db import connection

from benchmarks.register_indexes import QUESTIONS, TABLES


@pytest.mark.django_db
def test_every_index_of_the_register_is_asked_what_it_is_good_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexrelid::regclass::text from pg_index where indrelid = any(%s::regclass[])",
            [list(TABLES)],
        )
        indexes = {name for (name,) in cursor.fetchall()}
    assert indexes == set(QUESTIONS)
