from decimal import Decimal

import pytest

from thidua.core.vietnamese import (
    NotANumber,
    format_number,
    money_words,
    number_words,
    parse_number,
    parse_whole,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.234.567,5", "1234567.5"),
        ("1,234,567.5", "1234567.5"),
        ("1.234", "1234"),
        ("0.234", "0.234"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("1.234,50", "1234.50"),
        ("-12", "-12"),
        ("1 500 000 đồng", "1500000"),
        ("2.000.000đ", "2000000"),
        ("1.490.000 VNĐ", "1490000"),
        ("007", "7"),
        (12.5, "12.5"),
    ],
)
def test_parse_number(typed: str | float, number: str) -> None:
    assert parse_number(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["", "mười", "1.23.4", "1,2,3", "1.234.56", "--1", "1,", "12e5"])
def test_parse_number_refuses(typed: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(typed)


def test_parse_whole() -> None:
    assert parse_whole("1,500") == 1500
    assert parse_whole("1.500 đồng") == 1500
    assert parse_whole(12.0) == 12
    with pytest.raises(NotANumber, match="không phải số nguyên"):
        parse_whole("1,5")


def test_format_number() -> None:
    assert format_number(1234567) == "1.234.567"
    assert format_number(1234567.5) == "1.234.567,5"
    assert format_number(Decimal("-1000.005"), decimals=2) in {"-1.000,00", "-1.000,01"}
    assert format_number(3, decimals=1) == "3,0"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (115, "một trăm mười lăm"),
        (1205, "một nghìn hai trăm linh năm"),
        (1005, "một nghìn không trăm linh năm"),
        (1000005, "một triệu không trăm linh năm"),
        (1015000, "một triệu không trăm mười lăm nghìn"),
        (4680000, "bốn triệu sáu trăm tám mươi nghìn"),
        (1000000000, "một tỷ"),
        (2000000000000, "hai nghìn tỷ"),
        (1000000010, "một tỷ không trăm mười"),
        (-3, "âm ba"),
    ],
)
def test_number_words(number: int, words: str) -> None:
    assert number_words(number) == words


def test_money_words() -> None:
    assert money_words(1490000) == "Một triệu bốn trăm chín mươi nghìn đồng"
