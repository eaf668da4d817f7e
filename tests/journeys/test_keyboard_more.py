"""A movement, the register and the one search with keys alone, as in ``test_keyboard``."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.decisions import make_issued
from tests.factories.movements import make_live
from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from tests.journeys.browser import Person
from tests.journeys.test_keyboard import FOCUSED, press, tab_to, type_in
from thidua.domain.access import Role
from thidua.domain.movements.models import Movement, Registration
from thidua.domain.nominations.models import Nomination

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FAR = 120
HAS_FOCUS = "row => document.activeElement === row"


def mend(window: Person, link: str, *cells: tuple[str, str]) -> None:
    """Open the form of a condition of the gate, fill its fields by name and save."""
    tab_to(window, link, most=FAR)
    press(window, "Enter")
    window.page.locator("#cure").wait_for()
    window.settle()
    for name, text in cells:
        tab_to(window, name)
        window.page.keyboard.type(text)
    save(window)


def save(window: Person) -> None:
    tab_to(window, "Lưu")
    with window.page.expect_navigation():
        press(window, "Enter")
    window.settle()


def test_a_movement_is_written_launched_and_joined(person):
    country = make_country()
    head = person(make_user("chu-tich@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa"))
    page = head.visit("/phong-trao/")
    tab_to(head, "Phong trào mới", most=FAR)
    press(head, "Enter")
    page.wait_for_url("**/phong-trao/moi/")
    head.settle()
    tab_to(head, "Tên phong trào", most=FAR)
    type_in(head, "Mỗi tổ sản xuất một sáng kiến", "Enter")
    page.get_by_text("Chưa phát động được: 7 điều kiện chưa đạt.").wait_for()
    head.settle()
    mend(
        head, "Bổ sung",
        ("Mục đích", "Tăng năng suất bằng sáng kiến."), ("Nhiệm vụ chính trị", "Nghị quyết Đại hội, chỉ tiêu 4."),
    )  # fmt: skip
    mend(head, "Bổ sung", ("Chủ đề", "Mỗi tổ một sáng kiến"))
    mend(
        head, "Bổ sung",
        ("Chỉ tiêu", "Sáng kiến được công nhận"), ("Đơn vị đo", "sáng kiến"), ("Mốc", "3412"), ("Đích", "4000"),
    )  # fmt: skip
    mend(
        head, "Bổ sung",
        ("Nội dung", "Đặt đề bài ở từng tổ"), ("Biện pháp", "Ngày hội sáng kiến"), ("Người làm", "Ban Chính sách"),
        ("Ngày xong", "10102027"),
    )  # fmt: skip
    tab_to(head, "Bổ sung", most=FAR)
    press(head, "Enter")
    page.locator("#cure").wait_for()
    head.settle()
    tab_to(head, "Công đoàn cơ sở")
    press(head, "Space")
    tab_to(head, "Ai tham gia")
    page.keyboard.type("Công đoàn cơ sở có sản xuất trực tiếp")
    save(head)
    tab_to(head, "Dùng bảng điểm mẫu", most=FAR)
    with page.expect_navigation():
        press(head, "Enter")
    head.settle()
    if Movement.objects.get().awards == []:
        tab_to(head, "Tự lập", most=FAR)
        press(head, "Enter")
        page.locator("#cure").wait_for()
        head.settle()
        tab_to(head, "Bằng khen", most=FAR)
        press(head, "Space")
        save(head)
    # Day and month alike: which comes first in a field of a day is up to the browser.
    mend(
        head, "Bổ sung",
        ("Kinh phí", "0"), ("Hạn đăng ký", "02022027"), ("Sơ kết", "06062027"), ("Tổng kết", "11112027"),
    )  # fmt: skip
    tab_to(head, "Phát động", most=FAR)
    with page.expect_navigation():
        press(head, "Enter")
    head.settle()
    movement = Movement.objects.get()
    assert (movement.state, movement.final_on) == ("live", date(2027, 11, 11))
    officer = person(
        make_user("co-so@thidua.example", (Role.OFFICER, country.lam_thao), name="Phan Thị Kim Oanh")
    )
    page = officer.visit(f"/phong-trao/{movement.pk}/")
    tab_to(officer, "Đăng ký tham gia", most=FAR)
    press(officer, "Enter")
    page.wait_for_url("**/dang-ky/")
    officer.settle()
    tab_to(officer, "Sáng kiến được công nhận", most=FAR)
    press(officer, "Control+a")
    page.keyboard.type("12")
    tab_to(officer, "Đăng ký")
    with page.expect_navigation():
        press(officer, "Enter")
    officer.settle()
    assert [str(p.goal) for p in Registration.objects.get().pledges.all()] == ["12"]


def test_the_register_is_searched_and_a_line_opened(person):
    country = make_country()
    holder = make_person("Nguyễn Thị Hường", country.giay)
    other = make_person("Nguyễn Thị Hương", country.giay)
    for one in (holder, other):
        make_entry(one.subject, country.giay, country.phu_tho)
    clerk = person(
        make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho), name="Nguyễn Hữu Tuyển")
    )
    page = clerk.visit("/")
    press(clerk, "g", "s")
    page.wait_for_url("**/so-khen-thuong/")
    clerk.settle()
    assert page.evaluate(FOCUSED).startswith("Tìm tên")
    page.keyboard.type("huong nguyen")
    page.wait_for_url("**q=huong*nguyen*")
    page.locator("[data-row]").nth(1).wait_for()
    clerk.settle()
    press(clerk, "ArrowDown")
    page.locator("[data-row].chosen").wait_for()
    first, second = (page.locator("[data-row]").nth(at) for at in (0, 1))
    assert first.evaluate(HAS_FOCUS)
    press(clerk, "j")
    page.locator("[data-row].chosen").and_(second).wait_for()
    assert second.evaluate(HAS_FOCUS)
    name = second.get_by_role("link").first.inner_text()
    with page.expect_navigation():
        press(clerk, "Enter")
    clerk.settle()
    assert page.url.split("?")[0].rstrip("/").split("/")[-1] != "so-khen-thuong"
    assert clerk.reads(name)


def test_one_search_leads_everywhere(person, folders):
    country = make_country()
    worker = make_person("Trần Thị Ánh Nguyệt", country.giay)
    movement = make_live(country.phu_tho)
    decision = make_issued(country, count=1)
    dossier = Nomination.objects.get()
    office = person(
        make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho), (Role.APPRAISER, country.phu_tho))
    )
    page = office.visit("/")
    for text, what, address in (
        ("anh nguyet", "people", f"/con-nguoi/{worker.pk}/"),
        ("giay", "units", f"/to-chuc/{country.giay.pk}/don-vi/"),
        (decision.full_number, "decisions", f"/quyet-dinh/{decision.pk}/"),
        (dossier.name, "dossiers", f"/de-nghi/ho-so/{dossier.pk}/"),
        ("mot sang kien", "movements", f"/phong-trao/{movement.pk}/"),
        ("phong trao moi", "commands", "/phong-trao/moi/"),
    ):
        press(office, "Control+k")
        page.locator("#palette[open]").wait_for()
        page.keyboard.type(text)
        wanted = page.locator(f"#palette [role=option][href='{address}']")
        wanted.wait_for()
        office.settle()
        for _step in range(page.locator("#palette [role=option]").count()):
            if wanted.get_attribute("aria-selected") == "true":
                break
            press(office, "ArrowDown")
        assert what in (wanted.get_attribute("id") or "")
        press(office, "Enter")
        page.wait_for_url(f"**{address}")
        office.settle()
