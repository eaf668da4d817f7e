"""The page of one nomination: who sees it, what it shows, what may be done there."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.appraisal import browser, give_back, make_desk
from tests.factories.councils import make_council, make_meeting, secretary_of
from tests.factories.nominations import later, officer_of
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.nominations import actions
from thidua.domain.nominations.checking import check_rows
from thidua.domain.nominations.models import FindingDecision, Nomination, Referral
from thidua.domain.people.models import YearlyRating

pytestmark = pytest.mark.usefixtures("fixed_clock")


def page(client, one: Nomination, **query: str) -> str:
    return client.get(reverse("nomination", args=[one.pk]), query).content.decode()


def test_the_office_reads_name_award_way_and_conditions(country: Country) -> None:
    desk = make_desk(country)
    text = page(desk.office, desk.nominations[0])
    assert "<h1>Nguyễn Văn Thịnh" in text
    assert "Bạn thẩm định · hạn" in text
    assert "Điều kiện xét" in text
    assert 'Hồ sơ <b class="num">1</b>/<span class="num">3</span>' in text
    assert "CĐ Công ty CP Supe Lâm Thao" in text


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.HEAD, Role.STANDING_OFFICE, Role.COUNCIL_MEMBER])
def test_readers_above_see_it(country: Country, role: Role) -> None:
    desk = make_desk(country, 1)
    client = browser(role, country.phu_tho)
    assert client.get(reverse("nomination", args=[desk.nominations[0].pk])).status_code == 200


@pytest.mark.parametrize("name", ["nomination", "nomination_history", "nomination_amend", "similar"])
def test_a_neighbour_finds_nothing(country: Country, name: str) -> None:
    desk = make_desk(country, 1)
    address = reverse(name, args=[desk.nominations[0].pk])
    assert desk.neighbour.get(address).status_code == 404
    assert browser(Role.APPRAISER, country.bac_ninh).get(address).status_code == 404
    assert browser(Role.EDITOR, country.phu_tho).get(address).status_code == 404


@pytest.mark.parametrize("name", ["nomination_decide", "nomination_resubmit", "nomination_withdraw"])
def test_a_neighbour_changes_nothing(country: Country, name: str) -> None:
    desk = make_desk(country, 1)
    answer = desk.neighbour.post(reverse(name, args=[desk.nominations[0].pk]), {"reason": "x"})
    assert answer.status_code == 404
    desk.referrals[0].refresh_from_db()
    assert desk.referrals[0].state == "received"


def test_a_visitor_is_sent_to_sign_in(country: Country, client) -> None:
    desk = make_desk(country, 1)
    answer = client.get(reverse("nomination", args=[desk.nominations[0].pk]))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/tai-khoan/login/")


def test_the_page_costs_the_same_for_one_and_three_hundred_neighbours(country: Country) -> None:
    few = make_desk(country, 1)
    page(few.office, few.nominations[0])
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(few.office, few.nominations[0])
    Referral.objects.bulk_create(
        Referral(
            nomination=Nomination.objects.create(
                submission=few.nominations[0].submission, rank=9 + n, name=f"Người {n}", state="underway",
                award_code="BK_LDLD", created_at=later(),
            ),
            sender_id=country.lam_thao.pk, office_id=country.phu_tho.pk, level="province",
            received_at=later(), due_on=few.referrals[0].due_on,
        )
        for n in range(300)
    )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        text = page(few.office, few.nominations[0])
    assert '/<span class="num">301</span>' in text
    assert len(many) == len(one)
    assert len(many) <= 15


def test_the_way_names_the_day_of_the_council(country: Country) -> None:
    desk = make_desk(country, 1)
    assert "chưa định ngày họp" in page(desk.office, desk.nominations[0])
    clerk = secretary_of(country.phu_tho)
    make_meeting(make_council(country.phu_tho, actor=clerk), actor=clerk)
    assert "họp 14/12" in page(desk.office, desk.nominations[0])


def test_a_condition_is_decided_in_place_with_a_reason(country: Country) -> None:
    desk = make_desk(country, 1)
    one = desk.nominations[0]
    asked = next(f["condition"] for f in one.findings if f["verdict"] == "needs_person")
    address = reverse("nomination_decide", args=[one.pk])
    answer = desk.office.post(
        address,
        {"condition": asked, "verdict": "counts", "reason": "Có biên bản họp tổ"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert 'id="bar-end" hx-swap-oob="true"' in answer.content.decode()
    assert "Có biên bản họp tổ" in answer.content.decode()
    assert FindingDecision.objects.get().reason == "Có biên bản họp tổ"


def test_a_condition_without_a_reason_is_not_decided(country: Country) -> None:
    desk = make_desk(country, 1)
    one = desk.nominations[0]
    asked = one.findings[0]["condition"]
    address = reverse("nomination_decide", args=[one.pk])
    answer = desk.office.post(address, {"condition": asked, "verdict": "counts", "reason": " "})
    assert answer.status_code == 409
    assert not FindingDecision.objects.exists()


def test_the_author_reads_why_it_came_back_and_mends_it(country: Country, now: datetime) -> None:
    desk = make_desk(country, 1)
    one = give_back(desk, country)
    text = page(desk.author, one)
    assert "chưa có trang đóng dấu" in text
    assert "Chụp trang còn thiếu" in text
    assert "Xác nhận" not in text
    form = {
        "name": one.name, "birth": "01/05/1970", "job": one.job, "award_code": one.award_code,
        "achievement": "Cải tiến số 1: thay van xả giảm 9 % thời gian dừng", "report": "",
        "revision": str(one.revision),
    }  # fmt: skip
    answer = desk.author.post(reverse("nomination_amend", args=[one.pk]), form)
    assert answer.status_code == 302
    assert "Đã sửa 1 chỗ từ khi trả lại" in page(desk.author, one)
    assert desk.author.post(reverse("nomination_resubmit", args=[one.pk])).status_code == 302
    desk.referrals[0].refresh_from_db()
    assert (desk.referrals[0].state, desk.referrals[0].attempt) == ("received", 2)
    text = page(desk.office, one)
    assert "Đã sửa 1 chỗ từ khi trả lại" in text
    assert "<del>5</del> <mark>9</mark>" in text


def test_a_replayed_resubmission_is_refused_and_changes_nothing(country: Country) -> None:
    desk = make_desk(country, 1)
    one = give_back(desk, country)
    address = reverse("nomination_resubmit", args=[one.pk])
    desk.author.post(address)
    assert desk.author.post(address).status_code == 409
    desk.referrals[0].refresh_from_db()
    assert desk.referrals[0].attempt == 2
    assert one.versions.count() == 2


def test_somebody_elses_change_keeps_the_text_typed(country: Country) -> None:
    desk = make_desk(country, 1)
    one = give_back(desk, country)
    actions.amend_returned(
        nomination_id=one.pk, cells={"job": "Thợ lò"}, revision=one.revision,
        actor=officer_of(country.lam_thao), at=later(1),
    )  # fmt: skip
    form = {
        "name": one.name, "birth": "01/05/1970", "job": "Thợ điện", "award_code": one.award_code,
        "achievement": "Câu tôi vừa viết lại", "revision": str(one.revision),
    }  # fmt: skip
    answer = desk.author.post(reverse("nomination_amend", args=[one.pk]), form)
    assert answer.status_code == 422
    assert "Người khác vừa sửa hồ sơ này" in answer.content.decode()
    assert "Câu tôi vừa viết lại" in answer.content.decode()
    one.refresh_from_db()
    assert one.job == "Thợ lò"


def test_the_author_cannot_mend_what_was_not_returned(country: Country) -> None:
    desk = make_desk(country, 1)
    assert desk.author.get(reverse("nomination_amend", args=[desk.nominations[0].pk])).status_code == 409


def test_history_tells_acts_and_opinions(country: Country) -> None:
    desk = make_desk(country, 1)
    give_back(desk, country)
    text = desk.office.get(reverse("nomination_history", args=[desk.nominations[0].pk])).content.decode()
    assert "Trả lại để bổ sung" in text
    assert "Tệp mờ, thiếu trang hoặc thiếu dấu" in text
    assert "Các bản đã gửi" in text


def test_each_condition_leads_to_its_article_and_to_the_records_seen(country: Country) -> None:
    desk = make_desk(country, 1)
    client, one = desk.office, desk.nominations[0]
    YearlyRating.objects.create(subject_id=one.subject_id, year=2026, rating="HTXSNV")
    Nomination.objects.filter(pk=one.pk).update(award_code="BK_TLD")
    check_rows(one.submission, [one.pk], on=date(2026, 12, 8), at=later())
    text = page(client, one)
    assert f'/con-nguoi/{one.subject_id}/#xep-loai"' in text
    assert "Xếp loại 2026: Hoàn thành xuất sắc</a>" in text
    assert "/quy-dinh/van-ban/" in text
    assert "#dieu-" in text


def test_the_words_of_the_law_are_english_for_a_reader_of_english(country: Country) -> None:
    desk = make_desk(country, 1)
    client, one = desk.office, desk.nominations[0]
    Nomination.objects.filter(pk=one.pk).update(award_code="BK_TLD")
    check_rows(one.submission, [one.pk], on=date(2026, 12, 8), at=later())
    assert "cấp cơ sở" in page(client, one)
    client.cookies["django_language"] = "en"
    text = page(client, one)
    assert "Movement, field, contribution, two titles in a row" in text
    assert "unit level" in text
    assert "cấp cơ sở trở lên" not in text
