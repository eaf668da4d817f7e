"""What whoever is near an award must already hold: nobody without it is ever near, whatever else the facts say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.domain.catalogue.conftest import Change
from tests.domain.catalogue.test_properties import INITIATIVES, RATINGS
from thidua.domain.catalogue.checks import CHECKS
from thidua.domain.catalogue.checks.base import code_of
from thidua.domain.catalogue.facts import Facts, Position, PriorAward
from thidua.domain.catalogue.library import RESTING_ON, library, load_library
from thidua.domain.catalogue.lookahead import awards_ahead, look_ahead
from thidua.domain.catalogue.narrowing import UNRECORDED, Need, _Reader, _Within, needs

DAYS = [
    date(2015, 4, 2),
    date(2019, 11, 11),
    date(2023, 12, 30),
    date(2025, 3, 1),
    date(2026, 9, 30),
    date(2026, 12, 8),
]
YEARS = [0, 1, 3]
NARROWED = [
    (award.code, on, years, need)
    for on in DAYS
    for award in awards_ahead(library(), on)
    for years in YEARS
    for need in needs(library(), award.code, on, years)
]
STEPS = sorted({code_of(key) for keys in library().groups.values() for key in keys} | {"LDTT", "CSTDCS", "CSTD_TLD",
               "CSTDTQ", "BKTTG", "HCLD3", "HCLD2", "HCLD1", "BK_TLD", "BK_LDLD"})  # fmt: skip
PRIOR = st.lists(
    st.builds(
        PriorAward,
        st.sampled_from(STEPS),
        st.dates(date(2003, 1, 1), date(2027, 6, 1)) | st.none(),
        st.integers(2002, 2027) | st.none(),
        commendation_type=st.sampled_from(["", "merit", "long_service", "movement", "adhoc"]),
    ),
    max_size=25,
)
BODIES = sorted(library().scale_labels["bodies"])
POSTS = sorted(library().scale_labels["posts"])
# Much is drawn so that luck is likely: the nearer people are, the harder the law is tried.
FACTS = st.builds(
    Facts,
    prior=PRIOR.map(tuple),
    ratings=st.just({}) | RATINGS,
    initiatives=INITIATIVES.map(tuple),
    titles_proposed=st.frozensets(st.sampled_from(STEPS), max_size=4),
    service_months=st.sampled_from([None, 12]),
    on_union_payroll=st.sampled_from([True, None]),
    position_class=st.sampled_from(["", "direct", "manager"]),
    education=st.sampled_from(["", "dai_hoc"]),
    terms=st.dictionaries(st.sampled_from(BODIES), st.integers(1, 3), max_size=2),
    positions=st.just(())
    | st.lists(
        st.builds(Position, st.sampled_from(POSTS), st.dates(date(1990, 1, 1), date(2026, 1, 1))), max_size=2
    ).map(tuple),
)


def is_near(code: str, facts: Facts, on: date, years: int) -> bool:
    """Whether the list of a unit would show this person for the award."""
    (found,) = look_ahead(facts, on=on, year=on.year, codes={code}, years=years)
    return found.earliest is not None and found.is_reckoned


def without(facts: Facts, need: Need) -> Facts:
    """One award fewer than needed in time, the latest being left, and none of the other ways."""
    told = enumerate(facts.prior)
    in_time = [at for at, a in told if a.code in need.awarded and _is_decided_by(a, need.until)]
    by_day = sorted(in_time, key=lambda at: facts.prior[at].decided_on or date.min)
    gone = by_day[: max(0, len(by_day) - need.times + 1)]
    return replace(
        facts,
        prior=tuple(a for at, a in enumerate(facts.prior) if at not in gone),
        titles_proposed=facts.titles_proposed - need.proposed,
        positions=() if need.post else facts.positions,
        terms={} if need.post else facts.terms,
        on_union_payroll=False if need.payroll else facts.on_union_payroll,
    )


def _is_decided_by(award: PriorAward, year: int | None) -> bool:
    return year is None or (award.decided_on is not None and award.decided_on.year <= year)


def ladder(on: date) -> Facts:
    """Somebody who has everything, every year."""
    years = range(on.year - 12, on.year)
    held = [
        PriorAward(code, date(year, 12, 20), year)
        for year in years
        for code in ("LDTT", "CSTDCS", "CSTD_TLD")
    ]
    forms = [("BK_TLD", 12), ("BKTTG", 11), ("HCLD3", 9), ("HCLD2", 7)]
    held += [PriorAward(code, date(on.year - back, 2, 3), on.year - back) for code, back in forms]
    return Facts(prior=tuple(held), on_union_payroll=True, service_months=12)


def test_there_is_something_to_try() -> None:
    assert {code for code, *_rest in NARROWED} >= {"CSTD_TLD", "CSTDTQ", "BKTTG", "HCLD3", "HCLD2", "HCLD1"}


@given(st.sampled_from(NARROWED), FACTS)
@example(("HCLD1", date(2026, 12, 8), 3, Need(frozenset({"HCLD2"}))), ladder(date(2026, 12, 8)))
@settings(max_examples=400, deadline=None)
def test_nobody_without_what_is_needed_is_near(asked: tuple[str, date, int, Need], facts: Facts) -> None:
    code, on, years, need = asked
    assert not is_near(code, without(facts, need), on, years)


@pytest.mark.parametrize(("code", "on", "years", "need"), NARROWED)
def test_who_has_everything_is_not_near_without_what_is_needed(
    code: str, on: date, years: int, need: Need
) -> None:
    assert not is_near(code, without(ladder(on), need), on, years)


ON_PAYROLL = Need(frozenset(), payroll=True)
CSTD_BO = frozenset({"CSTD_BO", "CSTD_TLD"})


@pytest.mark.parametrize(
    ("code", "years", "needed"),
    [
        ("HCLD1", 3, [Need(frozenset({"HCLD2"}), until=2024)]),
        (
            "HCLD3",
            0,
            [
                Need(frozenset({"CSTDCS"}), post=True, times=2),
                Need(frozenset({"BKTTG"}), post=True, until=2021),
            ],
        ),
        (
            "HCLD3",
            3,
            [Need(frozenset({"BKTTG"}), post=True, until=2024)],
        ),  # three titles may come in four years
        ("CSTD_TLD", 0, [Need(frozenset({"CSTDCS"}), times=2), ON_PAYROLL]),  # the third may come this year
        ("CSTD_TLD", 1, [ON_PAYROLL, Need(frozenset({"CSTDCS"}))]),
        ("CSTD_TLD", 3, [ON_PAYROLL]),
        ("CSTDTQ", 0, [Need(frozenset({"CSTDCS"}), times=5), Need(CSTD_BO)]),
        ("CSTDTQ", 1, [Need(frozenset({"CSTDCS"}), times=4), Need(CSTD_BO)]),
        (
            "CSTDTQ",
            3,
            [Need(frozenset({"CSTDCS"}), times=2), Need(CSTD_BO, CSTD_BO, payroll=True)],
        ),  # both titles may come
        ("CSTDCS", 0, [ON_PAYROLL]),
        ("BK_TLD", 0, []),
    ],
)
def test_what_the_law_of_2026_needs(code: str, years: int, needed: list[Need]) -> None:
    assert list(needs(library(), code, date(2026, 12, 8), years)) == needed


def test_who_has_what_is_needed_is_near() -> None:
    on = date(2025, 3, 1)
    assert is_near("HCLD1", replace(ladder(on), titles_proposed=frozenset()), on, 0)
    held = Facts(prior=(PriorAward("HCLD2", date(2021, 6, 1), 2021),))
    assert (is_near("HCLD1", held, on, 0), is_near("HCLD1", held, on, 1)) == (False, True)


def test_a_rule_that_ends_within_the_years_asked_is_needed_no_more(changed_law: Change) -> None:
    path = changed_law("titles/CSTD_TLD.yaml", "count: 3\n", "count: 3\n    until: 2026-05-31\n")
    law, on = load_library(path), date(2025, 3, 1)
    assert [need.times for need in needs(law, "CSTD_TLD", on, 0)] == [2, 1]
    assert needs(law, "CSTD_TLD", on, 1) == (ON_PAYROLL,)


def test_a_branch_that_ends_within_the_years_asked_is_a_way_no_more(changed_law: Change) -> None:
    held = "      - {kind: prior_award, awards: [HCLD2], title: {vi: Đã có Huân chương Lao động hạng nhì, en: Holds the second-class Labor Order}}\n"
    waited = "      - {kind: years_after, awards: [HCLD2], years: 5, title: {vi: Từ 5 năm trở lên, en: Five years}}\n"
    ended = [one.replace("title:", "until: 2027-05-31, title:") for one in (held, waited)]
    law = load_library(changed_law("commendations/HCLD1.yaml", held + waited, "".join(ended)))
    on = date(2026, 12, 8)
    assert [need.awarded for need in needs(law, "HCLD1", on, 0)] == [{"HCLD2"}]
    assert needs(law, "HCLD1", on, 1) == ()  # with no branch left a person must judge


def test_a_branch_is_a_way_on_its_first_and_its_last_day(changed_law: Change) -> None:
    held = "      - {kind: prior_award, awards: [HCLD2], title: {vi: Đã có Huân chương Lao động hạng nhì, en: Holds the second-class Labor Order}}\n"
    waited = "      - {kind: years_after, awards: [HCLD2], years: 5, title: {vi: Từ 5 năm trở lên, en: Five years}}\n"
    text = held + waited

    def needed(words: str, on: date) -> list[frozenset[str]]:
        nonlocal text
        other = "".join(one.replace("title:", f"{words}, title:") for one in (held, waited))
        law = load_library(changed_law("commendations/HCLD1.yaml", text, other))
        text = other
        return [need.awarded for need in needs(law, "HCLD1", on, 0)]

    assert needed("until: 2027-12-31", date(2027, 12, 31)) == [{"HCLD2"}]
    assert needed("until: 2027-12-30", date(2027, 12, 1)) == []  # on the last day of the year nothing bars
    assert needed("since: 2027-12-31", date(2027, 12, 31)) == [{"HCLD2"}]
    assert needed("since: 2028-01-01", date(2027, 12, 31)) == []


def test_a_rule_that_ends_the_day_before_the_last_is_needed_no_more(changed_law: Change) -> None:
    path = changed_law("titles/CSTD_TLD.yaml", "count: 3\n", "count: 3\n    until: 2025-12-30\n")
    assert needs(load_library(path), "CSTD_TLD", date(2025, 12, 1), 0) == (ON_PAYROLL,)


def test_what_is_no_award_to_work_towards_is_reached_by_nobody() -> None:
    assert needs(library(), "CO_TLD", date(2025, 3, 1), 3) == (Need(frozenset()),)
    assert needs(library(), "CSTDCS", date(2025, 3, 1), -1) == (Need(frozenset()),)


def test_every_kind_of_condition_that_looks_back_is_read_or_bars() -> None:
    """A new kind is read as needing nothing; one that rests on former awards ought to be thought about."""
    from thidua.domain.catalogue import narrowing
    from thidua.domain.catalogue.library import BARRING

    resting = {rule["kind"] for award in library().awards.values() for v in award.versions for c in v.conditions
               for rule in _flat({"kind": c.kind, **c.params}) if set(rule) & set(RESTING_ON)}  # fmt: skip
    assert resting - BARRING <= set(narrowing._READ)
    assert set(narrowing._READ) | narrowing._NEVER_MET <= set(CHECKS)


def _flat(rule: Any) -> list[Any]:
    found = rule.get("of")
    return [rule, *(one for branch in (found if isinstance(found, list) else ()) for one in _flat(branch))]


def test_facts_that_no_record_holds_are_empty_unless_told() -> None:
    assert not any(getattr(Facts(), name) for name in UNRECORDED)


def test_a_need_that_names_no_way_is_had_by_nobody() -> None:
    nothing: frozenset[str] = frozenset()
    assert Need(nothing).is_empty
    award = frozenset({"LDTT"})
    ways = (Need(award), Need(nothing, award), Need(nothing, post=True), Need(nothing, payroll=True))
    assert not any(way.is_empty for way in ways)


def test_an_award_is_asked_for_once_where_no_number_is_given() -> None:
    law, on = library(), date(2026, 12, 8)
    ahead = {award.code: award for award in awards_ahead(law, on)}
    within = _Within(_Reader(law, on, ahead), 0, frozenset(), is_given=False)
    rule = {"kind": "prior_award", "awards": ("CSTDCS",)}
    assert within.needs(rule) == within.needs({**rule, "count": 1}) != within.needs({**rule, "count": 2})


def test_a_need_implies_the_wider_one_and_itself() -> None:
    award = frozenset({"LDTT"})
    narrow = Need(award, times=2, until=2020)
    assert narrow.implies(narrow)
    wider = (
        Need(award),
        Need(award | {"CSTDCS"}),
        Need(award, award),
        Need(award, post=True),
        Need(award, payroll=True),
    )
    assert all(narrow.implies(one) and not one.implies(narrow) for one in wider)
    others = (
        Need(award, times=3),
        Need(award, until=2019),
        Need(frozenset({"CSTDCS"})),
        Need(frozenset(), post=True),
    )
    assert not any(narrow.implies(one) for one in others)


def test_a_title_of_the_year_before_is_there_or_comes_a_year_sooner() -> None:
    law, on = library(), date(2026, 12, 8)
    ahead = {award.code: award for award in awards_ahead(law, on)}
    rule = {"kind": "year_before", "awards": ("CSTDCS",)}
    needed = [_Within(_Reader(law, on, ahead), years, frozenset()).needs(rule) for years in (0, 1)]
    held = Need(frozenset({"CSTDCS"}), until=2025)
    assert needed == [(held,), (held._replace(until=2026, payroll=True),)]
