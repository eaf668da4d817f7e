"""The council's pages: who sees them, what the secretary does on them, constant queries."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import make_user
from tests.factories.councils import (
    AT_MEETING,
    make_council,
    make_meeting,
    make_ready,
    open_vote,
    secretary_of,
    tally,
)
from tests.factories.organizations import Country
from thidua.domain.access import Actor, Role
from thidua.domain.councils import actions
from thidua.domain.councils.models import AgendaItem, Candidate, Tally

pytestmark = pytest.mark.usefixtures("fixed_clock")


def signed_in(role: Role, unit: object) -> Client:
    client = Client()
    client.force_login(make_user(f"{role}@thidua.example", (role, unit)))  # type: ignore[arg-type]  # an Organization
    return client


def test_the_secretary_runs_a_vote_from_the_page(country: Country, now: datetime) -> None:
    item = open_vote(country, actor=secretary_of(country.phu_tho), count=1)
    clerk = signed_in(Role.COUNCIL_SECRETARY, country.phu_tho)
    page = f"/hoi-dong/phien/{item.meeting_id}/"
    assert "Phiếu đang mở" in clerk.get(page).text
    assert clerk.post(f"/hoi-dong/muc/{item.pk}/dong-phieu/", {"returned": "13"}).status_code == 302
    candidate = Candidate.objects.get()
    bad = clerk.post(
        f"/hoi-dong/muc/{item.pk}/kiem-phieu/",
        {"teller": "1", "teller_name": "Bùi Văn Thoại", f"yes-{candidate.pk}": "12", f"no-{candidate.pk}": "5"},
    )  # fmt: skip
    assert bad.status_code == 422
    assert "cộng được 17 phiếu, phải là 13" in bad.text
    assert 'value="12"' in bad.text
    for teller, name in (("1", "Bùi Văn Thoại"), ("2", "Đinh Thị Mùi")):
        clerk.post(
            f"/hoi-dong/muc/{item.pk}/kiem-phieu/",
            {"teller": teller, "teller_name": name, f"yes-{candidate.pk}": "12", f"no-{candidate.pk}": "1"},
        )
        if teller == "1":
            assert ">12<" not in clerk.get(page).text
            assert 'value="12"' not in clerk.get(page).text
    clerk.post(f"/hoi-dong/muc/{item.pk}/cong-bo/")
    assert "12/15" in clerk.get(f"{page}?muc={item.pk}").text
    assert clerk.get(f"{page}bien-ban.pdf").content[:5] == b"%PDF-"
    assert clerk.get(f"{page}bien-ban.docx").content[:2] == b"PK"
    assert clerk.get(f"/hoi-dong/muc/{item.pk}/kiem-phieu.pdf").content[:5] == b"%PDF-"


def test_a_member_reads_and_does_not_write(country: Country) -> None:
    item = open_vote(country, actor=secretary_of(country.phu_tho), count=1)
    member = signed_in(Role.COUNCIL_MEMBER, country.phu_tho)
    page = member.get(f"/hoi-dong/phien/{item.meeting_id}/")
    assert page.status_code == 200
    assert "Đóng phiếu" not in page.text
    member.post(f"/hoi-dong/muc/{item.pk}/dong-phieu/", {"returned": "13"})
    item.refresh_from_db()
    assert (item.state, Tally.objects.count()) == ("voting", 0)


def test_the_neighbour_finds_nothing(country: Country) -> None:
    item = open_vote(country, actor=secretary_of(country.phu_tho), count=1)
    other = signed_in(Role.COUNCIL_SECRETARY, country.bac_ninh)
    assert other.get(f"/hoi-dong/phien/{item.meeting_id}/").status_code == 404
    assert other.get(f"/hoi-dong/phien/{item.meeting_id}/bien-ban.pdf").status_code == 404
    assert other.post(f"/hoi-dong/muc/{item.pk}/dong-phieu/", {"returned": "13"}).status_code == 404
    assert AgendaItem.objects.get().state == "voting"


def test_the_list_asks_a_constant_number_of_queries(country: Country) -> None:
    clerk = secretary_of(country.phu_tho)
    council = make_council(country.phu_tho, actor=clerk)
    make_meeting(council, actor=clerk)
    reader = signed_in(Role.HEAD, country.phu_tho)
    reader.get("/hoi-dong/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert reader.get("/hoi-dong/").status_code == 200
    make_meeting(council, actor=clerk)
    make_meeting(council, actor=clerk)
    with CaptureQueriesContext(connection) as three:
        reader.get("/hoi-dong/")
    assert len(three) == len(one)
    assert len(three) <= 15


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("step", "cost"), [("planned", 10), ("voting", 12), ("counting", 13), ("announced", 13)]
)
def test_the_meeting_costs_the_same_with_one_candidate_and_with_three(
    country: Country, step: str, cost: int, count: int
) -> None:
    meeting = _meeting_at(step, country, count=count, actor=secretary_of(country.phu_tho))
    reader = signed_in(Role.COUNCIL_SECRETARY, country.phu_tho)
    reader.get(f"/hoi-dong/phien/{meeting}/")
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(f"/hoi-dong/phien/{meeting}/").status_code == 200
    assert len(asked) == cost, "\n".join(query["sql"][:200] for query in asked)


def _meeting_at(step: str, country: Country, *, count: int, actor: Actor) -> int:
    if step == "planned":
        make_ready(country, count)
        return make_meeting(make_council(country.phu_tho, actor=actor), actor=actor).pk
    item = open_vote(country, actor=actor, count=count)
    if step != "voting":
        actions.count_item(item_id=item.pk, returned=13, actor=actor, at=AT_MEETING)
    if step == "announced":
        for teller, name in ((1, "Bùi Văn Thoại"), (2, "Đinh Thị Mùi")):
            tally(item, teller, name, [(12, 1, 0)] * count, actor=actor)
        actions.confirm_item(item_id=item.pk, actor=actor, at=AT_MEETING)
    return item.meeting_id


def test_the_projector_and_the_council_open(country: Country) -> None:
    item = open_vote(country, actor=secretary_of(country.phu_tho), count=1)
    head = signed_in(Role.HEAD, country.phu_tho)
    assert "Phiếu đang mở" in head.get(f"/hoi-dong/phien/{item.meeting_id}/man-chieu/").text
    assert "Đàm Vĩnh Khoa" in head.get(f"/hoi-dong/{item.meeting.council_id}/").text
    assert head.get("/hoi-dong/moi/").status_code == 200
