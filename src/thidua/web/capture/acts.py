"""What is done to a page: rows saved as they are typed, a pass finished, differences settled, the page entered."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.core.typed import identifier
from thidua.domain.capture import actions
from thidua.domain.capture.fields import FIELDS
from thidua.domain.capture.models import Page
from thidua.domain.capture.permissions import READERS
from thidua.domain.capture.queries import get_page
from thidua.domain.capture.reading import picture_of
from thidua.domain.register.permissions import KEEPERS
from thidua.web.capture.views import show
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

_LARGEST = 100_000


@require_POST
@workspace(*KEEPERS)
def save(request: ActorRequest, page_id: int) -> HttpResponse:
    """Keep a row as it was typed so far; answers with its id, or with the reason in words (409)."""
    page = or_404(get_page, request.actor, page_id)
    told = _told(request)
    row_id = identifier(str(told.get("row", "")))
    if row_id is None or not page.rows.filter(pk=row_id).exists():
        return JsonResponse({"refused": _("Dòng này không có trên trang. Tải lại trang.")}, status=409)
    values, left_out = told.get("values"), told.get("left_out")
    try:
        actions.save_row(
            page.pk, row_id, values if isinstance(values, dict) else {}, is_done=told.get("done") is True,
            left_out=None if left_out is None else str(left_out), keying=str(told.get("keying", "")),
            actor=request.actor, at=request.now,
        )  # fmt: skip
    except Refused as refusal:
        return JsonResponse({"refused": refusal.message}, status=409)
    return JsonResponse({"saved": row_id})


def _told(request: ActorRequest) -> dict[str, Any]:
    """What was sent, as JSON or as a form."""
    if request.content_type != "application/json":
        return dict(request.POST.items())
    try:
        told = json.loads(request.body[:_LARGEST])
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


@require_POST
@workspace(*KEEPERS)
def finish(request: ActorRequest, page_id: int) -> HttpResponse:
    """Keep all rows of the form and end the pass; the next page of the same kind follows."""
    page = or_404(get_page, request.actor, page_id)
    keying = request.POST.get("keying", "")
    try:
        for row in page.rows.all():
            values = {key: request.POST.get(f"r{row.pk}-{key}", "") for key in FIELDS}
            if f"r{row.pk}-name" in request.POST:
                actions.save_row(
                    page.pk, row.pk, values, is_done=request.POST.get(f"r{row.pk}-done") == "1", keying=keying,
                    left_out=request.POST.get(f"r{row.pk}-left_out"), actor=request.actor, at=request.now,
                )  # fmt: skip
        if request.POST.get("act") != "save":
            page = actions.finish(page.pk, actor=request.actor, at=request.now)
            messages.success(request, _("Trang %(no)s: %(state)s.") % _words(page))
    except Refused as refusal:
        return show(request, or_404(get_page, request.actor, page_id), refusal=refusal, status=422)
    return redirect("capture_page", page_id)


def _words(page: Page) -> dict[str, Any]:
    return {"no": page.number, "state": str(page.get_state_display()).lower()}


@require_POST
@workspace(*READERS)
def settle(request: ActorRequest, page_id: int) -> HttpResponse:
    """Settle the differences: of each the first, the second, or what the steward types."""
    page = or_404(get_page, request.actor, page_id)
    choices: dict[int, dict[str, str]] = {}
    for row in page.rows.all():
        for key in FIELDS:
            chosen = request.POST.get(f"r{row.pk}-{key}", "")
            text = {
                "first": row.final.get(key, ""), "second": row.second.get(key, ""),
                "other": request.POST.get(f"r{row.pk}-{key}-text", ""),
            }.get(chosen, "")  # fmt: skip
            if text:
                choices.setdefault(row.pk, {})[key] = text
    try:
        actions.settle(page.pk, choices, actor=request.actor, at=request.now)
    except Refused as refusal:
        return show(request, page, refusal=refusal, status=422)
    messages.success(request, _("Đã phân xử; trang chờ vào sổ."))
    return redirect("capture_page", page_id)


@require_POST
@workspace(*KEEPERS)
def do(request: ActorRequest, page_id: int, act: str) -> HttpResponse:
    """Enter, key again, put away, take over, begin without the machine, or put in a row."""
    page = or_404(get_page, request.actor, page_id)
    done = {
        "vao-so": _enter, "go-lai": _reopen, "bo": _discard, "nhan": _take, "go-tay": _blank, "them-dong": _add,
    }.get(act)  # fmt: skip
    if done is None:
        raise Http404
    try:
        done(request, page)
    except Refused as refusal:
        return show(request, or_404(get_page, request.actor, page_id), refusal=refusal, status=422)
    if act == "bo":
        return redirect("capture_batch", page.batch_id)
    return redirect("capture_page", page_id)


def _enter(request: ActorRequest, page: Page) -> None:
    entries = actions.enter_page(page.pk, actor=request.actor, at=request.now)
    words = ngettext(
        "Đã vào sổ %(num)d dòng, ảnh trang đi cùng.",
        "Đã vào sổ %(num)d dòng, ảnh trang đi cùng.",
        len(entries),
    )
    messages.success(request, words % {"num": len(entries)})


def _reopen(request: ActorRequest, page: Page) -> None:
    actions.reopen(page.pk, actor=request.actor, at=request.now)


def _discard(request: ActorRequest, page: Page) -> None:
    actions.discard(page.pk, actor=request.actor, at=request.now)
    messages.success(request, _("Đã bỏ trang %(no)s; tệp gốc vẫn được giữ.") % {"no": page.number})


def _take(request: ActorRequest, page: Page) -> None:
    actions.take_over(page.pk, actor=request.actor, at=request.now)


def _blank(request: ActorRequest, page: Page) -> None:
    try:
        width, height = picture_of(page, ContentStore(settings.CONTENT_ROOT)).size
    except FileNotFoundError as error:
        raise Http404 from error
    actions.start_blank(page.pk, width=width, height=height, actor=request.actor, at=request.now)


def _add(request: ActorRequest, page: Page) -> None:
    after = identifier(request.POST.get("after"))
    actions.add_row(page.pk, after=after, actor=request.actor, at=request.now)
