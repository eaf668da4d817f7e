"""Background work of the archive: gathering, reading, packing, comparing. Idempotent; each takes identifiers.

A worker may be killed in the middle of a job. So what is unfinished is asked for again every minute, and a job that
finds another at the same work (a lock of the database session, which dies with the worker) leaves at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thidua.core.clock import current_clock
from thidua.core.files import ContentStore
from thidua.core.ocr import missing

_MOST_DECISIONS = 50
_MOST_READINGS = 100
_LAST = -10  # after everything a person waits for
_AGAIN = RetryStrategy(max_attempts=5, exponential_wait=5)


@app.periodic(cron="* * * * *")
@app.task(name="archive.gather", queueing_lock="archive.gather", pass_context=False)
def gather_decisions(timestamp: int) -> None:
    """Put newly issued decisions into dossiers and have new papers read; every minute."""
    gather_new()


def gather_new(most: int = _MOST_DECISIONS) -> int:
    """Gather what was issued and is in no dossier yet, judge periods by the law as it is now, ask for readings."""
    from thidua.domain.archive.gathering import decisions_to_gather, gather
    from thidua.domain.archive.retention import reassess

    store, at = ContentStore(Path(settings.CONTENT_ROOT)), current_clock().now()
    decisions = list(decisions_to_gather()[:most])
    for decision in decisions:
        gather(decision, store=store, at=at)
    reassess()
    ask_for_readings()
    ask_for_the_unfinished()
    return len(decisions)


def ask_for_readings(most: int = _MOST_READINGS) -> None:
    """Ask to read what is unread; what waited for OCR too, once that is installed."""
    from thidua.domain.archive.models import Original
    from thidua.domain.archive.states import Reading

    wanted = [Reading.PENDING] if missing() else [Reading.PENDING, Reading.WAITING]
    rows = Original.objects.filter(reading__in=wanted, destroyed_at=None, items__isnull=False)
    for pk in rows.order_by("pk").values_list("pk", flat=True).distinct()[:most]:
        read_soon(pk)


def ask_for_the_unfinished() -> None:
    """Ask again for packages and comparisons that are not through."""
    from thidua.domain.archive.models import FixityRun, Package
    from thidua.domain.archive.states import Outcome

    for pk in Package.objects.filter(outcome=Outcome.ASKED).values_list("pk", flat=True):
        pack_soon(pk)
    for pk in FixityRun.objects.filter(finished_at=None).values_list("pk", flat=True):
        check_soon(pk)


@contextmanager
def _alone(work: str, pk: int) -> Iterator[bool]:
    """Whether nobody else is at this work; held until the end, or until the worker dies."""
    key: list[str | int] = [f"archive.{work}", pk % 2_147_483_647]
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext(%s), %s)", key)
        is_mine = bool(cursor.fetchone()[0])
        try:
            yield is_mine
        finally:
            if is_mine:
                cursor.execute("select pg_advisory_unlock(hashtext(%s), %s)", key)


@app.task(name="archive.read", queue="documents", retry=_AGAIN, priority=_LAST, pass_context=False)
def read(original_id: int) -> None:
    """Read one original: its text, preview and searchable copy."""
    from thidua.domain.archive.models import Original
    from thidua.domain.archive.reading import read_original
    from thidua.domain.archive.states import Reading

    with _alone("read", original_id) as is_mine:
        unread = Original.objects.filter(reading__in=(Reading.PENDING, Reading.WAITING), destroyed_at=None)
        original = unread.filter(pk=original_id).first()
        if original is not None and is_mine:
            read_original(original, store=ContentStore(Path(settings.CONTENT_ROOT)), at=current_clock().now())


@app.task(name="archive.pack", queue="documents", retry=_AGAIN, pass_context=False)
def pack(package_id: int) -> None:
    """Write the bag of a package that was asked for."""
    from thidua.domain.archive.actions.packing import make_package
    from thidua.domain.archive.gathering import ARCHIVIST
    from thidua.domain.archive.models import Package

    with _alone("pack", package_id) as is_mine:
        package = Package.objects.select_related("organization").get(pk=package_id)
        if is_mine:
            root = Path(settings.CONTENT_ROOT)
            make_package(package, content_root=root, actor=ARCHIVIST, at=current_clock().now())


@app.task(name="archive.check", queue="documents", retry=_AGAIN, priority=_LAST, pass_context=False)
def check(run_id: int) -> None:
    """Compare contents with their hashes, some at a time, until the run is through."""
    from thidua.domain.archive.actions.checking import check_some
    from thidua.domain.archive.models import FixityRun

    root = Path(settings.CONTENT_ROOT)
    with _alone("check", run_id) as is_mine:
        run = FixityRun.objects.get(pk=run_id)
        goes_on = is_mine and run.finished_at is None
        while goes_on:
            goes_on = check_some(run, content_root=root, at=current_clock().now())


@app.periodic(cron="20 19 * * 6")  # Sunday 02:20 in Việt Nam: the schedule is read in UTC
@app.task(name="archive.check_weekly", queueing_lock="archive.check_weekly", pass_context=False)
def check_weekly(timestamp: int) -> None:
    """Begin a comparison of everything, or go on with one that was cut off; Sundays at night."""
    from thidua.domain.archive.actions.checking import start_fixity
    from thidua.domain.archive.models import FixityRun

    run = FixityRun.objects.filter(finished_at=None).first()
    check_soon((run or start_fixity(asked_by="Lưu trữ", at=current_clock().now())).pk)


def read_soon(original_id: int) -> None:
    """Ask for the reading of an original; asked twice it is read once."""
    _ask(read, f"archive-read-{original_id}", original_id=original_id)


def pack_soon(package_id: int) -> None:
    _ask(pack, f"archive-pack-{package_id}", package_id=package_id)


def check_soon(run_id: int) -> None:
    _ask(check, f"archive-check-{run_id}", run_id=run_id)


def _ask(task: Any, name: str, **arguments: int) -> None:
    """Defer a job unless the same one waits already."""
    try:
        with transaction.atomic():  # the refusal of a second request must not spoil the caller's transaction
            task.configure(queueing_lock=name).defer(**arguments)
    except AlreadyEnqueued:
        return
