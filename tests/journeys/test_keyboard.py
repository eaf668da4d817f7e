"""The main work of officers with keys alone: a sheet is filled and sent, votes are counted, a decision is issued.

Nothing here points or clicks; axe-core looks at every page that is settled on.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.councils import make_ready, open_vote, secretary_of
from tests.factories.decisions import approve
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import make_country
from tests.journeys.browser import Person
from thidua.domain.access import Role
from thidua.domain.councils.models import AgendaItem, Candidate
from thidua.domain.decisions.models import Decision
from thidua.domain.nominations.models import Nomination, Submission

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

FOCUSED = """() => { const at = document.activeElement;
    return (at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText || "").trim(); }"""


def tab_to(window: Person, name: str, *, most: int = 60, key: str = "Tab") -> None:
    """Press Tab until what is called ``name`` has the focus."""
    for _ in range(most):
        if window.page.evaluate(FOCUSED).startswith(name):
            return
        window.page.keyboard.press(key)
    raise AssertionError(f"{name!r} is not reached with {key}")


def press(window: Person, *keys: str) -> None:
    for key in keys:
        window.page.keyboard.press(key)


def type_in(window: Person, text: str, end: str = "Tab") -> None:
    window.page.keyboard.type(text)
    window.page.keyboard.press(end)


def test_a_sheet_is_filled_mended_and_sent(person):
    country = make_country()
    make_round(country.phu_tho)
    officer = person(
        make_user("co-so@thidua.example", (Role.OFFICER, country.lam_thao), name="Phan Thị Kim Oanh")
    )
    page = officer.visit("/de-nghi/")
    tab_to(officer, "Lập tờ trình")
    press(officer, "Enter")
    page.wait_for_url("**/to-trinh/**")
    officer.settle()
    tab_to(officer, "Thêm người")
    press(officer, "Enter")
    for name, job in (("Trần Quốc Bảo", "Tổ trưởng cơ khí"), ("Lê Thị Ngân", "Công nhân đóng bao")):
        type_in(officer, name)
        type_in(officer, job)
        type_in(officer, "t")  # the group whose name begins so
        press(officer, "Enter", "ArrowDown", "Tab")  # the first award of the list
        type_in(officer, "Hàn đắp 36 trục vít tải đã loại, dùng lại thêm một năm", "Enter")
    # Enter on the last row opened a third; the second row goes before the first.
    press(officer, "Escape")
    tab_to(officer, "Lê Thị Ngân", key="Shift+Tab")
    press(officer, "Alt+ArrowUp")
    page.locator("#sheet:not([data-unsaved])").wait_for()
    rows = list(Nomination.objects.exclude(name="").order_by("rank"))
    assert [row.name for row in rows] == ["Lê Thị Ngân", "Trần Quốc Bảo"]
    assert {(row.position_class, row.award_code) for row in rows} == {("direct", rows[0].award_code)}
    assert rows[0].award_code
    # Ctrl D fills the job of the row above; arrows reach the conditions of a row, Enter opens, Esc closes.
    press(officer, "ArrowDown", "ArrowRight", "Control+d", "ArrowLeft", "ArrowLeft", "Enter")
    page.locator("#drawer[open]").wait_for()
    press(officer, "Escape")
    page.locator("#sheet:not([data-unsaved])").wait_for()
    rows[1].refresh_from_db()
    assert rows[1].job == "Công nhân đóng bao"
    press(officer, "Control+Enter")
    page.locator("#send[open]").wait_for()
    press(officer, "Control+Enter")
    page.get_by_text("Đã trình.").first.wait_for()
    officer.settle()
    assert Submission.objects.get().state == "submitted"


def test_what_was_typed_last_is_saved_before_the_sheet_is_sent(person):
    country = make_country()
    submission = make_submission(country.lam_thao, make_round(country.phu_tho), [row(0)])
    officer = person(
        make_user("co-so@thidua.example", (Role.OFFICER, country.lam_thao), name="Phan Thị Kim Oanh")
    )
    page = officer.visit(f"/de-nghi/to-trinh/{submission.pk}/")
    page.route("**/luu/", lambda route: (page.wait_for_timeout(800), route.continue_()))  # a slow line
    page.locator("#sheet td[data-c=job]").focus()
    press(officer, "Enter", "Control+a")
    type_in(officer, "Thợ hàn bậc 6", "Enter")
    press(officer, "Escape", "Control+Enter")
    page.locator("#send[open]").wait_for()
    press(officer, "Control+Enter")
    page.get_by_text("Đã trình.").first.wait_for()
    officer.settle()
    assert Submission.objects.get().state == "submitted"
    assert Nomination.objects.get().job == "Thợ hàn bậc 6"


def test_votes_are_closed_counted_twice_and_announced(person, calendar):
    country = make_country()
    calendar.turn_to(14, 12, 2026, 10)
    item = open_vote(country, actor=secretary_of(country.phu_tho), count=1)
    clerk = person(
        make_user("thu-ky@thidua.example", (Role.COUNCIL_SECRETARY, country.phu_tho), name="Nguyễn Thị Lệ")
    )
    page = clerk.visit(f"/hoi-dong/phien/{item.meeting_id}/")
    press(clerk, "Control+Enter")
    page.locator("#close-vote[open]").wait_for()
    press(clerk, "Control+Enter")
    page.get_by_text("Hai người kiểm phiếu nhập riêng").first.wait_for()
    for name in ("Bùi Văn Thoại", "Đinh Thị Mùi"):
        clerk.settle()
        assert page.evaluate(FOCUSED).startswith("Họ tên người kiểm phiếu")
        type_in(clerk, name)
        tab_to(clerk, "Đồng ý, ")
        type_in(clerk, "12")
        type_in(clerk, "1", "Enter")
        page.get_by_text(f"{name} đã nhập đủ.").wait_for()
    clerk.settle()
    press(clerk, "Control+Enter")
    page.get_by_text("Thông qua", exact=True).first.wait_for()
    assert AgendaItem.objects.get(pk=item.pk).state == "closed"
    counted = Candidate.objects.get(item=item)
    assert (counted.yes, counted.no, counted.passed) == (12, 1, True)


def test_a_decision_is_drafted_mended_and_issued(person, calendar, folders):
    country = make_country()
    calendar.turn_to(18, 12, 2026, 9)
    approve(country, make_ready(country, 2))
    office = person(
        make_user("can-bo@thidua.example", (Role.APPRAISER, country.phu_tho), name="Nguyễn Hữu Tuyển")
    )
    head = person(make_user("chu-tich@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa"))
    page = office.visit("/quyet-dinh/")
    press(office, "Control+Enter")
    page.wait_for_url("**/quyet-dinh/*/")
    office.settle()
    tab_to(office, "Địa danh")
    press(office, "Control+a")
    type_in(office, "Việt Trì")
    tab_to(office, "Ghi nội dung")
    with page.expect_navigation():
        press(office, "Enter")
    office.settle()
    press(office, "Control+Enter")
    page.get_by_text("Trình ký").first.wait_for()
    office.settle()
    decision = Decision.objects.get()
    assert (decision.state, decision.place) == ("signing", "Việt Trì")
    page = head.visit(f"/quyet-dinh/{decision.pk}/")
    press(head, "Control+Enter")
    page.locator("#issue[open]").wait_for()
    press(head, "Control+Enter")
    page.get_by_text("Quyết định 01/QĐ-LĐLĐ").first.wait_for()
    head.settle()
    decision.refresh_from_db()
    assert (decision.state, decision.issued_on) == ("issued", date(2026, 12, 18))
