"""Legal staff with keys alone: a change is drafted, seen and withdrawn; a rule is compared with its text by two."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_submission, row
from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from tests.journeys.test_keyboard import press, tab_to
from thidua.domain.access import Role
from thidua.domain.catalogue.models import RuleDraft, TextComparison

LEADS_TO = "() => document.activeElement.getAttribute('href') || ''"
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def fill(window, name, text):
    """Reach a field and write into it what it is to hold."""
    tab_to(window, name, most=90)
    press(window, "Control+a", "Delete")
    window.page.keyboard.type(text)


def tab_to_address(window, part):
    """Press Tab until a link that leads there has the focus."""
    for _ in range(200):
        if part in window.page.evaluate(LEADS_TO):
            return
        press(window, "Tab")
    raise AssertionError(f"no link to {part} is reached")


def lawyer_named(person, country, name, number=1):
    return person(make_user(f"phap-che-{number}@thidua.example", (Role.LAWYER, country.tld), name=name))


def test_a_change_of_a_vote_is_drafted_seen_and_withdrawn(person):
    country = make_country()
    submission = make_submission(country.giay, make_round(country.giay), [row(1, "GK_CDCS")])
    nominee = submission.nominations.get()
    lawyer = lawyer_named(person, country, "Hồ Sĩ Nguyên")
    page = lawyer.visit("/quy-dinh/thoi-gian/?hinh-thuc=GK_CDCS")
    tab_to_address(lawyer, "/thay-doi/bieu-quyet/*/")
    press(lawyer, "Enter")
    page.wait_for_url("**/thay-doi/bieu-quyet/**")
    lawyer.settle()
    fill(lawyer, "Tỷ lệ đồng ý từ", "3/4")
    fill_day(lawyer, "Hiệu lực từ ngày", "01072027")
    tab_to(lawyer, "Số, ký hiệu văn bản mới")
    page.keyboard.type("77/2027/NĐ-CP")
    tab_to(lawyer, "Trích yếu")
    page.keyboard.type("Nghị định thử")
    fill_day(lawyer, "Ban hành ngày", "02052027")
    fill(lawyer, "Điều", "5")
    tab_to(lawyer, "Lưu và xem ảnh hưởng")
    press(lawyer, "Enter")
    page.wait_for_url(lambda url: url.rstrip("/").rsplit("/", 1)[-1].isdigit())
    lawyer.settle()
    draft = RuleDraft.objects.get()
    assert (draft.kind, draft.award_code, draft.values) == ("vote", "*", {"min_ratio": "3/4"})
    assert draft.starts_on == date(2027, 7, 1)
    assert lawyer.reads(f"hồ sơ số {nominee.pk}")
    assert lawyer.reads("từ 75 % trên tổng số thành viên đồng ý")
    assert lawyer.reads("+++ b/law/voting.yaml")
    with page.expect_download() as taken:
        tab_to(lawyer, "Tải tệp thay đổi", key="Shift+Tab", most=90)
        press(lawyer, "Enter")
    assert taken.value.suggested_filename == "law-vote-2027-07-01.patch"
    tab_to(lawyer, "Lý do rút", most=90)
    page.keyboard.type("Văn bản hoãn ban hành")
    tab_to(lawyer, "Rút bản soạn")
    press(lawyer, "Enter")
    assert lawyer.reads("Hồ Sĩ Nguyên rút lúc")
    lawyer.settle()
    assert RuleDraft.objects.get().state == "withdrawn"


def fill_day(window, name, digits):
    """A day is typed part by part, as the browser asks for it."""
    tab_to(window, name, most=90)
    window.page.keyboard.type(digits)


def test_two_lawyers_make_a_rule_refuse(person):
    country = make_country()
    first = lawyer_named(person, country, "Hồ Sĩ Nguyên")
    second = lawyer_named(person, country, "Mạc Thị Trà", 2)
    address = "/quy-dinh/doi-chieu/CSTD_TLD/CSTD_TLD.R24/union_payroll/2024-01-01/"
    page = first.visit(address)
    tab_to(first, "Văn bản đã đối chiếu")
    page.keyboard.type("Luật 06/2022/QH15, bản công báo")
    fill_day(first, "Ngày đối chiếu", "07122026")
    press(first, "Enter")
    assert first.reads("Bạn đã đối chiếu lần đầu")
    first.settle()
    assert (TextComparison.objects.get().state, TextComparison.objects.get().first_name) == (
        "proposed",
        "Hồ Sĩ Nguyên",
    )
    page = second.visit("/quy-dinh/doi-chieu/")
    assert second.reads("Chờ người thứ hai")
    page = second.visit(address)
    tab_to(second, "Xác nhận", most=90)
    press(second, "Enter")
    assert second.reads("Từ nay quy định này được dùng để loại.")
    second.settle()
    assert TextComparison.objects.get().state == "confirmed"
    page = second.visit("/quy-dinh/CSTD_TLD/?ngay=2024-06-01")
    rule = page.locator("main").get_by_text("Hưởng lương từ ngân sách công đoàn").first
    assert rule.is_visible()
    assert second.reads("Đối chiếu văn bản ngày 07/12/2026, đủ căn cứ để loại.")


def choose(officer, value):
    """Go down the list that has the focus; typed letters with diacritics do not find their option in a driven browser."""
    for _step in range(100):
        if officer.page.evaluate("document.activeElement.value") == value:
            return
        officer.page.keyboard.press("ArrowDown")
    raise AssertionError(value)


def test_a_supposition_is_asked_with_keys(person):
    country = make_country()
    worker = make_person("Nguyễn Thị Hường", country.giay, is_on_union_payroll=True)
    make_entry(worker.subject, country.giay, country.phu_tho, award_code="CSTDCS", achievement_year=2025)
    officer = person(make_user("can-bo@thidua.example", (Role.OFFICER, country.giay)))
    page = officer.visit(f"/quy-dinh/thu/{worker.pk}/")
    tab_to(officer, "Hình thức đang xét", most=90)
    choose(officer, "BK_TLD")
    tab_to(officer, "Thêm một lần được tặng")
    choose(officer, "CSTDCS")
    tab_to(officer, "Cho năm")
    page.keyboard.type("2026")
    press(officer, "Enter")
    page.wait_for_url("**got=CSTDCS**")
    officer.settle()
    assert officer.reads("CSTĐ cơ sở liên tục các năm 2025–2026.")
