"""100,000 former honours of 15 columns from a workbook into the register: read, judged, entered with receipts.

Over an empty register, or over the one that ``THIDUA_BENCH_REGISTER`` names (the address of a database with units and
many lines); the lines stay in it, so that each run brings other people. Beside it: the judging alone.
"""

from __future__ import annotations

import io
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import polars as pl

from benchmarks.empty import empty_database
from benchmarks.measuring import Line, line

ROWS = int(os.environ.get("THIDUA_BENCH_ROWS", "100000"))
GOAL_SECONDS = 12.0 * max(1, ROWS / 100_000)
UNITS = 1_000
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý")
_MIDDLE = ("Văn", "Thị", "Đức", "Ngọc", "Minh", "Thu", "Quang", "Hồng", "Xuân", "Thanh")
_GIVEN = (
    "An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hạnh", "Hải", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Minh",
    "Nga", "Nam", "Oanh", "Phúc", "Quân", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Uyên", "Vinh", "Yến",
)  # fmt: skip


def run() -> list[Line]:
    """Measure reading with judging, and the whole way, once each."""
    with _register():
        from thidua.core.clock import SystemClock
        from thidua.domain.access import Actor
        from thidua.domain.organizations.models import Organization
        from thidua.domain.register.imports.actions import import_honors
        from thidua.domain.register.imports.judging import judge_honors
        from thidua.domain.register.imports.lists import read_honors
        from thidua.domain.register.models import GrantKey

        size = _roughly(GrantKey)
        content = workbook(random.Random(time.time_ns()))
        actor, now = Actor.system("benchmark"), SystemClock().now()
        started, busy = time.perf_counter(), time.process_time()
        file = read_honors(content, "bench.xlsx")
        judged_rows = judge_honors(file, actor=actor, at=now)
        judged = time.perf_counter() - started
        wrong = int((judged_rows["errors"] != "").sum())
        top = Organization.objects.order_by("position")[0]
        batch = import_honors(
            file, content, unit=top, actor=actor, at=now, leave_out=True, judged=judged_rows
        )
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
    facts = {"lines": batch.count, "left_out": wrong, "into": size, "cpu": busy, "MB": len(content) / 1e6}
    return [
        line(f"{ROWS:,} × 15 from a workbook to the register", seconds, "s", GOAL_SECONDS, **facts),
        line(f"{ROWS:,} × 15 read and judged, every error", judged, "s"),
    ]


@contextmanager
def _register() -> Iterator[None]:
    """The register named by the environment, else an empty one with a few units."""
    address = os.environ.get("THIDUA_BENCH_REGISTER")
    if not address:
        with empty_database():
            from tests.factories.organizations import make_country

            make_country()
            yield
        return
    os.environ["DATABASE_URL"] = address
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    yield


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
        "Họ và tên": ("text", [_name(draw) for _row in range(rows)]),
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


def _name(draw: random.Random) -> str:
    return f"{draw.choice(_SURNAMES)} {draw.choice(_MIDDLE)} {draw.choice(_GIVEN)} {draw.choice(_GIVEN)}"


def _award(draw: random.Random) -> str:
    return "BK_LDLD" if draw.random() > 0.005 else "Bằng ghi công"
