"""Half-open periods of days: the first day belongs to the period, the last one does not."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange


def since(day: date) -> DateRange:
    """From ``day`` on, open ended."""
    return DateRange(day, None, "[)")


def between(first: date, until: date | None) -> DateRange:
    """From ``first`` up to, but not including, ``until``."""
    return DateRange(first, until, "[)")


def year(number: int) -> DateRange:
    """The calendar year ``number``."""
    return DateRange(date(number, 1, 1), date(number + 1, 1, 1), "[)")
