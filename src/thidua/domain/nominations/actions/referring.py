"""What offices and senders do with nominations on their way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.catalogue.wordings import award_words
from thidua.domain.nominations.actions.submitting import keep_versions
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.models import Nomination, Referral, RoundDeadline
from thidua.domain.nominations.permissions import can_edit_at
from thidua.domain.nominations.queries.opinions import waiting_for_opinion
from thidua.domain.nominations.queries.referrals import lock_latest, lock_referrals
from thidua.domain.nominations.routes import (
    appraisal_due,
    insist_on_deciding,
    is_decided_at,
    needs_council,
    needs_posting,
)
from thidua.domain.nominations.rows import read_row
from thidua.domain.nominations.states import PostingState, ReferralAct, ReferralState, ReturnReason
from thidua.domain.nominations.wording import told
from thidua.domain.nominations.workflow import move, move_all
from thidua.domain.organizations.queries import superior_of
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level


@transaction.atomic
def appraise(*, referral_ids: Collection[int], actor: Actor, at: datetime, note: str = "") -> list[Referral]:
    """This will confirm nominations in one office; all of them or, when one may not be, none.

    Refused for a nominee the law refuses, and while a body asked about a nominee has not answered.
    """
    rows = lock_referrals(referral_ids)
    waiting = waiting_for_opinion([row.pk for row in rows])
    for row in rows:
        if row.nomination.verdict == "not_eligible":
            raise Refused(
                _("%(name)s chưa đủ điều kiện nên chưa xác nhận được. Trả lại để bổ sung hoặc đổi hình thức.")
                % {"name": row.nomination.name}
            )
        if row.pk in waiting:
            raise Refused(
                _("%(name)s đang chờ ý kiến của %(body)s. Ghi ý kiến hoặc kết thúc việc xin ý kiến trước.")
                % {"name": row.nomination.name, "body": waiting[row.pk].body}
            )
        move(
            row, ReferralAct.APPRAISE, actor=actor, at=at,
            fields={"appraised_at": at, "appraised_by": actor.name, "note": note or row.note},
        )  # fmt: skip
    return rows


@transaction.atomic
def return_nomination(
    *, referral_id: int, reasons: Sequence[ReturnReason | str], text: str, actor: Actor, at: datetime
) -> Referral:
    """This will send a nomination back to the unit that wrote it, with reasons chosen and in words.

    Refused without a reason, and without words when the reason is “other”.
    """
    known = [str(reason) for reason in reasons if reason in ReturnReason.values]
    if not known:
        raise Refused(_("Chọn ít nhất một lý do trả lại."), field="reasons")
    if ReturnReason.OTHER in known and not text.strip():
        raise Refused(_("Ghi rõ lý do khác để đơn vị biết phải bổ sung gì."), field="text")
    (row,) = lock_referrals([referral_id])
    move(
        row, ReferralAct.RETURN, actor=actor, at=at,
        fields={"return_reasons": known, "note": text.strip(), "returned_at": at},
        reasons=known, text=text.strip(),
    )  # fmt: skip
    return row


@transaction.atomic
def amend_returned(
    *, nomination_id: int, cells: Mapping[str, Any], revision: int, actor: Actor, at: datetime
) -> Nomination:
    """This will change a nomination that was returned (cells as in the grid); raises Refused when it was not.

    Refused, with the text kept in ``details``, when somebody else changed it since ``revision``.
    """
    referral = lock_latest(nomination_id)
    row = referral.nomination
    insist_on_returned(referral, actor)
    if revision and revision != row.revision:
        raise Refused(
            _("Người khác vừa sửa hồ sơ này. Xem lại bản mới rồi ghi lại phần của bạn."), details=dict(cells)
        )
    codes = tuple(row.submission.round.awards.values_list("award_code", flat=True))
    data = read_row({**cells}, on=day_of(at), awards=award_words(codes))
    if data.errors:
        field, message = next(iter(data.errors.items()))
        raise Refused(message, field=field, details=dict(data.errors))
    for name, value in data.values.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    check_rows(row.submission, [row.pk], on=day_of(at), at=at)
    _record_amended(row, cells, actor, at)
    row.refresh_from_db()
    return row


def _record_amended(row: Nomination, cells: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    from thidua.domain.audit.record import record

    record(
        "nomination.amended", row, actor=actor, at=at, organization_id=row.submission.organization_id,
        cells=sorted(cells), revision=row.revision,
    )  # fmt: skip


def insist_on_returned(referral: Referral, actor: Actor) -> None:
    """Only what was returned may be changed, and only by the unit that wrote it."""
    answer = can_edit_at(actor, referral.nomination.submission.organization_id)
    if not answer:
        raise Refused(answer.reason)
    if referral.state != ReferralState.RETURNED:
        raise Refused(_("Hồ sơ đã trình thì chỉ sửa được khi được trả lại để bổ sung."))


@transaction.atomic
def resubmit(*, nomination_id: int, actor: Actor, at: datetime) -> Referral:
    """This will send a returned nomination back to the office that asked, and keep it as it is now."""
    row = lock_latest(nomination_id)
    on = day_of(at)
    _insist_on_complete(row.nomination)
    keep_versions([row.nomination], at)
    move(
        row, ReferralAct.RESUBMIT, actor=actor, at=at,
        fields={
            "attempt": row.attempt + 1, "resubmitted_at": at, "appraised_at": None, "appraised_by": "",
            "due_on": appraisal_due(_deadline(row, Level(row.level)), on),
        },
        attempt=row.attempt + 1,
    )  # fmt: skip
    return row


def _insist_on_complete(row: Nomination) -> None:
    must = [told(found, "text") for found in row.problems if found["level"] == "must"]
    if must:
        raise Refused(
            _("Chưa trình lại được: %(name)s %(first)s") % {"name": row.name, "first": must[0]}, details=must
        )


def _deadline(row: Referral, level: Level) -> Any:
    return (
        RoundDeadline.objects.filter(round=row.nomination.submission.round_id, level=level)
        .values_list("due_on", flat=True)
        .first()
    )


@transaction.atomic
def forward(*, referral_ids: Collection[int], actor: Actor, at: datetime, note: str = "") -> list[Referral]:
    """This will pass nominations to the office above, nothing typed again; gives the new referrals.

    Refused for an award this office decides itself, and from a province up before its council passed it.
    """
    on = day_of(at)
    made = []
    for row in lock_referrals(referral_ids):
        superior = superior_of(row.office_id, on)
        _insist_on_way(row, superior, on)
        move(row, ReferralAct.FORWARD, actor=actor, at=at, fields={"closed_at": at, "note": note or row.note})
        level = Level(LEVEL_OF_KIND[superior.kind])  # type: ignore[union-attr]  # the line above refuses None
        made.append(
            Referral.objects.create(
                nomination=row.nomination,
                sender_id=row.office_id,
                office_id=superior.id,  # type: ignore[union-attr]  # as above
                level=level,
                received_at=at,
                due_on=appraisal_due(_deadline(row, level), on),
            )
        )
    return made


def _insist_on_way(row: Referral, superior: Any, on: Any) -> None:
    kind = _kind_of(row.office_id, on)
    if superior is None or (kind and is_decided_at(row.nomination, kind, on)):
        raise Refused(
            _("Hình thức của %(name)s do chính đơn vị này quyết định, không trình lên nữa.")
            % {"name": row.nomination.name}
        )
    must_vote = row.level in {Level.PROVINCE, Level.NATIONAL} and needs_council(
        row.nomination.award_code, row.nomination.submission.round.kind, on
    )
    if must_vote and row.state == ReferralState.APPRAISED:
        raise Refused(
            _("%(name)s chưa được Hội đồng thông qua. Đưa vào phiên họp rồi mới trình cấp trên.")
            % {"name": row.nomination.name}
        )


def _kind_of(unit_id: int, on: Any) -> str:
    from thidua.domain.organizations.queries import placement_of

    placement = placement_of(unit_id, on)
    return placement.kind if placement else ""


@dataclass(frozen=True, slots=True)
class CouncilResult:
    """How a council voted: yes votes, the denominator used, votes needed, the meeting and whether it passed."""

    yes: int
    denominator: int
    needed: int
    meeting_id: int
    passed: bool

    def as_dict(self) -> dict[str, Any]:
        return {
            "yes": self.yes, "denominator": self.denominator, "needed": self.needed,
            "meeting": self.meeting_id, "passed": self.passed,
        }  # fmt: skip


@transaction.atomic
def take_council_result(*, referral_id: int, result: CouncilResult, actor: Actor, at: datetime) -> Referral:
    """This will write a council's result to a referral: passed or not. Refused while names are still posted."""
    (row,) = lock_referrals([referral_id])
    fields: dict[str, Any] = {"council_result": result.as_dict()}
    if result.passed:
        insist_on_posting(row, at)
        move(
            row,
            ReferralAct.APPROVE,
            actor=actor,
            at=at,
            fields=fields | {"approved_at": at},
            **result.as_dict(),
        )
        return row
    move(row, ReferralAct.REJECT, actor=actor, at=at, fields=fields | {"closed_at": at}, **result.as_dict())
    return row


def insist_on_posting(row: Referral, at: datetime) -> None:
    """Refuse an award whose names must have been posted and were not, or still are."""
    nomination = row.nomination
    on = nomination.received_on or day_of(at)
    if not needs_posting(nomination.award_code, nomination.submission.round.kind, on):
        return
    states = set(nomination.postings.values_list("state", flat=True))
    if PostingState.CLOSED not in states:
        raise Refused(
            _(
                "%(name)s chưa niêm yết đủ ngày lấy ý kiến. Niêm yết, trả lời ý kiến rồi kết thúc niêm yết trước."
            )
            % {"name": nomination.name}
        )


@transaction.atomic
def approve_without_council(
    *, referral_ids: Collection[int], actor: Actor, at: datetime, note: str = ""
) -> list[Referral]:
    """This will pass appraised nominations on to signature where no council is asked for (ad hoc, simplified)."""
    rows = lock_referrals(referral_ids)
    for row in rows:
        nomination = row.nomination
        if needs_council(nomination.award_code, nomination.submission.round.kind, day_of(at)):
            raise Refused(
                _("Hình thức của %(name)s phải qua Hội đồng. Đưa vào phiên họp.") % {"name": nomination.name}
            )
        insist_on_posting(row, at)
        move(
            row, ReferralAct.APPROVE_WITHOUT_COUNCIL, actor=actor, at=at,
            fields={"approved_at": at, "note": note or row.note},
        )  # fmt: skip
    return rows


@transaction.atomic
def mark_decided(*, referral_id: int, decision_id: int, number: str, actor: Actor, at: datetime) -> Referral:
    """This will mark a nomination as conferred by a decision of the office; called by decisions when one is issued."""
    return mark_all_decided(
        referral_ids=[referral_id], decision_id=decision_id, number=number, actor=actor, at=at
    )[0]


@transaction.atomic
def mark_all_decided(
    *, referral_ids: Collection[int], decision_id: int, number: str, actor: Actor, at: datetime
) -> list[Referral]:
    """This will mark the nominations of one decision as conferred, all or none."""
    rows = lock_referrals(referral_ids)
    kinds = {office: _kind_of(office, day_of(at)) for office in {row.office_id for row in rows}}
    for row in rows:
        if kind := kinds[row.office_id]:
            insist_on_deciding(row.nomination, kind, day_of(at))
    move_all(
        rows, ReferralAct.DECIDE, actor=actor, at=at, fields={"closed_at": at},
        decision=decision_id, number=number,
    )  # fmt: skip
    return rows


@transaction.atomic
def reject(*, referral_id: int, reason: str, actor: Actor, at: datetime) -> Referral:
    """This will end a nomination without an award, with the reason its unit reads."""
    return _with_reason(referral_id, ReferralAct.REJECT, reason, actor, at, closed=True)


@transaction.atomic
def suspend(*, referral_id: int, reason: str, actor: Actor, at: datetime) -> Referral:
    """This will halt a nomination, for example while a denunciation is verified."""
    return _with_reason(referral_id, ReferralAct.SUSPEND, reason, actor, at)


@transaction.atomic
def resume(*, referral_id: int, reason: str, actor: Actor, at: datetime) -> Referral:
    """This will take up a halted nomination where it stood."""
    return _with_reason(referral_id, ReferralAct.RESUME, reason, actor, at)


@transaction.atomic
def withdraw(*, nomination_id: int, reason: str, actor: Actor, at: datetime) -> Referral:
    """This will take a nomination back at the wish of the unit that wrote it."""
    return _with_reason(lock_latest(nomination_id).pk, ReferralAct.WITHDRAW, reason, actor, at, closed=True)


def _with_reason(
    referral_id: int, act: ReferralAct, reason: str, actor: Actor, at: datetime, *, closed: bool = False
) -> Referral:
    if not reason.strip():
        raise Refused(_("Ghi lý do để đơn vị và người sau hiểu."), field="reason")
    (row,) = lock_referrals([referral_id])
    fields: dict[str, Any] = {"note": reason.strip()}
    move(
        row,
        act,
        actor=actor,
        at=at,
        fields=fields | ({"closed_at": at} if closed else {}),
        reason=reason.strip(),
    )
    return row
