"""Every row of a list judged at once: what is wrong with it, or the line of the register it would become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import polars as pl

from thidua.core.batches import plain_text
from thidua.core.clock import day_of
from thidua.core.collector import without_collector
from thidua.core.sentences import sentence as _
from thidua.core.vietnamese import folded
from thidua.domain.access import Actor, Span, Verdict
from thidua.domain.catalogue.library import library
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import structure_version, subtree_spans
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.holders import looking_for_holders
from thidua.domain.register.imports.plan import LINE, plan_frame, planned_rows, told_by
from thidua.domain.register.imports.presence import Honor, entered_honors, numbers_withdrawn
from thidua.domain.register.imports.reading import Lots
from thidua.domain.register.imports.units import Issuer, Units, UnknownUnit
from thidua.domain.register.imports.values import Holder, PlannedRow, ReadRow
from thidua.domain.register.permissions import can_import_at
from thidua.domain.register.queries.keys import numbers_taken
from thidua.domain.register.states import Confidence, Source

_SUBJECTS = {"person": "individual", "collective": "collective", "household": "household"}


class Readable(Protocol):
    """A list whose rows can be read as of a day, lot by lot."""

    def read_lots(self, on: date) -> Lots: ...


def stage_honors(file: Readable, *, actor: Actor, at: datetime, unit_code: str = "") -> list[PlannedRow]:
    """The rows of ``judge_honors`` as values, for those who look at them one by one."""
    return planned_rows(judge_honors(file, actor=actor, at=at, unit_code=unit_code))


@without_collector()
def judge_honors(file: Readable, *, actor: Actor, at: datetime, unit_code: str = "") -> pl.DataFrame:
    """Judge every row of a list as a plan; nothing is written, and the number of queries does not grow with the rows.

    ``unit_code`` names the unit whose list it is: rows of units outside its subtree are refused, rows that name no
    unit are its own. Raises ``UnknownUnit`` when no unit has that code.
    """
    reading = file.read_lots(day_of(at))
    judge = _Judge(reading, actor, day_of(at), unit_code)
    rows: list[ReadRow] = []
    placed: list[tuple[ReadRow, Placement]] = []
    told: list[pl.DataFrame] = []
    lines: list[pl.DataFrame] = []
    doubt_award = _AwardDoubts()
    with looking_for_holders() as search:
        for lot in reading.lots:
            found = [(row, unit) for row in lot if (unit := judge.unit_of(row))]
            search.look_for(found)
            issued = [(row, unit, issuer) for row, unit in found if (issuer := judge.issuer_of(row, unit))]
            lines.append(_lines([one for one in issued if not one[0].errors]))
            told.append(told_by(lot))
            for row in lot:
                doubt_award(row)
            rows += lot
            placed += found
        holders = search.holders()
    _refuse_repeats(placed, holders)
    _refuse_numbers_taken(rows)
    return plan_frame(rows, pl.concat(told), pl.concat(lines), holders)


class _Judge:
    """The units of the list, and which of them the list may speak of."""

    def __init__(self, said: Lots, actor: Actor, on: date, unit_code: str) -> None:
        codes = said.codes | said.issuers | ({unit_code} if unit_code else set())
        self.units = Units(codes, said.units | said.issuers)
        self.actor, self.unit_code = actor, unit_code
        self.spans = self._scope(on) if unit_code else None
        self.verdicts: dict[int, Verdict] = {}
        self.found: dict[tuple[str, str, int], Placement] = {}
        self.issuers: dict[tuple[int, str, str, int], Issuer] = {}

    def _scope(self, on: date) -> tuple[Span, ...]:
        found = self.units.by_code.get(self.unit_code.upper())
        if not found:
            raise UnknownUnit(_("Không có đơn vị nào có mã “%(code)s”.") % {"code": self.unit_code})
        return subtree_spans(found[0].organization_id, on, structure_version())

    def unit_of(self, row: ReadRow) -> Placement | None:
        """The unit of a row on the day of its decision; a reason is put on the row when there is none."""
        if row.decided_on is None:
            return None
        asked = (row.unit_code, row.unit, self.units.era(row.decided_on))
        if (known := self.found.get(asked)) is not None:
            return known
        unit, words = self._unit(row.unit_code, row.unit, row.decided_on)
        if words:
            row.errors["unit_code" if row.unit_code else "unit"] = words
        elif unit is not None:
            self.found[asked] = unit
        return unit

    def _unit(self, code: str, name: str, on: date) -> tuple[Placement | None, str]:
        """The unit that a code or a name means on a day, and what speaks against it."""
        code = code or ("" if name else self.unit_code)
        if not code and not name:
            return None, _("Thiếu đơn vị. Ghi tên hoặc mã đơn vị, hoặc chọn đơn vị chung cho cả tệp.")
        try:
            found = self.units.find(code, name, on)
        except UnknownUnit as error:
            return None, str(error)
        position = found.organization.position
        if self.spans is not None and not any(span.holds(position) for span in self.spans):
            return found, _("Đơn vị này không thuộc %(code)s.") % {"code": self.unit_code}
        allowed = self._allowed(position)
        return found, "" if allowed else allowed.reason

    def _allowed(self, position: int) -> Verdict:
        if position not in self.verdicts:
            self.verdicts[position] = can_import_at(self.actor, position)
        return self.verdicts[position]

    def issuer_of(self, row: ReadRow, unit: Placement) -> Issuer | None:
        """Who decided; a reason is put on the row when that cannot be told."""
        if not row.award_code or row.decided_on is None:
            return None
        asked = (unit.pk, row.award_code, row.issuer, self.units.era(row.decided_on))
        if (known := self.issuers.get(asked)) is not None:
            return known
        issuer, words = self._issuer(unit, row.award_code, row.issuer, row.decided_on)
        if words:
            row.errors["issuer"] = words
        elif issuer is not None:
            self.issuers[asked] = issuer
        return issuer

    def _issuer(self, unit: Placement, award: str, typed: str, on: date) -> tuple[Issuer | None, str]:
        try:
            return self.units.issuer(unit, library().awards[award].level, typed, on), ""
        except UnknownUnit as error:
            return None, str(error)


def _refuse_repeats(placed: Sequence[tuple[ReadRow, Placement]], holders: Mapping[int, Holder]) -> None:
    """One holder has one honour of a kind by one decision: in the list, and in the register."""
    seen: dict[Honor, int] = {}
    entered = entered_honors(
        [
            (holder.subject_id, row.decided_on, row.award_code)
            for row, _unit in placed
            if (holder := holders.get(row.number)) and holder.subject_id and row.decided_on and row.award_code
        ]
    )
    for row, _unit in placed:
        holder = holders.get(row.number)
        if holder is None or not row.award_code:
            continue
        who = holder.subject_id or holder.key
        honor = (who, row.award_code, folded(row.decision_number), row.decided_on)
        if honor in seen:
            row.errors[""] = _("Trùng với dòng %(row)s của tệp này.") % {"row": seen[honor]}
        elif (known := entered.get(honor)) is not None:
            row.errors[""] = _("Khen thưởng này đã có trong sổ, số %(no)s.") % {"no": known}
        seen.setdefault(honor, row.number)


def _refuse_numbers_taken(rows: Sequence[ReadRow]) -> None:
    """A number is given once. One that stays with a line that was withdrawn is no error: the row gets another."""
    given = {row.register_no for row in rows if row.register_no}
    taken = numbers_taken(given) if given else set()
    withdrawn = numbers_withdrawn(taken)
    kept = taken - withdrawn
    seen: set[str] = set()
    for row in rows:
        number = row.register_no
        if number and (number in kept or number in seen):
            row.errors["register_no"] = _("Số vào sổ %(no)s đã dùng. Bỏ trống để được cấp số khác.") % {
                "no": number
            }
        elif number in withdrawn:
            row.register_no = ""
            row.warnings["register_no"] = _(
                "Số vào sổ %(no)s ở lại với dòng đã rút lại của một danh sách trước; dòng này được cấp số khác."
            ) % {"no": number}
        seen.add(number)


class _AwardDoubts:
    """Warns of honours that the catalogue does not know for the day or the kind of holder."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str, date], str] = {}

    def __call__(self, row: ReadRow) -> None:
        if not row.award_code or row.decided_on is None:
            return
        asked = (row.award_code, row.kind, row.decided_on)
        if asked not in self.known:
            self.known[asked] = _doubt(*asked)
        if self.known[asked]:
            row.warnings["award"] = self.known[asked]


def _doubt(code: str, kind: str, on: date) -> str:
    award = library().awards[code]
    if award.version_on(on) is None:
        return _("Danh mục chưa có quy định về %(award)s cho ngày %(day)s.") % {
            "award": award.short,
            "day": f"{on:%d/%m/%Y}",
        }
    if _SUBJECTS.get(kind) not in award.subjects:
        return _("Danh mục không tặng %(award)s cho đối tượng này; xem lại hình thức.") % {
            "award": award.short
        }
    return ""


_OWN = ("decision_number", "decided_on", "sex", "position_class", "post", "achievement", "achievement_year", "signer",
        "signer_post", "bonus_vnd")  # fmt: skip


def _lines(good: Sequence[tuple[ReadRow, Placement, Issuer]]) -> pl.DataFrame:
    """What rows without errors become, by number of row."""
    rows, units = [row for row, _unit, _issuer in good], [unit for _row, unit, _issuer in good]
    issuers = [issuer for _row, _unit, issuer in good]
    places = {id(unit): _place(unit) for unit in {id(unit): unit for unit in units}.values()}
    awards = {
        code: (library().awards[code].level, _usual_type(code)) for code in {row.award_code for row in rows}
    }
    columns: dict[str, list[Any]] = {name: [getattr(row, name) for row in rows] for name in _OWN}
    columns |= {name: [places[id(unit)][at] for unit in units] for at, name in enumerate(_PLACE)}
    columns |= {
        "row": [row.number for row in rows],
        "holder_kind": [row.kind for row in rows],
        "holder_name": [row.name for row in rows],
        "birth_year": [row.birth_year if row.kind == SubjectKind.PERSON else None for row in rows],
        "award_code": [row.award_code for row in rows],
        "award_level": [awards[row.award_code][0] for row in rows],
        "commendation_type": [row.commendation_type or awards[row.award_code][1] for row in rows],
        "issuer_id": [issuer.unit_id for issuer in issuers],
        "issuer_name": [issuer.name for issuer in issuers],
        "source": [str(Source.IMPORT)] * len(good),
        "confidence": [str(Confidence.LISTED)] * len(good),
    }
    types = {"row": pl.Int64} | LINE
    return pl.DataFrame(
        {
            name: pl.Series(_plain(columns[name]) if kind == pl.String else columns[name], dtype=kind)
            for name, kind in types.items()
        }
    )


_PLACE = ("organization_id", "unit_position", "unit_name", "province_code")


def _place(unit: Placement) -> tuple[int, int, str, str]:
    """What a line says of its unit (``_PLACE``)."""
    return (
        unit.organization_id,
        unit.organization.position,
        unit.short_name or unit.name,
        unit.province_code,
    )


def _plain(texts: Sequence[Any]) -> Sequence[Any]:
    """Texts without members of enumerations, which frames do not take; most columns hold none."""
    return texts if {type(text) for text in texts} <= {str} else [plain_text(text) for text in texts]


def _usual_type(award_code: str) -> str:
    types = library().awards[award_code].commendation_types
    return types[0] if types else "merit"
