"""Every row of a list judged at once: what is wrong with it, or the line of the register it would become."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.domain.access import Actor, Span, Verdict
from thidua.domain.catalogue.library import library
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import structure_version, subtree_spans
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.holders import Holder, Holders
from thidua.domain.register.imports.presence import Honor, entered_honors
from thidua.domain.register.imports.units import Issuer, Units, UnknownUnit
from thidua.domain.register.imports.values import ReadRow, StagedHonor, folded
from thidua.domain.register.permissions import can_import_at
from thidua.domain.register.queries.keys import numbers_taken
from thidua.domain.register.states import Confidence, Source

_SUBJECTS = {"person": "individual", "collective": "collective", "household": "household"}


class Readable(Protocol):
    """A list whose rows can be read as of a day."""

    def read_rows(self, on: date) -> list[ReadRow]: ...


def stage_honors(file: Readable, *, actor: Actor, at: datetime, unit_code: str = "") -> list[StagedHonor]:
    """Judge every row of a list; nothing is written, and the number of queries does not grow with the rows.

    ``unit_code`` names the unit whose list it is: rows of units outside its subtree are refused, rows that name no
    unit are its own. Raises ``UnknownUnit`` when no unit has that code.
    """
    rows = file.read_rows(day_of(at))
    judge = _Judge(rows, actor, day_of(at), unit_code)
    placed = [(row, unit) for row in rows if (unit := judge.unit_of(row))]
    issuers = {row.number: judge.issuer_of(row, unit) for row, unit in placed}
    holders = Holders(placed)
    found = {row.number: holders.find(row, unit) for row, unit in placed}
    _refuse_repeats(placed, found)
    _refuse_numbers_taken(rows)
    _doubt_award = _AwardDoubts()
    for row in rows:
        _doubt_award(row)
    units = {row.number: unit for row, unit in placed}
    return [
        _staged(row, units.get(row.number), issuers.get(row.number), found.get(row.number)) for row in rows
    ]


class _Judge:
    """The units of the list, and which of them the list may speak of."""

    def __init__(self, rows: Sequence[ReadRow], actor: Actor, on: date, unit_code: str) -> None:
        issuers = {row.issuer for row in rows if row.issuer}
        codes = (
            {row.unit_code for row in rows if row.unit_code} | ({unit_code} if unit_code else set()) | issuers
        )
        self.units = Units(codes, {row.unit for row in rows if row.unit} | issuers)
        self.actor, self.unit_code = actor, unit_code
        self.spans = self._scope(on) if unit_code else None
        self.verdicts: dict[int, Verdict] = {}

    def _scope(self, on: date) -> tuple[Span, ...]:
        found = self.units.by_code.get(self.unit_code.upper())
        if not found:
            raise UnknownUnit(_("Không có đơn vị nào có mã “%(code)s”.") % {"code": self.unit_code})
        return subtree_spans(found[0].organization_id, on, structure_version())

    def unit_of(self, row: ReadRow) -> Placement | None:
        """The unit of a row on the day of its decision; a reason is put on the row when there is none."""
        if row.decided_on is None:
            return None
        code = row.unit_code or ("" if row.unit else self.unit_code)
        column = "unit_code" if row.unit_code else "unit"
        if not code and not row.unit:
            row.errors["unit"] = _("Thiếu đơn vị. Ghi tên hoặc mã đơn vị, hoặc chọn đơn vị chung cho cả tệp.")
            return None
        try:
            found = self.units.find(code, row.unit, row.decided_on)
        except UnknownUnit as error:
            row.errors[column] = str(error)
            return None
        position = found.organization.position
        if self.spans is not None and not any(span.holds(position) for span in self.spans):
            row.errors[column] = _("Đơn vị này không thuộc %(code)s.") % {"code": self.unit_code}
        elif not (allowed := self._allowed(position)):
            row.errors[column] = allowed.reason
        return found

    def _allowed(self, position: int) -> Verdict:
        if position not in self.verdicts:
            self.verdicts[position] = can_import_at(self.actor, position)
        return self.verdicts[position]

    def issuer_of(self, row: ReadRow, unit: Placement) -> Issuer | None:
        """Who decided; a reason is put on the row when that cannot be told."""
        if not row.award_code or row.decided_on is None:
            return None
        try:
            return self.units.issuer(unit, library().awards[row.award_code].level, row.issuer, row.decided_on)
        except UnknownUnit as error:
            row.errors["issuer"] = str(error)
            return None


def _refuse_repeats(placed: Sequence[tuple[ReadRow, Placement]], found: dict[int, Holder | None]) -> None:
    """One holder has one honour of a kind by one decision: in the list, and in the register."""
    seen: dict[Honor, int] = {}
    entered = entered_honors(
        [
            (holder.subject_id, row.decided_on, row.award_code)
            for row, _unit in placed
            if (holder := found[row.number]) and holder.subject_id and row.decided_on and row.award_code
        ]
    )
    for row, _unit in placed:
        holder = found[row.number]
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
    given = {row.register_no for row in rows if row.register_no}
    taken = numbers_taken(given) if given else set()
    seen: set[str] = set()
    for row in rows:
        if row.register_no and (row.register_no in taken or row.register_no in seen):
            row.errors["register_no"] = _("Số vào sổ %(no)s đã dùng. Bỏ trống để được cấp số khác.") % {
                "no": row.register_no
            }
        seen.add(row.register_no)


def _staged(
    row: ReadRow, unit: Placement | None, issuer: Issuer | None, holder: Holder | None
) -> StagedHonor:
    if row.errors or unit is None or issuer is None or holder is None:
        return StagedHonor(row.number, row.name, row.errors, row.warnings)
    return StagedHonor(
        row.number,
        row.name,
        {},
        row.warnings,
        line=_line(row, unit, issuer),
        register_no=row.register_no,
        holder_id=holder.subject_id,
        newcomer=holder.newcomer,
        newcomer_key=holder.key,
    )


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


def _line(row: ReadRow, unit: Placement, issuer: Issuer) -> dict[str, Any]:
    award = library().awards[row.award_code]
    assert row.decided_on is not None  # noqa: S101 - a row without a day has an error and gets no line
    return {
        "holder_kind": row.kind,
        "holder_name": row.name,
        "organization_id": unit.organization_id,
        "unit_position": unit.organization.position,
        "unit_name": unit.short_name or unit.name,
        "province_code": unit.province_code,
        "award_code": award.code,
        "award_level": award.level,
        "commendation_type": row.commendation_type
        or (award.commendation_types[0] if award.commendation_types else "merit"),
        "issuer_id": issuer.unit_id,
        "issuer_name": issuer.name,
        "decision_number": row.decision_number,
        "decided_on": row.decided_on,
        "birth_year": row.birth_year if row.kind == SubjectKind.PERSON else None,
        "sex": row.sex,
        "position_class": row.position_class,
        "post": row.post,
        "achievement": row.achievement,
        "achievement_year": row.achievement_year,
        "signer": row.signer,
        "signer_post": row.signer_post,
        "bonus_vnd": row.bonus_vnd,
        "source": Source.IMPORT,
        "confidence": Confidence.LISTED,
    }
