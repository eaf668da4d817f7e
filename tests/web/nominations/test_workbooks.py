"""Lists as the State's own forms lay them out: codes explained on a second sheet, columns under other names."""

from __future__ import annotations

import io

import openpyxl

from thidua.web.nominations.workbooks import read_list, read_paste


def book(head: list[str], row: list[object]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "DANHSACH"
    for cells in (["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG"], [], head, row):
        sheet.append(cells)
    codes = made.create_sheet("DANHMUC")
    codes.append(["STT", "Mã số", "Danh hiệu thi đua", "STT", "Mã phân loại cán bộ", "Phân loại cán bộ"])
    codes.append(
        [1, "1647933042", "Lao động tiên tiến", 1, "1660638976", "Người trực tiếp công tác, lao động"]
    )
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_a_list_of_persons_with_codes() -> None:
    head = ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Tên phòng ban/ khối, tổ \ncông tác",
            "Mã phân loại cán bộ", "Mã hình thức khen thưởng", "Mã danh hiệu thi đua\n(nếu có)"]  # fmt: skip
    content = book(
        head, [1, "Hà Quang Huy", "Nam", "05/01/1988", "Trực ban", "Tổ 2", "1660638976", None, "1647933042"]
    )
    ((number, cells, problems),) = read_list(content, "ca-nhan.xlsx").rows
    assert (number, problems) == (4, {})
    assert (cells["name"], cells["job"], cells["position_class"], cells["award_code"]) == (
        "Hà Quang Huy", "Trực ban, Tổ 2", "Trực tiếp", "Lao động tiên tiến",
    )  # fmt: skip
    assert str(cells["birth"]) == "05/01/1988"


def test_a_list_of_collectives() -> None:
    content = book(
        ["STT", "Tên đơn vị / tập thể", "Mã danh hiệu thi đua\n(nếu có)"], [1, "Phân xưởng NPK", "1647933042"]
    )
    ((_number, cells, _problems),) = read_list(content, "tap-the.xlsx").rows
    assert (cells["name"], cells["subject_kind"]) == ("Phân xưởng NPK", "collective")


def test_a_block_without_a_header_is_read_in_the_order_of_the_sheet() -> None:
    block = read_paste(
        "1\tHà Quang Huy\tTrực ban\tTrực tiếp\tGiấy khen CĐCS\tXử lý sự cố\n2\tLý Văn Páo\tBốc xếp\t\t\t"
    )
    rows = read_list(block, "dan-tu-excel").rows
    assert [cells["name"] for _number, cells, _problems in rows] == ["Hà Quang Huy", "Lý Văn Páo"]
    assert rows[0][1]["achievement"] == "Xử lý sự cố"


def test_sex_in_two_columns_as_a_mark_or_as_the_year_of_birth() -> None:
    made = openpyxl.Workbook()
    rows = (["TT", "Họ và tên", "Nam", "Nữ", "Chức vụ"], [1, "Hà Quang Huy", "x", None, "Trực ban"],
            [2, "Tạ Thị Mai", None, 1990, "Kế toán"], [3, "Lý Văn Páo", None, None, "Bốc xếp"])  # fmt: skip
    for row in rows:
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    found = [cells for _number, cells, _problems in read_list(target.getvalue(), "ds.xlsx").rows]
    assert [(cells.get("sex"), cells.get("birth")) for cells in found] == [
        ("Nam", None),
        ("Nữ", "1990"),
        (None, None),
    ]


def test_the_title_over_a_list_is_no_column() -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (["DANH SÁCH ĐỀ NGHỊ"], ["TT", "Họ và tên", "Chức vụ"], [1, "Hà Quang Huy", "Trực ban"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    target = io.BytesIO()
    made.save(target)
    listed = read_list(target.getvalue(), "ds.xlsx")
    assert (sorted(listed.columns), listed.warnings) == (["job", "name"], ())
