"""The worked cases of the law: facts in, findings out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from thidua.domain.catalogue.files import case_documents, case_faults, check_library
from thidua.domain.catalogue.library import library

LAW = Path(__file__).resolve().parents[2] / "law"
CASES: list[Any] = [
    pytest.param(case, id=f"{document.name}-{index}")
    for document in case_documents(LAW, [])
    for index, case in enumerate(document.data)
]


@pytest.mark.parametrize("case", CASES)
def test_case_is_judged_as_the_lawyer_wrote(case: dict[str, Any]) -> None:
    assert case_faults(library(), case) == []


def test_the_whole_law_folder_is_sound() -> None:
    assert check_library(LAW) == []


def test_every_worked_case_of_an_implemented_award_is_present() -> None:
    numbers = {case.values[0].get("worked_case") for case in CASES}
    assert numbers >= {
        1,
        3,
        4,
        6,
        7,
        10,
        11,
        13,
        14,
        16,
        17,
        19,
        21,
        23,
        25,
        27,
        29,
        30,
        32,
        33,
        35,
        37,
        39,
        41,
        45,
    }
    assert numbers >= {48, 49, 51, 53, 54, 57, 60}
