"""Days as they are typed in Vietnam: day first, sometimes only a month or a year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from thidua.core.sentences import sentence as _
from thidua.core.vietnamese.text import nfc

# Spreadsheets count days from here; it absorbs their leap day of 1900 that never was.
_SERIAL_ORIGIN = date(1899, 12, 30)
_SERIALS = range(3000, 73051)  # up to the end of 2099; smaller numbers are read as years
_YEARS = range(1850, 2101)
_DEFAULT_PIVOT = 40

_SEP = r"\s*[/.\-–,\s]\s*"
_BLANK = r"(?:0{1,2}|[-–_?.…x]+)"


class NotADay(ValueError):
    """The text cannot be read as a day, a month or a year; the message is for the user."""


class PartialDay(NamedTuple):
    """A day known fully, to its month, or only to its year."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> Literal["day", "month", "year"]:
        if self.day is not None:
            return "day"
        return "month" if self.month is not None else "year"

    @property
    def exact(self) -> date | None:
        """The day itself, or nothing when only the month or the year is known."""
        return date(self.year, self.month or 1, self.day) if self.day is not None else None

    @property
    def first(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        if self.day is not None:
            return f"{self.day:02}/{self.month:02}/{self.year}"
        return f"{self.month:02}/{self.year}" if self.month is not None else str(self.year)


def parse_day(value: str | float | date | datetime, *, pivot: int = _DEFAULT_PIVOT) -> PartialDay:
    """Read a day in any Vietnamese habit, a spreadsheet serial number, a month or a bare year.

    Two-digit years below ``pivot`` are of this century, the others of the last. Raises ``NotADay`` for what
    no calendar holds; the American order (month first) is refused when it shows.
    """
    if isinstance(value, date):
        return PartialDay(value.year, value.month, value.day)
    if isinstance(value, int | float):
        return _from_number(value)
    text = _bare(nfc(value).lower().strip(" .,;'’"))
    for pattern, build in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            return build(found.groupdict(), value, pivot)
    raise NotADay(_explain(value))


# What stands around a day: where it was, "born", an age behind it; and months in Roman numerals.
_BEFORE = re.compile(
    r"(?:[^\d]{1,40}(?=ngày\s)|(?:đã\s+)?ký\s+(?=ngày|\d)|sinh\s*(?:năm|ngày|:)?\s*(?=\d)|sn\s*[:.]?\s*(?=\d)|(?:mồng|mùng)\s+(?=\d))"
)
_BEHIND = re.compile(r"\s*\([^)]*\)$")
_FIRST_TEN = re.compile(r"^ngày\s+(?:mồng|mùng)\s+")
_ROMAN = re.compile(r"(?<=\d)\s*([/.\-])\s*(x?i{1,3}|i?x|i?v|vi{1,3}|x)\s*([/.\-])\s*(?=\d)")
_ROMAN_MONTHS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
}  # fmt: skip


def _bare(text: str) -> str:
    """The day without what people write around it."""
    if text.isdigit():
        return text
    text = _BEHIND.sub("", _BEFORE.sub("", text, count=1))
    text = _FIRST_TEN.sub("", text)
    return _ROMAN.sub(lambda found: f"{found[1]}{_ROMAN_MONTHS[found[2]]}{found[3]}", text)


def _from_number(number: float) -> PartialDay:
    whole = int(number)
    if whole == number and whole in _YEARS:
        return PartialDay(whole)
    if whole in _SERIALS:
        day = _SERIAL_ORIGIN + timedelta(days=whole)
        return PartialDay(day.year, day.month, day.day)
    raise NotADay(_explain(number))


def _from_parts(parts: dict[str, str], typed: str, pivot: int) -> PartialDay:
    year = int(parts["y"])
    if len(parts["y"]) == 2:
        year += 2000 if year < pivot else 1900
    month = int(parts["m"]) if parts.get("m") else None
    day = int(parts["d"]) if parts.get("d") else None
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as error:
        raise NotADay(_explain(typed)) from error
    if year not in _YEARS:
        raise NotADay(_explain(typed))
    return PartialDay(year, month, day)


def _from_digits(parts: dict[str, str], typed: str, _pivot: int) -> PartialDay:
    try:
        return _from_number(float(parts["n"]))
    except NotADay as error:
        raise NotADay(_explain(typed)) from error


def _explain(value: object) -> str:
    return _(
        "“%(value)s” không phải là ngày. Ghi theo mẫu ngày/tháng/năm, ví dụ 05/01/1988, hoặc chỉ năm."
    ) % {"value": value}


_Reader = Callable[[dict[str, str], str, int], PartialDay]
_PATTERNS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (rf"{_BLANK}[/.\-]{_BLANK}[/.\-](?P<y>\d{{4}})", _from_parts),
        (rf"{_BLANK}[/.\-](?P<m>\d{{1,2}})[/.\-](?P<y>\d{{4}})", _from_parts),
        (rf"(?:ngày\s*)?(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>\d{{4}}|\d{{2}})", _from_parts),
        (
            r"(?:ngày\s*)?(?P<d>\d{1,2})\s*(?:tháng|[/.\-])\s*(?P<m>\d{1,2})[\s,]*năm\s*(?P<y>\d{4})",
            _from_parts,
        ),
        (
            r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?",
            _from_parts,
        ),
        (r"(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})\s+\d{1,2}:\d{2}(?::\d{2})?", _from_parts),
        (r"(?:tháng\s*)?(?P<m>\d{1,2})\s*(?:[/.\-]|\s*năm\s*)\s*(?P<y>\d{4})", _from_parts),
        (r"(?:năm\s*)?(?P<y>\d{4})", _from_parts),
        (r"(?P<d>\d{2})(?P<m>\d{2})(?P<y>\d{4})", _from_parts),
        (r"(?P<n>\d{4,5}(?:\.\d+)?)", _from_digits),
    )
)
