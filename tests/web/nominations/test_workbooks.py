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


def form(head: list[str], rows: list[list[object]]) -> bytes:
    """A list laid out as the State's form: a title over all columns, the header below, the codes on a second sheet."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "DANHSACH"
    sheet.append(["DANH SÁCH ĐỐI TƯỢNG ĐỀ NGHỊ KHEN THƯỞNG"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    for cells in ([], head, *rows):
        sheet.append(cells)
    codes = made.create_sheet("DANHMUC")
    codes.append([])
    heads = ["Mã số", "Hình thức khen thưởng", None, "STT", "Mã số", "Danh hiệu thi đua", None, "STT"]
    codes.append(["STT", *heads, "Mã phân loại cán bộ", "Phân loại cán bộ"])
    for line in (
        [1, "2650360491", "Bằng khen", None, 1, "2647933380", "Chiến sĩ thi đua cơ sở", None, 1,
         "2660638930", "Các cấp lãnh đạo từ phó phòng trở lên"],
        [2, "2650360499", "Giấy khen", None, 2, "2647933042", "Lao động tiên tiến", None, 2,
         "2660638976", "Người trực tiếp công tác, lao động"],
    ):  # fmt: skip
        codes.append([None, *line])
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_a_code_is_not_explained_by_the_column_that_follows_it_in_the_list() -> None:
    head = ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Chức vụ", "Mã phân loại cán bộ",
            "Mã hình thức khen thưởng", "Mã danh hiệu thi đua\n(nếu có)"]  # fmt: skip
    content = form(head, [
        [1, "Hà Quang Huy", "NAM", "05/01/1988", "Trực ban", "2660638976", "2650360491", None],
        [2, "Tạ Thị Mai", "NU", "1990", "Kế toán trưởng", "2660638930", None, "2647933380"],
        [3, "Lý Văn Páo", "NAM", "1991", "Bốc xếp", "2660638976", "Bằng khen", None],
    ])  # fmt: skip
    rows = [cells for _number, cells, _problems in read_list(content, "ca-nhan.xlsx").rows]
    assert [(cells["position_class"], cells["award_code"]) for cells in rows] == [
        ("Trực tiếp", "Bằng khen"),
        ("Quản lý", "Chiến sĩ thi đua cơ sở"),
        ("Trực tiếp", "Bằng khen"),
    ]


def test_codes_explained_beside_the_list_on_its_own_sheet_are_known() -> None:
    made = openpyxl.Workbook()
    for row in (
        ["TT", "Họ và tên", "Mã phân loại cán bộ", None, "Mã", "Phân loại"],
        [1, "Hà Quang Huy", "2660638976", None, "2660638976", "Người trực tiếp công tác"],
    ):
        made.active.append(row)
    target = io.BytesIO()
    made.save(target)
    ((_number, cells, _problems),) = read_list(target.getvalue(), "ds.xlsx").rows
    assert cells["position_class"] == "Trực tiếp"


def test_a_list_of_initiatives_gives_a_row_for_each_author() -> None:
    head = ["STT", "Tên đề tài", "Ngày công nhân", "Đơn vị công nhận", "Tóm tắt thành tích đạt được",
            "Tên tác giả", "Phòng ban làm việc", "Tên cơ quan làm việc"]  # fmt: skip
    content = form(head, [
        [1, "Bộ chặn kẹt cuộn giấy", "12/05/2026", "Công ty", "giảm dừng máy 14 giờ một tháng",
         "Hà Quang Huy, Tạ Thị Mai", "Tổ Xeo 3", "Công ty"],
        [2, "Thu hồi nước ngưng", "03/2026", "Công ty", None, "Lý Văn Páo", "Tổ lò", "Công ty"],
    ])  # fmt: skip
    listed = read_list(content, "sang-kien.xlsx")
    assert [
        (number, cells["name"], cells["job"], cells["achievement"]) for number, cells, _p in listed.rows
    ] == [
        (4, "Hà Quang Huy", "Tổ Xeo 3", "Bộ chặn kẹt cuộn giấy: giảm dừng máy 14 giờ một tháng"),
        (4, "Tạ Thị Mai", "Tổ Xeo 3", "Bộ chặn kẹt cuộn giấy: giảm dừng máy 14 giờ một tháng"),
        (5, "Lý Văn Páo", "Tổ lò", "Thu hồi nước ngưng"),
    ]
    assert any("danh sách sáng kiến" in text for text in listed.warnings)
