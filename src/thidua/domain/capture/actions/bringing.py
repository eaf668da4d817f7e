"""Bringing pages in: a batch is opened, files become pages, a page is read and its rows proposed."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.files import ContentStore, FileFacts, RefusedFile, admit
from thidua.core.files.admission import SCANNED
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.archive.models import Original
from thidua.domain.archive.states import Reading as Read
from thidua.domain.audit.record import record
from thidua.domain.capture.fields import ALWAYS
from thidua.domain.capture.jobs import read_soon
from thidua.domain.capture.models import Batch, Page, Row
from thidua.domain.capture.permissions import can_capture_at
from thidua.domain.capture.proposing import Proposed, propose
from thidua.domain.capture.queries import lock_page
from thidua.domain.capture.reading import Reading, keep_words
from thidua.domain.capture.states import BookKind, PageAct, PageState
from thidua.domain.capture.workflow import move
from thidua.domain.organizations.models import Organization

_KINDS = frozenset({"image/jpeg", "image/png", "application/pdf"})
_EARLIEST = 1945
STEP = 1000
"""Between the places of two rows, so that a row can be put between them."""


@transaction.atomic
def open_batch(
    *,
    unit: Organization,
    title: str,
    first_year: int,
    last_year: int,
    actor: Actor,
    at: datetime,
    kind: str = BookKind.BOOK,
    issuer: str = "",
    needs_two: bool = True,
) -> Batch:
    """This will open a book, or the scan of a decision, to be captured.

    Refused for those who do not keep the register of the unit, without a title, and for years that cannot be.
    """
    allowed = can_capture_at(actor, unit.position)
    if not allowed:
        raise Refused(allowed.reason)
    if not nfc(title):
        raise Refused(_("Ghi tên sổ hoặc số quyết định để người sau nhận ra."), field="title")
    if not _EARLIEST <= first_year <= last_year <= day_of(at).year:
        raise Refused(_("Năm đầu, năm cuối của sổ chưa đúng."), field="first_year")
    batch = Batch.objects.create(
        unit=unit, kind=BookKind(kind), title=nfc(title)[:200], issuer=nfc(issuer)[:300], first_year=first_year,
        last_year=last_year, needs_two=needs_two, opened_at=at, opened_by=actor.name,
    )  # fmt: skip
    record("capture.opened", batch, actor=actor, at=at, organization_id=unit.pk)
    return batch


@transaction.atomic
def add_pages(
    *, batch: Batch, content: bytes, file_name: str, content_root: Path, actor: Actor, at: datetime
) -> list[Page]:
    """This will admit a picture or a PDF, keep it by its hash, and make a page of each of its leaves.

    Refused for those who do not keep the register of the unit, for other kinds of files, and for a page that the batch
    has already.
    """
    allowed = can_capture_at(actor, batch.unit.position)
    if not allowed:
        raise Refused(allowed.reason)
    Batch.objects.select_for_update().get(pk=batch.pk)  # pages are numbered one after the other
    facts = _admitted(content, file_name)
    known = batch.pages.filter(original__sha256=facts.sha256).exclude(state=PageState.DISCARDED).first()
    if known:
        raise Refused(
            _("Tệp “%(name)s” đã có trong lô này, là trang %(no)s.")
            % {"name": file_name, "no": known.number},
            field="file",
        )
    ContentStore(content_root).put(BytesIO(content))
    original = _original(facts, at)
    last = batch.pages.aggregate(last=Max("number"))["last"] or 0
    pages = Page.objects.bulk_create(
        Page(
            batch=batch,
            number=last + leaf,
            original=original,
            leaf=leaf,
            file_name=file_name[:255],
            added_at=at,
        )
        for leaf in range(1, (facts.pages or 1) + 1)
    )
    record(
        "capture.pages_added", batch, actor=actor, at=at, organization_id=batch.unit_id, sha256=facts.sha256,
        pages=len(pages),
    )  # fmt: skip
    for page in pages:
        read_soon(page.pk)
    return pages


def _admitted(content: bytes, file_name: str) -> FileFacts:
    try:
        facts = admit(content, file_name)
    except RefusedFile as error:
        raise Refused(str(error), field="file") from error
    if facts.mime not in _KINDS:
        raise Refused(_("Trang quét là ảnh JPEG, PNG hoặc tệp PDF."), field="file")
    return facts


def _original(facts: FileFacts, at: datetime) -> Original:
    original, _made = Original.objects.get_or_create(
        sha256=facts.sha256,
        defaults={
            "mime": facts.mime, "size": facts.size, "pages": facts.pages, "kept_at": at,
            "is_scanned": SCANNED in facts.flags,
        },
    )  # fmt: skip
    if original.destroyed_at is not None:  # brought again, it is a content again
        original.destroyed_at = None
        original.reading = Read.PENDING
        original.save(update_fields=["destroyed_at", "reading"])
    return original


@transaction.atomic
def take_reading(page_id: int, reading: Reading, *, store: ContentStore, actor: Actor, at: datetime) -> Page:
    """This will keep what a reader found on a page and propose its rows. Refused when the page was begun meanwhile."""
    page = lock_page(page_id)
    found = propose(reading.words)
    fields = {
        "width": reading.width, "height": reading.height, "degrees": reading.degrees, "columns": found.columns,
        "words_sha256": keep_words(page, reading, store),
        "trouble": "" if found.rows else _("Máy đọc không nhận ra bảng nào trên trang; thêm dòng và gõ theo ảnh."),
    }  # fmt: skip
    move(page, PageAct.READ, actor=actor, at=at, fields=fields, rows=len(found.rows))
    _propose(page, found)
    return page


def _propose(page: Page, found: Proposed) -> None:
    Row.objects.bulk_create(
        Row(page=page, place=at * STEP, box=list(row.box or ()), read=row.read)
        for at, row in enumerate(found.rows, start=1)
    )


@transaction.atomic
def start_blank(page_id: int, *, width: int, height: int, actor: Actor, at: datetime) -> Page:
    """This will let a page be keyed that no machine has read: one empty row, more as they are needed."""
    page = lock_page(page_id)
    fields = {"width": width, "height": height, "columns": list(ALWAYS), "trouble": ""}
    move(page, PageAct.READ, actor=actor, at=at, fields=fields, rows=0)
    Row.objects.create(page=page, place=STEP)
    return page
