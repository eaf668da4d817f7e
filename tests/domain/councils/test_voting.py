"""The arithmetic of votes, without a database."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from thidua.domain.councils.voting import StoredRule, Turnout, ballots_expected, denominator, needed

RULE = StoredRule(
    min_ratio=Fraction(8, 10), denominator="total", quorum_ratio=Fraction(2, 3), secret=True,
    absentee_written=True, article="Điều 9", confidence="Ml", is_local=False,
)  # fmt: skip
TURNOUT = Turnout(total=15, present=13, written=1)


@pytest.mark.parametrize(
    ("ratio", "base", "expected"),
    [
        (Fraction(8, 10), 15, 12), (Fraction(9, 10), 15, 14), (Fraction(2, 3), 15, 10), (Fraction(2, 3), 14, 10),
        (Fraction(2, 3), 13, 9), (Fraction(1, 2), 1, 1), (Fraction(0), 15, 1),
    ],
)  # fmt: skip
def test_needed_votes_round_up(ratio: Fraction, base: int, expected: int) -> None:
    assert needed(replace(RULE, min_ratio=ratio), base) == expected


@pytest.mark.parametrize(("basis", "expected"), [("total", 15), ("present", 13), ("valid", 12)])
def test_a_member_who_leaves_the_vote_stays_in_the_total(basis: str, expected: int) -> None:
    rule = replace(RULE, denominator=basis)
    assert denominator(rule, TURNOUT, excluded=1, valid=12) == expected


def test_ballots_fit_who_took_part() -> None:
    assert ballots_expected(TURNOUT, returned=14, excluded=0) == (14, 14)
    assert ballots_expected(TURNOUT, returned=14, excluded=1) == (13, 13)
    assert ballots_expected(TURNOUT, returned=13, excluded=1) == (12, 13)
    assert RULE.percent == 80
