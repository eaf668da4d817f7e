"""The pages of the back-capture: who sees them, that a form reaches its action, that queries do not grow with rows."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.appraisal import browser
from tests.factories.capture import ROWS, clerk_of, key_first, make_batch, make_page
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.capture.models import Batch, Page
from thidua.operations.demo.living.old_books import draw_page

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.CONTENT_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def clerk(country: Country) -> Client:
    return browser(Role.CLERK, country.phu_tho)


@pytest.fixture
def page(country: Country, now: datetime, files: Path) -> Page:
    actor = clerk_of(country)
    return make_page(make_batch(country, actor, now), actor, now, files)


def test_a_book_is_opened_and_a_scan_becomes_a_page(country: Country, clerk: Client, files: Path) -> None:
    sent = {
        "title": "Sổ bằng khen 2011–2012", "kind": "book", "unit": country.phu_tho.pk, "first_year": "2011",
        "last_year": "2012", "needs_two": "on",
    }  # fmt: skip
    opened = clerk.post("/so-hoa/", sent)
    batch = Batch.objects.get()
    assert opened.headers["Location"] == f"/so-hoa/{batch.pk}/"
    file = SimpleUploadedFile("trang.jpg", draw_page("Năm 2011", ROWS).jpeg())
    assert clerk.post(f"/so-hoa/{batch.pk}/", {"file": file}).status_code == 302
    text = clerk.get(f"/so-hoa/{batch.pk}/").text
    assert "trang.jpg" in text
    assert "Chờ máy đọc" in text
    again = SimpleUploadedFile("trang-2.jpg", draw_page("Năm 2011", ROWS).jpeg())
    answer = clerk.post(f"/so-hoa/{batch.pk}/", {"file": again})
    assert answer.status_code == 422
    assert "đã có trong lô này, là trang 1" in answer.text
    assert Page.objects.count() == 1


def test_a_waiting_page_can_be_keyed_without_the_machine(
    country: Country, clerk: Client, files: Path, now: datetime
) -> None:
    from thidua.domain.capture import actions

    actor = clerk_of(country)
    batch = make_batch(country, actor, now)
    content = draw_page("Năm 2011", ROWS).jpeg()
    page = actions.add_pages(
        batch=batch, content=content, file_name="a.jpg", content_root=files, actor=actor, at=now
    )[0]
    assert "Gõ không chờ máy" in clerk.get(f"/so-hoa/trang/{page.pk}/").text
    clerk.post(f"/so-hoa/trang/{page.pk}/viec/go-tay/")
    page.refresh_from_db()
    assert (page.state, page.width, page.rows.count()) == ("first", 2480, 1)


def test_a_row_is_saved_as_it_is_typed_and_refusals_are_told(clerk: Client, page: Page) -> None:
    row = page.rows.order_by("place")[0]
    told = {
        "row": str(row.pk),
        "values": {"name": "Nguyễn Thị Hường", "khac": "x"},
        "done": True,
        "keying": "first",
    }
    answer = clerk.post(f"/so-hoa/trang/{page.pk}/luu/", json.dumps(told), content_type="application/json")
    assert answer.json() == {"saved": row.pk}
    row.refresh_from_db()
    assert (row.first, row.is_first_done) == ({"name": "Nguyễn Thị Hường"}, True)
    late = clerk.post(
        f"/so-hoa/trang/{page.pk}/luu/",
        json.dumps(told | {"keying": "second"}),
        content_type="application/json",
    )
    assert late.status_code == 409
    assert "đã sang bước" in late.json()["refused"]
    nothing = clerk.post(f"/so-hoa/trang/{page.pk}/luu/", "khong", content_type="application/json")
    assert nothing.status_code == 409
    assert "không có trên trang" in nothing.json()["refused"]


def test_reasons_stand_at_the_fields_when_a_pass_cannot_end(clerk: Client, page: Page) -> None:
    rows = list(page.rows.order_by("place"))
    sent = {"keying": "first"}
    for row in rows:
        sent |= {f"r{row.pk}-{key}": one["text"] for key, one in row.read.items()} | {f"r{row.pk}-done": "1"}
    sent[f"r{rows[1].pk}-unit"] = "CĐ Không Có"
    answer = clerk.post(f"/so-hoa/trang/{page.pk}/xong/", sent)
    assert answer.status_code == 422
    assert f'id="r{rows[1].pk}-unit-error"' in answer.text
    assert 'value="CĐ Không Có"' in answer.text
    sent[f"r{rows[1].pk}-unit"] = rows[1].read["unit"]["text"]
    assert clerk.post(f"/so-hoa/trang/{page.pk}/xong/", sent).status_code == 302


def test_the_second_pass_shows_nothing_of_the_first_nor_of_the_machine(
    country: Country, page: Page, now: datetime
) -> None:
    key_first(page, clerk_of(country), now)
    text = browser(Role.CLERK, country.phu_tho).get(f"/so-hoa/trang/{page.pk}/").text
    assert "lượt một không hiện ở đây" in text
    for shown in ("Nguyễn Thị Hường", "120/QĐ-LĐLĐ", "12/05/2011"):
        assert shown not in text


def test_neighbors_and_other_roles_find_nothing(country: Country, page: Page) -> None:
    row = page.rows.order_by("place")[0]
    addresses = ("", "anh.jpg", f"dong/{row.pk}.jpg")
    for stranger in (browser(Role.CLERK, country.bac_ninh), browser(Role.STEWARD, country.bac_ninh),
                     browser(Role.OFFICER, country.phu_tho)):  # fmt: skip
        for address in addresses:
            assert stranger.get(f"/so-hoa/trang/{page.pk}/{address}").status_code == 404
        assert stranger.get(f"/so-hoa/{page.batch_id}/").status_code == 404
        assert stranger.post(f"/so-hoa/trang/{page.pk}/viec/bo/").status_code == 404
        assert stranger.post(f"/so-hoa/trang/{page.pk}/phan-xu/").status_code == 404
    page.refresh_from_db()
    assert page.state == "first"


def test_the_picture_and_a_row_of_it_are_drawn(clerk: Client, page: Page) -> None:
    row = page.rows.order_by("place")[0]
    for address in ("anh.jpg", f"dong/{row.pk}.jpg"):
        answer = clerk.get(f"/so-hoa/trang/{page.pk}/{address}")
        assert (answer.status_code, answer.content[:2]) == (200, b"\xff\xd8")
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_statements_of_the_keying_page_do_not_grow_with_its_rows(
    country: Country, clerk: Client, page: Page, now: datetime, files: Path
) -> None:
    actor = clerk_of(country)
    small = make_page(page.batch, actor, now, files, ROWS[:3], title="Ba dòng")
    counts = []
    for one in (small, page):
        clerk.get(f"/so-hoa/trang/{one.pk}/")
        with CaptureQueriesContext(connection) as queries:
            clerk.get(f"/so-hoa/trang/{one.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
