"""Rows from lists: all good ones or none, the rest with reasons, and never twice."""

from __future__ import annotations

import pytest

from tests.factories.nominations import AT, make_round, make_submission, officer_of, row
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import ImportReceipt


def test_good_rows_come_in_and_bad_ones_are_told(country: Country) -> None:
    officer = officer_of(country.lam_thao)
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), [row(0)], actor=officer)
    rows = [
        (5, row(1, "Giấy khen CĐCS"), {}),
        (6, row(1, "Giấy khen CĐCS"), {}),
        (7, row(0, "GK_CDCS"), {}),
        (8, row(2, birth="30/02/1980"), {}),
        (9, row(3, name=""), {}),
        (10, row(4), {"birth": "Ô không đọc được."}),
        (11, row(5, ""), {}),
    ]
    receipt = actions.import_rows(
        submission_id=draft.pk, rows=rows, token="t1", actor=officer, at=AT, file_name="ds.xlsx"
    )
    assert (receipt.added, receipt.refused) == (2, 5)
    told = {line["row"]: (list(line["errors"].values()) or [""])[0] for line in receipt.rows}
    assert told[6] == "Trùng với dòng 5 của danh sách này."
    assert told[7] == "Đã có ở dòng 1 của tờ trình."
    assert told[8].startswith("“30/02/1980” không phải là ngày")
    assert (told[9], told[10], told[11]) == ("Thiếu họ và tên.", "Ô không đọc được.", "")
    assert list(draft.nominations.order_by("rank").values_list("rank", "award_code")) == [
        (1, "GK_CDCS"), (2, "GK_CDCS"), (3, ""),
    ]  # fmt: skip


def test_the_same_token_twice_adds_nothing(country: Country) -> None:
    officer = officer_of(country.lam_thao)
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), actor=officer)
    first = actions.import_rows(
        submission_id=draft.pk, rows=[(2, row(1), {})], token="t", actor=officer, at=AT
    )
    again = actions.import_rows(
        submission_id=draft.pk, rows=[(2, row(1), {})], token="t", actor=officer, at=AT
    )
    assert (first.pk, draft.nominations.count()) == (again.pk, 1)


def test_nothing_at_all_comes_in_when_no_row_is_good(country: Country) -> None:
    officer = officer_of(country.lam_thao)
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), actor=officer)
    with pytest.raises(Refused, match="Không dòng nào"):
        actions.import_rows(
            submission_id=draft.pk, rows=[(2, {"name": ""}, {})], token="t", actor=officer, at=AT
        )
    assert (draft.nominations.count(), ImportReceipt.objects.count()) == (0, 0)


def test_an_award_without_its_level_is_chosen_by_a_person_unless_the_round_has_only_one(
    country: Country,
) -> None:
    officer = officer_of(country.lam_thao)
    both = make_round(country.phu_tho, awards=("BK_LDLD", "BK_TLD", "GK_CDCS"))
    draft = make_submission(country.lam_thao, both, actor=officer)
    (staged,) = actions.stage_rows(draft, [(4, row(1, "Bằng khen"), {})], at=AT)
    assert (staged.errors, staged.values["award_code"]) == ({}, "")
    assert staged.warnings["award_code"] == "Có thể là BK LĐLĐ tỉnh, BK TLĐ; chọn trong bảng sau khi nhập."
    one = make_round(country.phu_tho, awards=("BK_LDLD", "GK_CDCS"))
    other = make_submission(country.lam_thao, one, actor=officer)
    (staged,) = actions.stage_rows(other, [(4, row(1, "Bằng khen"), {})], at=AT)
    assert (staged.errors, staged.values["award_code"]) == ({}, "BK_LDLD")
    (staged,) = actions.stage_rows(other, [(4, row(1, "Huân chương Lao động"), {})], at=AT)
    assert staged.errors["award_code"].startswith("Đợt này không xét “Huân chương Lao động”")
    assert "award_code" not in staged.warnings


def test_a_collective_without_a_name_is_told_so(country: Country) -> None:
    officer = officer_of(country.lam_thao)
    draft = make_submission(country.lam_thao, make_round(country.phu_tho), actor=officer)
    (staged,) = actions.stage_rows(draft, [(4, {"name": "", "subject_kind": "collective"}, {})], at=AT)
    assert staged.errors["name"] == "Thiếu tên tập thể, hộ gia đình."
