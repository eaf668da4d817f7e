"""What is not there says so in words, for visitors and for staff."""

import pytest
from django.test import Client

from tests.factories.accounts import make_user
from thidua.domain.access import Role

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_says_what_to_do(client):
    response = client.get("/khong-co-dau/")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


def test_a_form_without_its_token_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post("/tai-khoan/login/", {"login": "a"})
    assert response.status_code == 403
    assert "Trang đã để quá lâu" in response.content.decode()


def test_every_answer_carries_the_strict_policy(client, country, fixed_clock):
    client.force_login(make_user("toi@thidua.example", (Role.OFFICER, country.giay)))
    headers = client.get("/tro-giup/").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"
