"""Asking another body what it thinks of nominees (hiệp y), and what became of the question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.nominations.actions.evidence import keep_paper
from thidua.domain.nominations.models import Opinion, OpinionRequest, Referral
from thidua.domain.nominations.permissions import can_appraise
from thidua.domain.nominations.queries.opinions import lock_request
from thidua.domain.nominations.queries.referrals import lock_referrals
from thidua.domain.nominations.states import OpinionAct, ReferralState, Stance
from thidua.domain.nominations.workflow import move_opinion, record_opinions
from thidua.domain.organizations.queries import unit_ref

OPINION_PAPER = "hiep_y"
_MOST_NAMES = 200


@transaction.atomic
def ask_opinion(
    *,
    referral_ids: Collection[int],
    body: str,
    question: str,
    due_on: date,
    actor: Actor,
    at: datetime,
    unit_id: int | None = None,
    letter_no: str = "",
) -> OpinionRequest:
    """This will ask a body outside, or a union unit (``unit_id``), about nominees that wait for appraisal in one office.

    Refused for a day that is not ahead, without a question, and for nominees that are elsewhere.
    """
    if len(set(referral_ids)) > _MOST_NAMES:
        raise Refused(_("Mỗi công văn hỏi tối đa %(most)s hồ sơ.") % {"most": _MOST_NAMES})
    rows = lock_referrals(referral_ids)
    office_id = _one_office(rows, actor)
    named = _named(body, unit_id, office_id, day_of(at))
    if not question.strip():
        raise Refused(_("Ghi nội dung cần hỏi để nơi nhận trả lời đúng việc."), field="question")
    if due_on <= day_of(at):
        raise Refused(_("Ngày hẹn trả lời phải sau hôm nay."), field="due_on")
    made = OpinionRequest.objects.create(
        office_id=office_id, body=named, unit_id=unit_id, letter_no=letter_no.strip(), question=question.strip(),
        asked_at=at, asked_by=actor.name, due_on=due_on,
    )  # fmt: skip
    Opinion.objects.bulk_create(Opinion(request=made, referral=row) for row in rows)
    record_opinions("nomination.opinion_asked", made, actor=actor, at=at, due_on=due_on)
    return made


def _one_office(rows: Collection[Referral], actor: Actor) -> int:
    for row in rows:
        allowed = can_appraise(actor, row)
        if not allowed:
            raise Refused(allowed.reason)
        if row.state != ReferralState.RECEIVED:
            raise Refused(
                _("Chỉ xin ý kiến về hồ sơ đang chờ thẩm định; %(name)s không còn ở bước này.")
                % {"name": row.nomination.name}
            )
    (office_id,) = {row.office_id for row in rows}
    return office_id


def _named(body: str, unit_id: int | None, office_id: int, on: date) -> str:
    """What the body asked is called; a union unit by its name of the day."""
    if unit_id is None:
        if not body.strip():
            raise Refused(_("Ghi tên cơ quan được hỏi, hoặc chọn một đơn vị công đoàn."), field="body")
        return body.strip()
    unit = unit_ref(unit_id, on)
    if unit is None:
        raise Refused(_("Đơn vị này không còn hoạt động. Chọn đơn vị khác."), field="unit")
    if unit_id == office_id:
        raise Refused(_("Đơn vị đang thẩm định không tự xin ý kiến của mình."), field="unit")
    return unit.name


@dataclass(frozen=True, slots=True)
class Said:
    """What a body says of one nominee."""

    stance: str
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The file of an answer, and where files are kept."""

    content: bytes | Path
    file_name: str
    content_root: Path


@transaction.atomic
def answer_opinion(
    *,
    request_id: int,
    said: Mapping[int, Said],
    answered_on: date,
    actor: Actor,
    at: datetime,
    answer_no: str = "",
    paper: Paper | None = None,
) -> OpinionRequest:
    """This will write what the body says of each nominee (``said`` by opinion), with its number, day and paper.

    The paper joins the files of every nominee. Refused while one has no stance, when a remark or a no has no words, and
    for a day before the question or ahead.
    """
    row = lock_request(request_id)
    if not day_of(row.asked_at) <= answered_on <= day_of(at):
        raise Refused(_("Ngày trả lời phải từ ngày hỏi đến hôm nay."), field="answered_on")
    opinions = list(row.opinions.select_related("referral__nomination").order_by("pk"))
    for one in opinions:
        _insist_on_words(one, said.get(one.pk))
        one.stance, one.remarks = said[one.pk].stance, said[one.pk].remarks.strip()
    Opinion.objects.bulk_update(opinions, ["stance", "remarks"])
    move_opinion(
        row, OpinionAct.ANSWER, actor=actor, at=at,
        fields={"answer_no": answer_no.strip(), "answered_on": answered_on, "closed_at": at, "closed_by": actor.name},
    )  # fmt: skip
    if paper is not None:
        _keep(row, opinions, paper, actor, at)
    return row


def _insist_on_words(row: Opinion, said: Said | None) -> None:
    name = {"name": row.referral.nomination.name}
    if said is None or said.stance not in Stance.values:
        raise Refused(_("Chưa chọn ý kiến về %(name)s.") % name, field=f"stance-{row.pk}")
    if said.stance != Stance.AGREES and not said.remarks.strip():
        raise Refused(
            _("Ghi nội dung lưu ý hoặc lý do không đồng ý về %(name)s.") % name, field=f"stance-{row.pk}"
        )


@override("vi")  # a paper of the dossier bears one title for everybody
def _title_of_answer(row: OpinionRequest) -> str:
    title = _("Ý kiến của %(body)s") % {"body": row.body}
    return f"{title}, {row.answer_no}" if row.answer_no else title


def _keep(row: OpinionRequest, opinions: list[Opinion], paper: Paper, actor: Actor, at: datetime) -> None:
    title = _title_of_answer(row)
    for one in opinions:
        keep_paper(
            one.referral.nomination, content=paper.content, file_name=paper.file_name,
            content_root=paper.content_root, actor=actor, at=at, title=title[:200], paper_code=OPINION_PAPER,
            opinion=row,
        )  # fmt: skip


@transaction.atomic
def remind_opinion(*, request_id: int, actor: Actor, at: datetime) -> OpinionRequest:
    """This will note that the body was reminded; refused twice on one day."""
    row = lock_request(request_id)
    if row.reminded_at is not None and day_of(row.reminded_at) == day_of(at):
        raise Refused(_("Hôm nay đã nhắc rồi; nhắc lại từ ngày mai."))
    move_opinion(
        row, OpinionAct.REMIND, actor=actor, at=at, fields={"reminders": row.reminders + 1, "reminded_at": at}
    )
    return row


@transaction.atomic
def lapse_opinion(*, request_id: int, reason: str, actor: Actor, at: datetime) -> OpinionRequest:
    """This will end a question that was not answered by its day, with what the office concludes from that.

    Refused before the day is over and without words: silence is not counted as a yes by itself.
    """
    row = lock_request(request_id)
    if day_of(at) <= row.due_on:
        raise Refused(_("Còn trong hạn trả lời, đến hết %(day)s.") % {"day": f"{row.due_on:%d/%m/%Y}"})
    return _ended(row, OpinionAct.LAPSE, reason, actor, at)


@transaction.atomic
def cancel_opinion(*, request_id: int, reason: str, actor: Actor, at: datetime) -> OpinionRequest:
    """This will take a question back, with the reason."""
    return _ended(lock_request(request_id), OpinionAct.CANCEL, reason, actor, at)


def _ended(row: OpinionRequest, act: OpinionAct, reason: str, actor: Actor, at: datetime) -> OpinionRequest:
    if not reason.strip():
        raise Refused(_("Ghi lý do để người sau hiểu."), field="reason")
    move_opinion(
        row, act, actor=actor, at=at,
        fields={"note": reason.strip(), "closed_at": at, "closed_by": actor.name}, reason=reason.strip(),
    )  # fmt: skip
    return row
