"""Every citation of the law opens a page of the program, at the article."""

from collections import defaultdict

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.catalogue.citing import uses_of
from thidua.domain.catalogue.library import library
from thidua.web.law.words import citation_url

pytestmark = pytest.mark.django_db


def test_every_citation_opens_the_page_of_its_text_at_the_article(client, country, fixed_clock):
    client.force_login(make_user("phap-che@thidua.example", (Role.LAWYER, country.tld)))
    wanted: dict[str, set[str]] = defaultdict(set)
    for use in uses_of(library()):
        address = citation_url(use.citation)
        assert address, use
        page, _separator, anchor = address.partition("#")
        wanted[page].add(anchor)
    assert len(wanted) > 10
    for page, anchors in wanted.items():
        answer = client.get(page)
        assert answer.status_code == 200
        text = answer.content.decode()
        missing = {anchor for anchor in anchors - {""} if f'id="{anchor}"' not in text}
        assert not missing, (page, missing)


def test_an_article_names_the_rules_that_rest_on_it(client, country, fixed_clock):
    client.force_login(make_user("phap-che@thidua.example", (Role.LAWYER, country.tld)))
    page = client.get(reverse("instrument", args=["ND65-2014"])).content.decode()
    article = page.split('id="dieu-4"')[1].split("<section")[0]
    assert "Chiến sĩ thi đua cơ sở" in article
    assert "khoản 1 điểm b" in article


def test_the_page_of_an_award_links_each_article(client, country, fixed_clock):
    client.force_login(make_user("phap-che@thidua.example", (Role.LAWYER, country.tld)))
    page = client.get(reverse("award", args=["CSTDCS"]), {"ngay": "2015-06-01"}).content.decode()
    assert 'href="/quy-dinh/van-ban/ND65-2014/#dieu-4"' in page
    assert 'href="/quy-dinh/van-ban/TT07-2014/#dieu-5"' in page
