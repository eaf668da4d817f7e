"""An officer makes a token for a program, the program reads with it, and the officer closes it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.organizations import make_country
from thidua.domain.access import Role
from thidua.domain.accounts.tokens import leases

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 375])
def test_a_token_is_made_copied_used_and_revoked(person, folders, width):
    country = make_country()
    leases.forget()
    lan = person(
        make_user("lan@thidua.example", (Role.OFFICER, country.phu_tho), name="Trần Thị Lan"), width=width
    )
    lan.visit("/quyen/toi/")
    lan.click("Khóa cho chương trình")
    lan.page.fill("#id_label", "Phần mềm nhân sự của tỉnh")
    lan.page.press("#id_label", "Enter")
    lan.settle()
    secret = lan.page.input_value("#secret")
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/register").status_code == 200
    lan.visit("/quyen/khoa/")
    assert lan.reads("Phần mềm nhân sự của tỉnh")
    lan.page.click("main .entry button")
    lan.settle()
    assert program.get("/api/v1/register").status_code == 401
    lan.visit("/cong-khai/chuong-trinh/")
    assert lan.reads("GET /api/v1/register")
