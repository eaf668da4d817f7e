"""Making a whole register: an invented country and its people, files of its honours, and the program's own first load."""

from __future__ import annotations

import json
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, LiteralString

import numpy as np
import polars as pl
import psycopg

from benchmarks.register_data import CLASSES, JOBS, LEADERS, SEXES, World, make_world, units_of_country
from benchmarks.register_frames import write_year
from thidua.operations.embedded import LOADING, OWNER, EmbeddedDatabase
from thidua.operations.installation import Installation

ROOT = Path(__file__).resolve().parents[1]
KEPT = "THIDUA_BENCH_REGISTER"
PROCESSES = 2
CHUNK = 500_000
UNCHECKED = "set session_replication_role = 'replica'"
"""Invented people need no look at what they refer to, one by one."""
SETTINGS = {"shared_buffers": "'3GB'", "work_mem": "'64MB'", "jit": "off"}
"""Of a machine with 24 GiB that does nothing else."""
SUBJECT_INDEXES: dict[str, LiteralString] = {
    "subject_folded_trgm": "create index subject_folded_trgm on people_subject using gin (folded gin_trgm_ops)",
    "subject_of_unit": "create index subject_of_unit on people_subject (organization_id, kind, sort_key)",
}
"""Indexes of the directory that no question to the register uses; left out to spare space and time, and made where a list
is to be imported.
"""
MADE_AT = "2026-01-01 00:00+07"


def register_folder(millions: float) -> Path:
    """Where the register of this size is kept."""
    os.environ.pop("DATABASE_URL", None)  # these clusters are the only ones that are measured
    return Path(os.environ.get(KEPT, ROOT / "var" / "bench")) / f"register-{millions:g}m"


def database_of(folder: Path) -> EmbeddedDatabase:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    found = Installation(folder, "demo").embedded
    if found is None:
        raise RuntimeError("The benchmarks run on the embedded database only.")
    return found


def made_register(millions: float) -> tuple[EmbeddedDatabase, dict[str, Any]]:
    """A running register of so many million grants, made when it is not there, with how long its making took."""
    folder = register_folder(millions)
    told = folder / "made.json"
    database = database_of(folder)
    if not told.exists():
        try:
            told.write_text(json.dumps(_make(folder, database, int(millions * 1_000_000)), indent=1))
        finally:
            database.stop()
    database.start()
    return database, json.loads(told.read_text())


def _make(folder: Path, database: EmbeddedDatabase, rows: int) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    database.start()
    with (database.data / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = {value}\n" for name, value in SETTINGS.items())
    _migrate(folder)
    database.stop()
    database.start(LOADING)
    point_at(database, OWNER)
    with _timed(seconds, "drawing the country and its honours"):
        world = make_world(rows)
        (folder / "world.pickle").write_bytes(pickle.dumps(world))
        lines = _write_files(folder, world)
    with _timed(seconds, "units and people"):
        _fill_directory(database, folder, world)
    before = os.getloadavg()
    loaded = _load(folder)
    assert loaded["lines"] == lines
    shutil.rmtree(files_of(folder))
    with _timed(seconds, "planner's figures of units and people"), _owner(database) as connection:
        connection.execute("vacuum analyze people_subject, people_person, organizations_organization")
        connection.execute("analyze")
    database.stop()
    return {"rows": rows, "beside": seconds, "load": before, "load_then": os.getloadavg(), **loaded}


def _load(folder: Path) -> dict[str, Any]:
    """The first load as the program does it, into the register Django is pointed at."""
    from thidua.domain.access import Actor
    from thidua.operations.first_load import first_load

    began = time.perf_counter()
    loaded = first_load(
        files_of(folder), actor=Actor.system("bench"), at=datetime(2026, 11, 1, 3, tzinfo=UTC), work=folder,
        told=lambda said: print(f"    {said}", file=sys.stderr, flush=True),
    )  # fmt: skip
    whole = round(time.perf_counter() - began, 1)
    print(f"  first load: {whole} s, {loaded.seconds}", file=sys.stderr, flush=True)
    return {
        "lines": loaded.lines,
        "whole": whole,
        "seconds": {step: round(took, 1) for step, took in loaded.seconds.items()},
        "indexes": {name: round(took, 1) for name, took in loaded.indexes.items()},
    }


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


@contextmanager
def _owner(database: EmbeddedDatabase) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database.url(OWNER), autocommit=True) as connection:
        yield connection


def files_of(folder: Path) -> Path:
    """Where the files of an old register lie until they are loaded."""
    return folder / "files"


@cache
def world_of(folder: Path) -> World:
    """The country and its people of a register that was made."""
    found: World = pickle.loads((folder / "world.pickle").read_bytes())  # noqa: S301  # our own file
    return found


def _write_files(folder: Path, world: World) -> int:
    files_of(folder).mkdir(exist_ok=True)
    years = sorted(world.years, key=lambda year: -world.years[year])
    with _pool() as pool:
        return sum(pool.map(_write_year, [folder] * len(years), years))


def _write_year(folder: Path, year: int) -> int:
    return write_year(world_of(folder), year, files_of(folder))


@contextmanager
def _pool() -> Iterator[ProcessPoolExecutor]:
    # Not forked: the threads of polars do not live through a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context, initializer=_set_up) as pool:
        yield pool


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()


def _fill_directory(database: EmbeddedDatabase, folder: Path, world: World) -> None:
    from thidua.core.vietnamese import fold

    units = units_of_country()
    by_id = {row[0]: row for row in units}
    with _owner(database) as connection:
        connection.execute(UNCHECKED)
        for name in SUBJECT_INDEXES:
            connection.execute(f"drop index {name}".encode())
        _rows(connection, "organizations_organization (id, code, position)",
              ((n, f"U{n}", at) for n, at, *_ in units))  # fmt: skip
        columns = (
            "organization_id, line, during, parent_id, path, name, short_name, folded, kind, province_code, sector,"
            " has_legal_personality"
        )
        _rows(connection, f"organizations_placement ({columns})", (_placement(row, by_id) for row in units))
        subjects = (
            (world.persons + 1 + n, "collective", name, fold(name), fold(name), n + 1, MADE_AT)
            for n, name in enumerate(world.unit_names)
        )
        _rows(connection, f"people_subject ({', '.join(_SUBJECT)})", subjects)
    starts = range(0, world.persons, CHUNK)
    with _pool() as pool:
        list(pool.map(_fill_people, [folder] * len(starts), [database.url(OWNER)] * len(starts), starts))
    with _owner(database) as connection:
        for table in ("people_subject", "organizations_organization"):
            connection.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))".encode()  # noqa: S608  # fixed names
            )


_SUBJECT = ("id", "kind", "name", "folded", "sort_key", "organization_id", "created_at")


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


@cache
def _folded(folder: Path) -> tuple[pl.Series, pl.Series]:
    from thidua.core.vietnamese import fold

    names = world_of(folder).names
    return pl.Series(names), pl.Series([fold(name) for name in names])


def _fill_people(folder: Path, url: str, start: int) -> None:
    world, (names, folded) = world_of(folder), _folded(folder)
    part = slice(start, min(start + CHUNK, world.persons))
    at = pl.Series(world.person_name[part].astype(np.int64))
    ids, klass = np.arange(part.start, part.stop) + 1, pl.Series(world.person_class[part]).cast(pl.Int64)
    subjects = pl.DataFrame({"id": ids}).with_columns(
        pl.lit("person").alias("kind"), names.gather(at).alias("name"), folded.gather(at).alias("folded"),
        folded.gather(at).alias("sort_key"),
        pl.Series("organization_id", world.person_unit[part].astype(np.int64) + 1), pl.lit(MADE_AT).alias("created_at"),
    )  # fmt: skip
    people = pl.DataFrame({"subject_id": ids}).with_columns(
        pl.Series("birth_year", world.person_birth[part]), pl.Series("is_ethnic_minority", (ids - 1) % 9 == 0),
        pl.Series(SEXES).gather(pl.Series(world.person_sex[part]).cast(pl.Int64)).alias("sex"),
        pl.Series(CLASSES).gather(klass).alias("position_class"),
        pl.Series([LEADERS[one] for one in CLASSES]).gather(klass).alias("leader_class"),
        pl.Series(JOBS).gather(pl.Series((ids - 1) % len(JOBS))).alias("job"), pl.lit("").alias("native_place"),
        pl.lit("").alias("education"), pl.lit(False).alias("is_on_union_payroll"), pl.lit("").alias("identity_note"),
    )  # fmt: skip
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(UNCHECKED)
        _copy(connection, "people_subject", subjects)
        _copy(connection, "people_person", people)


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


def point_at(database: EmbeddedDatabase, role: str = "thidua") -> None:
    """Let Django of this process use a register as the application does, or as another role."""
    from django.db import connections

    os.environ["DATABASE_URL"] = database.url(role)
    _set_up()
    connections.close_all()
    connections["default"].settings_dict.update({
        "NAME": "thidua", "USER": role, "PASSWORD": database.passwords[role],
        "HOST": str(database.socket_directory), "PORT": "",
    })  # fmt: skip
    _forget_what_is_kept()


def _forget_what_is_kept() -> None:
    """What the search keeps in memory is of one register."""
    from thidua.domain.register.queries import profiles, sample, vocabulary

    profiles._known.clear()
    sample._kept.clear()
    vocabulary._known.clear()
