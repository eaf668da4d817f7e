"""Fixity: every kept content compared with the hash it is kept under, in steps that survive a restart."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.files import ContentStore, CorruptContent
from thidua.domain.access import Actor
from thidua.domain.archive.beside import BESIDE, ORIGINAL, Kept
from thidua.domain.archive.jobs import check_soon
from thidua.domain.archive.models import FixityRun, Original
from thidua.domain.archive.permissions import can_check_fixity
from thidua.domain.audit.record import record

STEP = 200
MISSING, DAMAGED, RESIZED = "missing", "damaged", "resized"
_MOST_PROBLEMS = 1000


@transaction.atomic
def ask_fixity(*, actor: Actor, at: datetime) -> FixityRun:
    """This will ask for a comparison of all contents with their hashes; a job does it. One runs at a time."""
    allowed = can_check_fixity(actor)
    if not allowed:
        raise Refused(allowed.reason)
    run = start_fixity(asked_by=actor.name, at=at)
    record("archive.fixity_asked", run, actor=actor, at=at)
    check_soon(run.pk)
    return run


def start_fixity(*, asked_by: str, at: datetime) -> FixityRun:
    """Open a run over everything kept now. Refused while another runs."""
    if FixityRun.objects.filter(finished_at=None).exists():
        raise Refused(_("Đang có một lần kiểm tra chạy. Chờ xong rồi chạy lần mới."))
    return FixityRun.objects.create(started_at=at, asked_by=asked_by, total=_kept().count())


def _kept() -> QuerySet[Original]:
    return Original.objects.filter(destroyed_at=None)


def check_some(run: FixityRun, *, content_root: Path, at: datetime, most: int = STEP) -> bool:
    """Compare the next originals of a run, and what lies beside each, and note what was found; say whether the run
    goes on.

    A content belongs to the run until it was checked after the run began, so a run that was cut off goes on where it
    stopped.
    """
    store = ContentStore(content_root)
    waiting = _kept().filter(Q(checked_at=None) | Q(checked_at__lt=run.started_at)).order_by("pk")
    lot = list(waiting[:most])
    beside = [one for contents in BESIDE for one in contents([original.pk for original in lot])]
    kept = [Kept(one.pk, one.sha256, one.size, ORIGINAL) for one in lot]
    problems = [problem for one in (*kept, *beside) if (problem := _problem_of(one, store))]
    Original.objects.filter(pk__in=[one.pk for one in lot]).update(checked_at=max(at, run.started_at))
    run.checked += len(lot)
    run.checked_bytes += sum(one.size or 0 for one in (*kept, *beside))
    run.problems = [*run.problems, *problems][:_MOST_PROBLEMS]
    if len(lot) < most:
        run.finished_at = max(at, run.started_at)
    with transaction.atomic():
        run.save(update_fields=["checked", "checked_bytes", "problems", "finished_at"])
        if run.finished_at:
            record(
                "archive.fixity_checked", run, actor=Actor.system("Lưu trữ"), at=at, checked=run.checked,
                problems=len(run.problems),
            )  # fmt: skip
    return run.finished_at is None


def _problem_of(one: Kept, store: ContentStore) -> dict[str, object] | None:
    try:
        size = sum(len(block) for block in store.blocks(one.sha256))
    except FileNotFoundError:
        kind = MISSING
    except CorruptContent:
        kind = DAMAGED
    else:
        if one.size in {None, size}:
            return None
        kind = RESIZED
    return {"sha256": one.sha256, "problem": kind, "original": one.original_id, "what": one.what}
