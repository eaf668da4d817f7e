"""Statutory tables against figures worked out by hand; a new circular is a new file."""

from __future__ import annotations

import shutil
from datetime import date, datetime

import pytest

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.people import make_collective, make_person, make_subject
from tests.factories.register import make_entry
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role
from thidua.domain.catalogue.library import DEFAULT_PATH, library, use_library
from thidua.domain.movements.models import Movement
from thidua.domain.organizations.actions import merge_units
from thidua.domain.organizations.actions.placing import NewUnit
from thidua.domain.organizations.queries import structure_version, subtree_spans
from thidua.domain.organizations.states import UnitKind
from thidua.domain.people.states import SubjectKind
from thidua.domain.reporting.forms import fill_form, fill_forms

ALL = Actor.system("test")


def cells(code, year=2026, **more):
    filled = fill_form(code, ALL, year=year, on=date(2026, 12, 8), **more)
    return {
        row["code"]: {
            column["code"]: cell.count for column, cell in zip(filled.form.columns, found, strict=True)
        }
        for row, found in zip(filled.form.rows, filled.cells, strict=True)
    }


@pytest.fixture
def honors(country: Country) -> Country:
    """2026: a Labor Order third class for a team, two PM certificates, a government flag; one certificate of 2025."""
    people = [make_person(name, country.giay).subject for name in ("Nguyễn Thị Hường", "Lê Thị Sen")]
    boss = make_person("Trần Văn Bình", country.bac_ninh_cs, sex="male", leader_class="entrepreneur").subject
    team = make_collective("Tổ máy xeo 3", country.giay).subject
    day = {"decided_on": date(2026, 5, 1), "award_level": "state"}
    make_entry(team, country.giay, country.tld, award_code="HCLD3", is_enterprise=True, **day)
    make_entry(team, country.giay, country.tld, award_code="CO_CP", commendation_type="movement", **day)
    make_entry(people[0], country.giay, country.tld, award_code="BKTTG", **day)
    make_entry(boss, country.bac_ninh_cs, country.tld, award_code="BKTTG", commendation_type="adhoc", **day)
    make_entry(people[1], country.giay, country.tld, award_code="BKTTG", decided_on=date(2025, 5, 1))
    return country


def test_table_0602_counts_state_honors(honors):
    found = cells("0602")
    at = {code: {column: n for column, n in row.items() if n} for code, row in found.items()}
    assert at["01"] == {"1": 4, "2.11t": 1, "6": 1, "7c": 2}
    assert at["02"] == at["01"]
    assert at["03"] == at["08"] == at["10"] == {}
    assert at["06"] == {"1": 2, "2.11t": 1, "6": 1}
    assert at["07"] == {"1": 1, "2.11t": 1}
    assert at["09"] == {"1": 2, "7c": 2}
    assert at["12"] == at["17"] == {"1": 1, "7c": 1}
    assert at["14"] == {"1": 1, "7c": 1}
    assert at["15"] == {"1": 2, "2.11t": 1, "7c": 1}
    assert at["16"] == {"1": 1, "6": 1}


def test_table_0702_counts_what_0602_counts(honors):
    """The print of 2018 has the same rows and columns; so the figures of both years are the same."""
    assert cells("0702") == cells("0602")
    assert cells("0702", year=2025) == cells("0602", year=2025)


def test_table_0703_counts_honors_of_ministries_and_the_confederation(country):
    """A certificate, a fighter and a badge for people, a flag for a household; a certificate of 2025, one of a province."""
    woman = make_person("Nguyễn Thị Hường", country.giay, leader_class="direct_worker").subject
    boss = make_person(
        "Trần Văn Bình", country.bac_ninh_cs, sex="male", leader_class="leader_department"
    ).subject
    home = make_subject("Hộ bà Lê Thị Sen", SubjectKind.HOUSEHOLD, country.may)
    day = {"decided_on": date(2026, 5, 1), "award_level": "confederation"}
    make_entry(woman, country.giay, country.tld, award_code="BK_TLD", commendation_type="adhoc", **day)
    make_entry(woman, country.giay, country.tld, award_code="KNC_CD", commendation_type="contribution", **day)
    make_entry(boss, country.bac_ninh_cs, country.tld, award_code="CSTD_TLD", **day)
    make_entry(home, country.may, country.tld, award_code="CO_TLD", commendation_type="movement", **day)
    make_entry(woman, country.giay, country.tld, award_code="BK_TLD", decided_on=date(2025, 5, 1))
    make_entry(woman, country.giay, country.phu_tho, award_code="BK_LDLD", decided_on=date(2026, 5, 1))
    found = {code: list(row.values()) for code, row in cells("0703").items()}
    assert found["01"] == [4, 1, 1, 1, 1]
    assert found["02"] == found["03"] == found["06"] == found["08"] == [0, 0, 0, 0, 0]
    assert found["04"] == found["12"] == [1, 0, 0, 1, 0]
    assert found["05"] == [3, 1, 1, 0, 1]
    assert found["07"] == found["11"] == [1, 0, 1, 0, 0]
    assert found["10"] == [2, 1, 0, 0, 1]
    assert found["13"] == [1, 1, 0, 0, 0]
    assert found["15"] == [1, 0, 0, 0, 1]


def test_a_table_of_a_unit_counts_its_subtree(honors):
    spans = subtree_spans(honors.bac_ninh.pk, date(2026, 12, 8), structure_version())
    assert cells("0602", spans=spans)["01"]["1"] == 1
    assert cells("0702", year=2025)["01"]["7c"] == 1


def test_table_0601_counts_movements_launched_in_the_year(country):
    def launch(code, unit, kind, first, last):
        Movement.objects.create(
            code=code, organization=unit, kind=kind, title=code, during=f"[{first},{last})", state="live",
            launched_at=datetime(2026, 2, 1, 8, tzinfo=VIETNAM), created_at=datetime(2026, 1, 1, 8, tzinfo=VIETNAM),
        )  # fmt: skip

    launch("A", country.tld, "annual", "2026-01-01", "2027-01-01")
    launch("B", country.phu_tho, "thematic", "2026-03-01", "2026-09-01")
    launch("C", country.giay, "campaign", "2026-01-01", "2030-01-01")
    found = cells("0601")
    assert found["01"] == {"1": 3, "2": 0, "3": 2, "4": 1}
    assert [found[code]["1"] for code in ("02", "03", "04", "05")] == [1, 1, 0, 1]
    assert [found[code]["1"] for code in ("06", "07", "08", "09", "10")] == [1, 1, 0, 1, 0]
    assert [found[code]["1"] for code in ("11", "12")] == [2, 1]
    old = cells("0701")
    assert [old[code]["1"] for code in ("02", "03", "06", "07", "09")] == [1, 2, 1, 1, 1]


def test_tables_0604_and_0605_count_bodies_and_officers(country):
    woman = make_person("Lê Thị Sen", country.tld, birth_date=date(1980, 5, 4))
    user = make_user("a@thidua.example", (Role.STANDING_OFFICE, country.tld))
    user.person = woman
    user.save()
    make_user("b@thidua.example", (Role.OFFICER, country.giay))
    assert [cells("0604")[code]["1"] for code in ("01", "02", "03")] == [1, 1, 0]
    found = cells("0605")
    assert found["01"] == {"1": 2, "2": 1}
    assert found["04"] == {"1": 1, "2": 1}
    assert found["11"] == {"1": None, "2": None}
    assert [found[code]["1"] for code in ("13", "14", "15")] == [0, 2, 0]


def test_who_works_for_several_units_is_counted_once_at_the_highest(country):
    make_user("a@thidua.example", (Role.OFFICER, country.giay), (Role.APPRAISER, country.phu_tho))
    make_user("b@thidua.example", (Role.OFFICER, country.giay))
    day, version = date(2026, 12, 8), structure_version()
    of_units = [cells("0605", spans=subtree_spans(unit.pk, day, version))["01"]["1"]
                for unit in (country.phu_tho, country.giay, country.bac_ninh)]  # fmt: skip
    assert (cells("0605")["01"]["1"], of_units) == (2, [2, 1, 0])


def test_a_movement_counts_for_what_its_unit_was_on_the_day_of_the_launch(country):
    Movement.objects.create(
        code="A", organization=country.phu_tho, kind="annual", title="A", during="[2026-01-01,2027-01-01)",
        state="live", launched_at=datetime(2026, 2, 1, 0, 30, tzinfo=VIETNAM),
        created_at=datetime(2026, 1, 1, 8, tzinfo=VIETNAM),
    )  # fmt: skip
    merge_units(
        actor=Actor.system("test"), at=datetime(2026, 7, 1, 8, tzinfo=VIETNAM), on=date(2026, 7, 1), instrument="NQ 202",
        unit_ids=[country.phu_tho.pk, country.bac_ninh.pk], parent_id=country.tld.pk,
        into=NewUnit("T1", "LĐLĐ tỉnh mới", UnitKind.PROVINCIAL_FEDERATION),
    )  # fmt: skip
    assert cells("0601")["01"] == {"1": 1, "2": 0, "3": 1, "4": 0}


def test_notes_of_tables_are_in_both_languages(db):
    for form in library().forms.values():
        assert form.note.vi
        assert form.note.en
        assert form.note.said("en") != form.note.said("vi")


def test_a_new_circular_is_a_new_file(honors, tmp_path):
    shutil.copytree(DEFAULT_PATH, tmp_path / "law")
    text = (tmp_path / "law/forms/0603.yaml").read_text()
    text = (
        text.replace('code: "0603"', 'code: "0901"')
        .replace("0603.N", "0901.N")
        .replace("[BK_TLD, ", "[BKTTG, ")
    )
    (tmp_path / "law/forms/0901.yaml").write_text(text)
    use_library(tmp_path / "law")
    try:
        assert cells("0901")["01"]["2"] == 2
    finally:
        use_library(None)


def test_many_tables_for_many_units_are_those_filled_one_by_one(honors, django_assert_max_num_queries):
    day, version = date(2026, 12, 8), structure_version()
    units = {
        unit.pk: subtree_spans(unit.pk, day, version)
        for unit in (honors.tld, honors.phu_tho, honors.bac_ninh)
    }
    codes = list(library().forms)
    with django_assert_max_num_queries(60):
        found = fill_forms(codes, ALL, year=2026, on=day, units=units)
    assert found[honors.phu_tho.pk]["0602"].cell("01", "1").count == 3
    assert found[honors.bac_ninh.pk]["0602"].cell("01", "1").count == 1
    for unit, spans in units.items():
        for code in codes:
            assert found[unit][code] == fill_form(code, ALL, year=2026, on=day, spans=spans)
