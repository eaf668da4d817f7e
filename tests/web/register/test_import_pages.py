"""The pages of an import: reasons in the reader's language, files that are no list, and what a second press does."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.lists import compound_file, text, xlsx
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.register.imports import actions
from thidua.domain.register.imports.models import ImportBatch
from thidua.domain.register.imports.working import work_on
from thidua.domain.register.models import Entry
from thidua.domain.register.states import ImportState

GIAY = "Công đoàn Công ty CP Giấy Việt Trì"
HEAD = ("STT", "Họ và tên", "Năm sinh", "Đơn vị", "Hình thức khen thưởng", "Số quyết định", "Ngày quyết định")
GOOD = (1, "Lê Thị Mận", 1975, GIAY, "BK_LDLD", "57/QĐ-LĐLĐ", "20/12/2014")
BAD = (2, "Vũ Văn Cam", 1971, "Công đoàn Không Có", "BK_LDLD", "57/QĐ-LĐLĐ", "20/12/2014")
NO_DAY = (3, "Đỗ Thị Hòa", 1985, GIAY, "BK_LDLD", "57/QĐ-LĐLĐ", "30/2/2014")
UNKNOWN = "Không có đơn vị nào là “Công đoàn Không Có”. Ghi đúng tên hoặc mã đơn vị."
UNKNOWN_EN = "No unit is called “Công đoàn Không Có”. Write the right name or code of the unit."
START = "/so-khen-thuong/nhap/"


@pytest.fixture
def keeper(country: Country, settings: Any, tmp_path: Path, fixed_clock: object) -> Client:
    settings.CONTENT_ROOT, settings.UPLOAD_ROOT = tmp_path / "files", tmp_path / "uploads"
    client = Client()
    client.force_login(make_user("giu-so@thidua.example", (Role.APPRAISER, country.phu_tho)))
    return client


@pytest.fixture
def english(country: Country, keeper: Client) -> Client:
    """A colleague who reads English."""
    client = Client()
    client.force_login(make_user("anh@thidua.example", (Role.APPRAISER, country.phu_tho)))
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, country: Country, content: bytes, name: str = "so-cu.xlsx") -> HttpResponse:
    return client.post(
        START, {"file": SimpleUploadedFile(name, content), "unit": country.phu_tho.pk, "source": "Sổ 2014"}
    )


def tried(client: Client, country: Country, *rows: tuple[object, ...]) -> ImportBatch:
    """A list that was tried by its columns as guessed."""
    assert send(client, country, xlsx([HEAD, *rows])).status_code == 302
    batch = ImportBatch.objects.get()
    columns = batch.layout["columns"]
    sent = {f"c{number}": key for key, number in columns.items()}
    assert client.post(f"{START}{batch.pk}/cot/", {"sheet": batch.sheet, **sent}).status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED
    return batch


def shown(client: Client, batch: ImportBatch, **asked: str) -> str:
    return client.get(f"{START}{batch.pk}/", asked).content.decode()


def test_a_trial_is_told_in_the_language_of_whoever_reads_it(keeper, english, country):
    batch = tried(keeper, country, GOOD, BAD, NO_DAY)
    page = shown(keeper, batch)
    assert page.count(UNKNOWN) == 2  # at its row, and among the reasons at the side
    assert "“30/2/2014” không phải là ngày." in page
    page = shown(english, batch)
    assert page.count(UNKNOWN_EN) == 2
    assert "“30/2/2014” is not a date." in page
    assert "không phải là ngày" not in page


def test_a_trial_made_in_english_is_told_in_vietnamese(keeper, english, country):
    assert UNKNOWN in shown(keeper, tried(english, country, BAD))


def test_the_copy_with_reasons_is_in_the_language_of_whoever_takes_it(keeper, english, country):
    batch = tried(keeper, country, GOOD, BAD)
    copies = [client.get(f"{START}{batch.pk}/ly-do.xlsx").content for client in (keeper, english)]
    words = [openpyxl.load_workbook(io.BytesIO(one)).active["D3"].comment.text for one in copies]
    assert words == [UNKNOWN, UNKNOWN_EN]


def test_receipts_tell_why_in_the_language_of_the_reader(keeper, english, country, now):
    batch = tried(keeper, country, GOOD, BAD)
    keeper.post(f"{START}{batch.pk}/vao-so/", {"leave_out": "1"})
    work_on(batch.pk, now=lambda: now)
    batch.refresh_from_db()
    assert batch.state == ImportState.ENTERED
    assert UNKNOWN in shown(keeper, batch)
    assert UNKNOWN_EN in shown(english, batch)
    book = openpyxl.load_workbook(io.BytesIO(english.get(f"{START}{batch.pk}/bien-nhan.xlsx").content)).active
    assert [row[3] for row in book.iter_rows(min_row=2, values_only=True)] == ["", UNKNOWN_EN]


def test_why_a_list_stopped_is_told_in_the_language_of_the_reader(keeper, english, country, now):
    batch = tried(keeper, country, GOOD)
    actions.originals().path(batch.sha256).unlink()
    ImportBatch.objects.update(state=ImportState.CHECKING)
    work_on(batch.pk, now=lambda: now)
    assert "báo người vận hành" in shown(keeper, batch)
    assert "báo người vận hành" not in shown(english, batch)


def sealed_by_a_password() -> bytes:
    """The container that Excel keeps a locked workbook in."""
    return compound_file(b"\0" * 5000, name="EncryptedPackage")


def bomb() -> bytes:
    """A small file that would unpack to half a gigabyte."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("[Content_Types].xml", "<Types/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(500):
                part.write(b"\0" * 1_000_000)
    return target.getvalue()


NO_LISTS = {
    "empty": (lambda: b"", "Tệp rỗng."),
    "a PDF with another name": (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "không phải bảng tính"),
    "cut short": (lambda: xlsx([HEAD, GOOD])[:-400], "bị hỏng"),
    "locked by a password": (sealed_by_a_password, "Tệp có mật khẩu."),
    "a program": (lambda: b"MZ" + bytes(range(256)) * 8, "không phải bảng tính"),
    "only a heading": (lambda: xlsx([HEAD]), "không có dòng nào bên dưới"),
    "no names": (lambda: xlsx([("Ngày", "Số"), ("20/12/2014", 5)]), "Bảng"),
    "a bomb": (bomb, "Tệp"),
}


@pytest.mark.parametrize("kind", NO_LISTS)
def test_what_is_no_list_is_refused_with_words_and_kept_nowhere(keeper, country, kind):
    content, words = NO_LISTS[kind]
    response = send(keeper, country, content())
    assert response.status_code == 422
    told = re.findall(r'<p class="error"[^>]*>(.*?)</p>', response.content.decode(), re.S)
    assert len(told) == 1
    assert words in told[0]
    assert not ImportBatch.objects.exists()


def test_a_list_is_not_entered_twice_by_a_second_press_or_an_old_page(keeper, country, now):
    batch = tried(keeper, country, GOOD)
    for _press in range(2):
        keeper.post(f"{START}{batch.pk}/vao-so/")
    work_on(batch.pk, now=lambda: now)
    late = [keeper.post(f"{START}{batch.pk}/{act}/") for act in ("vao-so", "xem-lai", "bo")]
    work_on(batch.pk, now=lambda: now)
    assert [one.status_code for one in late] == [409, 409, 409]
    assert Entry.objects.count() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.count) == (ImportState.ENTERED, 1)
    assert (
        send(keeper, country, xlsx([HEAD, GOOD, ("",)])).status_code == 302
    )  # another file of the same words


def test_the_same_file_is_refused_while_its_lines_stand(keeper, country, now):
    content = xlsx([HEAD, GOOD])
    send(keeper, country, content)
    batch = ImportBatch.objects.get()
    sent = {f"c{number}": key for key, number in batch.layout["columns"].items()}
    keeper.post(f"{START}{batch.pk}/cot/", {"sheet": batch.sheet, **sent})
    keeper.post(f"{START}{batch.pk}/vao-so/")
    work_on(batch.pk, now=lambda: now)
    response = send(keeper, country, content)
    assert response.status_code == 422
    assert f"Tệp này đã nhập ngày 08/12/2026 (lô {batch.pk}, 1 dòng)." in response.content.decode()


def test_the_next_sheet_of_a_file_comes_in_after_the_first(keeper, country, now):
    other = (1, "Vũ Văn Cam", 1971, GIAY, "BK_LDLD", "58/QĐ-LĐLĐ", "21/12/2014")
    content = xlsx([HEAD, GOOD], notes=[("Ghi chú",)], Sau=[HEAD, other])
    entered = []
    for _sheet in range(2):
        assert send(keeper, country, content).status_code == 302
        batch = ImportBatch.objects.latest("pk")
        sent = {f"c{number}": key for key, number in batch.layout["columns"].items()}
        keeper.post(f"{START}{batch.pk}/cot/", {"sheet": batch.sheet, **sent})
        keeper.post(f"{START}{batch.pk}/vao-so/")
        work_on(batch.pk, now=lambda: now)
        entered.append(batch.sheet)
    assert entered == ["Danh sách", "Sau"]
    assert sorted(Entry.objects.values_list("holder_name", flat=True)) == ["Lê Thị Mận", "Vũ Văn Cam"]
    assert "Tệp này đã nhập" in send(keeper, country, content).content.decode()


def test_a_list_of_fifty_megabytes_is_read(keeper, country):
    rows = [
        HEAD,
        *(
            (n, f"Lê Thị Mận {'x' * 200}", 1975, GIAY, "BK_LDLD", f"{n}/QĐ", "20/12/2014")
            for n in range(1, 150_000)
        ),
    ]
    content = text(rows)
    assert len(content) > 45_000_000
    assert send(keeper, country, content, "lon.csv").status_code == 302
    assert ImportBatch.objects.get().total == 149_999


def test_a_neighbour_and_a_reader_of_the_register_see_no_list(keeper, country, fixed_clock):
    batch = tried(keeper, country, GOOD)
    for role, unit in ((Role.APPRAISER, country.bac_ninh), (Role.INSPECTOR, country.phu_tho)):
        client = Client()
        client.force_login(make_user(f"{role}@thidua.example", (role, unit)))
        for path in ("", "tien-do/", "ly-do.xlsx", "goc", "bien-nhan.xlsx"):
            response = client.get(f"{START}{batch.pk}/{path}")
            assert response.status_code == 404, (role, path)
            assert "so-cu.xlsx" not in response.content.decode()
        assert client.post(f"{START}{batch.pk}/vao-so/").status_code == 404
    batch.refresh_from_db()
    assert batch.state == ImportState.CHECKED
