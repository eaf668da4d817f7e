"""Praise on the day of the deed: reported on a phone, confirmed, signed and printed before the evening."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import make_user
from tests.factories.appraisal import photograph
from tests.factories.organizations import make_country
from tests.journeys.work import scanned, work_all_jobs
from thidua.domain.access import Role
from thidua.domain.decisions.models import Decision, DecisionLine
from thidua.domain.nominations.models import Evidence, Nomination, Referral
from thidua.domain.register.models import Entry

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DEED = "Sáng 08/12/2026 cắt điện, kéo hai người ra khỏi hầm sấy trước khi cháy lan."


def test_a_deed_of_the_morning_is_on_a_certificate_the_same_day(person, calendar, folders):
    country = make_country()
    officer = person(
        make_user("co-so@thidua.example", (Role.OFFICER, country.lam_thao), name="Phan Thị Kim Oanh"),
        width=375,
    )
    office = person(
        make_user("van-phong@thidua.example", (Role.OFFICER, country.phu_tho), name="Nguyễn Hữu Tuyển")
    )
    head = person(make_user("chu-tich@thidua.example", (Role.HEAD, country.phu_tho), name="Đàm Vĩnh Khoa"))
    visitor = person(width=375)
    report(officer, calendar)
    confirm(office, calendar)
    decision = issue(office, head, calendar)
    verify(office, visitor, decision)


def report(officer, calendar):
    calendar.turn_to(8, 12, 2026, 9)
    page = officer.visit("/de-nghi/dot-xuat/")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.fill("[name=name]", "Lý Văn Páo")
    page.fill("[name=job]", "Công nhân vận hành lò sấy")
    page.fill("[name=achievement]", DEED)
    page.locator("[name=award_code]").select_option("BK_LDLD_DX")
    page.set_input_files(
        "[name=file]", {"name": "ham-say.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    officer.click("Gửi ngay")
    assert officer.reads("Đã gửi lúc 09:00.")
    assert Evidence.objects.get().nomination == Nomination.objects.get()
    assert Referral.objects.get().due_at is not None


def confirm(office, calendar):
    """The office confirms and passes on to signature without a council."""
    calendar.turn_to(8, 12, 2026, 11)
    office.visit("/tham-dinh/")
    assert office.reads("Khen đột xuất, trả lời theo giờ")
    office.visit(f"/de-nghi/ho-so/{Nomination.objects.get().pk}/")
    office.click("Xác nhận")
    office.click("Trình ký, không qua Hội đồng")
    assert office.reads("Đã chuyển Lý Văn Páo sang bước ra quyết định.")


def issue(office, head, calendar):
    calendar.turn_to(8, 12, 2026, 15)
    office.visit("/quyet-dinh/")
    office.click("Soạn quyết định")
    office.click("Trình ký Ctrl Enter")
    decision = Decision.objects.get()
    page = head.visit(f"/quyet-dinh/{decision.pk}/")
    head.click("Ký và ban hành…")
    page.locator("#issue button.primary").click()
    head.settle()
    assert head.reads("Đã ban hành và vào sổ")
    decision.refresh_from_db()
    assert decision.issued_on == date(2026, 12, 8)
    assert Entry.objects.get().holder.name == "Lý Văn Páo"
    return decision


def verify(office, visitor, decision):
    work_all_jobs()
    line = DecisionLine.objects.get(decision=decision)
    paper = office.page.request.get(f"/quyet-dinh/dong/{line.pk}.pdf")
    page = visitor.visit(scanned(paper.body()))
    assert visitor.reads("Bằng khen này là thật và còn hiệu lực")
    assert visitor.reads("Lý Văn Páo")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
