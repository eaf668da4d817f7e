"""What tests with two connections need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied() -> Iterator[None]:
    """Between such tests all tables are emptied, which the append-only ones refuse; their guard rests meanwhile."""
    plain = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, statements: list[str]) -> None:
        guarded = [
            "set session_replication_role = 'replica'",
            *statements,
            "set session_replication_role = 'origin'",
        ]
        plain(self, guarded)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        yield
