"""Numbers as they are written and read aloud in Vietnam: 1.234.567,5."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from thidua.core.sentences import sentence as _

_UNITS = re.compile(r"\s*(?:đồng|đ|₫|vnđ|vnd)\.?$", re.IGNORECASE)
_SHAPE = re.compile(r"[+-]?\d[\d.,]*")
_BILLION = 1_000_000_000
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class NotANumber(ValueError):
    """The text cannot be read as a number; the message is for the user."""


def parse_number(value: str | float | Decimal) -> Decimal:
    """Read a number typed in Vietnamese habit; the English habit is understood where it cannot be mistaken.

    "1.234.567,5" and "1,234,567.5" are the same number; "1.234" is one thousand and "1,5" is one and a half.
    A trailing unit of money is dropped. Raises ``NotANumber``.
    """
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    bare = re.sub(r"\s", "", _UNITS.sub("", value.strip()))
    if not _SHAPE.fullmatch(bare):
        raise _not_a_number(value)
    try:
        return Decimal(_with_plain_separators(bare))
    except InvalidOperation as error:
        raise _not_a_number(value) from error


def parse_whole(value: str | float | Decimal) -> int:
    """Read a whole number; "1,500" can then only mean fifteen hundred. Raises ``NotANumber``."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,3},\d{3}\D*", value):
        value = value.replace(",", "")
    number = parse_number(value)
    if number != number.to_integral_value():
        raise NotANumber(
            _("“%(value)s” không phải số nguyên. Ghi một số nguyên, ví dụ 1.500.") % {"value": value}
        )
    return int(number)


def format_number(value: float | Decimal, *, decimals: int | None = None) -> str:
    """Write a number the Vietnamese way; ``decimals`` fixes the digits after the comma."""
    number = Decimal(str(value))
    if decimals is not None:
        number = round(number, decimals)
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))


def number_words(number: int) -> str:
    """Read a whole number aloud: 1205 is "một nghìn hai trăm linh năm"."""
    if number < 0:
        return f"âm {number_words(-number)}"
    return " ".join(_read(number, is_leading=True)) or _DIGITS[0]


def money_words(amount: int) -> str:
    """Write an amount of đồng in words for a document, with an initial capital."""
    words = number_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"


def _not_a_number(value: object) -> NotANumber:
    return NotANumber(_("“%(value)s” không phải là số. Ghi bằng chữ số, ví dụ 1.234.567.") % {"value": value})


def _with_plain_separators(text: str) -> str:
    """Return the number with a decimal point and no grouping, or raise ``InvalidOperation`` for odd
    grouping.
    """
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        decimal = max(".,", key=text.rfind)
    elif dots == 1:
        decimal = "" if re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", text) else "."
    else:
        decimal = "," if commas == 1 else ""
    whole, _mark, fraction = text.rpartition(decimal) if decimal else (text, "", "")
    groups = re.split(r"[.,]", whole)
    is_grouped_oddly = any(len(group) != 3 for group in groups[1:])
    if is_grouped_oddly or (not fraction.isdigit() and decimal):
        raise InvalidOperation
    return "".join(groups) + (f".{fraction}" if fraction else "")


def _read(number: int, *, is_leading: bool) -> list[str]:
    if number >= _BILLION:
        rest = number % _BILLION
        return [*_read(number // _BILLION, is_leading=is_leading), "tỷ", *_read(rest, is_leading=False)]
    words: list[str] = []
    for size, name in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group = number // size % 1000
        if group:
            words += _read_group(group, is_leading=is_leading and not words)
            words += [name] if name else []
    return words


def _read_group(group: int, *, is_leading: bool) -> list[str]:
    """Read three digits; inside a number the hundreds and tens are spoken even when they are naught."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [] if is_leading and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens == 0:
        return words + ([] if not ones else ["linh"] * bool(words) + [_DIGITS[ones]])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return words + _last_digit(tens, ones)


def _last_digit(tens: int, ones: int) -> list[str]:
    if ones == 0:
        return []
    if ones == 5:
        return ["lăm"]
    changed = {1: "mốt", 4: "tư"} if tens > 1 else {}
    return [changed.get(ones, _DIGITS[ones])]
