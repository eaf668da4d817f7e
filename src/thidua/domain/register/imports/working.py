"""Who works on a list: one process at a time, whichever of its steps is next, as often as it takes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.files import CorruptContent
from thidua.core.sentences import sentence as _
from thidua.core.sentences import written
from thidua.core.sheets import UnreadableWorkbook
from thidua.domain.access import Actor
from thidua.domain.accounts.acting import actor_for
from thidua.domain.register.imports.actions import judge, reopen
from thidua.domain.register.imports.entering import Progress, acting, alone, enter_list
from thidua.domain.register.imports.models import ImportBatch
from thidua.domain.register.imports.units import UnknownUnit
from thidua.domain.register.imports.withdrawing import withdraw_list
from thidua.domain.register.states import ImportState

_LOG = logging.getLogger(__name__)
_TASK = "register.work_on_import"


def ask_for(batch_id: int) -> None:
    """Ask for the work on a list; the request is part of the caller's transaction, and one that waits is enough."""
    try:
        with transaction.atomic():  # a request that is refused as the second one must not spoil the caller's
            app.configure_task(_TASK, queue="imports", queueing_lock=f"import-{batch_id}").defer(
                batch_id=batch_id
            )
    except AlreadyEnqueued:
        return


def work_on(batch_id: int, *, now: Callable[[], datetime], progress: Progress | None = None) -> bool:
    """Do what a list waits for; no when another process is at it. Killed anywhere, it is simply called again.

    It is never earlier than the list came in: the clock of a demonstration may run ahead of the worker's.
    """
    with alone(batch_id) as is_alone:
        if not is_alone:
            return False
        batch = ImportBatch.objects.select_related("unit", "received_by").get(pk=batch_id)
        try:
            _next_step(batch, lambda: max(now(), batch.received_at), progress)
        except (Refused, UnreadableWorkbook, UnknownUnit) as error:
            _give_back(batch, written(str(error)), max(now(), batch.received_at))
        except (FileNotFoundError, CorruptContent) as error:
            _LOG.error("list %s: %s", batch_id, error)
            words = _("Tệp gốc hoặc bản đọc thử trên máy chủ không còn nguyên; báo người vận hành.")
            _note(batch, written(words))
    return True


def _next_step(batch: ImportBatch, now: Callable[[], datetime], progress: Progress | None) -> None:
    if batch.state == ImportState.CHECKING:
        judge(batch.pk, actor=_trying(batch, now()), at=now())
    elif batch.state == ImportState.ENTERING:
        enter_list(batch.pk, now=now, progress=progress)
    elif batch.state == ImportState.WITHDRAWING:
        withdraw_list(batch.pk, now=now)


def _trying(batch: ImportBatch, at: datetime) -> Actor:
    """By whose rights the rows are judged: those that the person who brought the list holds on the day."""
    if batch.received_by is None:
        return acting(batch)
    return actor_for(batch.received_by, day_of(at))


def _give_back(batch: ImportBatch, words: str, at: datetime) -> None:
    """A trial that cannot be made goes back to the columns; anything later stays where it is and says why."""
    if batch.state == ImportState.CHECKING:
        reopen(batch, actor=acting(batch), at=at, trouble=words)
    else:
        _note(batch, words)


def _note(batch: ImportBatch, words: str) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(trouble=words)
