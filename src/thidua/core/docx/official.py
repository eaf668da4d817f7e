"""An official document as DOCX, for those who still have to edit it.

Same content and measures as the PDF (``core.typesetting.official``); the type face is named "Times New Roman", as the
decree asks, and is the reader's own.
"""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from unicodedata import normalize

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from thidua.core.docx.marks import (
    add_page_number,
    add_watermark,
    keep_whole,
    repeat_as_header,
    rule_below,
    set_borders,
    set_cell_margins,
)
from thidua.core.typesetting import official as layout
from thidua.core.typesetting.charts import png_of
from thidua.core.typesetting.official import (
    Annex,
    Block,
    OfficialDocument,
    Paragraph,
    Picture,
    Signature,
    Table,
)

FONT = "Times New Roman"
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_A4_MM = (210, 297)
_TEXT_MM = _A4_MM[0] - layout.MARGINS_MM["left"] - layout.MARGINS_MM["right"]
_SIGNING_LINES = 4


def official_docx(document: OfficialDocument, *, at: datetime) -> bytes:
    """Write ``document`` as a DOCX file on A4; ``at`` is the time written into the file."""
    doc = Document()
    _set_styles(doc)
    doc.core_properties.title = f"{document.kind} {document.subject}"[:255]
    doc.core_properties.author = document.issuer[:255]
    doc.core_properties.created = doc.core_properties.modified = at.replace(tzinfo=None)
    _set_page(doc.sections[0], landscape=False)
    _set_headers(doc.sections[0], document.draft)
    _add_heading(doc, document)
    _add_title(doc, document)
    _add_addressees(doc, document.addressees)
    last = _add_blocks(doc, document.blocks, _TEXT_MM)
    if last is not None:  # a signature never stands on a page by itself
        last.paragraph_format.keep_with_next = True
    _add_closing(doc, document)
    for annex in document.annexes:
        _add_annex(doc, annex)
    out = BytesIO()
    doc.save(out)
    return out.getvalue()


def _set_styles(doc: Any) -> None:
    style = doc.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(layout.BODY_SIZE)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _set_page(section: Any, *, landscape: bool) -> None:
    width, height = reversed(_A4_MM) if landscape else _A4_MM
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    margins = layout.MARGINS_MM
    section.top_margin, section.bottom_margin = Mm(margins["top"]), Mm(margins["bottom"])
    section.left_margin, section.right_margin = Mm(margins["left"]), Mm(margins["right"])
    section.header_distance = Mm(10)


def _set_headers(section: Any, draft: str) -> None:
    """Number every page but the first in the middle of the top margin; write a draft's mark on all."""
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    add_page_number(number, layout.PAGE_NUMBER_SIZE)
    if draft:
        add_watermark(number, normalize("NFC", draft))
        add_watermark(section.first_page_header.paragraphs[0], normalize("NFC", draft))


def _write(
    paragraph: Any, text: str, *, size: float = layout.BODY_SIZE, bold: bool = False, italic: bool = False
) -> Any:
    run = paragraph.add_run(normalize("NFC", text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def _line(cell: Any, text: str, *, first: bool = False, **style: Any) -> Any:
    """Write one centered line into a cell; the first one takes the paragraph every cell starts with."""
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = CENTER
    return _write(paragraph, text, **style)


def _grid(doc: Any, rows: int, widths_mm: tuple[float, ...], *, inset_pt: float = 0) -> Any:
    """Add a table without lines, used to place things side by side."""
    table = doc.add_table(rows=rows, cols=len(widths_mm))
    table.autofit = False
    set_cell_margins(table, inset_pt)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _add_heading(doc: Any, document: OfficialDocument) -> None:
    table = _grid(doc, 2, layout.HEADING_COLUMNS_MM)
    left, right = table.rows[0].cells
    names = [(line, False) for line in layout.heading_lines(document.parent, bold=False)]
    names += [(line, True) for line in layout.heading_lines(document.issuer, bold=True)]
    for index, (line, bold) in enumerate(names):
        paragraph = _line(left, line, first=index == 0, size=layout.HEADING_SIZE, bold=bold)
    rule_below(left.add_paragraph(), indent_mm=22)
    _line(right, layout.NATION, first=True, size=layout.HEADING_SIZE, bold=True)
    paragraph = _line(right, layout.MOTTO, size=layout.MOTTO_SIZE, bold=True)
    paragraph.paragraph_format.keep_with_next = True
    rule_below(right.add_paragraph(), indent_mm=18.5)
    _line(table.cell(1, 0), document.number_line, first=True, size=layout.NUMBER_SIZE)
    _line(table.cell(1, 1), document.place_and_day, first=True, italic=True)


def _add_title(doc: Any, document: OfficialDocument) -> None:
    kind = doc.add_paragraph(style="Normal")
    kind.alignment, kind.paragraph_format.space_before = CENTER, Pt(14)
    _write(kind, document.kind, bold=True)
    subject = doc.add_paragraph()
    subject.alignment = CENTER
    _write(subject, "\n".join(layout.subject_lines(document.subject)), bold=True)
    rule_below(doc.add_paragraph(), indent_mm=58)


def _add_addressees(doc: Any, addressees: tuple[str, ...]) -> None:
    if len(addressees) == 1:
        paragraph = _write(doc.add_paragraph(), f"Kính gửi: {addressees[0]}")
        paragraph.alignment = CENTER
        return
    for index, line in enumerate(("Kính gửi:", *(f"- {each}" for each in addressees)) if addressees else ()):
        paragraph = _write(doc.add_paragraph(), line)
        paragraph.paragraph_format.left_indent = Mm(25 if index == 0 else 33)


def _add_blocks(doc: Any, blocks: tuple[Block, ...], width_mm: float) -> Any:
    """Add paragraphs and tables; return the last paragraph, ``None`` after a table."""
    last = None
    for block in blocks:
        if isinstance(block, Table):
            _add_table(doc, block, width_mm)
            last = None
        elif isinstance(block, Picture):
            last = _add_picture(doc, block, width_mm)
        else:
            last = _add_paragraph(doc, block)
    return last


def _add_paragraph(doc: Any, block: Paragraph) -> Any:
    paragraph = doc.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(6)
    form.alignment = {"center": CENTER, "fill": WD_ALIGN_PARAGRAPH.LEFT}.get(block.kind, JUSTIFY)
    form.keep_with_next = block.kind in {"center", "heading"}
    if block.kind in {"body", "ground", "heading"}:
        form.first_line_indent = Cm(1)
    for run in block.runs:
        _write(paragraph, run.text, bold=run.bold, italic=run.italic)
    if block.kind == "fill":
        form.tab_stops.add_tab_stop(Mm(_TEXT_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
        paragraph.add_run("\t")
    return paragraph


def _add_picture(doc: Any, block: Picture, width_mm: float) -> Any:
    drawing = doc.add_paragraph()
    drawing.alignment = CENTER
    drawing.paragraph_format.space_before, drawing.paragraph_format.keep_with_next = Pt(6), True
    drawing.add_run().add_picture(BytesIO(png_of(block.svg)), width=Mm(width_mm))
    caption = doc.add_paragraph()
    caption.alignment, caption.paragraph_format.space_after = CENTER, Pt(6)
    return _write(caption, block.caption, size=layout.TABLE_SIZE, italic=True)


def _add_table(doc: Any, block: Table, width_mm: float) -> None:
    whole = sum(column.share for column in block.columns)
    widths = tuple(width_mm * column.share / whole for column in block.columns)
    table = _grid(doc, 1, widths, inset_pt=layout.CELL_INSET_PT)
    set_borders(table)
    repeat_as_header(table.rows[0])
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _line(cell, column.title, first=True, size=layout.TABLE_SIZE, bold=True)
    for texts in block.rows:
        row = table.add_row()
        keep_whole(row)
        _fill_row(row.cells, texts, block, widths)


def _fill_row(cells: Any, texts: tuple[str, ...], block: Table, widths: tuple[float, ...]) -> None:
    if len(texts) == 1:
        joined = cells[0].merge(cells[-1])
        _write(joined.paragraphs[0], texts[0], size=layout.TABLE_SIZE, bold=True)
        return
    for cell, text, column, width in zip(cells, texts, block.columns, widths, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].alignment = _ALIGN[column.align]
        _write(cell.paragraphs[0], text, size=layout.TABLE_SIZE)


def _add_closing(doc: Any, document: OfficialDocument) -> None:
    doc.add_paragraph().paragraph_format.keep_with_next = True
    half = _TEXT_MM / 2
    table = _grid(doc, 1, (half, half))
    keep_whole(table.rows[0])
    left, right = table.rows[0].cells
    if len(document.signatures) == 1:
        _add_recipients(left, document.recipients)
        _add_signature(right, document.signatures[0], lines=len(document.signatures[0].authority))
        return
    for cell, signature in zip((left, right), document.signatures, strict=True):
        _add_signature(cell, signature, lines=max(len(s.authority) for s in document.signatures))
    if document.recipients:
        doc.add_paragraph()
        _add_recipients(_grid(doc, 1, (_TEXT_MM,)).rows[0].cells[0], document.recipients)


def _add_signature(cell: Any, signature: Signature, *, lines: int) -> None:
    """Write who signs; ``lines`` is the room for the authority, so that names stand on one height."""
    for index, line in enumerate(signature.authority):
        paragraph = _line(cell, line, first=index == 0, bold=True)
        paragraph.paragraph_format.keep_with_next = True
    for _ in range(_SIGNING_LINES + lines - len(signature.authority)):
        cell.add_paragraph().paragraph_format.keep_with_next = True
    _line(cell, signature.name, bold=True)


def _add_recipients(cell: Any, recipients: tuple[str, ...]) -> None:
    if not recipients:
        return
    label_size, list_size = layout.RECIPIENTS_SIZE
    _write(cell.paragraphs[0], "Nơi nhận:", size=label_size, bold=True, italic=True)
    for line in layout.recipient_lines(recipients):
        _write(cell.add_paragraph(), line, size=list_size)


def _add_annex(doc: Any, annex: Annex) -> None:
    section = doc.add_section(WD_SECTION.NEW_PAGE)
    _set_page(section, landscape=annex.landscape)
    section.different_first_page_header_footer = False
    title = doc.add_paragraph()
    title.alignment = CENTER
    _write(title, annex.title, bold=True)
    caption = doc.add_paragraph()
    caption.alignment = CENTER
    _write(caption, annex.caption, size=13, italic=True)
    margins = layout.MARGINS_MM["left"] + layout.MARGINS_MM["right"]
    width = _A4_MM[1 if annex.landscape else 0] - margins
    rule_below(doc.add_paragraph(), indent_mm=width * 0.375)
    _add_blocks(doc, annex.blocks, width)
