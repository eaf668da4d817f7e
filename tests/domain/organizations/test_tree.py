"""The tree on a day, and how a day of change adds up."""

from datetime import date, datetime

import pytest

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role
from thidua.domain.organizations import actions
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import (
    Balance,
    balance_across,
    change_days,
    children_on,
    fates_on,
    get_unit,
    names_of,
    node_on,
    successions_of,
    units_of_line,
)
from thidua.domain.organizations.states import UnitKind

DAY, EVE = date(2025, 7, 1), date(2025, 6, 30)


@pytest.fixture
def merged(country):
    """Phú Thọ and Bắc Ninh become one; Giấy Việt Trì ends; a new grassroots union is founded the same day."""
    told = {
        "actor": Actor.system("test"),
        "at": datetime(2025, 7, 1, tzinfo=VIETNAM),
        "on": DAY,
        "instrument": "Nghị quyết 202/2025/QH15",
    }
    actions.dissolve_unit(unit_id=country.giay.pk, **told)
    unit = actions.merge_units(
        unit_ids=[country.phu_tho.pk, country.bac_ninh.pk],
        into=actions.NewUnit("25M", "Liên đoàn Lao động tỉnh Phú Thọ", UnitKind.PROVINCIAL_FEDERATION),
        parent_id=country.tld.pk,
        **told,
    )
    actions.absorb_unit(unit_id=country.bac_ninh_cs.pk, into_id=country.lam_thao.pk, **told)
    actions.create_unit(
        unit=actions.NewUnit("25-N", "Công đoàn Công ty Mới", UnitKind.GRASSROOTS), parent_id=unit.pk, **told
    )
    return unit


def test_children_are_counted_with_the_grassroots_below_them(country):
    rows = children_on(country.phu_tho.pk, EVE)
    assert [(node.code, node.below, node.children) for node in rows] == [
        ("25-KCN", 1, 1),
        ("25-001", 1, 0),
        ("25-002", 1, 0),
    ]
    assert node_on(country.tld.pk, EVE).below == 4
    assert node_on(country.tld.pk, date(2001, 1, 1)) is None


def test_children_cost_two_queries_and_one_until_the_tree_changes(country, django_assert_num_queries):
    with django_assert_num_queries(2):
        first = children_on(country.tld.pk, EVE)
    with django_assert_num_queries(1):
        assert children_on(country.tld.pk, EVE) == first


def test_a_day_of_change_adds_up(country, merged):
    old = [country.phu_tho.pk, country.bac_ninh.pk]
    balance = balance_across(merged.pk, DAY, old)
    assert balance == Balance(before=4, ended=1, merged=1, left=0, founded=1, joined=0, after=3)
    assert (
        balance.before - balance.ended - balance.merged - balance.left + balance.founded + balance.joined
        == balance.after
    )
    assert [row[1] for row in units_of_line(merged.pk, DAY, old, "ended")] == ["25-002"]
    assert [row[1] for row in units_of_line(merged.pk, DAY, old, "merged")] == ["24-001"]
    assert [row[1] for row in units_of_line(merged.pk, DAY, old, "founded")] == ["25-N"]
    assert len(units_of_line(merged.pk, DAY, old, "before")) == 4


def test_what_became_of_units_is_said(country, merged):
    fates = fates_on([country.phu_tho.pk, country.giay.pk, country.may.pk], DAY)
    assert {unit: (fate.kind, fate.heir_id) for unit, fate in fates.items()} == {
        country.phu_tho.pk: ("merge", merged.pk),
        country.giay.pk: ("dissolve", None),
    }


def test_the_past_of_a_unit_names_both_sides(country, merged):
    steps = successions_of(merged.pk)
    assert [(step.old_name, step.new_name, step.kind) for step in steps] == [
        ("Liên đoàn Lao động tỉnh Phú Thọ", "Liên đoàn Lao động tỉnh Phú Thọ", "merge"),
        ("Liên đoàn Lao động tỉnh Bắc Ninh", "Liên đoàn Lao động tỉnh Phú Thọ", "merge"),
    ]
    assert names_of(merged.pk) == ["Liên đoàn Lao động tỉnh Phú Thọ"]


def test_days_of_change_are_marked(country, merged):
    days = change_days(merged.pk, date(2026, 12, 8))
    assert [(day.on, day.is_own, day.count) for day in days] == [(DAY, True, 2)]
    assert not change_days(merged.pk, EVE)


def test_a_unit_outside_the_scope_does_not_exist(country):
    officer = make_actor(Role.OFFICER, country.phu_tho)
    assert get_unit(officer, country.may.pk).code == "25-KCN-001"
    with pytest.raises(Organization.DoesNotExist):
        get_unit(officer, country.bac_ninh_cs.pk)
