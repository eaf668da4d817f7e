"""Two submissions everybody will look at: the draft of the fertilizer plant, and Nguyễn Thị Hường of the paper mill."""

from __future__ import annotations

import csv
from importlib.resources import files
from typing import Any

from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination, Submission
from thidua.domain.nominations.states import FindingVerdict, ReturnReason
from thidua.domain.register.models import Entry
from thidua.operations.demo.living.attaching import Paper, attach, solution_papers
from thidua.operations.demo.living.papers import Sheet
from thidua.operations.demo.living.rounds import ANNUAL, TOP
from thidua.operations.demo.living.stage import FERTILIZER, PAPER_MILL, PROVINCE, Stage, on, referrals_at

HOLDER, HOLDER_ROW = "Nguyễn Thị Hường", "huong"
PLANT, MILL = "Công ty CP Supe Phốt phát và Hóa chất Lâm Thao", "Công ty CP Giấy Việt Trì"
ALIKE, WITHOUT_BENEFIT = "Lương Văn Hiệp", "Đỗ Văn Tuyên"
MEETING = "Biên bản họp Ban Chấp hành công đoàn cơ sở ngày 25/11/2026, đạt tiêu chuẩn tại quy chế khen thưởng của tỉnh."
_SENTENCE = (
    "Đã có thành tích xuất sắc trong phong trào “Lao động giỏi - Lao động sáng tạo” giai đoạn 2025-2026, "
    "góp phần giảm giấy đứt, tiết kiệm nguyên liệu tại máy xeo 3"
)
_FIRST_SENTENCE = "Có thành tích xuất sắc trong lao động sản xuất năm 2026 tại máy xeo 3"
_REPORT = (
    "Sáng kiến 2026. Lắp cảm biến căng tại lô ép 2, báo trước 40 giây khi giấy sắp đứt. Áp dụng từ tháng 3/2026, nhân "
    "sang máy xeo 1 từ tháng 7. Làm lợi {benefit} triệu đồng, kế toán trưởng xác nhận.\n\n"
    "Sáng kiến 2024. Thay trình tự rửa chăn ép, giảm 18 phút mỗi ca. Được công nhận tháng 11/2024.\n\n"
    "Với đồng nghiệp. Kèm 4 thợ mới lên bậc 3; tham gia 2 ca trực thay cho tổ bạn trong đợt mưa lũ tháng 9/2025."
)


def draft_of_the_plant(stage: Stage) -> Submission:
    """Twenty-four rows as its officer left them at 14:02: three things to mend, two for a person to look at."""
    officer = stage.cast("supe.canbo")
    submission = actions.start_submission(
        round_id=stage.rounds[ANNUAL].pk,
        organization=stage.unit(FERTILIZER),
        actor=officer,
        at=on(11, 24, 8, 30),
    )
    rows = [_cells(stage, row) for row in _planned_rows()]
    actions.save_rows(
        submission_id=submission.pk,
        rows=[actions.RowEdit(cells=cells, key=f"dong-{n}") for n, cells in enumerate(rows, 1)],
        expected_revision=0,
        actor=officer,
        at=on(11, 24, 9, 15),
    )
    details = {"number": "31/TTr-CĐCS", "ldtt_count": 84, "women_percent": "44"}
    votes = {"meeting_votes_for": 11, "meeting_votes_total": 11}
    actions.save_details(
        submission_id=submission.pk, details=details | votes, actor=officer, at=on(11, 26, 10)
    )
    _answer_own_rules(stage, submission)
    _add_papers(stage, submission)
    actions.check(submission_id=submission.pk, actor=officer, at=on(12, 8, 14, 2))
    return submission


def _planned_rows() -> list[dict[str, str]]:
    text = (files(__package__) / "plant.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _cells(stage: Stage, row: dict[str, str]) -> dict[str, Any]:
    """The typed row; the day of birth is known for everybody but the one who shares a name."""
    found = stage.nominee(FERTILIZER, row["name"])
    born = f"{found.person.born_on:%d/%m/%Y}" if found else row["born"]
    achievement = row["achievement"]
    if row["name"] == ALIKE:
        achievement = _copied_sentence(stage) or achievement
    return {
        "name": row["name"], "birth": born, "sex": row["sex"], "job": row["job"],
        "position_class": row["class"], "award_code": row["award"], "achievement": achievement,
    }  # fmt: skip


def _copied_sentence(stage: Stage) -> str:
    """A sentence of 2024 with one word added: the kind of copying that the check is there to find."""
    entry = (
        Entry.objects.filter(organization_id=stage.units[FERTILIZER], kind="grant", year__in=(2024, 2025))
        .exclude(holder_name=ALIKE)
        .extra(where=["length(achievement) >= 45"])
        .order_by("year", "pk")
        .first()
    )
    return f"{entry.achievement} năm 2026" if entry else ""


def _answer_own_rules(stage: Stage, submission: Submission) -> None:
    """The union says of each certificate that it meets the rules of the federation, by its meeting."""
    for row in submission.nominations.filter(award_code="BK_LDLD"):
        actions.decide_finding(
            nomination_id=row.pk,
            condition="own_regulation",
            verdict=FindingVerdict.COUNTS,
            reason=MEETING,
            actor=stage.cast("supe.canbo"),
            at=on(11, 26, 10, 30),
        )


def _add_papers(stage: Stage, submission: Submission) -> None:
    """The report of everybody, and for creative labor the papers of the solution, one of them forgotten."""
    for number, row in enumerate(submission.nominations.exclude(achievement="").order_by("rank"), 1):
        if row.name != WITHOUT_BENEFIT:
            sheet = _report_sheet(PLANT, row, f"{number:02}/BC-PX")
            attach(stage, row, Paper(sheet, "Báo cáo thành tích", is_photo=number % 6 == 0), "supe.canbo")
        if row.award_code == "LDST":
            for paper in solution_papers(PLANT, row):
                if row.name != WITHOUT_BENEFIT or paper.code != "tinh_lam_loi":
                    attach(stage, row, paper, "supe.canbo")


def _report_sheet(issuer: str, row: Nomination, number: str) -> Sheet:
    lines = [f"Họ và tên: {row.name}", f"Việc đang làm: {row.job}", f"{row.achievement}."]
    closing = "Xác nhận thành tích nêu trên là đúng."
    return Sheet(issuer, number, "Xác nhận thành tích", [*lines, closing], "Phạm Quang Tuyến")


def send_showcase(stage: Stage) -> None:
    """The mill proposes Nguyễn Thị Hường for the Confederation's certificate before the new law, on 28/09."""
    officer = stage.cast("giay.canbo")
    submission = actions.start_submission(
        round_id=stage.rounds[TOP].pk, organization=stage.unit(PAPER_MILL), actor=officer, at=on(9, 18, 8)
    )
    nominee = stage.nominee(PAPER_MILL, HOLDER)
    assert nominee is not None  # noqa: S101  # the first of the cast works there
    cells = nominee.cells("BK_TLD", _FIRST_SENTENCE) | {"report": _REPORT.format(benefit=260)}
    actions.save_rows(
        submission_id=submission.pk,
        rows=[actions.RowEdit(cells=cells, key=HOLDER_ROW)],
        expected_revision=0,
        actor=officer,
        at=on(9, 18, 9),
    )
    row = submission.nominations.get()
    for number, benefit in (("57/QĐ-GVT", "260 triệu đồng"), ("212/QĐ-GVT", "18 phút mỗi ca")):
        paper = _recognition(number, "Quyết định công nhận sáng kiến", benefit)
        attach(stage, row, paper, "giay.canbo", on(9, 18, 10))
    details = {"meeting_votes_for": 11, "meeting_votes_total": 11}
    actions.save_details(submission_id=submission.pk, details=details, actor=officer, at=on(9, 21, 9))
    actions.submit(
        submission_id=submission.pk, actor=officer, at=on(9, 28, 10, 20), number="12/TTr-CĐCS",
        signer="Hà Kế Toại", signer_post="Chủ tịch",
    )  # fmt: skip


def return_and_mend_holder(stage: Stage) -> None:
    """The province returns it on 24/11; on 02/12 it comes back with three changes."""
    (referral,) = referrals_at(stage.unit(PROVINCE), "received", nomination__client_key=HOLDER_ROW)
    row = referral.nomination
    actions.return_nomination(
        referral_id=referral.pk,
        reasons=[ReturnReason.MISSING_PAPER, ReturnReason.WEAK_ACHIEVEMENT],
        text="Bổ sung trang đóng dấu của Quyết định 57; số tiền làm lợi trong báo cáo khác giấy xác nhận; câu thành tích "
        "cần nêu việc làm cụ thể.",
        actor=stage.cast("phutho.canbo"),
        at=on(11, 24, 15, 40),
    )
    officer = stage.cast("giay.canbo")
    stamped = _recognition(
        "57/QĐ-GVT", "Quyết định công nhận sáng kiến, trang đóng dấu", "214 triệu đồng", is_photo=True
    )
    attach(stage, row, stamped, "giay.canbo", on(12, 1, 16))
    actions.amend_returned(
        nomination_id=row.pk,
        cells={"achievement": _SENTENCE, "report": _REPORT.format(benefit=214)},
        revision=0,
        actor=officer,
        at=on(12, 1, 16, 30),
    )
    actions.resubmit(nomination_id=row.pk, actor=officer, at=on(12, 2, 8, 45))


def _recognition(number: str, title: str, benefit: str, *, is_photo: bool = False) -> Paper:
    sheet = Sheet(MILL, number, title, [f"Tác giả: {HOLDER}", f"Hiệu quả: {benefit}."], "Nguyễn Mạnh Cường")
    name, _comma, page = title.partition(", ")
    return Paper(sheet, f"{name} {number}{', ' if page else ''}{page}", "sang_kien", is_photo)
