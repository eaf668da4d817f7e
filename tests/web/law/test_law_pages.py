"""The pages of the law."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.values import Severity
from thidua.web.law.words import standing

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


def test_a_day_without_a_rule_is_told_in_words_with_the_days_that_have_one(officer):
    answer = officer.get(reverse("award", args=["CSTD_TLD"]), {"ngay": "2009-12-31"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Danh mục giữ quy định từ 01/01/2010." in page
    assert "?ngay=2010-01-01" in page


def test_papers_of_those_who_never_receive_the_award_are_left_out(officer):
    page = officer.get(reverse("award", args=["CSTD_TLD"]), {"ngay": "2025-03-01"}).content.decode()
    assert ">Mẫu 02</a>" in page
    assert ">Mẫu 01</a>" not in page
    assert ">Mẫu 08</a>" not in page


def test_how_sure_a_condition_is_is_told_as_the_data_has_it(officer):
    def shown(code, day):
        return officer.get(reverse("award", args=[code]), {"ngay": day}).content.decode()

    read, told = (
        "Đã đọc nguyên văn, đủ căn cứ để loại.",
        "Theo lời trích có nêu điều khoản, đủ căn cứ để loại.",
    )
    assert read in shown("CSTDCS", "2015-06-01")
    quoted = shown("CSTD_TLD", "2018-06-01")
    assert told in quoted
    assert read not in quoted
    assert "Chưa đối chiếu văn bản (chưa đọc văn bản, chưa chắc): chỉ nhắc." in shown(
        "CSTD_TLD", "2026-11-01"
    )


@pytest.mark.parametrize(
    ("severity", "confidence", "article", "compared", "words"),
    [
        ("refuses", "S", "4", None, "Đã đọc nguyên văn, đủ căn cứ để loại."),
        ("refuses", "Q", "4", None, "Theo lời trích có nêu điều khoản, đủ căn cứ để loại."),
        ("refuses", "Q", "", None, "Theo lời trích và trường hợp mẫu, đủ căn cứ để loại."),
        ("refuses", "S", "4", date(2026, 12, 7), "Đối chiếu văn bản ngày 07/12/2026, đủ căn cứ để loại."),
        ("warns", "S", "4", date(2026, 12, 7), "Đã đọc nguyên văn: chỉ nhắc."),
        ("warns", "Mm", "4", None, "Chưa đối chiếu văn bản (chưa đọc văn bản, chưa chắc): chỉ nhắc."),
    ],
)
def test_where_a_condition_stands_says_what_it_rests_on(severity, confidence, article, compared, words):
    condition = library().version_on("CSTDCS", date(2015, 6, 1)).conditions[0]
    cited = replace(condition.citation, article=article)
    given = replace(
        condition, severity=Severity(severity), confidence=confidence, citation=cited, verified_on=compared
    )
    assert standing(given) == words


def test_a_period_without_a_text_names_what_is_missing_once(officer):
    page = officer.get(reverse("award", args=["CSTD_TLD"]), {"ngay": "2026-11-01"}).content.decode()
    assert "Chưa có văn bản: Luật 06/2026/QH16" in page
    assert page.count("Chưa có văn bản") == 1


def test_votes_and_money_open_their_texts(officer):
    page = officer.get(reverse("award", args=["CSTD_TLD"]), {"ngay": "2025-03-01"}).content.decode()
    panel = page.split("Thẩm quyền và thủ tục")[1]
    assert f'<small><a href="{reverse("instrument", args=["ND98-2023"])}' in panel


def test_a_day_that_is_none_means_today(officer):
    assert "08/12/2026" in officer.get(reverse("law"), {"ngay": "hôm nay"}).content.decode()


def test_a_text_names_the_awards_that_rest_on_it(officer):
    page = officer.get(reverse("instrument", args=["ND65-2014"])).content.decode()
    assert "65/2014/NĐ-CP" in page
    assert "Chiến sĩ thi đua cơ sở" in page


def test_visitors_are_sent_to_sign_in(client):
    assert client.get(reverse("law")).status_code == 302
