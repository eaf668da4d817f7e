"""``thidua register`` and ``thidua statistics`` from a shell: words, JSON, exit codes, workbooks."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from tests.factories.reports import make_assignment, send
from thidua.domain.register import actions
from thidua.domain.register.values import Paper
from thidua.domain.reporting.models import Cell
from thidua.operations.cli import app


@pytest.fixture(autouse=True)
def register(country: Country, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Three lines of 2026, one annulled. The commands find the database that the tests already stand on."""
    for name, value in {
        "DATABASE_URL": "postgresql:///given",
        "THIDUA_DATA_DIR": str(tmp_path),
        "THIDUA_STAGE": "demo",
        "THIDUA_SECRET_KEY": "only for this test",
        "THIDUA_KEYS_FILE": str(tmp_path / "keys.json"),
    }.items():
        monkeypatch.setenv(name, value)
    for at, (name, award) in enumerate(
        (("Nguyễn Thị Hường", "BK_LDLD"), ("Trần Văn Bình", "BK_TLD"), ("Lê Sen", "BK_TLD"))
    ):
        person = make_person(name, country.giay)
        entry = make_entry(
            person.subject, country.giay, country.phu_tho, award_code=award, decided_on=date(2026, 5, 1),
            register_no=f"PT-26-0000{at}", decision_line=at + 1,
        )  # fmt: skip
    actions.annul(entry, paper=Paper("12/QĐ-LĐLĐ", date(2026, 6, 2), "Kê khai sai"), actor=CLERK, at=ENTERED)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def test_the_register_answers_a_name_without_diacritics() -> None:
    result = run("register", "nguyen thi huong")
    assert result.exit_code == 0
    assert result.stdout == (
        "PT-26-00000      01/05/2026 BK_LDLD    Nguyễn Thị Hường, CĐ Công ty CP Giấy Việt Trì\n1 dòng.\n"
    )


def test_an_annulled_line_says_so() -> None:
    assert "Lê Sen, CĐ Công ty CP Giấy Việt Trì (đã hủy)" in run("register", "PT-26-00002").stdout


def test_nothing_found_is_exit_code_1() -> None:
    result = run("register", "khong co ai", "--json")
    assert (result.exit_code, json.loads(result.stdout)["lines"]) == (1, [])


def test_the_register_speaks_json_and_keeps_its_limit() -> None:
    answer = json.loads(run("register", "giay viet tri", "--json", "--limit", "1").stdout)
    assert (len(answer["lines"]), answer["count"]) == (1, 3)
    assert answer["lines"][0]["decided_on"] == "2026-05-01"


def test_the_cross_table_counts_what_is_in_force() -> None:
    answer = json.loads(run("statistics", "pivot", "--year", "2026", "--json").stdout)
    assert (answer["total"], [(row["label"], row["total"]) for row in answer["rows"]]) == (
        2,
        [("Phú Thọ", 2)],
    )
    assert json.loads(run("statistics", "pivot", "--year", "2025", "--json").stdout)["total"] == 0


def test_the_cross_table_in_words() -> None:
    lines = run("statistics", "pivot", "--rows", "award", "--persons").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["Bằng khen TLĐ", "Bằng khen LĐLĐ tỉnh", ""]
    assert [line.split()[-1] for line in lines] == ["1", "1", "2"]


def test_a_dimension_that_does_not_exist_is_refused() -> None:
    assert run("statistics", "pivot", "--rows", "weather").exit_code == 2


def test_the_statutory_table_as_json_and_as_a_workbook(tmp_path: Path) -> None:
    target = tmp_path / "0603.xlsx"
    result = run("statistics", "form", "0603", "--year", "2026", "--json", "--xlsx", str(target))
    first = json.loads(result.stdout)["rows"][0]
    assert first == {"code": "01", "label": "Tổng số", "cells": [1, 1, 0, 0, 0]}
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    assert ("Tổng số", "01", 1, 1, 0, 0, 0) in list(sheet.iter_rows(values_only=True))


def test_the_cross_table_as_a_workbook_and_as_sdmx(tmp_path: Path) -> None:
    book, packed = tmp_path / "bang.xlsx", tmp_path / "bang.zip"
    result = run("statistics", "pivot", "--rows", "award", "--columns", "sex", "--where", "sex=female",
                 "--xlsx", str(book), "--sdmx", str(packed), "--json")  # fmt: skip
    assert json.loads(result.stdout)["total"] == 2
    sheet = openpyxl.load_workbook(book).active
    assert sheet is not None
    assert ("Cộng", 2, 2) in list(sheet.iter_rows(values_only=True))
    with zipfile.ZipFile(packed) as found:
        assert sorted(found.namelist()) == ["bang.csv", "bang.xml"]
        lines = found.read("bang.csv").decode().splitlines()
    assert lines[-1] == "dataflow,THIDUA:HONORS_AWARD_SEX(1.0),I,_T,_T,HONORS,_T,2"


def test_a_fact_that_does_not_exist_is_refused() -> None:
    assert run("statistics", "pivot", "--where", "weather=rain").exit_code == 2
    assert run("statistics", "pivot", "--unit", "nowhere").exit_code == 2
    assert run("statistics", "form", "9999", "--year", "2026").exit_code == 2


def test_the_cube_is_rebuilt_and_found_equal_to_the_register() -> None:
    assert run("statistics", "rebuild").stdout == "28 cells\n"
    result = run("statistics", "check", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"cells": 28, "differing": 0, "honors": 2})


def test_a_cube_gone_wrong_is_exit_code_1() -> None:
    run("statistics", "rebuild")
    Cell.objects.filter(rollup=1).update(count=7)
    result = run("statistics", "check")
    assert result.exit_code == 1
    assert result.stdout.startswith("28 cells, 2 differ, 14 honours in ")


def test_the_indicators_as_json_in_words_and_as_a_workbook(tmp_path: Path) -> None:
    target = tmp_path / "chi-so.xlsx"
    answer = json.loads(
        run("statistics", "indicators", "--year", "2026", "--xlsx", str(target), "--json").stdout
    )
    assert [one["part"] for one in answer["shares"] if one["key"] == "women"] == [2]
    sheet = openpyxl.load_workbook(target).active
    assert sheet is not None
    assert ("Khen thưởng đến với ai", "Nữ", 2, 2, 100) in list(sheet.iter_rows(values_only=True))
    words = run("statistics", "indicators", "--year", "2026", "--unit", "24").stdout
    assert words.splitlines()[0].split() == ["direct", "0", "of", "0"]


def test_a_report_is_listed_and_printed_in_every_form(country: Country, tmp_path: Path) -> None:
    row = make_assignment(country.phu_tho)
    send(row, country.giay)
    (listed,) = json.loads(run("statistics", "report", "--json").stdout)
    assert (listed["assignment"], listed["received"]) == (row.pk, 1)
    assert f"{row.pk}  1 of {listed['expected']} sent" in run("statistics", "report").stdout
    files = {kind: tmp_path / f"bao-cao.{kind}" for kind in ("xlsx", "docx", "pdf")}
    options = [word for kind, path in files.items() for word in (f"--{kind}", str(path))]
    answer = json.loads(
        run("statistics", "report", str(row.pk), "--unit", "25-002", "--json", *options).stdout
    )
    assert {line["code"]: line["whole"] for line in answer["lines"]}["doan_vien"] == "1200"
    assert answer["is_draft"] is True
    assert [files[kind].read_bytes()[:4] for kind in files] == [b"PK\x03\x04", b"PK\x03\x04", b"%PDF"]
    words = run("statistics", "report", str(row.pk), "--unit", "25-002").stdout.splitlines()
    assert words[0].endswith("· draft")
    assert "Đoàn viên" in words[3] and words[3].split()[-2:] == ["1200", "người"]


def test_a_report_that_nobody_asked_is_refused(country: Country) -> None:
    row = make_assignment(country.phu_tho)
    assert run("statistics", "report", "999999").exit_code == 2
    assert run("statistics", "report", str(row.pk), "--unit", "24").exit_code == 2


def test_every_table_of_every_unit_below_becomes_a_workbook(tmp_path: Path) -> None:
    result = run("statistics", "forms", "--year", "2026", "--folder", str(tmp_path / "out"))
    assert (result.exit_code, result.stdout) == (0, "2 units, 8 tables each\n")
    book = openpyxl.load_workbook(tmp_path / "out" / "25.xlsx")
    assert len(book.sheetnames) == 8
