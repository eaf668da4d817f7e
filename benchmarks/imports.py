"""100,000 former honours of 15 columns from a workbook into the register: read, judged, entered with receipts.

Over an empty register that is thrown away afterwards, or over that of the installation whose data folder
``THIDUA_BENCH_REGISTER`` names. There each list is taken out again by the owner of the database when it was measured: a
register cannot unlearn a line, not even by a withdrawal, and must be as big in the next run.

Twice, each time other people: first as the database comes from its start, then warm: the first list taken back, and what
a list meets read once into memory.
"""

from __future__ import annotations

import io
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

import polars as pl

from benchmarks.empty import empty_database
from benchmarks.imports_undone import lists_taken_back
from benchmarks.measuring import Line, line
from benchmarks.register_data import SEXES
from benchmarks.server import REGISTER, register_database

ROWS = int(os.environ.get("THIDUA_BENCH_ROWS", "100000"))
GOAL_SECONDS = 12.0 * max(1, ROWS / 100_000)
GOAL_COLD = 30.0 * max(1, ROWS / 100_000)
UNITS = 1_000
TRAITS_AT_ONCE = 500_000


def run() -> list[Line]:
    """Measure reading with judging, and the whole way: first from the start of the database, then warm."""
    with _register() as taken_back, tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        from thidua.domain.catalogue.library import library

        settings.CONTENT_ROOT = settings.UPLOAD_ROOT = folder
        library()  # a worker has read the law long before a list comes
        with taken_back():
            lines = list(_imported("first after the start", GOAL_COLD))
        if os.environ.get(REGISTER):
            _warm(Path(os.environ[REGISTER]) / "database" / "postgres")
        with taken_back():
            return lines + list(_imported("warm", GOAL_SECONDS))


def _imported(name: str, goal: float) -> Iterator[Line]:
    from thidua.core.clock import SystemClock
    from thidua.domain.access import Actor
    from thidua.domain.organizations.models import Organization
    from thidua.domain.people.models import Trait
    from thidua.domain.register.imports.actions import import_honors
    from thidua.domain.register.imports.judging import judge_honors
    from thidua.domain.register.imports.lists import read_honors
    from thidua.domain.register.models import GrantKey

    into = {"lines_before": _roughly(GrantKey), "people_compared_with": _roughly(Trait)}
    content = workbook(random.Random(time.time_ns()))
    actor, now = Actor.system("benchmark"), SystemClock().now()
    top = Organization.objects.order_by("position")[0]
    before = os.getloadavg()[0]
    begun = _spent()
    file = read_honors(content, "bench.xlsx")
    read = _spent()
    rows = judge_honors(file, actor=actor, at=now)
    judged = _spent()
    batch = import_honors(file, content, unit=top, actor=actor, at=now, leave_out=True, judged=rows)
    entered = _spent()
    _settle_arrivals()
    settled = _spent()
    steps = {
        "of it reading": (begun, read),
        "of it judging": (read, judged),
        "of it entering": (judged, entered),
        "behind it, by the job that looks at newcomers: what they are found by": (entered, settled),
    }
    load = f"{before:.1f} to {os.getloadavg()[0]:.1f}"
    yield line(
        f"{ROWS:,} × 15 from a workbook to the register, {name}", entered[0] - begun[0], "s", goal, **into,
        lines=batch.count, left_out=batch.bad, MB=len(content) / 1e6, load=load,
        most_MiB=getrusage(RUSAGE_SELF).ru_maxrss / 1024,
    )  # fmt: skip
    for step, (since, until) in steps.items():
        clock, program, database = (after - at for at, after in zip(since, until, strict=True))
        yield line(f"… {step}, {name}", clock, "s", cpu=program, database_cpu=database)


@contextmanager
def _register() -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """The register named by the environment, else an empty one for once; what comes with it takes lists back."""
    if named := os.environ.get(REGISTER):
        from thidua.operations.embedded import OWNER, EmbeddedDatabase

        _complete(Path(named))
        with register_database():
            _insist_on_tables()
            yield partial(lists_taken_back, EmbeddedDatabase(Path(named) / "database").url(OWNER))
        return
    with empty_database():
        from tests.factories.organizations import make_country

        make_country()
        yield nullcontext


def _complete(folder: Path) -> None:
    """A register that was made by ``make bench-register`` knows its people, but not what they are found by."""
    if not (folder / "made.json").exists():
        return
    import psycopg

    from benchmarks.register_loading import SUBJECT_INDEXES, database_of
    from thidua.operations.embedded import OWNER

    database = database_of(folder)
    was_running = database.is_running
    database.start()
    with psycopg.connect(database.url(OWNER), autocommit=True) as connection:
        ends = connection.execute(
            "select (select coalesce(max(person_id), 0) from people_trait),"
            " (select coalesce(max(subject_id), 0) from people_person)"
        ).fetchone()
        kept = {name for (name,) in connection.execute("select indexname from pg_indexes")}
        for name in SUBJECT_INDEXES.keys() - kept:
            connection.execute(SUBJECT_INDEXES[name])
        known, last = ends or (0, 0)
        if known < last:  # never done, or broken off on the way
            for low in range(known, last, TRAITS_AT_ONCE):
                connection.execute(
                    "select people_keep_traits(array(select subject_id from people_person"
                    " where subject_id > %s and subject_id <= %s))",
                    [low, low + TRAITS_AT_ONCE],
                )
            connection.execute("vacuum analyze people_trait")
            connection.execute("vacuum analyze people_person")
    if not was_running:
        database.stop()


def _warm(data: Path) -> None:
    """Read what a list meets once, so that the system keeps it in memory: people and the search with their indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_relation_filepath(t.oid) from pg_class t where t.relname = any(%s)"
            " union all select pg_relation_filepath(i.indexrelid) from pg_index i join pg_class t on t.oid = i.indrelid"
            " where t.relname = any(%s) or t.relname = 'register_standingline'",
            [_MET, _MET],
        )
        paths = [path for (path,) in cursor.fetchall()]
    for one in (file for path in paths for file in (data / path).parent.glob(f"{Path(path).name}*")):
        with one.open("rb") as file:
            while file.read(1 << 24):
                pass


_MET = [
    "people_trait",
    "people_subject",
    "people_person",
    "register_registeredname",
    "register_registereddecision",
]


def _insist_on_tables() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("The register is of an older version: bring it up to date by `thidua migrate`.")


def _settle_arrivals() -> None:
    """What is put off until somebody looks for people again; the job that follows a list is the first to do it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select people_settle_arrivals()")


def _spent() -> tuple[float, float, float]:
    """The clock, and seconds of processor of this process and of the database with all its processes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        server = _told_of(cursor.fetchone()[0])[1]
    ticks = sum(
        sum(map(int, told[11:13])) if int(told[1]) == int(server) else sum(map(int, told[11:15]))
        for pid in next(os.walk("/proc"))[1]
        if pid.isdigit() and (told := _told_of(pid)) and (told[1] == server or pid == server)
    )
    return time.perf_counter(), time.process_time(), ticks / os.sysconf("SC_CLK_TCK")


def _told_of(pid: int | str) -> list[str]:
    """What the system tells of a process behind its name (``proc(5)``): state, parent …; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return []


def _roughly(model: Any) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select greatest(0, reltuples)::bigint from pg_class where relname = %s", [model._meta.db_table]
        )
        return int(cursor.fetchone()[0])


def workbook(draw: random.Random, rows: int = ROWS) -> bytes:
    """A list as a federation keeps it; one row in two hundred has an honour that nobody knows."""
    from thidua.core.sheets import Column, write_table
    from thidua.domain.organizations.models import Placement
    from thidua.domain.organizations.states import UnitKind

    standing = Placement.objects.filter(
        kind=UnitKind.GRASSROOTS, during__contains=date(2014, 12, 20), path__contains="."
    )
    units = list(standing.values_list("organization__code", "name")[:UNITS])
    first = date(1950, 1, 1)
    days = [date(2014, 1, 2) + timedelta(days=7 * week) for week in range(50)]
    columns: dict[str, tuple[str, list[Any]]] = {"STT": ("int", list(range(1, rows + 1)))}
    picked = [draw.choice(units) for _row in range(rows)]
    columns |= {
        "Họ và tên": ("text", _names(draw, rows)),
        "Giới tính": ("text", [draw.choice(("Nam", "Nữ")) for _row in range(rows)]),
        "Ngày sinh": ("day", [first + timedelta(days=draw.randrange(17_000)) for _row in range(rows)]),
        "Chức vụ": ("text", [f"Tổ trưởng tổ {draw.randrange(60)}" for _row in range(rows)]),
        "Mã đơn vị": ("text", [code for code, _name in picked]),
        "Đơn vị": ("text", [name for _code, name in picked]),
        "Hình thức khen thưởng": ("text", [_award(draw) for _row in range(rows)]),
        "Số quyết định": ("text", [f"{draw.randrange(1, 400)}/QĐ-LĐLĐ" for _row in range(rows)]),
        "Ngày quyết định": ("day", [draw.choice(days) for _row in range(rows)]),
        "Người ký": ("text", ["Đàm Vĩnh Khoa"] * rows),
        "Chức vụ người ký": ("text", ["Chủ tịch"] * rows),
        "Thành tích": ("text", [f"Hoàn thành tốt nhiệm vụ năm {draw.randrange(2005, 2014)}" for _row in range(rows)]),
        "Năm thành tích": ("int", [2013] * rows),
        "Tiền thưởng": ("int", [draw.randrange(3, 20) * 100_000 for _row in range(rows)]),
    }  # fmt: skip
    target = io.BytesIO()
    frame = pl.DataFrame({name: values for name, (_kind, values) in columns.items()})
    write_table(frame, target, [Column(name, name, kind=kind) for name, (kind, _values) in columns.items()])  # type: ignore[arg-type]  # the kinds are literals
    return target.getvalue()


def _names(draw: random.Random, rows: int) -> list[str]:
    """Names as they are met in life, and so in the register: most are borne by many, one in twenty is new to it."""
    from thidua.operations.demo.names import draw_ethnicity, invent_name

    names = []
    for _row in range(rows):
        province = f"{draw.randint(1, 63):02}"
        sex, year = draw.choice(SEXES), draw.randint(1950, 1995)
        names.append(invent_name(draw, province, sex, year, draw_ethnicity(draw, province)))
    return names


def _award(draw: random.Random) -> str:
    return "BK_LDLD" if draw.random() > 0.005 else "Bằng ghi công"
