"""From a figure to a certificate in three clicks, and with keys alone; tables of the circulars and indicators."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from tests.journeys.test_keyboard import press, tab_to
from thidua.core.clock import SystemClock
from thidua.domain.access import Role
from thidua.domain.reporting.cube.keeping import rebuild

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FIGURE = "table.pivot td a[href*='o=25%7Cprovince']"


@pytest.fixture
def office():
    """The standing office of a country where Phú Thọ honored three people this year and one the year before."""
    country = make_country()
    for name, award, day in (
        ("Nguyễn Thị Hường", "BK_LDLD", date(2026, 5, 1)),
        ("Lê Thị Sen", "BK_LDLD", date(2026, 4, 20)),
        ("Đỗ Văn Hùng", "BK_TLD", date(2026, 3, 1)),
        ("Trần Văn Bình", "BK_TLD", date(2025, 5, 1)),
    ):
        subject = make_person(name, country.giay).subject
        make_entry(subject, country.giay, country.phu_tho, award_code=award, decided_on=day)
    rebuild(at=SystemClock().now())
    return make_user("tdkt@thidua.example", (Role.STANDING_OFFICE, country.tld), name="Trịnh Thị Minh Châu")


@pytest.mark.parametrize("width", [1440, 375])
def test_from_a_provincial_figure_to_a_certificate_in_three_clicks(person, office, width):
    reader = person(office, width=width)
    page = reader.visit("/thong-ke/")
    assert page.locator(FIGURE).inner_text() == "2"
    page.locator(FIGURE).click()
    reader.settle()
    assert reader.reads("lượt khen của 2 người, tập thể")
    page.locator("a", has_text="Nguyễn Thị Hường").click()
    reader.settle()
    reader.click("Trang xác thực")
    assert reader.reads("Nguyễn Thị Hường")
    assert "/xac-thuc/" in page.url


def test_a_figure_is_opened_with_keys_alone(person, office):
    reader = person(office)
    page = reader.visit("/thong-ke/?hang=year&nam=moi")
    tab_to(reader, "2")
    press(reader, "Enter")
    page.wait_for_url("**o=2026**")
    reader.settle()
    tab_to(reader, "Mở cả 2 dòng")
    press(reader, "Enter")
    reader.settle()
    assert reader.reads("Lê Thị Sen")


@pytest.mark.parametrize("width", [1440, 375])
def test_tables_of_the_circulars_and_indicators_open_what_they_count(person, office, width):
    reader = person(office, width=width)
    page = reader.visit("/thong-ke/bieu/")
    page.locator("a", has_text="0603.N/BNV").click()
    reader.settle()
    page.locator("table.statutory td a").first.click()
    reader.settle()
    assert reader.reads("Những gì số này đếm")
    page = reader.visit("/thong-ke/chi-so/")
    page.locator("table td a").first.click()
    reader.settle()
    assert reader.reads("Lê Thị Sen")
    reader.visit("/thong-ke/?co_cau=then")
    reader.visit("/thong-ke/?hien=change")


def shelf(page, name):
    return page.locator(f"[data-shelf={name}]")


def test_fields_are_dragged_into_rows_and_columns_and_exchanged(person, office):
    reader = person(office)
    page = reader.visit("/thong-ke/")
    page.locator(".fields-tray summary").click()
    page.locator("[data-field=sex]").drag_to(shelf(page, "hang"))
    page.wait_for_url("**hang=sex**")
    reader.settle()
    assert shelf(page, "hang").locator("select").input_value() == "sex"
    shelf(page, "cot").locator(".grip").drag_to(shelf(page, "hang"))
    page.wait_for_url("**hang=award_group**cot=sex**")
    reader.settle()
    page.locator(".fields-tray summary").click()
    page.locator("[data-field=persons]").drag_to(shelf(page, "do"))
    page.wait_for_url("**do=persons**")
    reader.settle()
    page.locator(".fields-tray summary").click()
    page.locator("[data-field=level]").drag_to(page.locator("details[data-shelf=loc] summary"))
    assert page.evaluate("document.activeElement.name") == "cap"


def test_a_field_that_may_not_stand_in_columns_is_not_taken(person, office):
    reader = person(office)
    page = reader.visit("/thong-ke/?hang=year&nam=moi")
    page.locator(".fields-tray summary").click()
    page.locator("[data-field=province]").drag_to(shelf(page, "cot"))
    reader.settle()
    assert shelf(page, "cot").locator("select").input_value() == "award_group"
    assert "province" not in page.url


def test_fields_are_put_with_keys_alone(person, office):
    reader = person(office)
    page = reader.visit("/thong-ke/")
    tab_to(reader, "Trường")
    press(reader, "Enter")
    tab_to(reader, "Giới: Cột")
    press(reader, "Enter")
    page.wait_for_url("**cot=sex**")
    reader.settle()
    assert reader.reads("theo tỉnh, thành và giới")


@pytest.mark.parametrize("width", [1440, 1000, 375])
def test_the_open_cell_lies_over_the_page_and_closes_by_escape(person, office, width):
    reader = person(office, width=width)
    page = reader.visit("/thong-ke/")
    page.locator(FIGURE).click()
    reader.settle()
    head = page.locator(".panel .drawer-head").bounding_box()
    assert head
    assert 0 <= head["y"] < 700
    where = page.evaluate("getComputedStyle(document.querySelector('.panel')).position")
    assert where == ("sticky" if width == 1440 else "fixed")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Đóng"
    press(reader, "Escape")
    page.wait_for_url(lambda address: "o=" not in address)
    reader.settle()
    assert page.locator(".drawer-head").count() == 0
    assert page.evaluate("document.activeElement.id") == "at-25-province", "one goes on where one was"


@pytest.mark.parametrize("width", [1440, 375])
def test_a_table_is_kept_sent_by_mail_and_taken_along(person, office, width):
    reader = person(office, width=width)
    page = reader.visit("/thong-ke/?hang=sex")
    page.locator("summary", has_text="Tải về").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="PNG, biểu đồ cột").click()
    assert taken.value.suggested_filename == "thong-ke-20261208.png"
    reader.settle()
    reader.click("Lưu bảng")
    page.fill("input[name=name]", "Nữ và nam")
    page.select_option("select[name=rhythm]", "weekly")
    reader.click("Lưu", exact=True)
    assert reader.reads("gửi cho tôi: Sáng thứ Hai hằng tuần, lần tới 14/12/2026")
    reader.click("Thôi gửi thư bảng Nữ và nam")
    assert reader.reads("Từ nay không gửi bảng “Nữ và nam” cho bạn nữa.")
    reader.click("Nữ và nam", exact=True)
    assert reader.reads("theo giới và hình thức")
