"""Changes of the tree: what they write, and what they refuse without writing anything."""

from datetime import date, datetime

import pytest
from django.db import transaction

from tests.factories.accounts import make_actor
from tests.factories.organizations import make_unit
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.domain.access import Role
from thidua.domain.audit.models import Event
from thidua.domain.organizations import actions
from thidua.domain.organizations.models import Organization, Placement, StructureVersion, Succession
from thidua.domain.organizations.queries import ancestors, placement_of, structure_version
from thidua.domain.organizations.states import UnitKind

DAY = date(2025, 7, 1)
AT = datetime(2025, 7, 1, 8, 0, tzinfo=VIETNAM)
BY = "Quyết định 1234/QĐ-TLĐ"


@pytest.fixture
def office(country):
    return make_actor(Role.STANDING_OFFICE, country.tld)


def told(actor, **facts):
    return {"actor": actor, "at": AT, "on": DAY, "instrument": BY, **facts}


def whole_tree():
    return list(
        Placement.objects.order_by("pk").values_list("organization_id", "path", "parent_id", "name", "during")
    )


def names_of(unit, *days):
    return [placement_of(unit.pk, day).name for day in days]


def test_a_founded_unit_stands_from_its_day(country, office):
    new = actions.NewUnit("25-X01", "Công đoàn phường Việt Trì", UnitKind.COMMUNE_UNION)
    unit = actions.create_unit(**told(office, unit=new, parent_id=country.phu_tho.pk))
    placement = placement_of(unit.pk, DAY)
    assert placement.path == f"{country.tld.pk}.{country.phu_tho.pk}.{unit.pk}"
    assert placement.during == between(DAY, None)
    assert (placement.folded, placement.province_code) == ("cong doan phuong viet tri", "25")
    assert placement_of(unit.pk, date(2025, 6, 30)) is None
    assert 1300 < unit.position < 2000
    event = Event.objects.get()
    assert (event.name, event.subject_id, event.organization_id) == ("organization.created", unit.pk, unit.pk)


def test_every_change_makes_cached_subtrees_old(country, office):
    before = structure_version()
    actions.rename_unit(**told(office, unit_id=country.giay.pk, name="Công đoàn Tổng công ty Giấy"))
    assert StructureVersion.objects.get().number != before


def test_a_change_that_was_lost_leaves_no_number_to_be_met_again(country, office):
    """A process may have kept subtrees of the structure that was lost."""
    start = structure_version()
    seen = {start}
    for name in ("Tên bị mất", "Tên khác"):
        with transaction.atomic():
            actions.rename_unit(**told(office, unit_id=country.giay.pk, name=name))
            seen.add(structure_version())
            transaction.set_rollback(True)
        assert structure_version() == start
    assert len(seen) == 3


def test_a_renamed_unit_keeps_its_old_name_in_the_past(country, office):
    actions.rename_unit(**told(office, unit_id=country.giay.pk, name="Công đoàn Tổng công ty Giấy"))
    assert names_of(country.giay, date(2025, 6, 30), DAY) == [
        "Công đoàn Công ty CP Giấy Việt Trì",
        "Công đoàn Tổng công ty Giấy",
    ]
    succession = Succession.objects.get()
    assert (succession.predecessor_id, succession.successor_id) == (country.giay.pk, country.giay.pk)


def test_two_changes_on_one_day_leave_one_placement(country, office):
    actions.rename_unit(**told(office, unit_id=country.giay.pk, name="Tên thứ nhất"))
    actions.rename_unit(**told(office, unit_id=country.giay.pk, name="Tên thứ hai"))
    assert Placement.objects.filter(organization=country.giay).count() == 2
    assert names_of(country.giay, DAY) == ["Tên thứ hai"]


def test_a_moved_unit_takes_everything_below_it_along(country, office):
    actions.move_unit(**told(office, unit_id=country.zone.pk, parent_id=country.bac_ninh.pk))
    assert [u.code for u in ancestors(country.may.pk, DAY)] == ["TLD", "24", "25-KCN", "25-KCN-001"]
    assert [u.code for u in ancestors(country.may.pk, date(2025, 6, 30))] == [
        "TLD",
        "25",
        "25-KCN",
        "25-KCN-001",
    ]
    assert placement_of(country.may.pk, DAY).parent_id == country.zone.pk


def test_a_merger_makes_a_new_unit_that_may_keep_an_old_name(country, office):
    new = actions.NewUnit("25M", "Liên đoàn Lao động tỉnh Phú Thọ", UnitKind.PROVINCIAL_FEDERATION)
    merged = actions.merge_units(
        **told(office, unit_ids=[country.phu_tho.pk, country.bac_ninh.pk], into=new, parent_id=country.tld.pk)
    )
    assert merged.pk not in {country.phu_tho.pk, country.bac_ninh.pk}
    assert placement_of(country.phu_tho.pk, DAY) is None
    assert placement_of(country.phu_tho.pk, date(2025, 6, 30)).name == "Liên đoàn Lao động tỉnh Phú Thọ"
    assert [u.id for u in ancestors(country.may.pk, DAY)] == [
        country.tld.pk,
        merged.pk,
        country.zone.pk,
        country.may.pk,
    ]
    assert placement_of(country.bac_ninh_cs.pk, DAY).parent_id == merged.pk
    assert set(Succession.objects.values_list("predecessor_id", "successor_id", "kind")) == {
        (country.phu_tho.pk, merged.pk, "merge"),
        (country.bac_ninh.pk, merged.pk, "merge"),
    }


def test_an_absorbed_unit_hands_over_what_stood_below_it(country, office):
    actions.absorb_unit(**told(office, unit_id=country.zone.pk, into_id=country.phu_tho.pk))
    assert placement_of(country.zone.pk, DAY) is None
    assert [u.code for u in ancestors(country.may.pk, DAY)] == ["TLD", "25", "25-KCN-001"]


def test_a_split_divides_the_children(country, office):
    parts = [
        actions.NewUnit("25-A", "Công đoàn KCN Thụy Vân", UnitKind.ZONE_UNION),
        actions.NewUnit("25-B", "Công đoàn KCN Phú Hà", UnitKind.ZONE_UNION),
    ]
    first, second = actions.split_unit(
        **told(office, unit_id=country.zone.pk, into=parts, children={country.may.pk: "25-B"})
    )
    assert [u.code for u in ancestors(country.may.pk, DAY)] == ["TLD", "25", "25-B", "25-KCN-001"]
    assert placement_of(country.zone.pk, DAY) is None
    assert {first.code, second.code} == {"25-A", "25-B"}


def test_a_dissolved_unit_has_no_successor(country, office):
    actions.dissolve_unit(**told(office, unit_id=country.giay.pk))
    assert placement_of(country.giay.pk, DAY) is None
    succession = Succession.objects.get()
    assert (succession.successor_id, succession.carries_achievement) == (None, False)


def test_a_second_superior_leaves_the_union_line_alone(country, office):
    actions.place_in_sector_line(**told(office, unit_id=country.giay.pk, parent_id=country.bac_ninh.pk))
    assert placement_of(country.giay.pk, DAY).parent_id == country.phu_tho.pk
    assert Placement.objects.get(line="sector").parent_id == country.bac_ninh.pk


def refusals(country):
    return _refusals_to_one_unit(country) | _refusals_between_units(country)


def _refusals_to_one_unit(country):
    return {
        "dissolve with live children": (actions.dissolve_unit, {"unit_id": country.zone.pk}),
        "a cycle": (actions.move_unit, {"unit_id": country.phu_tho.pk, "parent_id": country.may.pk}),
        "under itself": (actions.move_unit, {"unit_id": country.zone.pk, "parent_id": country.zone.pk}),
        "where it already is": (
            actions.move_unit,
            {"unit_id": country.zone.pk, "parent_id": country.phu_tho.pk},
        ),
        "before it existed": (
            actions.rename_unit,
            {"unit_id": country.giay.pk, "name": "Tên khác", "on": date(2009, 12, 31)},
        ),
        "without an instrument": (
            actions.rename_unit,
            {"unit_id": country.giay.pk, "name": "Tên khác", "instrument": " "},
        ),
        "a name taken beside it": (
            actions.rename_unit,
            {"unit_id": country.giay.pk, "name": "CÔNG ĐOÀN CÁC KCN TỈNH PHÚ THỌ"},
        ),
    }


def _refusals_between_units(country):
    return {
        "a merger of one": (
            actions.merge_units,
            {
                "unit_ids": [country.giay.pk],
                "into": actions.NewUnit("X", "Mới", UnitKind.GRASSROOTS),
                "parent_id": country.phu_tho.pk,
            },
        ),
        "a province under a zone": (
            actions.create_unit,
            {
                "unit": actions.NewUnit("X", "Mới", UnitKind.PROVINCIAL_FEDERATION),
                "parent_id": country.zone.pk,
            },
        ),
        "a code taken": (
            actions.create_unit,
            {"unit": actions.NewUnit("25-001", "Mới", UnitKind.GRASSROOTS), "parent_id": country.phu_tho.pk},
        ),
        "a split that forgets a child": (
            actions.split_unit,
            {
                "unit_id": country.zone.pk,
                "into": [
                    actions.NewUnit("A", "Một", UnitKind.ZONE_UNION),
                    actions.NewUnit("B", "Hai", UnitKind.ZONE_UNION),
                ],
                "children": {},
            },
        ),
        "absorbed by its own child": (
            actions.absorb_unit,
            {"unit_id": country.zone.pk, "into_id": country.may.pk},
        ),
    }


REFUSALS = [
    "dissolve with live children", "a cycle", "under itself", "where it already is", "before it existed",
    "without an instrument", "a name taken beside it", "a merger of one", "a province under a zone", "a code taken",
    "a split that forgets a child", "absorbed by its own child",
]  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_an_impossible_change_is_refused_and_changes_nothing(country, office, case):
    action, facts = refusals(country)[case]
    before, units = whole_tree(), Organization.objects.count()
    with pytest.raises(Refused):
        action(**told(office, **facts))
    assert whole_tree() == before
    assert Organization.objects.count() == units
    assert not Event.objects.exists()
    assert not Succession.objects.exists()


def test_a_change_before_a_later_one_is_refused(country, office):
    actions.rename_unit(**told(office, unit_id=country.may.pk, name="Công đoàn Công ty May Việt Trì"))
    with pytest.raises(Refused, match="01/07/2025"):
        actions.move_unit(
            **told(office, unit_id=country.zone.pk, parent_id=country.bac_ninh.pk, on=date(2025, 1, 1))
        )


@pytest.mark.parametrize(
    ("role", "home", "target", "may"),
    [
        (Role.HEAD, "phu_tho", "giay", True),
        (Role.OFFICER, "phu_tho", "may", True),
        (Role.OFFICER, "phu_tho", "phu_tho", False),
        (Role.OFFICER, "phu_tho", "bac_ninh_cs", False),
        (Role.OFFICER, "zone", "may", False),
        (Role.APPRAISER, "phu_tho", "giay", False),
        (Role.STANDING_OFFICE, "tld", "phu_tho", True),
        (Role.OFFICER, "giay", "giay", False),
    ],
)
def test_a_province_changes_only_what_stands_inside_it(country, role, home, target, may):
    actor = make_actor(role, getattr(country, home))
    change = told(actor, unit_id=getattr(country, target).pk, name="Tên mới của đơn vị")
    if may:
        assert actions.rename_unit(**change).name == "Tên mới của đơn vị"
        return
    before = whole_tree()
    with pytest.raises(Refused):
        actions.rename_unit(**change)
    assert whole_tree() == before


def test_a_cluster_is_drawn_up_for_a_year(country, office):
    members = [country.phu_tho.pk, country.bac_ninh.pk]
    cluster = actions.make_cluster(
        actor=office,
        at=AT,
        organization_id=country.tld.pk,
        year=2025,
        name="Cụm trung du",
        member_ids=members,
    )
    actions.appoint_cluster_lead(actor=office, at=AT, cluster_id=cluster.pk, lead_id=country.bac_ninh.pk)
    cluster.refresh_from_db()
    assert cluster.lead_id == country.bac_ninh.pk
    with pytest.raises(Refused, match="Cụm trung du"):
        actions.make_cluster(
            actor=office,
            at=AT,
            organization_id=country.tld.pk,
            year=2025,
            name="Cụm khác",
            member_ids=members,
        )


def test_positions_find_room_between_neighbors(country, office):
    made = [
        actions.create_unit(
            **told(
                office,
                unit=actions.NewUnit(f"25-N{n}", f"Công đoàn số {n}", UnitKind.GRASSROOTS),
                parent_id=country.phu_tho.pk,
            )
        ).position
        for n in range(30)
    ]
    assert len(set(made)) == 30
    assert all(1000 < position < 2000 for position in made)
    assert make_unit("Z", "Z", UnitKind.GRASSROOTS, position=5000).position == 5000
