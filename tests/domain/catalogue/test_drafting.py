"""A drafted change writes few lines, keeps all else, and gives the law as it would read."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from thidua.domain.catalogue.changes import Change, NewInstrument
from thidua.domain.catalogue.drafting import changed_files, drafted_library, patch
from thidua.domain.catalogue.editing import added, spans, split
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Facts, PriorAward
from thidua.domain.catalogue.library import library, load_library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.catalogue.provisions import leaves
from thidua.domain.catalogue.touching import touched_cases
from thidua.domain.catalogue.verifying import RuleKey

STARTS = date(2027, 7, 1)
STATED = RuleKey("CSTDCS", "CSTDCS.R26", "rating", date(2026, 10, 1))
CARRIED = RuleKey("BK_TLD", "BK_TLD.R26", "achievement", date(2026, 10, 1))
CROSS = RuleKey("BK_TLD", "BK_TLD.R26", "publication", date(2026, 10, 1))
DECREE = NewInstrument("ND-77-2027", "77/2027/NĐ-CP", "decree", "Nghị định thử", date(2027, 5, 2))


def titles(*years: int) -> Facts:
    return Facts(prior=tuple(PriorAward("CSTDCS", date(y, 12, 20), y) for y in years))


def changed_lines(change: Change) -> tuple[list[str], list[str]]:
    told = patch(change).splitlines()
    return (
        [line[1:].strip() for line in told if line.startswith("-") and not line.startswith("---")],
        [line[1:].strip() for line in told if line.startswith("+") and not line.startswith("+++")],
    )


def test_a_changed_number_is_two_lines_in_one_file() -> None:
    change = Change(STATED, STARTS, "L-2026", "9", values=(("at_least", "HTTNV"),))
    assert list(changed_files(change)) == ["titles/CSTDCS.yaml"]
    removed, written = changed_lines(change)
    assert removed == ["- id: rating"]
    assert written[:2] == ["- until: 2027-06-30", "id: rating"]
    assert written[2].startswith("- {id: rating, kind: ratings, at_least: HTTNV, title: {vi: Hoàn thành")
    assert written[2].endswith(
        "citation: {instrument: L-2026, article: '9'}, confidence: Q, since: 2027-07-01}"
    )
    law = drafted_library(change)
    asked = {on: [c.params for c in law.version_on("CSTDCS", on).conditions if c.id == "rating" and c.covers(on)]
             for on in (date(2027, 6, 30), STARTS)}  # fmt: skip
    assert asked == {date(2027, 6, 30): [{"at_least": "HTXSNV"}], STARTS: [{"at_least": "HTTNV"}]}
    assert law.version != library().version


def test_a_rule_carried_over_is_stated_anew_and_refuses_by_its_new_text() -> None:
    change = Change(CARRIED, STARTS, "", "5", values=(("of.3.count", 3),), title_vi="Ba lần", text=DECREE)
    assert sorted(changed_files(change)) == ["commendations/BK_TLD.yaml", "instruments/state.yaml"]
    law = drafted_library(change)
    assert law.instruments["ND-77-2027"].number == "77/2027/NĐ-CP"

    def verdicts(facts: Facts, on: date) -> tuple[str, str]:
        asked = {"received_on": on, "period_year": 2026}
        return str(evaluate("BK_TLD", facts, **asked).verdict), str(
            evaluate("BK_TLD", facts, **asked, library=law).verdict
        )

    assert verdicts(titles(2025, 2026), date(2027, 6, 30)) == ("needs_person", "needs_person")
    found = evaluate("BK_TLD", titles(2025, 2026), received_on=STARTS, period_year=2026, library=law)
    finding = found.finding("achievement")
    assert (finding.title.vi, finding.article) == ("Ba lần", "Điều 5 77/2027/NĐ-CP")
    assert finding.condition.severity == "refuses"
    assert [p.verdict for p in finding.parts][3] == "not_met"


def test_a_rule_may_end_without_another() -> None:
    law = drafted_library(Change(STATED, STARTS, "L-2026", "9", values=None))
    named = {on: {c.id for c in law.version_on("CSTDCS", on).conditions if c.covers(on)}
             for on in (date(2027, 6, 30), STARTS)}  # fmt: skip
    assert named[date(2027, 6, 30)] - named[STARTS] == {"rating"}


def test_a_cross_rule_changes_for_every_award_it_concerns() -> None:
    change = Change(CROSS, STARTS, "L-2026", "9", values=(("days", 5),))
    law = drafted_library(change)
    for code in ("BK_TLD", "CSTDTQ"):
        days = [c.params["days"] for c in law.version_on(code, STARTS).conditions
                if c.id == "publication" and c.covers(STARTS)]  # fmt: skip
        assert days == [5], code


def test_a_change_that_the_data_refuses_names_file_line_and_reason() -> None:
    change = Change(STATED, STARTS, "L-2026", "9", values=(("at_least", "TOT_NHAT"),))
    with pytest.raises(LawError, match=r"titles/CSTDCS.yaml:\d+: điều kiện ratings: .*TOT_NHAT"):
        load_library(library().path, changed_files(change))


def told(change: Change) -> dict[str, tuple[str, str, bool]]:
    return {case.name: (case.before, case.after, case.is_own_day) for case in touched_cases(change)}


def test_cases_behind_us_show_what_the_change_would_have_meant() -> None:
    cases = told(Change(CARRIED, STARTS, "", "5", values=(("of.3.count", 3),), text=DECREE))
    assert cases["BK_TLD R24, two titles in a row"] == ("eligible", "not_eligible", False)
    assert cases["Case 30, R24, two grassroots titles in a row"] == ("eligible", "not_eligible", False)
    assert cases["BK_TLD, X04, R26 only warns"] == ("needs_person", "not_eligible", False)
    assert told(Change(STATED, STARTS, "L-2026", "9", title_vi="Lời khác")) == {}


def test_cases_of_the_days_after_must_be_mended_with_the_change() -> None:
    change = Change(CARRIED, date(2026, 10, 1), "", "5", values=(("of.3.count", 3),), text=DECREE)
    assert told(change)["BK_TLD, X04, R26 only warns"] == ("needs_person", "not_eligible", True)


def test_leaves_name_each_number_by_its_place() -> None:
    rule = {
        "kind": "any",
        "of": [{"kind": "x", "count": 2, "title": {"vi": "t"}}, {"kind": "y", "weights": {"full": 1}}],
    }
    assert list(leaves(rule)) == [("of.0.count", 2), ("of.1.weights.full", 1)]


NAMED = """\
a:
- &one
  id: x   # a remark
  n: 1
- *one
# about the last
- {id: z, n: &n 3}
b: *n
"""


def test_an_item_that_others_repeat_leaves_them_what_it_said() -> None:
    new = split(NAMED, ("a", 0), date(2027, 6, 30), {"id": "x", "n": 2})
    assert yaml.safe_load(new) == {
        "a": [{"id": "x", "n": 1, "until": date(2027, 6, 30)}, {"id": "x", "n": 2}, {"id": "x", "n": 1}, {"id": "z", "n": 3}],
        "b": 3,
    }  # fmt: skip
    assert "# about the last" in new


def test_a_name_inside_of_what_goes_is_spelled_out_elsewhere() -> None:
    new = split(NAMED, ("a", 2), None, {"id": "z", "n": 4})
    assert yaml.safe_load(new)["a"][2] == {"id": "z", "n": 4}
    assert yaml.safe_load(new)["b"] == 3


def test_items_are_added_to_lists_of_every_form() -> None:
    assert yaml.safe_load(added("a: {b: [1]}\n", ("a", "b"), {"c": 2})) == {"a": {"b": [1, {"c": 2}]}}
    assert yaml.safe_load(added("a: {b: 1}\n", ("a", "d"), {"c": 2})) == {"a": {"b": 1, "d": [{"c": 2}]}}
    assert added("- x: 1\n", (), {"c": 2}) == "- x: 1\n- {c: 2}\n"
    assert spans("a: [1, 2]")["a", 1].is_flow is False
