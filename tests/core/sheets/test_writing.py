import io
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import fastexcel
import openpyxl
import polars as pl
import pytest

from tests.factories import workbooks
from thidua.core.sheets import (
    CellFinding,
    Column,
    Form,
    HeaderCell,
    annotate,
    open_workbook,
    write_form,
    write_table,
)

FRAME = pl.DataFrame(
    {
        "name": ["Nguyễn Thị Ứng", "=1+1", "<b>&\"'", None, "a\x01b\nc"],
        "count": [1, None, -3, 4_000_000_000, 5],
        "ratio": [1.5, float("nan"), None, 0.1, float("inf")],
        "day": [date(1988, 1, 5), None, date(1900, 3, 1), date(2026, 12, 31), date(2000, 2, 29)],
        "moment": [datetime(2026, 1, 2, 3, 4), None, None, None, None],  # noqa: DTZ001 - spreadsheets hold naive moments
    },
    schema_overrides={"day": pl.Date, "moment": pl.Datetime("us")},
)
COLUMNS = (
    Column("name", "Họ & tên", 30),
    Column("count", "Số", kind="int"),
    Column("ratio", "Tỷ lệ", kind="number"),
    Column("day", "Ngày", kind="day"),
    Column("moment", "Lúc", kind="moment"),
)
EXPECTED = [
    ("Họ & tên", "Số", "Tỷ lệ", "Ngày", "Lúc"),
    ("Nguyễn Thị Ứng", 1, 1.5, datetime(1988, 1, 5), datetime(2026, 1, 2, 3, 4)),  # noqa: DTZ001
    ("=1+1", None, None, None, None),
    ("<b>&\"'", -3, None, datetime(1900, 3, 1), None),  # noqa: DTZ001
    (None, 4_000_000_000, 0.1, datetime(2026, 12, 31), None),  # noqa: DTZ001
    ("ab\nc", 5, None, datetime(2000, 2, 29), None),  # noqa: DTZ001
]


def written() -> bytes:
    target = io.BytesIO()
    assert write_table(FRAME, target, COLUMNS, sheet_name="Danh sách [1/2]") == 5
    return target.getvalue()


def test_openpyxl_reads_back_the_same_values_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written()))
    sheet = book.worksheets[0]
    assert sheet.title == "Danh sách  1 2"
    assert list(sheet.iter_rows(values_only=True)) == EXPECTED
    assert sheet["A3"].data_type in ("s", "inlineStr")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E6")
    assert (sheet["D2"].number_format, sheet["B2"].number_format) == ("dd/mm/yyyy", "#,##0")


def test_calamine_reads_back_the_same_values() -> None:
    frame = fastexcel.read_excel(written()).load_sheet(0).to_polars()
    assert frame["Họ & tên"].to_list() == ["Nguyễn Thị Ứng", "=1+1", "<b>&\"'", None, "ab\nc"]
    assert frame["Số"].to_list() == [1.0, None, -3.0, 4e9, 5.0]
    assert frame["Ngày"].to_list()[0].isoformat()[:10] == "1988-01-05"


def test_a_stream_of_frames_is_one_sheet_and_memory_is_not_its_size() -> None:
    target = io.BytesIO()
    frames = (pl.DataFrame({"n": range(start, start + 1000)}) for start in range(0, 45_000, 1000))
    assert write_table(frames, target, [Column("n", "n", kind="int")]) == 45_000
    sheet = open_workbook(target.getvalue()).sheets[0]
    assert (sheet.last_row, sheet.rows(45_001)[0][0]) == (45_001, "44999")


def test_an_empty_table_has_its_header() -> None:
    target = io.BytesIO()
    assert write_table(FRAME.clear(), target, COLUMNS) == 0
    assert open_workbook(target.getvalue()).sheets[0].rows() == [("Họ & tên", "Số", "Tỷ lệ", "Ngày", "Lúc")]


def test_annotated_copy_keeps_values_and_tells_reasons() -> None:
    original = workbooks.with_formulas()
    copy = annotate(
        original,
        [
            CellFinding("Sheet", 2, 4, "Ngày sinh chưa đúng."),
            CellFinding("Sheet", 2, 2, "Họ tên thiếu chữ lót."),
            CellFinding("Sheet", 3, 0, "=Dòng này trùng."),
        ],
    )
    before = openpyxl.load_workbook(io.BytesIO(original)).active
    after = openpyxl.load_workbook(io.BytesIO(copy)).active
    assert [[cell.value for cell in row[:7]] for row in after] == [
        [cell.value for cell in row] for row in before
    ]
    assert after["H1"].value == "Lý do"
    assert after["H2"].value == "Ngày sinh chưa đúng.\nHọ tên thiếu chữ lót."
    assert (after["H3"].value, after["H3"].data_type) == ("=Dòng này trùng.", "s")
    assert after["D2"].comment.text == "Ngày sinh chưa đúng."
    assert after["D2"].fill.fgColor.rgb == "FFFDE2E1"
    assert (after["E3"].value, after["E3"].data_type) == ("=cmd|'/C calc'!A0", "s")
    assert after["G2"].value == "=1000*2"


def test_annotating_a_second_time_replaces_the_reasons() -> None:
    once = annotate(
        workbooks.plain(), [CellFinding("DANHSACH", 2, 2, "Sai."), CellFinding("DANHSACH", 3, 2, "Sai.")]
    )
    twice = annotate(once, [CellFinding("DANHSACH", 3, 2, "Vẫn sai.")])
    sheet = openpyxl.load_workbook(io.BytesIO(twice)).active
    assert [sheet.cell(row, 8).value for row in (1, 2, 3)] == ["Lý do", None, "Vẫn sai."]
    assert sheet.max_column == 8


def test_findings_in_merged_cells_mark_the_cell_that_shows() -> None:
    copy = annotate(workbooks.printed_form(), [CellFinding("DANHSACH", 2, 5, "Tên bảng sai.")])
    assert openpyxl.load_workbook(io.BytesIO(copy))["DANHSACH"]["A2"].comment.text == "Tên bảng sai."


def test_a_text_file_comes_back_as_a_workbook() -> None:
    copy = annotate(workbooks.csv_text(), [CellFinding("CSV", 3, 4, "Sai ngày.")])
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).active
    assert (sheet["B3"].value, sheet["H3"].value) == ("Trần Văn Đạt", "Sai ngày.")


def test_form_with_merged_header() -> None:
    target = io.BytesIO()
    form = Form(
        titles=["BIỂU SỐ 1", "Năm 2025"],
        header=[
            HeaderCell("Đơn vị", 1, 1, lines=2),
            HeaderCell("Số lượng", 1, 2, columns=2),
            HeaderCell("Nam", 2, 2),
            HeaderCell("Nữ", 2, 3),
        ],
        rows=[("=Tổ 1", 1200, 3), ("Tổng", 1200, None)],
        widths=[30, 10, 10],
        notes=["Người lập biểu"],
        bold_rows=frozenset({1}),
    )
    write_form(form, target)
    sheet = openpyxl.load_workbook(target).active
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {
        "A1:C1",
        "A2:C2",
        "A4:A5",
        "B4:C4",
        "A9:C9",
    }
    assert (sheet["A6"].value, sheet["A6"].data_type, sheet["B6"].value, sheet["B6"].number_format) == (
        "=Tổ 1",
        "s",
        1200,
        "#,##0",
    )
    assert (sheet["A7"].font.b, sheet["A9"].value, sheet.freeze_panes) == (True, "Người lập biểu", "A6")


@pytest.mark.skipif(not shutil.which("localc"), reason="LibreOffice Calc is not installed")
def test_libreoffice_opens_it_and_what_libreoffice_writes_is_read(tmp_path: Path) -> None:
    """One start of the program turns our table into .ods and .xls, which are read back."""
    (tmp_path / "a.xlsx").write_bytes(written())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for extension in ("ods", "xls"):
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            extension,
            "--outdir",
            str(tmp_path),
            "a.xlsx",
        ]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
        sheet = open_workbook(tmp_path / f"a.{extension}").sheets[0]
        rows = sheet.rows()
        assert [row[0] for row in rows] == ["Họ & tên", "Nguyễn Thị Ứng", "=1+1", "<b>&\"'", None, "ab\nc"]
        assert [row[1] for row in rows[1:]] == ["1", None, "-3", "4000000000", "5"]
        assert (rows[1][3] or "").startswith("1988-01-05")


def test_a_form_has_room_for_its_texts_and_a_wide_one_goes_over_several_pages() -> None:
    columns = ["Đơn vị", *(f"Huân chương Lao động hạng {n}" for n in range(60))]
    header = [HeaderCell(text, 1, at) for at, text in enumerate(columns, start=1)]
    long = "LĐLĐ tỉnh Phú Thọ; " * 12
    target = io.BytesIO()
    write_form(
        Form(
            ("Biểu 0602",),
            header,
            [[long, *range(60)], ["Ngắn", *range(60)]],
            [30.0, *[7.0] * 60],
            (long * 2,),
        ),
        target,
    )
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert sheet.page_setup.fitToWidth == 2
    assert sheet.print_title_cols == "$A:$A"
    first_page = next(cells for cells in sheet.merged_cells.ranges if cells.min_row == 1)
    assert 20 < first_page.max_col < 40
    assert sheet.row_dimensions[3].height >= 4 * 15, "the header is broken into lines"
    assert sheet.row_dimensions[4].height >= len(long) / 34 * 15
    assert sheet.row_dimensions[5].height is None
    assert sheet.row_dimensions[7].height >= 2 * 15
