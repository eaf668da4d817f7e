"""What the application's own database role may do: everything, except change the log or the register."""

from __future__ import annotations

import psycopg
from psycopg import sql

APPEND_ONLY = (
    "audit_event", "audit_seal", "audit_tile", "audit_head", "audit_publickey", "register_entry", "register_salt",
    "register_remnant",
)  # fmt: skip


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
        for table in APPEND_ONLY:
            connection.execute(
                sql.SQL("revoke update, delete, truncate on {} from {}").format(sql.Identifier(table), name)
            )
