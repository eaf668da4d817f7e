"""What is missing and the earliest day it could be reached, for one person over all awards."""

from datetime import date

import pytest

from thidua.domain.catalogue.facts import Facts, Initiative, PriorAward, UnionService
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.lookahead import Ground, is_reckoned, look_ahead
from thidua.domain.catalogue.sources import sources_of


def outlook(code, facts, on, **asked):
    (found,) = look_ahead(facts, on=on, year=on.year, codes={code}, **asked)
    return found


def among_all(code, facts, on):
    return next(found for found in look_ahead(facts, on=on, year=on.year) if found.award.code == code)


def test_waiting_years_of_union_work_end_on_their_very_day():
    facts = Facts(
        union_services=(UnionService(date(1997, 3, 10)),),
        ratings={2014: "HTTNV", 2015: "HTTNV", 2016: "HTTNV"},
    )
    found = outlook("KNC_CD", facts, date(2016, 5, 2))
    assert [gap.finding.condition.id for gap in found.gaps] == ["service"]
    assert found.gaps[0].by == date(2017, 3, 10)
    assert found.earliest == date(2017, 3, 10)


def test_titles_in_a_row_are_reached_at_the_end_of_the_last_year_and_the_way_is_named():
    facts = Facts(
        on_union_payroll=True,
        prior=(PriorAward("CSTDCS", date(2024, 12, 20), 2024), PriorAward("LDTT", date(2024, 12, 20), 2024)),
    )
    found = outlook("CSTD_TLD", facts, date(2025, 3, 1))
    assert found.earliest == date(2026, 12, 31)
    assert [(step.code, step.year) for step in found.through] == [("CSTDCS", 2025), ("CSTDCS", 2026)]
    assert {gap.finding.condition.id: gap.by for gap in found.gaps} == {
        "three_years": date(2026, 12, 31),
        "initiative": date(2025, 12, 31),
    }


def test_what_no_year_brings_has_no_day():
    facts = Facts(on_union_payroll=False, prior=(PriorAward("KNC_CD", date(2015, 7, 28), 2015),))
    assert outlook("CSTD_TLD", facts, date(2025, 3, 1)).earliest is None
    once = outlook("KNC_CD", facts, date(2016, 5, 2))
    assert once.earliest is None
    assert [gap.by for gap in once.gaps if gap.finding.condition.id == "once"] == [None]


def test_what_holds_today_needs_no_day_ahead_and_a_used_up_number_waits_for_new_year():
    facts = Facts(
        on_union_payroll=True,
        titles_proposed=frozenset({"LDTT", "CSTDCS"}),
        ratings={2025: "HTXSNV"},
        initiatives=(Initiative("co_so", 2025),),
    )
    on = date(2025, 12, 1)
    assert outlook("CSTDCS", facts, on).earliest == on
    waits = outlook("CSTDCS", facts, on, exhausted={"CSTDCS"})
    assert (waits.earliest, waits.is_exhausted) == (date(2026, 1, 1), True)


def test_the_years_played_through_can_be_limited():
    facts = Facts(on_union_payroll=True)
    on = date(2025, 3, 1)
    assert outlook("CSTD_TLD", facts, on).earliest == date(2027, 12, 31)
    assert outlook("CSTD_TLD", facts, on, years=1).earliest is None
    assert outlook("CSTD_TLD", facts, on, years=2).earliest == date(2027, 12, 31)


@pytest.mark.parametrize("last", [date(1997, 1, 1), date(1997, 12, 30), date(1997, 12, 31)])
def test_the_first_and_the_last_days_of_a_year_are_looked_at(last):
    found = outlook("KNC_CD", Facts(union_services=(UnionService(last),)), date(2016, 5, 2))
    assert found.earliest == last.replace(year=2017)


def test_tomorrow_is_the_first_day_on_which_what_is_done_may_be_rewarded():
    titles = tuple(PriorAward("CSTDCS", date(year, 12, 20), year) for year in (2020, 2021, 2022))
    facts = Facts(on_union_payroll=True, prior=(PriorAward("BK_TLD", date(2021, 2, 24), 2021), *titles))
    assert outlook("BK_TLD", facts, date(2024, 9, 27)).earliest == date(2024, 9, 28)
    assert outlook("BK_TLD", facts, date(2024, 12, 29)).earliest == date(2024, 12, 30)
    assert outlook("BK_TLD", facts, date(2024, 12, 30)).earliest == date(2024, 12, 31)


def test_a_form_on_the_way_is_reached_on_its_very_day_for_the_year_before():
    facts = Facts(on_union_payroll=True, prior=(PriorAward("HCLD3", date(2023, 11, 22), 2023),))
    found = among_all("HCLD1", facts, date(2024, 12, 26))
    assert found.earliest == date(2033, 11, 22)
    assert [(step.code, step.decided_on, step.year) for step in found.through] == [
        ("HCLD2", date(2028, 11, 22), 2027)
    ]


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("HCLD3", date(2017, 12, 31)),
        ("HCLD2", date(2017, 12, 31)),
        ("HCLD1", date(2018, 12, 31)),
        ("HC_DL3", date(2017, 12, 31)),
    ],
)
def test_an_award_does_not_wait_because_others_could_be_reached_in_the_same_year(code, day):
    facts, on = Facts(on_union_payroll=True), date(2015, 8, 24)
    assert (outlook(code, facts, on).earliest, among_all(code, facts, on).earliest) == (day, day)


def test_a_title_for_the_year_before_is_followed_by_that_of_the_year():
    facts = Facts(
        on_union_payroll=True,
        prior=(PriorAward("LDTT", date(2024, 8, 17), 2024), PriorAward("LDTT", date(2025, 3, 13), 2025)),
    )
    assert among_all("CSTD_TLD", facts, date(2025, 7, 14)).earliest == date(2027, 12, 31)


def test_a_title_held_for_the_year_is_not_counted_once_more():
    facts = Facts(
        on_union_payroll=True,
        prior=(PriorAward("BKTTG", date(2020, 4, 26), 2020), PriorAward("CSTDCS", date(2026, 3, 2), 2026)),
    )
    found = outlook("HCLD3", facts, date(2026, 9, 27))
    assert found.earliest == date(2028, 12, 31)
    assert [step.year for step in found.through if step.code == "CSTDCS"] == [2027, 2028]


@pytest.mark.parametrize(("held", "again"), [(2013, True), (2014, False)])
def test_a_form_on_the_way_comes_again_after_five_years(held, again):
    titles = (PriorAward("CSTD_TLD", date(2015, 2, 26), 2015),)
    facts = Facts(
        on_union_payroll=True,
        prior=(PriorAward("GK_CD", date(held, 4, 21), held), *titles),
        ratings=dict.fromkeys(range(2011, 2018), "HTXSNV"),
    )
    found = outlook("BKTTG", facts, date(2018, 10, 11))
    assert ("GK_CD" in {step.code for step in found.through}) is again


def test_deeds_rewarded_on_the_spot_are_not_looked_ahead_to():
    codes = {found.award.code for found in look_ahead(Facts(), on=date(2025, 3, 1), year=2025, years=0)}
    assert "BKTTG" in codes
    assert not codes & {"BK_TLD_DX", "GK_CD_DX", "CO_TLD"}


def test_the_records_behind_a_condition_are_listed_through_its_branches():
    award = PriorAward("CSTDCS", date(2024, 12, 20), 2024, "12/QĐ", "PT-24-1")
    facts = Facts(
        prior=(award, PriorAward("GK_CD", date(2024, 1, 1), 2023, "1/QĐ", "PT-24-2")),
        ratings={2022: "HTXSNV", 2024: "HTXSNV", 2025: "HTTNV"},
        initiatives=(Initiative("co_so", 2024, title="Giá đỡ cuộn giấy"),),
    )
    version = library().version_on("BK_TLD", date(2025, 3, 1))
    condition = next(c for c in version.conditions if c.id == "achievement")
    found = sources_of(condition, facts, year=2025, groups=library().groups)
    assert [(one.kind, one.ref) for one in found] == [
        ("award", "PT-24-1"),
        ("rating", "2024"),
        ("rating", "2025"),
        ("initiative", "2024"),
    ]


def test_what_records_of_merit_decide_is_reckoned_and_nothing_else():
    on = date(2026, 12, 8)
    kinds = {
        condition.kind: is_reckoned(condition)
        for code in ("BK_TLD", "CSTDCS", "CSTD_TLD", "HCLD1", "AHLD", "KNC_CD", "GT_NDC")
        for condition in library().version_on(code, on).conditions
    }
    reckoned = {"any", "ratings", "same_year", "initiatives", "consecutive_titles"}
    judged = {"no_text", "judgement", "union_payroll", "once_per_life", "subject_class", "publication",
              "no_open_case", "not_twice", "no_award_same_year"}  # fmt: skip
    assert {kind for kind, is_one in kinds.items() if is_one} == reckoned
    assert {kind for kind, is_one in kinds.items() if not is_one} >= judged


def test_an_outlook_says_whether_its_text_is_held_and_whether_anything_is_missing():
    facts = Facts(on_union_payroll=True, titles_proposed=frozenset({"LDTT", "CSTDCS"}), ratings={2025: "HTXSNV"},
                  initiatives=(Initiative("co_so", 2025),))  # fmt: skip
    held, carried = (outlook("CSTDCS", facts, on) for on in (date(2025, 12, 1), date(2026, 12, 1)))
    assert (held.is_read, held.is_within_reach) == (True, True)
    assert (carried.is_read, carried.is_within_reach) == (False, False)


def test_every_judging_is_counted_once():
    on = date(2025, 3, 1)
    ground = Ground(library(), on)
    look_ahead(
        Facts(on_union_payroll=True), on=on, year=2025, codes={"LDTT", "CSTDCS"}, years=-1, ground=ground
    )
    assert ground.judged == 2


def test_what_only_a_dossier_shows_comes_later_and_a_missing_text_asks_nobody():
    found = outlook("CSTD_TLD", Facts(on_union_payroll=True), date(2026, 11, 1))
    assert {one.condition.id for one in found.met} == {
        "subject",
        "union_payroll",
        "no_open_case",
        "not_twice",
    }
    assert found.open == ()
    assert [one.condition.id for one in found.later] == ["publication"]


def test_titles_of_the_employer_lead_on_without_the_payroll_of_the_union():
    found = outlook("BK_TLD", Facts(on_union_payroll=False), date(2025, 3, 1))
    assert found.earliest == date(2026, 12, 31)
    assert [(step.code, step.year) for step in found.through] == [("CSTDCS", 2025), ("CSTDCS", 2026)]
