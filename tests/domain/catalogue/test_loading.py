"""Malformed law is refused with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from thidua.domain.catalogue.files import check_library
from thidua.domain.catalogue.library import library as default_library
from thidua.domain.catalogue.library import load_library, use_library
from thidua.domain.catalogue.problems import LawError, LawProblem

Change = Callable[[str, str, str], Path]


def problems_of(root: Path) -> list[LawProblem]:
    with pytest.raises(LawError) as caught:
        load_library(root)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "reason"),
    [
        ("titles/LDTT.yaml", "kind: title", "kind: medallion", 4, "'medallion' is not one of"),
        ("titles/LDTT.yaml", "at_least: 10\n", "at_leest: 10\n", 39, "at_leest"),
        ("titles/LDTT.yaml", "kind: service_months", "kind: service_moons", 37, "không có loại điều kiện"),
        (
            "titles/LDTT.yaml",
            "at_least: khien_trach",
            "at_least: la_mang",
            52,
            "'la_mang' không có trong thang",
        ),
        ("titles/LDTT.yaml", "    below_days: 40\n", "", 43, "thiếu tham số below_days"),
        ("titles/CSTDCS.yaml", "awards: [LDTT]", "awards: [LDTX]", 32, "không có danh hiệu, hình thức LDTX"),
        (
            "titles/CSTDCS.yaml",
            "{instrument: TT07-2014",
            "{instrument: TT99-2014",
            48,
            "không có văn bản TT99-2014",
        ),
        (
            "titles/CSTDCS.yaml",
            "authority: HEAD_UNIT_LEGAL",
            "authority: NOBODY",
            17,
            "không có cấp quyết định NOBODY",
        ),
        ("titles/CSTDCS.yaml", "dossier: DS1", "dossier: DS9", 18, "không có bộ hồ sơ DS9"),
        ("titles/CSTDCS.yaml", "code: CSTDCS", "code: CSTDCS\ncode: CSTDCS", 2, "viết hai lần"),
        ("titles/CSTDCS.yaml", "versions:", "versions: [", 13, "YAML"),
        ("bonuses.yaml", "codes: [LDTT]", "codes: [LDTT, LAO]", 5, "không có danh hiệu, hình thức LAO"),
        ("voting.yaml", "min_ratio: 9/10", "min_ratio: most", 7, "'most'"),
        ("phrases.yaml", "awards: [LDST]", "awards: [LDSX]", 11, "LDSX"),
        ("groups.yaml", "members: [CSTD_BO, CSTD_TLD]", "members: [CSTD_BO, CSTD_TLX]", 5, "CSTD_TLX"),
        ("principles.yaml", "conditions: [not_twice]", "conditions: [not_thrice]", 10, "not_thrice"),
        ("principles.yaml", "id: X02", "id: X01", 11, "X01: chồng lên X01"),
        ("principles.yaml", "applied: structure", "applied: nowhere", 17, "'nowhere' is not one of"),
        ("cross_rules.yaml", "scopes: [thematic]", "scopes: [themes]", 71, "không áp dụng cho danh hiệu"),
        ("cross_rules.yaml", 'award: "*"', "award: LDTX", 83, "không có danh hiệu, hình thức LDTX"),
        (
            "voting.yaml",
            "- awards: [BKTTG, BK_TLD,",
            "- awards: [CSTDTQ, BKTTG, BK_TLD,",
            34,
            "chồng lên CSTDTQ",
        ),
        ("publication.yaml", "since: 2024-01-01", "since: 2023-12-31", 3, "merit: chồng lên merit"),
        ("base_salaries.yaml", "since: 2016-05-01", "since: 2013-07-01", 3, "hai mức lương cùng từ ngày"),
        ("forms/0603.yaml", "badge: [KNC_CD]", "badge: [KNC_CX]", 19, "KNC_CX"),
        ("forms/0603.yaml", "instrument: TT02-2023", "instrument: TT02-2099", 6, "TT02-2099"),
        ("titles/CO_LDLD.yaml", "levels: [grassroots, upper]", "levels: [cellar]", 26, "'cellar'"),
        ("commendations/GT_NDC.yaml", "classes: [direct]", "classes: [idle]", 33, "'idle'"),
        ("commendations/KNC_CD.yaml", "body: bch_tld", "body: choir", 56, "'choir'"),
        ("commendations/HCLD3.yaml", "posts: [vu_truong,", "posts: [captain,", 52, "'captain'"),
        ("commendations/HCLD3.yaml", "background: both_resistances", "background: peace", 52, "'peace'"),
        ("commendations/BKTTG.yaml", "launched_by: [ministry,", "launched_by: [chorus,", 40, "'chorus'"),
        ("titles/CO_CP.yaml", "levels: [central]", "levels: [center]", 41, "'center'"),
        ("titles/CO_CP.yaml", "of: CO_BO", "of: CO_BX", 70, "không có danh hiệu, hình thức CO_BX"),
        ("commendations/GT_NVL.yaml", 'first: "07-28"', 'first: "28-07"', 28, "'28-07' does not match"),
        (
            "commendations/AHLD.yaml",
            "kind: received_between, first",
            "kind: cycle, first",
            54,
            "'years' is a required",
        ),
        (
            "titles/LDTT.yaml",
            "  source: ND65\n",
            "  verified_on: 2026-01-05\n",
            20,
            "'verified_by' is a dependency",
        ),
        (
            "commendations/BKTTG.yaml",
            "    until: 2025-06-30\n    subjects: [individual]",
            "    until: 2023-06-30\n    subjects: [individual]",
            147,
            "không có ngày nào nằm trong thời hạn",
        ),
    ],
)
def test_a_fault_is_named_by_file_line_and_reason(  # noqa: PLR0917 - one row of the table above
    changed_law: Change, file: str, old: str, new: str, line: int, reason: str
) -> None:
    found = problems_of(changed_law(file, old, new))
    assert any(p.file == file and abs(p.line - line) <= 2 and reason in p.reason for p in found), found


def test_a_gap_between_versions_is_refused(changed_law: Change) -> None:
    root = changed_law("commendations/BK_TLD.yaml", "until: 2019-11-11", "until: 2019-11-01")
    assert [(p.file, p.reason) for p in problems_of(root)] == [
        ("commendations/BK_TLD.yaml", "BK_TLD.U1689: hở từ 02/11/2019 đến 11/11/2019 sau BK_TLD.R17")
    ]


def test_an_overlap_between_versions_is_refused(changed_law: Change) -> None:
    root = changed_law("commendations/BK_TLD.yaml", "until: 2019-11-11", "until: 2019-11-30")
    assert [p.reason for p in problems_of(root)] == ["BK_TLD.U1689: chồng lên BK_TLD.R17 từ ngày 12/11/2019"]


def test_a_missing_last_version_is_a_gap(changed_law: Change) -> None:
    root = changed_law("titles/CSTDTQ.yaml", "- regimes: [R26]\n", "- regimes: [R25]\n")
    assert any("chồng lên" in p.reason for p in problems_of(root))


def test_gaps_between_regimes_and_bonus_rows_are_refused(changed_law: Change) -> None:
    changed_law(
        "regimes.yaml", "since: 2017-10-01, until: 2023-12-31", "since: 2017-10-02, until: 2023-12-31"
    )
    root = changed_law("bonuses.yaml", "since: 2017-10-01", "since: 2017-10-05")
    found = {(p.file, p.reason) for p in problems_of(root)}
    assert ("regimes.yaml", "R17: hở từ 01/10/2017 đến 01/10/2017 sau R14") in found
    assert ("bonuses.yaml", "LDTT: hở từ 01/10/2017 đến 04/10/2017 sau LDTT") in found


def test_an_award_without_money_row_is_refused(changed_law: Change) -> None:
    root = changed_law("bonuses.yaml", "codes: [KNC_CD]", "codes: [DOAN_VIEN]")
    assert [p.reason for p in problems_of(root)] == [
        "KNC_CD: thiếu hệ số tiền thưởng (ghi rõ nếu chưa có văn bản)"
    ]


def test_a_missing_file_is_named(changed_law: Change) -> None:
    root = changed_law("voting.yaml", "since: 2017-10-01", "since: 2017-10-01")
    (root / "voting.yaml").unlink()
    assert problems_of(root) == [LawProblem("voting.yaml", 0, "thiếu tệp này")]


def test_a_worked_case_that_no_longer_holds_is_reported(changed_law: Change) -> None:
    root = changed_law("titles/LDTT.yaml", "at_least: 10\n", "at_least: 9\n")
    found = check_library(root)
    assert {p.file for p in found} == {"cases/worked.yaml"}
    assert "Case 6" in found[0].reason
    assert "'not_eligible'" in found[0].reason


def test_a_rule_may_not_lean_on_a_worked_case_that_is_not_there(changed_law: Change) -> None:
    root = changed_law("commendations/GT_NDC.yaml", "carried_by: [60]", "carried_by: [60, 999]")
    assert [(p.file, p.reason) for p in check_library(root)] == [
        ("commendations/GT_NDC.yaml", "không có tình huống mẫu số 999 trong cases/")
    ]


def test_another_folder_can_stand_in_for_the_law(changed_law: Change) -> None:
    root = changed_law("titles/LDTT.yaml", "short: LĐTT", "short: LĐ tiên tiến")
    use_library(root)
    try:
        assert default_library().award("LDTT").short == "LĐ tiên tiến"
    finally:
        use_library(None)
    assert default_library().award("LDTT").short == "LĐTT"
