"""Reading pages in the background; idempotent, and asked for again while a page waits."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thidua.core.clock import current_clock
from thidua.core.errors import Refused
from thidua.core.files import ContentStore, CorruptContent, RefusedFile
from thidua.core.ocr import OcrFailed, OcrMissing, missing
from thidua.domain.access import Actor

READER = Actor.system("Máy đọc")
_MOST = 50
_AGAIN = RetryStrategy(max_attempts=3, exponential_wait=5)


@app.task(name="capture.read", queue="documents", retry=_AGAIN, pass_context=False)
def read(page_id: int) -> None:
    """Read one page and propose its rows; a page that was begun by hand meanwhile is left alone."""
    from thidua.domain.capture.actions import take_reading
    from thidua.domain.capture.models import Page
    from thidua.domain.capture.reading import read_page
    from thidua.domain.capture.states import PageState

    page = (
        Page.objects.select_related("original", "batch").filter(pk=page_id, state=PageState.WAITING).first()
    )
    if page is None:
        return
    store, at = ContentStore(Path(settings.CONTENT_ROOT)), max(current_clock().now(), page.added_at)
    try:
        reading = read_page(page, store)
        take_reading(page.pk, reading, store=store, actor=READER, at=at)
    except (OcrMissing, OcrFailed, RefusedFile, CorruptContent, FileNotFoundError) as error:
        Page.objects.filter(pk=page_id).update(trouble=str(error)[:500])
    except Refused:
        return  # a clerk was faster


@app.periodic(cron="* * * * *")
@app.task(name="capture.ask", queueing_lock="capture.ask", pass_context=False)
def ask(timestamp: int) -> None:
    """Ask again for pages that wait: their worker was killed, or OCR was installed meanwhile."""
    from thidua.domain.capture.models import Page
    from thidua.domain.capture.states import PageState

    if missing():
        return
    rows = Page.objects.filter(state=PageState.WAITING).order_by("pk")
    for pk in rows.values_list("pk", flat=True)[:_MOST]:
        read_soon(pk)


def read_soon(page_id: int) -> None:
    """Ask for the reading of a page; asked twice it is read once."""
    try:
        with transaction.atomic():  # the refusal of a second request must not spoil the caller's transaction
            read.configure(queueing_lock=f"capture-read-{page_id}").defer(page_id=page_id)
    except AlreadyEnqueued:
        return
