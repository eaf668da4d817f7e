"""The same question asked as things are and as supposed."""

from datetime import date

import pytest

from thidua.domain.catalogue.facts import Discipline, Facts, Initiative, PriorAward
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Eligibility, Verdict
from thidua.domain.catalogue.whatif import Question, Supposed, compare

ON = date(2025, 3, 1)
THREE = tuple(PriorAward("CSTDCS", date(year, 12, 20), year) for year in (2022, 2023))


def answers(pair):
    return pair.before and pair.before.verdict, pair.after and pair.after.verdict


def test_a_supposed_award_and_initiative_fill_the_gap_and_the_records_stay_as_they_were():
    facts = Facts(on_union_payroll=True, prior=THREE)
    supposed = Supposed(
        awards=(PriorAward("CSTDCS", date(2024, 12, 20), 2024),), initiatives=(Initiative("bo", 2024),)
    ).upon(facts)
    found = compare("CSTD_TLD", Question(facts, ON, 2024), Question(supposed, ON, 2024))
    assert (found.before.verdict, found.after.verdict) == (Eligibility.NOT_ELIGIBLE, Eligibility.ELIGIBLE)
    changed = {pair.finding.condition.id: answers(pair) for pair in found.pairs if pair.is_changed}
    assert changed == {
        "three_years": (Verdict.NOT_MET, Verdict.MET),
        "initiative": (Verdict.NOT_MET, Verdict.MET),
    }
    assert facts == Facts(on_union_payroll=True, prior=THREE)


def test_a_supposed_rating_stands_in_place_of_the_recorded_one():
    facts = Facts(ratings={2023: "HTNV", 2024: "HTXSNV"})
    assert Supposed(ratings=((2023, "HTXSNV"),)).upon(facts).ratings == {2023: "HTXSNV", 2024: "HTXSNV"}


def test_a_supposed_discipline_changes_the_answer():
    facts = Facts(service_months=12, on_union_payroll=True, ratings={2016: "HTXSNV"})
    on = date(2016, 12, 20)
    supposed = Supposed(disciplines=(Discipline("khien_trach", date(2016, 5, 1)),)).upon(facts)
    found = compare("LDTT", Question(facts, on, 2016), Question(supposed, on, 2016))
    assert [answers(pair) for pair in found.pairs if pair.is_changed] == [(Verdict.MET, Verdict.NOT_MET)]


def test_another_day_brings_another_regime_and_conditions_of_one_side_alone():
    facts = Facts(on_union_payroll=True, titles_proposed=frozenset({"LDTT"}), ratings={2024: "HTXSNV"})
    found = compare("CSTDCS", Question(facts, date(2016, 12, 20), 2024), Question(facts, ON, 2024))
    assert (found.before.regime, found.after.regime) == ("R14", "R24")
    alone = {p.finding.condition.id: answers(p) for p in found.pairs if p.before is None or p.after is None}
    assert alone == {
        "initiative": (Verdict.NOT_MET, None),
        "head_of_unit": (Verdict.MET, None),
        "rating_or_initiative": (None, Verdict.MET),
        "not_twice": (None, Verdict.MET),
    }


def test_a_day_outside_the_law_is_told():
    with pytest.raises(LawError, match="trước 01/01/2010"):
        compare("CSTDCS", Question(Facts(), ON, 2024), Question(Facts(), date(1990, 1, 1), 1990))
