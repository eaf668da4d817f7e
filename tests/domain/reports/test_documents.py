"""The paper of a report says what was sent, by units in the versions that were added up."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from tests.domain.reports.test_figures import honor
from tests.factories.accounts import make_user
from tests.factories.reports import AT, NUMBERS, approve, make_assignment, send
from thidua.core.docx.official import official_docx
from thidua.core.sheets import write_forms
from thidua.core.typesetting.official import official_pdf
from thidua.domain.access import Role
from thidua.domain.reports.documents import official_paper, paper_of, workbook_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(country):
    make_user("chutich@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa")
    for name, code in (("Nguyễn Thị Hường", "BK_LDLD"), ("Trần Văn Nam", "BK_TLD")):
        honor(country.giay, country, name=name, award_code=code)
    assignment = make_assignment(country.tld)
    send(assignment, country.giay, numbers=NUMBERS)
    send(assignment, country.lam_thao, numbers=NUMBERS | {"doan_vien": "2.345"})
    for unit in (country.giay, country.lam_thao):
        approve(assignment, unit, country.phu_tho)
    row = send(assignment, country.phu_tho, missing_note="Khu công nghiệp xin lùi hạn")
    return paper_of(row.snapshots.get().data, on=AT.date(), is_draft=False)


def test_pdf_and_docx_carry_figures_narrative_and_who_is_missing(paper):
    document = official_paper(paper)
    pdf = "\n".join(page.extract_text() for page in PdfReader(BytesIO(official_pdf(document, at=AT))).pages)
    words = Document(BytesIO(official_docx(document, at=AT)))
    docx = "\n".join(p.text for p in words.paragraphs) + "\n".join(
        cell.text for table in words.tables for row in table.rows for cell in row.cells
    )
    for text in (" ".join(pdf.split()), " ".join(docx.split())):
        for said in (
            "LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ", "BÁO CÁO", "Báo cáo tổng kết năm 2026", "4.745",
            "THỰC HIỆN CHỈ THỊ 34-CT/TW", "Chưa có báo cáo: Công đoàn các KCN tỉnh Phú Thọ",
            "Khu công nghiệp xin lùi hạn", "Đàm Vĩnh Khoa", "SỐ LIỆU THEO ĐƠN VỊ", "2.345",
        ):  # fmt: skip
            assert said in text, said
        assert "BẢN THẢO" not in text
    assert len(words.inline_shapes) >= 1, "the chart is in the file"


def test_workbook_has_the_figures_the_units_and_the_words(paper):
    target = BytesIO()
    write_forms(workbook_of(paper), target)
    book = openpyxl.load_workbook(BytesIO(target.getvalue()))
    assert book.sheetnames == ["Số liệu", "Theo đơn vị", "Lời báo cáo"]
    rows = {row[1]: row[3] for row in book["Số liệu"].iter_rows(min_row=4, values_only=True)}
    assert rows["Đoàn viên"] == 4745
    assert len(book["Số liệu"]._charts) == 1
    units = {row[0]: row[3] for row in book["Theo đơn vị"].iter_rows(min_row=4, values_only=True)}
    assert units["CĐ Công ty CP Supe Lâm Thao"] == 2345
    assert units["Cộng theo báo cáo này"] == 4745
