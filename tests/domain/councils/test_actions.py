"""A council meets, counts twice and announces; what it may not do changes nothing."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from tests.factories.accounts import make_actor
from tests.factories.councils import (
    AT_MEETING,
    make_council,
    make_meeting,
    make_ready,
    open_vote,
    secretary_of,
    tally,
)
from tests.factories.nominations import referral_of
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.councils import actions, queries
from thidua.domain.councils.models import Attendance, Candidate, Council, Meeting, Tally
from thidua.domain.nominations import actions as nominations


def test_a_vote_is_counted_twice_and_reaches_the_nominations(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk)
    actions.count_item(item_id=item.pk, returned=13, actor=clerk, at=AT_MEETING)
    assert tally(item, 1, "Bùi Văn Thoại", [(12, 1, 0), (9, 3, 1)], actor=clerk) == ()
    assert tally(item, 2, "Đinh Thị Mùi", [(12, 1, 0), (9, 3, 1)], actor=clerk) == ()
    actions.confirm_item(item_id=item.pk, actor=clerk, at=AT_MEETING)
    first, second = Candidate.objects.filter(item=item)
    # General rule: two thirds of all fifteen, the absent in writing are not let in.
    assert (first.yes, first.denominator, first.needed, first.passed) == (12, 15, 10, True)
    assert (second.yes, second.denominator, second.needed, second.passed) == (9, 15, 10, False)
    kept = [referral_of(row.nomination) for row in (first, second)]
    assert [row.state for row in kept] == ["approved", "rejected"]
    assert kept[0].council_result == {
        "yes": 12, "denominator": 15, "needed": 10, "meeting": item.meeting_id, "passed": True,
    }  # fmt: skip


def test_tellers_who_differ_count_that_candidate_again_without_seeing_numbers(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk)
    actions.count_item(item_id=item.pk, returned=13, actor=clerk, at=AT_MEETING)
    tally(item, 1, "Bùi Văn Thoại", [(12, 1, 0), (9, 4, 0)], actor=clerk)
    second = item.candidates.last()
    assert second is not None
    assert tally(item, 2, "Đinh Thị Mùi", [(12, 1, 0), (10, 3, 0)], actor=clerk) == (second.pk,)
    with pytest.raises(Refused, match="chưa nhập đủ và khớp nhau"):
        actions.confirm_item(item_id=item.pk, actor=clerk, at=AT_MEETING)
    status = queries.count_status(item)
    assert status.missing == {1: (second.pk,), 2: (second.pk,)}
    assert status.differing == (second.pk,)
    assert Tally.objects.filter(candidate=second).count() == 0
    tally(item, 2, "Đinh Thị Mùi", [(10, 3, 0)], actor=clerk)
    tally(item, 1, "Bùi Văn Thoại", [(10, 3, 0)], actor=clerk)
    actions.confirm_item(item_id=item.pk, actor=clerk, at=AT_MEETING)
    second.refresh_from_db()
    assert (second.yes, second.passed, second.recounts) == (10, True, 1)


def test_the_log_never_holds_a_counted_number_before_the_result(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk, count=1)
    actions.count_item(item_id=item.pk, returned=13, actor=clerk, at=AT_MEETING)
    tally(item, 1, "Bùi Văn Thoại", [(11, 2, 0)], actor=clerk)
    entered = Event.objects.get(name="council.tally_entered")
    assert sorted(entered.data) == ["candidates", "differing", "item", "name", "teller"]
    assert "yes" not in json.dumps(entered.data)


@pytest.mark.parametrize(
    ("votes", "message"),
    [([(13, 1, 0)], "cộng được 14 phiếu, phải là 13"), ([(10, 2, 0)], "cộng được 12 phiếu, phải là 13")],
)
def test_sums_must_fit_the_ballots(country: Country, votes: list[tuple[int, int, int]], message: str) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk, count=1)
    actions.count_item(item_id=item.pk, returned=13, actor=clerk, at=AT_MEETING)
    with pytest.raises(Refused, match=message):
        tally(item, 1, "Bùi Văn Thoại", votes, actor=clerk)
    assert Tally.objects.count() == 0


def test_one_person_is_not_both_tellers(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk, count=1)
    actions.count_item(item_id=item.pk, returned=13, actor=clerk, at=AT_MEETING)
    tally(item, 1, "Bùi Văn Thoại", [(12, 1, 0)], actor=clerk)
    with pytest.raises(Refused, match="phải là người khác"):
        tally(item, 2, "bùi  văn thoại", [(12, 1, 0)], actor=clerk)
    assert Tally.objects.count() == 1


def test_a_member_with_a_conflict_leaves_one_vote_and_stays_in_the_total(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk)
    first = item.candidates.first()
    assert first is not None
    member = item.meeting.council.members.get(name="Hoàng Ngọc Anh")
    actions.declare_conflict(
        candidate_id=first.pk, member_id=member.pk, reason="em ruột", actor=clerk, at=AT_MEETING
    )
    actions.count_item(item_id=item.pk, returned=13, actor=clerk, at=AT_MEETING)
    with pytest.raises(Refused, match="phải là 12"):
        tally(item, 1, "Bùi Văn Thoại", [(12, 1, 0), (12, 1, 0)], actor=clerk)
    for teller, name in ((1, "Bùi Văn Thoại"), (2, "Đinh Thị Mùi")):
        tally(item, teller, name, [(12, 0, 0), (12, 1, 0)], actor=clerk)
    actions.confirm_item(item_id=item.pk, actor=clerk, at=AT_MEETING)
    first.refresh_from_db()
    assert (first.denominator, first.needed, first.passed) == (15, 10, True)


def test_without_quorum_the_meeting_does_not_open(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    meeting = make_meeting(make_council(country.phu_tho, actor=clerk), actor=clerk, present=8, written=3)
    with pytest.raises(Refused, match="có mặt 8, cần ít nhất 10 trên 15 thành viên, còn thiếu 2"):
        actions.open_meeting(meeting_id=meeting.pk, actor=clerk, at=AT_MEETING)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.opened_at) == ("planned", None)


def test_a_meeting_does_not_open_before_its_day_but_may_be_put_on_another(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    meeting = make_meeting(make_council(country.phu_tho, actor=clerk), actor=clerk)
    early = AT_MEETING - timedelta(days=6)
    with pytest.raises(Refused, match="Phiên họp ngày 14/12/2026, hôm nay mới 08/12/2026"):
        actions.open_meeting(meeting_id=meeting.pk, actor=clerk, at=early)
    with pytest.raises(Refused, match="Ngày 07/12/2026 đã qua"):
        actions.move_meeting_to(
            meeting_id=meeting.pk,
            held_on=date(2026, 12, 7),
            starts_at=time(9),
            place="",
            actor=clerk,
            at=early,
        )
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on, meeting.opened_at) == ("planned", date(2026, 12, 14), None)
    seats = meeting.attendance.count()
    actions.move_meeting_to(
        meeting_id=meeting.pk, held_on=date(2026, 12, 8), starts_at=time(14), place="Phòng họp số 2",
        actor=clerk, at=early,
    )  # fmt: skip
    actions.open_meeting(meeting_id=meeting.pk, actor=clerk, at=early)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.held_on, meeting.place) == ("open", date(2026, 12, 8), "Phòng họp số 2")
    assert meeting.attendance.count() == seats
    with pytest.raises(Refused, match="đã khai mạc"):
        actions.move_meeting_to(
            meeting_id=meeting.pk,
            held_on=date(2026, 12, 9),
            starts_at=time(9),
            place="",
            actor=clerk,
            at=early,
        )


def test_another_day_calls_who_is_seated_then(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    council = make_council(country.phu_tho, actor=clerk)
    meeting = make_meeting(council, actor=clerk)
    leaving = council.members.get(name="Kim Thị Sơn")
    actions.end_member(
        member_id=leaving.pk, on=date(2026, 12, 20), reason="nghỉ hưu", actor=clerk, at=AT_MEETING
    )
    actions.move_meeting_to(
        meeting_id=meeting.pk, held_on=date(2026, 12, 21), starts_at=time(9), place="", actor=clerk,
        at=AT_MEETING,
    )  # fmt: skip
    names = set(meeting.attendance.values_list("member__name", flat=True))
    assert "Kim Thị Sơn" not in names
    assert "Đàm Vĩnh Khoa" in names


def test_absence_needs_a_reason(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    meeting = make_meeting(make_council(country.phu_tho, actor=clerk), actor=clerk)
    seat = Attendance.objects.filter(meeting=meeting).first()
    assert seat is not None
    with pytest.raises(Refused, match="lý do vắng mặt của Đàm Vĩnh Khoa"):
        actions.mark_presence(
            meeting_id=meeting.pk, member_id=seat.member_id, presence="absent", actor=clerk, at=AT_MEETING
        )
    seat.refresh_from_db()
    assert seat.presence == "present"


def test_closing_freezes_the_minutes(country: Country, tmp_path: Path) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk, count=1)
    with pytest.raises(Refused, match="chưa công bố kết quả"):
        actions.close_meeting(meeting_id=item.meeting_id, content_root=tmp_path, actor=clerk, at=AT_MEETING)
    actions.count_item(item_id=item.pk, returned=13, actor=clerk, at=AT_MEETING)
    for teller, name in ((1, "Bùi Văn Thoại"), (2, "Đinh Thị Mùi")):
        tally(item, teller, name, [(13, 0, 0)], actor=clerk)
    actions.confirm_item(item_id=item.pk, actor=clerk, at=AT_MEETING)
    meeting = actions.close_meeting(
        meeting_id=item.meeting_id, content_root=tmp_path, actor=clerk, at=AT_MEETING
    )
    assert meeting.state == "closed"
    assert len(meeting.minutes_sha256) == 64
    kept = tmp_path / meeting.minutes_sha256[:2] / meeting.minutes_sha256[2:4] / meeting.minutes_sha256
    assert kept.read_bytes()[:5] == b"%PDF-"
    with pytest.raises(Refused, match="đã kết thúc"):
        actions.write_notes(meeting_id=meeting.pk, notes="Sửa", actor=clerk, at=AT_MEETING)


def test_the_minutes_write_themselves(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    item = open_vote(country, actor=clerk, count=1)
    meeting = queries.get_meeting(clerk, item.meeting_id)
    draft = queries.minutes_of(queries.meeting_view(meeting), at=AT_MEETING)
    assert (draft.issuer, draft.place, draft.chair) == (
        "LIÊN ĐOÀN LAO ĐỘNG TỈNH PHÚ THỌ", "Phú Thọ", "Đàm Vĩnh Khoa",
    )  # fmt: skip
    assert (len(draft.members), draft.voting, draft.quorum, draft.ended_at) == (15, 14, 10, None)
    assert draft.items[0].results == ()
    assert draft.items[0].notes == ("Kết quả sẽ ghi vào đây khi công bố.",)


def test_a_nomination_stands_on_one_open_agenda_only(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    make_ready(country)
    meeting = make_meeting(make_council(country.phu_tho, actor=clerk), actor=clerk)
    assert queries.award_choices(meeting) == [
        ("BK_LDLD", "Bằng khen của LĐLĐ tỉnh, thành phố, công đoàn ngành Trung ương", "person", 2)
    ]
    item = actions.add_item(
        meeting_id=meeting.pk, award_code="BK_LDLD", subject_kind="person", actor=clerk, at=AT_MEETING
    )
    assert item.title.endswith("— 2 cá nhân")
    assert queries.award_choices(meeting) == []
    with pytest.raises(Refused, match="Chưa có đề nghị nào đã thẩm định"):
        actions.add_item(meeting_id=meeting.pk, award_code="BK_LDLD", actor=clerk, at=AT_MEETING)


def test_a_withdrawn_nomination_blocks_the_vote_until_it_is_taken_off(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    gone, _stays = make_ready(country)
    meeting = make_meeting(make_council(country.phu_tho, actor=clerk), actor=clerk)
    item = actions.add_item(meeting_id=meeting.pk, award_code="BK_LDLD", actor=clerk, at=AT_MEETING)
    actions.open_meeting(meeting_id=meeting.pk, actor=clerk, at=AT_MEETING)
    officer = make_actor(Role.OFFICER, country.lam_thao)
    nominations.withdraw(nomination_id=gone.pk, reason="Xin rút", actor=officer, at=AT_MEETING)
    with pytest.raises(Refused, match="hiện “Đã rút” nên không bỏ phiếu được"):
        actions.open_item(item_id=item.pk, actor=clerk, at=AT_MEETING)
    row = Candidate.objects.get(nomination=gone)
    actions.remove_candidate(candidate_id=row.pk, reason="Đã rút", actor=clerk, at=AT_MEETING)
    actions.open_item(item_id=item.pk, actor=clerk, at=AT_MEETING)
    item.refresh_from_db()
    assert (item.state, item.candidates.count()) == ("voting", 1)


def test_others_neither_run_nor_see_the_council(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    council = make_council(country.phu_tho, actor=clerk)
    neighbour = secretary_of(country.bac_ninh)
    member = make_actor(Role.COUNCIL_MEMBER, country.phu_tho)
    with pytest.raises(Refused, match="Chỉ thư ký Hội đồng hoặc người đứng đầu"):
        actions.plan_meeting(
            council_id=council.pk, held_on=date(2026, 12, 14), starts_at=time(9), actor=member, at=AT_MEETING
        )
    assert Meeting.objects.count() == 0
    assert queries.get_council(member, council.pk) == council
    with pytest.raises(Council.DoesNotExist):
        queries.get_council(neighbour, council.pk)


def test_seats_have_terms(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    council = make_council(country.phu_tho, actor=clerk)
    with pytest.raises(Refused, match="đã có chủ tịch"):
        actions.add_member(
            council_id=council.pk, name="Ngô Quý Bắc", role="chair", since=date(2026, 1, 1), actor=clerk,
            at=AT_MEETING,
        )  # fmt: skip
    leaving = council.members.get(name="Kim Thị Sơn")
    actions.end_member(
        member_id=leaving.pk, on=date(2026, 12, 1), reason="Nghỉ hưu", actor=clerk, at=AT_MEETING
    )
    assert queries.seated(council.pk, date(2026, 11, 30)).count() == 16
    assert queries.seated(council.pk, date(2026, 12, 1)).count() == 15
