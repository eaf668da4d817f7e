from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import workbooks
from thidua.core.files.archives import ArchiveLimits
from thidua.core.sheets import (
    ColumnSpec,
    Limits,
    NoHeader,
    Sheet,
    UnreadableWorkbook,
    find_header,
    open_workbook,
    read_frame,
    read_table,
    xlsx_parts,
)
from thidua.core.vietnamese import PartialDay

COLUMNS = (
    ColumnSpec("name", ("Họ và tên", "Họ tên"), required=True),
    ColumnSpec("sex", ("Giới tính",)),
    ColumnSpec("born", ("Ngày sinh", "Ngày tháng năm sinh", "Năm sinh"), kind="day"),
    ColumnSpec("post", ("Chức vụ", "Chức danh")),
    ColumnSpec("unit", ("Đơn vị công tác", "Đơn vị")),
    ColumnSpec("amount", ("Số tiền",), kind="money"),
)


def values(data: bytes, key: str) -> list[object]:
    return [row[key].value for row in read_table(open_workbook(data), COLUMNS).rows]


def test_a_plain_list() -> None:
    table = read_table(open_workbook(workbooks.plain()), COLUMNS)
    assert [row["name"].value for row in table.rows] == ["Nguyễn Thị Ứng", "Trần Văn Đạt", "H’Hen Niê"]
    assert [row["born"].value for row in table.rows] == [
        PartialDay(1988, 1, 5),
        PartialDay(1979, 2, 5),
        PartialDay(1990),
    ]
    assert [row["amount"].value for row in table.rows] == [
        Decimal(1500000),
        Decimal(2000000),
        Decimal(750000),
    ]
    assert (table.rows[1]["name"].row, table.rows[1]["name"].column) == (3, 2)
    assert table.warnings == ()


@pytest.mark.parametrize(("row", "column"), [(1, 1), (4, 1), (7, 3)])
def test_places_are_those_of_the_sheet(row: int, column: int) -> None:
    table = read_table(open_workbook(workbooks.plain(first_row=row, first_column=column)), COLUMNS)
    cell = table.rows[0]["name"]
    assert (table.header.first_row, cell.row, cell.column, cell.value) == (
        row,
        row + 1,
        column + 1,
        "Nguyễn Thị Ứng",
    )


def test_a_printed_form_with_merged_header_lines() -> None:
    table = read_table(open_workbook(workbooks.printed_form()), COLUMNS)
    assert table.sheet.name == "DANHSACH"
    assert (table.header.first_row, table.header.last_row) == (4, 5)
    assert table.header.columns == {"name": 2, "sex": 3, "born": 5, "post": 6, "unit": 7}
    assert [row["name"].value for row in table.rows] == ["Nguyễn Thị Ứng", "Trần Văn Đạt", "H’Hen Niê"]
    assert [row["name"].row for row in table.rows] == [8, 9, 10]
    assert "Bỏ qua dòng 7 (“I Khối sản xuất”) vì giống dòng tiêu đề nhóm." in table.warnings
    assert table.rows[0]["amount"].column == 0


def test_hidden_sheets_are_flagged_and_not_chosen() -> None:
    workbook = open_workbook(workbooks.with_hidden_sheet())
    assert [(sheet.name, sheet.is_hidden) for sheet in workbook.sheets] == [
        ("Sheet", False),
        ("Cũ", True),
        ("Nộp", False),
    ]
    assert read_table(workbook, COLUMNS).sheet.name == "Nộp"
    assert read_table(workbook, COLUMNS, sheet="Cũ").sheet.name == "Cũ"


def test_formulas_are_flagged_and_never_computed() -> None:
    table = read_table(open_workbook(workbooks.with_formulas()), COLUMNS)
    computed, text = table.rows[0]["amount"], table.rows[1]["post"]
    assert (computed.value, computed.is_formula) == (None, True)
    assert (text.value, text.is_formula) == ("=cmd|'/C calc'!A0", False)


def test_fifty_thousand_empty_rows_are_trimmed() -> None:
    workbook = open_workbook(workbooks.with_empty_rows())
    assert workbook.sheets[0].last_row == 4
    assert len(read_table(workbook, COLUMNS).rows) == 3


def test_numbers_with_three_decimals_are_not_thousands() -> None:
    specs = (ColumnSpec("name", ("Họ tên",), required=True), ColumnSpec("factor", ("Hệ số",), kind="money"))
    data = workbooks.plain([("Họ tên", "Hệ số"), ("An", 2.334), ("Bình", "2.334")])
    assert [row["factor"].value for row in read_table(open_workbook(data), specs).rows] == [
        Decimal("2.334"),
        Decimal(2334),
    ]


def test_unreadable_cells_say_why_and_keep_what_was_typed() -> None:
    data = workbooks.plain([workbooks.HEADER, (1, "An Bình", "Nam", "31/02/1990", "", "", "nhiều")])
    row = read_table(open_workbook(data), COLUMNS).rows[0]
    assert (row["born"].value, row["born"].raw) == (None, "31/02/1990")
    assert row["born"].problem == (
        "“31/02/1990” không phải là ngày. Ghi theo mẫu ngày/tháng/năm, ví dụ 05/01/1988, hoặc chỉ năm."
    )
    assert row["amount"].problem == "“nhiều” không phải là số. Ghi bằng chữ số, ví dụ 1.234.567."


def test_cells_in_old_fonts_are_repaired() -> None:
    data = workbooks.plain([workbooks.HEADER, (1, "NguyÔn V¨n Hïng", "Nam", "1990", "", "", 1)])
    assert values(data, "name") == ["Nguyễn Văn Hùng"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_text_files_by_delimiter(delimiter: str) -> None:
    assert values(workbooks.csv_text(delimiter=delimiter), "unit") == [
        "Phân xưởng Sợi",
        "Phân xưởng Dệt",
        "Phòng Tài vụ",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258", "tcvn3", "vni"])
def test_text_files_by_encoding(encoding: str) -> None:
    workbook = open_workbook(workbooks.csv_text(encoding=encoding))
    names = [row["name"].value for row in read_table(workbook, COLUMNS).rows]
    assert names[1] == "Trần Văn Đạt"
    if encoding != "tcvn3":  # small fonts of that standard had no marked capitals
        assert names[0] == "Nguyễn Thị Ứng"
    assert bool(workbook.warnings) == (encoding in ("cp1258", "tcvn3", "vni"))


def test_formulas_in_text_files_are_flagged() -> None:
    workbook = open_workbook("Họ tên,Ghi chú\nAn,=HYPERLINK(1)\nBình,-5\n".encode())
    assert workbook.sheets[0].formula_cells == {(2, 2)}


def test_read_frame_for_large_imports() -> None:
    frame = read_frame(open_workbook(workbooks.printed_form()), COLUMNS)
    assert frame.columns == ["row_no", "name", "sex", "born", "post", "unit", "amount"]
    assert frame.filter(frame["name"].is_not_null())["row_no"].to_list() == [8, 9, 10]
    assert frame["amount"].null_count() == frame.height


def test_from_a_path(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(workbooks.plain())
    assert open_workbook(path).sheets[0].name == "DANHSACH"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Tệp rỗng"),
        (workbooks.zip_bomb(), "nén bất thường"),
        (workbooks.lying_bomb(), "bị hỏng"),
        (workbooks.far_cells("XFD1048576"), "kéo dài tới dòng 1.048.576, cột 16.384"),
        (workbooks.far_cells("BZ999999"), "kéo dài tới dòng 999.999, cột 78"),
        (workbooks.far_cells(*["Z200000"] * 3), "kéo dài tới dòng 200.000, cột 26"),
        (workbooks.far_cells(*["AZ70000"] * 4), "kéo dài tới dòng 70.000, cột 52"),
        (workbooks.shared_text_bomb(), "quá dài"),
        (workbooks.with_macros(), "macro"),
        (workbooks.with_entities(), "bị hỏng"),
        (workbooks.encrypted(), "mật khẩu"),
        (workbooks.cut_short(), "bị hỏng"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "không phải bảng tính"),
        (b"%PDF-1.7 ...", "không phải bảng tính"),
        (b"MZ\x90\x00" + b"\0" * 100, "không phải bảng tính"),
        (bytes(range(256)) * 20, "không phải bảng tính"),
        ("chỉ một dòng chữ".encode(), "không phải bảng tính"),
        (b"PK\x03\x04" + b"x" * 200, "bị hỏng"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusals_say_what_is_wrong(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableWorkbook, match=reason):
        open_workbook(data)


def test_many_sheets_pass_whose_cells_lie_together() -> None:
    sheets = open_workbook(workbooks.far_cells(*["AZ2000"] * 40)).sheets
    assert {(sheet.frame.height, sheet.frame.width) for sheet in sheets} == {(2000, 52)}
    assert len(sheets) == 40


def test_a_small_sheet_beside_one_that_must_be_measured_takes_only_what_it_has() -> None:
    data = workbooks.far_cells("B2", "BA10000")
    small, far = open_workbook(data, Limits(cells=5_500_000)).sheets
    assert (small.frame.height, far.frame.height) == (2, 10_000)
    with pytest.raises(UnreadableWorkbook, match=r"kéo dài tới dòng 10\.000, cột 53"):
        open_workbook(data, Limits(cells=500_000))


def test_size_and_row_limits() -> None:
    with pytest.raises(UnreadableWorkbook, match="quá mức 0 MB"):
        open_workbook(workbooks.plain(), Limits(file_bytes=1000))
    with pytest.raises(UnreadableWorkbook, match="dài hơn 2 dòng"):
        open_workbook(workbooks.plain(), Limits(rows=2))
    with pytest.raises(UnreadableWorkbook, match="dài hơn 2 dòng"):
        open_workbook(workbooks.csv_text(), Limits(rows=2))
    with pytest.raises(UnreadableWorkbook, match="nén bất thường"):
        open_workbook(workbooks.plain(), Limits(archive=ArchiveLimits(members=3)))


def test_no_header_names_the_columns_wanted() -> None:
    with pytest.raises(NoHeader, match="“Họ và tên”"):
        read_table(open_workbook(workbooks.plain([("a", "b"), ("c", "d")])), COLUMNS)


@pytest.mark.parametrize(
    "caption",
    [
        "Họ và tên",
        "HO TEN",
        "Họ tên CNVCLĐ",
        "họ  và\ntên",
        "Họ & tên",
        "Họ và tên (chữ in hoa)",
        "Ho va tem",
    ],
)
def test_wordings_of_a_caption(caption: str) -> None:
    match = find_header([("STT", caption, "Ngày sinh")], COLUMNS)
    assert match.columns["name"] == 2
    assert match.doubtful == (("name",) if caption == "Ho va tem" else ())


def test_two_line_header_without_merge_marks() -> None:
    rows = [
        ("TT", "Họ tên", "Giới tính", None, "Chức vụ"),
        (None, None, "Nam", "Nữ", None),
        ("1", "An", "x", None, "y"),
    ]
    assert (find_header(rows, COLUMNS).last_row, find_header([rows[0], rows[2]], COLUMNS).last_row) == (2, 1)


def test_other_columns_are_not_mistaken() -> None:
    row = ("Họ và tên", "Họ và tên vợ/chồng", "Ngày sinh", "Ngày vào công đoàn")
    match = find_header([row], COLUMNS)
    assert (match.columns["name"], match.columns["born"]) == (1, 3)
    assert match.unknown == ((2, "Họ và tên vợ/chồng"), (4, "Ngày vào công đoàn"))


def test_missing_required_column_is_reported() -> None:
    specs = (*COLUMNS, ColumnSpec("identity", ("Số định danh",), required=True))
    table = read_table(open_workbook(workbooks.plain()), specs)
    assert table.header.missing == ("identity",)
    assert "Thiếu cột “Số định danh”." in table.warnings


def test_rows_pad_to_the_top() -> None:
    sheet = open_workbook(workbooks.plain(first_row=3)).sheets[0]
    assert isinstance(sheet, Sheet)
    assert [row[0] for row in sheet.rows(1, 4)] == [None, None, "STT", "1"]
    assert date(1988, 1, 5).isoformat() in (sheet.rows(4, 4)[0][3] or "")


@pytest.mark.parametrize(
    "row, is_near", [("1000001", True), ("1048576", True), ("1050000", False), ("9999999", False)]
)
def test_a_sheet_is_long_to_its_last_possible_row_without_being_measured_cell_by_cell(
    row: str, is_near: bool
) -> None:
    xml = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="Z{row}"><v>1</v></c></row>'.encode()
    assert (xlsx_parts._plainly_near(xml) > 0) is is_near
    assert (xlsx_parts._plainly_near(xml.replace(b"Z", b"AA")) > 0) is False
