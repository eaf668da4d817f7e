"""The steps of a first load in their order, spread over processes."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import polars as pl
import psycopg
from django.db import connection as django_connection
from django.db import transaction
from psycopg.conninfo import make_conninfo

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.register.models import Entry
from thidua.domain.register.partitions import FIRST_YEAR
from thidua.operations.first_load.source import CannotLoad, distinct_names, lines_by_year, scan
from thidua.operations.first_load.tables import (
    LEDGER,
    PLANNED,
    TABLES,
    Definition,
    copy_in,
    empty,
    parts,
    put_back_all,
    take_off,
    was_broken_off,
)
from thidua.operations.first_load.years import FILES, SETTINGS, Load, Part, load_part

LAST_YEAR = 2200
_NAMES = ("id", "folded", "entries")
_SUMS = """
    insert into register_tally (profile_id, year, is_annulled, lines)
    select profile_id, year, is_annulled, count(*) from register_standingline group by 1, 2, 3;
    insert into register_tally (lines) select sum(lines) from register_tally;
"""
_STRANGERS = """
    select holder_id from register_standingline s
     where not exists (select 1 from people_subject p where p.id = s.holder_id) limit 1
"""
_COUNTED = "select name_id, count(*) from register_standingline group by 1"
_GO_ON = (
    "select setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) from {table}"
)
_NUMBERED = (LEDGER, "register_registereddecision", "register_registeredname")


@dataclass
class Loaded:
    """How many lines came in, the seconds of each step by the clock, and those of each index by itself."""

    lines: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    indexes: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - began


def first_load(
    folder: Path, *, actor: Actor, at: datetime, work: Path | None = None, processes: int | None = None,
    told: Callable[[str], None] = lambda _said: None,
) -> Loaded:  # fmt: skip
    """Load the lines of the Parquet files of ``folder`` into the empty register that Django is connected to as owner.

    Raises ``CannotLoad`` when the register is not empty or lines cannot be right; the register is empty then. Files
    of the way lie in ``work``. Nothing is sealed, and the cube not built: the program does both.
    """
    loaded, url = Loaded(), _url()
    with (
        psycopg.connect(url, autocommit=True) as connection,
        tempfile.TemporaryDirectory(prefix="first-load-", dir=work) as way,
    ):
        _refuse_full(connection)
        load = Load(url, folder, Path(way), at.astimezone(UTC).isoformat(timespec="microseconds"))
        source = scan(folder)
        with loaded.timed("years and names of the files"):
            years = lines_by_year(source)
            names = _fold_names(source, load)
        definitions = take_off(connection)
        try:
            _load(connection, load, _parts(connection, years), definitions, names, loaded, processes, told)
        except BaseException as error:
            take_off(connection)
            _empty_all(connection)
            _build_all(url, definitions, 1)
            put_back_all(connection, definitions)
            if isinstance(error, psycopg.DatabaseError):
                raise CannotLoad(f"The database refused the lines: {error}") from error
            raise
    with loaded.timed("digests of the files"):
        _record(folder, loaded.lines, actor, at)
    return loaded


def _url() -> str:
    said = django_connection.settings_dict
    return make_conninfo(
        dbname=said["NAME"], user=said["USER"], password=said["PASSWORD"], host=said["HOST"],
        port=said["PORT"] or None,
    )  # fmt: skip


def _record(folder: Path, lines: int, actor: Actor, at: datetime) -> None:
    """One event for all lines, with the digests of the files they came from."""
    digests = {}
    for path in sorted(folder.glob("*.parquet")):
        with path.open("rb") as file:
            digests[path.name] = hashlib.file_digest(file, "sha256").hexdigest()
    with transaction.atomic():
        first = Entry.objects.order_by("pk")[0]
        record(
            "register.loaded", first, actor=actor, at=at, organization_id=first.issuer_id, count=lines,
            first_id=first.pk, last_id=lines, files=digests,
        )  # fmt: skip


def _load(  # noqa: PLR0917  # the steps share it all
    connection: psycopg.Connection[Any], load: Load, years: list[Part], definitions: list[Definition],
    names: list[str], loaded: Loaded, processes: int | None, told: Callable[[str], None],
) -> None:  # fmt: skip
    count = processes or os.cpu_count() or 1
    with _processes(count) as pool:
        with loaded.timed("lines by year, with the indexes of the ledger"):
            ledger = [one for one in definitions if one.table == LEDGER]
            for job, done in _all(pool, load_part, [(load, part, ledger) for part in years]):
                loaded.lines += done.lines
                loaded.indexes.update(done.indexes)
                told(f"{job[1].name}: {done.lines:,}")
        with loaded.timed("tables of the search, keys and salts"):
            for job, _done in _all(pool, fill_table, [(load, table) for table in FILES]):
                told(str(job[1]))
    with loaded.timed("names and sums"):
        _count(connection, names)
    with loaded.timed("indexes of the search, keys and salts"):
        loaded.indexes.update(_build_all(load.url, definitions, count))
    with loaded.timed("holders looked up"):
        _refuse_strangers(connection)
    with loaded.timed("statistics of the planner"):
        for table in (f"only {LEDGER} ({PLANNED})", *TABLES[1:], "register_tally"):
            connection.execute(f"analyze {table}".encode())
        # The search reads its index alone where blocks are marked as seen by all.
        connection.execute("vacuum register_standingline")
    with loaded.timed("keys of the ledger"):
        put_back_all(connection, definitions)


def fill_table(load: Load, table: str) -> None:
    """The files of a table into it."""
    with psycopg.connect(load.url, autocommit=True) as connection, connection.transaction():
        empty(connection, table)
        copy_in(connection, table, FILES[table], _contents(load.files(table)))


def _contents(files: list[Path]) -> Iterator[bytes]:
    for path in files:
        with path.open("rb") as file:
            while some := file.read(1 << 20):
                yield some
        path.unlink()


def _refuse_full(connection: psycopg.Connection[Any]) -> None:
    if was_broken_off(connection):
        take_off(connection)
        _empty_all(connection)
    found = connection.execute(f"select 1 from {LEDGER} limit 1".encode()).fetchone()  # noqa: S608  # a fixed name
    if found is not None:
        raise CannotLoad("The register is not empty; more lines come in by `thidua import`.")


def _empty_all(connection: psycopg.Connection[Any]) -> None:
    with connection.transaction():
        for table in (*parts(connection), *TABLES[1:]):
            empty(connection, table)
        connection.execute("truncate register_tally")


def _fold_names(source: pl.LazyFrame, load: Load) -> list[str]:
    """The distinct folded names in order of their numbers (from 1); the way to them from names lies in a file."""
    names = distinct_names(source)
    folded = [fold(name) for name in names]
    ordered = sorted(set(folded))
    number = {name: at for at, name in enumerate(ordered, 1)}
    frame = pl.DataFrame({"holder_name": names, "name_id": [number[one] for one in folded]})
    frame.write_parquet(load.names)
    return ordered


def _parts(connection: psycopg.Connection[Any], years: dict[int, int]) -> list[Part]:
    """The partitions with lines, the fullest first; those that are missing are made."""
    if max(years, default=0) > LAST_YEAR:
        raise CannotLoad(f"A line was decided in the year {max(years)}.")
    spans: dict[str, tuple[int, int]] = {}
    for year in years:
        if year < FIRST_YEAR:
            spans["register_entry_until_2004"] = (min(years), FIRST_YEAR - 1)
        else:
            connection.execute("select register_make_year(%s)", [year])
            spans[f"register_entry_y{year}"] = (year, year)
    found, before = [], 0
    for name, (first, last) in spans.items():
        lines = sum(count for year, count in years.items() if first <= year <= last)
        found.append((lines, Part(name, first, last, before)))
        before += lines
    return [part for _lines, part in sorted(found, key=lambda one: -one[0])]


def _count(connection: psycopg.Connection[Any], names: list[str]) -> None:
    """Names with their numbers of lines, and the sums: both follow from the lines."""
    counts = dict(connection.execute(_COUNTED.encode()).fetchall())
    numbers = range(1, len(names) + 1)
    rows = pl.DataFrame({"id": numbers, "folded": names, "entries": [counts.get(at, 0) for at in numbers]})
    with connection.transaction():
        empty(connection, "register_registeredname")
        content = rows.write_csv(include_header=False).encode()
        copy_in(connection, "register_registeredname", _NAMES, iter([content]))
        connection.execute("truncate register_tally")
        connection.execute(_SUMS.encode())
        for table in _NUMBERED:
            connection.execute(_GO_ON.format(table=table).encode())


def _build_all(url: str, definitions: list[Definition], processes: int) -> dict[str, float]:
    """Build what the tables beside the ledger lack, several indexes at once; return the seconds of each."""
    outside = [one for one in definitions if one.table != LEDGER and one.kind != "f"]
    with ThreadPoolExecutor(processes) as pool:
        return {job[1].name: took for job, took in _all(pool, _build, [(url, one) for one in outside])}


def _build(url: str, one: Definition) -> float:
    began = time.perf_counter()
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in SETTINGS:
            connection.execute(statement.encode())
        one.put_back(connection)
    return time.perf_counter() - began


def _refuse_strangers(connection: psycopg.Connection[Any]) -> None:
    found = connection.execute(_STRANGERS.encode()).fetchone()
    if found is not None:
        raise CannotLoad(f"There is nobody with the id {found[0]} (holder_id).")


@contextmanager
def _processes(count: int) -> Iterator[Executor]:
    """A pool whose processes do one thing at a time, each with its own Polars of one thread."""
    if count == 1:
        with ThreadPoolExecutor(1) as pool:
            yield pool
        return
    former = os.environ.get("POLARS_MAX_THREADS")
    os.environ["POLARS_MAX_THREADS"] = "1"
    try:
        # Not forked: the threads of polars do not live through a fork.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(count, mp_context=context, initializer=django.setup) as pool:
            yield pool
    finally:
        os.environ.pop("POLARS_MAX_THREADS")
        if former is not None:
            os.environ["POLARS_MAX_THREADS"] = former


def _all(pool: Executor, work: Callable[..., Any], jobs: list[tuple[Any, ...]]) -> Iterator[tuple[Any, Any]]:
    """Do all jobs; hand back each with what it gave. The first that fails stops those that have not begun."""
    waiting: list[tuple[tuple[Any, ...], Future[Any]]] = [(job, pool.submit(work, *job)) for job in jobs]
    try:
        for job, future in waiting:
            yield job, future.result()
    finally:
        for _job, future in waiting:
            future.cancel()
