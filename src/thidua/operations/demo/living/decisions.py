"""Decisions of the autumn: a long one with certificates, one signed the same day, one annulled, one corrected."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings

from thidua.domain.decisions import actions
from thidua.domain.decisions.models import Decision
from thidua.domain.decisions.rendering import render_decision
from thidua.domain.decisions.states import RevocationGround
from thidua.domain.nominations import actions as nominations
from thidua.domain.register.models import Entry
from thidua.operations.demo.living.rounds import SAFETY
from thidua.operations.demo.living.stage import PAPER_MILL, PROVINCE, Stage, day, on, referrals_at

CHAIR, OFFICER = "phutho.chutich", "phutho.canbo"
RESCUED = "Phạm Văn Toán"


def same_day(stage: Stage) -> None:
    """On 17/11 the mill thanks a stoker on the day of his deed: proposed at 8, signed at 11."""
    nominee = stage.nominee(PAPER_MILL, RESCUED)
    if nominee is None:
        return
    officer, mill = stage.cast("giay.canbo"), stage.unit(PAPER_MILL)
    submission = nominations.submit_adhoc(
        organization=mill,
        title="Dập lửa tại băng tải than số 1",
        rows=[
            nominee.cells(
                "GK_CDCS_DX", "Một mình dập tắt lửa tại băng tải than số 1 trước khi lan sang lò hơi"
            )
        ],
        actor=officer,
        at=on(11, 17, 8),
    )
    rows = [row.pk for row in referrals_at(mill, "received", nomination__submission=submission)]
    nominations.appraise(referral_ids=rows, actor=officer, at=on(11, 17, 9))
    nominations.approve_without_council(referral_ids=rows, actor=officer, at=on(11, 17, 9, 30))
    draft = actions.draft_decision(
        organization=mill, award_code="GK_CDCS_DX", referral_ids=rows, signer="Hà Kế Toại", actor=officer,
        at=on(11, 17, 10),
    )  # fmt: skip
    _issue(stage, draft, "giay.canbo", "giay.chutich", on(11, 17, 11))
    render_decision(draft.pk, content_root=stage.content_root, base_url=settings.BASE_URL)


def _issue(stage: Stage, draft: Decision, officer: str, head: str, at: datetime) -> None:
    actions.send_to_sign(decision_id=draft.pk, actor=stage.cast(officer), at=at)
    actions.issue(decision_id=draft.pk, issued_on=at.date(), actor=stage.cast(head), at=at)


def after_november(stage: Stage) -> None:
    """The certificates of the safety call are decided on 24/11; some certificates are handed over."""
    draft = _draft(stage, "BK_LDLD", on(11, 23, 10), stage.rounds[SAFETY].pk)
    if draft is None:
        return
    _issue(stage, draft, OFFICER, CHAIR, on(11, 24, 9))
    officer = stage.cast(OFFICER)
    with_money = list(draft.lines.filter(bonus_vnd__gt=0).values_list("pk", flat=True))
    if with_money:  # no table is held for every award
        actions.mark_bonus_paid(
            decision_id=draft.pk, line_ids=with_money[::2], on=day(12, 2), actor=officer, at=on(12, 2, 15)
        )
    first = list(draft.lines.order_by("order").values_list("pk", flat=True))[:6]
    actions.mark_handed_over(
        decision_id=draft.pk, line_ids=first, on=day(12, 4), actor=officer, at=on(12, 4, 16)
    )


def _draft(stage: Stage, award: str, at: datetime, round_id: int | None = None) -> Decision | None:
    ready = referrals_at(stage.unit(PROVINCE), "approved", nomination__award_code=award)
    if not ready:
        return None
    return actions.draft_decision(
        organization=stage.unit(PROVINCE),
        award_code=award,
        round_id=round_id,
        signer="Đàm Vĩnh Khoa",
        actor=stage.cast(OFFICER),
        at=at,
    )


def waiting_today(stage: Stage) -> None:
    """A decision on flags waits for the chair's signature, an ad hoc one is still a draft."""
    flags = _draft(stage, "CO_LDLD", on(12, 4, 10))
    if flags is not None:
        actions.send_to_sign(decision_id=flags.pk, actor=stage.cast(OFFICER), at=on(12, 7, 8))
    _draft(stage, "BK_LDLD_DX", on(12, 7, 16))


def amended(stage: Stage) -> None:
    """On 02/12 an honor of last year is annulled; on 04/12 a post misprinted on 24/11 is corrected."""
    annulled = _own_entry(stage, date(2025, 1, 1), date(2026, 11, 1))
    officer, province = stage.cast(OFFICER), stage.unit(PROVINCE)
    if annulled is not None:
        draft = actions.draft_annulment(
            organization=province,
            revocations=[
                actions.Revocation(
                    annulled.pk,
                    RevocationGround.FRAUD,
                    "Kết luận kiểm tra số 14/KL-UBKT ngày 26/11/2026: khai sáng kiến của người khác.",
                )
            ],
            signer="Đàm Vĩnh Khoa",
            actor=officer,
            at=on(12, 1, 14),
        )
        _issue(stage, draft, OFFICER, CHAIR, on(12, 2, 10))
    corrected = _own_entry(stage, date(2026, 11, 1), date(2026, 12, 1))
    if corrected is not None:
        draft = actions.draft_correction(
            organization=province,
            entry_id=corrected.pk,
            changes={"post": f"{corrected.post.split(',')[0]}, Tổ sản xuất số 1"},
            reason="Nơi làm việc ghi theo danh sách cũ, đơn vị đã có văn bản xác nhận.",
            signer="Đàm Vĩnh Khoa",
            actor=officer,
            at=on(12, 3, 14),
        )
        _issue(stage, draft, OFFICER, CHAIR, on(12, 4, 10))


def _own_entry(stage: Stage, since: date, until: date) -> Entry | None:
    """A certificate the province gave somebody outside the cast, in force."""
    return (
        Entry.objects.filter(
            issuer_id=stage.units[PROVINCE],
            award_code="BK_LDLD",
            kind="grant",
            holder_kind="person",
            holder_id__gt=60,
            decided_on__gte=since,
            decided_on__lt=until,
            later_entries=None,
        )
        .order_by("decided_on", "pk")
        .first()
    )
