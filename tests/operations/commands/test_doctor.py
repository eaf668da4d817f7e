"""The doctor's look at the database."""

from __future__ import annotations

import pytest
from django.db import connection

from thidua.operations.commands import doctor


@pytest.mark.django_db
def test_a_log_that_is_compressed_slowly_is_told_and_is_no_fault() -> None:
    told = doctor._database()
    assert told.is_fine
    assert "wal_compression" not in told.found
    with connection.cursor() as cursor:
        cursor.execute("set local wal_compression = pglz")
    told = doctor._database()
    assert told.is_fine
    assert "set it to lz4 or off" in told.found
