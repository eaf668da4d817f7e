"""What an office does between the call and the certificate, with keys alone, as in ``test_keyboard``."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.appraisal import make_desk
from tests.factories.decisions import make_issued
from tests.factories.organizations import make_country
from tests.journeys.test_keyboard import press, tab_to, type_in
from tests.journeys.test_keyboard_movement import follow, save
from thidua.domain.access import Role
from thidua.domain.decisions.models import Decision
from thidua.domain.nominations.models import Nomination, OpinionRequest, Posting, Round
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.standing import latest_content, standing_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_round_is_opened(person):
    country = make_country()
    officer = person(
        make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho), name="Lê Thị Thanh Vân")
    )
    officer.visit("/de-nghi/")
    follow(officer, "Mở đợt")
    tab_to(officer, "BK LĐLĐ tỉnh", most=80)
    press(officer, "Space")
    tab_to(officer, "Hạn của cơ sở", most=80)
    type_in(officer, "15122026")
    tab_to(officer, "Hạn của cấp tỉnh, ngành")
    type_in(officer, "20/1/2027")
    save(officer)
    assert officer.reads("Đã mở đợt.")
    made = Round.objects.get()
    assert [row.due_on for row in made.deadlines.order_by("due_on")] == [
        date(2026, 12, 15),
        date(2027, 1, 20),
    ]


def test_an_opinion_is_asked_and_given(person):
    country = make_country()
    desk = make_desk(country, 2)
    Nomination.objects.update(verdict="eligible", problems=[])
    office = person(
        make_user("tham-dinh@thidua.example", (Role.APPRAISER, country.phu_tho), name="Nguyễn Hữu Tuyển")
    )
    page = office.visit("/tham-dinh/")
    press(office, "j", "x", "j", "x")
    follow(office, "Xin ý kiến…")
    assert office.reads(desk.nominations[1].name)
    tab_to(office, "Cơ quan được hỏi")
    type_in(office, "Sở Nội vụ")
    tab_to(office, "Số công văn")
    type_in(office, "118/LĐLĐ")
    tab_to(office, "Hẹn trả lời")
    press(office, "Control+a")
    type_in(office, "21122026")
    save(office)
    asked = OpinionRequest.objects.get()
    assert (asked.body, asked.due_on, asked.opinions.count()) == ("Sở Nội vụ", date(2026, 12, 21), 2)
    for one in asked.opinions.order_by("pk"):
        page.locator(f"[name=stance-{one.pk}]").first.wait_for()
    tab_to(office, "Đồng ý", most=80)
    press(office, "Space", "Tab")
    type_in(office, "Đủ điều kiện.")
    tab_to(office, "Đồng ý")
    press(office, "Space")
    tab_to(office, "Số văn bản trả lời")
    type_in(office, "901/SNV")
    tab_to(office, "Ngày trả lời")
    press(office, "Control+a")
    type_in(office, "8/12/2026")
    save(office)
    asked.refresh_from_db()
    assert (asked.state, asked.answer_no, asked.answered_on) == ("answered", "901/SNV", date(2026, 12, 8))


def test_names_are_posted_for_comment(person):
    country = make_country()
    desk = make_desk(country, 2)
    Nomination.objects.update(verdict="eligible", problems=[])
    office = person(
        make_user("tham-dinh@thidua.example", (Role.APPRAISER, country.phu_tho), name="Nguyễn Hữu Tuyển")
    )
    office.visit("/tham-dinh/")
    follow(office, "Niêm yết")
    follow(office, "Niêm yết danh sách")
    for one in desk.nominations:
        tab_to(office, f"Chọn {one.name}")
        press(office, "Space")
    save(office)
    assert office.reads("ngày làm việc")
    assert Posting.objects.get().nominations.count() == 2


def test_a_line_of_the_register_is_corrected_then_annulled(person, calendar, folders):
    country = make_country()
    make_issued(country, count=1)
    calendar.turn_to(21, 12, 2026, 9)
    entry = Entry.objects.get()
    office = person(
        make_user("tham-dinh@thidua.example", (Role.APPRAISER, country.phu_tho), name="Nguyễn Hữu Tuyển")
    )
    head = person(make_user("chu-tich@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa"))
    page = office.visit(f"/so-khen-thuong/{entry.register_no}/")
    follow(office, "Đính chính…")
    tab_to(office, "Họ tên")
    press(office, "Control+a")
    type_in(office, "Nguyễn Văn Thính")
    tab_to(office, "Lý do đính chính")
    type_in(office, "Sai dấu trong họ tên")
    save(office)
    issue(office, head)
    assert latest_content(entry).holder_name == "Nguyễn Văn Thính"
    office.visit(f"/so-khen-thuong/{entry.register_no}/")
    assert office.reads("Sai dấu trong họ tên")
    follow(office, "Hủy khen thưởng…")
    tab_to(office, "Căn cứ hủy bỏ")
    press(office, "ArrowDown", "Tab")
    type_in(office, "Giả mạo giấy chứng nhận sáng kiến")
    save(office)
    issue(office, head)
    assert standing_of(entry).is_annulled
    office.visit(f"/so-khen-thuong/{entry.register_no}/")
    assert office.reads("Dòng này đã bị hủy theo")
    assert page.get_by_role("link", name="Hủy khen thưởng…").count() == 0


def issue(office, head) -> None:
    """The draft in front of the office is sent, and the head signs it."""
    save(office)
    decision = Decision.objects.latest("pk")
    assert decision.state == "signing"
    page = head.visit(f"/quyet-dinh/{decision.pk}/")
    press(head, "Control+Enter")
    page.locator("#issue[open]").wait_for()
    save(head)
    decision.refresh_from_db()
    assert decision.state == "issued"
