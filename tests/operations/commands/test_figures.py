"""``thidua register`` and ``thidua statistics`` from a shell: words, JSON, exit codes, workbooks."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.domain.register import actions
from thidua.domain.register.values import Paper
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
