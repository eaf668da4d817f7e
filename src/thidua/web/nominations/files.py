"""Files behind a nomination: opened inside the scope only, never run, added and taken back; the phone's camera page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.core.files.limits import RefusedFile
from thidua.core.files.previews import make_preview
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Evidence, Nomination
from thidua.domain.nominations.permissions import EDITORS, READERS, can_edit_at
from thidua.domain.nominations.queries.dossier import get_evidence, open_for_evidence
from thidua.web.nominations.detail import visible
from thidua.web.nominations.dossier_forms import CameraForm
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

_SHOWN_IN_PLACE = {"image/jpeg", "image/png", "application/pdf"}
_MOST_PAGES = 12
# Whatever a file holds, it may neither run nor reach anything: no script, no form, no address of ours.
_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_GET
@workspace(*READERS)
def evidence(request: ActorRequest, evidence_id: int) -> HttpResponse:
    """A file drawn page by page as pictures, in the drawer or on a page of its own."""
    row = _found(request, evidence_id)
    shown = 0
    if row.mime in _SHOWN_IN_PLACE:
        shown = min(row.pages or 1, _MOST_PAGES)
    context = {"evidence": row, "shown": shown, "can_remove": _may_remove(request, row)}
    template = "nominations/_evidence_drawer.html" if request.is_partial else "nominations/evidence.html"
    return render(request, template, context, using="jinja2")


@require_GET
@workspace(*READERS)
def evidence_file(request: ActorRequest, evidence_id: int) -> HttpResponse:
    """The file as it was handed in; ``?tai=1`` downloads it."""
    row = _found(request, evidence_id)
    store = ContentStore(settings.CONTENT_ROOT)
    if row.sha256 not in store:
        raise Http404
    in_place = row.mime in _SHOWN_IN_PLACE and request.GET.get("tai") != "1"
    kind = row.mime if row.mime in _SHOWN_IN_PLACE else "application/octet-stream"
    response = HttpResponse(store.read(row.sha256), content_type=kind)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = content_disposition_header(not in_place, row.file_name) or "attachment"
    return closed(response)


@require_GET
@workspace(*READERS)
def evidence_picture(request: ActorRequest, evidence_id: int) -> HttpResponse:
    """One page of a file as a picture without what the camera wrote into it; ``?trang=`` counts from 1."""
    row = _found(request, evidence_id)
    page = request.GET.get("trang", "1")
    if row.mime not in _SHOWN_IN_PLACE or not page.isdecimal() or not 1 <= int(page) <= _MOST_PAGES:
        raise Http404
    try:
        drawn = make_preview(ContentStore(settings.CONTENT_ROOT).read(row.sha256), page=int(page) - 1)
    except (RefusedFile, FileNotFoundError) as error:
        raise Http404 from error
    return closed(HttpResponse(drawn, content_type="image/jpeg"))


@require_POST
@workspace(*EDITORS)
def evidence_add(request: ActorRequest, nomination_id: int) -> HttpResponse:
    """Put one file behind a nomination; scripts get JSON, pages go back to where the file was sent from."""
    row = visible(request, nomination_id)
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        made = _add(request, row)
    except Refused as error:
        if not wants_json:
            raise
        return JsonResponse({"message": error.message}, status=422)
    if wants_json:
        return JsonResponse({"id": made.pk, "title": made.title}, status=201)
    messages.success(request, _("Đã thêm “%(title)s” vào hồ sơ.") % {"title": made.title})
    return redirect("nomination", nomination_id)


@require_POST
@workspace(*EDITORS)
def evidence_remove(request: ActorRequest, evidence_id: int) -> HttpResponse:
    """Take one file back; the record of it stays."""
    row = _found(request, evidence_id)
    actions.remove_evidence(evidence_id=row.pk, actor=request.actor, at=request.now)
    messages.success(request, _("Đã rút “%(title)s”.") % {"title": row.title})
    return redirect("nomination", row.nomination_id)


@require_http_methods(["GET", "POST"])
@workspace(*EDITORS)
def camera(request: ActorRequest) -> HttpResponse:
    """Photograph evidence for a nomination that was returned or is still a draft."""
    rows = open_for_evidence(request.actor)
    choices = [(str(row.pk), _label(row)) for row in rows]
    form = CameraForm(
        request.POST or None,
        request.FILES or None,
        rows=choices,
        initial={"nomination": request.GET.get("ho-so")},
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(row for row in rows if str(row.pk) == form.cleaned_data["nomination"])
        try:
            made = _add(request, chosen)
        except Refused as error:
            form.add_error("file", error.message)
        else:
            words = {"title": made.title, "name": chosen.name}
            messages.success(request, _("Đã thêm “%(title)s” vào hồ sơ của %(name)s.") % words)
            return redirect("camera")
    context: dict[str, Any] = {"form": form, "rows": rows, "owner": request.actor.user_id}
    return render(
        request, "nominations/camera.html", context, using="jinja2", status=422 if form.errors else 200
    )


def _add(request: ActorRequest, row: Nomination) -> Evidence:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(_("Chưa chọn tệp nào. Chụp ảnh hoặc chọn tệp rồi gửi."), field="file")
    return actions.add_evidence(
        nomination_id=row.pk,
        content=read_upload(upload),
        file_name=upload.name or _("tệp"),
        content_root=settings.CONTENT_ROOT,
        actor=request.actor,
        at=request.now,
        title=request.POST.get("title", "")[:200],
    )


def read_upload(upload: UploadedFile[Any]) -> bytes:
    """The bytes of an upload, refused before they are read when there are too many."""
    if (upload.size or 0) > 50_000_000:
        raise Refused(_("Tệp lớn hơn 50 MB. Chụp lại ở cỡ nhỏ hơn hoặc tách tệp."), field="file")
    return bytes(upload.read())


def _found(request: ActorRequest, evidence_id: int) -> Evidence:
    try:
        return get_evidence(request.actor, evidence_id)
    except Evidence.DoesNotExist as error:
        raise Http404 from error


def _may_remove(request: ActorRequest, row: Evidence) -> bool:
    if not can_edit_at(request.actor, row.nomination.submission.organization_id):
        return False
    return any(one.pk == row.nomination_id for one in open_for_evidence(request.actor))


def closed(response: HttpResponse) -> HttpResponse:
    """A file from outside, shut in: it runs nothing, reaches nothing and is kept by no cache."""
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _label(row: Nomination) -> str:
    state = _("bị trả lại") if row.state == "underway" else _("đang soạn")
    return f"{row.name or row.rank} — {row.submission.round.title} ({state})"
