"""The public catalogue of procedures: every award on every day, its papers and forms, without an account."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from thidua.domain.catalogue.library import library

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
FORMS = {f"mau-{n:02d}" for n in range(1, 10)}


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_every_award_of_the_union_is_listed_and_opens(visitor: Client) -> None:
    page = visitor.get(reverse("public_procedures")).content.decode()
    own = [award for award in library().awards.values() if not award.outside]
    assert len(own) == 39
    for award in own:
        address = reverse("public_procedure", args=[award.code])
        assert f'href="{address}"' in page
        assert visitor.get(address).status_code == 200, award.code


def test_the_page_follows_the_day_that_is_asked(visitor: Client) -> None:
    address = reverse("public_procedure", args=["CSTDCS"])
    old = visitor.get(address, {"ngay": "2015-06-01"}).content.decode()
    assert "mưu trí sáng tạo trong chiến đấu" in old
    assert "Không quá 15 % số Lao động tiên tiến của đơn vị" in old
    assert 'href="/cong-khai/van-ban/ND65-2014/#dieu-4"' in old
    new = visitor.get(address, {"ngay": "2025-03-01"}).content.decode()
    assert "Hoàn thành xuất sắc nhiệm vụ, hoặc có sáng kiến" in new
    outside = visitor.get(address, {"ngay": "1990-01-01"})
    assert outside.status_code == 404
    assert "Danh mục giữ quy định từ 01/01/2010." in outside.content.decode()
    assert "Cổng thi đua, khen thưởng" in outside.content.decode()
    assert visitor.get(reverse("public_procedure", args=["KHONG_CO"])).status_code == 404
    assert visitor.get(reverse("public_procedure", args=["BMVNAH"])).status_code == 404


def test_papers_sets_votes_days_and_money_are_told(visitor: Client) -> None:
    page = visitor.get(reverse("public_procedure", args=["BKTTG"]), {"ngay": "2025-03-01"}).content.decode()
    for words in (
        "Tờ trình đề nghị khen thưởng kèm danh sách", "Mẫu 01", "khi tính sáng kiến", "Số bộ hồ sơ", "Thủ tướng",
        "10 ngày làm việc trước khi họp Hội đồng", "đồng ý", "8.190.000 đồng",
    ):  # fmt: skip
        assert words in page, words
    money = page.split("8.190.000 đồng")[1].split("</dd>")[0]
    assert f'<a href="{reverse("public_text", args=["ND98-2023"])}' in money


def test_every_citation_opens_a_public_page_at_its_article(visitor: Client) -> None:
    law = library()
    pages = {
        code: visitor.get(reverse("public_text", args=[code])).content.decode() for code in law.instruments
    }
    for award in law.awards.values():
        for version in award.versions:
            for condition in version.conditions if not award.outside else ():
                article = condition.citation.article
                assert not article or f'id="dieu-{article}"' in pages[condition.citation.instrument]


@pytest.mark.parametrize("slug", sorted(FORMS))
def test_each_form_is_a_docx_with_the_layout_of_an_official_document(visitor: Client, slug: str) -> None:
    answer = visitor.get(reverse("public_form", args=[slug]))
    assert answer["Content-Disposition"] == f'attachment; filename="{slug}.docx"'
    text = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert f"(Mẫu {slug[-2:]})" in text
    assert "BÁO CÁO THÀNH TÍCH" in text


def test_forms_of_the_ways_of_commending_are_offered(visitor: Client) -> None:
    def forms(code: str, on: str = "2025-03-01") -> set[str]:
        page = visitor.get(reverse("public_procedure", args=[code]), {"ngay": on}).content.decode()
        return {slug for slug in FORMS if f"bieu-mau/{slug}.docx" in page}

    assert forms("GK_CDCS_DX") == {"mau-06"}
    assert forms("HCLD3") >= {"mau-01", "mau-02", "mau-03"}
    assert "mau-04" in forms("AHLD")
    assert {blank.slug for blank in library().blanks.values()} == FORMS
    assert visitor.get("/cong-khai/thu-tuc/bieu-mau/khong-co.docx").status_code == 404


def test_the_page_reads_english_in_english(visitor: Client) -> None:
    page = visitor.get(reverse("public_procedure", args=["CSTDCS"]), {"ngon_ngu": "en", "ngay": "2025-03-01"})
    assert "Grassroots emulation fighter" in page.content.decode()
    assert "Completed excellently, or a recognized initiative" in page.content.decode()


def test_the_pages_ask_the_database_once(visitor: Client) -> None:
    for name, args in (
        ("public_procedures", []),
        ("public_procedure", ["BKTTG"]),
        ("public_text", ["L-2022"]),
    ):
        with CaptureQueriesContext(connection) as counted:
            visitor.get(reverse(name, args=args))
        assert len(counted) == 1, name


def test_days_that_are_none_mean_today(visitor: Client) -> None:
    answer = visitor.get(reverse("public_procedures"), {"ngay": "hôm nay"})
    assert f'value="{date(2026, 12, 8).isoformat()}"' in answer.content.decode()
