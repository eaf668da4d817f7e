"""The pages of decisions: from what is approved to the certificate that anyone may look at."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_user
from tests.factories.councils import make_ready
from tests.factories.decisions import approve, make_draft, make_issued
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.decisions.models import Decision
from thidua.domain.organizations.models import Organization
from thidua.domain.register.models import Entry

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.CONTENT_ROOT = tmp_path


def signed_in(role: Role, unit: Organization) -> Client:
    client = Client()
    client.force_login(make_user(f"{role}@thidua.example", (role, unit), name="Đàm Vĩnh Khoa"))
    return client


def test_from_approved_to_issued(country: Country) -> None:
    approve(country, make_ready(country, 2))
    officer, head = signed_in(Role.OFFICER, country.phu_tho), signed_in(Role.HEAD, country.phu_tho)
    assert "2 đề nghị đã được thông qua, chưa có quyết định" in officer.get("/quyet-dinh/").text
    officer.post("/quyet-dinh/soan/", {"award": "BK_LDLD"})
    row = Decision.objects.get()
    page = f"/quyet-dinh/{row.pk}/"
    assert "Trình ký" in officer.get(page).text
    assert officer.get(f"{page}quyet-dinh.pdf").content[:5] == b"%PDF-"
    assert officer.get(f"{page}quyet-dinh.docx").content[:2] == b"PK"
    assert officer.get(f"{page}mau.pdf").content[:5] == b"%PDF-"
    officer.post(f"{page}lam/trinh-ky/")
    assert "Chỉ người đứng đầu đơn vị ký" in officer.get(page).text
    officer.post(f"{page}lam/ban-hanh/", {"on": "2026-12-08"})
    assert Entry.objects.count() == 0
    head.post(f"{page}lam/ban-hanh/", {"on": "2026-12-08"})
    row.refresh_from_db()
    assert (row.full_number, row.state) == ("01/QĐ-LĐLĐ", "issued")
    assert "Bằng đã dựng" in head.get(f"{page}tien-do/").text
    with ZipFile(BytesIO(head.get(f"{page}bang.zip").content)) as bundle:
        assert bundle.namelist() == ["0001-PT-26-00001.pdf", "0002-PT-26-00002.pdf"]
    for paper in ("bang.pdf", "phoi.pdf", "quyet-dinh.pdf"):
        assert head.get(f"{page}{paper}").content[:5] == b"%PDF-"
    assert head.get("/quyet-dinh/phoi-thu.pdf").content[:5] == b"%PDF-"


def test_anyone_with_the_code_sees_the_certificate_until_it_is_annulled(country: Country) -> None:
    make_issued(country, count=1)
    entry = Entry.objects.get()
    visitor = Client()
    assert visitor.get(f"/xac-thuc/{entry.token}/bang.png").content[:4] == b"\x89PNG"
    assert visitor.get(f"/xac-thuc/{entry.token}/bang.pdf").content[:5] == b"%PDF-"
    assert visitor.get("/xac-thuc/khong-co/bang.png").status_code == 404


def test_annulling_and_correcting_begin_on_a_page(country: Country) -> None:
    make_issued(country, count=1)
    entry = Entry.objects.get()
    head = signed_in(Role.HEAD, country.phu_tho)
    assert "Điều 93" in head.get(f"/quyet-dinh/huy/{entry.pk}/").text
    refused = head.post(f"/quyet-dinh/huy/{entry.pk}/", {"ground": "forged", "reason": " "})
    assert refused.status_code == 422
    assert head.post(
        f"/quyet-dinh/dinh-chinh/{entry.pk}/",
        {"holder_name": "Nguyễn Văn Thính", "post": entry.post, "unit_name": entry.unit_name,
         "achievement": entry.achievement, "reason": "Sai dấu"},
    ).status_code == 302  # fmt: skip
    made = Decision.objects.get(kind="correction")
    assert "Nguyễn Văn Thính" in head.get(f"/quyet-dinh/{made.pk}/").text
    other = signed_in(Role.OFFICER, country.bac_ninh)
    assert other.get(f"/quyet-dinh/huy/{entry.pk}/").status_code == 404


def test_the_neighbour_finds_nothing(country: Country) -> None:
    row = make_draft(country)
    other = signed_in(Role.HEAD, country.bac_ninh)
    for path in ("", "quyet-dinh.pdf", "mau.pdf", "tien-do/"):
        assert other.get(f"/quyet-dinh/{row.pk}/{path}").status_code == 404
    assert other.post(f"/quyet-dinh/{row.pk}/lam/trinh-ky/").status_code == 404
    row.refresh_from_db()
    assert row.state == "draft"


def test_pages_ask_a_constant_number_of_queries(country: Country) -> None:
    row = make_draft(country, count=3)
    head = signed_in(Role.HEAD, country.phu_tho)
    head.get("/quyet-dinh/")
    page = f"/quyet-dinh/{row.pk}/"
    with CaptureQueriesContext(connection) as three:
        assert head.get(page).status_code == 200
    keep = row.lines.order_by("order")[0]
    row.lines.exclude(pk=keep.pk).delete()
    with CaptureQueriesContext(connection) as one:
        head.get(page)
    assert len(one) == len(three)
    assert len(three) <= 15
    with CaptureQueriesContext(connection) as listed:
        head.get("/quyet-dinh/")
    assert len(listed) <= 15
