"""Whatever is done to the tree: on every day each live unit has a live parent, and no path leads round."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.organizations import make_country
from thidua.core.clock import VIETNAM
from thidua.core.errors import Refused
from thidua.domain.access import Actor
from thidua.domain.organizations import actions
from thidua.domain.organizations.models import Organization, Placement
from thidua.domain.organizations.states import UnitKind

AT = datetime(2025, 7, 1, 8, 0, tzinfo=VIETNAM)
FIRST = date(2020, 1, 1)
KINDS = [UnitKind.PROVINCIAL_FEDERATION, UnitKind.ZONE_UNION, UnitKind.GRASSROOTS]

steps = st.lists(
    st.tuples(
        st.sampled_from(["create", "rename", "move", "merge", "absorb", "dissolve", "split"]),
        st.integers(0, 20),
        st.integers(0, 20),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    min_size=3,
    max_size=10,
)


class Undone(Exception):
    """Rolls one example back."""


def take(step, number, actor, on):
    act, one, two, _days, kind = step
    ids = list(Organization.objects.order_by("position").values_list("pk", flat=True))
    first, second = ids[one % len(ids)], ids[two % len(ids)]
    new = [actions.NewUnit(f"N{number}-{n}", f"Đơn vị {number} {n}", KINDS[kind]) for n in range(2)]
    common = {"actor": actor, "at": AT, "on": on, "instrument": "QĐ 1"}
    if act == "create":
        actions.create_unit(unit=new[0], parent_id=first, **common)
    elif act == "rename":
        actions.rename_unit(unit_id=first, name=f"Tên {number}", **common)
    elif act == "move":
        actions.move_unit(unit_id=first, parent_id=second, **common)
    elif act == "merge":
        actions.merge_units(unit_ids=[first, second], into=new[0], parent_id=ids[0], **common)
    elif act == "absorb":
        actions.absorb_unit(unit_id=first, into_id=second, **common)
    elif act == "dissolve":
        actions.dissolve_unit(unit_id=first, **common)
    else:
        children = Placement.objects.filter(parent_id=first).values_list("organization_id", flat=True)
        parts = {child: new[child % 2].code for child in children}
        actions.split_unit(unit_id=first, into=new, children=parts, **common)


def assert_true_on(day):
    live = {p.organization_id: p for p in Placement.objects.filter(line="union", during__contains=day)}
    for unit, placement in live.items():
        labels = [int(label) for label in placement.path.split(".")]
        assert labels[-1] == unit
        assert len(set(labels)) == len(labels)
        if placement.parent_id is None:
            assert labels == [unit]
            continue
        assert placement.parent_id in live
        assert placement.path == f"{live[placement.parent_id].path}.{unit}"
    names = [(p.parent_id, p.folded) for p in live.values()]
    assert len(set(names)) == len(names)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(steps)
def test_every_live_unit_has_a_live_parent_on_every_day(plan):
    with pytest.raises(Undone), transaction.atomic():
        make_country()
        actor = Actor.system("test")
        on, days = FIRST, {FIRST}
        for number, step in enumerate(plan):
            on += timedelta(days=step[3])
            days |= {on - timedelta(days=1), on, on + timedelta(days=1)}
            try:
                with transaction.atomic():
                    take(step, number, actor, on)
            except Refused:
                continue
        for day in days:
            assert_true_on(day)
        raise Undone
