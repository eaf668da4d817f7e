"""``thidua import register``: tried first, entered as a whole, exit codes that scripts can trust."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from tests.domain.register.test_imports import HEADER, honor
from tests.factories.clamd import EICAR, running_clamd
from tests.factories.organizations import Country
from tests.factories.workbooks import plain
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor
from thidua.domain.register.imports import actions
from thidua.domain.register.imports.layout import Layout
from thidua.domain.register.imports.plan import Plans
from thidua.domain.register.models import Entry, ImportBatch
from thidua.operations.cli import app

pytestmark = pytest.mark.usefixtures("country")


def run(*words: str | Path) -> Result:
    return ask("register", *words)


def ask(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, words)])


def told(*words: str | Path) -> list[dict[str, Any]]:
    return json.loads(ask(*words, "--json").stdout)


def accepted(country: Country) -> ImportBatch:
    """A list that a person accepted and no worker has taken up yet."""
    actor, at = Actor.system("Văn thư"), datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
    content = plain((HEADER, honor("Đỗ Thị Mít"), honor("Ngô Văn Sen", 1972)))
    batch = actions.receive(content, "so-cu.xlsx", unit=country.phu_tho, actor=actor, at=at)
    actions.check(batch, Layout.of(batch.layout), actor=actor, at=at)
    actions.judge(batch.pk, actor=actor, at=at)
    return actions.accept(batch, actor=actor, at=at)


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


def test_lists_are_told_newest_first_with_where_they_are(good: Path, country: Country) -> None:
    assert (ask("list").exit_code, told("list")) == (0, [])
    run(good, "--commit")
    waiting = accepted(country)
    first, second = told("list")
    assert (first["batch"], first["state"], first["done"], first["total"]) == (waiting.pk, "entering", 0, 2)
    assert (second["state"], second["done"], second["lines"], second["unit"]) == ("entered", 2, 2, "TLD")
    assert "entering" in ask("list").output.splitlines()[0]


def test_resume_goes_on_with_what_waits_and_exits_0(country: Country) -> None:
    nothing = ask("resume")
    assert (nothing.exit_code, nothing.output.strip()) == (0, "Không có danh sách nào đang dở.")
    batch = accepted(country)
    result = ask("resume", "--json")
    assert result.exit_code == 0
    assert [(one["batch"], one["state"], one["lines"]) for one in json.loads(result.stdout)] == [
        (batch.pk, "entered", 2)
    ]
    assert Entry.objects.count() == 2
    assert told("resume", str(batch.pk)) == []


def test_resume_exits_1_with_the_trouble_when_a_list_cannot_go_on(country: Country) -> None:
    batch = accepted(country)
    Plans().forget(batch.plan)
    result = ask("resume", "--json")
    assert result.exit_code == 1
    (one,) = json.loads(result.stdout)
    assert (one["state"], one["done"]) == ("entering", 0)
    assert one["trouble"].startswith("Tệp gốc hoặc bản đọc thử trên máy chủ không còn nguyên")
    assert not Entry.objects.exists()


def test_undo_annuls_every_line_and_says_what_it_did(tmp_path: Path) -> None:
    path = tmp_path / "so-cu.xlsx"
    header = (*HEADER, "Số vào sổ")
    path.write_bytes(plain((header, (*honor(), "PT-14-00123"), (*honor("Vũ Văn Cam", 1971), None))))
    number = json.loads(run(path, "--commit", "--json").output)["batch"]
    result = ask("undo", str(number), "--reason", "Nhập nhầm", "--json")
    (one,) = json.loads(result.stdout)
    assert (result.exit_code, one["state"]) == (0, "withdrawn")
    assert one["undone"] == {"annulled": 2, "before": 0, "numbers": 1, "people": 2}
    assert Entry.objects.filter(kind="annulment", reason="Nhập nhầm").count() == 2
    again = ask("undo", str(number), "--reason", "Nhập nhầm")
    assert again.exit_code == 2
    assert again.stderr.strip() != ""
    brought_again = json.loads(run(path, "--commit", "--json").output)
    assert (brought_again["good"], brought_again["bad"]) == (2, 0)
    assert brought_again["rows"][0]["warnings"]["register_no"] == (
        "Số vào sổ PT-14-00123 ở lại với dòng đã rút lại của một danh sách trước; dòng này được cấp số khác."
    )
    grants = Entry.objects.filter(kind="grant").order_by("id")
    assert [line.register_no for line in grants] == [
        "PT-14-00123", f"NK-{number}-14-00003", f"NK-{brought_again['batch']}-14-00002",
        f"NK-{brought_again['batch']}-14-00003",
    ]  # fmt: skip


def test_undo_needs_a_list_and_a_reason(good: Path) -> None:
    unknown = ask("undo", "99", "--reason", "Nhập nhầm", "--json")
    assert (unknown.exit_code, json.loads(unknown.output)) == (2, {"error": "Không có lô nhập nào số 99."})
    assert ask("undo", "99").exit_code == 2
    number = json.loads(run(good, "--commit", "--json").output)["batch"]
    empty = ask("undo", str(number), "--reason", " ")
    assert (empty.exit_code, empty.stderr.strip()) == (
        2, "Ghi lý do rút lại: lý do ở lại trên từng dòng sổ.",
    )  # fmt: skip
    assert told("list")[0]["state"] == "entered"


def test_columns_and_what_is_said_once_may_be_told(good: Path) -> None:
    assert run(good, "--column", "unit=0", "--unit", "25-002").exit_code == 0
    assert run(good, "--column", "unit=0").exit_code == 1
    assert run(good, "--column", "award=0", "--given", "award=GK_CDCS").exit_code == 0
    unknown = run(good, "--column", "luong=3")
    assert unknown.exit_code == 2
    assert unknown.stderr.startswith("Không hiểu: luong.")


def test_a_file_with_a_virus_is_not_opened(tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "so-cu.csv"
    path.write_bytes(EICAR)
    with running_clamd() as clamd:
        settings.CLAMD_URL = clamd.address
        result = run(path, "--commit")
    assert result.exit_code == 2
    assert "Tệp có mã độc" in result.stderr
    assert not ImportBatch.objects.exists()
