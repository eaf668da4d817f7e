"""Facts written in files: judged, or refused with words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from thidua.domain.catalogue.facts import CollectiveFacts, Facts, PriorAward, Transfer
from thidua.domain.catalogue.facts_files import facts_from
from thidua.domain.catalogue.files import evaluate_file
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError

QUESTION = """
award: LDTT
received_on: 2015-12-31
period_year: 2015
facts:
  on_union_payroll: true
  ratings: {2015: HTTNV}
  service_months: 9
"""


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
    ("content", "words"),
    [
        ("- a list", "phải là một bảng"),
        ("award: LDTT", "thiếu: period_year, received_on"),
        (QUESTION + "color: red\n", "thừa: color"),
        (QUESTION.replace("2015-12-31", "31/12/2015"), "không phải ngày"),
        (QUESTION.replace("service_months: 9", "service_months: nine"), "facts.service_months"),
        (QUESTION.replace("service_months", "service_moons"), "không có mục service_moons"),
        (QUESTION.replace("award: LDTT", "award: LDTX"), "'LDTX'"),
        ("award: [", "không đọc được"),
    ],
)
def test_a_file_that_cannot_be_judged_is_refused_with_words(tmp_path: Path, content: str, words: str) -> None:
    with pytest.raises(LawError, match=words.replace("(", r"\(")):
        evaluate_file(written(tmp_path, content))


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
    with pytest.raises(LawError, match=r"facts\.service_months"):
        facts_from({"service_months": True})
