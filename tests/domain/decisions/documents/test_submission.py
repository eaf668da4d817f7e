from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

from docx import Document

from tests.domain.decisions.documents.pages import page_texts
from thidua.core.typesetting.official import Signature
from thidua.domain.decisions.documents.submission import (
    Proposed,
    ProposedForm,
    SubmissionDocument,
    submission_docx,
    submission_pdf,
)

AT = datetime(2026, 2, 3, 8, 0, tzinfo=UTC)
SUBMISSION = SubmissionDocument(
    parent="LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
    issuer="CÔNG ĐOÀN PHƯỜNG VIỆT TRÌ",
    symbol="TTr-CĐ",
    place="Phú Thọ",
    subject="đề nghị tặng Bằng khen năm 2025",
    addressees=("Ban Thường vụ Liên đoàn Lao động tỉnh",),
    grounds=("Căn cứ Kế hoạch số 21/KH-LĐLĐ",),
    request="Công đoàn phường Việt Trì đề nghị xét tặng:",
    forms=(
        ProposedForm(
            form="Bằng khen",
            proposed=(
                Proposed(
                    honorific="Bà", name="Nguyễn Thị Hường", post="Công nhân", achievement="Đã có thành tích"
                ),
                Proposed(name="Công đoàn cơ sở Công ty May", post="Phường Việt Trì", achievement="Vững mạnh"),
            ),
        ),
    ),
    enclosures=("Biên bản họp xét", "Báo cáo thành tích"),
    signature=Signature(("TM. BAN CHẤP HÀNH", "CHỦ TỊCH"), "Hà Thị Ánh"),
    recipients=("Như trên", "Lưu: VT"),
    number=3,
    signed_on=date(2026, 2, 3),
)


def test_submission_says_what_is_asked_and_for_whom() -> None:
    first, annex = page_texts(submission_pdf(SUBMISSION, at=AT))
    assert "Số: 03/TTr-CĐ Phú Thọ, ngày 03 tháng 02 năm 2026 TỜ TRÌNH Về việc đề nghị" in first
    assert "Kính gửi: Ban Thường vụ Liên đoàn Lao động tỉnh Căn cứ Kế hoạch số 21/KH-LĐLĐ." in first
    assert "STT Hình thức đề nghị Số lượng 1 Bằng khen 02 Tổng số: 02 trường hợp" in first
    assert "1. Biên bản họp xét; 2. Báo cáo thành tích." in first
    assert "số 03/TTr-CĐ ngày 03 tháng 02 năm 2026, xếp theo thứ tự ưu tiên)" in annex
    assert "1 Bà Nguyễn Thị Hường Công nhân Đã có thành tích 2 Công đoàn cơ sở Công ty May" in annex


def test_unsigned_submission_is_a_draft() -> None:
    assert "BẢN THẢO" not in page_texts(submission_pdf(SUBMISSION, at=AT))[0]
    draft = replace(SUBMISSION, number=None, signed_on=None)
    assert "BẢN THẢO" in page_texts(submission_pdf(draft, at=AT))[0]


def test_docx_lists_several_addressees_by_dashes() -> None:
    document = replace(SUBMISSION, addressees=("Ban Thường vụ", "Hội đồng"))
    texts = [p.text for p in Document(BytesIO(submission_docx(document, at=AT))).paragraphs]
    assert texts[texts.index("Kính gửi:") :][:3] == ["Kính gửi:", "- Ban Thường vụ", "- Hội đồng"]
    assert "Kính gửi: - Ban Thường vụ - Hội đồng" in page_texts(submission_pdf(document, at=AT))[0]
