"""The way into the ledger: lines are hashed and copied at once, and what the search reads follows them."""

from __future__ import annotations

import base64
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from operator import itemgetter
from typing import Any

from django.db import connection

from thidua.core.batches import draw_ids, transaction_id
from thidua.core.clock import day_of
from thidua.domain.register.content import (
    LATER,
    LAYOUT,
    PERSONAL,
    PUBLIC,
    commitment,
    new_salt,
    row_hash,
)
from thidua.domain.register.standing_rows import STANDING, Dictionaries, follow, standing_row, tally
from thidua.domain.register.states import Confidence, EntryKind, Source

FACTS = (*PUBLIC, *LATER, *PERSONAL)
COLUMNS = ("id", *FACTS, "layout", "commitment", "xid", "hash")
RANDOM_BYTES = 15
"""Of a token: as many as make whole letters."""
KEY_COLUMNS = ("register_no", "token", "holder_id", "year", "entry_id")

SURE: Mapping[str, Confidence] = {
    Source.DECISION: Confidence.ISSUED,
    Source.IMPORT: Confidence.LISTED,
    Source.CAPTURE: Confidence.READ,
}


def write_lines(lines: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert complete lines (every public and personal field) and return their new ids in order.

    Runs in the caller's transaction. The keys of grants, the dictionaries, the rows of the search and the sums are
    written with them; the database refuses a register number or a secret that was given before.
    """
    if not lines:
        return []
    dictionaries = Dictionaries(lines)
    ids, xid = draw_ids("register_entry", len(lines)), transaction_id()
    salts = [new_salt() for _line in lines]
    copy_rows("register_entry", COLUMNS, (_row(*parts, xid) for parts in zip(ids, lines, salts, strict=True)))
    holders = (line["holder_id"] for line in lines)
    copy_rows("register_salt", ("holder_id", "entry_id", "secret"), zip(holders, ids, salts, strict=True))
    numbered = list(zip(ids, lines, strict=True))
    _enter_grants([pair for pair in numbered if pair[1]["kind"] == EntryKind.GRANT], dictionaries)
    for entry_id, line in numbered:
        if line["kind"] != EntryKind.GRANT:
            follow(entry_id, line, dictionaries)
    return ids


def new_token(on: date) -> str:
    """The secret part of a QR code: 22 letters that need no escaping in an address, 20 of them 120 random bits.

    The first two are those of the day. So the secrets of a day lie together in the index of millions, and writing a
    list does not mean to read a block of it for every line.
    """
    return day_letters(on) + secrets.token_urlsafe(RANDOM_BYTES)


def day_letters(on: date) -> str:
    """The two letters with which the secrets of a day begin; they come again after eleven years."""
    return base64.urlsafe_b64encode((on.toordinal() % 4096 << 12).to_bytes(3))[:2].decode()


def grant_line(facts: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """Complete the facts of a ``NewEntry`` to a line of the ledger."""
    return {
        **facts,
        "kind": EntryKind.GRANT,
        "refers_to_id": None,
        "token": facts["token"] or new_token(day_of(at)),
        "year": facts["decided_on"].year,
        "confidence": facts["confidence"] or SURE[facts["source"]],
        "act_number": "",
        "act_on": None,
        "entered_at": at,
    }


def _enter_grants(grants: Sequence[tuple[int, Mapping[str, Any]]], dictionaries: Dictionaries) -> None:
    rows = [standing_row(entry_id, line, dictionaries.of(line)) for entry_id, line in grants]
    copy_rows("register_standingline", STANDING, rows)
    copy_rows(
        "register_grantkey",
        KEY_COLUMNS,
        (
            (line["register_no"], line["token"], line["holder_id"], line["year"], entry_id)
            for entry_id, line in grants
        ),
    )
    profile, year = STANDING.index("profile_id"), STANDING.index("year")
    tally(Counter((row[profile], row[year], False) for row in rows))


_facts = itemgetter(*FACTS)


def _row(entry_id: int, line: Mapping[str, Any], salt: bytes, xid: int) -> list[Any]:
    committed = commitment(line, salt)
    facts = [str(value) if isinstance(value, Enum) else value for value in _facts(line)]
    return [entry_id, *facts, LAYOUT, committed, xid, row_hash({**line, "layout": LAYOUT}, committed)]


def copy_rows(table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into a table by ``COPY``, in the caller's transaction."""
    names = ", ".join(columns)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"copy {table} ({names}) from stdin") as copy,
    ):
        for row in rows:
            copy.write_row(row)
