"""Writing a report cell by cell: the second of two officers is shown what changed and keeps their own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import NotANumber, nfc, parse_number
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.reports.models import Assignment, Change, Field, Report
from thidua.domain.reports.permissions import can_edit_at
from thidua.domain.reports.queries.expected import place_of
from thidua.domain.reports.states import AssignmentState, FieldKind, ReportState
from thidua.domain.reports.values import CellEdit, Conflict, Place, Problem, Saved

LONGEST_TEXT, LONGEST_EXPLANATION = 20_000, 1_000
MOST = Decimal(10) ** 12
OPEN = (ReportState.DRAFT, ReportState.RETURNED)


@transaction.atomic
def save_cells(
    *, assignment_id: int, unit_id: int, edits: Sequence[CellEdit], actor: Actor, at: datetime
) -> Saved:
    """This will write cells of a unit's report and say what was not written and why.

    A cell that somebody else changed since ``base`` is left as they wrote it and comes back as a conflict, unless both
    wrote the same. A value that is no number comes back as a problem; the rest is saved.
    """
    row = lock_report(assignment_id, unit_id, actor=actor)
    if row.state not in OPEN:
        raise Refused(
            _("Báo cáo đang ở bước “%(state)s”, không sửa được.") % {"state": ReportState(row.state).label}
        )
    numbers, texts = _codes(row)
    conflicts, problems, changed = [], [], {}
    for edit in edits:
        try:
            value = _read(edit, numbers, texts)
        except ValueError as error:
            problems.append(Problem(edit.cell, edit.value, str(error)))
            continue
        now = _value(row, edit.cell)
        if value == now:
            continue
        if (conflict := _conflict(row, edit, now)) is not None:
            conflicts.append(conflict)
            continue
        changed[edit.cell] = (now, value)
    written = _write(row, changed, actor=actor, at=at)
    return Saved(row.revision, written, tuple(conflicts), tuple(problems))


def lock_report(assignment_id: int, unit_id: int, *, actor: Actor) -> Report:
    """The unit's report, locked, made by the first who writes; refused to strangers and in locked assignments."""
    assignment = Assignment.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment_id)
    place = place_of(assignment, unit_id)
    if place is None:
        raise Refused(_("Đơn vị này không thuộc đợt báo cáo."))
    allowed = can_edit_at(actor, unit_id, place.office.id if place.office else None)
    if not allowed:
        raise Refused(allowed.reason)
    if assignment.state != AssignmentState.OPEN:
        raise Refused(_("Đợt báo cáo đã khóa; đơn vị giao mở lại thì mới ghi được."))
    return _get_or_make(assignment, place)


def _get_or_make(assignment: Assignment, place: Place) -> Report:
    Report.objects.get_or_create(
        assignment=assignment,
        organization_id=place.unit.id,
        defaults={
            "office_id": place.office.id if place.office else None,
            "kind": place.unit.kind,
            "due_on": place.due_on,
        },
    )
    return (
        Report.objects.select_for_update(of=("self",), no_key=True)
        .select_related("assignment__definition", "organization")
        .get(assignment=assignment, organization_id=place.unit.id)
    )


def _codes(row: Report) -> tuple[set[str], set[str]]:
    definition = row.assignment.definition
    fields = Field.objects.filter(definition=definition).values_list("code", "kind")
    numbers = {code for code, kind in fields if kind == FieldKind.ASKED}
    explained = {f"e:{code}" for code, _kind in fields}
    sections = {f"t:{code}" for code in definition.sections.values_list("code", flat=True)}
    return {f"v:{code}" for code in numbers}, explained | sections


def _read(edit: CellEdit, numbers: set[str], texts: set[str]) -> str:
    """The value as it is kept; raises ``ValueError`` with words for what cannot be kept."""
    if edit.cell in numbers:
        return _number(edit.value)
    if edit.cell in texts:
        most = LONGEST_TEXT if edit.cell.startswith("t:") else LONGEST_EXPLANATION
        text = nfc(edit.value.replace("\r\n", "\n").replace("\0", "")).strip()
        if len(text) > most:
            raise ValueError(_("Dài quá %(n)s ký tự.") % {"n": most})
        return text
    raise ValueError(_("Mẫu không có ô này, hoặc số này tự đếm từ sổ."))


def _number(text: str) -> str:
    if not text.strip():
        return ""
    try:
        value = parse_number(text)
    except NotANumber as error:
        raise ValueError(
            _("Không đọc được số “%(text)s”. Viết như 1.234,5.") % {"text": text[:40]}
        ) from error
    if abs(value) >= MOST:
        raise ValueError(_("Số quá lớn."))
    rounded = value.quantize(Decimal("0.01")).normalize()
    return f"{rounded:f}"


_KEPT = {"v": "values", "e": "explanations", "t": "texts"}


def _value(row: Report, cell: str) -> str:
    kind, _colon, code = cell.partition(":")
    return str(getattr(row, _KEPT[kind]).get(code, ""))


def _conflict(row: Report, edit: CellEdit, now: str) -> Conflict | None:
    mark: dict[str, Any] = row.marks.get(edit.cell, {})
    if mark.get("revision", 0) <= edit.base:
        return None
    return Conflict(
        edit.cell, edit.value, now, mark["by"], datetime.fromisoformat(mark["at"]), mark["revision"]
    )


def _write(row: Report, changed: dict[str, tuple[str, str]], *, actor: Actor, at: datetime) -> dict[str, int]:
    if not changed:
        return {}
    row.revision += 1
    for cell, (_was, now) in changed.items():
        kind, _colon, code = cell.partition(":")
        kept = getattr(row, _KEPT[kind])
        kept[code] = now
        row.marks[cell] = {
            "revision": row.revision, "by": actor.name, "by_id": actor.user_id, "at": at.isoformat(),
        }  # fmt: skip
    row.save(update_fields=["revision", "values", "explanations", "texts", "marks"])
    Change.objects.create(
        report=row,
        revision=row.revision,
        at=at,
        by_id=actor.user_id,
        by_name=actor.name,
        cells={cell: list(pair) for cell, pair in changed.items()},
    )
    record(
        "report.edited", row, actor=actor, at=at, title=row.assignment.title, revision=row.revision,
        cells=sorted(changed),
    )  # fmt: skip
    return dict.fromkeys(changed, row.revision)
