"""A movement is launched and joined with keys alone, as in ``test_keyboard``; days are typed as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import make_country
from tests.journeys.browser import Person
from tests.journeys.test_keyboard import press, tab_to, type_in
from thidua.domain.access import Role
from thidua.domain.movements.models import Movement, Registration

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_movement_is_drafted_mended_launched_and_joined(person):
    country = make_country()
    head = person(make_user("chu-tich@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa"))
    draft(head)
    mend(head)
    launch(head)
    join(
        person(make_user("co-so@thidua.example", (Role.OFFICER, country.lam_thao), name="Phan Thị Kim Oanh"))
    )


def draft(head: Person) -> None:
    """The last template of the list is chosen with arrows."""
    page = head.visit("/")
    press(head, "g", "p")
    page.wait_for_url("**/phong-trao/")
    head.settle()
    follow(head, "Phong trào mới")
    tab_to(head, "Không dùng mẫu")
    press(head, "ArrowUp")
    follow(head, "Tạo bản thảo", most=8)
    assert Movement.objects.get().template == page_template()


def page_template() -> str:
    from thidua.domain.movements.templates import templates

    return list(templates())[-1]


def mend(head: Person) -> None:
    """Each condition is opened where it stands, and the page comes back to it."""
    for part, fields in (
        ("Mục đích gắn nhiệm vụ chính trị", (("Mục đích", "Mỗi tổ có một sáng kiến được áp dụng."),
                                             ("Nhiệm vụ chính trị", "Nghị quyết Đại hội, chỉ tiêu 4."))),
        ("Chủ đề dễ nhớ", (("Chủ đề", "Mỗi tổ một sáng kiến"), ("Người chịu trách nhiệm", "Lê Thị Thanh Vân"))),
        ("Kinh phí và ngày tổng kết", (("Kinh phí", "420.000.000"), ("Phát động", "10122026"), ("Hạn đăng ký", "31/1/2027"),
                                   ("Sơ kết", "30 6 2027"), ("Tổng kết", "15.11.2027"))),
    ):  # fmt: skip
        open_part(head, part)
        for name, text in fields:
            tab_to(head, name)
            press(head, "Control+a")
            type_in(head, text)
        save(head)
    follow(head, "Thêm số, hoặc bỏ chỉ tiêu này", most=120)
    rows = Movement.objects.get().targets.count()
    for _row in range(rows):
        tab_to(head, "Mốc")
        type_in(head, "38,5")
        type_in(head, "55")
    save(head)
    row = Movement.objects.get()
    assert (row.during.lower, row.registration_due) == (date(2026, 12, 10), date(2027, 1, 31))
    assert (row.interim_on, row.final_on) == (date(2027, 6, 30), date(2027, 11, 15))
    assert row.theme == "Mỗi tổ một sáng kiến"
    assert {(str(target.baseline), str(target.goal)) for target in row.targets.all()} == {("38.50", "55.00")}


def open_part(head: Person, title: str) -> None:
    """The link of a condition says what it mends."""
    for _step in range(120):
        said = head.page.evaluate(
            "() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"
        )
        if title in said and said.startswith(("Sửa", "Bổ sung")):
            break
        press(head, "Tab")
    else:
        raise AssertionError(f"{title!r} is not reached")
    with head.page.expect_navigation():
        press(head, "Enter")
    head.settle()


def save(head: Person) -> None:
    with head.page.expect_navigation():
        press(head, "Control+Enter")
    head.settle()


def launch(head: Person) -> None:
    follow(head, "Phát động", most=120)
    assert head.reads("Đã phát động.")
    assert Movement.objects.get().state == "live"


def join(officer: Person) -> None:
    officer.visit("/phong-trao/")
    follow(officer, "Đăng ký")
    target = Movement.objects.get().targets.first()
    assert target is not None
    tab_to(officer, target.name)
    press(officer, "Control+a")
    type_in(officer, "120")
    follow(officer, "Đăng ký")
    assert officer.reads("Đã đăng ký.")
    assert Registration.objects.get().pledges.get(target=target).goal == 120


def follow(window: Person, name: str, most: int = 60) -> None:
    """Tab to what is called ``name``, press Enter, wait for the page it leads to."""
    tab_to(window, name, most=most)
    with window.page.expect_navigation():
        press(window, "Enter")
    window.settle()
