"""Files of a decision: the decision, certificates one by one, for the printer, on blanks."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse

from thidua.core.files import ContentStore
from thidua.domain.decisions import queries
from thidua.domain.decisions.documents.blanks import (
    BlankLayout,
    PrinterOffset,
    blank_pdfs,
    blank_test_sheet,
)
from thidua.domain.decisions.documents.certificate import certificates_pdfs
from thidua.domain.decisions.documents.decision import decision_docx, decision_pdf
from thidua.domain.decisions.models import Decision, DecisionLine, PrinterLayout
from thidua.domain.decisions.permissions import READERS
from thidua.domain.decisions.rendering import certificate_bytes, png_of
from thidua.domain.decisions.states import DecisionKind, DecisionState
from thidua.web.shell.access import workspace
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

LOT = 500
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BLANK = BlankLayout(name="Phôi bằng A4 ngang")


def _root() -> Path:
    return Path(settings.CONTENT_ROOT)


def _answer(content: bytes, mime: str, name: str) -> HttpResponse:
    place = "inline" if mime in {"application/pdf", "image/png"} else "attachment"
    return HttpResponse(
        content, content_type=mime, headers={"Content-Disposition": f'{place}; filename="{name}"'}
    )


@workspace(*READERS)
def paper(request: ActorRequest, pk: int, kind: str) -> HttpResponse:
    """The decision as PDF or DOCX: a draft until it is issued, then the file that was issued."""
    row = or_404(queries.get_decision, request.actor, pk)
    store = ContentStore(_root())
    if kind == "pdf" and row.pdf_sha256 and row.pdf_sha256 in store:
        return _answer(store.read(row.pdf_sha256), "application/pdf", f"quyet-dinh-{row.pk}.pdf")
    document = queries.decision_document(row, on=request.today, base_url=settings.BASE_URL)
    at = row.issued_at or request.now
    if kind == "pdf":
        return _answer(decision_pdf(document, at=at), "application/pdf", f"quyet-dinh-{row.pk}.pdf")
    if kind == "docx":
        return _answer(decision_docx(document, at=at), DOCX, f"quyet-dinh-{row.pk}.docx")
    raise Http404


def _granting(request: ActorRequest, pk: int, *, issued: bool) -> Decision:
    row = or_404(queries.get_decision, request.actor, pk)
    if row.kind != DecisionKind.GRANT or (issued and row.state != DecisionState.ISSUED):
        raise Http404
    return row


def _lot(request: ActorRequest, row: Decision) -> list[DecisionLine]:
    """The lines of one lot of at most 500: ?lo=1 is the first."""
    asked = request.GET.get("lo", "1")
    start = (max(1, int(asked)) - 1) * LOT if asked.isdecimal() and len(asked) < 7 else 0
    lines = list(queries.lines_of(row)[start : start + LOT])
    if not lines:
        raise Http404
    return lines


@workspace(*READERS)
def archive(request: ActorRequest, pk: int) -> HttpResponse:
    """The certificates of a lot, one file each."""
    row = _granting(request, pk, issued=True)
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as bundle:
        for line in _lot(request, row):
            name = f"{line.order:04}-{line.entry.register_no if line.entry else line.pk}.pdf"
            line.decision = row
            bundle.writestr(name, certificate_bytes(line, content_root=_root(), base_url=settings.BASE_URL))
    return _answer(target.getvalue(), "application/zip", f"bang-{row.pk}.zip")


@workspace(*READERS)
def print_run(request: ActorRequest, pk: int) -> HttpResponse:
    """The certificates of a lot in one PDF, for the printer."""
    row = _granting(request, pk, issued=True)
    return _certificates(request, row, _lot(request, row), final=True)


@workspace(*READERS)
def samples(request: ActorRequest, pk: int) -> HttpResponse:
    """Proofs before the signature: ten drawn by lot and the ten longest names."""
    row = _granting(request, pk, issued=False)
    lines = queries.sample_lines(row)
    if not lines:
        raise Http404
    return _certificates(request, row, lines, final=False)


def _certificates(
    request: ActorRequest, row: Decision, lines: Sequence[DecisionLine], *, final: bool
) -> HttpResponse:
    certificates = queries.certificates_of(row, on=request.today, base_url=settings.BASE_URL, lines=lines)
    (content,) = certificates_pdfs(certificates, final=final, at=row.issued_at or request.now)
    return _answer(content, "application/pdf", f"bang-{row.pk}.pdf")


def _offset(request: ActorRequest, organization_id: int) -> PrinterOffset:
    asked = request.GET.get("may_in", "")
    printer = PrinterLayout.objects.filter(
        organization=organization_id, pk=int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    ).first()
    if printer is None:
        return PrinterOffset()
    return PrinterOffset(x_mm=float(printer.shift_x_mm), y_mm=float(printer.shift_y_mm))


@workspace(*READERS)
def blanks(request: ActorRequest, pk: int) -> HttpResponse:
    """The texts alone, at their places on pre-printed blanks, shifted for a printer."""
    row = _granting(request, pk, issued=True)
    certificates = queries.certificates_of(
        row, on=request.today, base_url=settings.BASE_URL, lines=_lot(request, row)
    )
    (content,) = blank_pdfs(
        certificates, BLANK, at=row.issued_at or request.now, offset=_offset(request, row.organization_id)
    )
    return _answer(content, "application/pdf", f"phoi-{row.pk}.pdf")


@workspace(*READERS)
def test_sheet(request: ActorRequest) -> HttpResponse:
    """A sheet with a millimetre grid, to see how far a printer is off."""
    unit = request.actor.unit
    offset = _offset(request, unit.id if unit else 0)
    return _answer(blank_test_sheet(BLANK, at=request.now, offset=offset), "application/pdf", "to-in-thu.pdf")


def _one(request: ActorRequest, pk: int) -> bytes:
    line = or_404(queries.get_line, request.actor, pk)
    row = _granting(request, line.decision_id, issued=False)
    if row.state == DecisionState.ISSUED:
        return certificate_bytes(line, content_root=_root(), base_url=settings.BASE_URL)
    certificates = queries.certificates_of(row, on=request.today, base_url=settings.BASE_URL, lines=[line])
    (content,) = certificates_pdfs(certificates, final=False, at=request.now)
    return content


@workspace(*READERS)
def certificate(request: ActorRequest, pk: int) -> HttpResponse:
    """One certificate; a proof until the decision is issued."""
    return _answer(_one(request, pk), "application/pdf", f"bang-{pk}.pdf")


@workspace(*READERS)
def certificate_png(request: ActorRequest, pk: int) -> HttpResponse:
    """One certificate as a small picture."""
    return _answer(png_of(_one(request, pk), width=480), "image/png", f"bang-{pk}.png")
