"""One nominee's panel: the form of the row, who they are, what the law says, and the files behind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.files import RefusedFile, UnknownUpload, UploadDirectory, WrongOffset
from thidua.domain.nominations import actions
from thidua.domain.nominations.actions import RowEdit
from thidua.domain.nominations.checking import papers_due
from thidua.domain.nominations.models import Evidence, Nomination
from thidua.domain.nominations.permissions import can_edit_submission
from thidua.domain.nominations.queries.dossier import get_evidence
from thidua.domain.nominations.queries.referrals import latest_referral
from thidua.domain.nominations.queries.reports import short_name
from thidua.domain.nominations.queries.submissions import evidence_of, get_nomination
from thidua.domain.nominations.rows import current_values
from thidua.domain.nominations.states import FindingVerdict, NominationState, ReferralState
from thidua.web.nominations.conditions import cited_finding, findings_told
from thidua.web.nominations.dossier import regime_line
from thidua.web.nominations.forms import RowForm
from thidua.web.nominations.grid import WRITERS
from thidua.web.nominations.loading import found
from thidua.web.shell.access import workspace
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

CHUNK_BYTES = 1_000_000


def is_editable(request: ActorRequest, row: Nomination) -> bool:
    """Whether the unit may change the row now: a draft, or one that was returned."""
    if not can_edit_submission(request.actor, row.submission):
        return False
    if row.state == NominationState.DRAFT:
        return True
    latest = latest_referral(row.pk)
    return latest is not None and latest.state == ReferralState.RETURNED


def _form(request: ActorRequest, row: Nomination) -> RowForm:
    awards = [(a.award_code, short_name(a.award_code)) for a in row.submission.round.awards.all()]
    return RowForm(request.POST or None, awards=awards, initial=current_values(row))


@workspace(*WORKING)
def row(request: ActorRequest, pk: int) -> HttpResponse:
    """The panel (a fragment for the drawer, a page without scripts); POST saves it."""
    one = found(get_nomination, request.actor, pk)
    form = _form(request, one)
    if request.method == "POST" and form.is_valid() and _save(request, one, form):
        messages.success(request, _("Đã lưu %(name)s.") % {"name": form.cleaned_data["name"]})
        return redirect("submission", one.submission_id)
    return _show(request, one, form, status=422 if form.errors else 200)


def _save(request: ActorRequest, one: Nomination, form: RowForm) -> bool:
    told = request.POST.get("revision", "")
    seen = int(told) if told.isdecimal() else 0
    try:
        if one.state != NominationState.DRAFT:
            actions.amend_returned(
                nomination_id=one.pk, cells=form.cells(), revision=seen, actor=request.actor, at=request.now
            )
            return True
        result = actions.save_rows(
            submission_id=one.submission_id,
            rows=[RowEdit(cells=form.cells(), id=one.pk, revision=seen)],
            expected_revision=one.submission.revision,
            actor=request.actor,
            at=request.now,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    for cells in result.errors.values():
        for cell, message in cells.items():
            form.add_error(cell if cell in form.fields else None, message)
    for conflict in result.conflicts:
        form.add_error(None, _conflict_text(conflict.theirs))
    return not form.errors


def _conflict_text(theirs: Any) -> str:
    if not theirs:
        return _("Người khác vừa bỏ dòng này. Chép lại phần bạn viết sang một dòng mới.")
    return _("Người khác vừa sửa dòng này: “%(text)s”. Phần bạn viết vẫn còn ở dưới; xem rồi lưu lại.") % {
        "text": theirs.get("achievement") or theirs.get("name")
    }


def _show(request: ActorRequest, one: Nomination, form: RowForm, *, status: int) -> HttpResponse:
    page = {
        "one": one,
        "form": form,
        "can_edit": is_editable(request, one),
        "evidence": list(evidence_of(one.pk)),
        "papers": papers_due(one.award_code, one.subject_kind, one.received_on or request.today),
        "award_name": short_name(one.award_code) if one.award_code else "",
        "candidates": one.match_note.get("candidates", []),
        "chunk_bytes": CHUNK_BYTES,
        "posted": request.method == "POST",
        "findings": findings_told(one),
        "regime": regime_line(one),
        "cited": cited_finding,
    }
    name = "nominations/_row.html" if request.is_partial else "nominations/row.html"
    return render(request, name, page, using="jinja2", status=status)


@require_POST
@workspace(*WRITERS)
def match(request: ActorRequest, pk: int) -> HttpResponse:
    """Settle who a nominee is."""
    one = found(get_nomination, request.actor, pk)
    chosen = request.POST.get("subject", "")
    if chosen and not chosen.isdecimal():
        return HttpResponseBadRequest()
    actions.choose_match(
        nomination_id=one.pk, subject_id=int(chosen) if chosen else None, actor=request.actor, at=request.now
    )
    return redirect("submission", one.submission_id)


@require_POST
@workspace(*WRITERS)
def answer(request: ActorRequest, pk: int) -> HttpResponse:
    """Answer a condition that no record can answer."""
    one = found(get_nomination, request.actor, pk)
    verdict = request.POST.get("verdict", "")
    if verdict not in FindingVerdict.values:
        return HttpResponseBadRequest()
    actions.decide_finding(
        nomination_id=one.pk,
        condition=request.POST.get("condition", ""),
        verdict=FindingVerdict(verdict),
        reason=request.POST.get("reason", ""),
        actor=request.actor,
        at=request.now,
    )
    return redirect("submission", one.submission_id)


@require_POST
@workspace(*WRITERS)
def evidence_add(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a file sent whole by a plain form."""
    one = found(get_nomination, request.actor, pk)
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Chọn một tệp: PDF, ảnh JPEG hoặc PNG, DOCX, XLSX."), field="file")
    _add(request, one, file.read(), file.name or "tep")
    messages.success(request, _("Đã thêm minh chứng."))
    return redirect("nomination_row", one.pk)


def _add(request: ActorRequest, one: Nomination, content: bytes | Path, name: str) -> Evidence:
    return actions.add_evidence(
        nomination_id=one.pk,
        content=content,
        file_name=name,
        content_root=settings.CONTENT_ROOT,
        paper_code=(request.POST.get("paper_code") or request.GET.get("paper_code", ""))[:40],
        title=request.POST.get("title", "")[:200],
        actor=request.actor,
        at=request.now,
    )


@require_POST
@workspace(*WRITERS)
def upload_begin(request: ActorRequest, pk: int) -> HttpResponse:
    """Begin an upload in pieces: size and name; answers its id."""
    one = found(get_nomination, request.actor, pk)
    size = request.POST.get("size", "")
    if not size.isdecimal() or not is_editable(request, one):
        return HttpResponseBadRequest()
    try:
        upload_id = _uploads().create(
            int(size),
            filename=request.POST.get("name", "tep")[:255],
            owner=_owner(request, pk),
            at=request.now,
        )
    except RefusedFile as error:
        return JsonResponse({"message": str(error)}, status=409)
    return JsonResponse({"id": upload_id, "chunk": CHUNK_BYTES})


@require_POST
@workspace(*WRITERS)
def upload_piece(request: ActorRequest, pk: int, upload_id: str) -> HttpResponse:
    """One piece, its place in the header Upload-Offset; answers how far it is, and the evidence at the end."""
    one = found(get_nomination, request.actor, pk)
    uploads = _uploads()
    try:
        told = uploads.describe(upload_id)
        if told.owner != _owner(request, pk):
            raise Http404
        offset = uploads.append(upload_id, int(request.headers.get("Upload-Offset", "0")), request.body)
        if offset < told.size:
            return JsonResponse({"offset": offset})
        with uploads.finished(upload_id) as whole:
            made = _add(request, one, whole, told.filename)
    except UnknownUpload as error:
        raise Http404 from error
    except (WrongOffset, ValueError) as error:
        return JsonResponse({"offset": getattr(error, "expected", 0)}, status=409)
    except (RefusedFile, Refused) as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    return JsonResponse({"evidence": made.pk, "title": made.title})


def _uploads() -> UploadDirectory:
    return UploadDirectory(settings.UPLOAD_ROOT)


def _owner(request: ActorRequest, pk: int) -> str:
    return f"{request.actor.user_id}:{pk}"


def _evidence(request: ActorRequest, pk: int) -> Evidence:
    return found(get_evidence, request.actor, pk)


@require_POST
@workspace(*WRITERS)
def evidence_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a file back."""
    one = _evidence(request, pk)
    actions.remove_evidence(evidence_id=one.pk, actor=request.actor, at=request.now)
    return redirect("nomination_row", one.nomination_id)
