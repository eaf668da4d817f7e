"""Việc của tôi."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_actor, make_user
from tests.factories.councils import make_ready
from tests.factories.decisions import AT_SIGNING, approve
from tests.factories.nominations import AT, make_round, make_sent, referral_of, row
from thidua.domain.access import Role
from thidua.domain.decisions.actions import draft_decision, send_to_sign
from thidua.domain.nominations import actions as nominations

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


def inbox_of(client, role, unit):
    client.force_login(make_user(f"{role}-{unit.code}@thidua.example", (role, unit)))
    return client.get("/").content.decode()


def test_what_is_passed_waits_to_be_drafted_then_to_be_signed(client, country, fixed_clock):
    approve(country, make_ready(country, 2))
    text = inbox_of(client, Role.OFFICER, country.phu_tho)
    assert "BK LĐLĐ tỉnh: 2 đề nghị đã được thông qua" in text
    assert "Lập quyết định" in text
    officer = make_actor(Role.OFFICER, country.phu_tho)
    draft = draft_decision(
        organization=country.phu_tho,
        award_code="BK_LDLD",
        signer="Đàm Vĩnh Khoa",
        actor=officer,
        at=AT_SIGNING,
    )
    text = inbox_of(client, Role.APPRAISER, country.phu_tho)
    assert "Lập quyết định" not in text
    assert "Xem, trình ký" in text
    send_to_sign(decision_id=draft.pk, actor=officer, at=AT_SIGNING)
    assert "Xem, trình ký" not in client.get("/").content.decode()
    text = inbox_of(client, Role.HEAD, country.phu_tho)
    assert "Ký ban hành" in text
    assert reverse("decision", args=[draft.pk]) in text


def test_what_was_returned_and_asked_is_among_what_one_waits_for(client, country, fixed_clock):
    first, second = make_sent(
        country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD"), row(1, "BK_LDLD")]
    )
    office = make_actor(Role.APPRAISER, country.phu_tho)
    nominations.return_nomination(
        referral_id=referral_of(first).pk, reasons=["missing_paper"], text="Thiếu dấu", actor=office, at=AT
    )
    nominations.ask_opinion(
        referral_ids=[referral_of(second).pk], body="Sở Nội vụ", question="Đề nghị cho ý kiến.",
        due_on=AT.date() + timedelta(days=3), actor=office, at=AT,
    )  # fmt: skip
    text = inbox_of(client, Role.APPRAISER, country.phu_tho)
    assert "CĐ Công ty CP Supe Lâm Thao · đang sửa" in text
    assert "Hiệp y — 1 hồ sơ" in text
    assert "Sở Nội vụ · Chờ ý kiến" in text
