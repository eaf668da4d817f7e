"""Facts written in files: judged, or refused with words."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.domain.catalogue.conftest import Change
from tests.factories.law import QUESTION
from thidua.domain.catalogue.asking import evaluate_file
from thidua.domain.catalogue.facts import CollectiveFacts, Facts, PriorAward, Transfer
from thidua.domain.catalogue.facts_files import FactFault, facts_from, facts_schema
from thidua.domain.catalogue.files import check_library
from thidua.domain.catalogue.library import DEFAULT_PATH, library
from thidua.domain.catalogue.problems import LawError

# Nine lines that stand for 3,486,784,401 values.
REPEATING = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{own}: &{own} [{', '.join([f'*{before}'] * 9)}]\n" for before, own in pairwise("abcdefghij")
)


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "facts.yaml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_file_of_facts_is_judged(tmp_path: Path) -> None:
    answer = evaluate_file(written(tmp_path, QUESTION))
    assert (answer["verdict"], answer["regime"], answer["law_version"]) == (
        "not_eligible",
        "R14",
        library().version,
    )
    service = next(item for item in answer["findings"] if item["condition"] == "service")
    assert service == {
        "condition": "service",
        "kind": "service_months",
        "title": "Làm việc từ 10 tháng trở lên trong năm",
        "title_en": "At least 10 months of service in the year",
        "verdict": "not_met",
        "severity": "refuses",
        "observed": "Làm việc 9 tháng trong năm, cần 10.",
        "article": "Điều 5 khoản 6 Nghị định 65/2014/NĐ-CP",
        "article_no": "5",
        "instrument": "ND65-2014",
        "confidence": "S",
        "verified_on": None,
        "parts": [],
    }


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("- a list", 1, "tệp phải là một bảng khóa–giá trị"),
        ("award: LDTT", 1, "thiếu: received_on, period_year"),
        ("? [a, b]\n: 1", 1, "khóa phải là một chữ hoặc một số"),
        ("award: LDTT\nperiod_year: !!int abc", 2, "'abc' không đọc được"),
        ("a: &a [*a]", 1, "tệp lặp lại (*tên) hoặc lồng nhau quá nhiều"),
        ("facts: " + "[" * 5000 + "]" * 5000, 1, "quá"),
        (REPEATING, 1, "tệp lặp lại (*tên) hoặc lồng nhau quá nhiều"),
        (QUESTION.replace("2015-12-31", "2015-02-30"), 3, "'2015-02-30' không đọc được"),
        (QUESTION.replace("award: LDTT", "award: [LDTT]"), 2, "không có danh hiệu, hình thức ['LDTT']"),
        (QUESTION.replace("period_year: 2015", f"period_year: {10**20}"), 4, f"{10**20} không phải một năm"),
        (QUESTION + "color: red\n", 9, "thừa: color; các khóa có là award, received_on"),
        (QUESTION.replace("2015-12-31", "31/12/2015"), 3, "'31/12/2015' không phải ngày dạng YYYY-MM-DD"),
        (QUESTION.replace("period_year: 2015", "period_year: năm nay"), 4, "'năm nay' không phải một năm"),
        (
            QUESTION.replace("service_months: 9", "service_months: nine"),
            8,
            "facts.service_months: 'nine' không",
        ),
        (
            QUESTION.replace("service_months", "service_moons"),
            8,
            "facts.service_moons: không có mục service_moons",
        ),
        (QUESTION.replace("award: LDTT", "award: LDTX"), 2, "danh mục không có danh hiệu, hình thức 'LDTX'"),
        (QUESTION.replace("HTTNV", "SAO"), 7, "không có mã 'SAO'; có "),
        (QUESTION + "  prior:\n  - {code: LDTT, year: 2014}\n  - {code: LDXX}\n", 11, "không có mã 'LDXX'"),
        (QUESTION + "  prior: [{year: 2014}]\n", 9, "facts.prior[0]: thiếu code"),
        (QUESTION + "  subject_kind: person\n", 9, "không có loại đối tượng 'person'; có individual"),
        (QUESTION + "  service_months: 9\n", 9, "khóa 'service_months' viết hai lần"),
        (QUESTION.replace("2015-12-31", "1990-12-31"), 3, "ngày 31/12/1990 trước"),
        ("award: [", 2, "không phải YAML hợp lệ"),
        ("", 1, "tệp rỗng"),
    ],
)
def test_a_file_that_cannot_be_judged_is_refused_with_file_line_and_reason(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    path = written(tmp_path, content)
    with pytest.raises(LawError) as refused:
        evaluate_file(path)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == (str(path), line)
    assert words in problem.reason


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LawError, match="không có tệp này"):
        evaluate_file(tmp_path / "nowhere.yaml")


def test_everything_wrong_with_the_words_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    content = QUESTION.replace("award: LDTT", "award: LDTX").replace("HTTNV", "SAO")
    with pytest.raises(LawError) as refused:
        evaluate_file(written(tmp_path, content))
    assert [problem.line for problem in refused.value.problems] == [2, 7]


def test_the_documented_facts_fit_the_schema_and_name_every_key() -> None:
    shown = (DEFAULT_PATH.parent / "docs/how-to/law.md").read_text(encoding="utf-8")
    example = shown.split("## Facts of a nominee")[1].split("```yaml")[1].split("```")[0]
    told = yaml.safe_load(example)
    facts = {**told["facts"], "achievement": "Cải tiến"}
    schema = facts_schema()
    Draft202012Validator(schema).validate(json.loads(json.dumps(facts, default=str)))
    assert sorted(facts) == sorted(schema["properties"])
    assert facts_from(facts).prior[0].code == "BK_TLD"


def test_facts_are_built_from_plain_values() -> None:
    built = facts_from(
        {
            "subject_kind": "collective",
            "prior": [{"code": "BK_TLD", "decided_on": "2017-11-01", "year": 2017}],
            "ratings": {"2020": "HTTNV"},
            "titles_proposed": ["LDTT"],
            "transfer": {"months_in_old": 7},
            "collective": {"members": 10, "title_counts": {"LDTT": 7}},
            "founded_on": date(2006, 1, 15),
            "dissolved_on": None,
        }
    )
    assert built == Facts(
        subject_kind="collective",
        prior=(PriorAward("BK_TLD", date(2017, 11, 1), 2017),),
        ratings={2020: "HTTNV"},
        titles_proposed=frozenset({"LDTT"}),
        transfer=Transfer(7),
        collective=CollectiveFacts(10, title_counts={"LDTT": 7}),
        founded_on=date(2006, 1, 15),
    )


def test_yes_is_not_a_number() -> None:
    with pytest.raises(FactFault, match=r"facts\.service_months"):
        facts_from({"service_months": True})


def test_a_moment_counts_as_its_day(tmp_path: Path) -> None:
    told = (
        QUESTION.replace("2015-12-31", "2015-12-31T10:00:00")
        + "  prior: [{code: LDTT, decided_on: 2014-12-20T08:00:00}]\n"
    )
    assert (
        evaluate_file(written(tmp_path, told))["verdict"]
        == evaluate_file(written(tmp_path, QUESTION))["verdict"]
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("boundaries", "  received_on: ", "  decided_on: ", "'received_on' is a required property"),
        ("boundaries", "  period_year: ", "  worked_case: ", "'period_year' is a required property"),
        ("boundaries", "unit: {", "unit: {hue: 1, ", "'hue' was unexpected"),
        ("boundaries", "facts: {", "facts: {hue: 1, ", "facts.hue: không có mục hue"),
        ("councils_and_money", "vote: {total: ", "vote: {whole: ", "'whole' was unexpected"),
        (
            "councils_and_money",
            "bonus: {subject_kind: individual}",
            "bonus: {}",
            "'subject_kind' is a required",
        ),
        ("councils_and_money", "  formalities: true", "  formalities: 5", "True was expected"),
    ],
)
def test_a_case_that_asks_nothing_answerable_is_named(
    changed_law: Change, file: str, old: str, new: str, reason: str
) -> None:
    found = check_library(changed_law(f"cases/{file}.yaml", old, new))
    assert any(one.file == f"cases/{file}.yaml" and one.line > 0 and reason in one.reason for one in found), (
        found
    )
