"""The door of the public site: what it is, figures of the register, what is open, in two languages."""

from __future__ import annotations

import re
from datetime import date
from urllib.robotparser import RobotFileParser

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.domain.decisions.models import Decision
from thidua.domain.people.states import PositionClass
from thidua.domain.register import actions
from thidua.domain.register.queries.figures import Figures, figures_of
from thidua.domain.register.values import Paper

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture(autouse=True)
def _no_kept_figures() -> None:
    cache.clear()


@pytest.fixture
def register(country: Country) -> None:
    """Three lines of 2026, one of them annulled, and one of 2025; a direct worker, a manager, and a third."""
    kinds = (("Nguyễn Thị Hường", PositionClass.DIRECT), ("Lê Văn Hùng", PositionClass.MANAGER))
    for at, (name, position) in enumerate(kinds):
        person = make_person(name, country.giay)
        make_entry(
            person.subject, country.giay, country.phu_tho, register_no=f"PT-26-0000{at}",
            decided_on=date(2026, 12, 1), position_class=position,
        )  # fmt: skip
    third = make_person("Trần Thị Lan", country.giay)
    annulled = make_entry(
        third.subject, country.giay, country.phu_tho, register_no="PT-26-00009",
        decided_on=date(2026, 12, 1), position_class=PositionClass.DIRECT,
    )  # fmt: skip
    actions.annul(
        annulled, paper=Paper("12/QĐ-LĐLĐ", date(2026, 12, 2), "Kê khai sai"), actor=CLERK, at=ENTERED
    )
    make_entry(third.subject, country.giay, country.phu_tho, register_no="PT-25-00001")


def _issued(country: Country, number: int, state: str = "issued") -> Decision:
    return Decision.objects.create(
        organization=country.phu_tho, award_code="BK_LDLD", summary="tặng Bằng khen", number=number,
        symbol="QĐ-LĐLĐ", issued_on=date(2026, 12, 1), state=state, created_at=ENTERED,
    )  # fmt: skip


@pytest.mark.usefixtures("register")
def test_figures_count_lines_in_force_of_the_year_and_direct_workers() -> None:
    assert figures_of(2026) == Figures(lines=4, this_year=2, people=2, workers=1, annulled=1)
    assert figures_of(2026).workers_share == 0.5
    assert figures_of(1999).workers_share is None


@pytest.mark.usefixtures("register")
def test_the_door_says_figures_and_newest_decisions(client: Client, country: Country) -> None:
    _issued(country, 7)
    _issued(country, 8, state="signing")
    text = re.sub(r"\s+", " ", client.get("/cong-khai/").content.decode())
    assert 'Lượt khen trong sổ</span><span class="value">4<' in text
    assert 'class="value">50 %<' in text
    assert "Số 07/QĐ-LĐLĐ" in text
    assert "08/QĐ-LĐLĐ" not in text
    assert "<script" not in text


def test_links_of_the_english_door_stay_english(client: Client, country: Country) -> None:
    text = client.get("/cong-khai/?ngon_ngu=en").content.decode()
    assert 'href="/cong-khai/lay-y-kien/?ngon_ngu=en"' in text
    assert '<html lang="en"' in client.get("/cong-khai/lay-y-kien/?ngon_ngu=en").content.decode()
    assert '<html lang="vi"' in client.get("/cong-khai/lay-y-kien/").content.decode()


@pytest.mark.usefixtures("register")
def test_the_door_asks_as_often_for_three_decisions_as_for_one(client: Client, country: Country) -> None:
    _issued(country, 1)
    client.get("/cong-khai/")
    with CaptureQueriesContext(connection) as one:
        client.get("/cong-khai/")
    _issued(country, 2)
    _issued(country, 3)
    with CaptureQueriesContext(connection) as three:
        client.get("/cong-khai/")
    assert len(one) == len(three) <= 12


def test_search_engines_may_fetch_the_public_site_only(client: Client) -> None:
    answer = client.get("/robots.txt")
    rules = RobotFileParser()
    rules.parse(answer.content.decode().splitlines())
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert all(
        rules.can_fetch("*", path) for path in ("/cong-khai/", "/xac-thuc/AB12/", "/static/ui/thidua.css")
    )
    assert not any(rules.can_fetch("*", path) for path in ("/", "/so-khen-thuong/", "/tai-khoan/login/"))
