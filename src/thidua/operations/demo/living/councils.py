"""The council of the province: its seats, the meeting of November, the one called for 14/12."""

from __future__ import annotations

from datetime import datetime, timedelta

from thidua.core.errors import Refused
from thidua.domain.councils import actions
from thidua.domain.councils.models import AgendaItem, Council, Meeting
from thidua.domain.councils.queries import count_status
from thidua.domain.councils.states import MemberRole, Presence
from thidua.domain.nominations import actions as nominations
from thidua.operations.demo.living.rounds import SAFETY, TOP
from thidua.operations.demo.living.stage import PROVINCE, Stage, clock, day, on, referrals_at

SECRETARY = "phutho.thuky"
SEATS = (
    ("phutho.chutich", MemberRole.CHAIR), ("phutho.uv02", MemberRole.STANDING_VICE_CHAIR),
    ("phutho.uv03", MemberRole.VICE_CHAIR), ("phutho.uv04", MemberRole.MEMBER), ("phutho.kiemtra", MemberRole.MEMBER),
    ("phutho.uv06", MemberRole.MEMBER), ("phutho.uv07", MemberRole.MEMBER), ("phutho.uv08", MemberRole.MEMBER),
    ("phutho.uv09", MemberRole.MEMBER), ("phutho.uv10", MemberRole.MEMBER), ("phutho.thuky", MemberRole.SECRETARY),
    ("phutho.uv12", MemberRole.MEMBER), ("phutho.uv13", MemberRole.MEMBER), ("phutho.uv14", MemberRole.MEMBER),
    ("phutho.uv15", MemberRole.MEMBER),
)  # fmt: skip
PLACE = "Hội trường tầng 3"
TELLERS = ("Đỗ Thị Hải Yến", "Tạ Quang Sáng")
OPENING, CLOSING = "Thông qua chương trình họp", "Thông qua biên bản"
ABSENT = "phutho.uv15"
FEW = 8
"""Votes for the one nominee who did not pass."""


def seat_council(stage: Stage) -> Council:
    """Found the council and fill its fifteen seats."""
    actor, at = stage.cast(SECRETARY), on(9, 1, 8)
    council = actions.create_council(
        organization=stage.unit(PROVINCE),
        name="Hội đồng Thi đua - Khen thưởng LĐLĐ tỉnh Phú Thọ",
        since=day(7, 15, 2025),
        until=day(7, 15, 2030),
        instrument="Quyết định 15/QĐ-LĐLĐ ngày 15/07/2025",
        actor=actor,
        at=at,
    )
    for login, role in SEATS:
        user = stage.cast.users[login]
        actions.add_member(
            council_id=council.pk, name=user.full_name, role=role, since=day(7, 15, 2025), post=user.post, user=user,
            actor=actor, at=at,
        )  # fmt: skip
    return council


def november(stage: Stage) -> None:
    """The meeting of 20/11: everything ready is voted on, one fails, the minutes are passed and frozen."""
    council = seat_council(stage)
    actor = stage.cast(SECRETARY)
    meeting = actions.plan_meeting(
        council_id=council.pk,
        held_on=day(11, 20),
        starts_at=clock(8, 30),
        place=PLACE,
        actor=actor,
        at=on(11, 13, 9),
    )
    _agenda(
        stage,
        meeting,
        on(11, 13, 9, 30),
        (
            ("BK_LDLD", SAFETY, "person"),
            ("CO_LDLD", SAFETY, "collective"),
            ("BK_TLD", TOP, "person"),
            ("CO_TLD", TOP, "collective"),
        ),
    )
    for seat in meeting.attendance.select_related("member__user"):
        is_absent = seat.member.user == stage.cast.users[ABSENT]
        actions.mark_presence(
            meeting_id=meeting.pk,
            member_id=seat.member_id,
            presence=Presence.ABSENT if is_absent else Presence.PRESENT,
            reason="Đi công tác" if is_absent else "",
            actor=actor,
            at=on(11, 20, 8, 20),
        )
    actions.open_meeting(meeting_id=meeting.pk, actor=actor, at=on(11, 20, 8, 32))
    now = on(11, 20, 8, 40)
    for item in meeting.items.order_by("order"):
        now = _handle(stage, item, now)
    notes = "Hội đồng thống nhất kết quả bỏ phiếu.\nBan Công tác công đoàn trình ký trước ngày 25/11/2026."
    actions.write_notes(meeting_id=meeting.pk, notes=notes, actor=actor, at=now)
    actions.close_meeting(
        meeting_id=meeting.pk, content_root=stage.content_root, actor=actor, at=now + timedelta(minutes=5)
    )


def _agenda(
    stage: Stage, meeting: Meeting, at: datetime, votes: tuple[tuple[str, str | None, str], ...], *points: str
) -> None:
    """The opening, one item for each award that has something ready, other points, the closing."""
    actor = stage.cast(SECRETARY)
    actions.add_item(meeting_id=meeting.pk, title=OPENING, actor=actor, at=at)
    for award, round_key, kind in votes:
        call = stage.rounds[round_key].pk if round_key else None
        try:
            actions.add_item(
                meeting_id=meeting.pk, award_code=award, round_id=call, subject_kind=kind, actor=actor, at=at
            )
        except Refused:  # a reduced country may have nothing ready for an award
            continue
    for point in (*points, CLOSING):
        actions.add_item(meeting_id=meeting.pk, title=point, actor=actor, at=at)


def _handle(stage: Stage, item: AgendaItem, now: datetime) -> datetime:
    """Conclude a point, or run its vote; return when it was done."""
    actor = stage.cast(SECRETARY)
    if not item.award_code:
        actions.conclude_point(item_id=item.pk, note="Hội đồng nhất trí.", actor=actor, at=now)
        return now + timedelta(minutes=4)
    actions.open_item(item_id=item.pk, actor=actor, at=now)
    counted = now + timedelta(minutes=18)
    voters = item.meeting.attendance.filter(presence=Presence.PRESENT, member__may_vote=True).count()
    actions.count_item(item_id=item.pk, returned=voters, actor=actor, at=counted)
    for teller, name in enumerate(TELLERS, 1):
        sums = _sums(item, teller, voters)
        actions.enter_tally(
            item_id=item.pk,
            teller=teller,
            teller_name=name,
            sums=sums,
            actor=actor,
            at=counted + timedelta(minutes=teller * 3),
        )
    actions.confirm_item(item_id=item.pk, actor=actor, at=counted + timedelta(minutes=8))
    return counted + timedelta(minutes=10)


def _sums(item: AgendaItem, teller: int, voters: int) -> dict[int, actions.Sums]:
    """Nearly everybody agrees with nearly everyone; the last of the long list gets too few."""
    owed = count_status(item).missing[teller]
    sums = {}
    for number, candidate in enumerate(owed):
        yes = FEW if number == len(owed) - 1 and len(owed) > 20 else voters - (1 if number % 7 == 3 else 0)
        sums[candidate] = actions.Sums(yes, voters - yes)
    return sums


def pass_up(stage: Stage) -> None:
    """What the council passed of the Confederation's awards goes up on 23/11."""
    rows = [
        row.pk
        for row in referrals_at(stage.unit(PROVINCE), "approved")
        if row.nomination.award_code in {"BK_TLD", "CO_TLD"}
    ]
    if rows:
        nominations.forward(
            referral_ids=rows,
            actor=stage.cast("phutho.canbo"),
            at=on(11, 23, 9),
            note="Tờ trình 118/TTr-LĐLĐ",
        )


def december(stage: Stage) -> None:
    """The meeting of 14/12 is called; its agenda holds what is ready today."""
    council = Council.objects.get(organization=stage.unit(PROVINCE))
    meeting = actions.plan_meeting(
        council_id=council.pk, held_on=day(12, 14), starts_at=clock(9), place=PLACE, actor=stage.cast(SECRETARY),
        at=on(12, 7, 8, 30),
    )  # fmt: skip
    _agenda(
        stage,
        meeting,
        on(12, 7, 9),
        (
            ("CO_TLD", None, "collective"),
            ("BK_TLD", None, "person"),
            ("BK_LDLD", None, "person"),
            ("LDST", None, "person"),
            ("KNC_CD", None, "person"),
        ),
        "Ý kiến về danh sách công khai",
        "Kinh phí khen thưởng năm 2027",
    )
