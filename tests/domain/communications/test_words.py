"""What each act says to those who are told of it: nothing is left out of the sentence."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.utils.translation import override

from tests.factories import reports
from tests.factories.accounts import make_actor, make_user
from tests.factories.councils import AT_MEETING, make_council, make_ready, secretary_of
from tests.factories.decisions import make_issued
from tests.factories.movements import make_live
from tests.factories.nominations import AT, later, make_round, make_sent, officer_of, referral_of, row
from tests.factories.organizations import Country
from thidua.core.errors import Refused
from thidua.domain.access import Role
from thidua.domain.accounts import actions as accounts
from thidua.domain.audit.models import Event
from thidua.domain.communications.actions import notifications_for
from thidua.domain.communications.catalog import TABLE, words
from thidua.domain.communications.models import Notification
from thidua.domain.councils import actions as councils
from thidua.domain.nominations import actions
from thidua.domain.nominations.models import Nomination
from thidua.domain.reports import actions as report_actions

pytestmark = pytest.mark.django_db


def told(event: str, *, audience: int = 1) -> str:
    """The sentence of the last such event, which ``audience`` people read."""
    rows = notifications_for(Event.objects.filter(name=event).latest("id"))
    assert len(rows) == audience
    return words(rows[0].event, rows[0].data)


def one_sent(country: Country) -> tuple[Nomination, int]:
    """A nomination of Lâm Thao at Phú Thọ; one more person answers for Lâm Thao, one appraises at Phú Thọ."""
    make_user("lamthao@thidua.example", (Role.HEAD, country.lam_thao))
    sender = officer_of(country.lam_thao)
    (one,) = make_sent(country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD")], actor=sender)
    return one, referral_of(one).pk


def test_an_office_is_told_of_a_list_that_arrives(country: Country) -> None:
    one_sent(country)
    assert told("submission.submitted") == (
        "CĐ Công ty CP Supe Lâm Thao trình 1 đề nghị trong Khen thưởng năm 2026."
    )


def test_a_return_carries_the_words_of_the_office(country: Country) -> None:
    one, referral = one_sent(country)
    office = make_actor(Role.APPRAISER, country.phu_tho)
    actions.return_nomination(
        referral_id=referral, reasons=["weak_achievement"], text="Nêu rõ kết quả.", actor=office, at=later(1)
    )
    assert told("nomination.returned", audience=2) == (
        "LĐLĐ tỉnh Phú Thọ trả lại hồ sơ của Nguyễn Văn Thịnh: Nêu rõ kết quả."
    )
    actions.resubmit(nomination_id=one.pk, actor=officer_of(country.lam_thao), at=later(2))
    assert told("nomination.resubmitted", audience=2) == ("Nguyễn Văn Thịnh: hồ sơ đã bổ sung và trình lại.")


def test_a_return_without_words_names_the_reasons_chosen(country: Country) -> None:
    referral = one_sent(country)[1]
    office = make_actor(Role.APPRAISER, country.phu_tho)
    actions.return_nomination(
        referral_id=referral,
        reasons=["missing_paper", "unreadable_file"],
        text="",
        actor=office,
        at=later(1),
    )
    assert told("nomination.returned", audience=2) == (
        "LĐLĐ tỉnh Phú Thọ trả lại hồ sơ của Nguyễn Văn Thịnh: "
        "Thiếu giấy tờ; Tệp mờ, thiếu trang hoặc thiếu dấu"
    )


def test_a_rejection_says_why(country: Country) -> None:
    referral = one_sent(country)[1]
    head = make_actor(Role.HEAD, country.phu_tho)
    actions.reject(referral_id=referral, reason="Trùng thành tích.", actor=head, at=later(1))
    assert told("nomination.rejected", audience=2) == (
        "Nguyễn Văn Thịnh không được thông qua: Trùng thành tích."
    )


def test_a_council_that_says_no_is_told_with_its_votes(country: Country) -> None:
    make_user("lamthao@thidua.example", (Role.HEAD, country.lam_thao))
    (one,) = make_ready(country, 1)
    result = actions.CouncilResult(yes=9, denominator=15, needed=10, meeting_id=1, passed=False)
    clerk = secretary_of(country.phu_tho)
    actions.take_council_result(referral_id=referral_of(one).pk, result=result, actor=clerk, at=AT_MEETING)
    assert told("nomination.rejected", audience=2) == (
        "Nguyễn Văn Thịnh không được thông qua: Hội đồng: 9 phiếu đồng ý trên 15, cần 10"
    )


def test_what_goes_up_is_told_to_its_author(country: Country) -> None:
    (one,) = make_sent(country.may, make_round(country.tld), [row(0, "BK_TLD")])
    zone = officer_of(country.zone)
    actions.appraise(referral_ids=[referral_of(one).pk], actor=zone, at=AT)
    actions.forward(referral_ids=[referral_of(one).pk], actor=zone, at=AT)
    assert told("nomination.forwarded") == (
        "Công đoàn các KCN tỉnh Phú Thọ đã chuyển hồ sơ của Nguyễn Văn Thịnh lên cấp trên."
    )


def test_an_award_is_named_in_the_language_of_the_reader(country: Country) -> None:
    make_issued(country, count=1)
    assert told("nomination.decided") == (
        "Nguyễn Văn Thịnh được khen: Bằng khen của LĐLĐ tỉnh, thành phố, công đoàn ngành Trung ương, quyết định 01/QĐ-LĐLĐ."
    )
    with override("en"):
        assert "Bằng khen" not in told("nomination.decided")


def test_a_movement_is_announced_at_home(country: Country) -> None:
    make_live(country.phu_tho)
    assert told("movement.launched") == ("Phong trào ““Mỗi tổ sản xuất một sáng kiến” 2027” đã phát động.")


def test_members_learn_when_and_where_they_meet(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    council = make_council(country.phu_tho, actor=clerk)
    seat = council.members.first()
    assert seat is not None
    seat.user = make_user("uyvien@thidua.example")
    seat.save()
    for place, told_place in (("Hội trường tầng 3", "Hội trường tầng 3"), ("", "nơi sẽ báo sau")):
        councils.plan_meeting(
            council_id=council.pk, held_on=date(2026, 12, 14), starts_at=time(9), place=place,
            actor=clerk, at=AT_MEETING,
        )  # fmt: skip
        assert told("council.meeting_planned") == f"Hội đồng họp ngày 14/12/2026 tại {told_place}."
    meeting = council.meetings.latest("pk")
    councils.move_meeting_to(
        meeting_id=meeting.pk, held_on=date(2026, 12, 15), starts_at=time(9), place="Nhà văn hóa",
        actor=clerk, at=AT_MEETING,
    )  # fmt: skip
    assert told("council.meeting_moved") == "Hội đồng đổi ngày họp sang 15/12/2026 tại Nhà văn hóa."


def test_roles_are_told_to_whom_they_are_given(country: Country) -> None:
    head = make_user("truong@thidua.example", name="Đàm Vĩnh Khoa")
    other = make_user("thay@thidua.example")
    giver = make_actor(Role.HEAD, country.phu_tho)
    grant = accounts.grant_role(
        actor=giver, at=AT, user_id=head.pk, role=Role.OFFICER, unit_id=country.phu_tho.pk,
        since=date(2026, 12, 1), instrument="QĐ 1",
    )  # fmt: skip
    assert told("role.granted") == "Bạn được giao vai trò Cán bộ thi đua tại LĐLĐ tỉnh Phú Thọ."
    with override("en"):
        assert told("role.granted").startswith("You have been given the role Emulation officer")
    accounts.delegate(
        actor=giver, at=AT, grant_id=grant.pk, delegate_id=other.pk, since=date(2026, 12, 8),
        until=date(2026, 12, 20), instrument="GUQ 1",
    )  # fmt: skip
    assert told("role.delegated") == "Đàm Vĩnh Khoa ủy quyền cho bạn đến trước ngày 20/12/2026."


def test_a_union_unit_is_told_that_its_opinion_is_asked_and_the_office_that_it_came(country: Country) -> None:
    _one, referral = one_sent(country)
    make_user("kcn@thidua.example", (Role.OFFICER, country.zone))
    office, zone = make_actor(Role.APPRAISER, country.phu_tho), make_actor(Role.HEAD, country.zone)
    asked = actions.ask_opinion(
        referral_ids=[referral], body="", unit_id=country.zone.pk, question="Đề nghị cho ý kiến.",
        due_on=date(2026, 12, 18), actor=office, at=AT,
    )  # fmt: skip
    about = "xin ý kiến về Nguyễn Văn Thịnh, hẹn 18/12/2026."
    assert told("nomination.opinion_asked", audience=2) == f"LĐLĐ tỉnh Phú Thọ {about}"
    actions.remind_opinion(request_id=asked.pk, actor=office, at=later(1))
    assert told("nomination.opinion_urged", audience=2).startswith("LĐLĐ tỉnh Phú Thọ nhắc cho ý kiến")
    actions.answer_opinion(
        request_id=asked.pk, said={asked.opinions.get().pk: actions.Said("agrees")}, answered_on=AT.date(),
        actor=zone, at=later(2),
    )  # fmt: skip
    assert told("nomination.opinion_given", audience=2) == f"{asked.body} đã có ý kiến về Nguyễn Văn Thịnh."


def test_a_report_is_told_up_when_sent_and_down_when_judged(country: Country) -> None:
    assignment = reports.make_assignment(country.tld)
    make_user("vanphong@thidua.example", (Role.APPRAISER, country.phu_tho))
    reports.send(assignment, country.giay)
    title = "Báo cáo tổng kết năm 2026"
    assert told("report.sent") == f"CĐ Công ty CP Giấy Việt Trì đã gửi “{title}”."
    office = make_actor(Role.APPRAISER, country.phu_tho)
    common = {"assignment_id": assignment.pk, "unit_id": country.giay.pk, "actor": office, "at": AT}
    report_actions.return_report(reason="Thiếu số nữ", **common)
    assert told("report.returned") == f"“{title}” bị trả lại: Thiếu số nữ"
    reports.send(assignment, country.giay)
    report_actions.approve(**common)
    assert told("report.approved", audience=2) == f"“{title}” đã được duyệt."
    report_actions.reopen(reason="Sai kỳ", **common)
    assert told("report.reopened", audience=2) == f"“{title}” được mở lại: Sai kỳ"


def test_an_office_is_told_of_what_lies_there_too_long(country: Country) -> None:
    one_sent(country)
    make_user("thamdinh@thidua.example", (Role.APPRAISER, country.phu_tho))
    urged = {"office_id": country.phu_tho.pk, "actor": make_actor(Role.STANDING_OFFICE, country.tld)}
    with pytest.raises(Refused, match="không còn hồ sơ nào quá hạn"):
        report_actions.urge_office(at=AT, **urged)
    assert report_actions.urge_office(at=later(120), **urged) == 1
    assert told("report.office_urged", audience=2) == "Cấp trên nhắc: đơn vị còn 1 hồ sơ khen thưởng quá hạn."
    with pytest.raises(Refused, match="mỗi ngày nhắc một lần"):
        report_actions.urge_office(at=later(120), **urged)


def test_many_units_are_told_in_lots_of_what_is_asked_and_what_is_missing(country: Country) -> None:
    assignment = reports.make_assignment(country.tld)
    officer = officer_of(country.giay)
    nudge = report_actions.nudge(
        assignment_id=assignment.pk, actor=make_actor(Role.OFFICER, country.tld), at=AT
    )
    told_of = {}
    for telling in (assignment.tellings.get(kind="assigned"), nudge):
        while report_actions.tell_lot(telling_id=telling.pk, at=AT):
            pass
        note = Notification.objects.get(user_id=officer.user_id, key=f"telling:{telling.pk}")
        told_of[note.event] = words(note.event, note.data)
    assert told_of == {
        "report.assigned": "Báo cáo tổng kết năm 2026: CĐ Công ty CP Giấy Việt Trì gửi báo cáo trước hết ngày 05/12/2026.",
        "report.nudged": "Nhắc: CĐ Công ty CP Giấy Việt Trì chưa gửi “Báo cáo tổng kết năm 2026”, hạn là 05/12/2026.",
    }
    for event in told_of:
        assert not notifications_for(Event.objects.filter(name=event).latest("id"))


def test_the_table_has_no_line_without_a_test_here() -> None:
    assert set(TABLE) == {
        "submission.submitted", "nomination.returned", "nomination.resubmitted", "nomination.forwarded",
        "nomination.rejected", "nomination.decided", "movement.launched", "council.meeting_planned",
        "council.meeting_moved", "role.granted", "role.delegated",
        "nomination.opinion_asked", "nomination.opinion_urged", "nomination.opinion_given",
        "report.assigned", "report.nudged", "report.sent", "report.returned", "report.approved", "report.reopened",
        "report.office_urged",
    }  # fmt: skip
