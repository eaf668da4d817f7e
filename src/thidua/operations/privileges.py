"""What the application's own database role may do: everything, except change the log or the register."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

APPEND_ONLY = (
    "audit_event", "audit_seal", "audit_tile", "audit_head", "audit_publickey", "register_entry", "register_salt",
    "register_remnant", "register_grantkey", "archive_item", "archive_disposal", "reports_snapshot", "reports_change",
)  # fmt: skip

_PARTS = "select relid::regclass::text from pg_partition_tree(%s::regclass)"


def grant_privileges(owner_url: str, role: str) -> None:
    """Give ``role`` its rights on every table; on append-only tables only to read and to insert.

    ``owner_url`` connects as the owner of the tables. Safe to repeat; run after every migration.
    """
    name = sql.Identifier(role)
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement in (
            "grant usage on schema public to {}",
            "grant select, insert, update, delete on all tables in schema public to {}",
            "grant usage, select on all sequences in schema public to {}",
            "grant execute on all functions in schema public to {}",
        ):
            connection.execute(sql.SQL(statement).format(name))
        for table in append_only_tables(connection):
            connection.execute(
                sql.SQL("revoke update, delete, truncate on {} from {}").format(sql.Identifier(table), name)
            )
        connection.execute(sql.SQL("revoke delete, truncate on register_standingline from {}").format(name))


def append_only_tables(connection: psycopg.Connection[Any]) -> list[str]:
    """The tables that only grow, every partition of theirs included."""
    return [row[0] for table in APPEND_ONLY for row in connection.execute(_PARTS, [table]).fetchall()]
