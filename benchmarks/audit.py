"""What the log costs its writers: eight of them by pgbench, with and without it in turn, and the sealer beside them.

Two kinds of writers: one adds a single row to a table with two more indexes, the least that a transaction can do; the
other enters a line of the register with all that belongs to it. With the log there is also one event, hashed, as the
program writes it, and the line of the register has its hash, its commitment and its salt. The sealer runs in this
process twice a second, as ``thidua run`` lets it. Between the two the whole log is compared with its tree.
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
        row = _Measured(database, _HEAD + _ACT + "end;\n", _HEAD + _ACT + _EVENT + "end;\n")
        reading = _reading()
        entered = _Measured(database, *_register_scripts(profile))
        return [*_lines(row, entered), *reading]


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

    def __init__(self, database: object, bare: str, logged: str) -> None:
        self.lags: list[float] = []

        def sealed() -> Run:
            with _Sealer() as sealer:
                done = _writers(database, logged)
            self.lags += sealer.lags
            return done

        self.bare, self.logged = by_turns(ROUNDS, lambda: _writers(database, bare), sealed)

    @property
    def rate(self) -> float:
        return median(tps for tps, _cpu in self.logged)

    def cost(self, what: str) -> Line:
        ratios = [with_log[0] / without[0] for without, with_log in zip(self.bare, self.logged, strict=True)]
        return line(
            f"cost of the log to {CLIENTS} writers of {what}", 100 * (1 - median(ratios)), "%", 15,
            worst=100 * (1 - min(ratios)), without_tps=median(tps for tps, _cpu in self.bare), with_tps=self.rate,
            without_cpu_us=median(cpu for _tps, cpu in self.bare),
            with_cpu_us=median(cpu for _tps, cpu in self.logged),
        )  # fmt: skip


def _lines(row: _Measured, entered: _Measured) -> list[Line]:
    lags = row.lags + entered.lags
    return [
        row.cost("a single row"),
        entered.cost("a line of the register"),
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
