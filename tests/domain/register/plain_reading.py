"""The rows of a list read one by one, each by itself: slow and plain. The columns must say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.identity_numbers import clean_identity_number
from thidua.core.vietnamese import PartialDay, nfc
from thidua.domain.catalogue.wordings import award_words
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports import meanings
from thidua.domain.register.imports.values import ReadRow

_LONGEST = {"name": 300, "post": 200, "unit": 300, "decision_number": 60, "issuer": 300, "signer": 200,
            "signer_post": 200, "achievement": 4000, "unit_code": 30}  # fmt: skip


class RowReader:
    """Reads the rows of one list as of a day."""

    def __init__(self, on: date, *, kind: str = "", given: Mapping[str, str] | None = None) -> None:
        self.on, self.kind = on, kind
        self.awards = award_words()
        self.given = {key: nfc(text) for key, text in (given or {}).items()}

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
        self._read_numbers(row, told)
        self._read_holder(row, told)
        _read_standing(row, told)
        return row

    def _read_decision(self, row: ReadRow, told: _Told) -> None:
        found = meanings.decision(self.on, row.decision_number, told.day("decided_on"))
        row.decision_number = found.number
        _first(row, "decision_number", found.wrong_number)
        if "decided_on" not in row.errors:
            row.decided_on = found.day
            _first(row, "decided_on", found.wrong_day)

    def _read_award(self, row: ReadRow, told: _Told) -> None:
        row.award_code, missing, unknown = meanings.award(self.awards, told.text("award"))
        _first(row, "award", missing)
        _over(row, "award", unknown)

    def _read_numbers(self, row: ReadRow, told: _Told) -> None:
        row.achievement_year, wrong = meanings.achievement_year(
            told.value("achievement_year"), self._last(row)
        )
        _over(row, "achievement_year", wrong)
        row.bonus_vnd, wrong = meanings.bonus(told.value("bonus"))
        _over(row, "bonus", wrong)
        row.register_no, wrong = meanings.register_no(told.text("register_no"))
        _over(row, "register_no", wrong)

    def _read_holder(self, row: ReadRow, told: _Told) -> None:
        identity = clean_identity_number(told.text("identity"))
        marked, born = meanings.marked(told.text("male"), told.text("female"), told.day("birth"))
        row.kind, wrong = meanings.kind_of(
            self.kind,
            told.text("kind"),
            told.text("class"),
            told.text("name"),
            bool(born or identity or marked),
        )
        _over(row, "kind", wrong)
        name = meanings.name_of(row.kind, told.text("name"))
        row.name = name.name
        _first(row, "name", name.missing)
        if row.kind != SubjectKind.PERSON:
            return
        _over(row, "name", name.wrong)
        if name.odd:
            row.warnings["name"] = name.odd
        row.sex, wrong = meanings.sex_of(row.kind, told.text("sex"), marked, name.sex)
        _over(row, "sex", wrong)
        row.birth_date, row.birth_year, wrong = meanings.birth_of(row.kind, born, self._last(row))
        _over(row, "birth", wrong)
        row.identity = identity
        row.identity_note, wrong = meanings.identity_of(self.on, identity, row.birth_year, row.sex)
        _over(row, "identity", wrong)
        if row.identity_note:
            row.warnings["identity"] = row.identity_note
        if not born and not identity and not {"birth", "identity", "name"} & set(row.errors):
            row.errors["birth"] = _("Cá nhân cần năm sinh hoặc số định danh để biết là ai.")

    def _last(self, row: ReadRow) -> int:
        return (row.decided_on or self.on).year


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
        return meanings.parsed(found) if isinstance(found, str) else found


def _read_standing(row: ReadRow, told: _Told) -> None:
    """The kind of commendation, the group of the holder, and a line that stands no longer."""
    row.commendation_type, wrong = meanings.commendation_type(told.text("type"))
    _over(row, "type", wrong)
    row.position_class, odd = meanings.position_class(row.kind, told.text("class"))
    if odd:
        row.warnings["class"] = odd
    _over(row, "status", meanings.gone(told.text("status")))


def _first(row: ReadRow, key: str, wrong: str) -> None:
    """Say what is wrong unless the cell has an error already."""
    if wrong:
        row.errors.setdefault(key, wrong)


def _over(row: ReadRow, key: str, wrong: str) -> None:
    """Say what is wrong, over an error that the cell had."""
    if wrong:
        row.errors[key] = wrong
