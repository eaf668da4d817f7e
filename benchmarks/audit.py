"""What the log costs its writers: eight of them, with and without it in turn, and the sealer beside them.

Three kinds of writers. Officers are processes of the program that enter honours, one by one. pgbench says the same to
the database without the program, which is most of an officer's work, and once more for a single row in a table with
two more indexes, the least that a transaction can do. With the log there is also one event, hashed, as the
program writes it, and the line of the register has its hash, its commitment and its salt. The sealer runs in this
process twice a second, as ``thidua run`` lets it. In the end the whole log is compared with its tree.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.empty import empty_database
from benchmarks.measuring import Line, by_turns, line, percentile

CLIENTS, SECONDS, ROUNDS = 8, 4, 6
SEAL_EVERY = 0.5
_TABLE = """
    create table bench_act (
        id bigserial primary key, unit bigint, person bigint, words text, at timestamptz default now());
    create index on bench_act (unit, at);
    create index on bench_act (person)
"""
_ACT = """insert into bench_act (unit, person, words)
 values (:unit, :person, 'Đã có thành tích xuất sắc trong phong trào thi đua');
"""
_EVENT = """insert into audit_event
 (at, name, subject_type, subject_id, organization_id, actor_id, actor_name, data, salt, xid, hash)
 values (clock_timestamp(), 'bench.done', 'entry', :unit, :unit, 7, 'Trần Thị Lan', '{"line": 1}'::jsonb,
 uuid_send(gen_random_uuid()), (pg_current_xact_id()::text)::bigint,
 sha256(convert_to(clock_timestamp()::text || 'bench.done entry Trần Thị Lan {"line": 1}', 'UTF8')));
"""
_HEAD = "\\set unit random(1, 120000)\n\\set person random(1, 11000000)\nbegin;\n"
_OF_THE_LOG = {
    "sha256(convert_to(d.id::text, 'UTF8'))": "null",
    "(pg_current_xact_id()::text)::bigint, 2": "null, 2",
    "clock_timestamp(), uuid_send(gen_random_uuid()),": "clock_timestamp(), null,",
    """), salted as (
    insert into register_salt (holder_id, entry_id, secret)
    select holder_id, id, uuid_send(gen_random_uuid()) from new
""": "",
}
"""What a line of the register has for the log, and what stands there without it."""
_LAG = """
    select extract(epoch from %s - min(at)) from audit_event
     where xid >= %s and id = any(%s)
"""


Run = tuple[float, float]
"""Transactions a second, and microseconds of processor each took in the server."""


def run() -> list[Line]:
    """Measure in rounds of both kinds by turns, so that other work on the machine meets both alike."""
    with empty_database() as database:
        from django.db import connection

        from benchmarks.cube_writing import country

        profile = country()
        with connection.cursor() as cursor:
            cursor.execute(_TABLE)
        row = _Measured(
            lambda: _writers(database, _HEAD + _ACT + "end;\n"),
            lambda: _writers(database, _HEAD + _ACT + _EVENT + "end;\n"),
        )
        reading = _reading()
        bare, logged = _register_scripts(profile)
        entered = _Measured(lambda: _writers(database, bare), lambda: _writers(database, logged))
        officers = _Measured(lambda: _officers(is_logged=False), lambda: _officers(is_logged=True))
        return [*_lines(row, entered, officers), *reading]


def _register_scripts(profile: int) -> tuple[str, str]:
    """Entering a line of the register without anything of the log, and with all of it."""
    from benchmarks.cube_writing import line_script

    logged = line_script(profile, 1)
    bare = logged
    for of_the_log, without in _OF_THE_LOG.items():
        assert of_the_log in bare
        bare = bare.replace(of_the_log, without)
    drawn = "\\set unit random(1, 120000)\n"
    return bare, drawn + logged.removesuffix("end;\n") + _EVENT + "end;\n"


class _Measured:
    """Writers without and with the log by turns, and how long rows waited for their seal."""

    def __init__(self, bare: Callable[[], Run], logged: Callable[[], Run]) -> None:
        self.lags: list[float] = []

        def sealed() -> Run:
            with _Sealer() as sealer:
                done = logged()
            self.lags += sealer.lags
            return done

        self.bare, self.logged = by_turns(ROUNDS, bare, sealed)

    @property
    def rate(self) -> float:
        return median(tps for tps, _cpu in self.logged)

    def cost(self, what: str, goal: float | None = None) -> Line:
        ratios = [with_log[0] / without[0] for without, with_log in zip(self.bare, self.logged, strict=True)]
        return line(
            f"cost of the log to {CLIENTS} writers of {what}", 100 * (1 - median(ratios)), "%", goal,
            worst=100 * (1 - min(ratios)), without_tps=median(tps for tps, _cpu in self.bare), with_tps=self.rate,
            without_cpu_us=median(cpu for _tps, cpu in self.bare),
            with_cpu_us=median(cpu for _tps, cpu in self.logged),
        )  # fmt: skip


def _lines(row: _Measured, entered: _Measured, officers: _Measured) -> list[Line]:
    lags = row.lags + entered.lags + officers.lags
    return [
        officers.cost("the program, a line of the register each", 15),
        entered.cost("a line of the register, without the program"),
        row.cost("a single row, without the program"),
        line(
            "audited writes",
            row.rate,
            "/s",
            5000,
            more_is_better=True,
            best=max(tps for tps, _cpu in row.logged),
        ),
        line(
            "a row sealed after, the slowest",
            max(lags),
            "s",
            2.0,
            p95=percentile(lags, 0.95),
            seals=len(lags),
        ),
    ]


def _reading() -> list[Line]:
    """Everything is sealed, a proof reads a few tiles, and the comparison finds nothing but the made-up hashes."""
    from thidua.core.clock import SystemClock
    from thidua.domain.audit.lots import Row
    from thidua.domain.audit.models import Event
    from thidua.domain.audit.proofs import inclusion_of
    from thidua.domain.audit.queries import last_seal
    from thidua.domain.audit.sealing import seal
    from thidua.domain.audit.verifying import Checks, verify

    seal({}, at=SystemClock().now())
    newest, rows = last_seal("events"), Event.objects.count()
    assert newest is not None and newest.size == rows
    started = time.process_time()
    found = verify({log: Checks(lambda _rows: {}) for log in ("events", "register")})
    compared = time.process_time() - started
    assert found.problems == [] and found.rows == rows
    times = []
    for event in Event.objects.order_by("hash")[:200]:
        began = time.perf_counter()
        assert inclusion_of("events", Row(event.pk, event.xid, bytes(event.hash)))
        times.append(1000 * (time.perf_counter() - began))
    return [
        line("one proof, p95", percentile(times, 0.95), "ms", None, leaves=rows),
        line(
            "rows compared with the tree a second of processor",
            rows / compared,
            "/s",
            None,
            rows=found.rows,
        ),
    ]


def _writers(database: object, script: str) -> Run:
    """Let eight connections write for some seconds."""
    from thidua.operations.embedded import OWNER, EmbeddedDatabase

    assert isinstance(database, EmbeddedDatabase)
    program = next(database._binaries.glob("pgbench*"))
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(script)
        file.flush()
        used = _server_seconds(database.data)
        done = subprocess.run(
            [
                str(program), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS),
                "-f", file.name, database.url(OWNER),
            ],
            capture_output=True, text=True, check=True, env=_library(program),
        )  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    count = re.search(r"processed: ([0-9]+)", done.stdout)
    assert found and count, done.stdout
    return float(found[1]), 1e6 * (_server_seconds(database.data) - used) / int(count[1])


def _officers(*, is_logged: bool) -> Run:
    """Let eight processes of the program enter honours, one in a transaction, for some seconds."""
    from django.db import connection

    connection.close()
    until, used = time.time() + SECONDS, os.times()
    children = [_officer(number, until, is_logged=is_logged) for number in range(CLIENTS)]
    acts = 0
    for pid, told in children:
        with os.fdopen(told) as pipe:
            acts += int(pipe.read())
        os.waitpid(pid, 0)
    done = os.times()
    cpu = done.children_user + done.children_system - used.children_user - used.children_system
    return acts / SECONDS, 1e6 * cpu / acts


def _officer(number: int, until: float, *, is_logged: bool) -> tuple[int, int]:
    """Start one of them; return its process and where it tells how many acts it did."""
    told, telling = os.pipe()
    pid = os.fork()
    if pid:
        os.close(telling)
        return pid, told
    try:
        with contextlib.nullcontext() if is_logged else _without_log():
            os.write(telling, str(_entered(random.Random(time.time_ns() + number), until)).encode())
    finally:
        os._exit(0)


def _entered(draw: random.Random, until: float) -> int:
    from django.db import connections

    from benchmarks.cube_writing import enter_some

    connections.close_all()
    acts = 0
    while time.time() < until:
        enter_some(1, draw=draw)
        acts += 1
    return acts


@contextlib.contextmanager
def _without_log() -> Iterator[None]:
    """The program without events, hashes and salts."""
    from unittest.mock import patch

    from thidua.domain.register import actions, writing

    copied = writing.copy_rows

    def copy_rows(table: str, *rest: Any) -> None:
        if table != "register_salt":
            copied(table, *rest)

    nothing = {"commitment": lambda *_line: None, "row_hash": lambda *_line: None, "copy_rows": copy_rows}
    with patch.object(actions, "record", lambda *_said, **_more: 0), patch.multiple(writing, **nothing):
        yield


def _server_seconds(data: Path) -> float:
    """Seconds of processor that the connections of the server used which are over."""
    pid = (data / "postmaster.pid").read_text().split()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def _library(program: Path) -> dict[str, str]:
    return {**os.environ, "LD_LIBRARY_PATH": str(program.parent.parent / "lib")}


class _Sealer:
    """Seals every second on a thread, and notes how old the oldest row of each seal was when it was done."""

    def __init__(self) -> None:
        self.lags: list[float] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._seal)

    def __enter__(self) -> _Sealer:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _seal(self) -> None:
        from django.db import connection

        from thidua.core.clock import SystemClock
        from thidua.domain.audit.sealing import seal
        from thidua.domain.register.checking import EXTRAS

        is_over = False
        while not is_over:
            is_over = self._stopped.wait(SEAL_EVERY)  # what was written last is sealed too
            for one in seal(EXTRAS, at=SystemClock().now()):
                if one.log == "events":
                    self.lags.append(self._age(one))
        connection.close()

    @staticmethod
    def _age(one: object) -> float:
        from django.db import connection

        from thidua.core.clock import SystemClock
        from thidua.domain.audit.models import Seal
        from thidua.domain.audit.tiles import leaves_between

        assert isinstance(one, Seal)
        done = SystemClock().now()
        ids = [row_id for row_id, _hash in leaves_between(one.log, one.size - one.count, one.size)]
        with connection.cursor() as cursor:
            cursor.execute(_LAG, [done, 0, ids])
            return float(cursor.fetchone()[0])
