"""Load the demonstration: a country, its people, eleven years of honors, and a working autumn of 2026.

Everything is written in one transaction: it is there whole or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction

from thidua.core.clock import VIETNAM, MovableClock, SystemClock
from thidua.domain.access import Actor
from thidua.domain.accounts.models import User
from thidua.domain.communications.actions import tell_new_events
from thidua.domain.communications.models import Notification
from thidua.domain.reporting.cube.keeping import rebuild
from thidua.operations.demo.accounts import make_accounts
from thidua.operations.demo.awards import plan_register
from thidua.operations.demo.copying import check_references
from thidua.operations.demo.country import plan_country
from thidua.operations.demo.living.scenes import SCENES
from thidua.operations.demo.living.stage import Stage
from thidua.operations.demo.load_people import load_people
from thidua.operations.demo.load_register import load_register
from thidua.operations.demo.load_units import load_clusters, load_units, places
from thidua.operations.demo.people import TODAY, plan_people

Report = Callable[[str], None]
Result = TypeVar("Result")
OPENS_AT = clock_time(14, 2)
CLUSTERS_DRAWN = datetime(2026, 2, 3, 9, 0, tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a country is made: grassroots unions, persons, lines of the register."""

    grassroots: int = 3000
    persons: int = 30_000
    entries: int = 60_000


def is_loaded() -> bool:
    """Whether the demonstration is there. A load that failed left nothing behind."""
    return User.objects.filter(preferences__demo=True).exists()


def load_everything(*, report: Report, password: str, size: Size | None = None) -> None:
    """Load the demonstration into empty tables, about a minute; ``report`` is told of each step in a line."""
    with transaction.atomic():
        _load(report, password, size or Size())
    if not connection.in_atomic_block:
        _timed(report, "Thông báo", _tell)
        _timed(report, "Bảng đếm sẵn", lambda: rebuild(at=SystemClock().now()))
        _timed(report, "Dọn bảng", _vacuum)
    if settings.CLOCK_FILE is not None:
        MovableClock(settings.CLOCK_FILE).move_to(TODAY, OPENS_AT)
    report(f"Hôm nay của bản dùng thử: {TODAY:%d/%m/%Y}")


def _load(report: Report, password: str, size: Size) -> None:
    country = _timed(report, "Dựng cây tổ chức", lambda: plan_country(grassroots=size.grassroots))
    people = _timed(report, "Dựng con người", lambda: plan_people(country, n=size.persons))
    register = _timed(
        report, "Dựng lịch sử khen thưởng", lambda: plan_register(country, people, n=size.entries)
    )
    units = _timed(report, f"Ghi {len(country.units)} đơn vị", lambda: load_units(country))
    subjects = _timed(
        report,
        f"Ghi {len(people.persons)} người",
        lambda: load_people(country, people, register, units),
    )
    _timed(
        report,
        f"Ghi {len(register.entries)} dòng sổ khen thưởng",
        lambda: load_register(country, people, register, units, subjects),
    )
    check_references()
    load_clusters(units, actor=Actor.system("Văn phòng Tổng Liên đoàn"), at=CLUSTERS_DRAWN)
    known = places(country, units)
    make_accounts(known, password=password)
    stage = Stage(country, people, known, Path(settings.CONTENT_ROOT))
    for name, scene in SCENES:
        _timed(report, name, partial(scene, stage))


def _timed(report: Report, name: str, work: Callable[[], Result]) -> Result:
    started = time.monotonic()
    result = work()
    report(f"{name}: {time.monotonic() - started:.1f} s")
    return result


def _tell() -> None:
    """Everybody was told of the autumn when it happened; what is older than two days was read."""
    now = datetime.combine(TODAY, OPENS_AT, VIETNAM)
    tell_new_events(at=now)
    Notification.objects.update(mailed_at=now)
    Notification.objects.filter(created_at__lt=now - timedelta(days=2)).update(
        read_at=now - timedelta(days=1)
    )


def _vacuum() -> None:
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
