"""Files of a report: what was sent, as an official paper and as a workbook; before that, marked drafts."""

from __future__ import annotations

from io import BytesIO

from django.http import Http404, HttpResponse

from thidua.core.clock import day_of
from thidua.core.docx.official import official_docx
from thidua.core.sheets import write_forms
from thidua.core.typesetting.official import official_pdf
from thidua.core.vietnamese import fold
from thidua.domain.reports.documents import Paper, official_paper, paper_of, workbook_of
from thidua.domain.reports.models import Report
from thidua.domain.reports.queries.reading import sheet_of
from thidua.domain.reports.queries.visible import get_report
from thidua.domain.reports.snapshots import draft_content
from thidua.domain.reports.states import ReportState
from thidua.domain.reports.values import Place
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
    made = _paper(request, place, report) if report else _empty(request, assignment_id, place)
    name = f"bao-cao-{row.pk}-{fold(place.unit.code).replace(' ', '-') or unit_id}.{kind}"
    if kind == "xlsx":
        target = BytesIO()
        write_forms(workbook_of(made), target)
        return _answer(target.getvalue(), XLSX, name)
    document = official_paper(made)
    if kind == "docx":
        return _answer(official_docx(document, at=request.now), DOCX, name)
    return _answer(official_pdf(document, at=request.now), "application/pdf", name)


def _paper(request: ActorRequest, place: Place, report: Report) -> Paper:
    """What was sent, if it still stands; else what is typed so far, as a draft."""
    sent = report.snapshots.order_by("-number").first()
    if sent is not None and report.state in {ReportState.SENT, ReportState.APPROVED}:
        return paper_of(sent.data, on=day_of(sent.taken_at), is_draft=report.state != ReportState.APPROVED)
    found = sheet_of(report.assignment, place, report, request.today)
    return paper_of(draft_content(report, found, request.now), on=request.today, is_draft=True)


def _empty(request: ActorRequest, assignment_id: int, place: Place) -> Paper:
    row = asked_assignment(request, assignment_id)
    found = sheet_of(row, place, None, request.today)
    return paper_of(draft_content(None, found, request.now), on=request.today, is_draft=True)


def _answer(content: bytes, mime: str, name: str) -> HttpResponse:
    where = "inline" if mime == "application/pdf" else "attachment"
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": f'{where}; filename="{name}"'}
    )
