"""The pages of the archive: a scan is kept, found by its words, opened at its page, held, packed, checked."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.appraisal import browser
from tests.factories.archive import add_paper, clerk_of, make_dossier, make_old_entry, typed_pdf
from tests.factories.organizations import Country
from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive import actions, jobs
from thidua.domain.archive.models import Disposal, Dossier, FixityRun, Hold, Item, Original, Package

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    settings.CONTENT_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def clerk(country: Country) -> Client:
    return browser(Role.CLERK, country.phu_tho)


@pytest.fixture
def paper(country: Country, files: Path, now: datetime) -> Item:
    content = typed_pdf("Quyết định tặng bằng khen năm 2005", "Bà Nguyễn Thị Hường có sáng kiến thay van xả")
    return add_paper(make_dossier(country, now), content, files, actor=clerk_of(country.phu_tho), at=now)


def test_a_scan_is_added_from_the_page_of_a_line_and_shown_there(
    country: Country, files: Path, clerk: Client
) -> None:
    entry = make_old_entry(country)
    page = f"/so-khen-thuong/{entry.register_no}/"
    assert "Mở hồ sơ để thêm bản quét" in clerk.get(page).text
    opened = clerk.post(f"/luu-tru/so/{entry.register_no}/mo/")
    dossier = Dossier.objects.get()
    assert opened.headers["Location"] == f"/luu-tru/ho-so/{dossier.pk}/"
    content = typed_pdf("Quyết định số 1")
    sent = {"title": "Bản quét quyết định", "kind": "scan", "file": SimpleUploadedFile("qd.pdf", content)}
    clerk.post(f"/luu-tru/ho-so/{dossier.pk}/them/", sent)
    item = Item.objects.get()
    assert ContentStore(files).read(item.original.sha256) == content
    jobs.read.func(item.original_id)
    text = clerk.get(page).text
    assert f'href="/luu-tru/tai-lieu/{item.pk}/"' in text
    assert f'href="/luu-tru/ho-so/{dossier.pk}/"' in text
    # the unit of the person opens the decision from there, and has no page of the dossier
    unit = browser(Role.OFFICER, country.giay)
    assert f'href="/luu-tru/tai-lieu/{item.pk}/"' in unit.get(page).text
    assert unit.get(f"/luu-tru/tai-lieu/{item.pk}/").status_code == 200
    assert unit.get(f"/luu-tru/ho-so/{dossier.pk}/").status_code == 404


def test_a_bad_file_keeps_the_form_and_says_why(
    country: Country, files: Path, clerk: Client, now: datetime
) -> None:
    dossier = make_dossier(country, now)
    sent = {"title": "Bản quét", "kind": "scan", "file": SimpleUploadedFile("qd.pdf", b"MZ chuong trinh")}
    answer = clerk.post(f"/luu-tru/ho-so/{dossier.pk}/them/", sent)
    assert answer.status_code == 422
    assert "Tệp là chương trình máy tính nên không được nhận." in answer.text
    assert 'value="Bản quét"' in answer.text
    assert not Original.objects.exists()


def test_words_lead_to_the_page_on_which_they_stand(clerk: Client, paper: Item) -> None:
    found = clerk.get("/luu-tru/", {"q": "nguyen thi huong van xa"}).text
    assert "1 trang" in found
    assert "<mark>Nguyễn Thị Hường</mark>" in found
    assert f'href="/luu-tru/tai-lieu/{paper.pk}/?trang=2&amp;q=nguyen%20thi%20huong%20van%20xa"' in found
    viewer = clerk.get(f"/luu-tru/tai-lieu/{paper.pk}/", {"trang": "2", "q": "nguyen thi huong"}).text
    assert "Trang 2 / 2" in viewer
    assert "<mark>Nguyễn Thị Hường</mark>" in viewer
    picture = clerk.get(f"/luu-tru/tai-lieu/{paper.pk}/trang.jpg", {"trang": "2"})
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/jpeg")
    assert picture.content[:2] == b"\xff\xd8"
    assert clerk.get(f"/luu-tru/tai-lieu/{paper.pk}/trang.jpg", {"trang": "3"}).status_code == 404
    assert "Không có trang nào đủ các chữ này" in clerk.get("/luu-tru/", {"q": "khong co"}).text


def test_the_original_is_given_byte_for_byte_as_a_download(clerk: Client, paper: Item, files: Path) -> None:
    answer = clerk.get(f"/luu-tru/tai-lieu/{paper.pk}/tep")
    assert answer.content == ContentStore(files).read(paper.original.sha256)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ban-quet.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert clerk.get(f"/luu-tru/tai-lieu/{paper.pk}/tep?ban=chu").status_code == 404


def test_a_neighbor_finds_and_opens_nothing(country: Country, paper: Item) -> None:
    neighbor = browser(Role.CLERK, country.bac_ninh)
    assert "Không có trang nào" in neighbor.get("/luu-tru/", {"q": "nguyen thi huong"}).text
    for address in ("", "trang.jpg?trang=1", "tep"):
        assert neighbor.get(f"/luu-tru/tai-lieu/{paper.pk}/{address}").status_code == 404


def test_the_first_page_says_when_scans_are_not_read_and_files_not_scanned(
    clerk: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    from thidua.web.archive import views

    monkeypatch.setattr(views, "missing", lambda: ("tesseract-ocr",))
    text = clerk.get("/luu-tru/").text
    assert "Máy chủ chưa đọc được chữ trong bản quét" in text
    assert "tesseract-ocr tesseract-ocr-vie" in text
    assert "chưa nối với máy quét vi-rút" in text
    settings.CLAMD_URL = "tcp://127.0.0.1:3310"
    assert "Khi máy quét không trả lời, tệp không được nhận" in clerk.get("/luu-tru/").text


def test_a_hold_is_placed_and_lifted_and_stands_in_the_list(country: Country, paper: Item) -> None:
    inspector = browser(Role.INSPECTOR, country.phu_tho)
    page = f"/luu-tru/ho-so/{paper.dossier_id}/"
    assert inspector.post(f"{page}tam-giu/", {"reason": ""}).status_code == 422
    inspector.post(f"{page}tam-giu/", {"reason": "Đơn tố cáo", "paper": "Đơn số 12"})
    assert "Đang tạm giữ từ 08/12/2026 14:02" in inspector.get(page).text
    assert "Đơn tố cáo" in inspector.get("/luu-tru/tam-giu/").text
    hold = Hold.objects.get()
    assert browser(Role.CLERK, country.phu_tho).post(f"/luu-tru/lenh-giu/{hold.pk}/thoi/").status_code == 404
    inspector.post(f"/luu-tru/lenh-giu/{hold.pk}/thoi/", {"reason": "Kết luận số 5"})
    assert "Không có hồ sơ nào đang tạm giữ" in inspector.get("/luu-tru/tam-giu/").text
    assert "Kết luận số 5" in inspector.get(page).text


def test_a_due_dossier_is_disposed_of_by_the_head_and_the_record_stays(country: Country, paper: Item) -> None:
    head = browser(Role.HEAD, country.phu_tho)
    assert paper.dossier.decision_number in head.get("/luu-tru/den-han/").text
    page = f"/luu-tru/ho-so/{paper.dossier_id}/"
    sent = {"paper": "15/QĐ-HĐXĐGT", "paper_on": "2026-12-01", "reason": "Hết 20 năm"}
    refused = head.post(f"{page}tieu-huy/", sent)
    assert refused.status_code == 422
    assert "văn bản chưa được đối chiếu" in refused.text
    assert not Disposal.objects.exists()
    head.post(f"{page}tieu-huy/", sent | {"is_acknowledged": "on"})
    text = head.get(page).text
    assert "Đã tiêu hủy ngày 08/12/2026 theo 15/QĐ-HĐXĐGT" in text
    assert paper.original.sha256[:16] in text
    assert "Không có hồ sơ nào hết thời hạn" in head.get("/luu-tru/den-han/").text


def test_chosen_dossiers_become_a_package_to_be_taken(clerk: Client, country: Country, paper: Item) -> None:
    assert paper.dossier.decision_number in clerk.get("/luu-tru/ho-so/", {"nam": "2005", "q": "1/QĐ"}).text
    clerk.post("/luu-tru/goi/", {"dossier": [str(paper.dossier_id)], "title": "Giao nộp 2005"})
    package = Package.objects.get()
    assert "Đang đóng gói" in clerk.get(f"/luu-tru/goi/{package.pk}/").text
    assert clerk.get(f"/luu-tru/goi/{package.pk}/tai/").status_code == 404
    jobs.pack.func(package.pk)
    assert "Tải gói (.zip)" in clerk.get(f"/luu-tru/goi/{package.pk}/").text
    answer: Any = clerk.get(f"/luu-tru/goi/{package.pk}/tai/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as zipped:
        assert any(name.endswith("manifest-sha256.txt") for name in zipped.namelist())
    assert browser(Role.CLERK, country.bac_ninh).get(f"/luu-tru/goi/{package.pk}/tai/").status_code == 404
    assert browser(Role.INSPECTOR, country.phu_tho).get(f"/luu-tru/goi/{package.pk}/tai/").status_code == 404


def test_a_check_of_files_is_asked_for_and_its_report_names_what_is_damaged(
    clerk: Client, paper: Item, files: Path
) -> None:
    path = ContentStore(files).path(paper.original.sha256)
    path.chmod(0o640)
    path.write_bytes(b"khac")
    clerk.post("/luu-tru/kiem-tra/")
    run = FixityRun.objects.get()
    jobs.check.func(run.pk)
    text = clerk.get(f"/luu-tru/kiem-tra/{run.pk}/").text
    assert "1 tệp hỏng" in text
    assert "nội dung đã bị thay đổi" in text
    assert f"{paper.title} ({paper.dossier.decision_number})" in text
    assert clerk.get(f"/luu-tru/tai-lieu/{paper.pk}/tep").status_code == 404


def test_lists_ask_the_database_as_often_for_three_as_for_one(
    clerk: Client, country: Country, paper: Item, files: Path, now: datetime
) -> None:
    addresses = (
        "/luu-tru/ho-so/",
        "/luu-tru/den-han/",
        "/luu-tru/tam-giu/",
        "/luu-tru/?q=nguyen",
        "/luu-tru/",
    )

    def counts() -> list[int]:
        found = []
        for address in addresses:
            clerk.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                clerk.get(address)
            found.append(len(queries))
        return found

    head = clerk_of(country.tld)
    from tests.factories.accounts import make_actor

    holder = make_actor(Role.HEAD, country.phu_tho)
    actions.place_hold(dossier_id=paper.dossier_id, reason="Đơn", actor=holder, at=now)
    one = counts()
    for number in (2, 3):
        dossier = make_dossier(country, now, number)
        add_paper(dossier, typed_pdf(f"Nguyễn {number}"), files, actor=head, at=now)
        actions.place_hold(dossier_id=dossier.pk, reason="Đơn", actor=holder, at=now)
    assert counts() == one
