from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from unicodedata import is_normalized, normalize
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from tests.domain.decisions.documents.pages import page_texts
from thidua.core.typesetting.official import Signature
from thidua.domain.decisions.documents.decision import (
    DecisionDocument,
    Honoree,
    HonoreeKind,
    award_articles,
    counted,
    decision_docx,
    decision_pdf,
)

AT = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
HONOREES = (
    Honoree(
        kind=HonoreeKind.PERSON,
        honorific="Bà",
        name="Nguyễn Thị Hường",
        post="Công nhân, Công ty Cổ phần Giấy Việt Trì",
        achievement="Đã có thành tích xuất sắc năm 2025",
        bonus_vnd=1_404_000,
    ),
    Honoree(
        kind=HonoreeKind.COLLECTIVE,
        name="Công đoàn cơ sở Công ty May Lữ Ẩn",
        post="Công đoàn các Khu công nghiệp",
        achievement="Đã hoàn thành xuất sắc nhiệm vụ năm 2025",
        bonus_vnd=2_808_000,
    ),
)
DECISION = DecisionDocument(
    parent="TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM",
    issuer="LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
    symbol="QĐ-LĐLĐ",
    place="Phú Thọ",
    subject="tặng Bằng khen năm 2025",
    deciding_body="BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
    grounds=("Căn cứ Luật Thi đua, khen thưởng", "Xét đề nghị của Hội đồng"),
    articles=award_articles(
        form="Bằng khen",
        giver="Ban Thường vụ Liên đoàn Lao động tỉnh Phú Thọ",
        honorees=HONOREES,
        offices="Văn phòng Liên đoàn Lao động tỉnh",
    ),
    signature=Signature(("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"), "Đàm Vĩnh Khoa"),
    recipients=("Như Điều 3", "Lưu: VT, CSKTXH & TĐKT"),
    list_title="DANH SÁCH ĐƯỢC TẶNG BẰNG KHEN",
    honorees=HONOREES,
    number=5,
    issued_on=date(2026, 1, 5),
)
DRAFT = replace(DECISION, number=None, issued_on=None)


def opened(document: DecisionDocument) -> Any:
    return Document(BytesIO(decision_docx(document, at=AT)))


def docx_text(document: DecisionDocument) -> list[str]:
    """Return every paragraph in order of the page, those of tables too."""
    doc = opened(document)
    paragraphs = doc.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p")
    texts = (
        "".join(node.text or " " for node in p.iter() if node.tag.endswith(("}t", "}br"))) for p in paragraphs
    )
    return [text for text in texts if text]


def test_articles_count_and_name_those_honored() -> None:
    assert DECISION.articles == (
        "Tặng Bằng khen của Ban Thường vụ Liên đoàn Lao động tỉnh Phú Thọ cho 01 tập thể và 01 cá nhân "
        "(có danh sách kèm theo).",
        "Tiền thưởng kèm theo: 4.212.000 đồng (Bốn triệu hai trăm mười hai nghìn đồng), chi theo danh sách kèm theo.",
        "Quyết định này có hiệu lực kể từ ngày ký. Văn phòng Liên đoàn Lao động tỉnh và các tập thể và cá nhân "
        "có tên tại Điều 1 chịu trách nhiệm thi hành.",
    )
    household = replace(HONOREES[0], kind=HonoreeKind.HOUSEHOLD, honorific="")
    assert counted([*HONOREES, household]) == "01 tập thể, 01 hộ gia đình và 01 cá nhân"


def test_no_bonus_means_no_article_and_no_column() -> None:
    without = tuple(replace(h, bonus_vnd=None) for h in HONOREES)
    articles = award_articles(form="Bằng khen", giver="Ban Thường vụ", honorees=without, offices="Văn phòng")
    assert len(articles) == 2
    assert "Tiền thưởng" not in "".join(
        page_texts(decision_pdf(replace(DECISION, honorees=without, articles=articles), at=AT))
    )


def test_pdf_says_exactly_what_the_decision_says() -> None:
    first, annex = page_texts(decision_pdf(DECISION, at=AT))
    assert first == (
        "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ "
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "
        "Số: 05/QĐ-LĐLĐ Phú Thọ, ngày 05 tháng 01 năm 2026 "
        "QUYẾT ĐỊNH Về việc tặng Bằng khen năm 2025 BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ "
        "Căn cứ Luật Thi đua, khen thưởng; Xét đề nghị của Hội đồng. QUYẾT ĐỊNH: "
        f"Điều 1. {DECISION.articles[0]} Điều 2. {DECISION.articles[1]} Điều 3. {DECISION.articles[2]} "
        "Nơi nhận: - Như Điều 3; - Lưu: VT, CSKTXH & TĐKT. TM. BAN THƯỜNG VỤ CHỦ TỊCH Đàm Vĩnh Khoa"
    )
    assert annex == (
        "2 DANH SÁCH ĐƯỢC TẶNG BẰNG KHEN (Kèm theo Quyết định số 05/QĐ-LĐLĐ ngày 05 tháng 01 năm 2026) "
        "STT Họ và tên / Tên tập thể Chức vụ, đơn vị Thành tích Tiền thưởng (đồng) I. Tập thể (01) "
        "1 Công đoàn cơ sở Công ty May Lữ Ẩn Công đoàn các Khu công nghiệp "
        "Đã hoàn thành xuất sắc nhiệm vụ năm 2025 2.808.000 II. Cá nhân (01) 1 Bà Nguyễn Thị Hường "
        "Công nhân, Công ty Cổ phần Giấy Việt Trì Đã có thành tích xuất sắc năm 2025 1.404.000 "
        "Tổng số tiền thưởng: 4.212.000 đồng"
    )


def test_only_a_draft_carries_the_mark() -> None:
    assert all("BẢN THẢO" in text for text in page_texts(decision_pdf(DRAFT, at=AT)))
    assert "Số: …/QĐ-LĐLĐ Phú Thọ, ngày … tháng … năm …" in page_texts(decision_pdf(DRAFT, at=AT))[0]
    for document, marked in ((DRAFT, True), (DECISION, False)):
        with ZipFile(BytesIO(decision_docx(document, at=AT))) as parts:
            headers = "".join(parts.read(n).decode() for n in parts.namelist() if n.startswith("word/header"))
        assert ("BẢN THẢO" in headers) is marked


def test_docx_holds_the_same_words_in_the_same_order() -> None:
    text = docx_text(DECISION)
    assert text[:9] == [
        "TỔNG LIÊN ĐOÀN",
        "LAO ĐỘNG VIỆT NAM",
        "LIÊN ĐOÀN LAO ĐỘNG",
        "TỈNH PHÚ THỌ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 05/QĐ-LĐLĐ",
        "Phú Thọ, ngày 05 tháng 01 năm 2026",
        "QUYẾT ĐỊNH",
    ]
    assert text[9:14] == [
        "Về việc tặng Bằng khen năm 2025",
        "BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
        "Căn cứ Luật Thi đua, khen thưởng;",
        "Xét đề nghị của Hội đồng.",
        "QUYẾT ĐỊNH:",
    ]
    assert text[-1] == "Tổng số tiền thưởng: 4.212.000 đồng"
    assert "Bà Nguyễn Thị Hường" in text


def test_docx_has_the_measures_of_the_decree() -> None:
    doc = opened(DECISION)
    first, annex = doc.sections
    assert [round(v.mm) for v in (first.page_width, first.page_height)] == [210, 297]
    assert [round(v.mm) for v in (annex.page_width, annex.page_height)] == [297, 210]
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert [round(m.mm) for m in margins] == [20, 20, 30, 15]
    assert (doc.styles["Normal"].font.name, doc.styles["Normal"].font.size) == ("Times New Roman", Pt(14))
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert first.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_docx_grounds_are_italic_and_articles_start_bold() -> None:
    paragraphs = {p.text: p for p in opened(DECISION).paragraphs}
    assert paragraphs["Căn cứ Luật Thi đua, khen thưởng;"].runs[0].italic
    article = next(p for text, p in paragraphs.items() if text.startswith("Điều 1."))
    assert [(r.text[:7], r.bold) for r in article.runs] == [("Điều 1.", True), ("Tặng Bằ", False)]
    assert article.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY


@pytest.mark.parametrize(
    "text", ["#panic()", '"\\', "$x$ *a* _b_ @c", "<w:p/> & ]]>", "- một", "= hai", "+ ba"]
)
def test_no_text_is_read_as_markup(text: str) -> None:
    odd = replace(HONOREES[0], name=text, post=text)
    document = replace(
        DECISION, honorees=(odd,), subject=text, grounds=(text,), list_title=text, recipients=(text,)
    )
    first, annex = page_texts(decision_pdf(document, at=AT))
    assert f"Về việc {text} BAN" in first
    assert annex.startswith(f"2 {text} (Kèm theo")
    assert f"Bà {text} {text} Đã" in annex
    assert f"Bà {text}" in docx_text(document)


def test_both_files_hold_nfc_only() -> None:
    name = normalize("NFD", "Lữ Thị Ẩn Ễ Ộ")
    document = replace(DECISION, honorees=(replace(HONOREES[0], name=name),))
    assert "Bà Lữ Thị Ẩn Ễ Ộ" in "".join(page_texts(decision_pdf(document, at=AT)))
    assert "Bà Lữ Thị Ẩn Ễ Ộ" in docx_text(document)
    assert all(is_normalized("NFC", text) for text in docx_text(document))


def test_pages_after_the_first_are_numbered_through_a_long_list() -> None:
    many = tuple(replace(HONOREES[0], name=f"Nguyễn Thử {n}") for n in range(120))
    texts = page_texts(decision_pdf(replace(DECISION, honorees=many), at=AT))
    assert len(texts) > 5
    assert not texts[0].startswith("1 ")
    assert [text.split()[0] for text in texts[1:]] == [str(n) for n in range(2, len(texts) + 1)]
    assert all("Chức vụ, đơn vị" in text for text in texts[1:-1])
