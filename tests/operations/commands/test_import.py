"""``thidua import register``: tried first, entered as a whole, exit codes that scripts can trust."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from tests.domain.register.test_imports import HEADER, honor
from tests.factories.workbooks import plain
from thidua.domain.register.models import Entry
from thidua.operations.cli import app

pytestmark = pytest.mark.usefixtures("country")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["import", "register", *map(str, words)])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "so-cu.xlsx"
    path.write_bytes(plain((HEADER, honor(), honor("Vũ Văn Cam", 1971))))
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "so-cu.csv"
    path.write_text(
        "Họ và tên;Năm sinh;Đơn vị;Hình thức;Số QĐ;Ngày QĐ\nLê Thị Mận;1975;Không Có;BK_LDLD;57/QĐ;20/12/2014\n"
    )
    return path


def test_a_dry_run_enters_nothing_and_exits_0(good: Path) -> None:
    result = run(good)
    assert result.exit_code == 0
    assert "2 dòng nhập được, 0 dòng chưa." in result.output
    assert "Thêm --commit để nhập vào sổ." in result.output
    assert not Entry.objects.exists()


def test_commit_enters_all_and_a_second_time_exits_2(good: Path) -> None:
    first = run(good, "--commit", "--json")
    answer = json.loads(first.output)
    assert (first.exit_code, answer["good"], answer["bad"]) == (0, 2, 0)
    assert answer["batch"] is not None
    assert [row["row"] for row in answer["rows"]] == [2, 3]
    again = run(good, "--commit", "--json")
    assert again.exit_code == 2
    assert json.loads(again.output)["error"].startswith("Tệp này đã nhập ngày")
    assert Entry.objects.count() == 2


def test_rows_with_errors_exit_1_with_a_copy_that_says_why(bad: Path, tmp_path: Path) -> None:
    copy = tmp_path / "ly-do.xlsx"
    result = run(bad, "--commit", "--annotated", copy)
    assert result.exit_code == 1
    assert "dòng 2: Lê Thị Mận: Không có đơn vị nào là “Không Có”." in result.output
    sheet = openpyxl.load_workbook(copy).active
    assert sheet["C2"].comment.text.startswith("Không có đơn vị nào là “Không Có”.")
    assert not Entry.objects.exists()


def test_a_unit_and_a_sheet_may_be_named(good: Path) -> None:
    assert run(good, "--unit", "25", "--sheet", "DANHSACH").exit_code == 0
    assert run(good, "--unit", "24").exit_code == 1
    unknown = run(good, "--unit", "99")
    assert (unknown.exit_code, unknown.stderr.strip()) == (2, "Không có đơn vị nào có mã “99”.")
    no_sheet = run(good, "--sheet", "Khác")
    assert (no_sheet.exit_code, no_sheet.stderr.strip()) == (
        2, "Tệp không có trang “Khác”. Các trang có: “DANHSACH”.",
    )  # fmt: skip


def test_a_file_that_is_no_list_exits_2(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"khong phai bang tinh")
    assert run(path).exit_code == 2
    assert run(tmp_path / "khong-co.xlsx").exit_code == 2
