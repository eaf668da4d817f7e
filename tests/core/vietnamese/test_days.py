from datetime import date, datetime

import pytest

from thidua.core.vietnamese import NotADay, PartialDay, parse_day


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("05/01/1988", PartialDay(1988, 1, 5)),
        ("5-1-88", PartialDay(1988, 1, 5)),
        ("5.1.05", PartialDay(2005, 1, 5)),
        ("05 / 01 / 1988 ", PartialDay(1988, 1, 5)),
        ("'05/01/1988", PartialDay(1988, 1, 5)),
        ("05/01/1988 00:00:00", PartialDay(1988, 1, 5)),
        ("05011988", PartialDay(1988, 1, 5)),
        ("1988-01-05", PartialDay(1988, 1, 5)),
        ("1988-01-05 00:00:00", PartialDay(1988, 1, 5)),
        ("ngày 5 tháng 1 năm 1988", PartialDay(1988, 1, 5)),
        ("Ngày 05 tháng 01 năm 1988.", PartialDay(1988, 1, 5)),
        ("1988", PartialDay(1988)),
        ("năm 1988", PartialDay(1988)),
        ("00/00/1988", PartialDay(1988)),
        ("--/--/1988", PartialDay(1988)),
        ("00/05/1988", PartialDay(1988, 5)),
        ("5/1988", PartialDay(1988, 5)),
        ("tháng 5 năm 1988", PartialDay(1988, 5)),
        (1988, PartialDay(1988)),
        (32147, PartialDay(1988, 1, 5)),
        (32147.75, PartialDay(1988, 1, 5)),
        ("32147", PartialDay(1988, 1, 5)),
        (date(1988, 1, 5), PartialDay(1988, 1, 5)),
        (datetime(1988, 1, 5, 7, 30), PartialDay(1988, 1, 5)),  # noqa: DTZ001 - spreadsheets hold naive moments
        ("29/02/1988", PartialDay(1988, 2, 29)),
    ],
)
def test_parse_day(typed: str | float | date, expected: PartialDay) -> None:
    assert parse_day(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "hôm qua", "01/25/1988", "29/02/1989", "31/4/2001", "5/1/12345", 12, "3215", 10**9]
)
def test_parse_day_refuses(typed: str | float) -> None:
    with pytest.raises(NotADay, match="không phải là ngày"):
        parse_day(typed)


def test_precision_and_words() -> None:
    assert [day.precision for day in (PartialDay(1988, 1, 5), PartialDay(1988, 1), PartialDay(1988))] == [
        "day",
        "month",
        "year",
    ]
    assert [str(day) for day in (PartialDay(1988, 1, 5), PartialDay(1988, 1), PartialDay(1988))] == [
        "05/01/1988",
        "01/1988",
        "1988",
    ]
    assert PartialDay(1988).exact is None
    assert PartialDay(1988, 1, 5).exact == date(1988, 1, 5)
    assert PartialDay(1988, 3).first == date(1988, 3, 1)


def test_pivot_moves_the_century() -> None:
    assert parse_day("1/1/35").year == 2035
    assert parse_day("1/1/35", pivot=30).year == 1935
