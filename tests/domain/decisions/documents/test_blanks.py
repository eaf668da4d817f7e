from datetime import UTC, datetime
from io import BytesIO

import pdfplumber

from tests.domain.decisions.documents.pages import codes, page_texts
from tests.domain.decisions.documents.test_certificate import CERTIFICATE, extreme
from thidua.domain.decisions.documents.blanks import (
    BlankLayout,
    Field,
    PrinterOffset,
    Spot,
    blank_pdfs,
    blank_test_sheet,
)

AT = datetime(2026, 12, 8, 8, 0, tzinfo=UTC)
LAYOUT = BlankLayout(name="Phôi Bằng khen")


def word_mm(pdf: bytes, word: str) -> tuple[float, float]:
    """Return where a word starts, in millimetres from the left and the top."""
    with pdfplumber.open(BytesIO(pdf)) as document:
        found = next(w for w in document.pages[0].extract_words() if w["text"] == word)
    return round(found["x0"] * 25.4 / 72, 1), round(found["top"] * 25.4 / 72, 1)


def test_blank_holds_only_the_variable_texts() -> None:
    (pdf,) = blank_pdfs([CERTIFICATE], LAYOUT, at=AT)
    (text,) = page_texts(pdf)
    assert text == (
        "Bà NGUYỄN THỊ HƯỜNG Công nhân vận hành máy xeo 3, Công ty Cổ phần Giấy Việt Trì "
        "Đã có thành tích xuất sắc trong phong trào thi đua “Lao động giỏi – Lao động sáng tạo” "
        "và xây dựng tổ chức Công đoàn năm 2025 Phú Thọ, ngày 19 tháng 12 năm 2025 "
        "TM. BAN THƯỜNG VỤ CHỦ TỊCH Đàm Vĩnh Khoa Quyết định số 1182/QĐ-LĐLĐ "
        "ngày 19 tháng 12 năm 2025 Số vào sổ: PT-25-01182"
    )
    assert codes(pdf) == ["https://xacthuc.example/PT-25-01182/K7Q2M9XD"]


def test_offset_of_the_printer_moves_every_text_by_as_much() -> None:
    (plain,) = blank_pdfs([CERTIFICATE], LAYOUT, at=AT)
    (moved,) = blank_pdfs([CERTIFICATE], LAYOUT, at=AT, offset=PrinterOffset(x_mm=3, y_mm=-2))
    for word in ("NGUYỄN", "Khoa", "PT-25-01182"):
        (x, y), (x_moved, y_moved) = word_mm(plain, word), word_mm(moved, word)
        assert (round(x_moved - x, 1), round(y_moved - y, 1)) == (3.0, -2.0)


def test_field_stands_where_the_layout_says_and_others_are_left_out() -> None:
    layout = BlankLayout(
        name="Phôi", spots={Field.REGISTER_NUMBER: Spot(x=40, y=50, width=100, anchor="left")}
    )
    (pdf,) = blank_pdfs([CERTIFICATE], layout, at=AT)
    assert page_texts(pdf) == ["Số vào sổ: PT-25-01182"]
    assert word_mm(pdf, "Số")[0] == 40.0
    assert codes(pdf) == []


def test_extreme_texts_stay_within_the_width_of_their_field() -> None:
    (pdf,) = blank_pdfs([extreme()], LAYOUT, at=AT)
    with pdfplumber.open(BytesIO(pdf)) as document:
        words = document.pages[0].extract_words()
        assert len(document.pages) == 1
    assert min(w["x0"] for w in words) * 25.4 / 72 > 148.5 - 116
    assert max(w["x1"] for w in words) * 25.4 / 72 < 221.5 + 51


def test_test_sheet_marks_every_field_and_numbers_the_grid() -> None:
    (text,) = page_texts(blank_test_sheet(LAYOUT, at=AT))
    assert "Họ tên: 148,5 × 107 mm" in text
    assert "Mã QR: 31,5 × 161 mm" in text
    assert "280 290" in text
