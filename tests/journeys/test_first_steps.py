"""Signing in, looking around, signing out, in a real browser."""

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import make_country
from thidua.domain.access import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_an_officer_signs_in_and_finds_the_sections(person):
    country = make_country()
    officer = person(
        make_user("can-bo@thidua.example", (Role.OFFICER, country.giay), name="Phan Thị Kim Oanh")
    )
    assert officer.reads("Việc của tôi")
    for address in ("/quy-dinh/", "/quy-dinh/CSTDCS/", "/tro-giup/", "/thong-bao/", "/tim/?q=giay"):
        officer.visit(address)


def test_the_same_at_the_width_of_a_phone(person):
    country = make_country()
    officer = person(make_user("can-bo@thidua.example", (Role.OFFICER, country.giay)), width=375)
    for address in ("/", "/quy-dinh/", "/thong-bao/"):
        page = officer.visit(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 375


def test_a_wrong_password_is_refused_in_words(person):
    make_country()
    visitor = person()
    visitor.visit("/tai-khoan/login/")
    visitor.page.fill("input[name=login]", "ai-do@thidua.example")
    visitor.page.fill("input[name=password]", "sai-mat-khau")
    visitor.page.click("main button[type=submit]")
    visitor.settle()
    assert visitor.page.locator("[role=alert], .error-summary, .bad").count() > 0
