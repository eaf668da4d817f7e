"""A sheet filled from the clipboard of a spreadsheet program, and two windows open on one sheet."""

from __future__ import annotations

import pytest

from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import make_country
from tests.journeys.browser import Person
from thidua.domain.access import Role
from thidua.domain.nominations.models import Nomination

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hải")
PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""


def block(count: int, *, header: bool = False) -> str:
    """What a spreadsheet program puts on the clipboard: cells by tabs, a cell of two lines in quotes."""
    lines = [
        f'{FAMILY[n // 6]} Văn {GIVEN[n % 6]}\tThợ bậc {1 + n % 7}\tTrực tiếp\tBK LĐLĐ tỉnh\t"Cải tiến số {n},\nlàm lợi {n} triệu đồng"'
        for n in range(count)
    ]
    head = ["Họ và tên\tViệc đang làm\tĐối tượng\tHình thức khen thưởng\tThành tích"] if header else []
    return "\r\n".join([*head, *lines]) + "\r\n"


@pytest.fixture
def draft():
    country = make_country()
    return make_submission(country.lam_thao, make_round(country.phu_tho), [row(0)])


@pytest.fixture
def officer(person, draft) -> Person:
    return person(
        make_user("co-so@thidua.example", (Role.OFFICER, draft.organization), name="Phan Thị Kim Oanh")
    )


def paste(window: Person, text: str) -> None:
    window.page.evaluate(PASTE, text)


def saved(window: Person) -> None:
    window.page.locator("#sheet:not([data-unsaved])").wait_for()
    window.settle()


def test_thirty_rows_are_pasted_under_the_first(officer, draft):
    page = officer.visit(f"/de-nghi/to-trinh/{draft.pk}/")
    officer.click("Thêm người")
    page.keyboard.press("Escape")
    page.locator("#sheet tbody tr").nth(1).locator("td[data-c=name]").focus()
    paste(officer, block(30))
    saved(officer)
    rows = list(draft.nominations.exclude(name="").order_by("rank", "pk"))
    assert len(rows) == 31
    assert (rows[1].name, rows[1].job, rows[1].position_class, rows[1].award_code) == (
        "Nguyễn Văn An", "Thợ bậc 1", "direct", "BK_LDLD",
    )  # fmt: skip
    assert rows[30].achievement == "Cải tiến số 29, làm lợi 29 triệu đồng"
    page.reload()
    officer.settle()
    assert page.locator("#sheet tbody tr").count() == 31


def test_a_block_with_a_heading_is_read_row_by_row_first(officer, draft):
    page = officer.visit(f"/de-nghi/to-trinh/{draft.pk}/")
    page.locator("#sheet td[data-c=name]").first.focus()
    with page.expect_navigation():
        paste(officer, block(30, header=True))
    officer.settle()
    assert officer.reads("30 dòng nhập được, 0 dòng chưa")
    assert draft.nominations.count() == 1
    officer.click("Nhập 30 dòng")
    assert officer.reads("Đã nhập 30 dòng.")
    assert draft.nominations.count() == 31


def test_two_windows_on_one_sheet_lose_nothing(officer, draft):
    first = officer.visit(f"/de-nghi/to-trinh/{draft.pk}/")
    second = officer.context.new_page()
    second.goto(f"/de-nghi/to-trinh/{draft.pk}/")
    write(first, "job", "Thợ hàn bậc 6")
    first.locator("#sheet:not([data-unsaved])").wait_for()
    write(second, "job", "Thợ điện bậc 4")
    write(second, "achievement", "Quấn lại 12 động cơ")
    second.get_by_text("Thợ hàn bậc 6").first.wait_for()
    kept = Nomination.objects.get()
    assert kept.job == "Thợ hàn bậc 6"
    body = second.locator("body").inner_text()
    assert "Thợ hàn bậc 6" in body
    assert "Thợ điện bậc 4" in body
    second.close()


def write(page, column: str, text: str) -> None:
    page.locator(f"#sheet td[data-c={column}]").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
