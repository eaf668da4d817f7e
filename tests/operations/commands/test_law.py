"""The law at the command line: facts of a file judged, a folder checked; what cannot be used is refused by file and line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from tests.factories.law import QUESTION
from thidua.domain.catalogue.library import DEFAULT_PATH
from thidua.operations.commands.law import app


@pytest.fixture
def asked(tmp_path):
    """Run the command over a file of that content."""

    def run(content, *words):
        file = tmp_path / "facts.yaml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return CliRunner().invoke(app, ["evaluate", str(file), *words])

    return run


def test_findings_are_printed_with_their_article(asked):
    told = asked(QUESTION)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.startswith("LDTT: not_eligible (R14)\n")
    assert (
        "not_met      Làm việc từ 10 tháng trở lên trong năm – Làm việc 9 tháng trong năm, cần 10."
        in told.stdout
    )
    assert "[Điều 5 khoản 6 Nghị định 65/2014/NĐ-CP]" in told.stdout


def test_machines_read_json(asked):
    told = asked(QUESTION.replace("service_months: 9", "service_months: 10"), "--json")
    answer = json.loads(told.stdout)
    assert (told.exit_code, answer["award"], answer["regime"]) == (0, "LDTT", "R14")
    assert {one["condition"]: one["verdict"] for one in answer["findings"]}["service"] == "met"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (QUESTION.replace("HTTNV", "SAO"), 7, "không có mã 'SAO'"),
        (QUESTION.replace("2015-12-31", "31/12/2015"), 3, "không phải ngày dạng YYYY-MM-DD"),
        (QUESTION + "color: red\n", 9, "thừa: color"),
        ("award: [", 2, "không phải YAML hợp lệ"),
        ("", 1, "tệp rỗng"),
        (b"\x00\xff\xfe\x01", 1, ""),
        (b"PK\x03\x04" + bytes(range(256)), 1, ""),
    ],
)
def test_what_cannot_be_judged_is_refused_with_file_and_line_and_code_two(
    asked, tmp_path, content, line, words
):
    for told in (asked(content), asked(content, "--json")):
        assert (told.exit_code, told.stdout) == (2, "")
        first = told.stderr.splitlines()[0]
        assert first.startswith(f"{tmp_path / 'facts.yaml'}:{line}: ")
        assert words in first
        assert "Traceback" not in told.stderr


def test_a_folder_or_nothing_instead_of_a_file_is_refused(tmp_path):
    for wrong in (tmp_path, tmp_path / "nowhere.yaml"):
        told = CliRunner().invoke(app, ["evaluate", str(wrong)])
        assert (told.exit_code, told.stdout) == (2, ""), wrong
        assert "Traceback" not in told.stderr


def test_the_command_speaks_where_nothing_is_set_up(tmp_path):
    file = tmp_path / "facts.yaml"
    file.write_text(QUESTION, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", "from thidua.operations.cli import main; main()", "law", "evaluate", str(file), "--json"],
        env={name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        check=True, capture_output=True,
    )  # fmt: skip
    assert json.loads(told.stdout)["verdict"] == "not_eligible"


@pytest.fixture
def broken(tmp_path):
    """A copy of the law in which one number is a word."""
    folder = tmp_path / "law"
    shutil.copytree(DEFAULT_PATH, folder)
    file = folder / "titles" / "CSTD_TLD.yaml"
    file.write_text(file.read_text("utf-8").replace("    count: 3\n", "    count: ba\n", 1), encoding="utf-8")
    return folder


def test_a_folder_with_a_fault_is_told_by_file_line_and_reason_and_code_one(broken: Path):
    line = (broken / "titles/CSTD_TLD.yaml").read_text("utf-8").splitlines().index("    count: ba") + 1
    told = CliRunner().invoke(app, ["check", str(broken)])
    assert told.exit_code == 1
    assert f"titles/CSTD_TLD.yaml:{line}: versions.1.conditions.1.count: 'ba' is not" in told.stdout
    assert told.stdout.rstrip().endswith("problems")
    as_json = CliRunner().invoke(app, ["check", str(broken), "--json"])
    found = json.loads(as_json.stdout)
    assert as_json.exit_code == 1
    assert ("titles/CSTD_TLD.yaml", line) in {(one["file"], one["line"]) for one in found}


def test_the_schema_of_facts_is_a_schema():
    told = CliRunner().invoke(app, ["schema"])
    assert told.exit_code == 0
    Draft202012Validator.check_schema(json.loads(told.stdout))
