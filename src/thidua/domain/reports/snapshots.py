"""What was reported, kept for good: canonical JSON, a hash over it and the one before, in a table that only grows."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from thidua.domain.access import Actor
from thidua.domain.audit.record import canonical
from thidua.domain.reports.models import Report, Snapshot
from thidua.domain.reports.queries.reading import Sheet
from thidua.domain.reports.states import ReportState
from thidua.domain.reports.values import Line

MOST_NAMED = 200


def take(row: Report, sheet: Sheet, *, actor: Actor, at: datetime) -> Snapshot:
    """This will keep a report as it is sent at this moment."""
    before = row.snapshots.order_by("-number").first()
    content = canonical(content_of(row, sheet, at))
    former = before.sha256 if before else ""
    return Snapshot.objects.create(
        report=row,
        number=before.number + 1 if before else 1,
        taken_at=at,
        taken_by=actor.name,
        content=content,
        before=former,
        sha256=digest(content, former),
    )


def digest(content: str, before: str) -> str:
    """SHA-256 over the snapshot before and the content, in hexadecimal."""
    return hashlib.sha256(f"{before}\n{content}".encode()).hexdigest()


def is_intact(snapshot: Snapshot) -> bool:
    """Whether a snapshot still says what its hash was made of."""
    return digest(snapshot.content, snapshot.before) == snapshot.sha256


def content_of(row: Report | None, sheet: Sheet, at: datetime) -> dict[str, Any]:
    """Everything a report says, with what it was added up from."""
    assignment, place = sheet.assignment, sheet.place
    return {
        "title": assignment.title,
        "purpose": assignment.definition.purpose,
        "cadence": assignment.definition.cadence,
        "period": [assignment.during.lower, assignment.last_day],
        "as_of": assignment.as_of,
        "unit": [place.unit.id, place.unit.name, place.unit.kind],
        "office": [place.office.id, place.office.name] if place.office else None,
        "spans": [[span.low, span.high] for span in place.spans],
        "at": at,
        "lines": [_line(line) for line in sheet.lines],
        "totals": sheet.totals,
        "parts": [
            {"code": part.code, "title": part.title, "text": part.text, "is_directive": part.is_directive}
            for part in sheet.parts
        ],
        "below": _below(sheet, row.missing_note if row else ""),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.code, "group": line.group, "label": line.label, "measure": line.measure,
        "indicator": line.indicator, "own": _text(line.own), "below": _text(line.below),
        "whole": _text(line.whole), "before": _text(line.before), "explanation": line.explanation,
    }  # fmt: skip


def _text(value: Decimal | None) -> str | None:
    return f"{value:f}" if value is not None else None


def _below(sheet: Sheet, note: str) -> dict[str, Any]:
    approved = {child.unit_id for child in sheet.children if child.state == ReportState.APPROVED}
    rows = (
        Snapshot.objects.filter(report__assignment=sheet.assignment, report__organization_id__in=approved)
        .order_by("report_id", "-number")
        .distinct("report_id")
        .values_list("report__organization_id", "number", "sha256")
    )
    stood = {unit: (number, sha256) for unit, number, sha256 in rows}
    return {
        "expected": sum(not child.has_ended for child in sheet.children),
        "ended": sum(child.has_ended for child in sheet.children),
        "late": sum(child.is_late for child in sheet.children if child.is_in),
        "missing": [child.name for child in sheet.missing[:MOST_NAMED]],
        "missing_count": len(sheet.missing),
        "note": note,
        "reports": [
            [child.unit_id, child.name, *stood[child.unit_id]]
            for child in sheet.children
            if child.unit_id in stood
        ],
    }


def below_changed(row: Report) -> list[str]:
    """Names of units below that no longer stand by what this report was added up from."""
    mine = row.snapshots.order_by("-number").first()
    if mine is None:
        return []
    newest = dict(
        Snapshot.objects.filter(
            report__assignment=row.assignment,
            report__office_id=row.organization_id,
            report__state=ReportState.APPROVED,
        )
        .order_by("report_id", "-number")
        .distinct("report_id")
        .values_list("report__organization_id", "sha256")
    )
    used = mine.data["below"]["reports"]
    return [name for unit, name, _number, sha256 in used if newest.get(unit) != sha256]


def draft_content(row: Report | None, sheet: Sheet, at: datetime) -> dict[str, Any]:
    """The same of a report that is not sent yet, in the very shape in which it would be kept."""
    found: dict[str, Any] = json.loads(canonical(content_of(row, sheet, at)))
    return found
