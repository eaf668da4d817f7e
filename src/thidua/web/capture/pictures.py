"""The picture of a page, and of one row of it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from thidua.core.files import ContentStore, CorruptContent, RefusedFile
from thidua.domain.capture.models import Page, Row
from thidua.domain.capture.permissions import READERS
from thidua.domain.capture.queries import get_page
from thidua.domain.capture.reading import jpeg_of
from thidua.web.nominations.files import closed
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

_MARGIN = 24


@require_GET
@workspace(*READERS)
def picture(request: ActorRequest, page_id: int) -> HttpResponse:
    """A page, put straight."""
    return _answer(or_404(get_page, request.actor, page_id), None)


@require_GET
@workspace(*READERS)
def crop(request: ActorRequest, page_id: int, row_id: int) -> HttpResponse:
    """One row of a page, with a little around it."""
    page = or_404(get_page, request.actor, page_id)
    row = page.rows.filter(pk=row_id).first()
    if row is None or not row.box:
        raise Http404
    return _answer(page, around(page, row))


def around(page: Page, row: Row) -> tuple[int, int, int, int]:
    """The strip of the page in which a row stands: as wide as the page."""
    _left, top, _width, height = row.box
    start = max(top - _MARGIN, 0)
    return 0, start, page.width, min(height + 2 * _MARGIN, page.height - start)


def _answer(page: Page, box: tuple[int, int, int, int] | None) -> HttpResponse:
    try:
        drawn = _drawn(page.pk, page.degrees, str(settings.CONTENT_ROOT), box)
    except (FileNotFoundError, CorruptContent, RefusedFile) as error:
        raise Http404 from error
    return closed(HttpResponse(drawn, content_type="image/jpeg"))


@lru_cache(maxsize=8)
def _drawn(page_id: int, _degrees: float, root: str, box: tuple[int, int, int, int] | None) -> bytes:
    """Who keys a page asks for it again and again; ``_degrees`` is part of the key since it changes when it is read."""
    page = Page.objects.select_related("original").get(pk=page_id)
    return jpeg_of(page, ContentStore(Path(root)), box)
