"""Writing many rows at once: PostgreSQL's COPY, with the ids given by us."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection
from psycopg.types.range import DateRange


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Copy ``rows`` into ``table`` and set its sequence behind the greatest id; return how many were copied.

    Values are what psycopg understands: ``DateRange``, bytes, dates, plain ``str`` (no choices), None.
    """
    count = 0
    with connection.cursor() as cursor:
        with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
                count += 1
        if "id" in columns:
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), greatest(1, max(id))) from {table}"  # noqa: S608  # our own table names
            )
    return count


def period(since: date, until: date | None) -> DateRange:
    """From ``since`` up to, but not including, ``until``."""
    return DateRange(since, until, "[)")


def check_references() -> None:
    """Check now the foreign keys of what was copied, not at the end of the transaction, and tell the planner."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        cursor.execute("analyze")
