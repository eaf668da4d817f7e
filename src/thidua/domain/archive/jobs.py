"""Background work of the archive: gathering, reading, packing, comparing. Idempotent; each takes identifiers."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
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
@app.task(name="archive.gather", queueing_lock="archive.gather", lock="archive.gather", pass_context=False)
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
    return len(decisions)


def ask_for_readings(most: int = _MOST_READINGS) -> None:
    """Ask to read what is unread; what waited for OCR too, once that is installed."""
    from thidua.domain.archive.models import Original
    from thidua.domain.archive.states import Reading

    wanted = [Reading.PENDING] if missing() else [Reading.PENDING, Reading.WAITING]
    rows = Original.objects.filter(reading__in=wanted, destroyed_at=None, items__isnull=False)
    for pk in rows.order_by("pk").values_list("pk", flat=True).distinct()[:most]:
        read_soon(pk)


@app.task(name="archive.read", queue="documents", retry=_AGAIN, priority=_LAST, pass_context=False)
def read(original_id: int) -> None:
    """Read one original: its text, preview and searchable copy."""
    from thidua.domain.archive.models import Original
    from thidua.domain.archive.reading import read_original

    original = Original.objects.filter(pk=original_id, destroyed_at=None).first()
    if original is not None:
        read_original(original, store=ContentStore(Path(settings.CONTENT_ROOT)), at=current_clock().now())


@app.task(name="archive.pack", queue="documents", retry=_AGAIN, pass_context=False)
def pack(package_id: int) -> None:
    """Write the bag of a package that was asked for."""
    from thidua.domain.archive.actions.packing import make_package
    from thidua.domain.archive.gathering import ARCHIVIST
    from thidua.domain.archive.models import Package

    package = Package.objects.select_related("organization").get(pk=package_id)
    make_package(package, content_root=Path(settings.CONTENT_ROOT), actor=ARCHIVIST, at=current_clock().now())


@app.task(name="archive.check", queue="documents", retry=_AGAIN, priority=_LAST, pass_context=False)
def check(run_id: int) -> None:
    """Compare contents with their hashes, some at a time, until the run is through."""
    from thidua.domain.archive.actions.checking import check_some
    from thidua.domain.archive.models import FixityRun

    run = FixityRun.objects.get(pk=run_id)
    while run.finished_at is None and check_some(
        run, content_root=Path(settings.CONTENT_ROOT), at=current_clock().now()
    ):
        pass


@app.periodic(cron="20 2 * * 0")
@app.task(name="archive.check_weekly", queueing_lock="archive.check_weekly", pass_context=False)
def check_weekly(timestamp: int) -> None:
    """Begin a comparison of everything, or go on with one that was cut off; Sundays at night."""
    from thidua.domain.archive.actions.checking import start_fixity
    from thidua.domain.archive.models import FixityRun

    run = FixityRun.objects.filter(finished_at=None).first()
    check_soon((run or start_fixity(asked_by="Lưu trữ", at=current_clock().now())).pk)


def read_soon(original_id: int) -> None:
    """Ask for the reading of an original; asked twice it is read once."""
    try:
        with transaction.atomic():  # the refusal of a second request must not spoil the caller's transaction
            read.configure(queueing_lock=f"archive-read-{original_id}").defer(original_id=original_id)
    except AlreadyEnqueued:
        return


def pack_soon(package_id: int) -> None:
    pack.configure(lock=f"archive-pack-{package_id}").defer(package_id=package_id)


def check_soon(run_id: int) -> None:
    check.configure(lock="archive-check").defer(run_id=run_id)
