"""What the log costs its writers: eight of them by pgbench, with and without it in turn, and the sealer beside them.

A writer's transaction adds one row of business to a table with two more indexes, as the program's have; with the log
also one event, hashed, as the program writes it. The sealer runs in this process twice a second, as ``thidua run`` lets
it. Afterwards the whole log is compared with its tree.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

from benchmarks.empty import empty_database
from benchmarks.measuring import Line, line, percentile

CLIENTS, SECONDS, ROUNDS = 8, 6, 3
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
_LAG = """
    select extract(epoch from %s - min(at)) from audit_event
     where xid >= %s and id = any(%s)
"""


def run() -> list[Line]:
    """Measure in rounds of both kinds by turns, so that other work on the machine meets both alike."""
    with empty_database() as database:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(_TABLE)
        bare: list[Run] = []
        audited: list[Run] = []
        lags: list[float] = []
        for _ in range(ROUNDS):
            bare.append(_writers(database, _HEAD + _ACT + "end;\n"))
            with _Sealer() as sealer:
                audited.append(_writers(database, _HEAD + _ACT + _EVENT + "end;\n"))
            lags += sealer.lags
        return [*_lines(bare, audited, lags), *_reading()]


Run = tuple[float, float]
"""Transactions a second, and microseconds of processor each took in the server."""


def _lines(bare: list[Run], audited: list[Run], lags: list[float]) -> list[Line]:
    ratios = [with_log[0] / without[0] for without, with_log in zip(bare, audited, strict=True)]
    tps = median(one for one, _cpu in audited)
    return [
        line(
            f"cost of the log to {CLIENTS} writers", 100 * (1 - median(ratios)), "%", 15,
            worst=100 * (1 - min(ratios)), without_tps=median(one for one, _cpu in bare), with_tps=tps,
            without_cpu_us=median(cpu for _tps, cpu in bare), with_cpu_us=median(cpu for _tps, cpu in audited),
        ),
        line("audited writes", tps, "/s", 5000, more_is_better=True, best=max(one for one, _cpu in audited)),
        line("a row sealed after, the slowest", max(lags), "s", 2.0, p95=percentile(lags, 0.95), seals=len(lags)),
    ]  # fmt: skip


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
        line("rows compared with the tree a second of processor", rows / compared, "/s", None, rows=rows),
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

        is_over = False
        while not is_over:
            is_over = self._stopped.wait(SEAL_EVERY)  # what was written last is sealed too
            for one in seal({}, at=SystemClock().now()):
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
