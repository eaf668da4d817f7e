"""Lists as offices really kept them: each is read to the last row, and says of every row what it becomes or why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest

from tests.factories.lists import ods, old_font, text, xls, xlsx
from tests.factories.organizations import Country
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor
from thidua.domain.organizations.models import Organization
from thidua.domain.register.imports.actions import import_honors
from thidua.domain.register.imports.judging import stage_honors
from thidua.domain.register.imports.lists import read_honors
from thidua.domain.register.models import Entry

AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
CLERK = Actor.system("Văn thư")
GIAY = "Công đoàn Công ty CP Giấy Việt Trì"
BK = "Bằng khen LĐLĐ tỉnh"
H = ("STT", "Họ và tên", "Ngày sinh", "Đơn vị", "Hình thức khen thưởng", "Số quyết định", "Ngày quyết định")
Line = tuple[int, str, str, int | None, str, str, str, date]


def man(  # noqa: PLR0917  # a row of a list
    n: int = 1, name: str = "Lê Thị Mận", born: Any = "12/3/1975", unit: Any = GIAY, award: Any = BK,
        number: Any = "57/QĐ-LĐLĐ", day: Any = "20/12/2014") -> tuple[Any, ...]:  # fmt: skip
    return (n, name, born, unit, award, number, day)


def line(row: int, name: str = "Lê Thị Mận", born: int | None = 1975, *, kind: str = "person", unit: str = "25-002",
         award: str = "BK_LDLD", number: str = "57/QĐ-LĐLĐ", day: date = date(2014, 12, 20)) -> Line:  # fmt: skip
    return (row, kind, name, born, unit, award, number, day)


@dataclass(frozen=True)
class Case:
    """A list, the lines it becomes, and the reason at a column of each row that stays out."""

    content: Callable[[], bytes]
    lines: list[Line]
    left: dict[int, tuple[str, str]] = field(default_factory=dict)


def group(name: str, kind: str = "person", born: int | None = None, row: int = 2, **more: Any) -> Line:
    return line(row, name, born, kind=kind, **more)


TWO = [H, man(), man(2, "Vũ Văn Cam", 1971)]
BOTH = [line(2), line(3, "Vũ Văn Cam", 1971)]
ANNEX = ("(Kèm theo Quyết định số 57/QĐ-LĐLĐ ngày 20 tháng 12 năm 2014 của LĐLĐ tỉnh)",)
SHORT = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Danh hiệu")
PLAIN = ("TT", "Họ tên", "Sinh", "Mã đơn vị", "Khen", "Quyết định", "Ngày")
OLD = [("TT", "Họ và tên", "Năm sinh", "Mã đơn vị", "Hình thức", "Số quyết định", "Ngày ký"),
       (1, "Nguyễn Thị Hương", 1975, "25-002", "BK_LDLD", "57/QĐ", "20/12/2014"),
       (2, "Trần Văn Đạt", 1980, "25-002", "BK_LDLD", "57/QĐ", "20/12/2014")]  # fmt: skip
OLD_LINES = [line(2, "Nguyễn Thị Hương", number="57/QĐ"), line(3, "Trần Văn Đạt", 1980, number="57/QĐ")]

CASES: dict[str, Case] = {
    "xlsx": Case(lambda: xlsx(TWO), BOTH),
    "xls of 1997": Case(lambda: xls(TWO), BOTH),
    "ods": Case(lambda: ods(TWO), BOTH),
    "csv in UTF-8": Case(lambda: text(TWO), BOTH),
    "csv in UTF-8 with its mark": Case(lambda: text(TWO, encoding="utf-8-sig", delimiter=";"), BOTH),
    "text in UTF-16 with tabs": Case(lambda: text(TWO, encoding="utf-16", delimiter="\t"), BOTH),
    "csv in UTF-16 without a mark": Case(lambda: text(TWO, encoding="utf-16-le"), BOTH),
    "csv in TCVN3": Case(lambda: text(OLD, encoding="tcvn3"), OLD_LINES),
    "csv in VNI": Case(lambda: text(OLD, encoding="vni"), OLD_LINES),
    "xlsx typed in a TCVN3 font": Case(lambda: xlsx(old_font(OLD, "tcvn3")), OLD_LINES),
    "xlsx typed in a VNI font": Case(lambda: xlsx(old_font(OLD, "vni")), OLD_LINES),
    "xls typed in a TCVN3 font": Case(lambda: xls(old_font(OLD, "tcvn3")), OLD_LINES),
    "heading on row 4 under titles": Case(lambda: xlsx([("SỔ KHEN THƯỞNG",), ("Năm 2014",), (), *TWO]), [line(5), line(6, "Vũ Văn Cam", 1971)]),
    "heading of two merged lines": Case(
        lambda: xlsx([("TT", "Họ và tên", "Ngày sinh", "Đơn vị", "Hình thức", "Quyết định", None),
                      (None, None, None, None, None, "Số", "Ngày ký"), man()],
                     merged=["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1"]), [line(3)]),
    "row of column numbers": Case(lambda: xlsx([H, tuple(f"({n})" for n in range(1, 8)), man()]), [line(3)]),
    "years of birth under men and women": Case(
        lambda: xlsx([("TT", "Họ và tên", "Năm sinh", None, "Đơn vị", "Hình thức", "Số QĐ", "Ngày QĐ"),
                      (None, None, "Nam", "Nữ", None, None, None, None),
                      (1, "Lê Thị Mận", None, 1975, GIAY, BK, "57/QĐ-LĐLĐ", "20/12/2014"),
                      (2, "Vũ Văn Cam", 1971, None, GIAY, BK, "57/QĐ-LĐLĐ", "20/12/2014")],
                     merged=["A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2", "G1:G2", "H1:H2"]),
        [line(3), line(4, "Vũ Văn Cam", 1971)]),
    "no heading at all": Case(lambda: xlsx([man(n, f"Lê Thị {name}") for n, name in enumerate(("Mận", "Cam", "Đào"), 1)]),
                              [line(1), line(2, "Lê Thị Cam"), line(3, "Lê Thị Đào")]),
    "headings that nobody knows": Case(
        lambda: xlsx([("#", "Ai", "Lúc nào", "Ở đâu", "Cái gì", "Giấy tờ", "Hôm nào"), man(), man(2, "Vũ Văn Cam", 1971)]), BOTH),
    "other order and words": Case(
        lambda: xlsx([("Ngày ký quyết định", "Quyết định số", "Khen thưởng", "Nơi công tác", "Ngày tháng năm sinh", "Tên cá nhân"),
                      ("20/12/2014", "57/QĐ-LĐLĐ", BK, GIAY, "12/3/1975", "Lê Thị Mận")]), [line(2)]),
    "words without marks and with slips": Case(
        lambda: xlsx([("Stt", "HO VA TEN", "Ngay sinh", "Don vi", "Hinh thưc khen thuong", "So quyet dinh", "Ngay quyết dịnh"), man()]), [line(2)]),
    "decision in the title": Case(lambda: xlsx([("DANH SÁCH",), ANNEX, SHORT, man()[:5]]), [line(4)]),
    "honour and decision in the title": Case(
        lambda: xlsx([("DANH SÁCH CÁ NHÂN ĐƯỢC TẶNG BẰNG KHEN LĐLĐ TỈNH",), ANNEX, SHORT[:4], man()[:4]]), [line(4)]),
    "persons and collectives by Roman numerals": Case(
        lambda: xlsx([H, ("I", "TẬP THỂ"), man(1, "Phân xưởng Xeo", None), ("II", "CÁ NHÂN"), man()]),
        [line(3, "Phân xưởng Xeo", None, kind="collective"), line(5)]),
    "Roman numerals written before the words": Case(
        lambda: xlsx([H, ("I. Tập thể (01 tập thể):",), man(1, "Xeo số 2", None), ("II. Cá nhân: 01 người",), man()], merged=["A2:G2", "A4:G4"]),
        [line(3, "Xeo số 2", None, kind="collective"), line(5)]),
    "units as titles of groups": Case(
        lambda: xlsx([H, ("I", GIAY), man(unit=None), ("II", "Công đoàn Công ty CP Kính Đáp Cầu"), man(2, "Vũ Văn Cam", 1971, unit=None, award="GK_CDCS")]),
        [line(3), line(5, "Vũ Văn Cam", 1971, unit="24-001", award="GK_CDCS")]),
    "honours as titles of groups": Case(
        lambda: xlsx([(*H[:4], *H[5:]), ("A", "Bằng khen LĐLĐ tỉnh"), (1, "Lê Thị Mận", "12/3/1975", GIAY, "57/QĐ-LĐLĐ", "20/12/2014"),
                      ("B", "Giấy khen CĐCS"), (1, "Vũ Văn Cam", 1971, GIAY, "57/QĐ-LĐLĐ", "20/12/2014")]),
        [line(3), line(5, "Vũ Văn Cam", 1971, award="GK_CDCS")]),
    "groups within groups": Case(
        lambda: xlsx([H, ("A", "Tập thể"), ("I", GIAY), man(1, "Tổ Một", None, unit=None), ("B", "Cá nhân"), ("I", "Công đoàn Công ty CP Kính Đáp Cầu"),
                      man(1, unit=None, award="GK_CDCS")]),
        [line(4, "Tổ Một", None, kind="collective"), line(7, unit="24-001", award="GK_CDCS")]),
    "unit merged down its rows": Case(
        lambda: xlsx([H, man(), man(2, "Vũ Văn Cam", 1971, unit=None), man(3, "Đỗ Văn Mít", 1972, unit=None)], merged=["D2:D4"]),
        [*BOTH, line(4, "Đỗ Văn Mít", 1972)]),
    "decision merged down its rows": Case(
        lambda: xlsx([H, man(), man(2, "Vũ Văn Cam", 1971, number=None, day=None)], merged=["F2:F3", "G2:G3"]), BOTH),
    "one person merged over two honours": Case(
        lambda: xlsx([H, man(), (None, None, None, None, "Giấy khen CĐCS", "58/QĐ-CĐ", "21/12/2014")], merged=["A2:A3", "B2:B3", "C2:C3", "D2:D3"]),
        [line(2), line(3, award="GK_CDCS", number="58/QĐ-CĐ", day=date(2014, 12, 21))]),
    "as above": Case(lambda: xlsx([H, man(), man(2, "Vũ Văn Cam", 1971, unit='"', award="-nt-", number="nt", day="như trên")]), BOTH),
    "several sheets, the list on the second": Case(lambda: xlsx([("Hướng dẫn",), ("Ghi đủ các cột",)], **{"Năm 2014": TWO}), BOTH),
    "an older copy on a hidden sheet": Case(lambda: xlsx(TWO, **{"Cũ": [H, man(name="Người Cũ"), man(), man()]}, hidden=["Cũ"]), BOTH),
    "heading again on every printed page": Case(lambda: xlsx([H, man(), H, man(2, "Vũ Văn Cam", 1971)]), [line(2), line(4, "Vũ Văn Cam", 1971)]),
    "empty rows between": Case(lambda: xlsx([H, man(), (), (None, " "), man(2, "Vũ Văn Cam", 1971)]), [line(2), line(5, "Vũ Văn Cam", 1971)]),
    "total, day and signatures below": Case(
        lambda: xlsx([*TWO, ("Tổng cộng: 2 người",), (None, None, None, None, "Phú Thọ, ngày 20 tháng 12 năm 2014"), (None, "NGƯỜI LẬP BIỂU", None, None, None, "CHỦ TỊCH")]), BOTH),
    "table that begins at C7": Case(lambda: xlsx([(None, None, *row) for row in TWO], first_row=7), [line(8), line(9, "Vũ Văn Cam", 1971)]),
    "names in capitals": Case(lambda: xlsx([H, man(name="LÊ THỊ MẬN"), man(2, "VŨ  VĂN   CAM ", 1971)]), BOTH),
    "names in small letters": Case(lambda: xlsx([H, man(name="lê thị mận")]), [line(2)]),
    "forms of address": Case(
        lambda: xlsx([H, man(name="Bà Lê Thị Mận"), man(2, "Đ/c Vũ Văn Cam", 1971), man(3, "Ông Ích Khiêm", 1972)]),
        [*BOTH, line(4, "Ông Ích Khiêm", 1972)]),
    "numbers before names": Case(lambda: xlsx([H, man(name="1. Lê Thị Mận")]), [line(2)]),
    "letters put together from parts": Case(lambda: xlsx([H, man(name="Le\u0302 Thi\u0323 Ma\u0302\u0323n")]), [line(2)]),
    "and three others": Case(
        lambda: xlsx([H, man(name="Nguyễn Văn An và 3 người"), man(2, "Vũ Văn Cam", 1971)]), BOTH[1:],
        {2: ("name", "Ô này ghi gộp “Nguyễn Văn An và 3 người”. Sổ ghi từng người: tách mỗi người một dòng, có năm sinh riêng.")}),
    "and colleagues": Case(
        lambda: xlsx([H, man(name="Nguyễn Văn An và cộng sự")]), [],
        {2: ("name", "Ô này ghi gộp “Nguyễn Văn An và cộng sự”. Sổ ghi từng người: tách mỗi người một dòng, có năm sinh riêng.")}),
    "two names in one cell": Case(
        lambda: xlsx([H, man(name="Nguyễn Văn An\nTrần Thị Bình"), man(2, "Lê Văn Tám, Vũ Thị Chín, Đỗ Văn Mười")]), [],
        {2: ("name", "Ô này có 2 người. Tách mỗi người một dòng, có năm sinh riêng."),
         3: ("name", "Ô này có 3 người. Tách mỗi người một dòng, có năm sinh riêng.")}),
    "number and day of the decision in one cell": Case(
        lambda: xlsx([H[:6], man(number="QĐ số 57/QĐ-LĐLĐ, ngày 20/12/2014")[:6]]), [line(2)]),
    "days as numbers of the sheet": Case(lambda: xlsx([H, man(born=date(1975, 3, 12), day=date(2014, 12, 20))]), [line(2)]),
    "days as bare serial numbers": Case(lambda: xlsx([H, man(born=27465, day=41993)]), [line(2)]),
    "persons without a birth, honours unknown": Case(
        lambda: xlsx([H, man(born=None), man(2, "Vũ Văn Cam", 1971, award="Bằng ghi công")]), [],
        {2: ("birth", "Cá nhân cần năm sinh hoặc số định danh để biết là ai."),
         3: ("award", "Danh mục không có “Bằng ghi công”. Ghi mã hoặc tên đầy đủ như trong danh mục, ví dụ BK_LDLD.")}),
    "lines that were annulled": Case(
        lambda: xlsx([(*H, "Tình trạng"), (*man(), "Đã hủy, thu hồi"), (*man(2, "Vũ Văn Cam", 1971), "Còn hiệu lực")]), BOTH[1:],
        {2: ("status", "Dòng này ghi là đã hủy, thu hồi nên không nhập như còn hiệu lực. Bỏ dòng này.")}),
    "the same row twice": Case(lambda: xlsx([H, man(), man(2)]), [line(2)], {3: ("", "Trùng với dòng 2 của tệp này.")}),
    "cells that look like formulas": Case(
        lambda: text([H, man(name="=cmd|' /C calc'!A0"), man(2, "Vũ Văn Cam", 1971)], delimiter=";"),
        [line(2, "=cmd|' /C calc'!A0"), line(3, "Vũ Văn Cam", 1971)]),
    "a collective called by the heading": Case(
        lambda: xlsx([("TT", "Tên tập thể", "Đơn vị", "Hình thức", "Số QĐ", "Ngày QĐ"), (1, "Xeo số 2", GIAY, BK, "57/QĐ-LĐLĐ", "20/12/2014")]),
        [line(2, "Xeo số 2", None, kind="collective")]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_row_becomes_what_it_says_or_stays_out_with_its_reason(country: Country, name: str) -> None:
    case = CASES[name]
    content = case.content()
    file = read_honors(content, "so-cu")
    staged = stage_honors(file, actor=CLERK, at=AT)
    reasons = {row.row: dict(row.errors) for row in staged if row.errors}
    assert reasons == {row: {column: words} for row, (column, words) in case.left.items()}
    assert [row.row for row in staged] == sorted([*case.left, *(one[0] for one in case.lines)])
    if not case.lines:
        return
    top = Organization.objects.get(code="TLD")
    batch = import_honors(file, content, unit=top, actor=CLERK, at=AT, leave_out=True)
    receipts = {row.row: row for row in batch.rows.all()}
    entries = Entry.objects.select_related("organization").in_bulk()
    told = [
        (row.row, entry.holder_kind, entry.holder_name, entry.birth_year, entry.organization.code, entry.award_code,
         entry.decision_number, entry.decided_on)
        for row in receipts.values() if (entry := entries.get(row.entry_id or 0))
    ]  # fmt: skip
    assert sorted(told) == sorted(case.lines)
    left = {number: row.why for number, row in receipts.items() if row.entry_id is None}
    assert left == {row: words for row, (_column, words) in case.left.items()}


DAYS = {
    "20/12/2014": date(2014, 12, 20), "20-12-2014": date(2014, 12, 20), "20.12.2014": date(2014, 12, 20),
    "20/12/14": date(2014, 12, 20), "5/3/12": date(2012, 3, 5), "05 / 03 / 2012": date(2012, 3, 5),
    "ngày 20 tháng 12 năm 2014": date(2014, 12, 20), "Ngày 5/3/2012": date(2012, 3, 5),
    "Hà Nội, ngày 20 tháng 12 năm 2014": date(2014, 12, 20), "Việt Trì ngày 5-3-2012": date(2012, 3, 5),
    "2014-12-20": date(2014, 12, 20), "2014-12-20 00:00:00": date(2014, 12, 20), "20122014": date(2014, 12, 20),
    "20/XII/2014": date(2014, 12, 20), "mồng 5 tháng 3 năm 2012": date(2012, 3, 5), "mùng 5/3/2012": date(2012, 3, 5),
    "20 tháng 12, năm 2014": date(2014, 12, 20), "20-12/2014": date(2014, 12, 20), "20/12/2014.": date(2014, 12, 20),
    "ký ngày 20/12/2014": date(2014, 12, 20), "41993": date(2014, 12, 20), "20/12 năm 2014": date(2014, 12, 20),
}  # fmt: skip


@pytest.mark.parametrize("typed", DAYS)
def test_days_are_read_in_every_habit(country: Country, typed: str) -> None:
    staged = stage_honors(read_honors(xlsx([H, man(day=typed)]), "a"), actor=CLERK, at=AT)
    assert staged[0].errors == {}
    assert staged[0].line["decided_on"] == DAYS[typed]


@pytest.mark.parametrize(
    "typed",
    [
        "sinh năm 1975",
        "SN 1975",
        "SN: 1975",
        "sinh ngày 12/3/1975",
        "00/00/1975",
        "1975 (39 tuổi)",
        "12.III.1975",
    ],
)
def test_births_are_read_in_every_habit(country: Country, typed: str) -> None:
    staged = stage_honors(read_honors(xlsx([H, man(born=typed)]), "a"), actor=CLERK, at=AT)
    assert staged[0].errors == {}
    assert staged[0].line["birth_year"] == 1975
