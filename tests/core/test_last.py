"""A value is worked out once for the last object, and for no other object that looks like it."""

from __future__ import annotations

from thidua.core.last import LastOf


def test_a_value_is_kept_for_the_very_object_and_only_the_last() -> None:
    asked: list[list[int]] = []

    def total(numbers: list[int]) -> int:
        asked.append(numbers)
        return sum(numbers)

    total_of = LastOf(total)
    first, alike = [1, 2], [1, 2]
    assert [total_of(one) for one in (first, first, alike, alike, first)] == [3] * 5
    assert [one is first for one in asked] == [True, False, True]
