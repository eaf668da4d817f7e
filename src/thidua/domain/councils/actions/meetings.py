"""Planning a meeting, its agenda, who is there, opening and closing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.files import ContentStore
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.councils.documents import minutes_pdf
from thidua.domain.councils.models import AgendaItem, Attendance, Candidate, Meeting, Member
from thidua.domain.councils.permissions import can_manage, can_run, is_due
from thidua.domain.councils.queries import (
    lock_council,
    lock_item,
    lock_meeting,
    meeting_view,
    minutes_of,
    quorum_of,
    seated,
    waiting_for_council,
)
from thidua.domain.councils.states import ItemAct, ItemState, MeetingAct, MeetingState, Presence
from thidua.domain.councils.voting import rule_on
from thidua.domain.councils.workflow import move_item, move_meeting
from thidua.domain.people.states import SubjectKind

KIND_WORDS = {
    SubjectKind.PERSON: "cá nhân",
    SubjectKind.COLLECTIVE: "tập thể",
    SubjectKind.HOUSEHOLD: "hộ gia đình",
}


@transaction.atomic
def plan_meeting(
    *,
    council_id: int,
    held_on: date,
    starts_at: time,
    place: str = "",
    presided_by_id: int | None = None,
    secretary_name: str = "",
    actor: Actor,
    at: datetime,
) -> Meeting:
    """This will call a meeting of the members seated that day; the chair presides unless another is named.

    Refused for a day outside the council's term and for a council without voting members.
    """
    council = lock_council(council_id)
    require(can_manage(actor, council.organization_id))
    members = _seats_on(council_id, held_on)
    chair = _presiding(members, presided_by_id)
    secretary = secretary_name.strip() or next((m.name for m in members if m.role == "secretary"), actor.name)
    meeting = Meeting.objects.create(
        council=council, held_on=held_on, starts_at=starts_at, place=nfc(place.strip()),
        presided_by=chair, secretary_name=nfc(secretary),
    )  # fmt: skip
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member) for member in members)
    _record(meeting, "council.meeting_planned", actor, at, held_on=held_on.isoformat())
    return meeting


@transaction.atomic
def move_meeting_to(
    *, meeting_id: int, held_on: date, starts_at: time, place: str, actor: Actor, at: datetime
) -> Meeting:
    """This will put a meeting that was not opened on another day; who is seated that day is called anew.

    Refused once it was opened, for a day that is over and for a day without voting members.
    """
    meeting = lock_meeting(meeting_id)
    require(can_run(actor, meeting))
    if meeting.state != MeetingState.PLANNED:
        raise Refused(_("Phiên họp đã khai mạc nên không đổi ngày được nữa."))
    if held_on < day_of(at):
        raise Refused(
            _("Ngày %(day)s đã qua. Chọn hôm nay hoặc một ngày sau.") % {"day": f"{held_on:%d/%m/%Y}"},
            field="held_on",
        )
    members = _seats_on(meeting.council_id, held_on)
    meeting.attendance.exclude(member__in=members).delete()
    called = set(meeting.attendance.values_list("member_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, member=member) for member in members if member.pk not in called
    )
    before, meeting.held_on = meeting.held_on, held_on
    meeting.starts_at, meeting.place = starts_at, nfc(place.strip())
    meeting.save(update_fields=["held_on", "starts_at", "place"])
    _record(
        meeting, "council.meeting_moved", actor, at, held_on=held_on.isoformat(), before=before.isoformat()
    )
    return meeting


def _seats_on(council_id: int, on: date) -> list[Member]:
    members = list(seated(council_id, on))
    if not any(member.may_vote for member in members):
        raise Refused(
            _("Ngày %(day)s Hội đồng chưa có thành viên nào được biểu quyết. Thêm thành viên trước.")
            % {"day": f"{on:%d/%m/%Y}"},
            field="held_on",
        )
    return members


def _presiding(members: Sequence[Member], member_id: int | None) -> Member | None:
    if member_id is not None:
        return next((member for member in members if member.pk == member_id), None)
    order = ("chair", "standing_vice", "vice")
    leaders = [member for member in members if member.role in order]
    return min(leaders, key=lambda member: order.index(member.role), default=None)


@transaction.atomic
def add_item(
    *,
    meeting_id: int,
    title: str = "",
    award_code: str = "",
    round_id: int | None = None,
    subject_kind: str = "",
    actor: Actor,
    at: datetime,
) -> AgendaItem:
    """This will put a point on the agenda; with an award, every nomination that is ready comes with it.

    Refused after the meeting, for an award no council votes on, and when nothing is ready.
    """
    meeting = _running(meeting_id, actor)
    if not award_code and not title.strip():
        raise Refused(_("Ghi nội dung của mục chương trình."), field="title")
    rows = list(waiting_for_council(meeting, award_code, round_id, subject_kind)) if award_code else []
    if award_code:
        _insist_on_vote(award_code, meeting, len(rows))
    item = AgendaItem.objects.create(
        meeting=meeting,
        order=(meeting.items.aggregate(last=Max("order"))["last"] or 0) + 1,
        title=nfc(title.strip()) or _title(award_code, subject_kind, len(rows)),
        award_code=award_code,
        round_id=round_id,
    )
    Candidate.objects.bulk_create(
        Candidate(item=item, nomination_id=row.nomination_id, order=n) for n, row in enumerate(rows, 1)
    )
    _record(meeting, "council.item_added", actor, at, item=item.pk, title=item.title, candidates=len(rows))
    return item


def _insist_on_vote(award_code: str, meeting: Meeting, ready: int) -> None:
    if not rule_on(award_code, meeting.held_on).required:
        raise Refused(
            _("Hình thức này xét theo thủ tục đơn giản, không qua Hội đồng. Trình ký trực tiếp."),
            field="award_code",
        )
    if not ready:
        raise Refused(
            _("Chưa có đề nghị nào đã thẩm định cho hình thức này. Thẩm định xong rồi đưa vào chương trình."),
            field="award_code",
        )


def _title(award_code: str, subject_kind: str, count: int) -> str:
    name = library().award(award_code).name.vi
    words = KIND_WORDS[SubjectKind(subject_kind)] if subject_kind else "trường hợp"
    return f"{name} — {count} {words}"[:200]


@transaction.atomic
def remove_item(*, item_id: int, actor: Actor, at: datetime) -> None:
    """This will take a point that was not reached off the agenda."""
    item = lock_item(item_id)
    require(can_run(actor, item.meeting))
    if item.state != ItemState.WAITING or item.meeting.state == MeetingState.CLOSED:
        raise Refused(_("Mục này đã bắt đầu hoặc phiên họp đã kết thúc nên không bỏ được nữa."))
    _record(item.meeting, "council.item_removed", actor, at, title=item.title)
    item.candidates.all().delete()
    item.delete()


@transaction.atomic
def remove_candidate(*, candidate_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """This will leave one nomination for a later meeting, before its vote opens, with the reason."""
    row = Candidate.objects.select_related("nomination").get(pk=candidate_id)
    item = lock_item(row.item_id)
    require(can_run(actor, item.meeting))
    if item.state != ItemState.WAITING:
        raise Refused(_("Phiếu của mục này đã mở nên không rút đề nghị ra được nữa."))
    if not reason.strip():
        raise Refused(_("Ghi lý do để lại phiên sau."), field="reason")
    _record(
        item.meeting, "council.candidate_removed", actor, at,
        item=item.pk, nomination=row.nomination_id, reason=reason.strip(),
    )  # fmt: skip
    row.delete()


@transaction.atomic
def reorder(*, meeting_id: int, item_ids: Sequence[int], actor: Actor, at: datetime) -> None:
    """This will put the agenda in a new order. Refused unless every point is named exactly once."""
    meeting = _running(meeting_id, actor)
    rows = {item.pk: item for item in meeting.items.all()}
    if sorted(rows) != sorted(item_ids):
        raise Refused(_("Chương trình vừa thay đổi. Tải lại trang rồi xếp lại."))
    for order, item_id in enumerate(item_ids, 1):
        rows[item_id].order = order
    AgendaItem.objects.bulk_update(rows.values(), ["order"])
    _record(meeting, "council.agenda_reordered", actor, at, items=list(item_ids))


@transaction.atomic
def mark_presence(
    *, meeting_id: int, member_id: int, presence: str, reason: str = "", actor: Actor, at: datetime
) -> Attendance:
    """This will note that a member is there, is not (with the reason), or votes in writing.

    Refused after the meeting and while ballots are being counted: the count rests on who took part.
    """
    meeting = _running(meeting_id, actor)
    if meeting.items.filter(state=ItemState.COUNTED).exists():
        raise Refused(_("Đang kiểm phiếu một mục. Công bố kết quả mục đó rồi mới sửa điểm danh."))
    row = (
        Attendance.objects.select_for_update(of=("self",))
        .select_related("member")
        .get(meeting=meeting, member=member_id)
    )
    if presence == Presence.ABSENT and not reason.strip():
        raise Refused(_("Ghi lý do vắng mặt của %(name)s.") % {"name": row.member.name}, field="reason")
    row.presence = Presence(presence)
    row.reason = nfc(reason.strip()) if presence in {Presence.ABSENT, Presence.WRITTEN} else ""
    row.save(update_fields=["presence", "reason"])
    _record(meeting, "council.presence_marked", actor, at, member=member_id, presence=row.presence)
    return row


@transaction.atomic
def open_meeting(
    *, meeting_id: int, presided_by_id: int | None = None, actor: Actor, at: datetime
) -> Meeting:
    """This will open a meeting.

    Refused before its day, without quorum (saying how many are missing) and without a chair there.
    """
    meeting = lock_meeting(meeting_id)
    require(is_due(meeting, day_of(at)))
    present = {row.member_id: row.member for row in _present(meeting)}
    chair_id = presided_by_id or meeting.presided_by_id
    quorum = quorum_of(meeting)
    if not quorum.is_met:
        raise Refused(
            _(
                "Chưa đủ số họp: có mặt %(present)s, cần ít nhất %(needed)s trên %(total)s thành viên, "
                "còn thiếu %(missing)s. Điểm danh lại hoặc dời phiên họp."
            )
            % {
                "present": quorum.present,
                "needed": quorum.needed,
                "total": quorum.total,
                "missing": quorum.missing,
            }
        )
    if chair_id not in present:
        raise Refused(
            _("Người chủ trì chưa có mặt. Điểm danh hoặc chọn người chủ trì khác."), field="presided_by"
        )
    move_meeting(
        meeting, MeetingAct.OPEN, actor=actor, at=at,
        fields={"opened_at": at, "presided_by_id": chair_id},
        present=quorum.present, needed=quorum.needed, total=quorum.total,
    )  # fmt: skip
    return meeting


def _present(meeting: Meeting) -> list[Attendance]:
    return list(meeting.attendance.filter(presence=Presence.PRESENT).select_related("member"))


@transaction.atomic
def conclude_point(*, item_id: int, note: str, actor: Actor, at: datetime) -> AgendaItem:
    """This will write what was concluded on a plain point; a vote is concluded by its count alone."""
    item = lock_item(item_id)
    insist_on_open(item.meeting)
    if item.award_code:
        raise Refused(_("Mục này phải bỏ phiếu; kết luận ghi khi công bố kết quả."))
    move_item(item, ItemAct.CONCLUDE, actor=actor, at=at, fields={"note": nfc(note.strip()), "closed_at": at})
    return item


@transaction.atomic
def write_notes(*, meeting_id: int, notes: str, actor: Actor, at: datetime) -> Meeting:
    """This will set the conclusions that end the minutes, one a line. Refused once the minutes are passed."""
    meeting = _running(meeting_id, actor)
    meeting.notes = nfc(notes.strip())
    meeting.save(update_fields=["notes"])
    _record(meeting, "council.notes_written", actor, at)
    return meeting


@transaction.atomic
def close_meeting(*, meeting_id: int, content_root: Path, actor: Actor, at: datetime) -> Meeting:
    """This will end a meeting and freeze its minutes: a PDF in the content store, its hash on the meeting.

    Refused while a vote is open or not yet announced. Points not reached stay in the minutes as such.
    """
    meeting = lock_meeting(meeting_id)
    unfinished = meeting.items.filter(state__in=[ItemState.VOTING, ItemState.COUNTED]).first()
    if unfinished:
        raise Refused(
            _("Mục “%(title)s” chưa công bố kết quả. Kiểm phiếu và công bố rồi mới kết thúc phiên họp.")
            % {"title": unfinished.title}
        )
    move_meeting(meeting, MeetingAct.CLOSE, actor=actor, at=at, fields={"closed_at": at})
    minutes = minutes_pdf(minutes_of(meeting_view(meeting), at=at), at=at)
    meeting.minutes_sha256 = ContentStore(content_root).put(BytesIO(minutes)).sha256
    meeting.save(update_fields=["minutes_sha256"])
    return meeting


def insist_on_open(meeting: Meeting) -> None:
    """Refuse what happens only during a meeting."""
    if meeting.state == MeetingState.PLANNED:
        raise Refused(_("Phiên họp chưa khai mạc. Điểm danh, khai mạc rồi làm tiếp."))
    if meeting.state == MeetingState.CLOSED:
        raise Refused(_("Phiên họp đã kết thúc, biên bản đã thông qua nên không sửa được nữa."))


def _running(meeting_id: int, actor: Actor) -> Meeting:
    meeting = lock_meeting(meeting_id)
    require(can_run(actor, meeting))
    if meeting.state == MeetingState.CLOSED:
        raise Refused(_("Phiên họp đã kết thúc, biên bản đã thông qua nên không sửa được nữa."))
    return meeting


def _record(meeting: Meeting, event: str, actor: Actor, at: datetime, /, **data: Any) -> None:
    record(event, meeting, actor=actor, at=at, organization_id=meeting.council.organization_id, **data)
