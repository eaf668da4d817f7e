"""What the province asked other bodies: one answered, one late, one put to a union of its own."""

from __future__ import annotations

from datetime import date

from thidua.domain.nominations import actions
from thidua.domain.nominations.actions import Said
from thidua.domain.nominations.models import Opinion, Referral
from thidua.operations.demo.living.rounds import ANNUAL, CREATIVE
from thidua.operations.demo.living.stage import PROVINCE, ZONE, Stage, day, on, referrals_at


def asked(stage: Stage) -> None:
    """The letters of the last weeks; nothing they ask about is confirmed before it is answered."""
    holder = referrals_at(stage.unit(PROVINCE), "received", nomination__client_key="huong")
    _answered(stage, holder)
    waiting = referrals_at(
        stage.unit(PROVINCE), "received", nomination__submission__round=stage.rounds[ANNUAL]
    )
    _late(stage, waiting[-4:])
    creative = referrals_at(
        stage.unit(PROVINCE), "received", nomination__submission__round=stage.rounds[CREATIVE]
    )
    _of_the_zone(stage, creative[:1])


def _ask(
    stage: Stage, rows: list[Referral], body: str, *, letter_no: str, question: str, due_on: date
) -> int:
    return actions.ask_opinion(
        referral_ids=[row.pk for row in rows], body=body, letter_no=letter_no, question=question, due_on=due_on,
        actor=stage.cast("phutho.canbo"), at=on(12, 2, 10, 15),
    ).pk  # fmt: skip


def _answered(stage: Stage, rows: list[Referral]) -> None:
    if not rows:
        return
    question = (
        "Đề nghị cho ý kiến về việc chấp hành pháp luật của người được đề nghị Bằng khen Tổng Liên đoàn."
    )
    pk = _ask(
        stage,
        rows,
        "Đảng ủy Công ty CP Giấy Việt Trì",
        letter_no="131/LĐLĐ-CTCĐ",
        question=question,
        due_on=day(12, 9),
    )
    said = dict.fromkeys(Opinion.objects.filter(request=pk).values_list("pk", flat=True), Said("agrees"))
    actions.answer_opinion(
        request_id=pk, said=said, answered_on=day(12, 4), answer_no="27-CV/ĐU",
        actor=stage.cast("phutho.canbo"), at=on(12, 4, 16),
    )  # fmt: skip


def _late(stage: Stage, rows: list[Referral]) -> None:
    if not rows:
        return
    question = (
        "Đề nghị cho ý kiến về việc thực hiện pháp luật lao động tại nơi làm việc của những người có tên."
    )
    pk = _ask(stage, rows, "Sở Nội vụ", letter_no="132/LĐLĐ-CTCĐ", question=question, due_on=day(12, 7))
    actions.remind_opinion(request_id=pk, actor=stage.cast("phutho.canbo"), at=on(12, 7, 9))


def _of_the_zone(stage: Stage, rows: list[Referral]) -> None:
    if not rows:
        return
    actions.ask_opinion(
        referral_ids=[row.pk for row in rows], body="", unit_id=stage.unit(ZONE).pk, letter_no="135/LĐLĐ-CTCĐ",
        question="Giải pháp này có được áp dụng ở doanh nghiệp khác trong các khu công nghiệp không?",
        due_on=day(12, 11), actor=stage.cast("phutho.canbo"), at=on(12, 7, 15),
    )  # fmt: skip
