"""Workbooks from hell through the real upload: a reason for each row in the unit's own file, or a clear refusal.

Whatever comes, nothing is brought in before somebody says so, and then only the rows that were shown as good.
"""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import workbooks
from tests.factories.appraisal import browser
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.nominations.models import Nomination, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

NAMES = ["Nguyễn Thị Ứng", "Trần Văn Đạt", "H’Hen Niê"]
OLD_LETTERS = {  # the old fonts had neither every marked capital nor this apostrophe; the page warns of the conversion
    "TCVN3": ["Nguyễn Thị ứng", "Trần Văn Đạt", "H?Hen Niê"],
    "VNI": ["Nguyễn Thị Ứng", "Trần Văn Đạt", "H?Hen Niê"],
    "windows-1258": NAMES,
}
READABLE = {
    "merged headers": workbooks.printed_form,
    "a hidden sheet": workbooks.with_hidden_sheet,
    "50,000 empty rows": workbooks.with_empty_rows,
    "a table far from the corner": lambda: workbooks.plain(first_row=9, first_column=4),
    "windows-1258": lambda: workbooks.csv_text(encoding="cp1258"),
    "utf-16": lambda: workbooks.csv_text(delimiter="\t", encoding="utf-16"),
    "semicolons": lambda: workbooks.csv_text(delimiter=";"),
    "TCVN3": lambda: workbooks.csv_text(encoding="tcvn3"),
    "VNI": lambda: workbooks.csv_text(encoding="vni"),
}
REFUSED = {
    "a zip bomb": (workbooks.zip_bomb, "Tệp nén bất thường"),
    "a bomb that lies about its size": (workbooks.lying_bomb, "Tệp bị hỏng"),
    "a text used forty thousand times": (workbooks.shared_text_bomb, "Nội dung các ô quá dài"),
    "a program inside": (workbooks.with_macros, "Tệp có macro"),
    "entities": (workbooks.with_entities, "Tệp bị hỏng"),
    "a password": (workbooks.encrypted, "Tệp có mật khẩu"),
    "a download that stopped": (workbooks.cut_short, "Tệp bị hỏng"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), ""),
    "nothing": (lambda: b"", "Tệp rỗng"),
    "a header alone": (lambda: workbooks.plain([workbooks.HEADER]), "không có dòng nào bên dưới"),
    "no header": (lambda: workbooks.plain([["a", "b"], ["c", "d"]]), ""),
}


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.CONTENT_ROOT, settings.UPLOAD_ROOT = tmp_path / "files", tmp_path / "uploads"


@pytest.fixture
def officer(country: Country) -> Client:
    return browser(Role.OFFICER, country.lam_thao)


@pytest.fixture
def draft(country: Country) -> Submission:
    """One nominee is already there; whatever comes, that row stays."""
    return make_submission(country.lam_thao, make_round(country.phu_tho), [row(5)])


def upload(officer: Client, draft: Submission, content: bytes, name: str = "danh sách.xlsx") -> Any:
    return officer.post(
        f"/de-nghi/to-trinh/{draft.pk}/danh-sach/", {"file": SimpleUploadedFile(name, content)}
    )


def bring_in(officer: Client, draft: Submission) -> Any:
    return officer.post(f"/de-nghi/to-trinh/{draft.pk}/danh-sach/nhap/", follow=True)


def names() -> list[str]:
    return list(Nomination.objects.order_by("rank", "id").values_list("name", flat=True))


@pytest.mark.parametrize("kind", READABLE)
def test_a_hard_workbook_is_read_and_brought_in_once(officer: Client, draft: Submission, kind: str) -> None:
    before, wanted = names(), OLD_LETTERS.get(kind, NAMES)
    shown = upload(officer, draft, READABLE[kind]())
    assert shown.status_code == 200
    assert [name for name in wanted if name not in shown.text] == []
    assert ("Tệp dùng bảng mã cũ" in shown.text) == (kind in OLD_LETTERS)
    assert names() == before
    for _again in range(2):
        assert "Đã nhập 3 dòng." in bring_in(officer, draft).text
        assert names() == [*before, *wanted]


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_list_is_refused_in_words(officer: Client, draft: Submission, kind: str) -> None:
    make, words = REFUSED[kind]
    before, content, started = names(), make(), time.process_time()
    answer = upload(officer, draft, content)
    assert time.process_time() - started < 10
    assert answer.status_code == 422
    assert "Chưa đọc được danh sách" in answer.text
    assert words in answer.text
    assert bring_in(officer, draft).status_code == 409
    assert names() == before


def test_two_cells_at_the_ends_of_the_sheet_do_not_exhaust_the_machine(
    officer: Client, draft: Submission
) -> None:
    started = time.process_time()
    assert upload(officer, draft, workbooks.far_cells("XFD1048576")).status_code in {200, 422}
    assert time.process_time() - started < 10
    assert len(names()) == 1


HEADER = ("Họ và tên", "Ngày sinh", "Giới tính", "Hình thức khen thưởng", "Thành tích")
GOOD = ("Hà Quang Huy", "05/01/1988", "Nam", "Giấy khen CĐCS", "Xử lý sự cố lò 2 trong 20 phút")
BAD = {
    "B3": ("Lý Văn Páo", "31/02/1985", "Nam", "Giấy khen CĐCS", "Bốc xếp an toàn"),
    "D4": ("Tạ Thị Mai", "1990", "Nữ", "Huy chương sao hỏa", "Đưa hóa đơn điện tử vào kho"),
    "A5": ("", "04/05/1990", "Nữ", "Giấy khen CĐCS", "Không có tên"),
}


def test_each_bad_row_comes_back_with_its_reason_in_its_cell(officer: Client, draft: Submission) -> None:
    content = workbooks.plain([HEADER, GOOD, *BAD.values()])
    shown = upload(officer, draft, content)
    assert "1 dòng nhập được, 3 dòng chưa" in shown.text
    copy = officer.get(f"/de-nghi/to-trinh/{draft.pk}/danh-sach/ly-do.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(copy.content)).active
    for cell in BAD:
        assert sheet[cell].comment is not None, cell
        assert sheet[cell].comment.text, cell
    assert "31/02/1985" in sheet["B3"].comment.text
    assert sheet["B2"].comment is None
    assert len(names()) == 1
    answer = bring_in(officer, draft)
    assert "Đã nhập 1 dòng. 3 dòng chưa nhập được." in answer.text
    assert names()[1:] == ["Hà Quang Huy"]


def test_a_formula_is_never_run_and_never_written_back_as_one(officer: Client, draft: Submission) -> None:
    upload(officer, draft, workbooks.with_formulas())
    copy = officer.get(f"/de-nghi/to-trinh/{draft.pk}/danh-sach/ly-do.xlsx")
    assert copy.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(copy.content)).active
    assert sheet["E3"].data_type == "s"
    bring_in(officer, draft)
    assert "=cmd|'/C calc'!A0" not in [cell.value for cell in sheet["G"]]


def test_the_list_of_one_unit_is_not_brought_in_by_another(
    country: Country, officer: Client, draft: Submission
) -> None:
    upload(officer, draft, workbooks.plain())
    neighbour = browser(Role.OFFICER, country.giay)
    assert upload(neighbour, draft, workbooks.plain()).status_code == 404
    assert bring_in(neighbour, draft).status_code == 404
    assert neighbour.get(f"/de-nghi/to-trinh/{draft.pk}/danh-sach/ly-do.xlsx").status_code == 404
    assert len(names()) == 1
