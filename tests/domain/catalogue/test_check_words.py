"""What checks say and use up, and kinds that no condition of the law uses yet: told apart where no case can."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
import yaml
from django.utils.translation import override

from thidua.domain.catalogue.checks import CHECKS, Case, Compiler
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Absence, Facts, Initiative, Position, PriorAward, UnionService
from thidua.domain.catalogue.library import DEFAULT_PATH, library
from thidua.domain.catalogue.scales import Scale
from thidua.domain.catalogue.values import Outcome, Verdict


def ask(kind: str, facts: Facts, on: date = date(2025, 3, 1), year: int = 2024, **params: object) -> Outcome:
    law = library()
    scales = {name: Scale(name, {c: i for i, c in enumerate(labels)}, dict(labels))
              for name, labels in law.scale_labels.items()}  # fmt: skip

    def no_branches(_raw: object) -> tuple[str, object]:
        raise AssertionError

    compiler = Compiler(scales, law.groups, law.award_names, law.calendar, no_branches)  # type: ignore[arg-type]
    return CHECKS[kind](compiler, **params)(Case.of(facts, on, year, "LDST"))


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        (date(2025, 1, 4), Verdict.NOT_MET),
        (date(2025, 1, 5), Verdict.MET),
        (date(2025, 2, 28), Verdict.MET),
        (date(2025, 3, 1), Verdict.NOT_MET),
    ],
)
def test_the_first_and_the_last_day_of_receipt_count(on: date, verdict: Verdict) -> None:
    assert ask("received_between", Facts(), on, first=[1, 5], last=[2, 28]).verdict is verdict


def test_the_oldest_unused_initiatives_are_used_up_first() -> None:
    facts = Facts(
        initiatives=(
            Initiative("co_so", 2024, date(2024, 5, 1), id=3),
            Initiative("co_so", 2023, date(2023, 5, 1), id=7),
            Initiative("co_so", 2022, date(2022, 5, 1), consumed_by=("CSTDCS",), id=1),
        )
    )
    assert ask("initiatives", facts, level="co_so", count=1).uses == (7,)
    assert ask("initiatives", facts, level="co_so", count=3).uses == (7, 3, 1)
    assert ask("initiatives", facts, level="co_so", count=4).uses == ()


def test_the_solution_that_carries_the_benefit_is_used_up_and_those_used_are_named() -> None:
    fresh = Initiative("co_so", 2023, benefit_vnd=200, title="Giá đỡ", id=4)
    spent = Initiative("co_so", 2022, benefit_vnd=900, title="Băng tải", consumed_by=("LDST",), id=5)
    found = ask("benefit", Facts(initiatives=(fresh, spent)), at_least_vnd=150)
    assert (found.verdict, found.uses) == (Verdict.MET, (4,))
    assert "Không tính vì đã dùng: 2022 Băng tải" in found.observed
    assert "Giá đỡ" not in found.observed
    poor = ask("benefit", Facts(initiatives=(fresh,)), at_least_vnd=201)
    assert (poor.verdict, poor.uses) == (Verdict.NOT_MET, ())
    assert "đã dùng" not in poor.observed
    assert "cao nhất 0 đồng" in ask("benefit", Facts(), at_least_vnd=1).observed


def test_nothing_found_is_said_in_words() -> None:
    assert "có 0 (không có)" in ask("initiatives", Facts(), level="co_so").observed
    assert "có 0 (không có)" in ask("prior_award", Facts(), awards=["CSTDCS"]).observed
    assert "có các năm: không có" in ask("consecutive_titles", Facts(), awards=["CSTDCS"], count=2).observed
    one = Facts(prior=(PriorAward("CSTDCS", date(2024, 12, 20), 2024),))
    assert "có các năm: 2024." in ask("consecutive_titles", one, awards=["CSTDCS"], count=2).observed
    assert "có 1 (2024, 20/12/2024)" in ask("prior_award", one, awards=["CSTDCS"]).observed


def test_only_what_came_after_the_award_before_counts() -> None:
    step = PriorAward("BK_TLD", date(2020, 7, 28), 2020)
    same_day, next_day = (PriorAward("CSTDCS", date(2020, 7, day), 2020) for day in (28, 29))
    asked = {"awards": ["CSTDCS"], "after": ["BK_TLD"]}
    assert ask("prior_award", Facts(prior=(step, same_day)), **asked).verdict is Verdict.NOT_MET
    assert ask("prior_award", Facts(prior=(step, next_day)), **asked).verdict is Verdict.MET


def test_chains_name_their_first_and_last_year() -> None:
    titles = tuple(PriorAward("CSTDCS", date(y, 12, 20), y) for y in range(2019, 2025))
    found = ask("consecutive_titles", Facts(prior=titles), awards=["CSTDCS"], count=3)
    assert found.observed == "CSTĐ cơ sở liên tục các năm 2022–2024."
    higher = tuple(PriorAward("CSTD_TLD", date(y, 12, 21), y) for y in (2021, 2024))
    chain = ask(
        "title_chain",
        Facts(prior=titles + higher),
        awards=["CSTD_TLD"],
        count=2,
        base=["CSTDCS"],
        base_years=3,
    )
    assert chain.observed.endswith("các năm 2021, 2024, CSTĐ cơ sở liên tục 2019–2024.")


def test_women_need_fewer_years_only_where_the_rule_says_so() -> None:
    held = Facts(sex="female", positions=(Position("vu_truong", date(2016, 3, 1), date(2025, 2, 28)),))
    bands = [{"posts": ["vu_truong"], "at_least": 9}]
    assert ask("post_years", held, bands=bands).verdict is Verdict.NOT_MET
    assert ask("post_years", held, bands=bands, women_reduction=1).verdict is Verdict.MET
    assert "không có chức vụ phù hợp" in ask("post_years", Facts(), bands=bands).observed


def test_what_nobody_recorded_of_a_career_asks_a_person_and_refuses_nobody() -> None:
    unknown = Facts(positions=None, terms=None, backgrounds=None)
    bands = [{"posts": ["vu_truong"], "at_least": 9}]
    assert ask("post_years", unknown, bands=bands).verdict is Verdict.NEEDS_PERSON
    assert ask("terms", unknown, body="bch_tld", at_least=1).verdict is Verdict.NEEDS_PERSON
    for kind, told in (
        ("background", {"name": "pre_1945"}),
        ("post_years", {"background": "pre_1945", "bands": bands}),
    ):
        assert ask(kind, unknown, **told).verdict is Verdict.NEEDS_PERSON
        born_later = Facts(positions=None, backgrounds=frozenset())
        assert ask(kind, born_later, **told).verdict is Verdict.NOT_MET


def test_days_off_and_years_of_service_are_told_as_counted() -> None:
    off = Facts(absences=(Absence(30, "sick"), Absence(130, "maternity")))
    asked = ask("absence", off, below_days=40, excepting=["maternity"])
    assert asked.observed.startswith("Nghỉ 30 ngày làm việc (không kể 130 ngày")
    served = Facts(union_services=(UnionService(date(2015, 3, 1), date(2025, 3, 1), "full", "state"),))
    years = ask("union_service", served, years=20, weights={"full": 1})
    assert "quy đổi 10,0 năm, cần 20" in years.observed
    with override("en"):
        english = ask("union_service", served, years=20, weights={"full": 1})
    assert "10.0 years" in english.observed


def test_what_rules_say_in_vietnamese_alone_is_all_told_in_english_too() -> None:
    law = library()
    versions = [version for award in law.awards.values() for version in award.versions]
    own = [rule for version in versions for rule in version.conditions]
    asked = set(_questions([rule.params for rule in own]))
    missing = {rule.params["what"] for rule in own if rule.kind == "no_text"}
    said = {words for version in versions for words in (version.timing, version.note)}
    noted = {rule.note for rule in own}
    known = yaml.safe_load((DEFAULT_PATH / "words.yaml").read_text("utf-8"))
    assert (asked | missing | said | noted) - {""} == {one["vi"] for one in known}
    assert len(known) == len({one["vi"] for one in known}) > 100


def test_a_question_and_a_missing_text_are_told_in_the_language_of_the_reader() -> None:
    facts = Facts()
    with override("en"):
        asked = evaluate("BK_LDLD", facts, received_on=date(2020, 3, 1), period_year=2019).findings
        unread = evaluate("KNC_CD", facts, received_on=date(2020, 3, 1), period_year=2019).finding("no_text")
    (finding,) = [one for one in asked if one.condition.kind == "judgement"]
    assert "Are the standards of the federation's own regulation met?" in finding.observed
    assert "the standards of the commemorative medal in Decisions 2106, 1689 and 999" in unread.observed
    own = evaluate("KNC_CD", facts, received_on=date(2020, 3, 1), period_year=2019).finding("no_text")
    assert "tiêu chuẩn Kỷ niệm chương trong các Quyết định 2106, 1689, 999" in own.observed


def _questions(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (str(inner) for name, inner in value.items() if name == "question")
        for inner in value.values():
            yield from _questions(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _questions(inner)
