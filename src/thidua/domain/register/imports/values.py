"""What travels between reading a list and entering it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from thidua.core.vietnamese import folded
from thidua.domain.people.actions import Newcomer


@dataclass(slots=True)
class ReadRow:
    """One row as understood so far; reasons by column key, "" for the row as a whole.

    ``errors`` keep the row out, ``warnings`` are for a person to look at.
    """

    number: int
    name: str = ""
    kind: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    sex: str = ""
    identity: str = ""
    identity_note: str = ""
    post: str = ""
    position_class: str = ""
    commendation_type: str = ""
    unit_code: str = ""
    unit: str = ""
    award_code: str = ""
    decision_number: str = ""
    decided_on: date | None = None
    issuer: str = ""
    signer: str = ""
    signer_post: str = ""
    achievement: str = ""
    achievement_year: int | None = None
    bonus_vnd: int | None = None
    register_no: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)

    @property
    def folded(self) -> str:
        return folded(self.name)


class Holder(NamedTuple):
    """Either somebody known, or a newcomer of a unit with a key that is the same in every row about them.

    ``is_whole_unit`` says that a collective is the unit itself.
    """

    subject_id: int | None
    unit_id: int | None = None
    key: tuple[Any, ...] = ()
    is_whole_unit: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One judged row: either reasons against it, or the line it would become.

    ``line`` holds fields of ``NewEntry`` without holder and register number. The holder is ``holder_id`` when known,
    else the one whom ``first_row`` brings; ``newcomer`` stands there only.
    """

    row: int
    name: str
    errors: dict[str, str]
    warnings: dict[str, str]
    register_no: str
    holder_id: int | None
    first_row: int | None
    line: dict[str, Any]
    newcomer: Newcomer | None

    @property
    def reasons(self) -> str:
        return " ".join(self.errors.values())

    def as_dict(self) -> dict[str, Any]:
        """The row for machines: its number, name, whether it may enter, and the reasons."""
        how = "known" if self.holder_id else "new"
        return {
            "row": self.row,
            "name": self.name,
            "is_good": not self.errors,
            "holder": None if self.errors else how,
            "errors": dict(self.errors),
            "warnings": dict(self.warnings),
        }
