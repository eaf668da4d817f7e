"""Supposing on screen: two columns, nothing kept, nobody outside the scope."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.people.models import Initiative, YearlyRating

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, country, fixed_clock):
    client.force_login(make_user("can-bo@thidua.example", (Role.OFFICER, country.giay)))
    return client


@pytest.fixture
def person(country):
    return make_person("Nguyễn Thị Hường", country.giay, is_on_union_payroll=True)


def asked(officer, person, **told):
    return officer.get(reverse("suppose", args=[person.pk]), told)


def test_both_sides_stand_beside_each_other_and_nothing_is_kept(officer, person):
    answer = asked(officer, person, award="CSTD_TLD", on="2025-03-01", level="bo", level_year="2024")
    page = answer.content.decode()
    assert "Sáng kiến, đề tài từ cấp bộ" in page
    assert "2024 giả định" in page
    assert "Luật 2022 và Nghị định 98/2023" in page
    assert "Luật 06/2026/QH16" in page
    assert not Initiative.objects.exists()
    assert not Event.objects.exists()


def test_a_regime_may_be_chosen_instead_of_a_day(officer, person):
    page = asked(officer, person, award="CSTDCS", regime="R14").content.decode()
    assert "Hồ sơ nhận ngày 30/09/2017" in page


def test_an_award_supposed_counts_under_an_earlier_regime_too(officer, country, person):
    page = asked(
        officer, person, award="BK_TLD", regime="R24", got="CSTDCS", got_year="2025"
    ).content.decode()
    assert "Nhận hồ sơ 30/06/2025, xét năm 2025." in page
    assert "có các năm: 2025" in page


def test_other_awards_that_change_are_named(officer, person):
    for year in (2024, 2025):
        YearlyRating.objects.create(subject=person.subject, year=year, rating="HTXSNV")
    page = asked(officer, person, award="LDTT", got="KNC_CD", got_on="2020-07-28").content.decode()
    assert "Kỷ niệm chương" in page.split("Hình thức khác cũng đổi")[1]


def test_an_award_supposed_for_this_year_counts_though_the_year_is_not_over(officer, country, person):
    make_entry(person.subject, country.giay, country.phu_tho, award_code="CSTDCS", achievement_year=2025)
    page = asked(officer, person, award="BK_TLD", got="CSTDCS", got_year="2026").content.decode()
    assert "CSTĐ cơ sở liên tục các năm 2025–2026." in page


def test_what_is_begun_must_be_told_to_the_end(officer, person):
    page = asked(officer, person, discipline="khien_trach").content.decode()
    assert "Ghi ngày bắt đầu kỷ luật." in page
    assert "Khi giả định" not in page


def test_a_day_outside_the_law_is_told_in_words(officer, person):
    assert "ngày 01/01/1990 trước 01/01/2010" in asked(officer, person, on="1990-01-01").content.decode()


def test_a_person_of_a_neighbor_does_not_exist(officer, country):
    other = make_person("Lê Thị Xa", country.bac_ninh_cs)
    assert officer.get(reverse("suppose", args=[other.pk])).status_code == 404


def test_the_page_costs_the_same_whatever_is_supposed(officer, person):
    asked(officer, person)
    with CaptureQueriesContext(connection) as few:
        asked(officer, person, award="LDTT")
    Initiative.objects.create(person=person, title="Giá đỡ", level="co_so", recognized_on=date(2025, 6, 1))
    with CaptureQueriesContext(connection) as many:
        asked(officer, person, award="BKTTG", got="BK_TLD", got_year="2020", level="bo")
    assert len(few) == len(many) <= 15
