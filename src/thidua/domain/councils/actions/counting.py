"""A vote on paper: opened, conflicts declared, closed, counted by two tellers, announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.councils.actions.meetings import insist_on_open
from thidua.domain.councils.models import AgendaItem, Attendance, Candidate, ConflictOfInterest, Tally
from thidua.domain.councils.permissions import can_run
from thidua.domain.councils.queries import (
    count_status,
    excluded_counts,
    lock_item,
    quorum_of,
    tellers_of,
    turnout_of,
)
from thidua.domain.councils.states import ItemAct, ItemState, Presence
from thidua.domain.councils.voting import (
    StoredRule,
    Turnout,
    ballots_expected,
    denominator,
    needed,
    rule_data,
    rule_on,
)
from thidua.domain.councils.workflow import item_verdict, move_item
from thidua.domain.nominations.actions import take_council_result
from thidua.domain.nominations.actions.referring import CouncilResult, insist_on_posting
from thidua.domain.nominations.models import Referral
from thidua.domain.nominations.states import ReferralState


@dataclass(frozen=True, slots=True)
class Sums:
    """What a teller read from the signed paper for one candidate."""

    yes: int
    no: int
    invalid: int = 0

    @property
    def ballots(self) -> int:
        return self.yes + self.no + self.invalid


@transaction.atomic
def open_item(*, item_id: int, actor: Actor, at: datetime) -> AgendaItem:
    """This will open the vote on an item; the voting rule of the day is kept with it.

    Refused without quorum, while another vote runs, and for a nomination that may not be voted on yet or any more.
    """
    item = lock_item(item_id)
    require(item_verdict(ItemAct.OPEN, item, actor))
    insist_on_open(item.meeting)
    if not item.award_code:
        raise Refused(_("Mục này không bỏ phiếu. Ghi kết luận là xong."))
    other = item.meeting.items.filter(state__in=[ItemState.VOTING, ItemState.COUNTED]).first()
    if other:
        raise Refused(
            _("Mục “%(title)s” đang bỏ phiếu. Công bố kết quả mục đó trước.") % {"title": other.title}
        )
    quorum = quorum_of(item.meeting)
    if not quorum.is_met:
        raise Refused(
            _(
                "Hiện chỉ còn %(present)s thành viên có mặt, thiếu %(missing)s so với số họp. Chưa mở phiếu được."
            )
            % {"present": quorum.present, "missing": quorum.missing}
        )
    rows = _referrals(item)
    _insist_on_ready(item, rows, at)
    rule = rule_on(item.award_code, item.meeting.held_on)
    move_item(
        item, ItemAct.OPEN, actor=actor, at=at,
        fields={"opened_at": at, "rule": rule_data(rule)},
        candidates=len(rows),
    )  # fmt: skip
    return item


def _referrals(item: AgendaItem) -> dict[int, Referral]:
    """The referrals of the item's nominations at the council's unit, by nomination."""
    rows = Referral.objects.filter(
        office=item.meeting.council.organization_id,
        nomination__in=item.candidates.values("nomination_id"),
    ).select_related("nomination__submission__round")
    return {row.nomination_id: row for row in rows}


def _insist_on_ready(item: AgendaItem, rows: Mapping[int, Referral], at: datetime) -> None:
    if not rows:
        raise Refused(_("Mục này không còn đề nghị nào để bỏ phiếu. Bỏ mục khỏi chương trình."))
    for row in rows.values():
        if row.state != ReferralState.APPRAISED:
            raise Refused(
                _("%(name)s hiện “%(state)s” nên không bỏ phiếu được. Đưa ra khỏi danh sách rồi mở phiếu.")
                % {"name": row.nomination.name, "state": ReferralState(row.state).label}
            )
        insist_on_posting(row, at)


@transaction.atomic
def declare_conflict(
    *, candidate_id: int, member_id: int, reason: str, actor: Actor, at: datetime
) -> ConflictOfInterest:
    """This will take a member out of the vote on one candidate, before the count, with the declared reason."""
    item, row = _lock_candidate(candidate_id, actor)
    seat = (
        Attendance.objects.filter(meeting=item.meeting, member=member_id, member__may_vote=True)
        .select_related("member")
        .first()
    )
    if seat is None:
        raise Refused(_("Người này không phải thành viên có quyền biểu quyết của phiên họp."), field="member")
    if not reason.strip():
        raise Refused(
            _("Ghi lý do không tham gia bỏ phiếu, ví dụ quan hệ với người được xét."), field="reason"
        )
    found, is_new = ConflictOfInterest.objects.get_or_create(
        candidate=row,
        member_id=member_id,
        defaults={"reason": nfc(reason.strip()), "declared_at": at},
    )
    if not is_new:
        raise Refused(_("%(name)s đã khai không bỏ phiếu cho trường hợp này.") % {"name": seat.member.name})
    _record(item, "council.conflict_declared", actor, at, nomination=row.nomination_id, member=member_id)
    return found


@transaction.atomic
def withdraw_conflict(*, candidate_id: int, member_id: int, actor: Actor, at: datetime) -> None:
    """This will strike a conflict noted by mistake, before the count."""
    item, row = _lock_candidate(candidate_id, actor)
    gone, _detail = ConflictOfInterest.objects.filter(candidate=row, member=member_id).delete()
    if gone:
        _record(item, "council.conflict_withdrawn", actor, at, nomination=row.nomination_id, member=member_id)


def _lock_candidate(candidate_id: int, actor: Actor) -> tuple[AgendaItem, Candidate]:
    row = Candidate.objects.get(pk=candidate_id)
    item = lock_item(row.item_id)
    require(can_run(actor, item.meeting))
    if item.state not in {ItemState.WAITING, ItemState.VOTING}:
        raise Refused(_("Đã đóng phiếu nên không khai thêm được. Ghi vào kết luận của phiên họp."))
    return item, row


@transaction.atomic
def count_item(*, item_id: int, returned: int, actor: Actor, at: datetime) -> AgendaItem:
    """This will close the vote and begin the count: who took part and how many ballots came back are kept.

    Refused when more ballots came back than went out, or a member's presence is not known.
    """
    item = lock_item(item_id)
    require(item_verdict(ItemAct.COUNT, item, actor))
    turnout = turnout_of(item.meeting_id, absentee_written=bool(item.rule.get("absentee_written")))
    unknown = item.meeting.attendance.filter(presence=Presence.UNKNOWN, member__may_vote=True).count()
    if unknown:
        raise Refused(_("Còn %(n)s thành viên chưa điểm danh. Điểm danh rồi đóng phiếu.") % {"n": unknown})
    if not 0 < returned <= turnout.taking_part:
        raise Refused(
            _("Số phiếu thu về phải từ 1 đến %(issued)s, bằng số người tham gia bỏ phiếu.")
            % {"issued": turnout.taking_part},
            field="returned",
        )
    kept = {
        "total": turnout.total, "present": turnout.present, "written": turnout.written,
        "issued": turnout.taking_part, "returned": returned,
    }  # fmt: skip
    move_item(
        item, ItemAct.COUNT, actor=actor, at=at, fields={"rule": item.rule | kept},
        issued=turnout.taking_part, returned=returned,
    )  # fmt: skip
    return item


@transaction.atomic
def enter_tally(
    *,
    item_id: int,
    teller: int,
    teller_name: str,
    sums: Mapping[int, Sums],
    actor: Actor,
    at: datetime,
) -> tuple[int, ...]:
    """This will take down what one teller counted; gives the candidates on which the two tellers differ.

    ``sums`` is by candidate id and must name exactly those this teller still owes. Where the two differ, both
    entries of that candidate are dropped, so that both count again without seeing the other's number.
    Refused for sums that do not fit the ballots, and for two tellers of one name.
    """
    item = lock_item(item_id)
    require(can_run(actor, item.meeting))
    if item.state != ItemState.COUNTED:
        raise Refused(_("Chỉ nhập kết quả kiểm phiếu sau khi đóng phiếu và trước khi công bố."))
    name = nfc(" ".join(teller_name.split()))
    _insist_on_tellers(item, teller, name)
    owed = count_status(item).missing[teller]
    if set(owed) != set(sums):
        raise Refused(_("Nhập đủ số phiếu cho từng trường hợp còn thiếu."), details=list(owed))
    _insist_on_fit(item, sums)
    Tally.objects.bulk_create(
        Tally(
            candidate_id=candidate_id, teller=teller, teller_name=name, entered_by_id=_user_of(actor),
            yes=s.yes, no=s.no, invalid=s.invalid, entered_at=at,
        )
        for candidate_id, s in sums.items()
    )  # fmt: skip
    differing = _drop_differing(item)
    _record(
        item, "council.tally_entered", actor, at,
        item=item.pk, teller=teller, name=name, candidates=len(sums), differing=list(differing),
    )  # fmt: skip
    return differing


def _user_of(actor: Actor) -> int:
    if actor.user_id is None:
        raise Refused(_("Kết quả kiểm phiếu phải do người đăng nhập nhập vào."))
    return actor.user_id


def _insist_on_tellers(item: AgendaItem, teller: int, name: str) -> None:
    if teller not in {1, 2}:
        raise Refused(_("Chỉ có người kiểm phiếu thứ nhất và thứ hai."), field="teller")
    if not name:
        raise Refused(_("Ghi họ tên người kiểm phiếu."), field="teller_name")
    names = count_status(item).names
    other = names.get(3 - teller)
    if other and other.casefold() == name.casefold():
        raise Refused(
            _("%(name)s đã nhập lần thứ nhất. Người thứ hai phải là người khác.") % {"name": name},
            field="teller_name",
        )
    own = names.get(teller)
    if own and own.casefold() != name.casefold():
        raise Refused(
            _("Phần này do %(name)s nhập dở. Người đó nhập tiếp, hoặc xóa để nhập lại từ đầu.")
            % {"name": own},
            field="teller_name",
        )


def _insist_on_fit(item: AgendaItem, sums: Mapping[int, Sums]) -> None:
    turnout = _kept_turnout(item)
    excluded = excluded_counts(item)
    names = dict(item.candidates.values_list("pk", "nomination__name"))
    bad = {}
    for candidate_id, found in sums.items():
        least, most = ballots_expected(
            turnout, returned=item.rule["returned"], excluded=excluded.get(candidate_id, 0)
        )
        if min(found.yes, found.no, found.invalid) < 0 or not least <= found.ballots <= most:
            fits = str(most) if least == most else _("từ %(a)s đến %(b)s") % {"a": least, "b": most}
            bad[candidate_id] = _("%(name)s: cộng được %(sum)s phiếu, phải là %(fits)s.") % {
                "name": names[candidate_id], "sum": found.ballots, "fits": fits,
            }  # fmt: skip
    if bad:
        raise Refused("\n".join(bad.values()), field="sums", details=bad)


def _kept_turnout(item: AgendaItem) -> Turnout:
    return Turnout(item.rule["total"], item.rule["present"], item.rule["written"])


def _drop_differing(item: AgendaItem) -> tuple[int, ...]:
    """Compare once both have entered all; forget both entries of a candidate on which they differ."""
    if not count_status(item).is_complete:
        return ()
    found: dict[int, set[tuple[int, int, int]]] = {}
    for row in Tally.objects.filter(candidate__item=item):
        found.setdefault(row.candidate_id, set()).add((row.yes, row.no, row.invalid))
    differing = tuple(sorted(c for c, values in found.items() if len(values) > 1))
    Tally.objects.filter(candidate__in=differing).delete()
    item.candidates.filter(pk__in=differing).update(recounts=F("recounts") + 1)
    return differing


@transaction.atomic
def clear_tally(*, item_id: int, teller: int | None = None, actor: Actor, at: datetime) -> None:
    """This will drop what one teller (or both, for None) entered, to begin again, before the result is announced."""
    item = lock_item(item_id)
    require(can_run(actor, item.meeting))
    if item.state != ItemState.COUNTED:
        raise Refused(_("Chỉ nhập lại được khi đang kiểm phiếu."))
    rows = Tally.objects.filter(candidate__item=item)
    (rows if teller is None else rows.filter(teller=teller)).delete()
    _record(item, "council.tally_cleared", actor, at, item=item.pk, teller=teller)


@transaction.atomic
def confirm_item(*, item_id: int, note: str = "", actor: Actor, at: datetime) -> AgendaItem:
    """This will announce the result: votes needed by the kept rule, passed or not, handed to each nomination.

    Refused until both tellers agree on every candidate. A nomination withdrawn meanwhile keeps its count only.
    """
    item = lock_item(item_id)
    require(item_verdict(ItemAct.CONFIRM, item, actor))
    if not count_status(item).is_complete:
        raise Refused(_("Hai người kiểm phiếu chưa nhập đủ và khớp nhau nên chưa công bố được."))
    rows = list(item.candidates.select_related("nomination"))
    _compute(item, rows)
    passed = sum(bool(row.passed) for row in rows)
    rule = item.rule | {"tellers": list(tellers_of(item))}
    move_item(
        item, ItemAct.CONFIRM, actor=actor, at=at,
        fields={"closed_at": at, "rule": rule, "note": nfc(note.strip())},
        passed=passed, failed=len(rows) - passed,
    )  # fmt: skip
    _hand_over(item, rows, actor, at)
    return item


def _compute(item: AgendaItem, rows: list[Candidate]) -> None:
    rule, turnout, excluded = StoredRule.read(item.rule), _kept_turnout(item), excluded_counts(item)
    counted = {row.candidate_id: row for row in Tally.objects.filter(candidate__item=item, teller=1)}
    for row in rows:
        tally = counted[row.pk]
        row.yes, row.no, row.invalid = tally.yes, tally.no, tally.invalid
        row.denominator = denominator(
            rule, turnout, excluded=excluded.get(row.pk, 0), valid=tally.yes + tally.no
        )
        row.needed = needed(rule, row.denominator)
        row.passed = row.yes >= row.needed
    Candidate.objects.bulk_update(rows, ["yes", "no", "invalid", "denominator", "needed", "passed"])


def _hand_over(item: AgendaItem, rows: list[Candidate], actor: Actor, at: datetime) -> None:
    referrals = _referrals(item)
    for row in rows:
        referral = referrals.get(row.nomination_id)
        if referral is None or referral.state != ReferralState.APPRAISED:
            continue
        result = CouncilResult(
            yes=row.yes or 0,
            denominator=row.denominator or 0,
            needed=row.needed or 0,
            meeting_id=item.meeting_id,
            passed=bool(row.passed),
        )
        take_council_result(referral_id=referral.pk, result=result, actor=actor, at=at)


def _record(item: AgendaItem, event: str, actor: Actor, at: datetime, /, **data: Any) -> None:
    record(
        event,
        item.meeting,
        actor=actor,
        at=at,
        organization_id=item.meeting.council.organization_id,
        **data,
    )
