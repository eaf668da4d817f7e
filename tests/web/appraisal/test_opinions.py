"""Asking another body from the dossier and the queue; answering where the question is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.nominations import make_round, make_sent, referral_of, row
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.nominations.models import Nomination, OpinionRequest, Referral

pytestmark = pytest.mark.usefixtures("fixed_clock")


def browser(role: Role, unit: Any) -> Client:
    client = Client()
    client.force_login(make_user(f"{role}-{unit.code}@thidua.example", (role, unit)))
    return client


@pytest.fixture
def here(country: Country) -> Referral:
    (one,) = make_sent(country.lam_thao, make_round(country.phu_tho), [row(0, "BK_LDLD")])
    Nomination.objects.update(verdict="eligible", problems=[])
    return referral_of(one)


def letter(here: Referral, **told: Any) -> dict[str, Any]:
    return {"row": here.pk, "body": "Sở Nội vụ", "letter_no": "118/LĐLĐ", "question": "Cho ý kiến.",
            "due_on": "2027-02-01"} | told  # fmt: skip


def test_a_question_locks_the_confirmation_until_it_is_answered(country: Country, here: Referral) -> None:
    office = browser(Role.APPRAISER, country.phu_tho)
    dossier = reverse("nomination", args=[here.nomination_id])
    assert reverse("opinion_new") in office.get(dossier).content.decode()
    assert office.post(reverse("opinion_new"), letter(here, question="")).status_code == 422
    made = office.post(reverse("opinion_new"), letter(here))
    asked = OpinionRequest.objects.get()
    assert made.headers["Location"] == reverse("opinion", args=[asked.pk])
    text = office.get(dossier).content.decode()
    assert "Chờ ý kiến của Sở Nội vụ" in text
    assert "Ý kiến cơ quan khác" in text
    one = asked.opinions.get()
    form = {"answered_on": "2026-12-08", "answer_no": "901/SNV"}
    short = office.post(reverse("opinion", args=[asked.pk]), form)
    assert (short.status_code, "Chưa chọn ý kiến về" in short.content.decode()) == (422, True)
    form |= {f"stance-{one.pk}": "remarks", f"remarks-{one.pk}": "Nêu rõ nguồn số liệu."}
    assert office.post(reverse("opinion", args=[asked.pk]), form).status_code == 302
    text = office.get(dossier).content.decode()
    assert "Nêu rõ nguồn số liệu." in text
    assert "Chờ ý kiến của Sở Nội vụ" not in text


def test_a_unit_asked_reads_the_question_and_not_the_dossier(country: Country, here: Referral) -> None:
    office, zone = browser(Role.APPRAISER, country.phu_tho), browser(Role.APPRAISER, country.zone)
    office.post(reverse("opinion_new"), letter(here, body="", unit=country.zone.pk))
    asked = OpinionRequest.objects.get()
    text = zone.get(reverse("opinion", args=[asked.pk])).content.decode()
    assert here.nomination.name in text
    assert "Ghi ý kiến" in text
    assert zone.get(reverse("nomination", args=[here.nomination_id])).status_code == 404
    assert asked.body in zone.get(reverse("opinions")).content.decode() or "Nơi khác hỏi" in text
    neighbor = browser(Role.APPRAISER, country.bac_ninh)
    assert neighbor.get(reverse("opinion", args=[asked.pk])).status_code == 404
    assert neighbor.post(reverse("opinion_act", args=[asked.pk, "nhac"])).status_code == 404


def test_the_queue_asks_about_several_and_says_so_when_none_is_ticked(
    country: Country, here: Referral
) -> None:
    office = browser(Role.APPRAISER, country.phu_tho)
    assert office.get(reverse("opinion_new")).headers["Location"] == reverse("appraisal")
    text = office.post(reverse("opinion_new"), {"row": [here.pk]}).content.decode()
    assert "Hỏi về" in text
    assert here.nomination.name in text
    assert not OpinionRequest.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("answered", [False, True])
def test_a_dossier_with_opinions_costs_the_same_for_one_and_three(
    country: Country, here: Referral, count: int, answered: bool
) -> None:
    office = browser(Role.APPRAISER, country.phu_tho)
    for number in range(count):
        office.post(reverse("opinion_new"), letter(here, letter_no=f"{number}/LĐLĐ"))
        if number < count - 1 or answered:
            asked = OpinionRequest.objects.latest("pk")
            form = {"answered_on": "2026-12-08", "answer_no": f"90{number}/SNV"}
            office.post(
                reverse("opinion", args=[asked.pk]), form | {f"stance-{asked.opinions.get().pk}": "agrees"}
            )
    dossier = reverse("nomination", args=[here.nomination_id])
    office.get(dossier)
    with CaptureQueriesContext(connection) as queries:
        text = office.get(dossier).content.decode()
    assert text.count("Sở Nội vụ") >= count
    assert len(queries) == 15, "\n".join(query["sql"][:200] for query in queries)
