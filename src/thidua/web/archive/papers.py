"""One paper, page by page: the picture, the text that was read, and the original as it was handed in."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from thidua.core.files import CorruptContent, RefusedFile, make_preview
from thidua.domain.archive.models import Item
from thidua.domain.archive.permissions import READERS
from thidua.domain.archive.queries import get_item, page_text
from thidua.domain.archive.states import DerivativeKind
from thidua.domain.archive.wording import question_of
from thidua.web.archive.parts import number_of, store
from thidua.web.nominations.files import closed
from thidua.web.register.marking import marked
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

_DRAWN = {"application/pdf", "image/jpeg", "image/png"}
_PAGE_SIDE = 1600


@require_GET
@workspace(*READERS)
def paper(request: ActorRequest, item_id: int) -> HttpResponse:
    """The viewer at a page (``?trang=``, from 1), with the words of a question (``?q=``) marked in its text."""
    item = or_404(get_item, request.actor, item_id)
    pages = max(item.original.pages or 1, 1)
    page = min(max(number_of(request.GET, "trang", most=pages), 1), pages)
    text = page_text(item, page)
    question = question_of(request.GET.get("q", ""))
    context: dict[str, Any] = {
        "item": item,
        "page": page,
        "pages": pages,
        "is_drawn": item.original.mime in _DRAWN and item.original.destroyed_at is None,
        "text": text,
        "lines": [marked(line, question.words) for line in (text.text if text else "").splitlines()],
        "asked": request.GET.get("q", ""),
        "may_see_dossier": request.actor.has(*READERS, over=item.dossier.unit_position),
        "searchable": item.original.derivatives.filter(kind=DerivativeKind.SEARCHABLE).exists(),
    }
    return render(request, "archive/paper.html", context, using="jinja2")


@require_GET
@workspace(*READERS)
def picture(request: ActorRequest, item_id: int) -> HttpResponse:
    """One page as a picture; ``?nho=1`` the small preview of the first."""
    item = or_404(get_item, request.actor, item_id)
    if request.GET.get("nho") == "1":
        preview = item.original.derivatives.filter(kind=DerivativeKind.PREVIEW).first()
        if preview is None:
            raise Http404
        return closed(HttpResponse(_content(preview.sha256), content_type="image/jpeg"))
    page = number_of(request.GET, "trang", most=100_000) or 1
    if item.original.mime not in _DRAWN or not 1 <= page <= (item.original.pages or 1):
        raise Http404
    try:
        drawn = make_preview(_content(item.original.sha256), longest_side=_PAGE_SIDE, page=page - 1)
    except RefusedFile as error:
        raise Http404 from error
    return closed(HttpResponse(drawn, content_type="image/jpeg"))


@require_GET
@workspace(*READERS)
def file(request: ActorRequest, item_id: int) -> HttpResponse:
    """The original, byte for byte; ``?ban=chu`` its searchable copy. Always a download."""
    item = or_404(get_item, request.actor, item_id)
    sha256, name = item.original.sha256, item.file_name
    if request.GET.get("ban") == "chu":
        copy = item.original.derivatives.filter(kind=DerivativeKind.SEARCHABLE).first()
        if copy is None:
            raise Http404
        sha256, name = copy.sha256, f"{_stem(item)}-tim-duoc-chu.pdf"
    answer = HttpResponse(_content(sha256), content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return closed(answer)


def _stem(item: Item) -> str:
    return item.file_name.rpartition(".")[0] or item.file_name


def _content(sha256: str) -> bytes:
    """A content of the store; 404 when it was destroyed, lost or altered: a report of fixity names it."""
    try:
        return store().read(sha256)
    except (FileNotFoundError, CorruptContent) as error:
        raise Http404 from error
