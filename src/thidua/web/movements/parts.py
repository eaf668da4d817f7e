"""The small form of each condition of the gate: what it shows, and how what was typed becomes a change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from thidua.domain.access import Actor
from thidua.domain.movements import actions
from thidua.domain.movements.models import Movement, Target
from thidua.domain.movements.states import RollUp
from thidua.domain.movements.values import TargetLine
from thidua.web.movements.reading import day_from, number_of, rows_of, shown

Values = dict[str, Any]
TARGET_CELLS = ("name", "unit", "baseline", "goal", "source", "roll_up")
MEASURE_CELLS = ("text", "owner", "due")
SCORING_CELLS = ("criterion", "points")
PARTS = ("objective", "theme", "targets", "contents", "participants", "scoring", "overlap", "budget")


def from_row(part: str, row: Movement, targets: list[Target]) -> Values:
    """What the form of ``part`` shows before anybody typed."""
    return _FROM_ROW[part](row, targets)


def from_post(part: str, data: QueryDict) -> Values:
    """What was typed into the form of ``part``, as texts and rows of texts."""
    return _FROM_POST[part](data)


def apply(part: str, row: Movement, values: Values, *, actor: Actor, at: datetime) -> None:
    """Change the draft by what was typed; raises Refused."""
    if part == "targets":
        lines = [_target(line) for line in values["rows"]]
        actions.set_targets(movement_id=row.pk, targets=lines, actor=actor, at=at)
        return
    actions.update_movement(movement_id=row.pk, fields=_FIELDS[part](values), actor=actor, at=at)


def _target(line: dict[str, str]) -> TargetLine:
    return TargetLine(
        line["name"].strip(),
        line["unit"],
        number_of(line["baseline"], _("Mốc của %(name)s") % line),
        number_of(line["goal"], _("Đích của %(name)s") % line),
        line["source"],
        line["roll_up"] if line["roll_up"] in RollUp.values else RollUp.SUM,
    )


def _texts(*names: str) -> Callable[[QueryDict], Values]:
    return lambda data: {name: data.get(name, "") for name in names}


def _own(*names: str) -> Callable[[Movement, list[Target]], Values]:
    return lambda row, _targets: {name: getattr(row, name) for name in names}


def _targets_of(_row: Movement, targets: list[Target]) -> Values:
    return {
        "rows": [
            {
                "name": t.name, "unit": t.unit, "baseline": shown(t.baseline), "goal": shown(t.goal),
                "source": t.source, "roll_up": t.roll_up,
            }
            for t in targets
        ]
    }  # fmt: skip


def _contents_of(row: Movement, _targets: list[Target]) -> Values:
    return {"contents": "\n".join(row.contents), "rows": row.measures}


def _scoring_of(row: Movement, _targets: list[Target]) -> Values:
    return {"rows": [line | {"points": str(line["points"])} for line in row.scoring], "awards": row.awards}


def _budget_of(row: Movement, _targets: list[Target]) -> Values:
    days = {name: _iso(getattr(row, name)) for name in ("registration_due", "interim_on", "final_on")}
    start = _iso(row.during.lower if row.during else None)
    budget = "" if row.budget_vnd is None else f"{row.budget_vnd:,}".replace(",", ".")
    return days | {"starts_on": start, "budget_vnd": budget}


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""


def _contents_fields(values: Values) -> Values:
    return {"contents": values["contents"].splitlines(), "measures": values["rows"]}


def _scoring_fields(values: Values) -> Values:
    rows = [
        {"criterion": line["criterion"], "points": number_of(line["points"], line["criterion"]) or 0}
        for line in values["rows"]
    ]
    return {"scoring": rows, "awards": values["awards"]}


def _budget_fields(values: Values) -> Values:
    budget = number_of(values["budget_vnd"], _("Kinh phí"))
    days = {
        name: day_from(values[name], _("Ngày"))
        for name in ("starts_on", "registration_due", "interim_on", "final_on")
    }
    return days | {"budget_vnd": None if budget is None else int(budget)}


_FROM_ROW: dict[str, Callable[[Movement, list[Target]], Values]] = {
    "objective": _own("objective", "political_task"),
    "theme": _own("title", "theme", "responsible", "kind"),
    "targets": _targets_of,
    "contents": _contents_of,
    "participants": _own("participants", "participant_kinds"),
    "scoring": _scoring_of,
    "overlap": _own("overlap_note"),
    "budget": _budget_of,
}
_FROM_POST: dict[str, Callable[[QueryDict], Values]] = {
    "objective": _texts("objective", "political_task"),
    "theme": _texts("title", "theme", "responsible", "kind"),
    "targets": lambda data: {"rows": rows_of(data, *TARGET_CELLS)},
    "contents": lambda data: {"contents": data.get("contents", ""), "rows": rows_of(data, *MEASURE_CELLS)},
    "participants": lambda data: {
        "participants": data.get("participants", ""),
        "participant_kinds": data.getlist("participant_kinds"),
    },
    "scoring": lambda data: {"rows": rows_of(data, *SCORING_CELLS), "awards": data.getlist("awards")},
    "overlap": _texts("overlap_note"),
    "budget": _texts("budget_vnd", "starts_on", "registration_due", "interim_on", "final_on"),
}
_FIELDS: dict[str, Callable[[Values], Values]] = {
    "objective": dict,
    "theme": dict,
    "contents": _contents_fields,
    "participants": dict,
    "scoring": _scoring_fields,
    "overlap": dict,
    "budget": _budget_fields,
}
