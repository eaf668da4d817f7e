"""What cells of a list mean, alone and together, and what to say of those that mean nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import override

from thidua.core.identity_numbers import check_identity_number
from thidua.core.sentences import joined
from thidua.core.sentences import sentence as _
from thidua.core.vietnamese import NotADay, PartialDay, fold, is_plausible_name, nfc, parse_day
from thidua.domain.catalogue.wordings import ALIASES
from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.register.imports.names import read_person
from thidua.domain.register.numbers import read_register_number
from thidua.domain.register.states import CommendationType

EARLIEST_DECISION = 1945
EARLIEST_BIRTH = 1900
_LARGEST_BONUS = 10**12
_SEXES = {"nam": Sex.MALE, "nu": Sex.FEMALE}
_KINDS = {
    "ca nhan": SubjectKind.PERSON,
    "tap the": SubjectKind.COLLECTIVE,
    "ho gia dinh": SubjectKind.HOUSEHOLD,
}
_COLLECTIVE_HEADS = (
    "tap the", "phong", "ban", "to", "to san xuat", "phan xuong", "doi", "chi nhanh", "cong doan", "lien doan",
    "cong ty", "truong", "benh vien", "trung tam", "nghiep doan", "nha may", "khoa", "xi nghiep",
)  # fmt: skip
_KINDS |= {str(kind): kind for kind in SubjectKind}
_CLASSES_TOO = {
    "truc tiep lao dong": PositionClass.DIRECT, "nguoi truc tiep lao dong": PositionClass.DIRECT,
    "lanh dao": PositionClass.MANAGER, "lanh dao, quan ly": PositionClass.MANAGER,
}  # fmt: skip
_WITH_DAY = re.compile(r"(.+?)[\s,;]+(?:ngày|ký ngày|ngay)\s+(.+)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:quyết định|qđ)?\s*(?:số)?\s*[:.]?\s*(\d.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decision:
    number: str
    day: date | None
    wrong_number: str
    wrong_day: str


def decision(on: date, typed: str, day: PartialDay | None) -> Decision:
    joined = _WITH_DAY.fullmatch(typed)
    if joined:
        typed = joined[1]
        day = day or parsed(joined[2])
    number = _NUMBER.fullmatch(typed)
    wrong_number = ""
    if not typed:
        wrong_number = _("Thiếu số quyết định.")
    elif not number:
        wrong_number = _("Số quyết định phải bắt đầu bằng một số, ví dụ 123/QĐ-LĐLĐ.")
    exact, wrong_day = _decision_day(day, on)
    return Decision(number[1].strip() if number else typed, exact, wrong_number, wrong_day)


def _decision_day(day: PartialDay | None, on: date) -> tuple[date | None, str]:
    if day is None:
        return None, _("Thiếu ngày quyết định.")
    if day.exact is None:
        return None, _("Ngày quyết định cần đủ ngày, tháng, năm; tệp chỉ ghi %(day)s.") % {"day": day}
    if not day.year >= EARLIEST_DECISION or day.exact > on:
        return None, _("Ngày quyết định %(day)s không thể đúng.") % {"day": day}
    return day.exact, ""


def parsed(text: str) -> PartialDay | None:
    try:
        return parse_day(text)
    except NotADay:
        return None


def award(awards: Mapping[str, str], typed: str) -> tuple[str, str, str]:
    """The code of an honour, what to say when none is named, and when nobody knows it."""
    words = fold(" ".join(typed.split()))
    code = awards.get(words) or ALIASES.get(words, "")
    if not typed:
        return code, _("Thiếu danh hiệu hoặc hình thức khen thưởng."), ""
    if code:
        return code, "", ""
    unknown = _("Danh mục không có “%(typed)s”. Ghi mã hoặc tên đầy đủ như trong danh mục, ví dụ BK_LDLD.")
    return code, "", unknown % {"typed": nfc(typed)[:80]}


def achievement_year(typed: Any, last: int) -> tuple[int | None, str]:
    if typed is None:
        return None, ""
    year = int(str(typed))
    is_possible = EARLIEST_DECISION <= year <= last
    return year, "" if is_possible else _("Năm thành tích %(year)s không thể đúng.") % {"year": typed}


def bonus(typed: Any) -> tuple[int | None, str]:
    if typed is None:
        return None, ""
    dong = int(float(str(typed)))
    return dong, "" if 0 <= dong <= _LARGEST_BONUS else _("Tiền thưởng không thể đúng. Ghi bằng đồng.")


def register_no(typed: str) -> tuple[str, str]:
    number = read_register_number(typed) or "" if typed else ""
    if number or not typed:
        return number, ""
    words = _("Số vào sổ “%(typed)s” không đúng dạng PT-25-00123. Bỏ trống để được cấp số.")
    return "", words % {"typed": nfc(typed)[:40]}


def commendation_type(typed: str) -> tuple[str, str]:
    words = fold(typed)
    found = _words_of(CommendationType).get(words, "") if words else ""
    if found or not words:
        return found, ""
    return "", _("Loại hình khen thưởng ghi như trong danh mục, ví dụ “Công trạng”.")


def position_class(kind: str, typed: str) -> tuple[str, str]:
    """The group of a person, and what to say of a group that nobody knows."""
    group = fold(typed)
    if kind != SubjectKind.PERSON or not group or group in _KINDS:
        return "", ""
    found = _words_of(PositionClass).get(group, "") or _CLASSES_TOO.get(group, "")
    return (
        found,
        "" if found else _("Nhóm đối tượng ghi “Trực tiếp”, “Gián tiếp” hoặc “Quản lý”; để trống."),
    )


def gone(typed: str) -> str:
    """Why a line that stands no longer is no honour."""
    if fold(typed).startswith(("da huy", "thu hoi", "huy")):
        return _("Dòng này ghi là đã hủy, thu hồi nên không nhập như còn hiệu lực. Bỏ dòng này.")
    return ""


@cache
def _words_of(choices: type[CommendationType | PositionClass]) -> dict[str, str]:
    """The values of an enumeration by themselves and by their folded labels in both languages."""
    words = {str(one): str(one) for one in choices}
    for language in ("vi", "en"):
        with override(language):
            words |= {fold(str(one.label)): str(one) for one in choices}
    return words


def marked(male: str, female: str, born: PartialDay | None) -> tuple[str, PartialDay | None]:
    """Two columns for men and women: a mark, or the year of birth in the one that fits."""
    for text, sex in ((male, Sex.MALE), (female, Sex.FEMALE)):
        if text:
            return sex, born or parsed(text)
    return "", born


def kind_of(heading: str, typed: str, group: str, name: str, is_born: bool) -> tuple[str, str]:
    """Whether a row is about a person, a collective or a household; ``heading`` is what the column of names says."""
    words = fold(typed.strip())
    if words in _KINDS:
        return _KINDS[words], ""
    if words:
        return SubjectKind.PERSON, _("Loại đối tượng ghi “Cá nhân”, “Tập thể” hoặc “Hộ gia đình”.")
    if (folded_group := fold(group)) in _KINDS:
        return _KINDS[folded_group], ""
    if heading or is_born:
        return heading or SubjectKind.PERSON, ""
    return _kind_of_name(name), ""


@lru_cache(maxsize=200_000)
def _kind_of_name(name: str) -> str:
    head = f"{fold(name)} "
    if head.startswith("ho gia dinh "):
        return SubjectKind.HOUSEHOLD
    is_collective = any(head.startswith(f"{start} ") for start in _COLLECTIVE_HEADS)
    return SubjectKind.COLLECTIVE if is_collective else SubjectKind.PERSON


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    sex: str = ""
    missing: str = ""
    wrong: str = ""
    odd: str = ""


def name_of(kind: str, typed: str) -> Name:
    name = nfc(typed)
    if not name:
        return Name("", missing=_("Thiếu tên người hoặc tập thể được khen."))
    if kind != SubjectKind.PERSON:
        return Name(name)
    found = read_person(typed)
    name = found.name
    if found.has_others:
        words = _("Ô này ghi gộp “%(name)s”. Sổ ghi từng người: tách mỗi người một dòng, có năm sinh riêng.")
        return Name(name, found.sex, wrong=words % {"name": name[:80]})
    if found.people > 1:
        words = _("Ô này có %(count)s người. Tách mỗi người một dòng, có năm sinh riêng.")
        return Name(name, found.sex, wrong=words % {"count": found.people})
    if not is_plausible_name(name):
        words = _("“%(name)s” không giống họ và tên; xem lại cột hoặc bảng mã.")
        return Name(name, found.sex, odd=words % {"name": name[:80]})
    return Name(name, found.sex)


def sex_of(kind: str, typed: str, marked: str, called: str) -> tuple[str, str]:
    """The sex of a person by its own column, else by a mark, else by the form of address."""
    if kind != SubjectKind.PERSON:
        return "", ""
    words = fold(typed.strip())
    wrong = _("Giới tính ghi “Nam” hoặc “Nữ”.") if words and words not in _SEXES else ""
    return _SEXES.get(words, "") or marked or called, wrong


def birth_of(kind: str, born: PartialDay | None, last: int) -> tuple[date | None, int | None, str]:
    if born is None or kind != SubjectKind.PERSON:
        return None, None, ""
    if EARLIEST_BIRTH <= born.year < last:
        return born.exact, born.year, ""
    words = _("Năm sinh %(year)s không thể đúng; xem lại giấy tờ.") % {"year": born.year}
    return born.exact, born.year, words


def identity_of(on: date, number: str, birth_year: int | None, sex: Any) -> tuple[str, str]:
    """What is odd about an identity number, and why it cannot be one."""
    if not number:
        return "", ""
    checked = check_identity_number(number, birth_year=birth_year, sex=sex or None, on=on)
    words = joined(checked.reasons)
    return words if checked.status == "odd" else "", words if checked.status == "impossible" else ""
