"""A batch gives what one by one gives, whoever judged which part of it."""

from __future__ import annotations

import gc
from datetime import date

import pytest
from django.utils.translation import override

from thidua.domain.catalogue import batch
from thidua.domain.catalogue.batch import evaluate_batch
from thidua.domain.catalogue.evaluation import evaluate
from thidua.domain.catalogue.facts import Facts, Initiative, PriorAward
from thidua.domain.catalogue.library import load_library
from thidua.domain.catalogue.problems import LawError

DAY = {"received_on": date(2025, 3, 1), "period_year": 2024}
PEOPLE = [
    Facts(
        subject_kind=("individual", "collective", "household")[n % 3],
        prior=tuple(PriorAward("CSTDCS", date(y, 12, 20), y) for y in range(2024 - n % 5, 2025)),
        ratings={year: ("HTNV", "HTXSNV")[(n + year) % 2] for year in range(2020, 2025)},
        initiatives=(Initiative("co_so", 2024, id=n + 1),) if n % 4 else (),
        titles_proposed=frozenset({"LDTT"}),
    )
    for n in range(60)
]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_WORTH_A_PROCESS", 10)


@pytest.mark.parametrize("award", ["BK_TLD", "CSTDCS", "LDTT"])
@pytest.mark.parametrize("processes", [1, 2, 3])
def test_every_part_is_judged_as_alone(small_parts: None, award: str, processes: int) -> None:
    alone = [evaluate(award, facts, **DAY) for facts in PEOPLE]
    assert evaluate_batch(award, PEOPLE, **DAY, processes=processes) == alone
    assert len({tuple(f.verdict for f in one.findings) for one in alone}) > 1


def test_a_later_more_favorable_law_comes_back_from_other_processes(changed_law, small_parts: None) -> None:
    root = changed_law(
        "titles/CSTDCS.yaml", "- regimes: [R26]\n  status: draft\n", "- regimes: [R26]\n  status: held\n"
    )
    law = load_library(root)
    asked = {
        "received_on": date(2026, 9, 30),
        "period_year": 2026,
        "decided_on": date(2026, 10, 2),
        "library": law,
    }
    alone = [evaluate("CSTDCS", facts, **asked) for facts in PEOPLE]
    assert evaluate_batch("CSTDCS", PEOPLE, **asked, processes=2) == alone


def test_the_words_are_those_of_the_language_spoken(small_parts: None) -> None:
    with override("en"):
        english = evaluate_batch("BK_TLD", PEOPLE, **DAY, processes=2)
        assert english == [evaluate("BK_TLD", facts, **DAY) for facts in PEOPLE]
    vietnamese = evaluate_batch("BK_TLD", PEOPLE, **DAY, processes=2)
    assert english[-1].findings[0].observed != vietnamese[-1].findings[0].observed


def test_what_the_law_does_not_know_is_told_as_alone(small_parts: None) -> None:
    with pytest.raises(LawError, match="danh mục không có danh hiệu"):
        evaluate_batch("KHONG_CO", PEOPLE, **DAY, processes=2)
    with pytest.raises(LawError, match="danh mục không có quy định nào"):
        evaluate_batch("CSTDCS", PEOPLE, received_on=date(1999, 1, 1), period_year=1998, processes=2)


def test_a_process_that_breaks_is_made_up_for(small_parts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_packed", lambda *_asked: 1 / 0)
    alone = [evaluate("LDTT", facts, **DAY) for facts in PEOPLE]
    assert evaluate_batch("LDTT", PEOPLE, **DAY, processes=2) == alone


def test_the_collector_is_on_again_and_does_not_look_through_what_was_found() -> None:
    gc.unfreeze()  # a test before may have started the program as a server does, which freezes what stands then
    found = evaluate_batch("LDTT", PEOPLE, **DAY)
    assert gc.isenabled()
    assert any(one is found for one in gc.get_objects(generation=2))


def test_what_a_server_has_frozen_stays_frozen() -> None:
    gc.freeze()
    frozen = gc.get_freeze_count()
    try:
        evaluate_batch("LDTT", PEOPLE, **DAY)
        assert gc.isenabled()
        assert gc.get_freeze_count() > frozen / 2
    finally:
        gc.unfreeze()
