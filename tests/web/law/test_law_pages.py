"""The pages of the law."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, country, fixed_clock):
    client.force_login(make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho)))
    return client


def test_awards_of_a_day_are_listed_with_who_decides(officer):
    page = officer.get(reverse("law")).content.decode()
    assert "Chiến sĩ thi đua cơ sở" in page
    assert "chưa có văn bản" in page


def test_an_award_shows_conditions_with_their_article_as_of_the_asked_day(officer):
    page = officer.get(reverse("award", args=["CSTDCS"]), {"ngay": "2015-06-01"}).content.decode()
    assert "01/06/2015" in page
    assert "Không quá 15 % số Lao động tiên tiến của đơn vị" in page


def test_an_award_in_english_says_when_and_which_papers_of_whom(officer):
    officer.cookies["django_language"] = "en"
    page = officer.get(reverse("award", args=["CSTDTQ"]), {"ngay": "2018-05-01"}).content.decode()
    assert "dossiers until 31 October; considered the year after the second title" in page
    papers = officer.get(reverse("award", args=["BKTTG"]), {"ngay": "2026-05-01"}).content.decode()
    for form, whose in (("Mẫu 01", "collective"), ("Mẫu 02", "individual"), ("Mẫu 08", "household")):
        line = papers.split(f">{form}</a>")[1].split("</li>")[0]
        assert whose in line, form
    noted = officer.get(reverse("award", args=["HCLD1"]), {"ngay": "2025-05-01"}).content.decode()
    assert "Exact counts of Articles 42 and 43 were not found." in noted


def test_an_unknown_award_is_not_found(officer):
    assert officer.get(reverse("award", args=["KHONG_CO"])).status_code == 404


def test_a_day_that_is_none_means_today(officer):
    assert "08/12/2026" in officer.get(reverse("law"), {"ngay": "hôm nay"}).content.decode()


def test_a_text_names_the_awards_that_rest_on_it(officer):
    page = officer.get(reverse("instrument", args=["ND65-2014"])).content.decode()
    assert "65/2014/NĐ-CP" in page
    assert "Chiến sĩ thi đua cơ sở" in page


def test_visitors_are_sent_to_sign_in(client):
    assert client.get(reverse("law")).status_code == 302
