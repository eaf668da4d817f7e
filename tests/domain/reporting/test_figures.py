"""Counts against hand-made registers: cells, counted totals, both structures, the statutory table."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.accounts import TODAY, make_actor
from tests.factories.organizations import Country
from tests.factories.people import make_collective, make_person
from tests.factories.register import CLERK, ENTERED, make_entry
from thidua.domain.access import Actor, Role
from thidua.domain.register import actions
from thidua.domain.register.values import Paper
from thidua.domain.reporting.cube.keeping import merge, rebuild
from thidua.domain.reporting.cube.periods import Period
from thidua.domain.reporting.forms import fill_form
from thidua.domain.reporting.groups import GROUPS, groups_of_awards
from thidua.domain.reporting.pivot import ROWS, Question, pivot
from thidua.domain.reporting.provinces import former_provinces, parts_of, present_names, province_names
from thidua.ui.map import PROVINCES

ALL = Actor.system("test")
PAPER = Paper("12/QĐ-LĐLĐ", date(2026, 3, 2), "Kê khai không đúng")


@pytest.fixture(params=["no cube", "queued", "merged"])
def honours(request: pytest.FixtureRequest, country: Country) -> Country:
    """The same register, counted from its lines, from the queue and from the cells."""
    if request.param != "no cube":
        rebuild(at=ENTERED)
    _enter(country)
    if request.param == "merged":
        merge()
    return country


def _enter(country: Country) -> None:
    """Hường twice in 2026 and once in 2024 at old Vĩnh Phúc; a team; Bình in Bắc Ninh; one annulled."""
    huong = make_person("Nguyễn Thị Hường", country.giay).subject
    binh = make_person(
        "Trần Văn Bình",
        country.bac_ninh_cs,
        sex="male",
        position_class="manager",
        leader_class="leader_other",
    ).subject
    team = make_collective("Tổ máy xeo 3", country.giay).subject
    day = date(2026, 5, 1)
    make_entry(huong, country.giay, country.phu_tho, decided_on=day)
    make_entry(huong, country.giay, country.phu_tho, decided_on=day, award_code="LDST")
    make_entry(huong, country.giay, country.phu_tho, decided_on=date(2024, 5, 1), province_code="26")
    make_entry(team, country.giay, country.phu_tho, decided_on=day, award_code="CO_TLD", is_enterprise=True)
    make_entry(
        binh,
        country.bac_ninh_cs,
        country.bac_ninh,
        decided_on=day,
        award_code="BK_TLD",
        commendation_type="adhoc",
    )
    gone = make_entry(binh, country.bac_ninh_cs, country.bac_ninh, decided_on=day)
    actions.annul(gone, paper=PAPER, actor=CLERK, at=ENTERED)


def ask(rows="province", columns="award_group", actor=ALL, year=None, **more):
    periods = (Period.years(year, year),)
    return pivot(actor, Question(rows=rows, columns=columns, on=TODAY, periods=periods, **more))


def test_provinces_of_today_hold_the_former_ones(honours):
    table = ask()
    assert [(row.label, table.row_totals[row.key]) for row in table.rows] == [("Phú Thọ", 4), ("Bắc Ninh", 1)]
    assert table.cell("25", "province") == 2
    assert table.cell("25", "creative") == 1
    assert table.total == 5


def test_provinces_of_then_are_told_apart(honours):
    table = ask(structure="then")
    assert {row.label: table.row_totals[row.key] for row in table.rows} == {
        "Phú Thọ (từ 01/07/2025)": 3,
        "Vĩnh Phúc": 1,
        "Bắc Ninh (từ 01/07/2025)": 1,
    }


def test_totals_of_persons_are_counted_not_added(honours):
    table = ask(measure="persons", year=2026)
    assert table.cell("25", "province") == table.cell("25", "creative") == 1
    assert table.row_totals["25"] == 2
    assert table.total == 3


def test_units_below_an_office_are_rows(honours):
    table = ask(rows="unit", unit_id=honours.tld.pk)
    assert {row.label: table.row_totals[row.key] for row in table.rows} == {
        "LĐLĐ tỉnh Phú Thọ": 4,
        "LĐLĐ tỉnh Bắc Ninh": 1,
    }


@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("columns", ["award_group", "month", "class", "first"])
def test_cells_add_up_to_the_honours_in_force(honours, rows, columns):
    table = ask(rows=rows, columns=columns, unit_id=honours.tld.pk)
    assert sum(table.cells.values()) == sum(table.row_totals.values()) == table.total == 5


def test_an_office_counts_its_own_scope(honours):
    assert ask(actor=make_actor(Role.HEAD, honours.bac_ninh)).total == 1
    assert ask(actor=make_actor(Role.STANDING_OFFICE, honours.tld)).total == 5


def test_the_statutory_table_counts_each_cell(honours):
    filled = fill_form("0603", ALL, year=2026)
    counts = {
        row["code"]: [cell.count for cell in cells]
        for row, cells in zip(filled.form.rows, filled.cells, strict=True)
    }
    assert counts["01"] == [2, 1, 0, 1, 0]
    assert counts["02"] == counts["03"] == [1, 0, 0, 1, 0]
    assert counts["05"] == [1, 1, 0, 0, 0]
    assert counts["09"] == [1, 1, 0, 0, 0]
    assert counts["10"] == [0, 0, 0, 0, 0]
    assert counts["13"] == [1, 1, 0, 0, 0]


def test_former_provinces_and_present_ones_agree_with_the_map():
    assert len(former_provinces()) == 63
    assert present_names() == {code: name for code, (name, _outlines) in PROVINCES.items()}
    assert parts_of("25") == ("17", "25", "26")
    assert province_names(["17", "25", "26"]) == ["Phú Thọ"]
    assert province_names(["26"]) == ["Vĩnh Phúc"]


def test_every_award_has_a_group():
    assert set(groups_of_awards().values()) <= set(GROUPS)
