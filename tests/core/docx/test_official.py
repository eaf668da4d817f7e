"""An official document as DOCX: what must stand on one line has the room for it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from docx import Document
from docx.oxml.ns import qn

from thidua.core.docx.official import official_docx
from thidua.core.typesetting import official as layout
from thidua.core.typesetting.fitting import Face
from thidua.core.typesetting.official import OfficialDocument, Paragraph, Signature

AT = datetime(2026, 12, 8, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
PAPER = OfficialDocument(
    parent="TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM", issuer="LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
    number_line="Số: 15/QĐ-LĐLĐ", kind="QUYẾT ĐỊNH", subject="Về việc tặng Bằng khen",
    place_and_day="Phú Thọ, ngày 05 tháng 01 năm 2026", blocks=(Paragraph.of("Điều 1."),),
    signatures=(Signature(("CHỦ TỊCH",), "Đàm Vĩnh Khoa"),),
)  # fmt: skip


def test_the_name_of_the_nation_stands_on_one_line() -> None:
    heading = Document(BytesIO(official_docx(PAPER, at=AT))).tables[0]
    inset = heading._tbl.tblPr.find(qn("w:tblCellMar"))
    assert [side.get(qn("w:w")) for side in inset] == ["0", "0"]
    room = heading.rows[0].cells[1].width.pt
    needed = Face(bold=True).width(layout.NATION, layout.HEADING_SIZE)
    assert needed * 1.04 < room  # a reader's own type face may run a little wider
