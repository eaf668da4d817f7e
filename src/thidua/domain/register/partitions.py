"""The partitions of the ledger, one a year, made before their year begins."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

FIRST_YEAR = 2005
"""Earlier years share one partition."""
AHEAD = 2


@transaction.atomic
def make_years(this_year: int) -> list[int]:
    """Give every year up to the one after next, and every year that has lines, its partition; return the new ones.

    Lines that were entered before their year had a partition are moved as they are, with their hashes.
    """
    wanted = {*range(FIRST_YEAR, this_year + AHEAD + 1), *stray_years()}
    with connection.cursor() as cursor:
        return [year for year in sorted(wanted) if _make(cursor, year)]


def stray_years() -> list[int]:
    """Years whose lines lie in the default partition because they have none of their own."""
    with connection.cursor() as cursor:
        cursor.execute("select distinct year from register_entry_other order by year")
        return [int(row[0]) for row in cursor.fetchall()]


def _make(cursor: CursorWrapper, year: int) -> bool:
    cursor.execute("select register_make_year(%s)", [year])
    return bool(cursor.fetchone()[0])
