import hashlib
import unicodedata
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thidua.operations.demo.country import plan_country, plan_units
from thidua.operations.demo.plans import CountryPlan


@cache
def country() -> CountryPlan:
    return plan_country()


def orphans_on(plan: CountryPlan, day: date) -> list[str]:
    live = {unit.code: placement for unit, placement in plan.live_on(day)}
    return [code for code, p in live.items() if p.parent_code is not None and p.parent_code not in live]


def kinds_on(day: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, placement in country().live_on(day):
        found[placement.kind] = found.get(placement.kind, 0) + 1
    return found


@pytest.mark.parametrize(
    "day",
    [date(2010, 1, 1), date(2014, 4, 1), date(2020, 1, 1), date(2021, 1, 1), date(2025, 1, 1), date(2025, 6, 15),
     date(2025, 6, 30), date(2025, 7, 1), date(2026, 12, 8)],
)  # fmt: skip
def test_every_live_unit_has_a_live_parent(day):
    assert orphans_on(country(), day) == []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 13_500))
def test_no_day_since_1990_leaves_an_orphan(days):
    assert orphans_on(country(), date(1990, 1, 1) + timedelta(days=days)) == []


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10_000))
def test_any_seed_gives_a_consistent_country(seed):
    plan = plan_country(seed, grassroots=400)
    assert orphans_on(plan, date(2025, 6, 30)) == orphans_on(plan, date(2025, 7, 1)) == []


def test_federations_merge_from_63_to_34():
    before, after = kinds_on(date(2025, 6, 30)), kinds_on(date(2025, 7, 1))
    assert (before["PROV_FED"], before["DISTRICT_FED"]) == (63, 696)
    assert after["PROV_FED"] == 34
    assert not after.keys() & {"DISTRICT_FED", "LOCAL_INDUSTRY"}
    assert "COMMUNE_UNION" not in before
    assert 500 < after["COMMUNE_UNION"] < 1000


def test_there_are_3000_grassroots_unions_and_150_of_the_showcase_province():
    units = [u for u in country().units if u.placements[0].kind in {"CDCS", "NGHIEP_DOAN"}]
    assert len(units) == 3000
    assert sum(unit.birth_province in {"25", "26", "17"} for unit in units) >= 150


def test_codes_and_positions_are_unique_and_ascending():
    units = country().units
    assert len({unit.code for unit in units}) == len(units)
    positions = [unit.position for unit in units]
    assert positions == sorted(set(positions))


def test_periods_of_a_unit_follow_each_other_without_gap():
    for unit in country().units:
        for earlier, later in zip(unit.placements, unit.placements[1:], strict=False):
            assert earlier.until == later.since
        assert all(p.until is None or p.since < p.until for p in unit.placements)


def test_new_phu_tho_has_the_name_of_the_old_but_is_another_unit():
    new, old = country().by_code["25"], country().by_code["C25"]
    assert new.placements[0].short_name == old.placements[0].short_name == "LĐLĐ tỉnh Phú Thọ"
    assert (old.since, old.until, new.since) == (date(1997, 1, 1), date(2025, 7, 1), date(2025, 7, 1))
    heirs = [s for s in country().successions if s.successor == "25"]
    assert [(s.predecessor, s.kind) for s in heirs] == [("C17", "merge"), ("C25", "merge"), ("C26", "merge")]


def test_giay_viet_tri_goes_from_the_industry_union_to_the_province():
    plan = country()
    assert plan.path_on("25-0184", date(2024, 1, 9)) == ("25-0184", "N25-CT", "C25", "TLD")
    assert plan.path_on("25-0184", date(2025, 12, 19)) == ("25-0184", "25", "TLD")


def test_bai_bang_is_renamed_then_absorbed():
    mill = country().by_code["25-0013"]
    assert [p.short_name for p in mill.placements] == ["CĐ Công ty Giấy Bãi Bằng", "CĐ Nhà máy Giấy Bãi Bằng"]
    assert mill.until == date(2024, 5, 20)


def test_tu_liem_splits_in_2014():
    heirs = {s.successor for s in country().successions if s.predecessor == "H019X"}
    assert heirs == {"H019", "H021"}
    assert country().by_code["H019X"].until == country().by_code["H021"].since == date(2014, 4, 1)


def test_everything_that_ended_says_what_became_of_it():
    plan = country()
    told = {s.predecessor for s in plan.successions}
    ended = {u.code for u in plan.units if u.until is not None and u.placements[0].legal_personality}
    assert ended <= told


def test_units_of_an_old_federation_lie_in_one_range_of_positions():
    plan = country()
    day = date(2025, 6, 30)
    below = [u.position for u, _ in plan.live_on(day) if "C26" in plan.path_on(u.code, day)]
    between = [u for u, _ in plan.live_on(day) if min(below) <= u.position <= max(below)]
    assert len(between) == len(below)


def test_every_name_is_composed_and_unique_among_siblings():
    seen = set()
    for unit, placement in country().live_on(date(2026, 1, 1)):
        assert placement.name == unicodedata.normalize("NFC", placement.name)
        assert (placement.parent_code, placement.name) not in seen, unit.code
        seen.add((placement.parent_code, placement.name))


def test_same_seed_gives_the_same_country():
    first = hashlib.sha256(repr(plan_country(5, 500)).encode()).hexdigest()
    assert first == hashlib.sha256(repr(plan_country(5, 500)).encode()).hexdigest()
    assert first != hashlib.sha256(repr(plan_country(6, 500)).encode()).hexdigest()


def test_benchmark_country_has_the_size_asked_for():
    plan = plan_units(8000)
    assert sum(u.placements[0].kind in {"CDCS", "NGHIEP_DOAN"} for u in plan.units) == 8000


def test_who_became_what_both_exist_around_the_day():
    plan = country()
    for change in plan.successions:
        before = plan.by_code[change.predecessor].placement_on(change.on - timedelta(days=1))
        assert before is not None, change
        if change.successor is not None:
            assert plan.by_code[change.successor].placement_on(change.on) is not None, change
        if change.kind in {"merge", "absorb", "dissolve"}:
            assert plan.by_code[change.predecessor].until == change.on, change
