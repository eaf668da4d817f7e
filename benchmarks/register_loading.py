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


def point_at(database: EmbeddedDatabase) -> None:
    """Let Django of this process use a register as the application does."""
    from django.db import connections

    os.environ["DATABASE_URL"] = database.url()
    _set_up()
    connections.close_all()
    parts = database.url().removeprefix("postgresql://")
    settings = connections["default"].settings_dict
    settings.update({
        "NAME": "thidua", "USER": parts.split(":")[0], "PASSWORD": database.passwords["thidua"],
        "HOST": str(database.socket_directory), "PORT": "",
    })  # fmt: skip
    _forget_what_is_kept()


def _forget_what_is_kept() -> None:
    """What the search keeps in memory is of one register."""
    from thidua.domain.register.queries import profiles, sample, vocabulary

    profiles._known.clear()
    sample._kept.clear()
    vocabulary._known.clear()


def bare_copy_rate(database: EmbeddedDatabase) -> float:
    """Rows a second of the same lines into a bare table of the same columns."""
    with psycopg.connect(database.url(OWNER), autocommit=True) as connection:
        connection.execute(
            "create unlogged table bare_copy as select * from register_entry_y2020 limit 200000"
        )
        with connection.cursor().copy("copy (select * from bare_copy) to stdout") as out:
            content = b"".join(bytes(part) for part in out)
        connection.execute("truncate bare_copy")
        started = time.perf_counter()
        with connection.cursor().copy("copy bare_copy from stdin") as copy:
            copy.write(content)
        seconds = time.perf_counter() - started
        found = connection.execute("select count(*) from bare_copy").fetchone()
        connection.execute("drop table bare_copy")
    assert found is not None
    return float(found[0]) / seconds


INDEXED = ("register_standingline", "register_entry", "register_grantkey", "register_salt", "register_registeredname",
           "register_registereddecision")  # fmt: skip
EARNS = {
    "register_standingline_pkey": "history of a holder; following a later line",
    "standing_name_year": "names, newest first; names in a year",
    "standing_name_unit": "names in a subtree",
    "standing_year_unit": "subtrees, newest year first; frequent words in a subtree",
    "standing_profile_year": "rare awards, alone or with frequent words",
    "standing_decision": "decisions by number; duplicates of an import",
    "standing_newest": "the newest lines; frequent words in a year",
    "register_entry_pkey": "every line shown; keeps later lines beside their grant",
    "entry_id": "lines named by events, decisions and proofs",
    "entry_sealing": "sealing and verifying in the order of transactions",
    "entry_refers": "what was written about a grant",
    "register_grantkey_pkey": "register numbers; each given once",
    "grant_token_once": "codes of certificates; each given once",
    "register_salt_pkey": "verifying and forgetting a person",
    "registered_name_words": "words of names in any order",
    "registered_name_once": "whole names, suggestions, writing",
    "registered_name_short": "frequent words: the best names first",
    "register_registeredname_pkey": "names of rows",
    "registered_decision_running": "decisions by running number and year",
    "registered_decision_once": "writing a line",
    "registered_decision_issuer": "the next number of an issuer",
    "register_registereddecision_pkey": "decisions of rows",
}
"""What each index is for; an index that is not here has not earned its place."""


def sizes_of() -> list[tuple[str, float, dict[str, Any]]]:
    """Tables and indexes with their megabytes and what they are for; indexes of partitions added up."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for table in INDEXED:
            cursor.execute(
                "select sum(pg_table_size(relid)) / 1e6 from pg_partition_tree(%s::regclass)", [table]
            )
            found.append((f"table {table}", float(cursor.fetchone()[0]), {}))
            cursor.execute(
                "select i.indexrelid::regclass::text,"
                " (select sum(pg_relation_size(relid)) / 1e6 from pg_partition_tree(i.indexrelid))"
                " from pg_index i where i.indrelid = %s::regclass order by 2 desc",
                [table],
            )
            found += [
                (f"index {name}", float(size), {"for": EARNS.get(name, "NOTHING")})
                for name, size in cursor.fetchall()
            ]
    return found


def scanned_count(criteria: Any) -> int:
    """How many rows match, by looking at every row."""
    from django.db import connection

    from thidua.domain.access import Actor
    from thidua.domain.register.queries.filters import filters_of
    from thidua.domain.register.queries.reading import read

    reading = read(criteria.text)
    (asked,) = filters_of(Actor.system("bench"), criteria, reading) or (None,)
    if asked is None:
        return 0
    where = asked.where()
    for word in reading.names:
        where.add(
            "(' ' || regexp_replace(n.folded, '[^[:alnum:]]+', ' ', 'g') || ' ') like %s", f"% {word} %"
        )
    with connection.cursor() as cursor:
        cursor.execute("set enable_indexscan = off")
        cursor.execute("set enable_bitmapscan = off")
        cursor.execute("set enable_indexonlyscan = off")
        cursor.execute(
            "select count(*) from register_standingline s join register_registeredname n on n.id = s.name_id"  # noqa: S608  # fixed pieces
            f" where {where.sql()}",
            where.params,
        )
        found = int(cursor.fetchone()[0])
        cursor.execute("reset enable_indexscan")
        cursor.execute("reset enable_bitmapscan")
        cursor.execute("reset enable_indexonlyscan")
    return found


@contextmanager
def with_trigrams() -> Iterator[list[float]]:
    """A table of the names of all lines under a trigram index, for as long as it is measured."""
    from django.db import connection

    with psycopg.connect(_owner_url(), autocommit=True) as owner:
        owner.execute(
            "create unlogged table plain_names as select s.root_id, s.year, n.folded"
            " from register_standingline s join register_registeredname n on n.id = s.name_id"
        )
        started = time.perf_counter()
        owner.execute("create index plain_trigrams on plain_names using gin (folded gin_trgm_ops)")
        seconds = [round(time.perf_counter() - started, 1)]
        owner.execute("grant select on plain_names to thidua")
        owner.execute("analyze plain_names")
        try:
            yield seconds
        finally:
            connection.close()
            owner.execute("drop table plain_names")


def _owner_url() -> str:
    from django.db import connection

    folder = next(
        path
        for path in (register_folder(size) for size in (1, 2, 5, 10, 20))
        if str(database_of(path).socket_directory) == connection.settings_dict["HOST"]
    )
    return database_of(folder).url(OWNER)


def trigram_search(text: str) -> tuple[int, list[Any]]:
    """All words of a text anywhere in the name: the newest fifty, and a count up to a thousand."""
    from django.db import connection

    words = [f"%{word}%" for word in text.split()]
    clause = " and ".join(["folded like %s"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select root_id from plain_names where {clause} order by year desc, root_id desc limit 50",  # noqa: S608  # fixed pieces
            words,
        )
        rows = cursor.fetchall()
        cursor.execute(
            f"select count(*) from (select 1 from plain_names where {clause} limit 1001) found",  # noqa: S608  # fixed pieces
            words,
        )
        return int(cursor.fetchone()[0]), rows
