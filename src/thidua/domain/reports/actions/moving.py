"""Sending, returning, approving and reopening one unit's report; each sending keeps a snapshot."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.reports.actions.editing import lock_report
from thidua.domain.reports.models import Assignment, Report
from thidua.domain.reports.queries.expected import children_of, place_of
from thidua.domain.reports.queries.reading import Sheet, sheet_of
from thidua.domain.reports.snapshots import below_changed, take
from thidua.domain.reports.states import AssignmentState, ReportAct, ReportState
from thidua.domain.reports.workflow import move, verdict


@transaction.atomic
def send(*, assignment_id: int, unit_id: int, actor: Actor, at: datetime, missing_note: str = "") -> Report:
    """This will send a unit's report up and keep what it said.

    Refused while anything the definition demands is missing, while reports from below wait unread, and, when units
    below have not reported, without a written reason.
    """
    row = lock_report(assignment_id, unit_id, actor=actor)
    answer = verdict(ReportAct.SEND, row, actor)
    if not answer:
        raise Refused(answer.reason)
    sheet = _sheet(row, at)
    failed = [finding for finding in sheet.findings if finding.kind == "failed"]
    if failed:
        words = "; ".join(f"{one.title}: {one.observed}" for one in failed)
        raise Refused(_("Chưa gửi được: %(what)s") % {"what": words}, details=failed)
    row.missing_note = _note_on_missing(sheet, missing_note)
    move(row, ReportAct.SEND, actor=actor, at=at, missing=len(sheet.missing), note=row.missing_note)
    take(row, sheet, actor=actor, at=at)
    return row


def _note_on_missing(sheet: Sheet, note: str) -> str:
    words = nfc(note).strip()
    if sheet.missing and not words:
        raise Refused(
            _("Còn %(n)s đơn vị cấp dưới chưa có báo cáo được duyệt. Nêu lý do gửi khi còn thiếu.")
            % {"n": len(sheet.missing)},
            field="missing_note",
        )
    return words if sheet.missing else ""


@transaction.atomic
def return_report(*, assignment_id: int, unit_id: int, reason: str, actor: Actor, at: datetime) -> Report:
    """This will give a report back to be mended, with the reason in words."""
    row, words = _lock_for_judging(assignment_id, unit_id), nfc(reason).strip()
    if not words:
        raise Refused(_("Trả lại cần nêu lý do để đơn vị biết sửa gì."), field="reason")
    row.return_reason = words
    move(row, ReportAct.RETURN, actor=actor, at=at, note=words)
    return row


@transaction.atomic
def approve(*, assignment_id: int, unit_id: int, actor: Actor, at: datetime) -> Report:
    """This will approve what was sent; refused while a report below it waits or was taken back since."""
    row = _lock_for_judging(assignment_id, unit_id)
    children = children_of(row.assignment, unit_id, day_of(at))
    waiting = [child for child in children if child.state in {ReportState.SENT, ReportState.RETURNED}]
    if waiting:
        names = ", ".join(child.name for child in waiting[:3])
        raise Refused(
            _("Duyệt cấp dưới trước: %(n)s báo cáo bên dưới chưa duyệt xong (%(names)s).")
            % {"n": len(waiting), "names": names}
        )
    _insist_same_below(row)
    sent = row.snapshots.latest("number")
    move(row, ReportAct.APPROVE, actor=actor, at=at, snapshot=sent.number, sha256=sent.sha256)
    return row


def _insist_same_below(row: Report) -> None:
    """What was added up when it was sent must still be what stands below."""
    changed = below_changed(row)
    if changed:
        raise Refused(
            _("Số của %(names)s đã đổi sau khi báo cáo này gửi lên. Trả lại để đơn vị gửi bản cộng lại.")
            % {"names": ", ".join(changed[:3])}
        )


@transaction.atomic
def reopen(*, assignment_id: int, unit_id: int, reason: str, actor: Actor, at: datetime) -> Report:
    """This will take an approval back with a reason; refused while the level above already stands on it."""
    row, words = _lock_for_judging(assignment_id, unit_id), nfc(reason).strip()
    if not words:
        raise Refused(_("Mở lại báo cáo đã duyệt cần nêu lý do."), field="reason")
    above = Report.objects.filter(assignment=row.assignment, organization=row.office).first()
    if above is not None and above.state in {ReportState.SENT, ReportState.APPROVED}:
        raise Refused(_("Cấp trên đã gửi báo cáo cộng số này. Cấp trên phải được trả lại hoặc mở lại trước."))
    row.return_reason = words
    move(row, ReportAct.REOPEN, actor=actor, at=at, note=words)
    return row


def _lock_for_judging(assignment_id: int, unit_id: int) -> Report:
    assignment = Assignment.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment_id)
    if assignment.state != AssignmentState.OPEN:
        raise Refused(_("Đợt báo cáo đã khóa; đơn vị giao mở lại thì mới xử lý được."))
    return (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("assignment__definition", "organization")
        .get(assignment_id=assignment_id, organization_id=unit_id)
    )


def _sheet(row: Report, at: datetime) -> Sheet:
    place = place_of(row.assignment, row.organization_id)
    if place is None:
        raise Refused(_("Đơn vị này không thuộc đợt báo cáo."))
    return sheet_of(row.assignment, place, row, day_of(at))
