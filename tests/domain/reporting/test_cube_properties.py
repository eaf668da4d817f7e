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
from tests.factories.accounts import TODAY
from tests.factories.organizations import make_country
from tests.factories.people import make_collective, make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.core.errors import Refused
from thidua.domain.access import Actor, Span
from thidua.domain.organizations.actions import merge_units, move_unit, split_unit
from thidua.domain.organizations.actions.placing import NewUnit
from thidua.domain.organizations.queries import (
    EVERYWHERE,
    placements_on,
    structure_version,
    subtree_spans,
    subtrees,
)
from thidua.domain.organizations.states import UnitKind
from thidua.domain.register import actions
from thidua.domain.register.models import Entry
from thidua.domain.register.values import Paper
from thidua.domain.reporting.cube import Slice, count
from thidua.domain.reporting.cube.keeping import compare, follow_structure, merge, rebuild
from thidua.domain.reporting.forms import fill_form, fill_forms
from thidua.domain.reporting.pivot import COLUMNS, Question, pivot
from thidua.domain.reporting.spans import without
from thidua.domain.reporting.units import below

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


class World:
    """A small country, its people, and the days going by; every act may be refused and then changes nothing."""

    def __init__(self) -> None:
        self.country = make_country()
        self.on = date(2024, 1, 1)
        self.holders = [
            (make_person("Nguyễn Thị Hường", self.country.giay).subject, self.country.giay),
            (
                make_person("Trần Văn Bình", self.country.bac_ninh_cs, sex="male").subject,
                self.country.bac_ninh_cs,
            ),
            (make_person("Lê Thị Sen", self.country.may).subject, self.country.may),
            (make_collective("Tổ may 2", self.country.lam_thao).subject, self.country.lam_thao),
        ]

    def act(self, name: str, which: int) -> None:
        """Do one thing, to the one that ``which`` points at; a refusal is an answer too."""
        try:
            getattr(self, name.replace(" ", "_"))(which)
        except Refused:
            return

    def grant(self, which: int) -> None:
        """Half of the grants are late: their decisions lie years back."""
        subject, unit = self.holders[which % len(self.holders)]
        day = date(2015 + which % 12, 1 + which % 12, 1 + which % 28)
        award = ("BK_LDLD", "BK_TLD", "LDST", "GK_CDCS")[which % 4]
        level = ("province", "confederation", "confederation", "grassroots")[which % 4]
        make_entry(
            subject, unit, self.country.phu_tho, decided_on=day, award_code=award, award_level=level,
            is_ethnic_minority=which % 3 == 0, commendation_type=("merit", "adhoc", "movement")[which % 3],
        )  # fmt: skip

    def _entry(self, which: int) -> Entry | None:
        roots = list(Entry.objects.filter(kind="grant").order_by("id"))
        return roots[which % len(roots)] if roots else None

    def correct(self, which: int) -> None:
        entry = self._entry(which)
        if entry:
            change = {
                "position_class": ("direct", "manager", "indirect")[which % 3],
                "sex": ("male", "female")[which % 2],
            }
            actions.correct(entry, change, paper=PAPER, actor=CLERK, at=ENTERED)

    def annul(self, which: int) -> None:
        entry = self._entry(which)
        if entry:
            actions.annul(entry, paper=PAPER, actor=CLERK, at=ENTERED)

    def restore(self, which: int) -> None:
        entry = self._entry(which)
        if entry:
            actions.restore(entry, paper=PAPER, actor=CLERK, at=ENTERED)

    def catch_up(self, which: int) -> None:
        follow_structure()
        merge()

    def _changed(self) -> dict[str, object]:
        self.on = (
            date(self.on.year, self.on.month + 1, 1) if self.on.month < 12 else date(self.on.year + 1, 1, 1)
        )
        return {"actor": CLERK, "at": ENTERED, "on": self.on, "instrument": f"QĐ {next(_codes)}"}

    def _standing(self, *kinds: str) -> list[int]:
        found = placements_on(self.on).filter(kind__in=kinds).order_by("organization_id")
        return list(found.values_list("organization_id", flat=True))

    def merge(self, which: int) -> None:
        units = self._standing(UnitKind.PROVINCIAL_FEDERATION)
        if len(units) > 1:
            number = next(_codes)
            new = NewUnit(f"N{number}", f"LĐLĐ tỉnh mới {number}", UnitKind.PROVINCIAL_FEDERATION)
            merge_units(unit_ids=units[:2], into=new, parent_id=self.country.tld.pk, **self._changed())

    def split(self, which: int) -> None:
        units = self._standing(UnitKind.PROVINCIAL_FEDERATION)
        unit = units[which % len(units)]
        children = list(
            placements_on(self.on).filter(parent_id=unit).values_list("organization_id", flat=True)
        )
        numbers = [next(_codes), next(_codes)]
        parts = [NewUnit(f"S{n}", f"LĐLĐ tách {n}", UnitKind.PROVINCIAL_FEDERATION) for n in numbers]
        codes = [part.code for part in parts]
        divided = {child: codes[at % 2] for at, child in enumerate(children)}
        split_unit(unit_id=unit, into=parts, children=divided, **self._changed())

    def move(self, which: int) -> None:
        units = self._standing(UnitKind.GRASSROOTS)
        tops = self._standing(UnitKind.PROVINCIAL_FEDERATION)
        move_unit(unit_id=units[which % len(units)], parent_id=tops[which % len(tops)], **self._changed())


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


def _assert_few_are_as_many(world: World) -> None:
    """Units looked up one by one and the whole country read at once say the same of every unit."""
    units = world._standing(UnitKind.CONFEDERATION, UnitKind.PROVINCIAL_FEDERATION, UnitKind.GRASSROOTS)
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
    parts: dict[int, tuple[Span, ...]] = {}
    for label, span in below(world.country.tld.pk, world.on).spans:
        parts[int(label)] = (*parts.get(int(label), ()), span)
    parts[0] = without((EVERYWHERE,), [span for spans in parts.values() for span in spans])
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
        *((u, world.on) for u in world._standing("PROV_FED")),
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
