"""The table of measurements: what counts as met, how lines are set."""

from __future__ import annotations

from benchmarks.__main__ import table
from benchmarks.measuring import line, percentile, skipped


def test_a_goal_is_met_at_its_value() -> None:
    assert line("read", 1.0, "s", 1.0)["met"] is True
    assert line("read", 1.01, "s", 1.0)["met"] is False
    assert line("rate", 250, "/s", 250, more_is_better=True)["met"] is True
    assert line("rate", 249, "/s", 250, more_is_better=True)["met"] is False
    assert line("rate", 249, "/s")["met"] is None


def test_what_was_not_measured_is_never_met() -> None:
    assert skipped("pivot", "there is no such page yet")["met"] is False


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], 0.95) == 5.0
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], 0.5) == 3.0
    assert percentile([7.0], 0.95) == 7.0


def test_the_table_shows_goal_ratio_and_what_was_skipped() -> None:
    lines = [
        {"benchmark": "sheets"} | line("read", 0.5, "s", 1.0, baseline=4.0, cpu=0.45),
        {"benchmark": "pages"} | skipped("pivot", "there is no such page yet"),
    ]
    shown = table({"processor": "2 cores"}, lines).splitlines()
    assert shown == [
        "processor: 2 cores",
        "",
        "what          measured  goal  met  against      more",
        "sheets: read  0.5 s     ≤ 1   yes  8.0× better  cpu 0.45",
        "pages: pivot  —               no                skipped: there is no such page yet",
    ]
