"""Names posted for comment, what people say about them, and the answers."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.nominations.models import Nomination, Posting, PostingComment, Round
from thidua.domain.nominations.permissions import can_post_names, can_run_posting
from thidua.domain.nominations.routes import COMMENT_WORKING_DAYS, posting_days
from thidua.domain.nominations.states import PostingAct, PostingState, ReferralState
from thidua.domain.nominations.workflow import move_posting
from thidua.domain.organizations.models import Organization
from thidua.domain.people.identity import open_text, seal_text

_SEAL = "nominations.comment"
_LONGEST_COMMENT = 5_000


@transaction.atomic
def open_posting(
    *,
    organization: Organization,
    round_id: int,
    nomination_ids: Collection[int],
    starts_on: date,
    title: str,
    actor: Actor,
    at: datetime,
) -> Posting:
    """This will post names for comment for the working days the law asks of their awards.

    Refused for a day already past and for nominations that do not stand at the office.
    """
    answer = can_post_names(actor, organization.pk)
    if not answer:
        raise Refused(answer.reason)
    if starts_on < day_of(at):
        raise Refused(_("Ngày bắt đầu niêm yết đã qua; chọn từ hôm nay trở đi."), field="starts_on")
    rows = list(
        Nomination.objects.select_for_update(of=("self",))
        .filter(pk__in=nomination_ids, submission__round=round_id)
        .filter(
            referrals__office=organization,
            referrals__state__in=[ReferralState.RECEIVED, ReferralState.APPRAISED],
        )
    )
    if not rows or len(rows) != len(set(nomination_ids)):
        raise Refused(_("Chỉ niêm yết được hồ sơ đang ở đơn vị, chưa qua Hội đồng. Chọn lại danh sách."))
    days = posting_days({row.award_code for row in rows}, starts_on)
    posting = Posting.objects.create(
        organization=organization,
        round=Round.objects.get(pk=round_id),
        title=title.strip() or "Danh sách lấy ý kiến",
        starts_on=starts_on,
        ends_on=library().working_days(starts_on, days),
        working_days=days,
        created_at=at,
    )
    posting.nominations.set(rows)
    record("posting.opened", posting, actor=actor, at=at, nominations=len(rows), ends_on=posting.ends_on)
    return posting


@transaction.atomic
def add_comment(
    *,
    posting_id: int,
    text: str,
    at: datetime,
    nomination_id: int | None = None,
    sender_name: str = "",
    sender_contact: str = "",
) -> PostingComment:
    """This will take a comment from anyone on a posted name (or on the whole list for None).

    The sender's name and address are sealed. Refused when empty, too long, or after the last day.
    """
    posting = Posting.objects.select_for_update().get(pk=posting_id)
    on = day_of(at)
    if posting.state != PostingState.OPEN or not posting.starts_on <= on <= posting.ends_on:
        raise Refused(_("Đã hết thời gian lấy ý kiến cho danh sách này."))
    if not text.strip() or len(text) > _LONGEST_COMMENT:
        raise Refused(_("Ghi ý kiến, không quá 5.000 chữ cái."), field="text")
    if nomination_id and not posting.nominations.filter(pk=nomination_id).exists():
        raise Refused(_("Tên này không có trong danh sách đang lấy ý kiến."), field="nomination")
    sender = json.dumps({"name": sender_name.strip(), "contact": sender_contact.strip()}, ensure_ascii=False)
    comment = PostingComment.objects.create(
        posting=posting,
        nomination_id=nomination_id,
        text=text.strip(),
        sender_sealed=seal_text(sender, context=_SEAL)
        if sender_name.strip() or sender_contact.strip()
        else None,
        received_at=at,
        due_on=library().working_days(on, COMMENT_WORKING_DAYS),
    )
    record("posting.commented", posting, actor=Actor.system("Người đọc"), at=at, comment=comment.pk)
    return comment


@transaction.atomic
def answer_comment(*, comment_id: int, answer: str, actor: Actor, at: datetime) -> PostingComment:
    """This will answer a comment; refused when already answered."""
    comment = PostingComment.objects.select_for_update().get(pk=comment_id)
    allowed = can_run_posting(actor, comment.posting)
    if not allowed:
        raise Refused(allowed.reason)
    if comment.answered_at:
        raise Refused(_("Ý kiến này đã được trả lời."))
    if not answer.strip():
        raise Refused(_("Ghi kết quả xem xét ý kiến."), field="answer")
    comment.answer, comment.answered_at, comment.answered_by = answer.strip(), at, actor.name
    comment.save(update_fields=["answer", "answered_at", "answered_by"])
    record("posting.comment_answered", comment.posting, actor=actor, at=at, comment=comment.pk)
    return comment


@transaction.atomic
def close_posting(*, posting_id: int, actor: Actor, at: datetime) -> Posting:
    """This will end a posting; refused before its last day is over or while a comment has no answer."""
    posting = Posting.objects.select_for_update().get(pk=posting_id)
    if day_of(at) <= posting.ends_on and posting.state == PostingState.OPEN:
        raise Refused(
            _("Niêm yết đến hết ngày %(day)s (%(days)s ngày làm việc); kết thúc từ hôm sau.")
            % {"day": f"{posting.ends_on:%d/%m/%Y}", "days": posting.working_days}
        )
    waiting = posting.comments.filter(answered_at=None).count()
    if waiting:
        raise Refused(
            _("Còn %(count)s ý kiến chưa trả lời. Trả lời rồi kết thúc niêm yết.") % {"count": waiting}
        )
    move_posting(posting, PostingAct.CLOSE, actor=actor, at=at)
    return posting


def sender_of(comment: PostingComment) -> dict[str, Any]:
    """Who sent a comment (name, contact), opened for the one page that may show it; empty when not given."""
    if not comment.sender_sealed:
        return {"name": "", "contact": ""}
    opened: dict[str, Any] = json.loads(open_text(comment.sender_sealed, context=_SEAL))
    return opened
