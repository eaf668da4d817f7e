"""Việc của tôi."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role

pytestmark = pytest.mark.django_db


def test_an_empty_inbox_says_so(client, country, fixed_clock):
    client.force_login(make_user("can-bo@thidua.example", (Role.OFFICER, country.giay)))
    page = client.get(reverse("inbox")).content.decode()
    assert "Không có việc nào chờ bạn" in page
    assert "LĐLĐ tỉnh Phú Thọ" in page


def test_a_visitor_is_sent_to_sign_in(client, country):
    assert client.get("/").headers["Location"] == reverse("account_login")


def test_the_page_stays_within_fifteen_queries(client, country, fixed_clock):
    user = make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho), (Role.HEAD, country.phu_tho))
    client.force_login(user)
    client.get("/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/").status_code == 200
    assert len(asked) <= 15
