"""What holds for every award and any facts: order, batches, merits, days."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thidua.domain.catalogue.evaluation import evaluate, evaluate_many
from thidua.domain.catalogue.facts import (
    Absence,
    Discipline,
    Facts,
    Initiative,
    Position,
    PriorAward,
    UnionService,
)
from thidua.domain.catalogue.library import BARRING, library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.values import Eligibility, Evaluation

CODES = sorted(library().awards)
# A later title moves the only year in which the national one is considered: the rule itself says so.
MOVING = BARRING | {"year_after"}
AWARDS = st.sampled_from(CODES)
DAYS = st.dates(date(2014, 8, 20), date(2026, 12, 31))
SPANS = st.tuples(st.dates(date(1990, 1, 1), date(2020, 1, 1)), st.integers(1, 9000))
PRIOR = st.lists(
    st.builds(
        PriorAward,
        st.sampled_from(CODES),
        st.dates(date(2005, 1, 1), date(2026, 11, 1)),
        decision_no=st.sampled_from(["1/QĐ-TLĐ", "2/QĐ-TLĐ"]),
        commendation_type=st.sampled_from(["", "merit", "movement", "adhoc"]),
    ),
    max_size=10,
)
INITIATIVES = st.lists(
    st.builds(
        Initiative,
        st.sampled_from(["co_so", "huyen", "tinh", "bo", "toan_quoc"]),
        st.integers(2009, 2026),
        benefit_vnd=st.sampled_from([0, 79_999_999, 80_000_000, 150_000_000, 200_000_000]),
    ),
    max_size=8,
)
RATINGS = st.dictionaries(st.integers(2005, 2026), st.sampled_from(["HTNV", "HTTNV", "HTXSNV"]), max_size=15)
FACTS = st.builds(
    Facts,
    subject_kind=st.sampled_from(["individual", "collective", "household"]),
    sex=st.sampled_from(["male", "female"]),
    prior=PRIOR.map(tuple),
    ratings=RATINGS,
    initiatives=INITIATIVES.map(tuple),
    service_months=st.sampled_from([None, 5, 6, 9, 10, 12]),
    absences=st.lists(st.builds(Absence, st.integers(0, 60), st.sampled_from(["sick", "maternity"]))).map(
        tuple
    ),
    disciplines=st.lists(
        st.builds(
            Discipline,
            st.sampled_from(["khien_trach", "canh_cao"]),
            st.dates(date(2012, 1, 1), date(2018, 1, 1)),
            st.dates(date(2018, 1, 2), date(2026, 1, 1)) | st.none(),
        ),
        max_size=3,
    ).map(tuple),
    union_services=st.lists(
        SPANS.map(lambda span: UnionService(span[0], span[0] + timedelta(span[1]), "part", "non_state")),
        max_size=4,
    ).map(tuple),
    positions=st.lists(
        SPANS.map(lambda span: Position("vu_truong", span[0], span[0] + timedelta(span[1]))), max_size=4
    ).map(tuple),
    on_union_payroll=st.sampled_from([True, False, None]),
    position_class=st.sampled_from(["", "direct", "manager"]),
)
Item = TypeVar("Item")
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(AWARDS, FACTS, DAYS, st.integers(0, 10**6))
@QUIET
def test_the_order_of_facts_never_matters(code: str, facts: Facts, on: date, seed: int) -> None:
    source = random.Random(seed)

    def mixed(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(source.sample(items, len(items)))

    shuffled = replace(
        facts,
        prior=mixed(facts.prior),
        initiatives=mixed(facts.initiatives),
        absences=mixed(facts.absences),
        disciplines=mixed(facts.disciplines),
        union_services=mixed(facts.union_services),
        positions=mixed(facts.positions),
        ratings=dict(reversed(list(facts.ratings.items()))),
    )
    asked = {"received_on": on, "period_year": on.year - 1}
    assert evaluate(code, facts, **asked) == evaluate(code, shuffled, **asked)  # type: ignore[arg-type]  # one dict of days and year


@given(AWARDS, st.lists(FACTS, min_size=1, max_size=4), DAYS, st.none() | st.integers(0, 600))
@QUIET
def test_a_batch_judges_like_one_by_one(code: str, nominees: list[Facts], on: date, wait: int | None) -> None:
    decided_on = None if wait is None else on + timedelta(wait)
    asked = {"received_on": on, "period_year": on.year - 1, "decided_on": decided_on}
    alone = [evaluate(code, facts, **asked) for facts in nominees]  # type: ignore[arg-type]  # as above
    assert evaluate_many(code, nominees, **asked) == alone  # type: ignore[arg-type]  # as above


def favor(answer: Evaluation) -> int:
    """The verdict without the rules that say a former award hinders or moves this one."""
    counted = [
        f for f in answer.findings if f.condition.kind not in MOVING and f.condition.id != "one_kind_a_year"
    ]
    if any(f.refuses for f in counted):
        return 0
    return 1 if any(f.warns for f in counted) else 2


@given(AWARDS, FACTS, PRIOR, INITIATIVES, DAYS)
@QUIET
def test_one_more_merit_never_takes_eligibility_away(
    code: str, facts: Facts, more: list[PriorAward], initiatives: list[Initiative], on: date
) -> None:
    richer = replace(
        facts,
        prior=(*facts.prior, *more),
        initiatives=(*facts.initiatives, *initiatives),
        ratings=dict.fromkeys(facts.ratings, "HTXSNV"),
    )
    asked = {"received_on": on, "period_year": on.year - 1}
    before = evaluate(code, facts, **asked)  # type: ignore[arg-type]  # as above
    after = evaluate(code, richer, **asked)  # type: ignore[arg-type]  # as above
    assert favor(after) >= favor(before)


@given(AWARDS, FACTS, DAYS)
@QUIET
def test_findings_add_up_to_the_verdict_and_all_speak(code: str, facts: Facts, on: date) -> None:
    answer = evaluate(code, facts, received_on=on, period_year=on.year - 1)
    assert all(f.observed and f.title.vi for f in answer.findings)
    assert all(f.article for f in answer.findings if f.condition.id != "subject")
    expected = (
        Eligibility.NOT_ELIGIBLE
        if answer.refusals
        else Eligibility.NEEDS_PERSON
        if answer.warnings
        else Eligibility.ELIGIBLE
    )
    assert answer.verdict is expected
    assert len({f.condition.id for f in answer.findings}) == len(answer.findings)


@given(AWARDS, st.dates(date(1900, 1, 1), date(2150, 1, 1)))
@QUIET
def test_every_day_is_answered_or_refused_with_words(code: str, on: date) -> None:
    axis = library().award(code).axis
    first = min(regime.since for regime in library().regimes if regime.axis == axis)
    if on >= first:
        assert evaluate(code, Facts(), received_on=on, period_year=on.year).law_version
        return
    with pytest.raises(LawError, match=f"{code}: ngày {on:%d/%m/%Y} trước {first:%d/%m/%Y}"):
        evaluate(code, Facts(), received_on=on, period_year=on.year)
