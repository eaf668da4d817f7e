from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from docx import Document

from tests.domain.decisions.documents.pages import page_texts
from thidua.domain.councils.documents import (
    Basis,
    Count,
    Exclusion,
    Item,
    MinutesDocument,
    Seat,
    SeatedMember,
    Threshold,
    VoteResult,
    count_docx,
    count_pdf,
    minutes_docx,
    minutes_pdf,
)

AT = datetime(2026, 12, 14, 12, 0, tzinfo=UTC)
VOTE = Item(
    title="Bỏ phiếu xét tặng Bằng khen",
    threshold=Threshold(percent=Decimal(80), basis=Basis.TOTAL),
    results=(
        VoteResult(
            name="Bà Nguyễn Thị Hường", unit="Công ty Giấy", yes=4, no=0, invalid=0, denominator=5, needed=4
        ),
        VoteResult(
            name="Ông Vũ Quang Lữ",
            unit="Công ty May",
            yes=2,
            no=1,
            invalid=0,
            denominator=4,
            needed=4,
            exclusions=(Exclusion(member="Trần Thị Ẩn", reason="là em ruột"),),
        ),
    ),
    count=Count(tellers=("Lê Văn Vỹ", "Trần Thị Ẩn"), issued=4, returned=4),
)
MINUTES = MinutesDocument(
    parent="TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM",
    issuer="LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ",
    council="Hội đồng Thi đua, Khen thưởng",
    symbol="BB-HĐTĐKT",
    subject="Họp xét tặng Bằng khen năm 2026",
    place="Phú Thọ",
    held_in="Hội trường Liên đoàn Lao động tỉnh",
    started_at=datetime(2026, 12, 14, 8, 0, tzinfo=UTC),
    ended_at=datetime(2026, 12, 14, 11, 5, tzinfo=UTC),
    chair="Đàm Vĩnh Khoa",
    secretary="Hà Thị Ánh",
    members=(
        SeatedMember(name="Đàm Vĩnh Khoa", role="Chủ tịch Hội đồng", seat=Seat.PRESENT),
        SeatedMember(name="Lê Văn Vỹ", role="Ủy viên", seat=Seat.PRESENT),
        SeatedMember(name="Trần Thị Ẩn", role="Ủy viên", seat=Seat.PRESENT),
        SeatedMember(name="Phạm Đức Khuê", role="Ủy viên", seat=Seat.WRITTEN),
        SeatedMember(name="Đỗ Ngọc Lữ", role="Ủy viên", seat=Seat.ABSENT, reason="đi công tác"),
    ),
    quorum=4,
    items=(Item(title="Nghe báo cáo thẩm định", notes=("Đã nghe 02 hồ sơ.",)), VOTE),
    conclusions=("Trình Ban Thường vụ quyết định tặng Bằng khen cho 01 cá nhân",),
    recipients=("Ban Thường vụ", "Lưu: VT"),
    number=9,
)


def test_minutes_say_who_came_what_was_counted_and_how_it_ended() -> None:
    text = " ".join(page_texts(minutes_pdf(MINUTES, at=AT)))
    assert "Số: 09/BB-HĐTĐKT Phú Thọ, ngày 14 tháng 12 năm 2026 BIÊN BẢN Họp xét tặng" in text
    assert "Bắt đầu: 08 giờ 00, ngày 14 tháng 12 năm 2026." in text
    assert "5 Đỗ Ngọc Lữ Ủy viên vắng mặt (đi công tác)" in text
    assert "có 05 người; tham gia 04 người, cần ít nhất 04 người: đủ điều kiện họp." in text
    assert "Hội đồng bỏ phiếu kín. Ngưỡng thông qua: từ 80% tổng số thành viên Hội đồng trở lên." in text
    assert "1 Bà Nguyễn Thị Hường, Công ty Giấy 4/5 0 0 4/5 Thông qua" in text
    assert "2 Ông Vũ Quang Lữ, Công ty May 2/4 1 0 4/4 Không thông qua" in text
    assert "Trần Thị Ẩn không tham gia bỏ phiếu đối với Ông Vũ Quang Lữ (là em ruột)." in text
    assert "Cuộc họp kết thúc vào 11 giờ 05, ngày 14 tháng 12 năm 2026." in text
    assert "THƯ KÝ CHỦ TRÌ Hà Thị Ánh Đàm Vĩnh Khoa" in text
    assert "BẢN THẢO" not in text


def test_meeting_without_quorum_says_so() -> None:
    text = " ".join(page_texts(minutes_pdf(replace(MINUTES, quorum=5), at=AT)))
    assert "cần ít nhất 05 người: không đủ điều kiện họp." in text


def test_before_the_roll_nobody_is_called_absent() -> None:
    members = tuple(replace(member, seat=Seat.UNKNOWN, reason="") for member in MINUTES.members)
    text = " ".join(page_texts(minutes_pdf(replace(MINUTES, members=members, ended_at=None), at=AT)))
    assert "1 Đàm Vĩnh Khoa Chủ tịch Hội đồng chưa điểm danh" in text
    assert "có 05 người, họp được khi có ít nhất 04 người." in text
    assert "vắng" not in text


@pytest.mark.parametrize("notes", range(24, 60, 3))
def test_the_signature_never_stands_on_a_page_alone(notes: int) -> None:
    items = (Item(title="Nghe báo cáo", notes=tuple(f"Ý kiến thứ {n}." for n in range(notes))),)
    last = page_texts(minutes_pdf(replace(MINUTES, items=items, conclusions=()), at=AT))[-1]
    assert "Cuộc họp kết thúc vào 11 giờ 05" in last
    assert "THƯ KÝ" in last


def test_running_meeting_is_a_draft() -> None:
    text = " ".join(page_texts(minutes_pdf(replace(MINUTES, ended_at=None), at=AT)))
    assert "BẢN THẢO" in text
    assert "Cuộc họp chưa kết thúc." in text


def test_count_has_ballots_threshold_and_both_tellers() -> None:
    (text,) = page_texts(count_pdf(MINUTES, VOTE, at=AT))
    assert "BIÊN BẢN KIỂM PHIẾU Bỏ phiếu xét tặng Bằng khen" in text
    assert "Số phiếu: phát ra 04, thu về 04, không thu về 0." in text
    assert "Thành viên: 05 người; tham gia bỏ phiếu: 04 người." in text
    assert "TRƯỞNG BAN Trần Thị Ẩn Lê Văn Vỹ" in text


def test_item_without_a_count_has_no_minutes_of_a_count() -> None:
    with pytest.raises(ValueError, match="no count"):
        count_pdf(MINUTES, MINUTES.items[0], at=AT)


def test_docx_has_the_same_results() -> None:
    doc = Document(BytesIO(minutes_docx(MINUTES, at=AT)))
    rows = [[cell.text for cell in row.cells] for table in doc.tables for row in table.rows]
    assert ["1", "Bà Nguyễn Thị Hường, Công ty Giấy", "4/5", "0", "0", "4/5", "Thông qua"] in rows
    assert Document(BytesIO(count_docx(MINUTES, VOTE, at=AT))).core_properties.title.startswith(
        "BIÊN BẢN KIỂM PHIẾU"
    )
