"""The layout of an official document: heading, body, signatures, recipients, annexes.

Only the shape is known here; what the paper is about comes in as text, always in Vietnamese. Source of the layout:
Nghị định 30/2020/NĐ-CP, Phụ lục I. The same ``OfficialDocument`` is set as PDF here and as DOCX in ``core.docx``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from unicodedata import normalize

from thidua.core.typesetting.compiler import render_pdf
from thidua.core.typesetting.fitting import Face, wrap

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "BẢN THẢO"

# Millimetres and points, within the ranges the decree gives.
MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 15}
HEADING_COLUMNS_MM = (72, 93)
HEADING_SIZE = 12
NUMBER_SIZE = 13
BODY_SIZE = 14
MOTTO_SIZE = 13
TABLE_SIZE = 12
CELL_INSET_PT = 4
RECIPIENTS_SIZE = (12, 11)  # the label, the list
PAGE_NUMBER_SIZE = 13

_PT_PER_MM = 72 / 25.4

ParagraphKind = Literal["body", "ground", "center", "heading", "plain", "fill"]
Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: body text, an italic ground, a bold middle line, a bold heading, a plain line or one to fill in.

    A line to fill in is dotted from its text to the margin.
    """

    runs: tuple[Run, ...]
    kind: ParagraphKind = "body"

    @classmethod
    def of(cls, text: str, kind: ParagraphKind = "body", *, label: str = "") -> Paragraph:
        """Make a paragraph of one style, after a bold ``label`` if there is one."""
        before = (Run(f"{label} ", bold=True),) if label else ()
        return cls((*before, Run(text, bold=kind in {"center", "heading"}, italic=kind == "ground")), kind)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``share`` is its width as a share of the whole."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns; a row of one cell spans the table, in bold."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing over the whole width, as SVG (see ``charts``), with a caption in italics under it."""

    svg: str
    caption: str


Block = Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: lines of authority ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH") and the name, without rank or degree."""

    authority: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Annex:
    """Pages after the signature, on their own sheets; ``caption`` says which paper they belong to."""

    title: str
    caption: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """Everything an official paper shows, top to bottom.

    ``number_line`` is "Số: 15/QĐ-…"; ``place_and_day`` is empty where the kind of paper has none. One signature stands
    on the right beside the recipients, two stand side by side above them. ``draft`` is written across every page.
    """

    parent: str
    issuer: str
    number_line: str
    kind: str
    subject: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    place_and_day: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    draft: str = ""


def padded(number: int) -> str:
    """Return a document number, with a zero before it below ten."""
    return f"{number:02d}"


def document_number(number: int | None, symbol: str) -> str:
    """Return "05/QĐ-LĐLĐ"; a paper that has no number yet leaves room for it."""
    return f"{padded(number) if number is not None else '…'}/{symbol}"


def day_in_words(on: date | None) -> str:
    """Return "ngày 05 tháng 01 năm 2026": days below 10, months 1 and 2 take a zero."""
    if on is None:
        return "ngày … tháng … năm …"
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def place_and_day(place: str, on: date | None) -> str:
    """Return "Phú Thọ, ngày 05 tháng 01 năm 2026", with gaps while the day is open."""
    return f"{place}, {day_in_words(on)}"


def punctuated(lines: Sequence[str]) -> tuple[str, ...]:
    """End every line with ";" and the last with "."."""
    bare = [line.rstrip(" ;.,") for line in lines]
    return tuple(f"{line};" for line in bare[:-1]) + tuple(f"{line}." for line in bare[-1:])


def recipient_lines(recipients: Sequence[str]) -> tuple[str, ...]:
    """Return the list under "Nơi nhận:", each line after a dash."""
    return tuple(f"- {line}" for line in punctuated(recipients))


def heading_lines(text: str, *, bold: bool) -> tuple[str, ...]:
    """Cut the name of a body into the lines it takes in the left column of the heading."""
    width = (HEADING_COLUMNS_MM[0] - 4) * _PT_PER_MM
    return wrap(normalize("NFC", text), Face(bold=bold), size=HEADING_SIZE, max_width=width)


def subject_lines(text: str) -> tuple[str, ...]:
    """Cut the summary under the title into lines of like length."""
    return wrap(normalize("NFC", text), Face(bold=True), size=BODY_SIZE, max_width=140 * _PT_PER_MM)


def official_pdf(document: OfficialDocument, *, at: datetime) -> bytes:
    """Set ``document`` as a PDF on A4; ``at`` is the time written into the file."""
    return render_pdf("official", _nfc(_as_data(document)), at=at)


def _as_data(d: OfficialDocument) -> dict[str, Any]:
    return {
        "parent": heading_lines(d.parent, bold=False),
        "issuer": heading_lines(d.issuer, bold=True),
        "nation": NATION,
        "motto": MOTTO,
        "number": d.number_line,
        "place_and_day": d.place_and_day,
        "kind": d.kind,
        "subject": subject_lines(d.subject),
        "addressees": d.addressees,
        "blocks": [_block(b) for b in d.blocks],
        "signatures": [{"authority": s.authority, "name": s.name} for s in d.signatures],
        "recipients": recipient_lines(d.recipients),
        "annexes": [_annex(a) for a in d.annexes],
        "draft": d.draft,
        "margins": MARGINS_MM,
        "columns": HEADING_COLUMNS_MM,
        "inset": CELL_INSET_PT,
    }


def _annex(annex: Annex) -> dict[str, Any]:
    return {
        "title": annex.title,
        "caption": annex.caption,
        "landscape": annex.landscape,
        "blocks": [_block(b) for b in annex.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": block.kind, "runs": [[r.text, r.bold, r.italic] for r in block.runs]}
    if isinstance(block, Picture):
        return {"kind": "picture", "svg": block.svg, "caption": block.caption}
    columns = [[c.title, c.share, c.align] for c in block.columns]
    return {"kind": "table", "columns": columns, "rows": block.rows}


def _nfc(value: Any) -> Any:
    """Bring every text of a tree of data to NFC, as the decree asks (TCVN 6909:2001)."""
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, dict):
        return {key: _nfc(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_nfc(item) for item in value]
    return value
