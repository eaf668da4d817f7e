"""Spreading the register over several machines with Citus: what is spread, by what, and whether the tables allow it.

Whatever is about one holder lies on one machine: the lines, their salts and what the search reads. Small tables are
copied to every machine. See docs/how-to/scale-out.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg

COLUMN = "holder_id"
DISTRIBUTED = ("register_entry", "register_salt", "register_standingline")
REFERENCE = (
    "organizations_organization", "register_registeredname", "register_registereddecision", "register_profile",
    "register_grantkey",
)  # fmt: skip
"""In the order in which their foreign keys allow it."""

_KEYS = """
    select i.indrelid::regclass::text, i.indexrelid::regclass::text,
           array(select a.attname::text from unnest(i.indkey[0:i.indnkeyatts - 1]) k
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k)
      from pg_index i where i.indisunique and i.indrelid = any(%s::regclass[])
"""
_COLUMNS = """
    array(select a.attname::text from unnest({keys}) with ordinality k(number, place)
            join pg_attribute a on a.attrelid = {table} and a.attnum = k.number order by k.place)
"""
_FOREIGN = f"""
    select conrelid::regclass::text, confrelid::regclass::text, conname,
           {_COLUMNS.format(keys="conkey", table="conrelid")}, {_COLUMNS.format(keys="confkey", table="confrelid")}
      from pg_constraint
     where contype = 'f' and conparentid = 0
       and (conrelid = any(%s::regclass[]) or confrelid = any(%s::regclass[]))
"""  # noqa: S608  # made of constants only


class CannotDistribute(RuntimeError):
    """The register cannot be spread as things are; the message says what to do."""


def violations(connection: psycopg.Connection[Any]) -> list[str]:
    """What Citus would refuse, read from the catalog; nothing when the tables may be distributed."""
    return [*_keys_without_column(connection), *_foreign_keys_across(connection)]


def statements() -> list[str]:
    """The statements that distribute the register, in their order."""
    spread = [
        f"select create_distributed_table('{table}', '{COLUMN}', colocate_with => '{with_}')"
        for table, with_ in zip(DISTRIBUTED, ("default", *[DISTRIBUTED[0]] * 2), strict=True)
    ]
    # The guards of the ledger are triggers that look at nothing but their own row.
    return [
        "set citus.enable_unsafe_triggers = on",
        *(f"select create_reference_table('{table}')" for table in REFERENCE),
        *spread,
    ]


def distribute(connection: psycopg.Connection[Any]) -> list[str]:
    """Distribute the register by holder, in one transaction; return the statements that were run.

    Refuses without the extension, without workers, where it is distributed already, and tables Citus would refuse.
    """
    _refuse_without_citus(connection)
    found = violations(connection)
    if found:
        raise CannotDistribute("The tables cannot be distributed: " + "; ".join(found))
    with connection.transaction():
        for statement in statements():
            connection.execute(statement.encode())
    return statements()


def _refuse_without_citus(connection: psycopg.Connection[Any]) -> None:
    if connection.execute("select 1 from pg_extension where extname = 'citus'").fetchone() is None:
        raise CannotDistribute(
            "The extension citus is not installed in this database, so the register stays on one machine. "
            "docs/how-to/scale-out.md says when more than one is needed and how to set them up."
        )
    if not connection.execute("select 1 from pg_dist_node where shouldhaveshards limit 1").fetchone():
        raise CannotDistribute(
            "Citus knows no machine to put the register on: add workers with citus_add_node first."
        )
    if connection.execute(
        "select 1 from pg_dist_partition where logicalrelid = 'register_entry'::regclass"
    ).fetchone():
        raise CannotDistribute("The register is distributed already.")


def _keys_without_column(connection: psycopg.Connection[Any]) -> Iterator[str]:
    for table, name, columns in connection.execute(_KEYS, [list(DISTRIBUTED)]).fetchall():
        if COLUMN not in columns:
            yield f"{name} of {table} is unique without {COLUMN}"


def _foreign_keys_across(connection: psycopg.Connection[Any]) -> Iterator[str]:
    tables = [*DISTRIBUTED, *REFERENCE]
    for source, target, name, own, other in connection.execute(
        _FOREIGN, [tables, list(DISTRIBUTED)]
    ).fetchall():
        pairs = set(zip(own, other, strict=True))
        if target in DISTRIBUTED and (source not in DISTRIBUTED or (COLUMN, COLUMN) not in pairs):
            yield f"{name} leads from {source} to {target} without {COLUMN}"
        if target not in DISTRIBUTED and target not in REFERENCE:
            yield f"{name} leads from {source} to {target}, which lies on one machine"
