"""Files of a report: what was sent, as an official paper and as a workbook; before that, marked drafts."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpResponse

from thidua.core.docx.official import official_docx
from thidua.core.sheets import write_forms
from thidua.core.typesetting.official import official_pdf
from thidua.core.vietnamese import fold
from thidua.domain.reports.documents import current_paper, official_paper, workbook_of
from thidua.domain.reports.queries.visible import get_report
from thidua.web.reports.common import asked_assignment, asked_place
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.navigation import WORKING
from thidua.web.shell.requests import ActorRequest

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@workspace(*WORKING)
def paper(request: ActorRequest, assignment_id: int, unit_id: int, kind: str) -> HttpResponse:
    """The report of a unit as PDF, DOCX or XLSX."""
    row = asked_assignment(request, assignment_id)
    place = asked_place(request, row, unit_id)
    if kind not in {"pdf", "docx", "xlsx"}:
        raise Http404
    report = or_404(get_report, request.actor, row, unit_id)
    made = current_paper(row, place, report, at=request.now, on=request.today)
    name = f"bao-cao-{row.pk}-{fold(place.unit.code).replace(' ', '-') or unit_id}.{kind}"
    if kind == "xlsx":
        target = BytesIO()
        write_forms(workbook_of(made), target)
        return _answer(target.getvalue(), XLSX, name)
    document = official_paper(made)
    if kind == "docx":
        return _answer(official_docx(document, at=request.now), DOCX, name)
    return _answer(official_pdf(document, at=request.now), "application/pdf", name)


def _answer(content: bytes, mime: str, name: str) -> HttpResponse:
    where = "inline" if mime == "application/pdf" else "attachment"
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": f'{where}; filename="{name}"'}
    )
