"""A report from forty units to the national document, and two officers in one report, in a real browser."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from docx import Document
from pypdf import PdfReader

from tests.factories.accounts import make_actor, make_user
from tests.factories.organizations import make_country, make_unit
from tests.factories.reports import AT, NUMBERS, TEXTS, approve, edits, fill, make_assignment, send
from thidua.domain.access import Role
from thidua.domain.organizations.states import UnitKind
from thidua.domain.reports import actions
from thidua.domain.reports.models import Report, Telling

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_report_from_forty_units_to_the_national_document(person):
    country = make_country()
    units = [
        make_unit(f"25-8{n:02}", f"Công đoàn Công ty số {n:02}", UnitKind.GRASSROOTS, parent=country.phu_tho)
        for n in range(37)
    ]
    assignment = make_assignment(country.tld)
    office = make_actor(Role.OFFICER, country.phu_tho)
    for n, unit in enumerate(units):
        send(assignment, unit, actor=office, numbers=NUMBERS | {"doan_vien": str(1000 + n)})
        actions.approve(assignment_id=assignment.pk, unit_id=unit.pk, actor=office, at=AT)
    send(assignment, country.may)
    approve(assignment, country.may, country.zone)
    send(assignment, country.zone)
    approve(assignment, country.zone, country.phu_tho)
    send(assignment, country.lam_thao, actor=office)

    # the last of the province's forty writes, pastes a block from Excel, and sends
    officer = person(make_user("giay@thidua.example", (Role.OFFICER, country.giay), name="Lương Thị Bảo Yến"))
    page = officer.visit(f"/bao-cao/dot/{assignment.pk}/{country.giay.pk}/")
    page.locator("input.cell").first.focus()
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "3\\n1.200\\n500\\n80");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    for code, text in TEXTS.items():
        page.locator(f"textarea[name='t:{code}']").fill(text)
    officer._waits(lambda: page.locator("[data-saved]").first.inner_text().startswith("Đã lưu"))
    officer._waits(lambda: page.locator(".waits").count() == 0)
    officer.settle()
    assert Report.objects.get(organization=country.giay).values["doan_vien"] == "1200"
    officer.click("Gửi LĐLĐ tỉnh Phú Thọ")
    assert officer.reads("Đã gửi")

    # the province approves one after the other with one key, writes its own and sends it up
    boss = person(make_user("tinh@thidua.example", (Role.OFFICER, country.phu_tho), name="Nguyễn Hữu Hải"))
    page = boss.visit(f"/bao-cao/dot/{assignment.pk}/{country.lam_thao.pk}/")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(f"**/{country.giay.pk}/")
    boss.settle()
    boss.click("Duyệt và mở báo cáo sau")
    assert boss.reads("Đã duyệt")
    saved = actions.save_cells(
        assignment_id=assignment.pk,
        unit_id=country.phu_tho.pk,
        edits=edits(NUMBERS, TEXTS),
        actor=office,
        at=AT,
    )
    assert not saved.problems
    boss.visit(f"/bao-cao/dot/{assignment.pk}/{country.phu_tho.pk}/")
    assert boss.reads("Đã duyệt 40 trên 40.")
    boss.click("Gửi TLĐ")
    assert boss.reads("chờ duyệt")

    # the standing office approves, says who is missing, and takes the national document in one click
    national = person(
        make_user(
            "tld@thidua.example",
            (Role.OFFICER, country.tld),
            (Role.HEAD, country.tld),
            name="Trịnh Thị Minh Châu",
        )
    )
    national.visit(f"/bao-cao/dot/{assignment.pk}/{country.phu_tho.pk}/")
    national.click("Duyệt và mở báo cáo sau")
    fill(assignment, country.tld, actor=make_actor(Role.OFFICER, country.tld))
    page = national.visit(f"/bao-cao/dot/{assignment.pk}/{country.tld.pk}/")
    assert national.reads("1 trên 2 đơn vị chưa có báo cáo được duyệt")
    page.locator("#missing-note").fill("Bắc Ninh xin lùi hạn một tuần.")
    national.click("Trình người đứng đầu duyệt")
    national.click("Duyệt và mở báo cáo sau")
    page = national.visit(f"/bao-cao/dot/{assignment.pk}/")
    found = {}
    for kind in ("DOCX", "PDF", "XLSX"):
        link = page.get_by_role("link", name=kind)
        answer = national.context.request.get(link.get_attribute("href") or "")
        assert answer.ok
        found[kind] = BytesIO(answer.body())
    pdf = " ".join(" ".join(one.extract_text() for one in PdfReader(found["PDF"]).pages).split())
    docx = Document(found["DOCX"])
    cells = [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    book = openpyxl.load_workbook(found["XLSX"])
    assert "44.866" in pdf and "44.866" in cells, "37.666 of the 37 and 1.200 from each of the six others"
    assert 44866 in [row[3] for row in book["Số liệu"].iter_rows(values_only=True)]
    for said in (
        "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM",
        "THỰC HIỆN CHỈ THỊ 34-CT/TW",
        "Bắc Ninh xin lùi hạn một tuần",
    ):
        assert said in pdf
    assert "BẢN THẢO" not in pdf
    page.get_by_role("button", name="Nhắc").click()
    assert national.reads("Đang nhắc")
    assert Telling.objects.filter(kind="nudged").get().units == 1


def test_two_officers_in_one_report_lose_nothing(person):
    country = make_country()
    assignment = make_assignment(country.tld)
    first = person(make_user("mot@thidua.example", (Role.OFFICER, country.giay), name="Lương Thị Bảo Yến"))
    second = person(make_user("hai@thidua.example", (Role.HEAD, country.giay), name="Hà Kế Toại"))
    where = f"/bao-cao/dot/{assignment.pk}/{country.giay.pk}/"
    one, two = first.visit(where), second.visit(where)
    one.locator("textarea[name='t:ket_qua']").fill("Lời của chị Yến.")
    first._waits(lambda: Report.objects.filter(texts__ket_qua="Lời của chị Yến.").exists())
    two.locator("textarea[name='t:ket_qua']").fill("Lời của anh Toại.")
    two.locator("input.cell").first.fill("7")
    two.get_by_text("Lương Thị Bảo Yến đã ghi lúc").first.wait_for()
    second.settle()
    assert two.locator("textarea[name='t:ket_qua']").input_value() == "Lời của anh Toại."
    assert "Lời của chị Yến." in two.locator(".theirs").inner_text()
    assert Report.objects.get().texts["ket_qua"] == "Lời của chị Yến."
    assert Report.objects.get().values == {"hoi_nghi_tuyen_truyen": "7"}, "the other cells are saved"
    two.get_by_role("button", name="Ghi số của tôi").click()
    second._waits(lambda: Report.objects.filter(texts__ket_qua="Lời của anh Toại.").exists())
    second.settle()
    kept = [change.cells for change in Report.objects.get().changes.order_by("revision")]
    assert {"t:ket_qua": ["Lời của chị Yến.", "Lời của anh Toại."]} in kept


def test_a_phone_fills_the_report_without_scrolling_sideways(person):
    country = make_country()
    assignment = make_assignment(country.tld)
    user = make_user("dt@thidua.example", (Role.OFFICER, country.giay), name="Lương Thị Bảo Yến")
    officer = person(user, width=375)
    page = officer.visit(f"/bao-cao/dot/{assignment.pk}/{country.giay.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    box = page.locator("input.cell").first.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 375 and box["height"] >= 44
    for path in ("/bao-cao/", "/bao-cao/bang/", f"/bao-cao/dot/{assignment.pk}/", "/bao-cao/mau/"):
        officer.visit(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 375, path
