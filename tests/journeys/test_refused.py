"""Everything of the year's journey, tried by those it does not concern: nothing is shown and not one row changes.

The addresses are read from the program itself, so that a new one is tried from the day it exists. Each is asked for and
posted to from the browser of a signed-in person, with that browser's own cookies and token.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.architecture.pages import WORKSPACE, Page, address, contents
from tests.architecture.samples import FORMS, SAME_FOR_ALL, Side
from tests.factories.accounts import make_user
from tests.factories.decisions import make_signing
from tests.factories.organizations import Country, make_country
from tests.journeys.browser import Person
from tests.journeys.conftest import Calendar
from thidua.domain.access import Role
from thidua.domain.decisions.models import Decision
from thidua.domain.movements.models import Movement

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TRIED = [page for page in WORKSPACE if page.arguments and page.name not in SAME_FOR_ALL]
FORM = {
    "reason": "thử", "text": "thử", "title": "thử", "name": "thử", "reasons": "weak_achievement", "number": "1",
    "verdict": "counts", "answer": "thử", "size": "10", "override_note": "thử", "achievement": "thử",
    "on": "2026-12-08", "held_on": "2026-12-20", "starts_at": "09:00",
}  # fmt: skip
EVERY_ROLE = (
    Role.HEAD, Role.OFFICER, Role.APPRAISER, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER, Role.CLERK, Role.STEWARD,
)  # fmt: skip
OFFERED_BELOW = frozenset(
    {
        "movement", "movement_register", "movement_review", "round", "submission_start",
        "report_assign", "report_campaign", "report_form", "saved_view", "saved_view_stop",
    }
)  # fmt: skip
"""A call, a movement, a report asked for and its form concern all unions of the province: they may read them, join and
report for themselves, and ask those below them with the same form. A table shared with the province is one they may
open (it shows what they may see), and they may end letters to themselves."""
ABOVE = (
    "appraise_", "comment_", "council", "decision_", "meeting_", "movement_discard", "movement_edit",
    "movement_launch", "movement_review_new", "movement_standard", "movement_stop", "posting",
)  # fmt: skip
"""What the office above does with a nomination; its author may do none of it."""
SESSIONS = ("django_session", "accounts_user", "usersessions_", "account_", "procrastinate_", "axes_")
"""Tables that say who is signed in."""
CLOSED, REFUSED = {404, 405}, {404, 405, 409}


@dataclass(frozen=True)
class Prowler:
    """Asks for addresses and posts to them from a person's browser."""

    window: Person

    def get(self, where: str) -> int:
        return self.window.context.request.get(where, max_redirects=0).status

    def post(self, where: str, form: dict[str, Any]) -> tuple[int, str]:
        cookies = {one["name"]: one["value"] for one in self.window.context.cookies()}
        answer = self.window.context.request.post(
            where, form={**FORM, **form}, headers={"X-CSRFToken": cookies["csrftoken"]}, max_redirects=0
        )
        return answer.status, answer.headers.get("location", "")


@pytest.fixture
def place(calendar: Calendar, folders: Path, monkeypatch: pytest.MonkeyPatch) -> Country:
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # refusals come by the hundred
    return make_country()


@pytest.fixture
def things(place: Country, folders: Path) -> dict[str, tuple[Page, str, dict[str, Any]]]:
    """Every page that is about something, with its address for a thing of Lâm Thao or Phú Thọ and what is posted."""
    side = Side(place, place.phu_tho, place.lam_thao, folders)
    return {
        page.name: (page, address(page, side), FORMS.get(page.name, lambda _side: {})(side)) for page in TRIED
    }


def kept() -> dict[str, str]:
    """The contents of every table that is not about who is signed in."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    return contents(name for name in sorted(names) if not name.startswith(SESSIONS))


def opened(prowler: Prowler, tried: Any, skipped: frozenset[str] = frozenset()) -> Iterator[str]:
    """Pages that answered somebody who must not find them."""
    for page, where, form in tried:
        if page.name not in skipped:
            found = prowler.get(where), prowler.post(where, form)[0]
            if found[0] not in CLOSED or found[1] not in REFUSED:
                yield f"{page.name} {where}: {found}"


def test_a_unit_next_door_finds_nothing_and_changes_nothing(
    person: Callable[..., Person], place: Country, things: dict[str, Any]
) -> None:
    assert len(things) > 80
    neighbor = person(
        make_user("lang-gieng@thidua.example", *((role, place.bac_ninh) for role in EVERY_ROLE))
    )
    sibling = person(make_user("cs-khac@thidua.example", (Role.HEAD, place.giay), (Role.OFFICER, place.giay)))
    before = kept()
    assert list(opened(Prowler(neighbor), things.values())) == []
    assert list(opened(Prowler(sibling), things.values(), OFFERED_BELOW)) == []
    assert kept() == before


def test_the_author_of_a_nomination_does_nothing_that_is_for_those_above(
    person: Callable[..., Person], place: Country, things: dict[str, Any]
) -> None:
    above = [one for name, one in things.items() if name.startswith(ABOVE)]
    assert len(above) > 30
    author = Prowler(person(make_user("co-so@thidua.example", (Role.OFFICER, place.lam_thao))))
    before = kept()
    answers = {page.name: author.post(where, form)[0] for page, where, form in above}
    assert {name: status for name, status in answers.items() if status not in REFUSED} == {}
    assert kept() == before


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPRAISER, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER])
def test_nobody_but_the_head_issues_or_launches(
    person: Callable[..., Person], place: Country, things: dict[str, Any], role: Role
) -> None:
    decision, launch = make_signing(place), things["movement_launch"][1]
    prowler = Prowler(person(make_user("nguoi-khac@thidua.example", (role, place.phu_tho))))
    before = kept()
    issue = f"/quyet-dinh/{decision.pk}/ban-hanh/"
    assert prowler.post(issue, {"number": "12", "on": "2026-12-08"})[0] in REFUSED
    assert prowler.post(launch, {"override_note": "Cứ phát động."})[0] in REFUSED
    assert kept() == before
    assert Decision.objects.get(pk=decision.pk).state == "signing"
    assert Movement.objects.filter(state="draft").count() == 1


def test_a_visitor_is_sent_to_sign_in_and_changes_nothing(
    person: Callable[..., Person], place: Country, things: dict[str, Any]
) -> None:
    visitor = person()
    visitor.visit("/tai-khoan/login/")
    prowler, before = Prowler(visitor), kept()
    for page, where, form in things.values():
        assert prowler.get(where) in {302, 405}, page.name
        status, place_to_go = prowler.post(where, form)
        assert status == 405 or (status, place_to_go[:17]) == (302, "/tai-khoan/login/"), page.name
    assert kept() == before
