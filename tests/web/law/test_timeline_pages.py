"""Rules along the years, and two days compared."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from thidua.domain.access import Role
from thidua.domain.catalogue.library import library
from thidua.web.law.spans import Scale, differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client, country, fixed_clock):
    client.force_login(make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho)))
    return client


def test_every_rule_of_every_award_has_a_bar(officer):
    bars = 0
    for level in ("state", "ministry", "confederation", "province", "upper", "grassroots"):
        page = officer.get(reverse("timeline"), {"cap": level}).content.decode()
        bars += len(re.findall(r'<rect class="(?:refuses|warns)', page))
    assert bars == sum(len(v.conditions) for a in library().awards.values() for v in a.versions)


def test_one_award_may_be_asked_for_and_only_lawyers_start_changes(officer, country):
    address = reverse("timeline") + "?hinh-thuc=CSTDCS"
    page = officer.get(address).content.decode()
    assert 'id="CSTDCS"' in page
    assert 'id="LDTT"' not in page
    assert "soạn thay đổi" not in page
    officer.force_login(make_user("phap-che@thidua.example", (Role.LAWYER, country.tld)))
    assert "/quy-dinh/thay-doi/CSTDCS/CSTDCS.R26/rating/2026-10-01/" in officer.get(address).content.decode()


def test_two_days_are_compared_where_they_differ(officer):
    page = officer.get(reverse("compare_days"), {"tu": "2023-12-31", "den": "2024-01-01"}).content.decode()
    assert "Hoàn thành xuất sắc nhiệm vụ, hoặc có sáng kiến" in page
    assert "Luật 2022 và Nghị định 98/2023" in page
    same = officer.get(reverse("compare_days"), {"tu": "2025-03-01", "den": "2025-03-02"}).content.decode()
    assert "Hai ngày này quy định như nhau" in same
    early = officer.get(reverse("compare_days"), {"tu": "1900-01-01", "den": "hôm qua"})
    assert early.status_code == 200


def test_differences_name_what_came_and_what_went():
    law = library()
    found = differences(law, law.award("CSTDCS"), date(2023, 12, 31), date(2024, 1, 1))
    by_title = {one.title: one for one in found}
    assert by_title["Có sáng kiến, đề tài được cơ sở công nhận"].after == ""
    assert (
        by_title["Hoàn thành xuất sắc nhiệm vụ, hoặc có sáng kiến, đề tài được cơ sở công nhận"].before == ""
    )
    assert differences(law, law.award("CSTDCS"), date(2024, 3, 1), date(2024, 3, 1)) == []


def test_coded_words_are_told_by_their_labels(officer):
    page = officer.get(reverse("compare_days"), {"tu": "2023-01-01", "den": "2026-12-08"}).content.decode()
    assert "từ: Khiển trách" in page.replace("Từ:", "từ:")
    assert "thai sản, bị thương khi cứu người, cứu tài sản, được cử đi học" in page
    assert "khien_trach" not in page
    assert "brave_injury" not in page


def test_a_scale_reaches_two_years_ahead_and_holds_every_day():
    scale = Scale.until(date(2026, 12, 8))
    assert scale.last == date(2028, 1, 1)
    assert scale.bar(date(2010, 1, 1), None) == (0.0, 100.0)
    assert scale.place(date(1999, 1, 1)) == 0.0
    assert Scale.until(date(2026, 12, 8), date(2031, 5, 1)).last == date(2032, 1, 1)


def test_the_pages_cost_the_same_few_queries(officer):
    counts = []
    for address in (reverse("timeline") + "?hinh-thuc=CSTDCS", reverse("timeline") + "?cap=state"):
        officer.get(address)
        with CaptureQueriesContext(connection) as counted:
            officer.get(address)
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 12
