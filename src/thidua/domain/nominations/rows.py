"""What one row of the grid, of a paste or of a workbook says, read cell by cell.

Each cell is either understood or refused by itself with a reason, so that one bad date never loses a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from thidua.core.identity_numbers import IdentityCheck, check_identity_number, clean_identity_number
from thidua.core.vietnamese import NotADay, PartialDay, fold, is_plausible_name, nfc, parse_day
from thidua.domain.catalogue.wordings import award_words
from thidua.domain.nominations.models import Nomination
from thidua.domain.people.identity import identity_hash, seal_identity
from thidua.domain.people.states import PositionClass, Sex, SubjectKind

FIELDS = (
    "name", "birth", "sex", "identity", "job", "position_class", "award_code", "achievement", "report",
    "subject_kind", "is_ethnic_minority",
)  # fmt: skip
_LONGEST = {"name": 300, "job": 200, "achievement": 2000, "report": 60_000}
_EARLIEST_BIRTH = 1900
_YES = {"x", "co", "true", "1", "yes", "on"}
_SEXES = {
    "nam": Sex.MALE,
    "male": Sex.MALE,
    "m": Sex.MALE,
    "nu": Sex.FEMALE,
    "female": Sex.FEMALE,
    "f": Sex.FEMALE,
}
_CLASSES = {
    "truc tiep": PositionClass.DIRECT, "nguoi truc tiep lao dong": PositionClass.DIRECT,
    "cong nhan": PositionClass.DIRECT, "tt": PositionClass.DIRECT, "nguoi lao dong": PositionClass.DIRECT,
    "gian tiep": PositionClass.INDIRECT, "nhan vien": PositionClass.INDIRECT, "gt": PositionClass.INDIRECT,
    "quan ly": PositionClass.MANAGER, "lanh dao": PositionClass.MANAGER, "can bo quan ly": PositionClass.MANAGER,
    "ql": PositionClass.MANAGER,
}  # fmt: skip
_KINDS = {
    "ca nhan": SubjectKind.PERSON,
    "tap the": SubjectKind.COLLECTIVE,
    "ho gia dinh": SubjectKind.HOUSEHOLD,
}


@dataclass(frozen=True, slots=True)
class RowData:
    """The columns a row sets, and for cells that cannot be read, the reason by cell."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    identity: dict[str, Any] | None = None  # status and reasons of the identity number, when one was given


def read_row(cells: Mapping[str, Any], *, on: date, awards: Mapping[str, str] | None = None) -> RowData:
    """This will read the cells that are present (see ``FIELDS``); an absent key leaves its column alone.

    Cells are texts (dates and numbers of a workbook are taken as they are). ``awards`` maps the folded wordings of
    awards to codes (``award_words``); without it every award of the catalogue is understood.
    """
    row = RowData()
    for name in FIELDS:
        if name in cells and name != "identity":
            try:
                row.values.update(_READERS[name](cells[name], on, awards))
            except ValueError as error:
                row.errors[name] = str(error)
    return _with_identity(row, cells, on) if "identity" in cells else row


def current_values(row: Nomination | Mapping[str, Any]) -> dict[str, Any]:
    """What the grid shows of a nomination, by cell; the identity number is never shown back."""
    get = row.get if isinstance(row, Mapping) else lambda name: getattr(row, name)
    birth = get("birth_date")
    return {
        "name": get("name"),
        "birth": f"{birth:%d/%m/%Y}" if birth else str(get("birth_year") or ""),
        "sex": get("sex"),
        "job": get("job"),
        "position_class": get("position_class"),
        "award_code": get("award_code"),
        "achievement": get("achievement"),
        "report": get("report"),
        "subject_kind": get("subject_kind"),
        "is_ethnic_minority": get("is_ethnic_minority"),
    }


def _word(value: Any) -> str:
    return fold(str(value or "").strip())


def _text(name: str, value: Any) -> str:
    typed = str(value if value is not None else "")
    # A report keeps its paragraphs; everything else is one line.
    text = "\n".join(map(nfc, typed.strip().splitlines())) if name == "report" else nfc(typed)
    if len(text) > _LONGEST[name]:
        raise ValueError(_("Dài quá %(limit)s chữ cái; rút gọn lại.") % {"limit": _LONGEST[name]})
    return text


def _name(value: Any, _on: date, _awards: Any) -> dict[str, Any]:
    return {"name": _text("name", value)}


def _birth(value: Any, on: date, _awards: Any) -> dict[str, Any]:
    if value in (None, ""):
        return {"birth_date": None, "birth_year": None}
    try:
        day = value if isinstance(value, PartialDay) else parse_day(value)
    except NotADay as error:
        raise ValueError(str(error)) from error
    if not _EARLIEST_BIRTH <= day.year <= on.year or (day.exact and day.exact > on):
        raise ValueError(_("Năm sinh %(year)s không thể đúng; xem lại giấy tờ.") % {"year": day.year})
    return {"birth_date": day.exact, "birth_year": day.year}


def _sex(value: Any, _on: date, _awards: Any) -> dict[str, Any]:
    word = _word(value)
    if word and word not in _SEXES:
        raise ValueError(_("Giới tính ghi “Nam” hoặc “Nữ”."))
    return {"sex": _SEXES.get(word, "")}


def _plain(name: str) -> Any:
    def read(value: Any, _on: date, _awards: Any) -> dict[str, Any]:
        return {name: _text(name, value)}

    return read


def _position_class(value: Any, _on: date, _awards: Any) -> dict[str, Any]:
    word = _word(value)
    if not word or word in PositionClass.values:
        return {"position_class": word}
    if word not in _CLASSES:
        raise ValueError(
            _("Không rõ “%(typed)s” là nhóm nào. Ghi “Trực tiếp”, “Gián tiếp” hoặc “Quản lý”.")
            % {"typed": str(value).strip()}
        )
    return {"position_class": _CLASSES[word]}


def _award(value: Any, _on: date, awards: Mapping[str, str] | None) -> dict[str, Any]:
    typed = nfc(str(value or "")).strip()
    if not typed:
        return {"award_code": ""}
    words = award_words() if awards is None else awards
    code = words.get(_word(typed))
    if code is None:
        raise ValueError(
            _("Đợt này không xét “%(typed)s”; chọn một danh hiệu, hình thức trong danh sách của đợt.")
            % {"typed": typed}
        )
    return {"award_code": code}


def _kind(value: Any, _on: date, _awards: Any) -> dict[str, Any]:
    word = _word(value) or SubjectKind.PERSON.value
    kind = _KINDS.get(word, word)
    if kind not in SubjectKind.values:
        raise ValueError(_("Đối tượng ghi “Cá nhân”, “Tập thể” hoặc “Hộ gia đình”."))
    return {"subject_kind": str(kind)}


def _minority(value: Any, _on: date, _awards: Any) -> dict[str, Any]:
    return {"is_ethnic_minority": value is True or _word(value) in _YES}


_READERS: dict[str, Any] = {
    "name": _name,
    "birth": _birth,
    "sex": _sex,
    "job": _plain("job"),
    "position_class": _position_class,
    "award_code": _award,
    "achievement": _plain("achievement"),
    "report": _plain("report"),
    "subject_kind": _kind,
    "is_ethnic_minority": _minority,
}


def _with_identity(row: RowData, cells: Mapping[str, Any], on: date) -> RowData:
    """A number that cannot be is refused; an odd one is kept and its doubts are shown to a person."""
    number = clean_identity_number(str(cells["identity"] or ""))
    if not number:
        cleared = {"identity_sealed": None, "identity_hash": None}
        return RowData(row.values | cleared, row.errors, {})

    def checked() -> IdentityCheck:
        born, sex = row.values.get("birth_year"), row.values.get("sex") or None
        return check_identity_number(number, birth_year=born, sex=sex, on=on)

    check = checked()
    if check.status == "impossible":
        return RowData(row.values, row.errors | {"identity": " ".join(check.reasons)}, None)
    sealed = {"identity_sealed": seal_identity(number), "identity_hash": identity_hash(number)}
    with override("vi"):
        note = {"status": check.status, "reasons": list(checked().reasons)}
    with override("en"):
        note["reasons_en"] = list(checked().reasons)
    return RowData(row.values | sealed, row.errors, note)


def name_doubt(name: str, kind: str) -> str:
    """Why a name hardly is one, or nothing."""
    if kind == SubjectKind.PERSON and name and not is_plausible_name(name):
        return _("“%(name)s” không giống họ và tên; xem lại cột hoặc bảng mã.") % {"name": name}
    return ""
