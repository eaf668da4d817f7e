"""One row of a list, cell by cell: understood, or refused with a reason, before anything is looked up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.identity_numbers import check_identity_number, clean_identity_number
from thidua.core.sheets.tables import Cell
from thidua.core.vietnamese import NotADay, PartialDay, fold, is_plausible_name, nfc, parse_day
from thidua.domain.catalogue.wordings import ALIASES
from thidua.domain.people.states import Sex, SubjectKind
from thidua.domain.register.imports.values import ReadRow
from thidua.domain.register.numbers import read_register_number

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
_WITH_DAY = re.compile(r"(.+?)[\s,;]+(?:ngày|ký ngày|ngay)\s+(.+)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:quyết định|qđ)?\s*(?:số)?\s*[:.]?\s*(\d.*)", re.IGNORECASE)


def read_row(cells: Mapping[str, Cell], *, on: date, awards: Mapping[str, str], kind: str = "") -> ReadRow:
    """Read one row as of a day. ``awards`` are the folded wordings of honours with their codes (``award_words``).

    ``kind`` is what the header says every holder is, empty when it says nothing.
    """
    row = ReadRow(number=max(cell.row for cell in cells.values()))
    row.errors.update({key: cell.problem for key, cell in cells.items() if cell.problem})
    for key, longest in _LONGEST.items():
        text = nfc(str(cells[key].value or ""))
        if len(text) > longest:
            row.errors[key] = _("Dài quá %(limit)s chữ cái; rút gọn lại.") % {"limit": longest}
        setattr(row, key, text)
    if not row.name:
        row.errors.setdefault("name", _("Thiếu tên người hoặc tập thể được khen."))
    _read_decision(row, cells, on)
    _read_award(row, str(cells["award"].value or ""), awards)
    _read_numbers(row, cells, on)
    _read_holder(row, cells, on, kind)
    return row


def _read_decision(row: ReadRow, cells: Mapping[str, Cell], on: date) -> None:
    """Number and day, which many lists write into one cell: "QĐ số 123/QĐ-LĐLĐ ngày 5/3/2012"."""
    day = _day(cells["decided_on"].value)
    joined = _WITH_DAY.fullmatch(row.decision_number)
    if joined:
        row.decision_number = joined[1]
        day = day or _parsed(joined[2])
    number = _NUMBER.fullmatch(row.decision_number)
    row.decision_number = number[1].strip() if number else row.decision_number
    if not row.decision_number:
        row.errors.setdefault("decision_number", _("Thiếu số quyết định."))
    elif not number:
        row.errors["decision_number"] = _("Số quyết định phải bắt đầu bằng một số, ví dụ 123/QĐ-LĐLĐ.")
    if "decided_on" in row.errors:
        return
    if day is None:
        row.errors["decided_on"] = _("Thiếu ngày quyết định.")
    elif day.exact is None:
        row.errors["decided_on"] = _("Ngày quyết định cần đủ ngày, tháng, năm; tệp chỉ ghi %(day)s.") % {
            "day": day
        }
    elif not day.year >= EARLIEST_DECISION or day.exact > on:
        row.errors["decided_on"] = _("Ngày quyết định %(day)s không thể đúng.") % {"day": day}
    else:
        row.decided_on = day.exact


def _day(value: Any) -> PartialDay | None:
    return value if isinstance(value, PartialDay) else None


def _parsed(text: str) -> PartialDay | None:
    try:
        return parse_day(text)
    except NotADay:
        return None


def _read_award(row: ReadRow, typed: str, awards: Mapping[str, str]) -> None:
    words = fold(" ".join(typed.split()))
    if not words:
        row.errors.setdefault("award", _("Thiếu danh hiệu hoặc hình thức khen thưởng."))
        return
    row.award_code = awards.get(words) or ALIASES.get(words, "")
    if not row.award_code:
        row.errors["award"] = _(
            "Danh mục không có “%(typed)s”. Ghi mã hoặc tên đầy đủ như trong danh mục, ví dụ BK_LDLD."
        ) % {"typed": nfc(typed)[:80]}


def _read_numbers(row: ReadRow, cells: Mapping[str, Cell], on: date) -> None:
    year, bonus = cells["achievement_year"].value, cells["bonus"].value
    if year is not None:
        last = row.decided_on.year if row.decided_on else on.year
        row.achievement_year = int(str(year))
        if not EARLIEST_DECISION <= row.achievement_year <= last:
            row.errors["achievement_year"] = _("Năm thành tích %(year)s không thể đúng.") % {"year": year}
    if bonus is not None:
        row.bonus_vnd = int(float(str(bonus)))
        if not 0 <= row.bonus_vnd <= _LARGEST_BONUS:
            row.errors["bonus"] = _("Tiền thưởng không thể đúng. Ghi bằng đồng.")
    typed = str(cells["register_no"].value or "")
    if typed:
        row.register_no = read_register_number(typed) or ""
        if not row.register_no:
            row.errors["register_no"] = _(
                "Số vào sổ “%(typed)s” không đúng dạng PT-25-00123. Bỏ trống để được cấp số."
            ) % {"typed": nfc(typed)[:40]}


def _read_holder(row: ReadRow, cells: Mapping[str, Cell], on: date, kind: str) -> None:
    born = _day(cells["birth"].value)
    row.identity = clean_identity_number(str(cells["identity"].value or ""))
    row.kind = _kind_of(row, str(cells["kind"].value or ""), kind, is_born=bool(born or row.identity))
    if row.kind != SubjectKind.PERSON:
        row.identity = ""
        return
    if born:
        row.birth_date, row.birth_year = born.exact, born.year
        last = row.decided_on.year if row.decided_on else on.year
        if not EARLIEST_BIRTH <= born.year < last:
            row.errors["birth"] = _("Năm sinh %(year)s không thể đúng; xem lại giấy tờ.") % {
                "year": born.year
            }
    _read_sex(row, str(cells["sex"].value or ""))
    _read_identity(row, on)
    if not born and not row.identity and not {"birth", "identity"} & set(row.errors):
        row.errors["birth"] = _("Cá nhân cần năm sinh hoặc số định danh để biết là ai.")
    if row.name and not is_plausible_name(row.name):
        row.warnings["name"] = _("“%(name)s” không giống họ và tên; xem lại cột hoặc bảng mã.") % {
            "name": row.name
        }


def _kind_of(row: ReadRow, typed: str, kind: str, *, is_born: bool) -> str:
    words = fold(typed.strip())
    if words:
        if words not in _KINDS:
            row.errors["kind"] = _("Loại đối tượng ghi “Cá nhân”, “Tập thể” hoặc “Hộ gia đình”.")
        return _KINDS.get(words, SubjectKind.PERSON)
    if kind or is_born:
        return kind or SubjectKind.PERSON
    head = f"{row.folded} "
    if head.startswith("ho gia dinh "):
        return SubjectKind.HOUSEHOLD
    is_collective = any(head.startswith(f"{start} ") for start in _COLLECTIVE_HEADS)
    return SubjectKind.COLLECTIVE if is_collective else SubjectKind.PERSON


def _read_sex(row: ReadRow, typed: str) -> None:
    words = fold(typed.strip())
    if words and words not in _SEXES:
        row.errors["sex"] = _("Giới tính ghi “Nam” hoặc “Nữ”.")
    row.sex = _SEXES.get(words, "")


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
