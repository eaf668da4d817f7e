"""Lists from Excel: uploaded or pasted, shown row by row first, then brought in."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from thidua.core.errors import Refused
from thidua.core.files import IS_EMPTY, ContentStore
from thidua.core.sheets import CellFinding, annotate
from thidua.core.sheets.limits import UnreadableWorkbook
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Submission
from thidua.domain.nominations.queries.reports import short_name
from thidua.domain.nominations.queries.submissions import get_submission
from thidua.domain.nominations.values import StagedRow
from thidua.web.nominations.grid import WRITERS
from thidua.web.nominations.loading import found
from thidua.web.nominations.workbooks import ReadList, read_list, read_paste
from thidua.web.shell.access import workspace
from thidua.web.shell.requests import ActorRequest

_LARGEST = 10_000_000


@workspace(*WRITERS)
def upload(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose a file or paste a block; then the rows are shown with what would become of each."""
    row = found(get_submission, request.actor, pk)
    if request.method != "POST":
        return _choose(request, row)
    content, name = _sent(request)
    if "file" in request.FILES and not content:
        return _choose(request, row, str(IS_EMPTY), status=422)
    if not content:
        return _choose(request, row, _("Chọn một tệp hoặc dán một khối ô từ Excel."), status=422)
    try:
        listed = read_list(content, name)
    except UnreadableWorkbook as error:
        return _choose(request, row, error.message, status=422)
    return _show(request, row, listed, content, name)


def _choose(request: ActorRequest, row: Submission, problem: str = "", *, status: int = 200) -> HttpResponse:
    page = {"submission": row, "problem": problem}
    return render(request, "nominations/import.html", page, using="jinja2", status=status)


def _sent(request: ActorRequest) -> tuple[bytes, str]:
    """The bytes of the file, or the pasted block as a delimited text."""
    file = request.FILES.get("file")
    if file is not None:
        if (file.size or 0) > _LARGEST:
            raise Refused(_("Tệp quá 10 MB. Bỏ ảnh và trang thừa rồi tải lại."), field="file")
        return file.read(), (file.name or "danh-sach")[:255]
    return read_paste(request.POST.get("block", "")), "dan-tu-excel"


def _show(
    request: ActorRequest, row: Submission, listed: ReadList, content: bytes, name: str
) -> HttpResponse:
    staged = actions.stage_rows(row, listed.rows, at=request.now)
    token = hashlib.sha256(content + str(row.pk).encode()).hexdigest()
    kept = _lists().put(io.BytesIO(content))
    request.session[_slot(row.pk)] = {"token": token, "name": name, "sha256": kept.sha256}
    good = [one for one in staged if not one.errors]
    page = {
        "submission": row,
        "rows": staged,
        "good": len(good),
        "bad": len(staged) - len(good),
        "file_name": name,
        "sheet": listed.sheet,
        "warnings": listed.warnings,
        "token": token,
        "short_name": short_name,
    }
    return render(request, "nominations/import_preview.html", page, using="jinja2")


def _lists() -> ContentStore:
    """Where a list waits between being shown and being brought in."""
    return ContentStore(settings.UPLOAD_ROOT / "lists")


def _slot(pk: int) -> str:
    return f"import-{pk}"


def _kept(request: ActorRequest, pk: int) -> tuple[bytes, str, str]:
    kept: dict[str, Any] | None = request.session.get(_slot(pk))
    if not kept or kept["sha256"] not in _lists():
        raise Refused(_("Danh sách đã quá lâu, máy chủ không còn giữ. Tải lại tệp."))
    return _lists().read(kept["sha256"]), kept["name"], kept["token"]


@require_POST
@workspace(*WRITERS)
def bring_in(request: ActorRequest, pk: int) -> HttpResponse:
    """Bring in the rows that were shown as good."""
    row = found(get_submission, request.actor, pk)
    content, name, token = _kept(request, row.pk)
    receipt = actions.import_rows(
        submission_id=row.pk,
        rows=read_list(content, name).rows,
        token=token,
        actor=request.actor,
        at=request.now,
        file_name=name,
    )
    text = ngettext("Đã nhập %(added)s dòng.", "Đã nhập %(added)s dòng.", receipt.added) % {
        "added": receipt.added
    }
    if receipt.refused:
        text += " " + _("%(refused)s dòng chưa nhập được.") % {"refused": receipt.refused}
    messages.success(request, text)
    return redirect("submission", row.pk)


@workspace(*WRITERS)
def annotated(request: ActorRequest, pk: int) -> HttpResponse:
    """The user's own workbook with the reasons in its cells."""
    row = found(get_submission, request.actor, pk)
    content, name, _token = _kept(request, row.pk)
    listed = read_list(content, name)
    staged = actions.stage_rows(row, listed.rows, at=request.now)
    findings = [one for line in staged for one in _findings(line, listed)]
    response = HttpResponse(
        annotate(content, findings),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="danh-sach-da-ghi-ly-do.xlsx"'
    return response


def _findings(line: StagedRow, listed: ReadList) -> list[CellFinding]:
    return [
        CellFinding(listed.sheet, line.number, listed.columns.get(cell, 0), message)
        for cell, message in [*line.errors.items(), *line.warnings.items()]
    ]
