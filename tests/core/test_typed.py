"""What people and machines type where a number is expected."""

import pytest

from thidua.core.typed import identifier


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), (" 42 ", 42), ("٣", 3), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("²", None), ("-1", None),
     ("1.5", None), ("", None), (None, None), ("abc", None)],
)  # fmt: skip
def test_only_numbers_that_a_column_can_hold_are_read(text, number):
    assert identifier(text) == number
