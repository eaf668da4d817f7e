"""The grid of points over pages: what was typed elsewhere travels with the form."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tests.factories import movements
from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.movements.models import Ranking, Review
from thidua.web.movements import points

pytestmark = pytest.mark.usefixtures("fixed_clock")


@pytest.fixture
def two_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "PAGE", 1)


@pytest.mark.usefixtures("two_pages")
def test_points_typed_on_two_pages_are_all_written_down(client: Client, country: Country) -> None:
    live = movements.make_live(country.phu_tho)
    first, second = (
        movements.register(live, unit, 10, 20, actor=movements.officer_of(unit))
        for unit in (country.lam_thao, country.giay)
    )
    client.force_login(make_user("pt@thidua.example", (Role.HEAD, country.phu_tho)))
    where = reverse("movement_review_new", args=[live.pk])
    told = {"kind": "interim", "outcome": "keep", "findings": "Đạt chỉ tiêu.", "held_on": "2026-12-08"}
    html = client.post(where, told | {f"s{first.pk}_0": "40", "o_trang": "0", "trang": "1"}).content.decode()
    assert f's{second.pk}_0"' in html
    assert "1 dòng đã chấm" in html
    assert not Review.objects.exists()
    kept = f'{{"s{first.pk}_0": "40"}}'
    assert (
        client.post(where, told | {f"s{second.pk}_0": "45", "o_trang": "1", "kept": kept}).status_code == 302
    )
    assert list(Ranking.objects.order_by("rank").values_list("registration_id", "total")) == [
        (second.pk, Decimal(45)),
        (first.pk, Decimal(40)),
    ]


@pytest.mark.parametrize("kept", ["", "[]", "nonsense", '{"findings": "x"}', '{"s1_0": 5}', '{"s1_0": " "}'])
def test_a_hidden_field_that_was_tampered_with_says_nothing(kept: str) -> None:
    sent = QueryDict(mutable=True)
    sent["kept"] = kept
    assert points._typed(sent) == {}


def test_a_cell_emptied_on_its_page_is_forgotten() -> None:
    sent = QueryDict(mutable=True)
    sent.update({"kept": '{"s1_0": "5", "s2_0": "7"}', "s1_0": ""})
    assert points._typed(sent) == {"s2_0": "7"}
