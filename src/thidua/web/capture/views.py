"""Batches and their pages, and a page where it stands: to be keyed, settled, entered, or looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from thidua.core.errors import Refused
from thidua.core.ocr import CURE, missing
from thidua.core.typed import identifier
from thidua.domain.capture import actions
from thidua.domain.capture.fields import LABELS
from thidua.domain.capture.models import Batch, Page
from thidua.domain.capture.permissions import READERS, can_capture_at, can_keep, can_key_first, can_key_second
from thidua.domain.capture.queries import batches_of, gaps_of, get_batch, get_page, pages_of
from thidua.domain.capture.states import PageAct, PageState
from thidua.domain.capture.workflow import verdict
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import unit_ref
from thidua.domain.register.permissions import KEEPERS
from thidua.web.capture.forms import LARGEST, BatchForm, PageForm
from thidua.web.capture.shown import Problems, joined, keyed_rows, settled_rows
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import blame, or_404
from thidua.web.shell.requests import ActorRequest

_SHOWN = 60
_MOST_GAPS = 40
GLYPHS = {
    PageState.WAITING: "pending", PageState.FIRST: "current", PageState.SECOND: "current",
    PageState.DIFFERS: "needs_person", PageState.READY: "pending", PageState.ENTERED: "done",
    PageState.DISCARDED: "failed",
}  # fmt: skip


@workspace(*READERS)
def batches(request: ActorRequest) -> HttpResponse:
    """The books in scope, and the place to open the next."""
    form = BatchForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and request.actor.has(*KEEPERS) and form.is_valid():
        told = dict(form.cleaned_data)
        unit = Organization.objects.get(pk=told.pop("unit"))
        try:
            made = actions.open_batch(unit=unit, actor=request.actor, at=request.now, **told)
        except Refused as refusal:
            blame(form, refusal)
        else:
            return redirect("capture_batch", made.pk)
    context = {
        "form": form,
        "may_open": request.actor.has(*KEEPERS),
        "rows": list(batches_of(request.actor)[:_SHOWN]),
        "lacking": missing(),
        "cure": CURE,
    }
    return render(
        request, "capture/batches.html", context, using="jinja2", status=422 if form.errors else 200
    )


@workspace(*READERS)
def batch(request: ActorRequest, batch_id: int) -> HttpResponse:
    """One book: its pages, what is missing in its series; by POST, take in a file."""
    found = or_404(get_batch, request.actor, batch_id)
    form = PageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _taken(request, found, form):
        return redirect("capture_batch", found.pk)
    gaps = gaps_of(found)
    context = {
        "batch": found,
        "unit": unit_ref(found.unit_id, request.today),
        "form": form,
        "pages": [(one, GLYPHS[PageState(one.state)]) for one in pages_of(found)],
        "gaps": gaps[:_MOST_GAPS],
        "missing": sum(gap.count for gap in gaps),
        "may_add": can_capture_at(request.actor, found.unit.position),
    }
    return render(request, "capture/batch.html", context, using="jinja2", status=422 if form.errors else 200)


def _taken(request: ActorRequest, found: Batch, form: PageForm) -> bool:
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        form.add_error("file", _("Tệp quá 60 MB. Tách tệp thành nhiều phần rồi tải lên từng phần."))
        return False
    try:
        pages = actions.add_pages(
            batch=found, content=file.read(), file_name=file.name, content_root=Path(settings.CONTENT_ROOT),
            actor=request.actor, at=request.now,
        )  # fmt: skip
    except Refused as refusal:
        blame(form, refusal)
        return False
    words = ngettext(
        "Đã nhận %(num)d trang; máy đang đọc.", "Đã nhận %(num)d trang; máy đang đọc.", len(pages)
    )
    messages.success(request, words % {"num": len(pages)})
    return True


@require_GET
@workspace(*READERS)
def page(request: ActorRequest, page_id: int) -> HttpResponse:
    """A page where it stands."""
    return show(request, or_404(get_page, request.actor, page_id))


def show(
    request: ActorRequest, found: Page, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The page in its state; after a refusal with the reasons at the fields."""
    problems: Problems = refusal.details if refusal and isinstance(refusal.details, dict) else {}
    context: dict[str, Any] = {
        "page": found,
        "batch": found.batch,
        "labels": LABELS,
        "refusal": refusal.message if refusal else "",
        "glyph_of": GLYPHS[PageState(found.state)],
        "previous": _beside(found, -1),
        "next": _beside(found, 1),
        "may": {str(act): verdict(act, found, request.actor) for act in PageAct},
    }
    if found.state in {PageState.FIRST, PageState.SECOND}:
        is_first = found.state == PageState.FIRST
        allowed = can_key_first(request.actor, found) if is_first else can_key_second(request.actor, found)
        context |= {"rows": keyed_rows(found, problems), "allowed": allowed, "is_first": is_first}
        context["may_take"] = (
            bool(can_keep(request.actor, found)) and not allowed and _may_take(request, found)
        )
        name = "capture/keying.html" if allowed else "capture/standing.html"
    elif found.state == PageState.DIFFERS:
        context["settling"] = settled_rows(found)
        name = "capture/settling.html"
    else:
        rows = list(found.rows.order_by("place"))
        asked = identifier(request.GET.get("dong"))
        context |= {"rows": list(enumerate(rows, start=1)), "asked": asked}
        context["box"] = next((joined(row.box) for row in rows if row.pk == asked), "")
        name = "capture/standing.html"
    return render(request, name, context, using="jinja2", status=status)


def _may_take(request: ActorRequest, found: Page) -> bool:
    """Whoever may not key now may take over what somebody else keys, but never their own second pass."""
    is_own = found.batch.needs_two and found.first_by_id == request.actor.user_id
    return found.state == PageState.FIRST or (not is_own and found.second_by_id is not None)


def _beside(found: Page, step: int) -> Page | None:
    rows = Page.objects.filter(batch=found.batch).exclude(state=PageState.DISCARDED)
    if step > 0:
        return rows.filter(number__gt=found.number).order_by("number").first()
    return rows.filter(number__lt=found.number).order_by("-number").first()
