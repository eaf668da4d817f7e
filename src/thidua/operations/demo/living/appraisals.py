"""What the offices did with what they got, and what the senders did afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from thidua.core.errors import Refused
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Posting, Referral
from thidua.domain.nominations.states import ReturnReason
from thidua.operations.demo.careers import invent_return_reason
from thidua.operations.demo.living.rounds import ANNUAL, CREATIVE, SAFETY, SERVICE, TOP
from thidua.operations.demo.living.stage import PROVINCE, ZONE, Stage, on, referrals_at

FIRST_LIST, SECOND_LIST = (
    "Bằng khen, Cờ thi đua Tổng Liên đoàn, danh sách 1",
    "Bằng khen Tổng Liên đoàn, danh sách 2",
)
FIRST_LISTED = 11
"""How many of the Confederation's awards were ready for the November meeting."""


def waiting(stage: Stage, round_key: str, *states: str) -> list[Referral]:
    """What lies at the province from one call."""
    call = stage.rounds[round_key]
    return referrals_at(stage.unit(PROVINCE), *(states or ("received",)), nomination__submission__round=call)


def before_the_meeting(stage: Stage) -> None:
    """October and the first half of November: the safety call and the first list for the Confederation."""
    rows = waiting(stage, SAFETY)
    appraise(stage, rows, "phutho.thamdinh", on(11, 4, 10, 15), "Đủ thành phần hồ sơ.")
    _end_some(stage, rows)
    top = waiting(stage, TOP)[:FIRST_LISTED]
    posting = _post(stage, TOP, top, FIRST_LIST, on(10, 26, 8, 30))
    appraise(stage, top, "phutho.canbo", on(11, 6, 16), "Đã kiểm tra sổ khen thưởng, không trùng.")
    if posting is not None:
        actions.close_posting(posting_id=posting.pk, actor=stage.cast("phutho.canbo"), at=on(11, 12, 8))


def _end_some(stage: Stage, rows: Sequence[Referral]) -> None:
    """One is taken back, one refused by the office, one halted: each with its reason."""
    taken_back, refused, halted = rows[5], rows[8], rows[11]
    actions.withdraw(
        nomination_id=taken_back.nomination_id,
        reason="Đơn vị đề nghị hình thức khác cho người này vào cuối năm.",
        actor=stage.officer(_sender(taken_back)),
        at=on(11, 5, 9),
    )
    actions.reject(
        referral_id=refused.pk,
        reason="Thành tích nêu trong hồ sơ thuộc năm 2025, ngoài kỳ xét của chuyên đề.",
        actor=stage.cast("phutho.canbo"),
        at=on(11, 9, 14),
    )
    actions.suspend(
        referral_id=halted.pk,
        reason="Chờ kết luận xác minh đơn phản ánh về thời gian huấn luyện an toàn.",
        actor=stage.cast("phutho.canbo"),
        at=on(11, 10, 10),
    )


def _sender(referral: Referral) -> str:
    return referral.nomination.submission.organization.code


def appraise(stage: Stage, rows: Sequence[Referral], login: str, at: datetime, note: str = "") -> None:
    """Confirm what the law lets through; what it refuses stays where it is."""
    able = [row.pk for row in rows if row.nomination.verdict != "not_eligible"]
    if able:
        actions.appraise(referral_ids=able, actor=stage.cast(login), at=at, note=note)


def _post(
    stage: Stage, round_key: str, rows: Sequence[Referral], title: str, at: datetime, *, in_days: int = 0
) -> Posting | None:
    if not rows:
        return None
    return actions.open_posting(
        organization=stage.unit(PROVINCE),
        round_id=stage.rounds[round_key].pk,
        nomination_ids=[row.nomination_id for row in rows],
        starts_on=at.date() + timedelta(days=in_days),
        title=title,
        actor=stage.cast("phutho.canbo"),
        at=at,
    )


def second_list(stage: Stage) -> None:
    """On 25/11 the other names are posted until 09/12; three people comment, one still waits for an answer."""
    rows = waiting(stage, TOP)
    posting = _post(stage, TOP, rows, SECOND_LIST, on(11, 24, 14), in_days=1)
    if posting is None:
        return
    officer = stage.cast("phutho.canbo")
    texts = (
        (on(11, 26, 19, 40), "Đề nghị ghi rõ sáng kiến áp dụng ở phân xưởng nào.", "Đã bổ sung vào báo cáo."),
        (on(11, 27, 20, 5), "Sáng kiến này do hai người cùng làm, danh sách chỉ ghi một người.", ""),
        (on(11, 30, 7, 50), "Tôi đồng ý với danh sách.", "Cảm ơn ý kiến đồng thuận."),
    )  # fmt: skip
    for number, (at, text, answer) in enumerate(texts):
        comment = actions.add_comment(
            posting_id=posting.pk,
            text=text,
            nomination_id=rows[min(number + 1, len(rows) - 1)].nomination_id,
            sender_name="Người gửi đề nghị giữ kín tên",
            at=at,
        )
        if answer:
            actions.answer_comment(comment_id=comment.pk, answer=answer, actor=officer, at=on(12, 1, 9))


def of_the_zone(stage: Stage) -> None:
    """The zone looks through its unions, passes the federation's certificates up, returns one."""
    rows = referrals_at(stage.unit(ZONE), "received")
    done = [row for row in rows if row.received_at < on(12, 1)]
    appraise(stage, done[1:], "kcn.canbo", on(12, 2, 10), "Đã đối chiếu với biên bản của công đoàn cơ sở.")
    if done:
        _return(stage, done[0], "kcn.canbo", on(12, 2, 11), ReturnReason.UNREADABLE_FILE)
    up = [
        row.pk
        for row in referrals_at(stage.unit(ZONE), "appraised")
        if row.nomination.award_code == "BK_LDLD"
    ]
    if up:
        actions.forward(referral_ids=up, actor=stage.cast("kcn.canbo"), at=on(12, 4, 15, 30))


def _return(stage: Stage, row: Referral, login: str, at: datetime, *reasons: ReturnReason) -> None:
    actions.return_nomination(
        referral_id=row.pk,
        reasons=reasons,
        text=invent_return_reason(stage.rng),
        actor=stage.cast(login),
        at=at,
    )


def since_december(stage: Stage) -> None:
    """The weeks before today: part of each call is appraised, some is returned, the rest waits."""
    appraise(stage, [row for row in waiting(stage, TOP) if _is_listed(row)], "phutho.canbo", on(12, 3, 10))
    annual = waiting(stage, ANNUAL)
    appraise(stage, annual[2:14], "phutho.canbo", on(12, 4, 9, 30), "Đủ điều kiện, đề nghị Hội đồng xét.")
    for row in annual[:2]:
        _return(stage, row, "phutho.canbo", on(12, 3, 15), ReturnReason.WEAK_ACHIEVEMENT)
    appraise(
        stage,
        waiting(stage, CREATIVE)[:4],
        "phutho.thamdinh",
        on(12, 2, 14),
        "Đã kiểm tra bảng tính làm lợi.",
    )
    service = waiting(stage, SERVICE)
    for row in service[:2]:
        _return(stage, row, "phutho.canbo", on(12, 5, 8, 30), ReturnReason.MISSING_PAPER)
    appraise(stage, service[2:4], "phutho.thamdinh", on(12, 7, 9))
    _mend_one(stage, annual[0])


def _is_listed(row: Referral) -> bool:
    return row.nomination.postings.exists() and row.nomination.client_key != "huong"


def _mend_one(stage: Stage, row: Referral) -> None:
    """One returned nomination came back the next day, so that a second look waits."""
    officer = stage.officer(_sender(row))
    sentence = f"{row.nomination.achievement}, được Giám đốc công nhận và áp dụng từ tháng 6/2026"
    try:
        actions.amend_returned(
            nomination_id=row.nomination_id,
            cells={"achievement": sentence},
            revision=0,
            actor=officer,
            at=on(12, 4, 20),
        )
        actions.resubmit(nomination_id=row.nomination_id, actor=officer, at=on(12, 4, 20, 30))
    except Refused:  # a reduced country may hold a nominee who cannot be mended
        return


def at_the_confederation(stage: Stage) -> None:
    """The standing office has looked at half of what the province passed up."""
    rows = referrals_at(stage.unit("TLD"), "received")
    appraise(
        stage, rows[: len(rows) // 2], "tld.thuongtruc", on(12, 4, 11), "Không trùng trong sổ khen thưởng."
    )


def outstanding_deeds(stage: Stage) -> None:
    """The ad hoc path: one deed of this morning, one that waits for the chair's signature."""
    officer = stage.cast("giay.canbo")
    actions.submit_adhoc(
        organization=stage.unit("25-0184"),
        title="Tổ bảo trì lò hơi số 2 cứu 4 công nhân",
        rows=[
            {
                "name": "Tổ bảo trì lò hơi số 2",
                "subject_kind": "collective",
                "award_code": "GK_CD_DX",
                "achievement": "Phá cửa, đưa 4 công nhân ra khỏi phòng kín đầy hơi nóng lúc 02:40 ngày 08/12",
            }
        ],
        actor=officer,
        at=on(12, 8, 8, 12),
    )
    nominee = stage.nominee("25-0184", "Dương Quốc Việt")
    if nominee is not None:
        sentence = "Lặn hai lần xuống bể nước thải cứu một cháu bé bị đuối chiều 02/12"
        submission = actions.submit_adhoc(
            organization=stage.unit("25-0184"),
            title="Cứu người đuối nước tại phường Thanh Miếu",
            rows=[nominee.cells("BK_LDLD_DX", sentence)],
            actor=officer,
            at=on(12, 3, 7, 50),
        )
        rows = referrals_at(stage.unit(PROVINCE), "received", nomination__submission=submission)
        appraise(stage, rows, "phutho.canbo", on(12, 3, 10), "Đã xác minh với công an phường.")
        actions.approve_without_council(
            referral_ids=[row.pk for row in rows], actor=stage.cast("phutho.canbo"), at=on(12, 3, 14)
        )


def closed_calls(stage: Stage) -> None:
    """The safety call no longer takes submissions."""
    actions.close_round(round_id=stage.rounds[SAFETY].pk, actor=stage.cast("phutho.canbo"), at=on(11, 16, 8))
