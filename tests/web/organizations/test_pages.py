"""The tree, a unit, the type-ahead and the choice of unit, as people of one province see them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.accounts import make_user
from tests.factories.organizations import make_unit
from thidua.core.clock import VIETNAM
from thidua.core.periods import between
from thidua.domain.access import Actor, Role
from thidua.domain.accounts.models import RoleGrant
from thidua.domain.organizations import actions
from thidua.domain.organizations.states import UnitKind

DAY = date(2025, 7, 1)


@pytest.fixture
def officer(country, client, fixed_clock):
    user = make_user("lan@thidua.example", (Role.OFFICER, country.phu_tho), name="Trần Thị Lan")
    client.force_login(user)
    return user


@pytest.fixture
def merged(country, officer):
    """Phú Thọ and a former province next to it become one unit of the same name."""
    old = make_unit(
        "26", "Liên đoàn Lao động tỉnh Vĩnh Phúc", UnitKind.PROVINCIAL_FEDERATION, parent=country.tld,
        position=1400, short_name="LĐLĐ tỉnh Vĩnh Phúc",
    )  # fmt: skip
    make_unit("26-1", "Công đoàn Công ty Toàn Thắng", UnitKind.GRASSROOTS, parent=old, position=1410)
    told = {"actor": Actor.system("test"), "at": fixed(), "on": DAY, "instrument": "Nghị quyết 202/2025/QH15"}
    actions.dissolve_unit(unit_id=country.giay.pk, **told)
    unit = actions.merge_units(
        unit_ids=[country.phu_tho.pk, old.pk],
        into=actions.NewUnit("25M", "Liên đoàn Lao động tỉnh Phú Thọ", UnitKind.PROVINCIAL_FEDERATION),
        parent_id=country.tld.pk,
        **told,
    )
    RoleGrant.objects.create(user=officer, role=Role.OFFICER, organization=unit, during=between(DAY, None))
    return unit


def fixed():
    from datetime import datetime

    return datetime(2025, 7, 1, tzinfo=VIETNAM)


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_tree_of_today_lists_what_stands_below(client, country, officer):
    page = text_of(client.get(reverse("organizations")))
    assert "Công đoàn các KCN tỉnh Phú Thọ" in page
    assert "Kính Đáp Cầu" not in page


def test_both_sides_of_a_day_of_change_are_shown_with_ribbons_and_a_balance(client, merged):
    page = text_of(client.get(reverse("unit_tree", args=[merged.pk]) + "?ngay=2025-07-01"))
    assert page.count('class="tree-box ended"') == 2
    assert "đơn vị mới, trùng tên cũ" in page
    assert "Đến hết 30/06/2025" in page
    assert "Nghị quyết 202/2025/QH15" in page
    assert page.count("<path d=") >= 2
    assert "−1" in page


def test_an_ended_unit_leads_to_what_it_became(client, country, merged):
    answer = client.get(reverse("unit_tree", args=[country.phu_tho.pk]) + "?ngay=2025-07-01")
    assert answer.headers["Location"] == f"/to-chuc/{merged.pk}/?ngay=2025-07-01"


@pytest.mark.parametrize("look", ["truoc", "hai", "sau", "bang"])
@pytest.mark.parametrize("day", ["2025-06-30", "2025-07-01", "2026-12-08", "2001-01-01", "khong-phai-ngay"])
def test_every_way_of_looking_at_any_day_answers(client, merged, look, day):
    assert client.get(reverse("unit_tree", args=[merged.pk]), {"ngay": day, "xem": look}).status_code == 200


def test_the_slider_counts_days(client, country, officer):
    page = text_of(client.get(reverse("organizations"), {"n": "365"}))
    assert 'value="2011-01-01"' in page


def test_a_line_of_the_balance_opens_its_units(client, merged):
    page = text_of(client.get(reverse("balance_line", args=[merged.pk, "ended"]) + "?ngay=2025-07-01"))
    assert "Công đoàn Công ty CP Giấy Việt Trì" in page
    assert "Toàn Thắng" not in page


def test_a_unit_tells_where_it_came_from(client, merged):
    page = text_of(client.get(reverse("unit_page", args=[merged.pk])))
    assert "Kế thừa từ Liên đoàn Lao động tỉnh Vĩnh Phúc" in page
    assert "Trần Thị Lan" in page


@pytest.mark.parametrize("name", ["unit_tree", "unit_page", "unit_children"])
def test_a_neighbor_does_not_exist(client, country, officer, name):
    assert client.get(reverse(name, args=[country.may.pk])).status_code == 200
    assert client.get(reverse(name, args=[country.bac_ninh_cs.pk])).status_code == 404


def test_units_are_suggested_within_the_scope(client, country, officer):
    page = text_of(client.get(reverse("units_typeahead"), {"q": "cong doan"}))
    assert f'data-value="{country.may.pk}"' in page
    assert "Đáp Cầu" not in page
    found = client.get(reverse("units_typeahead"), {"q": "sông lô", "json": "1"}).json()
    assert [unit["code"] for unit in found["units"]] == ["25-KCN-001"]


def test_one_works_as_a_unit_one_holds_a_role_at_and_no_other(client, country, officer):
    RoleGrant.objects.create(
        user=officer, role=Role.OFFICER, organization=country.giay, during=between(date(2020, 1, 1), None)
    )
    page = text_of(client.get(reverse("choose_unit")))
    assert "Công đoàn Công ty CP Giấy Việt Trì" in page
    answer = client.post(reverse("choose_unit"), {"unit": country.giay.pk, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"
    assert client.session["unit_id"] == country.giay.pk
    assert client.post(reverse("choose_unit"), {"unit": country.may.pk}).status_code == 404
    assert client.session["unit_id"] == country.giay.pk


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_tree_costs_the_same_with_one_child_and_with_more(client, country, officer):
    addresses = [reverse("unit_tree", args=[unit.pk]) for unit in (country.zone, country.phu_tho)]
    for address in addresses:
        assert client.get(address).status_code == 200
    one, three = (queries_of(client, address) for address in addresses)
    assert one == three <= 15


def test_both_sides_cost_at_most_a_page(client, merged):
    address = reverse("unit_tree", args=[merged.pk]) + "?ngay=2025-07-01"
    client.get(address)
    assert queries_of(client, address) <= 15
