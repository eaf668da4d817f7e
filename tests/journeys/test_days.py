"""A day is typed as dd/mm/yyyy in a browser of any language, and what is no day is told beside the field."""

from __future__ import annotations

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import make_country
from tests.journeys.browser import Person
from thidua.domain.access import Role

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
FIELD = "#id_due_grassroots"
SENT = "() => document.querySelector('input[type=date][name=due_grassroots]').value"


@pytest.fixture(params=["vi-VN", "en-US"])
def officer(request, chromium, live_server, fixed_clock):
    """An officer whose browser speaks one language or the other."""
    country = make_country()
    user = make_user("can-bo@thidua.example", (Role.OFFICER, country.phu_tho))
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}, locale=request.param
    )
    window = Person(context, user)
    yield window
    window.leave()


@pytest.mark.parametrize("typed", ["20112026", "20/11/2026", "20.11.2026", "20 11 2026"])
def test_a_day_is_typed_the_vietnamese_way(officer, typed):
    page = officer.visit("/de-nghi/dot/moi/")
    page.locator(FIELD).focus()
    page.keyboard.type(typed)
    page.keyboard.press("Tab")
    assert page.input_value(FIELD) == "20/11/2026"
    assert page.evaluate(SENT) == "2026-11-20"


def test_short_numbers_corrections_and_the_calendar(officer):
    page = officer.visit("/de-nghi/dot/moi/")
    page.locator(FIELD).focus()
    page.keyboard.type("5/3/2027")
    page.keyboard.press("Tab")
    assert (page.input_value(FIELD), page.evaluate(SENT)) == ("05/03/2027", "2027-03-05")
    page.locator(FIELD).focus()
    page.keyboard.press("End")
    for _key in range(4):
        page.keyboard.press("Backspace")
    page.keyboard.type("2026")
    page.keyboard.press("Tab")
    assert page.evaluate(SENT) == "2026-03-05"
    page.fill("input[type=date][name=due_grassroots]", "2026-12-15")  # as the calendar does
    assert page.input_value(FIELD) == "15/12/2026"


def test_what_is_no_day_is_told_and_not_sent(officer):
    page = officer.visit("/de-nghi/dot/moi/")
    page.locator(FIELD).focus()
    page.keyboard.type("31/02/2026")
    page.keyboard.press("Tab")
    page.get_by_role("alert").filter(has_text="31/02/2026").or_(
        page.get_by_text("Ghi ngày theo thứ tự ngày/tháng/năm")
    ).first.wait_for()
    officer.settle()
    assert page.evaluate(SENT) == ""
    page.locator("main form button.primary").click()
    assert page.url.endswith("/dot/moi/")
    assert page.evaluate(f"() => document.activeElement.matches('{FIELD}')")
    page.keyboard.press("Control+a")
    page.keyboard.type("28022026")
    page.keyboard.press("Tab")
    assert (
        page.get_by_text("Ghi ngày theo thứ tự").count() == 0 or page.get_by_text("Ghi ngày theo").is_hidden()
    )
    assert page.evaluate(SENT) == "2026-02-28"
