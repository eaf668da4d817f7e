"""What the cube costs those who write the register: single lines, hundreds, and eight officers at it for minutes.

The database is one of its own, with the country's offices and some thousand grassroots unions; the cost of a line to
its writer does not depend on how many lines there are.
"""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from benchmarks.audit import _library, _server_seconds
from benchmarks.empty import empty_database
from benchmarks.measuring import Line, by_turns, line
from benchmarks.register_data import HEADS, UPPERS, units_of_country

MINUTES = "THIDUA_BENCH_MINUTES"
CLIENTS, SECONDS, ROUNDS = 8, 5, 6
GRASSROOTS, HOLDERS = 3_000, 20_000
MERGE_EVERY = 5.0
NAMES = ("Nguyễn Thị Hường", "Trần Văn Bình", "Lê Thị Sen", "Phạm Minh Đức", "Hoàng Thu Hà", "Vũ Đình Khoa")
SURNAMES = ("Đỗ", "Bùi", "Đặng", "Hồ", "Ngô", "Dương", "Lý", "Phan", "Võ", "Tạ")

# A line as the program writes it: the ledger, its salt, its keys, the row of the search, the sums.
_LINES = """\\set seed random(1, 1000000000)
\\set holder random(1, {holders})
begin;
with drawn as (
    select nextval('register_entry_id_seq') as id, n, 1 + (:holder + n * 7) % {holders} as holder_id,
           {first} + (:seed + n * 13) % {units} as unit_id, date '2026-01-01' + ((:seed + n) % 300)::int as decided_on
      from generate_series(1, {count}) n
), new as (
    insert into register_entry (id, kind, register_no, token, year, holder_id, holder_kind, holder_name, birth_year,
        sex, is_ethnic_minority, position_class, person_class, is_enterprise, post, organization_id, unit_position,
        unit_name, province_code, award_code, award_level, commendation_type, achievement, achievement_year,
        issuer_id, issuer_name, decision_number, decided_on, decision_line, signer, signer_post, source, confidence,
        scan_sha256, reason, act_number, entered_at, commitment, xid, layout, hash)
    select d.id, 'grant', 'B-26-' || d.id, 'T' || d.id, 2026, d.holder_id, 'person', 'Nguyễn Thị Hường', 1985,
           'female', false, 'direct', 'direct_worker', false, 'Công nhân', d.unit_id, o.position,
           'CĐ Công ty TNHH Sông Lô', '01', 'BK_LDLD', 'province', 'merit',
           'Đã có thành tích xuất sắc trong phong trào thi đua', 2026, 2, 'LĐLĐ tỉnh', '12/QĐ-LĐLĐ', d.decided_on,
           d.n, '', '', 'decision', 'issued', '', '', '', clock_timestamp(), uuid_send(gen_random_uuid()),
           (pg_current_xact_id()::text)::bigint, 2, sha256(convert_to(d.id::text, 'UTF8'))
      from drawn d join organizations_organization o on o.id = d.unit_id
    returning id, holder_id, year, register_no, token, unit_position
), salted as (
    insert into register_salt (holder_id, entry_id, secret)
    select holder_id, id, uuid_send(gen_random_uuid()) from new
), keyed as (
    insert into register_grantkey (register_no, token, holder_id, year, entry_id)
    select register_no, token, holder_id, year, id from new
), standing as (
    insert into register_standingline (root_id, holder_id, entry_id, unit_position, name_id, decision_id, profile_id,
        year, is_annulled, province_code)
    select id, holder_id, id, unit_position, 1, 1, {profile}, year, false, '01' from new
)
insert into register_tally (profile_id, year, is_annulled, lines)
values ({profile}, 2026, false, {count}), (null, null, null, {count});
end;
"""
_TRIGGER = "alter table register_entry {} trigger reporting_queue_new"


def run() -> list[Line]:
    """Measure both sizes of writes with and without the cube by turns, then let eight officers work."""
    with empty_database() as database:
        profile = country()
        lines = [_overhead(database, profile, count, goal) for count, goal in ((1, 30), (100, 10))]
        return lines + _officers()


def country() -> int:
    """Units, holders and one profile; return the id of the profile."""
    import psycopg
    from django.db import connection

    from benchmarks.register_loading import _placement, _rows
    from thidua.core.clock import SystemClock
    from thidua.domain.reporting.cube.keeping import rebuild

    units = units_of_country()[: 1 + HEADS + UPPERS + GRASSROOTS]
    by_id = {row[0]: row for row in units}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        _rows(
            owner,
            "organizations_organization (id, code, position)",
            ((n, f"U{n}", at) for n, at, *_ in units),
        )
        columns = (
            "organization_id, line, during, parent_id, path, name, short_name, folded, kind, province_code, sector,"
            " has_legal_personality"
        )
        _rows(owner, f"organizations_placement ({columns})", (_placement(row, by_id) for row in units))
        subjects = (
            (n, "person", "Nguyễn Thị Hường", "nguyen thi huong", "nguyen thi huong", "2026-01-01 00:00+07")
            for n in range(1, HOLDERS + 1)
        )
        _rows(owner, "people_subject (id, kind, name, folded, sort_key, created_at)", subjects)
        owner.execute("analyze")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into register_profile (award_code, award_level, commendation_type, holder_kind, position_class,"
            " person_class, sex, is_enterprise) values ('BK_LDLD', 'province', 'merit', 'person', 'direct',"
            " 'direct_worker', 'female', false) returning id"
        )
        profile = int(cursor.fetchone()[0])
    rebuild(at=SystemClock().now())
    return profile


def line_script(profile: int, count: int) -> str:
    """What pgbench runs to enter ``count`` lines in one transaction."""
    return _LINES.format(
        holders=HOLDERS, first=2 + HEADS + UPPERS, units=GRASSROOTS, count=count, profile=profile
    )


def _overhead(database: Any, profile: int, count: int, goal: float) -> Line:
    script = line_script(profile, count)

    def writers(trigger: str) -> tuple[float, float]:
        _execute(_TRIGGER.format(trigger))
        done = _writers(database, script)
        _execute("truncate reporting_queued")  # merging is measured below; here only what a writer waits for
        return done

    _writers(database, script, seconds=2)
    bare, kept = by_turns(ROUNDS, lambda: writers("disable"), lambda: writers("enable"))
    _execute(_TRIGGER.format("enable"))
    ratios = [with_cube[0] / without[0] for without, with_cube in zip(bare, kept, strict=True)]
    return line(
        f"cost of the cube to {CLIENTS} writers of {count} line{'s' * (count > 1)}", 100 * (1 - median(ratios)), "%",
        goal, worst=100 * (1 - min(ratios)),
        without_tps=median(one for one, _cpu in bare), with_tps=median(one for one, _cpu in kept),
        without_cpu_us=median(cpu for _tps, cpu in bare), with_cpu_us=median(cpu for _tps, cpu in kept),
    )  # fmt: skip


def _writers(database: Any, script: str, seconds: int = SECONDS) -> tuple[float, float]:
    """Transactions a second of eight connections, and microseconds of processor each took in the server."""
    program = next(database._binaries.glob("pgbench*"))
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
        file.write(script)
        file.flush()
        used = _server_seconds(database.data)
        done = subprocess.run(
            [
                str(program), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", str(seconds),
                "-f", file.name, os.environ["DATABASE_URL"],
            ],
            capture_output=True, text=True, check=True, env=_library(program),
        )  # fmt: skip
    told = dict(part.split(" = ", 1) for part in done.stdout.splitlines() if " = " in part)
    count = next(part for part in done.stdout.splitlines() if "actually processed" in part)
    transactions = max(1, int(count.rpartition(": ")[2].partition("/")[0]))
    rate = told.get("tps", "0.01")  # no rate is told of nothing
    time.sleep(1)  # the server counts a connection when it has gone
    return float(rate.split()[0]), 1e6 * (_server_seconds(database.data) - used) / transactions


def _execute(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


@dataclass
class Told:
    """What an officer did until the time was over."""

    acts: int = 0
    deadlocks: int = 0
    errors: int = 0


def _officers() -> list[Line]:
    """Eight processes enter, correct, annul and restore by the program's own acts while the cube is merged beside."""
    from django.db import connection

    from thidua.core.clock import SystemClock
    from thidua.domain.register.standing_rows import merge_tallies
    from thidua.domain.reporting.cube.keeping import compare, merge, rebuild

    _execute("truncate reporting_queued")
    rebuild(at=SystemClock().now())
    minutes = float(os.environ.get(MINUTES, "1"))
    until = time.time() + 60 * minutes
    connection.close()
    with _children(until) as told:
        merges = 0
        while time.time() < until:
            time.sleep(min(MERGE_EVERY, max(0.1, until - time.time())))
            merge()
            merge_tallies()
            merges += 1
    merge()
    found = compare(at=SystemClock().now())
    with connection.cursor() as cursor:
        cursor.execute("select deadlocks from pg_stat_database where datname = current_database()")
        seen = int(cursor.fetchone()[0])
    acts, refused = sum(one.acts for one in told), sum(one.errors for one in told)
    return [
        line(f"deadlocks in {minutes:g} minutes of {CLIENTS} officers", max(seen, sum(one.deadlocks for one in told)), "",
             0, acts=acts, acts_a_second=acts / (60 * minutes), refused=refused, merges=merges),
        line("cells that differ from the register afterwards", found.differing, "", 0, honors=found.honors),
    ]  # fmt: skip


@contextmanager
def _children(until: float) -> Iterator[list[Told]]:
    readers = []
    for number in range(CLIENTS):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            _work(number, until, writer)
        os.close(writer)
        readers.append((child, reader))
    told: list[Told] = []
    yield told
    for child, reader in readers:
        with os.fdopen(reader) as pipe:
            parts = pipe.read().split()
        os.waitpid(child, 0)
        if len(parts) != 3:
            raise RuntimeError("an officer broke; its last words are above")
        told.append(Told(*map(int, parts)))


def _work(number: int, until: float, writer: int) -> None:
    try:
        told = _acted(random.Random(number), until)
        os.write(writer, f"{told.acts} {told.deadlocks} {told.errors}".encode())
    finally:
        os.close(writer)
        os._exit(0)


def _acted(draw: random.Random, until: float) -> Told:
    import psycopg
    from django.db import connections
    from django.db.utils import OperationalError

    from thidua.core.errors import Refused

    connections.close_all()
    told = Told()
    while time.time() < until:
        try:
            _act(draw)
            told.acts += 1
        except Refused:
            told.errors += 1
        except OperationalError as error:
            if not isinstance(error.__cause__, psycopg.errors.DeadlockDetected):
                raise
            told.deadlocks += 1
    return told


def _act(draw: random.Random) -> None:
    """One act of an officer: mostly new lines, one or a hundred; else something about a line that others know too."""
    from thidua.core.clock import SystemClock
    from thidua.domain.access import Actor
    from thidua.domain.register import actions
    from thidua.domain.register.models import Entry
    from thidua.domain.register.values import Paper

    chance = draw.random()
    if chance < 0.7:
        enter_some(100 if chance < 0.2 else 1, draw=draw)
        return
    found = Entry.objects.filter(kind="grant", id__gt=draw.randrange(1, 200_000)).order_by("id").first()
    if found is None:
        enter_some(1, draw=draw)
        return
    facts: dict[str, Any] = {
        "paper": Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Ghi nhầm"), "actor": Actor.system("bench"),
        "at": SystemClock().now(),
    }  # fmt: skip
    if chance < 0.8:
        actions.correct(found, {"position_class": draw.choice(("direct", "manager"))}, **facts)
    elif chance < 0.92:
        actions.annul(found, **facts)
    else:
        actions.restore(found, **facts)


def enter_some(count: int, *, draw: random.Random) -> None:
    """Enter honours of random people in random units, as a decision does."""
    from thidua.core.clock import SystemClock
    from thidua.domain.access import Actor
    from thidua.domain.organizations.models import Organization
    from thidua.domain.register import actions

    numbers = [2 + HEADS + UPPERS + draw.randrange(GRASSROOTS) for _n in range(count)]
    positions = dict(Organization.objects.filter(pk__in=numbers).values_list("pk", "position"))
    actions.enter(
        [_grant(draw, unit, positions[unit]) for unit in numbers], actor=Actor.system("bench"), at=SystemClock().now()
    )  # fmt: skip


def _grant(draw: random.Random, unit: int, position: int) -> Any:
    from thidua.domain.register.values import NewEntry

    number = draw.getrandbits(48)
    return NewEntry(
        register_no=f"E-{number:x}", holder_id=draw.randrange(1, HOLDERS), holder_kind="person",
        holder_name=f"{draw.choice(SURNAMES)} {draw.choice(NAMES)}", organization_id=unit, unit_position=position,
        unit_name="CĐ Công ty TNHH Sông Lô", province_code="01", award_code=draw.choice(("BK_LDLD", "LDTT", "GK_CD")),
        award_level="province", commendation_type="merit", issuer_id=2 + draw.randrange(HEADS),
        issuer_name="LĐLĐ tỉnh", decision_number=f"{draw.randrange(1, 900)}/QĐ-LĐLĐ",
        decided_on=date(draw.choice((2024, 2025, 2026)), draw.randint(1, 12), draw.randint(1, 28)),
        decision_line=1, birth_year=1985, sex="female", position_class="direct", person_class="direct_worker",
        post="Công nhân", achievement="Đã có thành tích xuất sắc", signer="", signer_post="",
    )  # fmt: skip
