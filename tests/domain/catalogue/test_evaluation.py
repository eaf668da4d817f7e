"""Which law, which facts, what is explained; and what never changes an answer."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thidua.domain.catalogue.evaluation import evaluate, evaluate_many
from thidua.domain.catalogue.facts import CollectiveFacts, Facts, Initiative, PriorAward
from thidua.domain.catalogue.files import check_library
from thidua.domain.catalogue.library import DEFAULT_PATH, library, load_library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.quotas import UnitFacts, evaluate_quotas
from thidua.domain.catalogue.values import Eligibility, Severity, TextStatus, Verdict

Change = Callable[[str, str, str], Path]

GOOD = Facts(
    on_union_payroll=True,
    ratings={2025: "HTTNV", 2026: "HTTNV"},
    titles_proposed=frozenset({"LDTT"}),
    initiatives=(Initiative("co_so", 2026),),
    service_months=12,
)


def test_the_regime_follows_the_day_of_receipt() -> None:
    before = evaluate("CSTDCS", GOOD, received_on=date(2026, 9, 30), period_year=2026)
    after = evaluate("CSTDCS", GOOD, received_on=date(2026, 10, 1), period_year=2026)
    assert (before.regime, before.version, before.verdict) == ("R25", "CSTDCS.R24", Eligibility.ELIGIBLE)
    assert (after.regime, after.version, after.status) == ("R26", "CSTDCS.R26", TextStatus.DRAFT)
    assert after.verdict is Eligibility.NEEDS_PERSON
    assert "trước 01/10/2026 tiếp tục theo luật cũ" in before.regime_reason


@pytest.mark.parametrize(
    ("received_on", "regime"),
    [
        (date(2014, 8, 19), "R10"),
        (date(2014, 8, 20), "R14"),
        (date(2017, 9, 30), "R14"),
        (date(2017, 10, 1), "R17"),
        (date(2023, 12, 31), "R17"),
        (date(2024, 1, 1), "R24"),
        (date(2025, 6, 30), "R24"),
        (date(2025, 7, 1), "R25"),
    ],
)
def test_each_regime_begins_on_its_day(received_on: date, regime: str) -> None:
    assert evaluate("LDTT", GOOD, received_on=received_on, period_year=2016).regime == regime


@pytest.mark.parametrize(
    ("received_on", "regime"),
    [
        (date(2014, 12, 23), "U777"),
        (date(2014, 12, 24), "U1564"),
        (date(2017, 12, 28), "U2106"),
        (date(2019, 11, 12), "U1689"),
        (date(2024, 5, 28), "U1689"),
        (date(2024, 5, 29), "U999"),
    ],
)
def test_union_forms_follow_union_regulations(received_on: date, regime: str) -> None:
    assert evaluate("LDST", Facts(), received_on=received_on, period_year=2016).regime == regime


def test_a_later_law_not_held_is_never_called_more_favorable() -> None:
    plain = Facts(on_union_payroll=True, ratings={2026: "HTTNV"})
    result = evaluate(
        "CSTDCS", plain, received_on=date(2026, 9, 30), period_year=2026, decided_on=date(2026, 12, 1)
    )
    assert (result.regime, result.verdict) == ("R25", Eligibility.NOT_ELIGIBLE)


def test_pending_dossiers_use_the_later_law_when_it_is_held_and_more_favorable(changed_law: Change) -> None:
    changed_law("instruments/state.yaml", "text: none, source: GH70908337526", "text: full, source: gazette")
    root = changed_law(
        "titles/LDTT.yaml",
        "  status: no_text\n  carried_over: true\n  missing: Luật 06/2026/QH16",
        "  conditions:\n  - {id: service, kind: service_months, at_least: 4, title: {vi: Từ 4 tháng, en: 4 months}}",
    )
    law = load_library(root)
    short = replace(GOOD, service_months=5)

    def judged(received_on: date, decided_on: date | None) -> tuple[str, str]:
        found = evaluate(
            "LDTT", short, received_on=received_on, period_year=2026, decided_on=decided_on, library=law
        )
        return found.regime, str(found.verdict)

    assert judged(date(2026, 9, 30), None) == ("R25", "not_eligible")
    assert judged(date(2026, 9, 30), date(2026, 9, 30)) == ("R25", "not_eligible")
    assert judged(date(2026, 9, 30), date(2026, 10, 1)) == ("R26", "eligible")
    assert judged(date(2026, 10, 1), date(2026, 10, 2)) == ("R26", "eligible")


def test_a_decree_turns_two_years_into_three_by_one_file_and_no_code(changed_law: Change) -> None:
    two = (
        "- {kind: consecutive_titles, awards: [CSTDCS], count: 2, "
        "title: {vi: 2 lần liên tục đạt CSTĐ cơ sở, en: Two grassroots titles in a row}}"
    )
    three = (
        two.replace("count: 2", "count: 3").replace("vi: 2 lần", "vi: 3 lần").replace("en: Two", "en: Three")
    )
    decree = (
        two.replace("{kind", "{until: 2025-02-28, kind")
        + "\n    "
        + three.replace("{kind", "{since: 2025-03-01, kind")
    )
    root = changed_law("commendations/BK_TLD.yaml", two, decree)
    law = load_library(root)
    changed = [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*.yaml"))
        if path.read_bytes() != (DEFAULT_PATH / path.relative_to(root)).read_bytes()
    ]
    assert changed == ["commendations/BK_TLD.yaml"]
    assert law.version != library().version

    def verdicts(years: tuple[int, ...], on: date) -> tuple[str, str]:
        facts = Facts(prior=tuple(PriorAward("CSTDCS", date(y, 12, 20), y) for y in years))
        before = evaluate("BK_TLD", facts, received_on=on, period_year=2024)
        after = evaluate("BK_TLD", facts, received_on=on, period_year=2024, library=law)
        return str(before.verdict), str(after.verdict)

    assert verdicts((2023, 2024), date(2025, 2, 28)) == ("eligible", "eligible")
    assert verdicts((2023, 2024), date(2025, 3, 1)) == ("eligible", "not_eligible")
    assert verdicts((2022, 2023, 2024), date(2025, 3, 1)) == ("eligible", "eligible")
    touched = {(p.file, p.reason.split(":")[0]) for p in check_library(root)}
    assert touched == {
        ("cases/cross_rules.yaml", "BK_TLD, X04, R24, an open complaint is no bar yet"),
        ("cases/cross_rules.yaml", "BK_TLD, X14, ten working days"),
        ("cases/cross_rules.yaml", "BK_TLD, X14, nine working days"),
        ("cases/sharpened.yaml", "A title decided in January rewards the year before it"),
    }


def test_a_finding_says_what_was_seen_and_which_article_asks() -> None:
    facts = replace(GOOD, service_months=9)
    result = evaluate("LDTT", facts, received_on=date(2015, 12, 31), period_year=2015)
    finding = result.finding("service")
    assert finding.verdict is Verdict.NOT_MET
    assert finding.observed == "Làm việc 9 tháng trong năm, cần 10."
    assert finding.article == "Điều 5 khoản 6 Nghị định 65/2014/NĐ-CP"
    assert finding.severity is Severity.REFUSES
    assert result.as_dict()["findings"][0]["condition"] == "subject"


def test_a_branch_is_explained_part_by_part() -> None:
    facts = Facts(on_union_payroll=True, ratings={2024: "HTTNV"}, titles_proposed=frozenset({"LDTT"}))
    finding = evaluate("CSTDCS", facts, received_on=date(2024, 12, 1), period_year=2024).finding(
        "rating_or_initiative"
    )
    assert [str(part.verdict) for part in finding.parts] == ["not_met", "not_met", "not_met"]
    assert "2024: Hoàn thành tốt nhiệm vụ" in finding.parts[0].observed


def test_a_chain_names_its_links_and_its_years() -> None:
    prior = tuple(PriorAward("CSTDCS", date(y, 12, 20), y) for y in range(2013, 2019))
    links = tuple(PriorAward("CSTD_TLD", date(y, 12, 28), y) for y in (2015, 2018))
    facts = Facts(prior=(*prior, *links))
    found = evaluate("CSTDTQ", facts, received_on=date(2019, 6, 1), period_year=2018).finding("chain")
    assert found.verdict is Verdict.MET
    assert found.observed == ("CSTĐ cấp bộ (CSTĐ TLĐ) các năm 2015, 2018, CSTĐ cơ sở liên tục 2013–2018.")


def test_shares_inside_a_collective_say_what_was_counted() -> None:
    facts = Facts(
        subject_kind="collective",
        collective=CollectiveFacts(8, completed=7, title_counts={"LDTT": 5, "CSTDCS": 1}),
    )
    found = evaluate("TTLDXS", facts, received_on=date(2018, 12, 31), period_year=2018)
    assert found.finding("all_completed").observed == (
        "7/8 người đạt hoàn thành nhiệm vụ (87,5 %), cần từ 100 %."
    )
    assert found.finding("advanced_share").observed == "5/8 người đạt LĐTT (62,5 %), cần từ 70 %."


def test_whoever_led_no_unit_is_not_asked_for_its_result() -> None:
    facts = replace(GOOD, ratings={2016: "HTXSNV"})
    asked = {"received_on": date(2016, 12, 31), "period_year": 2016}
    assert evaluate("LDTT", facts, **asked).verdict is Eligibility.ELIGIBLE  # type: ignore[arg-type]  # one dict of days and year
    head = replace(facts, heads_unit=True, unit_rating="HTTNV")
    found = evaluate("LDTT", head, **asked).finding("head_of_unit")  # type: ignore[arg-type]  # as above
    assert found.verdict is Verdict.NEEDS_PERSON
    assert found.observed == (
        "Người đứng đầu xếp loại: Hoàn thành xuất sắc nhiệm vụ; tập thể: Hoàn thành tốt nhiệm vụ."
    )


def test_a_verified_rule_from_memory_may_refuse(changed_law: Change) -> None:
    root = changed_law(
        "titles/CO_TLD.yaml",
        "  - id: rating\n    kind: ratings\n",
        "  - id: rating\n    verified_on: 2026-02-03\n    verified_by: Nguyễn Thị Hồng Vân\n    kind: ratings\n",
    )
    facts = Facts(
        subject_kind="collective", leads_cluster="own", ratings={2024: "HTTNV"}, judgements={"unity": True}
    )
    asked = {"received_on": date(2025, 1, 15), "period_year": 2024}
    before = evaluate("CO_TLD", facts, **asked)  # type: ignore[arg-type]  # one dict of days and year
    after = evaluate("CO_TLD", facts, **asked, library=load_library(root))  # type: ignore[arg-type]  # as above
    assert (before.verdict, after.verdict) == (Eligibility.NEEDS_PERSON, Eligibility.NOT_ELIGIBLE)
    assert after.finding("rating").condition.verified_on == date(2026, 2, 3)


def test_the_wrong_kind_of_subject_is_refused() -> None:
    result = evaluate("TTLDXS", Facts(), received_on=date(2024, 12, 1), period_year=2024)
    assert "subject" in [finding.condition.id for finding in result.refusals]


def test_where_no_text_is_held_a_person_is_asked() -> None:
    result = evaluate("LDTT", Facts(), received_on=date(2012, 12, 1), period_year=2012)
    assert result.verdict is Eligibility.NEEDS_PERSON
    assert "Chưa có văn bản: Nghị định 42/2010/NĐ-CP" in result.finding("no_text").observed


def test_human_judgement_is_never_computed() -> None:
    facts = Facts(subject_kind="collective")
    asked = evaluate("CO_TLD_CD", facts, received_on=date(2022, 1, 1), period_year=2021)
    assert asked.finding("movement_outstanding").verdict is Verdict.NEEDS_PERSON
    answered = replace(facts, judgements={"movement_outstanding": True})
    given = evaluate("CO_TLD_CD", answered, received_on=date(2022, 1, 1), period_year=2021)
    assert given.verdict is Eligibility.ELIGIBLE


def test_ad_hoc_needs_only_the_achievement() -> None:
    on = date(2025, 3, 1)
    named = Facts(achievement="Cứu hai công nhân trong vụ cháy kho")
    assert evaluate("GK_CDCS_DX", named, received_on=on, period_year=2025).verdict is Eligibility.ELIGIBLE
    assert (
        evaluate("GK_CDCS_DX", Facts(), received_on=on, period_year=2025).verdict is Eligibility.NOT_ELIGIBLE
    )


def test_posting_is_not_due_before_it_starts_and_refuses_when_too_short() -> None:
    facts = Facts(prior=tuple(PriorAward("CSTDCS", date(y, 12, 20), y) for y in (2023, 2024)))

    def posting(published_on: date | None, council_on: date | None) -> Verdict:
        full = replace(facts, published_on=published_on, council_on=council_on)
        return (
            evaluate("BK_TLD", full, received_on=date(2025, 3, 3), period_year=2024)
            .finding("publication")
            .verdict
        )

    assert posting(None, None) is Verdict.NOT_DUE
    assert posting(date(2025, 3, 3), None) is Verdict.NOT_DUE
    assert posting(date(2025, 3, 3), date(2025, 3, 17)) is Verdict.NOT_MET
    assert posting(date(2025, 3, 3), date(2025, 3, 18)) is Verdict.MET


def test_the_fifteen_percent_limit_refuses_by_its_text_and_warns_without_one() -> None:
    unit = UnitFacts(title_counts={"LDTT": 40})
    read = evaluate_quotas("CSTDCS", 7, unit, date(2018, 12, 1))[0]
    unread = evaluate_quotas("CSTDCS", 7, unit, date(2024, 12, 1))[0]
    assert (read.limit, read.verdict, read.severity) == (6, Verdict.NOT_MET, Severity.REFUSES)
    assert (unread.limit, unread.verdict, unread.severity) == (6, Verdict.NOT_MET, Severity.WARNS)
    assert "tối đa 6, đang đề nghị 7" in read.explanation
    assert evaluate_quotas("CSTDCS", 7, UnitFacts(), date(2018, 12, 1))[0].verdict is Verdict.NEEDS_PERSON


def test_many_are_judged_as_one_by_one() -> None:
    nominees = [replace(GOOD, service_months=months) for months in range(4, 9)]
    asked = {"received_on": date(2025, 1, 1), "period_year": 2025}
    alone = [evaluate("LDTT", facts, **asked) for facts in nominees]  # type: ignore[arg-type]  # one dict of days and year
    assert evaluate_many("LDTT", nominees, **asked) == alone  # type: ignore[arg-type]  # as above


def test_unknown_words_in_facts_are_errors_with_words() -> None:
    with pytest.raises(LawError, match="'SAO' không có trong thang ratings"):
        evaluate(
            "LDTT", replace(GOOD, ratings={2024: "SAO"}), received_on=date(2024, 12, 1), period_year=2024
        )


def test_one_nominee_takes_less_than_a_millisecond() -> None:
    facts = rich_facts(random.Random(7))

    def milliseconds() -> float:
        started = time.process_time()
        evaluate_many("HCLD3", [facts] * 200, received_on=date(2016, 12, 1), period_year=2016)
        return (time.process_time() - started) * 1000 / 200

    assert min(milliseconds() for _ in range(5)) < 1


MERITS = st.lists(
    st.builds(
        PriorAward,
        st.sampled_from(["LDTT", "CSTDCS", "CSTD_TLD", "BK_TLD", "BK_BO", "BKTTG", "CO_TLD"]),
        st.dates(date(2008, 1, 1), date(2016, 11, 1)),
    ),
    max_size=12,
)
INITIATIVES = st.lists(
    st.builds(Initiative, st.sampled_from(["co_so", "huyen", "bo", "toan_quoc"]), st.integers(2009, 2016)),
    max_size=8,
)
RATINGS = st.dictionaries(st.integers(2008, 2016), st.sampled_from(["HTNV", "HTTNV", "HTXSNV"]))
RANK = {Eligibility.NOT_ELIGIBLE: 0, Eligibility.NEEDS_PERSON: 1, Eligibility.ELIGIBLE: 2}
AWARDS = st.sampled_from(["LDTT", "CSTDCS", "CSTD_TLD", "BK_TLD", "BKTTG", "HCLD3"])


def rich_facts(source: random.Random) -> Facts:
    prior = [PriorAward("CSTDCS", date(y, 12, 20), y) for y in range(2005, 2016)]
    prior += [PriorAward("BKTTG", date(2010, 5, 1), 2009), PriorAward("BK_TLD", date(2008, 5, 1), 2007)]
    source.shuffle(prior)
    return Facts(
        prior=tuple(prior),
        ratings=dict.fromkeys(range(2005, 2017), "HTXSNV"),
        initiatives=tuple(Initiative("bo", year) for year in range(2005, 2017)),
        position_class="manager",
    )


def verdict_of(award: str, facts: Facts) -> Eligibility:
    return evaluate(award, facts, received_on=date(2016, 12, 1), period_year=2016).verdict


@given(AWARDS, MERITS, INITIATIVES, RATINGS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_facts_does_not_matter(
    award: str,
    prior: list[PriorAward],
    initiatives: list[Initiative],
    ratings: dict[int, str],
    source: random.Random,
) -> None:
    facts = Facts(prior=tuple(prior), initiatives=tuple(initiatives), ratings=ratings, on_union_payroll=True)
    source.shuffle(prior)
    source.shuffle(initiatives)
    shuffled = replace(
        facts,
        prior=tuple(prior),
        initiatives=tuple(initiatives),
        ratings=dict(reversed(list(ratings.items()))),
    )
    one = evaluate(award, facts, received_on=date(2016, 12, 1), period_year=2016)
    other = evaluate(award, shuffled, received_on=date(2016, 12, 1), period_year=2016)
    assert one == other


@given(AWARDS, MERITS, INITIATIVES, RATINGS, MERITS, INITIATIVES)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_adding_a_merit_never_removes_eligibility(  # noqa: PLR0917 - hypothesis passes them in order
    award: str,
    prior: list[PriorAward],
    initiatives: list[Initiative],
    ratings: dict[int, str],
    more_prior: list[PriorAward],
    more_initiatives: list[Initiative],
) -> None:
    facts = Facts(prior=tuple(prior), initiatives=tuple(initiatives), ratings=ratings, on_union_payroll=True)
    richer = replace(
        facts,
        prior=(*facts.prior, *more_prior),
        initiatives=(*facts.initiatives, *more_initiatives),
        ratings=dict.fromkeys(ratings, "HTXSNV"),
    )
    assert RANK[verdict_of(award, richer)] >= RANK[verdict_of(award, facts)]


def test_a_finding_names_the_initiatives_it_uses_up_the_unused_and_oldest_first() -> None:
    told = (
        Initiative("co_so", 2026, date(2026, 9, 1), "C", id=3),
        Initiative("co_so", 2026, date(2026, 3, 1), "A", consumed_by=("LDST",), id=1),
        Initiative("co_so", 2026, date(2026, 5, 1), "B", id=2),
    )
    found = evaluate(
        "CSTDCS", replace(GOOD, initiatives=told), received_on=date(2026, 9, 30), period_year=2026
    )
    (finding,) = (one for one in found.findings if "Sáng kiến, đề tài" in one.observed)
    assert (finding.verdict, finding.uses, finding.as_dict()["uses"]) == (Verdict.MET, (2,), [2])


def test_an_initiative_does_not_serve_the_same_award_twice() -> None:
    told = (Initiative("co_so", 2026, date(2026, 3, 1), "A", consumed_by=("CSTDCS",), id=1),)
    found = evaluate(
        "CSTDCS", replace(GOOD, initiatives=told), received_on=date(2026, 9, 30), period_year=2026
    )
    (finding,) = (one for one in found.findings if "Sáng kiến, đề tài" in one.observed)
    assert (finding.verdict, finding.uses) == (Verdict.NOT_MET, ())
    assert "Không tính vì đã dùng: 2026 A (CSTĐ cơ sở)." in finding.observed
