"""Looking ahead on screen: what a person lacks, who in a unit is near, and for whom the pages exist."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role
from thidua.domain.nominations import prospects
from thidua.domain.people.models import Initiative, YearlyRating

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, country, fixed_clock):
    client.force_login(make_user("can-bo@thidua.example", (Role.OFFICER, country.giay)))
    return client


@pytest.fixture
def person(country):
    found = make_person("Nguyễn Thị Hường", country.giay, is_on_union_payroll=True)
    for year in (2025, 2026):
        YearlyRating.objects.create(subject=found.subject, year=year, rating="HTXSNV")
    Initiative.objects.create(person=found, title="Giá đỡ", level="co_so", recognized_on=date(2025, 6, 1))
    return found


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_reads_what_is_missing_with_article_records_and_day(officer, country, person):
    entry = make_entry(
        person.subject, country.giay, country.phu_tho, award_code="CSTDCS", achievement_year=2025
    )
    page = text_of(officer.get(reverse("ahead_person", args=[person.pk])))
    assert "Còn thiếu gì: Nguyễn Thị Hường" in page
    assert "Sớm nhất 31/12/2026" in page
    assert "Có 3 lần liên tục đạt Chiến sĩ thi đua cơ sở" in page
    assert "CSTĐ cơ sở: cần 3 năm liên tục đến năm 2026; có các năm: 2025." in page
    assert f'/so-khen-thuong/nguoi/{person.pk}/#so-{entry.register_no}"' in page
    assert f'/con-nguoi/{person.pk}/#xep-loai"' in page
    assert '/quy-dinh/van-ban/L-2022/#dieu-22"' in page


def test_the_page_reads_english_in_english(officer, person):
    officer.cookies["django_language"] = "en"
    page = text_of(officer.get(reverse("ahead_person", args=[person.pk])))
    assert "Grassroots emulation fighter three years in a row" in page


def test_a_unit_shows_who_is_near_within_the_time_asked(officer, country, person):
    page = text_of(officer.get(reverse("ahead_unit", args=[country.giay.pk]), {"hinh-thuc": "BK_TLD"}))
    assert "Nguyễn Thị Hường" in page
    assert "31/12/2026" in page
    assert "CSTĐ cơ sở: cần 2 năm liên tục đến năm 2026; có các năm: không có." in page
    assert "Không đề nghị theo trường hợp này" not in page
    none = text_of(officer.get(reverse("ahead_unit", args=[country.giay.pk]), {"hinh-thuc": "BKTTG"}))
    assert "Chưa thấy ai sắp đạt" in none


@pytest.mark.usefixtures("person")
@pytest.mark.parametrize(
    ("asked", "helps", "does_not"),
    [
        ({"cap-duoi": "0"}, "bật “gồm cả cấp dưới”", "thời gian dài hơn"),
        ({"trong": "1"}, "Chọn thời gian dài hơn hoặc hình thức khác.", "bật “gồm"),
        ({"trong": "3"}, "ghi xếp loại, sáng kiến, khen thưởng còn thiếu", "thời gian dài hơn"),
    ],
)
def test_where_nobody_is_near_the_page_says_what_helps_then(officer, country, asked, helps, does_not):
    answer = officer.get(reverse("ahead_unit", args=[country.giay.pk]), {"hinh-thuc": "HCLD1", **asked})
    page = text_of(answer)
    empty = page.split("Chưa thấy ai sắp đạt")[1].split("</div>")[0]
    assert helps in empty
    assert does_not not in empty


def test_where_nobody_is_near_so_far_the_page_says_that_others_follow(officer, country, person, monkeypatch):
    make_person("Trần Văn Bình", country.giay)
    monkeypatch.setattr(prospects, "_LOTS", (1,))
    page = text_of(officer.get(reverse("ahead_unit", args=[country.giay.pk]), {"hinh-thuc": "BK_TLD"}))
    assert "Còn người chưa xem: bấm “Trang sau”" in page
    assert 'rel="next"' in page


def test_people_and_units_of_a_neighbor_do_not_exist(officer, country):
    other = make_person("Lê Thị Xa", country.bac_ninh_cs)
    assert officer.get(reverse("ahead_person", args=[other.pk])).status_code == 404
    assert officer.get(reverse("ahead_unit", args=[country.bac_ninh_cs.pk])).status_code == 404
    assert officer.get(reverse("ahead_unit", args=[country.phu_tho.pk])).status_code == 404


def test_the_unit_page_costs_the_same_with_one_person_and_with_three(officer, country, person):
    address = reverse("ahead_unit", args=[country.giay.pk]) + "?hinh-thuc=BK_TLD"
    officer.get(address)
    counts = []
    for name in ("Lê Văn An", "Trần Văn Bình"):
        with CaptureQueriesContext(connection) as counted:
            officer.get(address)
        counts.append(len(counted))
        make_person(name, country.giay)
    with CaptureQueriesContext(connection) as counted:
        officer.get(address)
    assert {*counts, len(counted)} == {counts[0]}
    assert counts[0] <= 15


@pytest.mark.parametrize(
    "after", ["x", "1", "1~²~a", "~~", "9" * 40 + "~1~a", "1~" + "9" * 40 + "~a", "-1~1~a"]
)
def test_an_odd_page_mark_is_the_first_page(officer, country, after):
    assert officer.get(reverse("ahead_unit", args=[country.giay.pk]), {"sau": after}).status_code == 200
