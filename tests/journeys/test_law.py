"""The pages of the law, in a wide window and on a phone: axe-core looks at each, none is wider than its window."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.domain.access import Role
from thidua.domain.people.models import Initiative, YearlyRating

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
RULE = "BK_TLD/BK_TLD.R26/achievement/2026-10-01"


def somebody(country):
    """A worker on the union's payroll with two good years, an initiative and a title."""
    found = make_person("Nguyễn Thị Hường", country.giay, is_on_union_payroll=True)
    for year in (2025, 2026):
        YearlyRating.objects.create(subject=found.subject, year=year, rating="HTXSNV")
    Initiative.objects.create(person=found, title="Giá đỡ", level="co_so", recognized_on=date(2025, 6, 1))
    make_entry(found.subject, country.giay, country.phu_tho, award_code="CSTDCS", achievement_year=2025)
    return found


@pytest.mark.parametrize("width", [1440, 375])
def test_every_page_fits_its_window_and_pleases_axe(person, width):
    country = make_country()
    worker = somebody(country)
    make_submission(country.giay, make_round(country.giay), [row(1, "BK_TLD")])
    lawyer = person(
        make_user("phap-che@thidua.example", (Role.LAWYER, country.tld), (Role.OFFICER, country.phu_tho)),
        width=width,
    )
    for address, words in (
        ("/quy-dinh/", "Bằng khen của Tổng Liên đoàn"),
        ("/quy-dinh/?ngay=2016-05-01", "Quy định"),
        ("/quy-dinh/CSTDCS/", "Điều kiện"),
        ("/quy-dinh/CSTDCS/?ngay=2015-06-01", "Nghị định 65/2014/NĐ-CP"),
        ("/quy-dinh/van-ban/ND65-2014/", "65/2014/NĐ-CP"),
        ("/quy-dinh/thoi-gian/", "Quy định theo thời gian"),
        ("/quy-dinh/thoi-gian/?hinh-thuc=BK_TLD", "Thêm giới hạn số lượng"),
        ("/quy-dinh/so-sanh/?tu=2015-06-01&den=2026-12-08", "01/06/2015"),
        ("/quy-dinh/doi-chieu/", "Đối chiếu"),
        ("/quy-dinh/doi-chieu/CSTD_TLD/CSTD_TLD.R24/union_payroll/2024-01-01/", "Văn bản đã đối chiếu"),
        ("/quy-dinh/thay-doi/", "Chưa soạn thay đổi nào"),
        (f"/quy-dinh/thay-doi/{RULE}/", "Soạn thay đổi"),
        ("/quy-dinh/thay-doi/bieu-quyet/*/-/vote/2004-05-26/", "Tỷ lệ đồng ý từ"),
        (f"/quy-dinh/con-thieu/{worker.pk}/", "Còn thiếu gì"),
        (f"/quy-dinh/thu/{worker.pk}/", "Thử thay đổi"),
        (f"/quy-dinh/thu/{worker.pk}/?award=BK_TLD&rating=HTNV&rating_year=2026", "Khi giả định"),
        (f"/quy-dinh/sap-dat/{country.giay.pk}/", "Ai sắp đạt gì"),
        ("/cong-khai/thu-tuc/", "Bằng khen"),
        ("/cong-khai/thu-tuc/BKTTG/", "Mẫu 01"),
        ("/cong-khai/van-ban/L-2022/", "Luật"),
    ):
        page = lawyer.visit(address)
        assert lawyer.reads(words), address
        assert page.evaluate(TOO_WIDE) <= 0, address


def test_a_finding_leads_to_its_article(person):
    country = make_country()
    worker = somebody(country)
    officer = person(make_user("can-bo@thidua.example", (Role.OFFICER, country.giay)))
    page = officer.visit(f"/quy-dinh/con-thieu/{worker.pk}/")
    article = page.get_by_role("link", name="Điều 22").first
    wanted = article.get_attribute("href")
    article.click()
    page.wait_for_url(f"**{wanted}")
    officer.settle()
    place = page.locator(wanted.partition("#")[2].join(("[id='", "']")))
    assert place.count() == 1
    assert "Chiến sĩ thi đua" in place.inner_text()
