"""A council with invented members, meetings, and nominations that reached it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from tests.factories.accounts import make_actor
from tests.factories.nominations import make_round, make_sent, referral_of, row
from tests.factories.organizations import Country
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role
from thidua.domain.councils import actions
from thidua.domain.councils.models import AgendaItem, Council, Meeting
from thidua.domain.councils.states import MemberRole, Presence
from thidua.domain.nominations import actions as nominations
from thidua.domain.nominations.models import Nomination
from thidua.domain.organizations.models import Organization

MEETING_DAY = date(2026, 12, 14)
AT_MEETING = datetime(2026, 12, 14, 9, 0, tzinfo=VIETNAM)
PEOPLE = (
    "Đàm Vĩnh Khoa", "Lê Thị Thanh Vân", "Nguyễn Hữu Tuyển", "Trần Thị Bích Hợp", "Phạm Văn Đoàn",
    "Bùi Văn Thoại", "Đinh Thị Mùi", "Hoàng Ngọc Anh", "Vũ Đình Kiên", "Quách Công Minh", "Nguyễn Thị Lệ",
    "Tạ Quang Sáng", "Đỗ Thị Hải Yến", "Lê Văn Bình", "Kim Thị Sơn",
)  # fmt: skip


def secretary_of(unit: Organization) -> Actor:
    return make_actor(Role.COUNCIL_SECRETARY, unit, name="Nguyễn Thị Hường")


def make_council(unit: Organization, *, actor: Actor, voting: int = 15) -> Council:
    """A council since 2024 with ``voting`` voting members, the first its chair, and a secretary without a vote."""
    council = actions.create_council(
        organization=unit, name="Hội đồng Thi đua – Khen thưởng LĐLĐ tỉnh Phú Thọ", since=date(2024, 1, 1),
        until=date(2029, 1, 1), instrument="QĐ 15/QĐ-LĐLĐ ngày 02/01/2024", actor=actor, at=AT_MEETING,
    )  # fmt: skip
    roles = [MemberRole.CHAIR, MemberRole.STANDING_VICE_CHAIR, MemberRole.VICE_CHAIR]
    for number in range(voting):
        role = roles[number] if number < len(roles) else MemberRole.MEMBER
        actions.add_member(
            council_id=council.pk, name=PEOPLE[number], role=role, since=date(2024, 1, 1), actor=actor,
            at=AT_MEETING,
        )  # fmt: skip
    actions.add_member(
        council_id=council.pk, name="Nguyễn Thị Hường", role=MemberRole.SECRETARY, since=date(2024, 1, 1),
        may_vote=False, actor=actor, at=AT_MEETING,
    )  # fmt: skip
    return council


def make_meeting(council: Council, *, actor: Actor, present: int = 13, written: int = 1) -> Meeting:
    """A planned meeting of 14/12/2026; the first ``present`` members are there, then ``written``, the rest not."""
    meeting = actions.plan_meeting(
        council_id=council.pk, held_on=MEETING_DAY, starts_at=time(9, 0), place="Hội trường tầng 3",
        actor=actor, at=AT_MEETING,
    )  # fmt: skip
    seats = list(meeting.attendance.order_by("member__order"))
    for number, seat in enumerate(seats):
        presence = Presence.PRESENT
        if seat.member.may_vote and number >= present:
            presence = Presence.WRITTEN if number < present + written else Presence.ABSENT
        actions.mark_presence(
            meeting_id=meeting.pk, member_id=seat.member_id, presence=presence, reason="đi công tác",
            actor=actor, at=AT_MEETING,
        )  # fmt: skip
    return meeting


def make_ready(
    country: Country, count: int = 2, award: str = "BK_LDLD", *, closed_posting: bool = True
) -> list[Nomination]:
    """Nominations appraised at Phú Thọ; their names were posted and the posting closed."""
    call = make_round(country.phu_tho, awards=(award,))
    rows = [row(n, award) for n in range(count)]
    found = make_sent(country.lam_thao, call, rows)
    office = make_actor(Role.APPRAISER, country.phu_tho)
    nominations.appraise(referral_ids=[referral_of(one).pk for one in found], actor=office, at=AT_MEETING)
    return found


def open_vote(country: Country, *, actor: Actor, count: int = 2, award: str = "BK_LDLD") -> AgendaItem:
    """An open meeting of thirteen with one written voice, and an open vote on ``count`` nominations."""
    make_ready(country, count, award)
    meeting = make_meeting(make_council(country.phu_tho, actor=actor), actor=actor)
    item = actions.add_item(meeting_id=meeting.pk, award_code=award, actor=actor, at=AT_MEETING)
    actions.open_meeting(meeting_id=meeting.pk, actor=actor, at=AT_MEETING)
    return actions.open_item(item_id=item.pk, actor=actor, at=AT_MEETING)


def tally(
    item: AgendaItem, teller: int, name: str, votes: Sequence[tuple[int, int, int]], *, actor: Actor
) -> tuple[int, ...]:
    """One teller's entry for the candidates still owed, in order."""
    from thidua.domain.councils.queries import count_status

    owed = count_status(item).missing[teller]
    sums = {candidate: actions.Sums(*vote) for candidate, vote in zip(owed, votes, strict=True)}
    return actions.enter_tally(
        item_id=item.pk, teller=teller, teller_name=name, sums=sums, actor=actor, at=AT_MEETING
    )


def content_root(tmp_path: Path) -> Path:
    return tmp_path / "files"
