"""The minutes of a meeting as they stand, read from what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import override

from thidua.core.clock import VIETNAM, day_of
from thidua.domain.access import UnitRef
from thidua.domain.councils.documents import (
    Basis,
    Count,
    Exclusion,
    Item,
    MinutesDocument,
    Seat,
    SeatedMember,
    Threshold,
    VoteResult,
)
from thidua.domain.councils.models import AgendaItem, Attendance, Candidate, Tally
from thidua.domain.councils.queries.meetings import MeetingView
from thidua.domain.councils.states import ItemState, MemberRole, Presence
from thidua.domain.councils.voting import StoredRule
from thidua.domain.organizations.queries import placement_of, unit_ref, unit_refs

SEATS = {
    Presence.PRESENT: Seat.PRESENT,
    Presence.WRITTEN: Seat.WRITTEN,
    Presence.ABSENT: Seat.ABSENT,
    Presence.UNKNOWN: Seat.UNKNOWN,
}
BASES = {"total": Basis.TOTAL, "present": Basis.PRESENT, "valid": Basis.VALID}


def minutes_of(view: MeetingView, *, at: datetime) -> MinutesDocument:
    """Put the minutes together; while the meeting runs they are a draft and open votes show no number."""
    meeting = view.meeting
    organization_id = meeting.council.organization_id
    placement = placement_of(organization_id, meeting.held_on)
    above = unit_ref(placement.parent_id, meeting.held_on) if placement and placement.parent_id else None
    name = placement.name if placement else meeting.council.name
    units = _units_of(view)
    started = meeting.opened_at or datetime.combine(meeting.held_on, meeting.starts_at, VIETNAM)
    return MinutesDocument(
        parent=above.name.upper() if above else "",
        issuer=name.upper(),
        council=meeting.council.name,
        symbol="BB-HĐTĐKT",
        subject=f"Họp {meeting.council.name}",
        place=_place_of(name),
        held_in=meeting.place or name,
        started_at=started.astimezone(VIETNAM),
        chair=meeting.presided_by.name if meeting.presided_by else "",
        secretary=meeting.secretary_name,
        members=tuple(
            _member(row, is_open=bool(meeting.opened_at)) for row in view.attendance if row.member.may_vote
        ),
        quorum=view.quorum.needed,
        items=tuple(_item(item, view, units) for item in view.items),
        conclusions=tuple(line.strip() for line in meeting.notes.splitlines() if line.strip()),
        recipients=("Như thành phần họp", "Lưu: VT, HĐTĐKT"),
        ended_at=meeting.closed_at.astimezone(VIETNAM) if meeting.closed_at else None,
    )


def _place_of(name: str) -> str:
    """The place name of the heading: what follows "tỉnh" or "thành phố", else the whole name."""
    for word in (" tỉnh ", " thành phố "):
        if word in name:
            return name.split(word, 1)[1]
    return "Hà Nội" if name.startswith("Tổng Liên đoàn") else name


@override("vi")
def _member(row: Attendance, *, is_open: bool) -> SeatedMember:
    """Whoever has not answered the roll is absent, once the meeting is open."""
    seat = SEATS[Presence(row.presence)]
    return SeatedMember(
        name=row.member.name,
        role=str(MemberRole(row.member.role).label),
        seat=Seat.ABSENT if seat is Seat.UNKNOWN and is_open else seat,
        reason=row.reason,
    )


def _units_of(view: MeetingView) -> dict[date, Mapping[int, UnitRef]]:
    """The units of all candidates by the day their item was closed: one query a day, however many items."""
    asked: dict[date, set[int]] = {}
    for item in view.items:
        if item.award_code and item.state == ItemState.CLOSED:
            ids = {one.nomination.submission.organization_id for one in view.candidates(item)}
            asked.setdefault(_day_of(item, view), set()).update(ids)
    return {on: unit_refs(ids, on) for on, ids in asked.items()}


def _day_of(item: AgendaItem, view: MeetingView) -> date:
    return day_of(item.closed_at) if item.closed_at else view.meeting.held_on


def _item(item: AgendaItem, view: MeetingView, by_day: Mapping[date, Mapping[int, UnitRef]]) -> Item:
    notes = (item.note,) if item.note else ()
    if not item.award_code:
        return Item(title=item.title, notes=notes)
    if item.state != ItemState.CLOSED:
        return Item(title=item.title, notes=(*notes, *_exclusion_notes(item), _not_yet(item)))
    rule = StoredRule.read(item.rule)
    candidates = view.candidates(item)
    units = by_day[_day_of(item, view)]
    return Item(
        title=item.title,
        notes=notes,
        is_secret=rule.secret,
        threshold=Threshold(percent=rule.percent, basis=BASES[rule.denominator]),
        results=tuple(_result(c, units) for c in candidates),
        count=Count(
            tellers=tuple(item.rule.get("tellers", ())),
            issued=item.rule.get("issued", 0),
            returned=item.rule.get("returned", 0),
        ),
    )


def _result(row: Candidate, units: Mapping[int, UnitRef]) -> VoteResult:
    unit = units.get(row.nomination.submission.organization_id)
    return VoteResult(
        name=row.nomination.name,
        unit=unit.short_name if unit else "",
        yes=row.yes or 0,
        no=row.no or 0,
        invalid=row.invalid or 0,
        denominator=row.denominator or 0,
        needed=row.needed or 0,
        exclusions=tuple(Exclusion(member=c.member.name, reason=c.reason) for c in row.conflicts.all()),
    )


def _exclusion_notes(item: AgendaItem) -> tuple[str, ...]:
    return tuple(
        f"{c.member.name} không tham gia bỏ phiếu đối với {row.nomination.name} ({c.reason})."
        for row in item.candidates.all()
        for c in row.conflicts.all()
    )


def _not_yet(item: AgendaItem) -> str:
    if item.state == ItemState.WAITING:
        return "Chưa bỏ phiếu."
    return "Kết quả sẽ ghi vào đây khi công bố."


def tellers_of(item: AgendaItem) -> tuple[str, ...]:
    """Who counted, first and second."""
    return tuple(
        Tally.objects.filter(candidate__item=item)
        .order_by("teller")
        .values_list("teller_name", flat=True)
        .distinct()
    )
