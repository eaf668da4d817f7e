"""The 12-digit personal identity number of Vietnam: what it says by itself and whether that agrees with a
person.

Format (Decree 137/2015/NĐ-CP, Article 13; Circular 07/2016/TT-BCA, Article 7): three digits for the province
or country of birth registration, one for century and sex, two for the year of birth, six at random. No check
digit. Numbers already issued keep the province of their day, so the table holds the provinces of before July
2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from thidua.core.sentences import sentence as _

Sex = Literal["male", "female"]
Status = Literal["ok", "odd", "impossible"]

_TWELVE = re.compile(r"[0-9]{12}")
_NINE = re.compile(r"[0-9]{9}")
_SPACING = re.compile(r"[\s.\-]")
_FIRST_CENTURY = 1900


@dataclass(frozen=True, slots=True)
class IdentityCheck:
    """What a number says. ``odd`` asks a person to look; ``impossible`` may refuse; reasons are for the
    user.
    """

    status: Status
    reasons: tuple[str, ...] = ()
    province: str | None = None
    sex: Sex | None = None
    birth_year: int | None = None


def clean_identity_number(value: str) -> str:
    """Return the digits with the spaces, dots and dashes people type between them removed."""
    return _SPACING.sub("", value)


def check_identity_number(value: str, *, birth_year: int | None, sex: Sex | None, on: date) -> IdentityCheck:
    """Read an identity number and compare it with what is known of its holder as of a day.

    A year of birth after ``on`` is impossible. An unknown province, another year of birth or another sex is
    only odd: births registered abroad and corrected papers exist. Nine digits are a paper of the older kind:
    odd.
    """
    digits = clean_identity_number(value)
    if _NINE.fullmatch(digits):
        return IdentityCheck(
            "odd", (_("Đây là số chứng minh nhân dân cũ (9 số). Xin ghi số định danh 12 số nếu đã có."),)
        )
    if not _TWELVE.fullmatch(digits):
        return IdentityCheck(
            "impossible", (_("Số định danh phải có đúng 12 chữ số. Xin đối chiếu với căn cước."),)
        )
    number_sex, number_year = _sex_and_year(digits)
    province = _provinces().get(digits[:3])
    if number_year > on.year:
        reason = _("Số định danh cho năm sinh %(year)d, sau năm hiện tại. Xin đối chiếu với căn cước.")
        return IdentityCheck(
            "impossible", (reason % {"year": number_year},), province, number_sex, number_year
        )
    doubts = (
        _doubt_about_province(digits[:3], province),
        _doubt_about_year(number_year, birth_year),
        _doubt_about_sex(number_sex, sex),
    )
    reasons = tuple(doubt for doubt in doubts if doubt)
    return IdentityCheck("odd" if reasons else "ok", reasons, province, number_sex, number_year)


def _sex_and_year(digits: str) -> tuple[Sex, int]:
    century, odd = divmod(int(digits[3]), 2)
    return ("female" if odd else "male"), _FIRST_CENTURY + 100 * century + int(digits[4:6])


def _doubt_about_province(code: str, province: str | None) -> str | None:
    if province is not None:
        return None
    return _("Mã nơi đăng ký khai sinh %(code)s không có trong bảng mã tỉnh. Xin xem bản chụp căn cước.") % {
        "code": code
    }


def _doubt_about_year(number_year: int, birth_year: int | None) -> str | None:
    if birth_year in (None, number_year):
        return None
    return _(
        "Số định danh cho năm sinh %(theirs)d, khác năm sinh đã khai %(ours)d. Xin xem bản chụp căn cước."
    ) % {
        "theirs": number_year,
        "ours": birth_year,
    }


def _doubt_about_sex(number_sex: Sex, sex: Sex | None) -> str | None:
    if sex is None or sex == number_sex:
        return None
    words = {"male": _("nam"), "female": _("nữ")}
    return _(
        "Số định danh là của %(theirs)s, khác giới tính đã khai là %(ours)s. Xin xem bản chụp căn cước."
    ) % {
        "theirs": words[number_sex],
        "ours": words[sex],
    }


@cache
def _provinces() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(
        (Path(__file__).parent / "identity_provinces.yaml").read_text("utf-8")
    )
    return loaded
