"""The first load of a whole register: lines by COPY straight into the partition of their year, then every index."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import psycopg

from benchmarks.register_data import World, make_world, units_of_country
from benchmarks.register_frames import PROFILE_COLUMNS, Lot, decisions_of, lots_of, profile_parts
from thidua.operations.embedded import OWNER, EmbeddedDatabase
from thidua.operations.installation import Installation

ROOT = Path(__file__).resolve().parents[1]
KEPT = "THIDUA_BENCH_REGISTER"
PROCESSES = 2
UNCHECKED = "set session_replication_role = 'replica'"
"""Invented rows need no look at what they refer to, one by one."""
SETTINGS = {
    "shared_buffers": "'3GB'", "work_mem": "'64MB'", "maintenance_work_mem": "'768MB'", "max_wal_size": "'6GB'",
    "checkpoint_timeout": "'30min'", "wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off",
    "synchronous_commit": "off", "jit": "off",
}  # fmt: skip
AFTERWARDS = {"max_wal_size": "'1GB'", "autovacuum": "on", "synchronous_commit": "on", "wal_level": "replica"}
SEARCHED = ("register_standingline", "register_grantkey", "register_salt")
SUBJECT_INDEXES = ("subject_folded_trgm", "subject_of_unit", "subject_folded")
"""Indexes of the directory that no question to the register uses; left out to spare space and time."""


def register_folder(millions: int) -> Path:
    """Where the register of this size is kept."""
    os.environ.pop("DATABASE_URL", None)  # these clusters are the only ones that are measured
    return Path(os.environ.get(KEPT, ROOT / "var" / "bench")) / f"register-{millions}m"


def installation_of(folder: Path) -> Installation:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return Installation(folder, "demo")


def database_of(folder: Path) -> EmbeddedDatabase:
    found = installation_of(folder).embedded
    if found is None:
        raise RuntimeError("The benchmarks run on the embedded database only.")
    return found


def made_register(millions: int) -> tuple[EmbeddedDatabase, dict[str, Any]]:
    """A running register of so many million grants, made when it is not there, with how long its making took."""
    folder = register_folder(millions)
    told = folder / "made.json"
    database = database_of(folder)
    if not told.exists():
        told.write_text(json.dumps(_make(folder, database, millions * 1_000_000), indent=1))
    database.start()
    return database, json.loads(told.read_text())


def _make(folder: Path, database: EmbeddedDatabase, rows: int) -> dict[str, Any]:
    _set_up()
    database.start()
    _configure(database, SETTINGS)
    _migrate(folder)
    seconds: dict[str, float] = {}
    with psycopg.connect(database.url(OWNER), autocommit=True) as connection:
        with _timed(seconds, "drawing the country and its people"):
            world = make_world(rows)
            (folder / "world.pickle").write_bytes(pickle.dumps(world))
        indexes = _take_off(connection)
        connection.execute(UNCHECKED)
        with _timed(seconds, "units, people, dictionaries"):
            _fill_small(connection, world)
        with _timed(seconds, "lines"):
            _fill_lines(database.url(OWNER), folder, world)
        with _timed(seconds, "counts"):
            _count(connection, world)
        built: dict[str, float] = {}
        for statement in indexes:
            if " FOREIGN KEY" in statement:
                connection.execute("analyze register_entry")
            with _timed(built, statement.split(" (")[0].split(" using ")[0]):
                connection.execute(statement.encode())
        with _timed(seconds, "vacuum, analyze"):
            connection.execute("vacuum (analyze, freeze)")
        _set_sequences(connection)
    _configure(database, AFTERWARDS)
    return {"rows": rows, "seconds": seconds, "indexes": built, "load": os.getloadavg()}


def _configure(database: EmbeddedDatabase, settings: dict[str, str]) -> None:
    database.stop()
    with (database.data / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = {value}\n" for name, value in settings.items())
    database.start()


def _migrate(folder: Path) -> None:
    environment = {**os.environ, "THIDUA_DATA_DIR": str(folder), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environment.pop("DATABASE_URL", None)
    command = "from thidua.operations.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", command, "migrate", "--stage", "demo"], env=environment, check=True, cwd=ROOT
    )


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - started, 1)
    print(f"  {name}: {seconds[name]} s", file=sys.stderr, flush=True)


def _take_off(connection: psycopg.Connection[Any]) -> list[str]:
    """Take indexes and keys off the big tables; return the statements that put them on again, keys first."""
    keys, indexes = [], []
    tables = [*SEARCHED, "register_entry"]
    for name in SUBJECT_INDEXES:
        connection.execute(f"drop index {name}".encode())
    for table in tables:
        found = connection.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass"
            " and contype in ('p', 'u', 'f') and conparentid = 0 order by contype desc",
            [table],
        ).fetchall()
        plain = connection.execute(
            "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
            " where indrelid = %s::regclass"
            " and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)",
            [table],
        ).fetchall()
        indexes += [definition for _name, definition in plain]
        for name, _definition in plain:
            connection.execute(f"drop index {name}".encode())
        for name, definition in sorted(found, key=lambda one: not one[1].startswith("FOREIGN")):
            connection.execute(f"alter table {table} drop constraint {name}".encode())
            keys.append(f"alter table {table} add constraint {name} {definition}")
    keys.sort(key=lambda statement: " FOREIGN KEY" in statement)
    return [
        *(one.replace(" ON ONLY ", " ON ") for one in keys),
        *(one.replace(" ON ONLY ", " ON ") for one in indexes),
    ]


def _fill_small(connection: psycopg.Connection[Any], world: World) -> None:
    units = units_of_country()
    by_id = {row[0]: row for row in units}
    _rows(
        connection,
        "organizations_organization (id, code, position)",
        ((n, f"U{n}", at) for n, at, *_ in units),
    )
    columns = (
        "organization_id, line, during, parent_id, path, name, short_name, folded, kind, province_code, sector,"
        " has_legal_personality"
    )
    _rows(connection, f"organizations_placement ({columns})", (_placement(row, by_id) for row in units))
    _rows(connection, f"register_profile (id, {', '.join(PROFILE_COLUMNS)})",
          ((n + 1, *row) for n, row in enumerate(profile_parts(world))))  # fmt: skip
    _fill_people(connection, world)


def _placement(row: tuple[Any, ...], by_id: dict[int, tuple[Any, ...]]) -> tuple[Any, ...]:
    from thidua.core.vietnamese import fold

    number, _position, name, kind, above, code = row
    path, at = [str(number)], above
    while at:
        path.append(str(at))
        at = by_id[at][4]
    line = "union"
    return (
        number, line, "[1980-01-01,)", above or None, ".".join(reversed(path)), name, name[:120], fold(name), kind,
        code, "state", True,
    )  # fmt: skip


def _fill_people(connection: psycopg.Connection[Any], world: World) -> None:
    from thidua.core.vietnamese import fold

    folded = pl.Series([fold(name) for name in world.names])
    names = pl.Series(world.names)
    for start in range(0, world.persons, 500_000):
        part = slice(start, min(start + 500_000, world.persons))
        at = pl.Series(world.person_name[part].astype(np.int64))
        frame = pl.DataFrame(
            {
                "id": np.arange(part.start, part.stop) + 1,
                "kind": pl.repeat("person", len(at), eager=True),
                "name": names.gather(at),
                "folded": folded.gather(at),
                "sort_key": folded.gather(at),
                "organization_id": world.person_unit[part].astype(np.int64) + 1,
                "created_at": pl.repeat("2026-01-01 00:00+07", len(at), eager=True),
            }
        )
        _copy(connection, "people_subject", frame)
    units = [
        (world.persons + 1 + n, "collective", name, fold(name), fold(name), n + 1, "2026-01-01 00:00+07")
        for n, name in enumerate(world.unit_names)
    ]
    _rows(
        connection,
        "people_subject (id, kind, name, folded, sort_key, organization_id, created_at)",
        iter(units),
    )


@cache
def world_of(folder: Path) -> World:
    """The country and its people of a register that was made."""
    found: World = pickle.loads((folder / "world.pickle").read_bytes())  # noqa: S301  # our own file
    return found


def _fill_lines(url: str, folder: Path, world: World) -> None:
    years = sorted(world.years, key=lambda year: -world.years[year])
    # Not forked: the threads of polars do not live through a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_set_up) as pool:
        list(pool.map(_fill_year, [url] * len(years), [folder] * len(years), years))


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()


def _fill_year(url: str, folder: Path, year: int) -> None:
    world = world_of(folder)
    table = f"register_entry_y{year}" if year >= 2005 else "register_entry_until_2004"
    with psycopg.connect(url) as connection:
        connection.execute(UNCHECKED)
        xid = connection.execute("select (pg_current_xact_id()::text)::bigint").fetchone()
        assert xid is not None
        if table.endswith(str(year)):  # an empty table filled in the same transaction needs no log
            connection.execute(f"truncate {table}".encode())
        for lot in lots_of(world, year, xid[0]):
            copy_lot(connection, table, lot)
        columns = "id, number, year, issuer_id, running, signs"
        _rows(connection, f"register_registereddecision ({columns})", iter(decisions_of(world, year)))
    print(f"    {year}: {world.years[year]:,} lines", file=sys.stderr, flush=True)


def copy_lot(connection: psycopg.Connection[Any], table: str, lot: Lot) -> None:
    _copy(connection, table, lot.entries)
    _copy(connection, "register_salt", lot.salts)
    _copy(connection, "register_grantkey", lot.keys)
    _copy(connection, "register_standingline", lot.standing)


def _copy(connection: psycopg.Connection[Any], table: str, frame: pl.DataFrame) -> None:
    content = frame.write_csv(include_header=False, null_value="\\N")
    columns = ", ".join(frame.columns)
    with connection.cursor().copy(
        f"copy {table} ({columns}) from stdin (format csv, null '\\N')".encode()
    ) as copy:
        copy.write(content)


def _rows(connection: psycopg.Connection[Any], table: str, rows: Iterator[Sequence[Any]]) -> None:
    with connection.cursor().copy(f"copy {table} from stdin".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _count(connection: psycopg.Connection[Any], world: World) -> None:
    """Names with their numbers of lines, and the sums: both follow from the lines."""
    connection.execute(
        "create temp table counted as select name_id, count(*) as lines from register_standingline group by 1"
    )
    counts = dict(connection.execute("select name_id, lines from counted").fetchall())
    names = ((n + 1, name, counts.get(n + 1, 0)) for n, name in enumerate(world.folded))
    _rows(connection, "register_registeredname (id, folded, entries)", names)
    connection.execute(
        "insert into register_tally (profile_id, year, is_annulled, lines)"
        " select profile_id, year, is_annulled, count(*) from register_standingline group by 1, 2, 3"
    )
    connection.execute("insert into register_tally (lines) select sum(lines) from register_tally")


def _set_sequences(connection: psycopg.Connection[Any]) -> None:
    for table in ("register_entry", "register_registeredname", "register_registereddecision", "register_profile",
                  "people_subject", "organizations_organization"):  # fmt: skip
        connection.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))".encode()  # noqa: S608  # fixed names
        )
