"""The way into the ledger: lines are hashed, their names counted in the dictionary, and all are copied at once."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from operator import itemgetter
from typing import Any

from django.db import connection

from thidua.core.vietnamese import fold
from thidua.domain.register.content import PERSONAL, PUBLIC, commitment, new_salt, row_hash
from thidua.domain.register.states import EntryKind

COLUMNS = ("id", *PUBLIC, *PERSONAL, "registered_name_id", "commitment", "xid", "hash")

_COUNT_NAMES = """
    insert into register_registeredname (folded, entries)
    select * from unnest(%s::text[], %s::int[])
    on conflict (folded) do update set entries = register_registeredname.entries + excluded.entries
    returning folded, id
"""


def write_lines(lines: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert complete lines (every public and personal field) and return their new ids in order.

    Runs in the caller's transaction. Lines of kind grant and correction count for the
    dictionary of names.
    """
    if not lines:
        return []
    folded = [fold(line["holder_name"]) for line in lines]
    names = _count_names(lines, folded)
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('register_entry', 'id')) from generate_series(1, %s)",
            [len(lines)],
        )
        ids = [int(row[0]) for row in cursor.fetchall()]
        cursor.execute("select (pg_current_xact_id()::text)::bigint")
        xid = int(cursor.fetchone()[0])
        salts = [new_salt() for _line in lines]
        _copy(
            "register_entry",
            COLUMNS,
            (
                _row(*parts, xid)
                for parts in zip(ids, lines, salts, (names[name] for name in folded), strict=True)
            ),
        )
        _copy("register_salt", ("entry_id", "secret"), zip(ids, salts, strict=True))
    return ids


def new_token() -> str:
    """The secret part of a QR code: 128 random bits as 22 letters that need no escaping in an address."""
    return secrets.token_urlsafe(16)


def grant_line(facts: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Complete the facts of a ``NewEntry`` to a line of the ledger."""
    return {
        **facts,
        "kind": EntryKind.GRANT,
        "refers_to_id": None,
        "token": facts["token"] or new_token(),
        "year": facts["decided_on"].year,
        "act_number": "",
        "act_on": None,
        "entered_at": at,
    }


def move_count(folded_from: str, folded_to: str) -> None:
    """Count one line less under the first name; the second is counted when its line is written."""
    if folded_from != folded_to:
        with connection.cursor() as cursor:
            cursor.execute(
                "update register_registeredname set entries = greatest(0, entries - 1) where folded = %s",
                [folded_from],
            )


_facts = itemgetter(*PUBLIC, *PERSONAL)


def _row(entry_id: int, line: Mapping[str, Any], salt: bytes, name_id: int, xid: int) -> list[Any]:
    committed = commitment(line, salt)
    facts = [str(value) if isinstance(value, Enum) else value for value in _facts(line)]
    return [entry_id, *facts, name_id, committed, xid, row_hash(line, committed)]


def _count_names(lines: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, int]:
    """The dictionary's ids by folded name; sorted, so that two writers never wait for each other in a circle."""
    counts: Counter[str] = Counter()
    for line, name in zip(lines, names, strict=True):
        counts[name] += line["kind"] in {EntryKind.GRANT, EntryKind.CORRECTION}
    folded = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_NAMES, [folded, [counts[name] for name in folded]])
        return dict(cursor.fetchall())


def _copy(table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor, cursor.copy(f"copy {table} ({names}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
