"""After any sequence of acts: the cube equals the register, parents equal the sum of their children, and both
structures agree on the country.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import count as counter

from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.reporting.counted import counted
from tests.domain.reporting.world import World
from tests.factories.accounts import TODAY
from tests.factories.register import ENTERED
from thidua.domain.access import Actor
from thidua.domain.organizations.queries import (
    structure_version,
    subtree_spans,
    subtrees,
)
from thidua.domain.organizations.states import UnitKind
from thidua.domain.register.values import Paper
from thidua.domain.reporting.cube import Slice, count
from thidua.domain.reporting.cube.keeping import compare, follow_structure, merge, rebuild
from thidua.domain.reporting.forms import fill_form, fill_forms
from thidua.domain.reporting.pivot import COLUMNS, Question, pivot

ALL = Actor.system("test")
PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Kê khai không đúng")
BY = (
    "year",
    "award",
    "type",
    "kind",
    "position",
    "person",
    "enterprise",
    "sex",
    "minority",
    "sector",
    "first",
    "top",
)
TABLES = ("0602", "0603", "0702", "0703")
ACTS = ("grant", "grant", "grant", "correct", "annul", "restore", "merge", "split", "move", "catch up")
_codes = counter(1)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000)), min_size=4, max_size=16))
def test_the_cube_is_the_register_after_any_acts(db, acts):
    with transaction.atomic():
        world = World()
        rebuild(at=ENTERED)
        for name, which in acts:
            world.act(name, which)
            if which % 3 == 0:  # what waits then is told with all that was said of it
                follow_structure()
                assert count(Slice(by=BY)) == counted(BY)
                _assert_what_is_not_asked_changes_nothing()
        follow_structure()
        assert count(Slice(by=BY)) == counted(BY)
        merge()
        assert count(Slice(by=BY)) == counted(BY)
        _assert_provinces_are_the_country()
        _assert_few_are_as_many(world)
        assert compare(at=ENTERED).differing == 0
        _assert_parents_are_sums(world)
        _assert_statutory_tables_add_up(world)
        transaction.set_rollback(True)


def _assert_what_is_not_asked_changes_nothing() -> None:
    """What waits is told without first honors or places where a question is about neither."""
    for by in (
        ("year", "award", "type"),
        ("top", "award"),
        ("year", "sector"),
        ("first", "sex"),
        ("first", "top"),
    ):
        assert count(Slice(by=by)) == counted(by)
    assert count(Slice(by=("award",), where={"first": ("1",)})) == counted(
        ("award",), lambda fact: fact["first"] == "1"
    )


def _assert_few_are_as_many(world: World) -> None:
    """Units looked up one by one and the whole country read at once say the same of every unit."""
    units = world.standing(UnitKind.CONFEDERATION, UnitKind.PROVINCIAL_FEDERATION, UnitKind.GRASSROOTS)
    with connection.cursor() as cursor:
        found = []
        for sql in (subtrees._FEW, subtrees._MANY):
            cursor.execute(sql, {"units": units, "on": world.on})
            found.append(cursor.fetchall())
    assert found[0] == found[1]


def _assert_provinces_are_the_country() -> None:
    """A board of provinces by award, narrowed to some people, adds up to the awards of these people."""
    for facts in (("sex",), ("kind", "position"), ("type",)):
        summed: Counter[tuple[str, ...]] = Counter()
        for (_province, *rest), n in count(Slice(by=("province", "award", *facts))).items():
            summed[tuple(rest)] += n
        assert dict(summed) == counted(("award", *facts))


def _assert_statutory_tables_add_up(world: World) -> None:
    """Every cell of every table over the register is the sum of that cell of all units below, and of what is elsewhere."""
    parts = world.parts()
    for year in (2018, 2024):
        filled = fill_forms(TABLES, ALL, year=year, on=world.on, units=parts).values()
        for code in TABLES:
            whole = fill_form(code, ALL, year=year, on=world.on)
            for r, cells in enumerate(whole.cells):
                for c, cell in enumerate(cells):
                    assert cell.count is None or cell.count == sum(
                        part[code].cells[r][c].count or 0 for part in filled
                    )


def _assert_parents_are_sums(world: World) -> None:
    """For every unit that stands, and for every table: the units below add up to it; so do cells and totals."""
    country = count(Slice()).get((), 0)
    for unit_id, on in [
        (world.country.tld.pk, world.on),
        *((u, world.on) for u in world.standing("PROV_FED")),
    ]:
        spans = subtree_spans(unit_id, on, structure_version())
        whole = count(Slice(spans=tuple(("", span) for span in spans))).get((), 0)
        for columns in COLUMNS[:4]:
            table = pivot(ALL, Question("unit", columns, on, spans=spans, unit_id=unit_id))
            assert sum(table.row_totals.values()) == sum(table.cells.values()) == table.total == whole
    for structure in ("now", "then"):
        for rows in ("province", "unit"):
            table = pivot(
                ALL, Question(rows, "award_group", TODAY, structure=structure, unit_id=world.country.tld.pk)
            )
            assert table.total == country
