"""Limits, deadlines, posting, votes, money and papers: each is changed from a day on, in one file and no code."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from thidua.domain.catalogue.changes import Change
from thidua.domain.catalogue.drafting import changed_files, drafted_library, patch
from thidua.domain.catalogue.library import Library, library, load_library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.provisions import NEW, NO_VERSION, find_provision, provisions, provisions_of
from thidua.domain.catalogue.quotas import UnitFacts, evaluate_quotas
from thidua.domain.catalogue.states import ProvisionKind
from thidua.domain.catalogue.touching import touched_cases
from thidua.domain.catalogue.verifying import RuleKey

EVE, STARTS = date(2027, 6, 30), date(2027, 7, 1)
TEXT = "L-2022"  # a text that the data holds stands for the one that is to come


def changed(kind: str, key: RuleKey, *values: tuple[str, Any], ends: bool = False, title: str = "") -> Change:
    told = None if ends else values
    return Change(key, STARTS, TEXT, "9", values=told, kind=kind, title_vi=title)


def both_days(change: Change, ask: Any) -> tuple[Any, Any]:
    """What the drafted law answers on the last day before and on the day of the change."""
    law = drafted_library(change)
    return ask(law, EVE), ask(law, STARTS)


def in_force(kind: str, code: str) -> RuleKey:
    found = [one for one in provisions(library(), kind) if one.key.award == code and one.until is None]
    return found[-1].key


def files_of(change: Change) -> list[str]:
    lines = patch(change).splitlines()
    return [line.removeprefix("+++ b/law/") for line in lines if line.startswith("+++ ")]


@pytest.mark.parametrize("kind", [kind for kind in ProvisionKind if kind != ProvisionKind.CONDITION])
def test_every_provision_is_found_again_by_its_key(kind: ProvisionKind) -> None:
    found = list(provisions(library(), kind))
    assert found
    assert len({one.key for one in found}) == len(found)
    for one in found:
        assert find_provision(library(), kind, one.key) == one
        assert one.until is None or one.until >= one.since


def test_an_award_shows_what_concerns_it_besides_its_conditions() -> None:
    kinds = {str(one.kind) for one in provisions_of(library(), "CSTDCS")}
    assert kinds == {"quota", "posting", "vote", "money", "salary", "paper", "authority", "copies"}


def limit(law: Library, on: date) -> int | None:
    unit = UnitFacts(title_counts={"LDTT": 40})
    return evaluate_quotas("CSTDCS", 7, unit, on, library=law)[0].limit


def test_a_limit_changes_on_its_day_in_one_file() -> None:
    change = changed("quota", in_force("quota", "CSTDCS"), ("share", "0.20"))
    assert both_days(change, limit) == (6, 8)
    assert files_of(change) == ["titles/CSTDCS.yaml"]
    touched = {one.name: (one.before, one.after) for one in touched_cases(change)}
    assert touched["6 proposals of 40 advanced workers"] == ("tối đa 6", "tối đa 8")


def test_a_limit_ends_and_another_is_added() -> None:
    key = in_force("quota", "CSTDCS")
    ended = drafted_library(changed("quota", key, ends=True))
    assert [len(ended.quota_rules("CSTDCS", on)) for on in (EVE, STARTS)] == [1, 0]
    new = RuleKey("BK_TLD", "BK_TLD.R26", NEW, date(2026, 10, 1))
    change = changed("quota", new, ("kind", "per_unit"), ("limit", 50), title="Mỗi đơn vị tối đa 50")
    law = drafted_library(change)
    assert law.quota_rules("BK_TLD", EVE) == ()
    (added,) = law.quota_rules("BK_TLD", STARTS)
    assert (added.limit, added.kind, added.title.vi) == (50, "per_unit", "Mỗi đơn vị tối đa 50")
    assert (added.severity, added.citation.label) == ("refuses", "Điều 9 Luật Thi đua, khen thưởng 2022")


def test_a_deadline_is_added_and_changed() -> None:
    new = RuleKey("BK_TLD", "BK_TLD.R26", NEW, date(2026, 10, 1))
    change = changed("deadline", new, ("kind", "received_by"), ("last", "11-15"), title="Nhận đến 15/11")
    days = both_days(change, lambda law, on: [d.last for d in law.version_on("BK_TLD", on).deadlines_on(on)])
    assert days == ([], [(11, 15)])
    assert files_of(change) == ["commendations/BK_TLD.yaml"]
    past = RuleKey("CSTDTQ", "CSTDTQ.U1689", "received_by.last", date(2019, 11, 12))
    late = Change(past, date(2022, 1, 1), TEXT, "9", values=(("last", "11-30"),), kind="deadline")
    law = drafted_library(late)  # the list is one that another version holds too: that one keeps its day
    asked = [date(2018, 6, 1), date(2021, 12, 31), date(2022, 1, 1)]
    found = [[d.last for d in law.version_on("CSTDTQ", on).deadlines_on(on)] for on in asked]
    assert found == [[(10, 31)], [(10, 31)], [(11, 30)]]


def test_a_deadline_without_its_day_is_refused_with_file_and_line() -> None:
    new = RuleKey("BK_TLD", "BK_TLD.R26", NEW, date(2026, 10, 1))
    with pytest.raises(LawError, match=r"commendations/BK_TLD.yaml:\d+: .*last"):
        drafted_library(changed("deadline", new, ("kind", "received_by"), title="Nhận đến …"))


def test_days_of_posting_change() -> None:
    change = changed("posting", in_force("posting", "*"), ("working_days", 5))
    assert both_days(change, lambda law, on: law.publication_days("LDTT", on)) == (10, 5)


def ratio(law: Library, code: str, on: date) -> str:
    return str(law.voting_rule(code, on).min_ratio)


def test_the_vote_of_several_awards_changes() -> None:
    key = in_force("vote", "CSTDTQ")
    change = changed("vote", key, ("min_ratio", "8/10"))
    assert both_days(change, lambda law, on: ratio(law, "AHLD", on)) == ("9/10", "4/5")
    assert files_of(change) == ["voting.yaml"]


def test_a_vote_narrowed_to_fewer_awards_leaves_the_others_theirs() -> None:
    change = changed("vote", in_force("vote", "CSTDTQ"), ("awards", ("CSTDTQ",)), ("min_ratio", "8/10"))
    law = drafted_library(change)
    assert [ratio(law, code, STARTS) for code in ("CSTDTQ", "AHLD", "CSTD_TLD")] == ["4/5", "9/10", "9/10"]
    one = changed("vote", in_force("vote", "*"), ("awards", ("LDTT",)), ("min_ratio", "1/2"))
    law = drafted_library(one)
    assert [ratio(law, code, STARTS) for code in ("LDTT", "CSTDCS")] == ["1/2", "2/3"]
    assert ratio(law, "LDTT", EVE) == "2/3"


def test_a_general_vote_cannot_end_without_another() -> None:
    with pytest.raises(LawError, match=r"voting.yaml:\d+: quy định chung: hở từ 30/06/2027 trở đi"):
        drafted_library(changed("vote", in_force("vote", "*"), ends=True))


def test_money_follows_a_new_coefficient_and_a_new_base_salary() -> None:
    def amount(law: Library, on: date) -> int | None:
        return law.bonus("LDTT", "individual", on).amount

    assert both_days(changed("money", in_force("money", "LDTT"), ("coefficient", "0.5")), amount) == (
        760_000,
        1_270_000,
    )
    salary = changed("salary", in_force("salary", "*"), ("amount", 3_000_000))
    assert both_days(salary, amount) == (760_000, 900_000)
    assert files_of(salary) == ["base_salaries.yaml"]
    cases = touched_cases(salary)
    assert any((one.before, one.after) == ("760.000 đồng", "900.000 đồng") for one in cases)


@pytest.mark.parametrize(("kind", "code"), [("salary", "*"), ("authority", "BK_TLD"), ("copies", "BK_TLD")])
def test_what_must_always_be_said_is_replaced_and_never_dropped(kind: str, code: str) -> None:
    with pytest.raises(LawError, match="chỉ được thay, không bãi bỏ"):
        drafted_library(changed(kind, in_force(kind, code), ends=True))


def test_a_collective_is_paid_otherwise_from_a_day_on() -> None:
    def amounts(law: Library, on: date) -> list[int | None]:
        return [law.bonus("BK_TLD", subject, on).amount for subject in ("individual", "collective")]

    change = changed("money", in_force("money", "BK_TLD"), ("collective_multiplier", 3))
    assert both_days(change, amounts) == ([3_800_000, 7_590_000], [3_800_000, 11_390_000])
    assert files_of(change) == ["bonuses.yaml"]
    with pytest.raises(LawError, match=r"bonuses.yaml:\d+: .*minimum"):
        drafted_library(changed("money", in_force("money", "BK_TLD"), ("collective_multiplier", 0)))


def decided(law: Library, on: date) -> tuple[str, int, str]:
    found = law.version_on("BK_TLD", on).formalities_on(on)
    return found.authority, found.copies, law.authority("BK_TLD", on)


def test_who_decides_changes_on_its_day_and_again_in_one_file() -> None:
    change = changed("authority", in_force("authority", "BK_TLD"), ("authority", "BTV_LDLD"))
    assert both_days(change, decided) == (("DCT_TLD", 1, "national"), ("BTV_LDLD", 1, "province"))
    assert files_of(change) == ["commendations/BK_TLD.yaml"]
    law = drafted_library(change)
    assert law.version_on("BK_TLD", STARTS).formalities_on(STARTS).citation.label == (
        "Điều 9 Luật Thi đua, khen thưởng 2022"
    )


def test_the_number_of_sets_changes_and_leaves_who_decides() -> None:
    change = changed("copies", in_force("copies", "BK_TLD"), ("copies", 2))
    assert both_days(change, decided) == (("DCT_TLD", 1, "national"), ("DCT_TLD", 2, "national"))
    cases = {one.name: (one.before, one.after) for one in touched_cases(change)}
    assert cases["BK_TLD: who decides and how many sets, U1689"] == (
        "Đoàn Chủ tịch Tổng Liên đoàn; 1 bộ",
        "Đoàn Chủ tịch Tổng Liên đoàn; 2 bộ",
    )


LISTED = """  authority: DCT_TLD
  formalities:
  - {since: 2027-01-01, authority: CT_TLD, copies: 2, citation: {instrument: L-2022, article: 9}, confidence: Q}
  - {since: 2028-01-01, copies: 3, citation: {instrument: L-2022, article: 9}, confidence: Q}
  dossier: DS1
  timing: hằng năm
  citation: {instrument: L-2022, article: 74}
  confidence: Mm
"""
WRITTEN = LISTED[: LISTED.index("  formalities")] + LISTED[LISTED.index("  dossier") :]


@pytest.fixture
def listed(changed_law: Any) -> Library:
    """Who decides changes with the sets in 2027, the sets once more in 2028."""
    return load_library(changed_law("commendations/BK_TLD.yaml", WRITTEN, LISTED))


def test_what_is_not_told_again_stays_as_it_was(listed: Library) -> None:
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
    assert [decided(listed, on)[:2] for on in days] == [
        ("DCT_TLD", 1), ("CT_TLD", 2), ("CT_TLD", 2), ("CT_TLD", 3),
    ]  # fmt: skip
    told = [one for one in provisions(listed, "copies") if one.key[:2] == ("BK_TLD", "BK_TLD.R26")]
    assert [(one.since, one.until, one.values) for one in told] == [
        (date(2026, 10, 1), date(2026, 12, 31), {"copies": 1}),
        (date(2027, 1, 1), date(2027, 12, 31), {"copies": 2}),
        (date(2028, 1, 1), None, {"copies": 3}),
    ]


def test_a_change_between_two_others_holds_until_the_later_one(listed: Library) -> None:
    key = RuleKey("BK_TLD", "BK_TLD.R26", "copies", date(2027, 1, 1))
    between = Change(key, STARTS, TEXT, "9", values=(("copies", 5),), kind="copies")
    law = load_library(listed.path, changed_files(between, law=listed))
    assert [decided(law, on)[1] for on in (EVE, STARTS, date(2027, 12, 31), date(2028, 1, 1))] == [2, 5, 5, 3]
    same_day = Change(key, date(2027, 1, 1), TEXT, "9", values=(("copies", 5),), kind="copies")
    law = load_library(listed.path, changed_files(same_day, law=listed))
    assert decided(law, date(2027, 1, 1))[:2] == ("CT_TLD", 5)
    file = changed_files(same_day, law=listed)["commendations/BK_TLD.yaml"]
    assert (file.count("since: 2027-01-01"), file.count("since: 2028-01-01")) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("authority: CT_TLD", "authority: VUA", "không có cấp quyết định VUA"),
        ("since: 2027-01-01", "since: 2026-09-30", "ngày 30/09/2026 ở ngoài thời hạn của phiên bản"),
        ("since: 2027-01-01", "since: 2028-01-01", "copies ghi hai lần cho ngày 01/01/2028"),
        ("authority: CT_TLD, copies: 2, ", "", "is not valid under any of the given schemas"),
        ("copies: 2", "copies: 0", "minimum"),
        (
            "instrument: L-2022, article: 9}, confidence: Q}",
            "instrument: L-1}, confidence: Q}",
            "không có văn bản L-1",
        ),
    ],
)
def test_a_wrong_one_is_named_with_file_line_and_reason(
    changed_law: Any, old: str, new: str, reason: str
) -> None:
    root = changed_law("commendations/BK_TLD.yaml", WRITTEN, LISTED.replace(old, new, 1))
    with pytest.raises(LawError) as caught:
        load_library(root)
    lines = [str(one) for one in caught.value.problems]
    assert any(line.startswith("commendations/BK_TLD.yaml:1") and reason in line for line in lines), lines


def papers(law: Library, on: date) -> set[tuple[str, str]]:
    return {(paper.code, paper.when) for paper in law.dossier("BK_TLD", on, subject_kind="individual")}


def test_a_paper_is_asked_for_otherwise_dropped_and_added() -> None:
    key = RuleKey("DS1", NO_VERSION, "kiem_phieu", date(2000, 1, 1))
    before, after = both_days(changed("paper", key, ("when", "enterprise")), papers)
    assert before - after == {("kiem_phieu", "always")}
    assert after - before == {("kiem_phieu", "enterprise")}
    before, after = both_days(changed("paper", key, ends=True), papers)
    assert before - after == {("kiem_phieu", "always")}
    new = RuleKey("DS1", NO_VERSION, NEW, date(2000, 1, 1))
    change = changed("paper", new, ("paper", "cong_trinh"), ("subjects", ("individual",)))
    before, after = both_days(change, papers)
    assert after - before == {("cong_trinh", "always")}
    assert files_of(change) == ["dossiers.yaml"]


def test_a_paper_twice_on_one_day_is_refused_with_its_line() -> None:
    new = RuleKey("DS1", NO_VERSION, NEW, date(2000, 1, 1))
    with pytest.raises(LawError, match=r"dossiers.yaml:\d+: bien_ban: chồng lên bien_ban từ ngày 01/07/2027"):
        drafted_library(changed("paper", new, ("paper", "bien_ban")))


@pytest.mark.parametrize("kind", ["quota", "deadline", "paper", "vote"])
def test_what_is_in_nothing_is_not_found(kind: str) -> None:
    assert find_provision(library(), kind, RuleKey("KHONG_CO", "-", NEW, STARTS)) is None
    assert find_provision(library(), kind, RuleKey("BK_TLD", "-", "khong_co", STARTS)) is None
