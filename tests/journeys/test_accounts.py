"""Accounts by their owners' hands: a second step and its spare codes, a forgotten password, other machines, roles."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache

from tests.factories.accounts import PASSWORD, make_user
from tests.factories.organizations import make_country
from tests.journeys.browser import Person
from thidua.domain.access import Role
from thidua.domain.accounts.models import Delegation, RoleGrant, User

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Signing in is counted; nothing is left of other tests."""
    cache.clear()


@pytest.fixture
def country():
    return make_country()


@pytest.fixture
def user(country) -> User:
    return make_user("lan@thidua.example", (Role.OFFICER, country.giay), name="Trần Thị Lan")


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_out(window: Person) -> None:
    window.visit("/tai-khoan/logout/")
    window.page.locator("main button[type=submit]").click()
    window.page.wait_for_url(lambda address: "/logout" not in address)
    window.settle()


def give_password(window: Person, user: User, password: str = PASSWORD) -> None:
    page = window.visit("/tai-khoan/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(lambda address: "/login" not in address)
    window.settle()


def test_a_second_step_is_set_up_and_a_spare_code_opens_the_door(person, user):
    window = person(user)
    page = window.visit("/quyen/toi/")
    window.click("Xác thực hai bước")
    window.click("Bật xác thực hai bước")
    page.fill("input[name=password]", PASSWORD)
    window.click("Xác nhận")
    secret = page.input_value("#authenticator_secret")
    page.fill("input[name=code]", "000000")
    window.click("Bật", exact=True)
    assert window.reads("Mã chưa đúng")
    page.fill("input[name=code]", code_now(page.input_value("#authenticator_secret") or secret))
    window.click("Bật", exact=True)
    page.locator("#recovery_codes li").first.wait_for()
    spare = page.locator("#recovery_codes li").all_inner_texts()
    assert len(spare) == 10
    sign_out(window)
    give_password(window, user)
    assert window.reads("ghi mã 6 số, hoặc ghi một mã dự phòng")
    page.fill("input[name=code]", spare[0])
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda address: "/2fa/" not in address)
    window.settle()
    window.visit("/quyen/toi/")
    assert window.reads("Xác thực hai bước đang bật")


def test_a_forgotten_password_is_set_by_the_link_of_a_letter(person, user):
    window = person()
    page = window.visit("/tai-khoan/login/")
    window.click("Quên mật khẩu")
    page.fill("input[name=email]", user.email)
    window.click("Gửi liên kết")
    assert window.reads("một liên kết vừa được gửi tới")
    link = re.search(r"https?://\S+", mail.outbox[-1].body)
    assert link is not None
    page.goto("/tai-khoan/" + link[0].split("/tai-khoan/", 1)[1])
    window.settle()
    for name in ("password1", "password2"):
        page.fill(f"input[name={name}]", "mua-he-do-lua-1975")
    window.click("Đặt mật khẩu")
    assert window.reads("Từ giờ bạn đăng nhập bằng mật khẩu mới.")
    give_password(window, user, "mua-he-do-lua-1975")
    window.visit("/quyen/toi/")
    assert window.reads("Trần Thị Lan")


def test_other_machines_are_listed_and_signed_out(person, user):
    here, there = person(user), person(user)
    page = here.visit("/quyen/toi/")
    here.click("Các máy đang đăng nhập")
    assert page.locator("main li.entry").count() == 2
    here.click("Đăng xuất khỏi các máy khác")
    assert here.reads("Không có máy nào khác đang đăng nhập.")
    there.visit("/quyen/toi/")
    assert "/tai-khoan/login/" in there.page.url
    here.visit("/quyen/toi/")
    assert here.reads("Trần Thị Lan")


def test_a_role_is_given_inside_ones_subtree_and_lent_for_days(person, country, user):
    head = person(make_user("khoa@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa"))
    stand_in = make_user("thay@thidua.example", (Role.OFFICER, country.giay), name="Lê Văn Thay")
    page = head.visit("/quyen/")
    head.click("Giao quyền")
    pick(head, "Người được giao", "lan", "Trần Thị Lan")
    page.get_by_label("Quyền", exact=True).select_option("appraiser")
    pick(head, "Tại đơn vị", "dap cau", "")  # a union of another province is not offered
    pick(head, "Tại đơn vị", "kcn", "Công đoàn các KCN tỉnh Phú Thọ")
    type_day(head, "Đến trước ngày", "31122027")
    page.get_by_label("Căn cứ").fill("QĐ 15/QĐ-LĐLĐ ngày 08/12/2026")
    page.locator("main form button.primary").click()
    head.settle()
    assert head.reads("Đã giao quyền cho Trần Thị Lan.")
    given = RoleGrant.objects.get(user=user, role="appraiser")
    assert (given.organization_id, str(given.during.upper)) == (country.zone.pk, "2027-12-31")
    owner = person(user)
    owner.visit("/quyen/toi/")
    owner.page.locator("li.entry", has_text="Giấy Việt Trì").get_by_role(
        "link", name="Ủy quyền khi vắng"
    ).click()
    owner.settle()
    pick(owner, "Người được ủy quyền", "thay", "Lê Văn Thay")
    type_day(owner, "Đến trước ngày", "20122026")
    owner.page.get_by_label("Văn bản ủy quyền").fill("Giấy ủy quyền 01/GUQ-CĐ")
    owner.page.locator("main form button.primary").click()
    owner.settle()
    assert owner.reads("Đã ghi ủy quyền.")
    other = person(stand_in)
    other.visit("/quyen/toi/")
    assert other.reads("thay Trần Thị Lan, đến trước 20/12/2026")
    owner.click("Thu hồi")
    assert owner.reads("Đã thu hồi ủy quyền.")
    assert Delegation.objects.get().revoked_at is not None


def pick(window: Person, label: str, text: str, name: str) -> None:
    """Type into a field that suggests; choose ``name``, or see that nothing is offered when it is empty."""
    box = window.page.get_by_role("combobox", name=label)
    box.fill("")
    box.press_sequentially(text)
    window.page.wait_for_load_state("networkidle")
    options = window.page.locator(f"#{box.get_attribute('aria-controls')} [role=option]")
    if not name:
        window.settle()
        assert options.count() == 0
        return
    options.filter(has_text=name).first.wait_for()
    options.filter(has_text=name).first.click()


def type_day(window: Person, label: str, digits: str) -> None:
    window.page.get_by_label(label).focus()
    window.page.keyboard.type(digits)
    window.page.keyboard.press("Tab")
