"""The rows of a list read one by one, each by itself: slow and plain. The columns must say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.identity_numbers import check_identity_number, clean_identity_number
from thidua.core.vietnamese import NotADay, PartialDay, fold, is_plausible_name, nfc, parse_day
from thidua.domain.catalogue.wordings import ALIASES, award_words
from thidua.domain.people.states import PositionClass, Sex, SubjectKind
from thidua.domain.register.imports.names import read_person
from thidua.domain.register.imports.values import ReadRow
from thidua.domain.register.numbers import read_register_number
from thidua.domain.register.states import CommendationType

EARLIEST_DECISION = 1945
EARLIEST_BIRTH = 1900
_LONGEST = {"name": 300, "post": 200, "unit": 300, "decision_number": 60, "issuer": 300, "signer": 200,
            "signer_post": 200, "achievement": 4000, "unit_code": 30}  # fmt: skip
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


class RowReader:
    """Reads the rows of one list as of a day."""

    def __init__(self, on: date, *, kind: str = "", given: Mapping[str, str] | None = None) -> None:
        self.on, self.kind = on, kind
        self.awards = award_words()
        self.given = {key: nfc(text) for key, text in (given or {}).items()}
        self.decisions: dict[tuple[str, PartialDay | None], _Decision] = {}
        self.honors: dict[str, str] = {}

    def read(
        self, number: int, cells: Mapping[str, Any], above: Mapping[str, str], problems: Mapping[str, str]
    ) -> ReadRow:
        """Read one row: its own ``cells`` first, then the titles ``above`` it, then what was given for all.

        ``problems`` are of cells that could not be read.
        """
        row = ReadRow(number=number)
        row.errors.update(problems)
        told = _Told(cells, above, self.given)
        for key, longest in _LONGEST.items():
            text = told.text(key)
            if len(text) > longest:
                row.errors[key] = _("Dài quá %(limit)s chữ cái; rút gọn lại.") % {"limit": longest}
            setattr(row, key, text)
        self._read_decision(row, told)
        self._read_award(row, told)
        _read_numbers(row, told, self.on)
        self._read_holder(row, told)
        _read_standing(row, told)
        return row

    def _read_decision(self, row: ReadRow, told: _Told) -> None:
        """Number and day, which many lists write into one cell: "QĐ số 123/QĐ-LĐLĐ ngày 5/3/2012"."""
        asked = (row.decision_number, told.day("decided_on"))
        if asked not in self.decisions:
            self.decisions[asked] = _decision(*asked, self.on)
        found = self.decisions[asked]
        row.decision_number = found.number
        if found.wrong_number:
            row.errors.setdefault("decision_number", found.wrong_number)
        if "decided_on" not in row.errors:
            row.decided_on = found.day
            if found.wrong_day:
                row.errors["decided_on"] = found.wrong_day

    def _read_award(self, row: ReadRow, told: _Told) -> None:
        typed = told.text("award")
        if typed not in self.honors:
            words = fold(" ".join(typed.split()))
            self.honors[typed] = self.awards.get(words) or ALIASES.get(words, "")
        row.award_code = self.honors[typed]
        if not typed:
            row.errors.setdefault("award", _("Thiếu danh hiệu hoặc hình thức khen thưởng."))
        elif not row.award_code:
            row.errors["award"] = _(
                "Danh mục không có “%(typed)s”. Ghi mã hoặc tên đầy đủ như trong danh mục, ví dụ BK_LDLD."
            ) % {"typed": nfc(typed)[:80]}

    def _read_holder(self, row: ReadRow, told: _Told) -> None:
        typed = told.text("name")
        born = told.day("birth")
        row.identity = clean_identity_number(told.text("identity"))
        marked, born = _marked(told, born)
        row.kind = _kind_of(row, told, self.kind, is_born=bool(born or row.identity or marked))
        row.name = nfc(typed)
        if not row.name:
            row.errors.setdefault("name", _("Thiếu tên người hoặc tập thể được khen."))
        if row.kind != SubjectKind.PERSON:
            row.identity = ""
            return
        _read_name(row, typed)
        _read_sex(row, told.text("sex"), marked)
        self._read_birth(row, born)
        _read_identity(row, self.on)
        if not born and not row.identity and not {"birth", "identity", "name"} & set(row.errors):
            row.errors["birth"] = _("Cá nhân cần năm sinh hoặc số định danh để biết là ai.")

    def _read_birth(self, row: ReadRow, born: PartialDay | None) -> None:
        if born is None:
            return
        row.birth_date, row.birth_year = born.exact, born.year
        last = row.decided_on.year if row.decided_on else self.on.year
        if not EARLIEST_BIRTH <= born.year < last:
            row.errors["birth"] = _("Năm sinh %(year)s không thể đúng; xem lại giấy tờ.") % {
                "year": born.year
            }


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of one row, from near to far."""

    cells: Mapping[str, Any]
    above: Mapping[str, str]
    given: Mapping[str, str]

    def value(self, key: str) -> Any:
        found = self.cells.get(key)
        return found if found is not None else self.above.get(key) or self.given.get(key)

    def text(self, key: str) -> str:
        found = self.value(key)
        return "" if found is None else str(found)

    def day(self, key: str) -> PartialDay | None:
        found = self.value(key)
        return _parsed(found) if isinstance(found, str) else found


@dataclass(frozen=True, slots=True)
class _Decision:
    number: str
    day: date | None
    wrong_number: str
    wrong_day: str


def _decision(typed: str, day: PartialDay | None, on: date) -> _Decision:
    joined = _WITH_DAY.fullmatch(typed)
    if joined:
        typed = joined[1]
        day = day or _parsed(joined[2])
    number = _NUMBER.fullmatch(typed)
    wrong_number = ""
    if not typed:
        wrong_number = _("Thiếu số quyết định.")
    elif not number:
        wrong_number = _("Số quyết định phải bắt đầu bằng một số, ví dụ 123/QĐ-LĐLĐ.")
    exact, wrong_day = _decision_day(day, on)
    return _Decision(number[1].strip() if number else typed, exact, wrong_number, wrong_day)


def _decision_day(day: PartialDay | None, on: date) -> tuple[date | None, str]:
    if day is None:
        return None, _("Thiếu ngày quyết định.")
    if day.exact is None:
        return None, _("Ngày quyết định cần đủ ngày, tháng, năm; tệp chỉ ghi %(day)s.") % {"day": day}
    if not day.year >= EARLIEST_DECISION or day.exact > on:
        return None, _("Ngày quyết định %(day)s không thể đúng.") % {"day": day}
    return day.exact, ""


def _parsed(text: str) -> PartialDay | None:
    try:
        return parse_day(text)
    except NotADay:
        return None


def _read_numbers(row: ReadRow, told: _Told, on: date) -> None:
    year, bonus = told.value("achievement_year"), told.value("bonus")
    if year is not None:
        last = row.decided_on.year if row.decided_on else on.year
        row.achievement_year = int(str(year))
        if not EARLIEST_DECISION <= row.achievement_year <= last:
            row.errors["achievement_year"] = _("Năm thành tích %(year)s không thể đúng.") % {"year": year}
    if bonus is not None:
        row.bonus_vnd = int(float(str(bonus)))
        if not 0 <= row.bonus_vnd <= _LARGEST_BONUS:
            row.errors["bonus"] = _("Tiền thưởng không thể đúng. Ghi bằng đồng.")
    typed = told.text("register_no")
    if typed:
        row.register_no = read_register_number(typed) or ""
        if not row.register_no:
            row.errors["register_no"] = _(
                "Số vào sổ “%(typed)s” không đúng dạng PT-25-00123. Bỏ trống để được cấp số."
            ) % {"typed": nfc(typed)[:40]}


def _read_standing(row: ReadRow, told: _Told) -> None:
    """The kind of commendation, the group of the holder, and a line that stands no longer."""
    words = fold(told.text("type"))
    if words:
        row.commendation_type = _words_of(CommendationType).get(words, "")
        if not row.commendation_type:
            row.errors["type"] = _("Loại hình khen thưởng ghi như trong danh mục, ví dụ “Công trạng”.")
    group = fold(told.text("class"))
    if row.kind == SubjectKind.PERSON and group and group not in _KINDS:
        row.position_class = _words_of(PositionClass).get(group, "") or _CLASSES_TOO.get(group, "")
        if not row.position_class:
            row.warnings["class"] = _("Nhóm đối tượng ghi “Trực tiếp”, “Gián tiếp” hoặc “Quản lý”; để trống.")
    if fold(told.text("status")).startswith(("da huy", "thu hoi", "huy")):
        row.errors["status"] = _(
            "Dòng này ghi là đã hủy, thu hồi nên không nhập như còn hiệu lực. Bỏ dòng này."
        )


@cache
def _words_of(choices: type[CommendationType | PositionClass]) -> dict[str, str]:
    """The values of an enumeration by themselves and by their folded labels in both languages."""
    words = {str(one): str(one) for one in choices}
    for language in ("vi", "en"):
        with override(language):
            words |= {fold(str(one.label)): str(one) for one in choices}
    return words


def _marked(told: _Told, born: PartialDay | None) -> tuple[str, PartialDay | None]:
    """Two columns for men and women: a mark, or the year of birth in the one that fits."""
    for key, sex in (("male", Sex.MALE), ("female", Sex.FEMALE)):
        text = told.text(key)
        if text:
            return sex, born or _parsed(text)
    return "", born


def _kind_of(row: ReadRow, told: _Told, kind: str, *, is_born: bool) -> str:
    words = fold(told.text("kind").strip())
    if words in _KINDS:
        return _KINDS[words]
    if words:
        row.errors["kind"] = _("Loại đối tượng ghi “Cá nhân”, “Tập thể” hoặc “Hộ gia đình”.")
        return SubjectKind.PERSON
    group = fold(told.text("class"))
    if group in _KINDS:
        return _KINDS[group]
    if kind or is_born:
        return kind or SubjectKind.PERSON
    return _kind_of_name(told.text("name"))


@lru_cache(maxsize=200_000)
def _kind_of_name(name: str) -> str:
    head = f"{fold(name)} "
    if head.startswith("ho gia dinh "):
        return SubjectKind.HOUSEHOLD
    is_collective = any(head.startswith(f"{start} ") for start in _COLLECTIVE_HEADS)
    return SubjectKind.COLLECTIVE if is_collective else SubjectKind.PERSON


def _read_name(row: ReadRow, typed: str) -> None:
    if not row.name:
        return
    found = read_person(typed)
    row.name, row.sex = found.name, found.sex
    if found.has_others:
        row.errors["name"] = _(
            "Ô này ghi gộp “%(name)s”. Sổ ghi từng người: tách mỗi người một dòng, có năm sinh riêng."
        ) % {"name": row.name[:80]}
    elif found.people > 1:
        row.errors["name"] = _("Ô này có %(count)s người. Tách mỗi người một dòng, có năm sinh riêng.") % {
            "count": found.people
        }
    elif not is_plausible_name(row.name):
        row.warnings["name"] = _("“%(name)s” không giống họ và tên; xem lại cột hoặc bảng mã.") % {
            "name": row.name
        }


def _read_sex(row: ReadRow, typed: str, marked: str) -> None:
    words = fold(typed.strip())
    if words and words not in _SEXES:
        row.errors["sex"] = _("Giới tính ghi “Nam” hoặc “Nữ”.")
    row.sex = _SEXES.get(words, "") or marked or row.sex


def _read_identity(row: ReadRow, on: date) -> None:
    if not row.identity:
        return
    sex: Any = row.sex or None
    checked = check_identity_number(row.identity, birth_year=row.birth_year, sex=sex, on=on)
    if checked.status == "impossible":
        row.errors["identity"] = " ".join(checked.reasons)
    elif checked.status == "odd":
        row.identity_note = " ".join(checked.reasons)
        row.warnings["identity"] = row.identity_note
