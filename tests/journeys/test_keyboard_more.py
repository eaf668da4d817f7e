"""The register and the one search with keys alone, as in ``test_keyboard``."""

from __future__ import annotations

import pytest

from tests.factories.accounts import make_user
from tests.factories.decisions import make_issued
from tests.factories.movements import make_live
from tests.factories.organizations import make_country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from tests.journeys.test_keyboard import FOCUSED, press
from thidua.domain.access import Role
from thidua.domain.nominations.models import Nomination

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HAS_FOCUS = "row => document.activeElement === row"


def test_the_register_is_searched_and_a_line_opened(person):
    country = make_country()
    holder = make_person("Nguyễn Thị Hường", country.giay)
    other = make_person("Nguyễn Thị Hương", country.giay)
    for one in (holder, other):
        make_entry(one.subject, country.giay, country.phu_tho)
    clerk = person(
        make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho), name="Nguyễn Hữu Tuyển")
    )
    page = clerk.visit("/")
    press(clerk, "g", "s")
    page.wait_for_url("**/so-khen-thuong/")
    clerk.settle()
    assert page.evaluate(FOCUSED).startswith("Tìm tên")
    page.keyboard.type("huong nguyen")
    page.wait_for_url("**q=huong*nguyen*")
    page.locator("[data-row]").nth(1).wait_for()
    clerk.settle()
    press(clerk, "ArrowDown")
    page.locator("[data-row].chosen").wait_for()
    first, second = (page.locator("[data-row]").nth(at) for at in (0, 1))
    assert first.evaluate(HAS_FOCUS)
    press(clerk, "j")
    page.locator("[data-row].chosen").and_(second).wait_for()
    assert second.evaluate(HAS_FOCUS)
    name = second.get_by_role("link").first.inner_text()
    with page.expect_navigation():
        press(clerk, "Enter")
    clerk.settle()
    assert page.url.split("?")[0].rstrip("/").split("/")[-1] != "so-khen-thuong"
    assert clerk.reads(name)


def test_one_search_leads_everywhere(person, folders):
    country = make_country()
    worker = make_person("Trần Thị Ánh Nguyệt", country.giay)
    movement = make_live(country.phu_tho)
    decision = make_issued(country, count=1)
    dossier = Nomination.objects.get()
    office = person(
        make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho), (Role.APPRAISER, country.phu_tho))
    )
    page = office.visit("/")
    for text, what, address in (
        ("anh nguyet", "people", f"/con-nguoi/{worker.pk}/"),
        ("giay", "units", f"/to-chuc/{country.giay.pk}/don-vi/"),
        (decision.full_number, "decisions", f"/quyet-dinh/{decision.pk}/"),
        (dossier.name, "dossiers", f"/de-nghi/ho-so/{dossier.pk}/"),
        ("mot sang kien", "movements", f"/phong-trao/{movement.pk}/"),
        ("phong trao moi", "commands", "/phong-trao/moi/"),
    ):
        press(office, "Control+k")
        page.locator("#palette[open]").wait_for()
        page.keyboard.type(text)
        wanted = page.locator(f"#palette [role=option][href='{address}']")
        wanted.wait_for()
        office.settle()
        for _step in range(page.locator("#palette [role=option]").count()):
            if wanted.get_attribute("aria-selected") == "true":
                break
            press(office, "ArrowDown")
        assert what in (wanted.get_attribute("id") or "")
        press(office, "Enter")
        page.wait_for_url(f"**{address}")
        office.settle()
