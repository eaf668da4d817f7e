"""What the library answers about awards, money, votes, papers and days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from thidua.domain.catalogue.library import DEFAULT_PATH, library, load_library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.telling import share_words
from thidua.domain.catalogue.values import Severity


def test_every_award_of_the_first_cut_is_known_in_all_four_years() -> None:
    codes = [
        "LDTT",
        "CSTDCS",
        "CSTD_TLD",
        "CSTDTQ",
        "TTLDTT",
        "TTLDXS",
        "CO_CP",
        "CO_TLD",
        "CO_TLD_CD",
        "CO_LDLD",
        "BK_TLD",
        "BK_TLD_CD",
        "BK_TLD_DX",
        "BK_LDLD",
        "BK_LDLD_DX",
        "GK_CD",
        "GK_CD_DX",
        "GK_CDCS",
        "GK_CDCS_DX",
        "LDST",
        "KNC_CD",
        "BKTTG",
        "HCLD1",
        "HCLD2",
        "HCLD3",
        "GT_NDC",
        "GT_NVL",
    ]
    for year in (2014, 2018, 2024, 2026):
        assert set(codes) <= {award.code for award in library().awards_on(date(year, 11, 1))}


def test_awards_are_narrowed_by_line_level_and_subject() -> None:
    found = library().awards_on(date(2024, 6, 1), line="union", level="grassroots", subject="household")
    assert [award.code for award in found] == ["GK_CDCS", "GK_CDCS_DX"]


def test_a_day_before_every_regime_is_an_error_with_words() -> None:
    with pytest.raises(LawError, match="trước 01/01/2010"):
        library().version_on("LDTT", date(2009, 12, 31))
    with pytest.raises(LawError, match="không có danh hiệu"):
        library().award("NOTHING")


@pytest.mark.parametrize(
    ("code", "on", "level"),
    [
        ("GK_CDCS", date(2024, 6, 1), "grassroots"),
        ("GK_CD", date(2024, 6, 1), "upper"),
        ("BK_LDLD", date(2024, 6, 1), "province"),
        ("BK_TLD", date(2016, 6, 1), "national"),
        ("CSTDTQ", date(2016, 6, 1), "state"),
        ("HCLD3", date(2026, 11, 1), "state"),
    ],
)
def test_each_award_is_decided_at_its_level(code: str, on: date, level: str) -> None:
    assert library().authority(code, on) == level


@pytest.mark.parametrize(
    ("code", "subject", "decided_on", "amount"),
    [
        ("LDTT", "individual", date(2024, 6, 30), 540_000),
        ("LDTT", "individual", date(2024, 7, 1), 710_000),
        ("LDTT", "individual", date(2026, 7, 1), 760_000),
        ("BK_TLD", "individual", date(2016, 6, 1), 1_210_000),
        ("BK_TLD", "collective", date(2025, 9, 1), 7_020_000),
        ("HCLD3", "collective", date(2025, 9, 1), 21_060_000),
        ("TTLDXS", "collective", date(2025, 9, 1), 3_510_000),
        ("BK_LDLD", "individual", date(2025, 9, 1), None),
        ("LDTT", "individual", date(2013, 6, 30), None),
    ],
)
def test_money_follows_the_day_of_decision(
    code: str, subject: str, decided_on: date, amount: int | None
) -> None:
    bonus = library().bonus(code, subject, decided_on)
    assert bonus.amount == amount
    assert bonus.note or amount is not None


def test_a_bonus_shows_how_it_was_computed() -> None:
    bonus = library().bonus("LDTT", "individual", date(2024, 8, 1))
    assert (bonus.coefficient, bonus.base_salary, bonus.multiplier) == (Fraction(3, 10), 2_340_000, 1)
    assert (bonus.unrounded, bonus.amount) == (702_000, 710_000)
    assert bonus.citation is not None
    assert bonus.citation.label == "Điều 54 Nghị định 98/2023/NĐ-CP"


def test_the_ninety_percent_vote_counts_all_members_and_refuses_only_where_it_was_read() -> None:
    rule = library().voting_rule("CSTDTQ", date(2019, 6, 1))
    assert (rule.needed(15, 12, 12), rule.needed(10, 10, 10), rule.needed(20, 20, 20)) == (14, 9, 18)
    assert rule.severity is Severity.REFUSES
    assert library().voting_rule("CSTDTQ", date(2024, 6, 1)).severity is Severity.WARNS


def test_a_local_vote_says_so_and_the_simplified_procedure_needs_none() -> None:
    assert library().voting_rule("CSTDCS", date(2018, 6, 1)).is_local
    assert library().voting_rule("CSTDCS", date(2018, 6, 1)).needed(9, 9, 9) == 6
    assert library().voting_rule("GK_CDCS_DX", date(2025, 1, 1)).needed(9, 9, 9) == 0


def test_a_dossier_names_its_papers_by_kind_of_subject() -> None:
    papers = library().dossier("BK_TLD", date(2025, 1, 1), subject_kind="collective")
    assert [(p.code, p.form) for p in papers if p.required] == [
        ("to_trinh", "TTr"),
        ("bao_cao", "Mẫu 01"),
        ("bien_ban", "BB"),
        ("kiem_phieu", "BB"),
    ]
    assert [p.code for p in library().dossier("GK_CDCS_DX", date(2025, 1, 1))] == ["to_trinh", "tom_tat"]


def test_names_are_posted_ten_working_days_since_2024_except_for_ad_hoc() -> None:
    assert library().publication_days("BK_TLD", date(2024, 1, 1)) == 10
    assert library().publication_days("BK_TLD", date(2016, 1, 1)) == 0
    assert library().publication_days("BK_TLD_DX", date(2024, 1, 1)) == 0


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 12), 1, date(2026, 2, 13)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 2, 9), 10, date(2026, 3, 2)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 1, 1), 1, date(2026, 1, 5)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2026, 4, 24), 1, date(2026, 4, 28)),
    ],
)
def test_working_days_pass_over_tet_national_day_and_swaps(start: date, days: int, end: date) -> None:
    assert library().working_days(start, days) == end


def test_phrases_put_the_award_first_and_the_general_ones_last() -> None:
    found = [phrase.id for phrase in library().phrases("KNC_CD")]
    assert found == ["badge", "annual"]


def test_form_0603_has_seventeen_rows_five_columns_and_known_awards() -> None:
    form = library().form("0603")
    assert [row["code"] for row in form.rows] == [f"{n:02d}" for n in range(1, 18)]
    assert form.columns[0]["sum_of"] == ["2", "3", "4", "5"]
    codes = {code for group in form.filters["award_group"].values() for code in group}
    assert codes <= set(library().award_names)


def test_every_citation_resolves_to_an_instrument() -> None:
    for award in library().awards.values():
        for version in award.versions:
            for condition in version.conditions:
                assert library().instrument(condition.citation.instrument).number
                assert condition.title.vi
                assert condition.title.en


def test_memory_never_refuses_before_someone_compared_the_text() -> None:
    conditions = [
        c for a in library().awards.values() for v in a.versions for c in v.conditions if not c.verified_on
    ]
    assert {c.severity for c in conditions if c.confidence.startswith("M")} == {Severity.WARNS}
    assert any(c.severity is Severity.REFUSES for c in conditions)


def test_the_version_is_the_content() -> None:
    assert load_library(DEFAULT_PATH).version == library().version
    assert len(library().version) == 64


def test_papers_of_those_who_never_receive_an_award_are_left_out() -> None:
    on = date(2025, 3, 1)
    assert {paper.form for paper in library().dossier("CSTD_TLD", on)} >= {"Mẫu 02"}
    assert not {paper.form for paper in library().dossier("CSTD_TLD", on)} & {"Mẫu 01", "Mẫu 08"}


@pytest.mark.parametrize(
    ("share", "words"),
    [(Fraction(9, 10), "90 %"), (Fraction(1), "100 %"), (Fraction(2, 3), "2/3"), (Fraction(5, 8), "5/8")],
)
def test_a_share_is_told_in_percent_only_where_that_says_it_whole(share: Fraction, words: str) -> None:
    assert share_words(share) == words
