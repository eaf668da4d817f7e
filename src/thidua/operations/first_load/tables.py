"""The tables of an empty register without their keys and indexes, and with them again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

LEDGER = "register_entry"
TABLES = (
    LEDGER, "register_standingline", "register_grantkey", "register_salt", "register_registereddecision",
    "register_registeredname",
)  # fmt: skip
PLANNED = (
    "id, holder_id, year, refers_to_id, xid, kind, organization_id, unit_position, award_code, decided_on"
)
"""Columns of the ledger that the planner must know of; the rest is learned in time by itself."""
_KEPT = "register_first_load"
"""Holds the definitions while they are off, so that a load that was broken off can be begun anew."""

_KEEP = f"""
    create table {_KEPT} as
    select conrelid::regclass::text as tab, conname::text as name, contype::text as kind,
           pg_get_constraintdef(oid) as said,
           case when contype <> 'f' then pg_get_indexdef(conindid) end as built
      from pg_constraint
     where conrelid = any(%s::regclass[]) and contype in ('p', 'u', 'f') and conparentid = 0
    union all
    select indrelid::regclass::text, c.relname, 'i', pg_get_indexdef(indexrelid), pg_get_indexdef(indexrelid)
      from pg_index i join pg_class c on c.oid = i.indexrelid
     where indrelid = any(%s::regclass[]) and not exists (select 1 from pg_constraint where conindid = i.indexrelid)
"""  # noqa: S608  # made of constants only
_PARTS = "select relid::regclass::text from pg_partition_tree(%s::regclass) where isleaf"
_GUARDS = (
    "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal and tgtype & 32 > 0"
)
_CONSTRAINT = (
    "select exists(select 1 from pg_constraint where conrelid = %(table)s::regclass and conname = %(name)s)"
)
_RELATION = "select to_regclass(%(name)s) is not null"
_OF_PARTS = """
    select i.indexrelid::regclass::text, i.indrelid::regclass::text, c.conname
      from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
     where i.indrelid = any(%s::regclass[])
"""
_INDEX = re.compile(r"CREATE (?P<unique>UNIQUE )?INDEX \S+ ON (?:ONLY )?\S+ (?P<rest>USING .*)", re.DOTALL)


@dataclass(frozen=True)
class Definition:
    """A key (p, u), a foreign key (f) or an index (i) of a table; ``built`` makes the index behind it."""

    table: str
    name: str
    kind: str
    said: str
    built: str | None

    def of_part(self, part: str) -> str:
        """The statement that gives a partition its share."""
        if self.kind == "i":
            return f"create {self._unique}index on {part} {self._rest}"
        return f"alter table {part} add {self.said}"

    def put_back(self, connection: psycopg.Connection[Any]) -> None:
        """Give it back to its table, as far as that was not done."""
        if self.kind == "f" or (self.table == LEDGER and self.kind != "i"):
            if not self._is_there(connection, _CONSTRAINT):
                connection.execute(
                    f"alter table {self.table} add constraint {self.name} {self.said}".encode()
                )
            return
        if not self._is_there(connection, _RELATION):
            connection.execute(
                f"create {self._unique}index {self.name} on {self.table} {self._rest}".encode()
            )
        if self.kind != "i" and not self._is_there(connection, _CONSTRAINT):
            key = "primary key" if self.kind == "p" else "unique"
            connection.execute(
                f"alter table {self.table} add constraint {self.name} {key} using index {self.name}".encode()
            )

    def _is_there(self, connection: psycopg.Connection[Any], asked: str) -> bool:
        found = connection.execute(asked.encode(), {"table": self.table, "name": self.name}).fetchone()
        return found is not None and bool(found[0])

    @property
    def _unique(self) -> str:
        return "unique " if self._cut["unique"] else ""

    @property
    def _rest(self) -> str:
        return self._cut["rest"]

    @property
    def _cut(self) -> re.Match[str]:
        found = _INDEX.fullmatch(self.built or "")
        assert found is not None, self.built  # noqa: S101  # PostgreSQL says every index so
        return found


def take_off(connection: psycopg.Connection[Any]) -> list[Definition]:
    """Take keys and indexes off every table, remembering them; what a broken load took off or made is known."""
    with connection.transaction():
        if not was_broken_off(connection):
            connection.execute(_KEEP.encode(), [list(TABLES), list(TABLES)])
        for one in sorted(kept(connection), key=lambda one: "fuip".index(one.kind)):
            drop = f"drop index if exists {one.name}"
            if one.kind != "i":
                drop = f"alter table {one.table} drop constraint if exists {one.name}"
            connection.execute(drop.encode())
        for index, part, key in connection.execute(_OF_PARTS.encode(), [parts(connection)]).fetchall():
            drop = f"alter table {part} drop constraint {key}" if key else f"drop index {index}"
            connection.execute(drop.encode())
    return kept(connection)


def was_broken_off(connection: psycopg.Connection[Any]) -> bool:
    """Whether a load began that did not end."""
    found = connection.execute("select to_regclass(%s)", [_KEPT]).fetchone()
    return found is not None and found[0] is not None


def kept(connection: psycopg.Connection[Any]) -> list[Definition]:
    """What was taken off."""
    rows = connection.execute(f"select tab, name, kind, said, built from {_KEPT} order by 1, 2".encode())  # noqa: S608  # a fixed name
    return [Definition(*row) for row in rows.fetchall()]


def put_back_all(connection: psycopg.Connection[Any], definitions: list[Definition]) -> None:
    """Give the ledger its own share: indexes its partitions have are taken over, then come its foreign keys."""
    for one in sorted(definitions, key=lambda one: "puif".index(one.kind)):
        if one.table == LEDGER or one.kind == "f":
            one.put_back(connection)
    connection.execute(f"drop table {_KEPT}".encode())


def parts(connection: psycopg.Connection[Any]) -> list[str]:
    """The partitions of the ledger."""
    return [str(row[0]) for row in connection.execute(_PARTS, [LEDGER]).fetchall()]


def empty(connection: psycopg.Connection[Any], table: str) -> None:
    """Empty a table in the running transaction, past its guard; what is copied behind that needs no log."""
    guards = [str(row[0]) for row in connection.execute(_GUARDS, [table]).fetchall()]
    for act in ("disable", "enable"):
        for guard in guards:
            connection.execute(f"alter table {table} {act} trigger {guard}".encode())
        if act == "disable":
            connection.execute(f"truncate {table}".encode())


def copy_in(
    connection: psycopg.Connection[Any], table: str, columns: tuple[str, ...], content: Iterator[bytes]
) -> None:
    """Rows as CSV into a table that was emptied in the running transaction."""
    names = ", ".join(columns)
    options = "format csv, null '\\N', freeze"
    with connection.cursor().copy(f"copy {table} ({names}) from stdin ({options})".encode()) as copy:
        for some in content:
            copy.write(some)
