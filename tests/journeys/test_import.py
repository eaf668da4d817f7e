"""An officer brings an old list into the register and takes it back, in the browser, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.workbooks import saved
from tests.journeys.browser import Person
from tests.journeys.work import work_all_jobs
from thidua.domain.access import Role
from thidua.domain.register.models import Entry

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("folders"),
]
GIAY = "Công đoàn Công ty CP Giấy Việt Trì"
WIDTHS = pytest.mark.parametrize("width", [1440, 375])


def old_list(*, is_right: bool = True) -> bytes:
    """A list as an office printed it: the decision in its title, groups by Roman numerals, a heading nobody knows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    sheet["A1"] = "DANH SÁCH ĐƯỢC TẶNG BẰNG KHEN"
    sheet["A2"] = "(Kèm theo Quyết định số 57/QĐ-LĐLĐ ngày 20 tháng 12 năm 2014)"
    rows = [
        ("STT", "Họ và tên", "Sinh", "Cơ sở", "Ghi nhận"),
        ("I", "TẬP THỂ", None, None, None),
        (1, "Phân xưởng Xeo", None, GIAY, "Bằng khen LĐLĐ tỉnh"),
        ("II", "CÁ NHÂN", None, None, None),
        (1, "LÊ THỊ MẬN", "12/3/1975", GIAY, "Bằng khen LĐLĐ tỉnh"),
        (2, "Vũ Văn Cam", 1971, GIAY if is_right else "Công đoàn Không Có", "Bằng khen LĐLĐ tỉnh"),
    ]
    for at, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column, value)
    return saved(book)


@pytest.fixture
def clerk(country: Country) -> object:
    return make_user("giu-so@thidua.example", (Role.APPRAISER, country.phu_tho))


def send(window: Person, path: Path) -> None:
    window.visit("/so-khen-thuong/nhap/")
    window.page.set_input_files("input[type=file]", path)
    window.page.fill("input[name=source]", "Sổ 2014")
    window.click("Tải lên và xem các cột")


@WIDTHS
def test_an_old_list_comes_in_and_is_taken_back(
    person: Callable[..., Person], clerk: object, tmp_path: Path, width: int
) -> None:
    window = person(clerk, width=width)
    window.visit("/so-khen-thuong/")
    window.click("Nhập danh sách cũ")
    (tmp_path / "so-cu.xlsx").write_bytes(old_list())
    send(window, tmp_path / "so-cu.xlsx")
    assert window.reads("Dòng 7: II CÁ NHÂN") or window.reads("CÁ NHÂN")
    assert window.page.input_value("[name=c5]") == "award"
    assert window.page.input_value("[name=decision_number]") == "57/QĐ-LĐLĐ"
    window.click("Đọc thử")
    assert window.reads("Không có lý do nào")
    assert not Entry.objects.exists()
    window.click("Vào sổ 3 dòng")
    assert window.reads("Có thể rời trang")
    window.visit("/")  # the work goes on without the page
    work_all_jobs()
    window.visit("/so-khen-thuong/nhap/")
    window.click("so-cu.xlsx")
    assert window.reads("Lê Thị Mận")
    assert sorted(Entry.objects.values_list("holder_name", "birth_year")) == [
        ("Lê Thị Mận", 1975), ("Phân xưởng Xeo", None), ("Vũ Văn Cam", 1971),
    ]  # fmt: skip
    window.page.fill("textarea[name=reason]", "Nhập nhầm đơn vị")
    window.click("Rút lại 3 dòng sổ")
    work_all_jobs()
    assert window.reads("Cả lô đã rút khỏi sổ")
    assert Entry.objects.filter(kind="annulment", reason="Nhập nhầm đơn vị").count() == 3


def test_a_running_list_moves_on_by_itself(
    person: Callable[..., Person], clerk: object, tmp_path: Path
) -> None:
    window = person(clerk)
    (tmp_path / "so-cu.xlsx").write_bytes(old_list())
    send(window, tmp_path / "so-cu.xlsx")
    window.click("Đọc thử")
    window.click("Vào sổ 3 dòng")
    work_all_jobs()
    assert window.reads("Biên nhận")  # nobody touched the page
    window.settle()


@WIDTHS
def test_reasons_come_back_in_the_workbook_and_columns_are_remembered(
    person: Callable[..., Person], clerk: object, tmp_path: Path, width: int
) -> None:
    window = person(clerk, width=width)
    (tmp_path / "so-cu.xlsx").write_bytes(old_list(is_right=False))
    send(window, tmp_path / "so-cu.xlsx")
    window.page.select_option("[name=c4]", "identity")
    window.click("Đọc thử")
    assert window.reads("Số định danh phải có đúng 12 chữ số.")
    window.click("Xem lại các cột")
    window.page.select_option("[name=c4]", "unit")
    window.click("Đọc thử")
    assert window.reads("Không có đơn vị nào là “Công đoàn Không Có”.")
    with window.page.expect_download() as waiting:
        window.page.get_by_role("link", name="Tải bản có ghi lý do").click()
    waiting.value.save_as(tmp_path / "ly-do.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ly-do.xlsx").active
    assert (
        sheet["D9"].comment.text
        == "Không có đơn vị nào là “Công đoàn Không Có”. Ghi đúng tên hoặc mã đơn vị."
    )
    window.click("Vào sổ 2 dòng, để lại phần còn lại")
    window.page.locator("dialog[open]").get_by_role("button", name="Vào sổ 2 dòng").click()
    work_all_jobs()
    assert window.reads("Biên nhận từng dòng") or window.reads("Để lại")
    window.settle()
    assert Entry.objects.count() == 2
    (tmp_path / "so-moi.xlsx").write_bytes(old_list())
    send(window, tmp_path / "so-moi.xlsx")
    assert window.page.input_value("[name=c4]") == "unit"
    assert window.page.locator("text=đoán, xem lại").count() == 0
