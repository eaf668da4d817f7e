"""Pieces of WordprocessingML that python-docx has no words for (ECMA-376, part 1)."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

_WATERMARK = """
<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
      path="m@7,l@8,m@5,21600l@6,21600e">
    <v:formulas>
      <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
      <v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
      <v:f eqn="if @0 @4 21600"/>
    </v:formulas>
    <v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>
  </v:shapetype>
  <v:shape id="draft-mark" type="#_x0000_t136" fillcolor="#e0e0e0" stroked="f"
      style="position:absolute;margin-left:0;margin-top:0;width:440pt;height:96pt;rotation:315;z-index:-251658752;
      mso-position-horizontal:center;mso-position-horizontal-relative:margin;
      mso-position-vertical:center;mso-position-vertical-relative:margin">
    <v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;font-weight:bold" string=""/>
  </v:shape>
</w:pict>
"""


def add_watermark(paragraph: Any, text: str) -> None:
    """Write ``text`` large, gray and aslant behind the pages whose header holds ``paragraph``."""
    picture = parse_xml(_WATERMARK)
    (path,) = (
        p for p in picture.iter("{urn:schemas-microsoft-com:vml}textpath") if p.get("string") is not None
    )
    path.set("string", text)
    paragraph.add_run()._r.append(picture)


def add_page_number(paragraph: Any, size: float) -> None:
    """Add the field that shows the number of the page."""
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("end", "")):
        run._r.append(_field(kind) if kind else _instruction(text))


def _field(kind: str) -> Any:
    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    return element


def _instruction(text: str) -> Any:
    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element


def rule_below(paragraph: Any, *, indent_mm: float) -> None:
    """Turn an empty paragraph into a thin line, ``indent_mm`` from either side."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm(indent_mm)
    form.line_spacing, form.space_after = Pt(3), Pt(6)
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    borders = OxmlElement("w:pBdr")
    borders.append(_border("w:bottom"))
    _insert_in_order(paragraph._p.get_or_add_pPr(), borders)


def _insert_in_order(properties: Any, borders: Any) -> None:
    """Put the borders where the schema wants them: before spacing, indents and alignment."""
    for child in properties:
        if child.tag in {qn("w:spacing"), qn("w:ind"), qn("w:jc"), qn("w:rPr")}:
            child.addprevious(borders)
            return
    properties.append(borders)


def set_borders(table: Any) -> None:
    """Draw thin lines around and between all cells."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_border(f"w:{side}"))
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    if layout is None:
        table._tbl.tblPr.append(borders)
        return
    layout.addprevious(borders)


def set_cell_margins(table: Any, points: float) -> None:
    """Keep text this far from the left and right of every cell; the default of a reader would narrow the columns."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(round(points * 20)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addnext(margins)  # a table of fixed widths always has one


def _border(tag: str) -> Any:
    element = OxmlElement(tag)
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        element.set(qn(f"w:{name}"), value)
    return element


def keep_whole(row: Any) -> None:
    """Keep a row of a table on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_as_header(row: Any) -> None:
    """Show the row again on top of every page the table runs over."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
