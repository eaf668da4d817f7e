"""Certificates and decisions as files of the content store: rendered once, found again by the hash on the line.

Rendering can stop at any moment and be taken up again: lines that have a hash are left alone, and the same line gives
the same bytes because its moment is that of the issue, not of the rendering.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
from django.db import transaction

from thidua.core.clock import day_of
from thidua.core.files import ContentStore
from thidua.domain.decisions.documents.certificate import certificate_pdf
from thidua.domain.decisions.documents.decision import decision_pdf
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.decisions.queries.decisions import lines_of
from thidua.domain.decisions.queries.papers import DecisionPapers, certificate_of_entry
from thidua.domain.decisions.states import DecisionKind, DecisionState
from thidua.domain.register.models import Entry

STEP = 25  # certificates between two notes of progress
IMAGE_WIDTH = 1123


def render_decision(decision_id: int, *, content_root: Path, base_url: str) -> int:
    """Render what an issued decision still lacks, itself first, then its certificates; say how many were made."""
    decision = Decision.objects.select_related("organization").get(pk=decision_id)
    if decision.state != DecisionState.ISSUED or decision.issued_at is None:
        return 0
    store, at = ContentStore(content_root), decision.issued_at
    papers = DecisionPapers(decision, on=day_of(at), base_url=base_url)
    if not decision.pdf_sha256:
        decision.pdf_sha256 = _put(store, decision_pdf(papers.document(), at=at))
        decision.save(update_fields=["pdf_sha256"])
    if decision.kind != DecisionKind.GRANT:
        return 0
    made = 0
    for lot in _lots(lines_of(decision).filter(certificate_sha256="", entry__isnull=False)):
        for line in lot:
            line.certificate_sha256 = _put(
                store, certificate_pdf(papers.certificate(line), final=True, at=at)
            )
        with transaction.atomic():
            DecisionLine.objects.bulk_update(lot, ["certificate_sha256"])
        made += len(lot)
    return made


def _lots(rows: object) -> Iterator[list[DecisionLine]]:
    lines: Sequence[DecisionLine] = list(rows)  # type: ignore[call-overload]  # a queryset of lines
    for start in range(0, len(lines), STEP):
        yield list(lines[start : start + STEP])


def certificate_bytes(line: DecisionLine, *, content_root: Path, base_url: str) -> bytes:
    """The certificate of an issued line from the store; rendered now when the job has not come to it yet."""
    store = ContentStore(content_root)
    if line.certificate_sha256 and line.certificate_sha256 in store:
        return store.read(line.certificate_sha256)
    at = _issued_at(line)
    papers = DecisionPapers(line.decision, on=day_of(at), base_url=base_url)
    content = certificate_pdf(papers.certificate(line), final=True, at=at)
    line.certificate_sha256 = _put(store, content)
    line.save(update_fields=["certificate_sha256"])
    return content


def entry_certificate(entry: Entry, *, content_root: Path, base_url: str) -> bytes:
    """The certificate of a grant in the register, for whoever holds its token."""
    grant = entry.refers_to or entry
    line = (
        DecisionLine.objects.filter(entry=grant)
        .select_related("decision__organization", "nomination__submission", "entry")
        .first()
    )
    if line is not None:
        return certificate_bytes(line, content_root=content_root, base_url=base_url)
    return certificate_pdf(certificate_of_entry(grant, base_url=base_url), final=True, at=grant.entered_at)


def entry_image(entry: Entry, *, content_root: Path, base_url: str) -> bytes:
    """The certificate as a PNG 1,123 pixels wide; kept in the store for lines of decisions made here."""
    grant = entry.refers_to or entry
    line = DecisionLine.objects.filter(entry=grant).only("pk", "image_sha256").first()
    store = ContentStore(content_root)
    if line and line.image_sha256 and line.image_sha256 in store:
        return store.read(line.image_sha256)
    image = png_of(entry_certificate(grant, content_root=content_root, base_url=base_url))
    if line:
        DecisionLine.objects.filter(pk=line.pk).update(image_sha256=_put(store, image))
    return image


def png_of(pdf: bytes, *, width: int = IMAGE_WIDTH) -> bytes:
    """The first page of a PDF as PNG, ``width`` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        bitmap = page.render(scale=width / page.get_width())
        target = BytesIO()
        bitmap.to_pil().convert("P", palette=1, colors=128).save(target, "PNG", optimize=True)
        return target.getvalue()
    finally:
        document.close()


def _issued_at(line: DecisionLine) -> datetime:
    if line.decision.issued_at is None:
        raise ValueError(f"decision {line.decision_id} is not issued")
    return line.decision.issued_at


def _put(store: ContentStore, content: bytes) -> str:
    return store.put(BytesIO(content)).sha256
