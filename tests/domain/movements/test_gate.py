"""Each condition of launching, on and off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.movements import TARGETS, make_draft, make_live
from tests.factories.organizations import Country
from thidua.domain.movements import queries
from thidua.domain.movements.gate import common_targets
from thidua.domain.movements.values import TargetLine

ON = date(2026, 12, 8)
VAGUE = TargetLine("Nâng cao chất lượng sáng kiến")


def test_a_complete_movement_passes(country: Country) -> None:
    report = queries.gate(make_draft(country.phu_tho), ON)
    assert [(c.key, c.verdict, c.clause) for c in report.conditions] == [
        ("objective", "met", "Mục II.2a"),
        ("theme", "met", "Mục II.2b"),
        ("targets", "met", "Mục II.2a"),
        ("contents", "met", "Mục II.2a"),
        ("participants", "met", "Mục II.2a"),
        ("scoring", "met", "Mục II.2a"),
        ("overlap", "met", "Mục II.2b"),
        ("budget", "met", "Mục II.7a"),
    ]
    assert report.is_open
    assert report.condition("participants").found == "3 đơn vị; Công đoàn cơ sở có sản xuất trực tiếp."
    assert report.condition("budget").found == "420 triệu đồng; sơ kết 30/06/2027, tổng kết 15/11/2027."


@pytest.mark.parametrize(
    ("key", "fields", "found"),
    [
        ("objective", {"objective": " "}, "Chưa nêu mục đích. Viết một hai câu: thi đua để đạt điều gì."),
        (
            "objective",
            {"political_task": ""},
            "Chưa gắn với nhiệm vụ chính trị nào. Nêu nghị quyết, kế hoạch và chỉ tiêu phục vụ.",
        ),
        ("theme", {"theme": ""}, "Chưa có chủ đề. Đặt một câu ngắn, dễ nhớ."),
        ("contents", {"contents": []}, "Có 0 nội dung, 1 biện pháp; cần ít nhất mỗi loại một."),
        ("contents", {"measures": []}, "Có 2 nội dung, 0 biện pháp; cần ít nhất mỗi loại một."),
        (
            "contents",
            {"measures": [{"text": "Ngày hội", "owner": "Ban Chính sách", "due": ""}]},
            "1 trên 1 biện pháp chưa có người làm hoặc ngày xong.",
        ),
        ("participants", {"participants": ""}, "Chưa nói ai tham gia. Ghi rõ loại đơn vị và người tham gia."),
        (
            "participants",
            {"participant_kinds": ["NGHIEP_DOAN"]},
            "Không đơn vị nào bên dưới thuộc loại đã chọn. Chọn lại loại đơn vị tham gia.",
        ),
        ("scoring", {"scoring": []}, "Chưa có bảng điểm. Cơ sở cần biết trước cách chấm khi đăng ký."),
        ("scoring", {"awards": []}, "Có bảng điểm nhưng chưa chọn hình thức khen khi tổng kết."),
        ("budget", {"budget_vnd": None}, "Chưa dự trù kinh phí. Không dùng kinh phí thì ghi 0."),
        ("budget", {"final_on": None}, "Chưa có hạn đăng ký hoặc ngày tổng kết."),
        ("budget", {"registration_due": date(2026, 12, 7)}, "Hạn đăng ký 07/12/2026 đã qua."),
        (
            "budget",
            {"interim_on": date(2027, 11, 15)},
            "Ngày tổng kết phải sau hạn đăng ký và sau ngày sơ kết.",
        ),
    ],
)
def test_one_thing_missing_fails_one_condition(
    country: Country, key: str, fields: dict[str, Any], found: str
) -> None:
    report = queries.gate(make_draft(country.phu_tho, **fields), ON)
    assert {c.key for c in report.conditions if c.verdict != "met"} == {key}
    assert (report.condition(key).verdict, report.condition(key).found) == ("failed", found)


@pytest.mark.parametrize(
    ("targets", "found"),
    [
        ((), "Chưa có chỉ tiêu nào. Thêm ít nhất một chỉ tiêu bằng số."),
        ((*TARGETS, VAGUE), "1 trên 3 chỉ tiêu chưa đủ."),
        ((TargetLine("Sáng kiến", "", Decimal(1), Decimal(2)),), "1 trên 1 chỉ tiêu chưa đủ."),
        ((TargetLine("Sáng kiến", "sáng kiến", None, Decimal(2)),), "1 trên 1 chỉ tiêu chưa đủ."),
    ],
)
def test_targets_need_number_unit_and_baseline(
    country: Country, targets: tuple[TargetLine, ...], found: str
) -> None:
    condition = queries.gate(make_draft(country.phu_tho, targets=targets), ON).condition("targets")
    assert (condition.verdict, condition.found) == ("failed", found)


def test_a_live_movement_that_asks_the_same_needs_a_person(country: Country) -> None:
    make_live(country.tld, title="Lao động giỏi, Lao động sáng tạo 2026 – 2028")
    draft = make_draft(country.phu_tho, participant_kinds=["CDCS", "ZONE_UNION"])
    report = queries.gate(draft, ON)
    condition = report.condition("overlap")
    assert condition.verdict == "needs_person"
    assert condition.found == (
        "Giống 75\N{NO-BREAK SPACE}% đối tượng và 2 chỉ tiêu của “Lao động giỏi, Lao động sáng tạo 2026 – 2028”."
    )
    assert not report.is_open


def test_a_written_reason_settles_the_overlap(country: Country) -> None:
    make_live(country.tld)
    draft = make_draft(country.phu_tho, overlap_note="Chỉ tiêu riêng của tỉnh, chấm riêng.")
    condition = queries.gate(draft, ON).condition("overlap")
    assert condition.verdict == "met"
    assert condition.found.endswith("Giữ riêng vì: Chỉ tiêu riêng của tỉnh, chấm riêng.")


def test_a_neighbouring_province_is_no_overlap(country: Country) -> None:
    make_live(country.bac_ninh)
    assert queries.gate(make_draft(country.phu_tho), ON).is_open


def test_targets_are_the_same_by_their_folded_words() -> None:
    mine = ["Sáng kiến được công nhận", "Nữ lao động đạt hai giỏi"]
    assert common_targets(mine, ["sang kien duoc cong nhan trong nam"]) == ("Sáng kiến được công nhận",)
    assert common_targets(mine, ["Ngày công giúp nông thôn"]) == ()
