"""The submission (tờ trình) that asks a higher level for awards, with the list by form, as PDF and DOCX."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from thidua.core.docx.official import official_docx
from thidua.core.typesetting.official import (
    DRAFT,
    Annex,
    Column,
    OfficialDocument,
    Paragraph,
    Signature,
    Table,
    day_in_words,
    document_number,
    official_pdf,
    padded,
    place_and_day,
    punctuated,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One person, collective or household put forward; the order of the list is the order of preference."""

    name: str
    post: str
    achievement: str
    honorific: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedForm:
    """A form of award and those put forward for it."""

    form: str
    proposed: tuple[Proposed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionDocument:
    """What a submission says. ``number`` and ``signed_on`` are ``None`` while it is a draft.

    ``subject`` follows "Về việc"; ``request`` is the paragraph before the table of forms; ``enclosures`` are the papers
    of the dossier.
    """

    parent: str
    issuer: str
    symbol: str
    place: str
    subject: str
    addressees: tuple[str, ...]
    grounds: tuple[str, ...]
    request: str
    forms: tuple[ProposedForm, ...]
    enclosures: tuple[str, ...]
    signature: Signature
    recipients: tuple[str, ...]
    number: int | None = None
    signed_on: date | None = None

    @property
    def is_signed(self) -> bool:
        return self.number is not None and self.signed_on is not None


def submission_pdf(document: SubmissionDocument, *, at: datetime) -> bytes:
    """Set the submission as PDF; an unsigned one carries "BẢN THẢO" across each page."""
    return official_pdf(submission_layout(document), at=at)


def submission_docx(document: SubmissionDocument, *, at: datetime) -> bytes:
    """Write the submission as DOCX, with the same content as the PDF."""
    return official_docx(submission_layout(document), at=at)


def submission_layout(document: SubmissionDocument) -> OfficialDocument:
    """Lay the submission out as an official document."""
    d = document
    return OfficialDocument(
        parent=d.parent,
        issuer=d.issuer,
        number_line=f"Số: {document_number(d.number, d.symbol)}",
        place_and_day=place_and_day(d.place, d.signed_on),
        kind="TỜ TRÌNH",
        subject=f"Về việc {d.subject}",
        addressees=d.addressees,
        blocks=(
            *(Paragraph.of(ground, "ground") for ground in punctuated(d.grounds)),
            Paragraph.of(d.request),
            _summary(d.forms),
            *_enclosures(d.enclosures),
            Paragraph.of("Kính trình xem xét, quyết định."),
        ),
        signatures=(d.signature,),
        recipients=d.recipients,
        annexes=(_list(d),),
        draft="" if d.is_signed else DRAFT,
    )


def _summary(forms: tuple[ProposedForm, ...]) -> Table:
    columns = (
        Column("STT", 0.7, "center"),
        Column("Hình thức đề nghị", 4),
        Column("Số lượng", 1, "center"),
    )
    rows = [(str(n), each.form, padded(len(each.proposed))) for n, each in enumerate(forms, 1)]
    total = sum(len(each.proposed) for each in forms)
    return Table(columns, (*rows, (f"Tổng số: {padded(total)} trường hợp",)))


def _enclosures(enclosures: tuple[str, ...]) -> tuple[Paragraph, ...]:
    if not enclosures:
        return ()
    lines = (Paragraph.of(f"{n}. {line}") for n, line in enumerate(punctuated(enclosures), 1))
    return (Paragraph.of("Hồ sơ kèm theo gồm:"), *lines)


def _list(d: SubmissionDocument) -> Annex:
    number = document_number(d.number, d.symbol)
    columns = (
        Column("STT", 0.7, "center"),
        Column("Họ và tên / Tên tập thể", 2.6),
        Column("Chức vụ, đơn vị", 3.2),
        Column("Tóm tắt thành tích", 5.2),
    )
    rows: list[tuple[str, ...]] = []
    for each in d.forms:
        rows.append((f"{each.form} ({padded(len(each.proposed))})",))
        rows += [
            (str(n), f"{p.honorific} {p.name}".strip(), p.post, p.achievement)
            for n, p in enumerate(each.proposed, 1)
        ]
    caption = f"(Kèm theo Tờ trình số {number} {day_in_words(d.signed_on)}, xếp theo thứ tự ưu tiên)"
    return Annex("DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG", caption, (Table(columns, tuple(rows)),), landscape=True)
