"""The one search: what it finds, for whom, and at what cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.decisions import make_draft as make_decision
from tests.factories.decisions import make_issued
from tests.factories.movements import make_live
from tests.factories.organizations import Country
from tests.factories.people import make_person
from thidua.domain.access import Role

pytestmark = pytest.mark.usefixtures("fixed_clock")


def browser(role: Role, unit: Any) -> Client:
    client = Client()
    client.force_login(make_user(f"{role}-{unit.code}@thidua.example", (role, unit)))
    return client


def found(client: Client, text: str, address: str = "palette") -> str:
    answer = client.get(reverse(address), {"q": text}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_is_found_without_marks_and_in_any_order(country: Country) -> None:
    person = make_person("Trần Thị Ánh Nguyệt", country.giay)
    text = found(browser(Role.OFFICER, country.phu_tho), "nguyet tran")
    assert reverse("person", args=[person.pk]) in text
    assert "Trần Thị Ánh Nguyệt" in text


def test_a_decision_is_found_by_its_number_and_by_words_of_its_summary(country: Country) -> None:
    issued = make_issued(country, count=1)
    office = browser(Role.APPRAISER, country.phu_tho)
    address = reverse("decision", args=[issued.pk])
    assert address in found(office, issued.full_number)
    assert address in found(office, "bang khen tang")
    assert address not in found(office, "999/QĐ-LĐLĐ")


def test_a_draft_without_a_number_is_found_by_its_summary(country: Country) -> None:
    draft = make_decision(country, count=1)
    text = found(browser(Role.APPRAISER, country.phu_tho), "bang khen")
    assert reverse("decision", args=[draft.pk]) in text


def test_a_movement_is_found_by_its_title(country: Country) -> None:
    movement = make_live(country.phu_tho)
    address = reverse("movement", args=[movement.pk])
    assert address in found(browser(Role.OFFICER, country.phu_tho), "mot sang kien")
    assert address not in found(browser(Role.CLERK, country.phu_tho), "mot sang kien")


def test_commands_are_those_whose_door_is_open(country: Country) -> None:
    officer, member = browser(Role.OFFICER, country.phu_tho), browser(Role.COUNCIL_MEMBER, country.phu_tho)
    address = reverse("movement_new")
    assert address in found(officer, "phong trao moi")
    assert address not in found(member, "phong trao moi")
    assert reverse("my_account") in found(member, "tai khoan cua toi")


def test_nothing_of_a_neighbor_is_found(country: Country) -> None:
    person = make_person("Trần Thị Ánh Nguyệt", country.giay)
    issued = make_issued(country, count=1)
    movement = make_live(country.phu_tho)
    stranger = browser(Role.OFFICER, country.bac_ninh)
    for address in ("palette", "search"):
        assert reverse("person", args=[person.pk]) not in found(stranger, "nguyet", address)
        assert reverse("decision", args=[issued.pk]) not in found(stranger, "bang khen", address)
        assert reverse("movement", args=[movement.pk]) not in found(stranger, "sang kien", address)


def test_the_search_costs_the_same_for_one_and_three(country: Country) -> None:
    office = browser(Role.OFFICER, country.phu_tho)
    make_person("Lê Văn Một", country.giay)
    costs = []
    for name in ("Lê Văn Hai", "Lê Văn Ba", ""):
        found(office, "le van")
        with CaptureQueriesContext(connection) as asked:
            found(office, "le van")
        costs.append(len(asked))
        if name:
            make_person(name, country.giay)
    assert costs == [costs[0]] * 3
    assert costs[0] <= 15, "\n".join(query["sql"][:200] for query in asked)
