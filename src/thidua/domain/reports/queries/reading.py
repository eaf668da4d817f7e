"""One report as it stands: its figures with what came from below and from last period, its narrative, and the gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from thidua.core.vietnamese import format_number
from thidua.domain.reports.figures import Period, count_figures
from thidua.domain.reports.models import Assignment, Field, Report, Section, Snapshot
from thidua.domain.reports.queries.expected import children_of
from thidua.domain.reports.states import FieldKind, ReportState, RollUp, SectionKind
from thidua.domain.reports.values import Child, Finding, Line, Part, Place


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one unit's report shows on a day."""

    assignment: Assignment
    place: Place
    report: Report | None
    lines: tuple[Line, ...]
    parts: tuple[Part, ...]
    children: tuple[Child, ...]
    findings: tuple[Finding, ...]
    totals: Mapping[str, Mapping[str, str]]

    @property
    def state(self) -> str:
        return self.report.state if self.report else ReportState.DRAFT

    @property
    def is_ready(self) -> bool:
        return all(finding.kind != "failed" for finding in self.findings)

    @property
    def missing(self) -> list[Child]:
        """Units below whose report is not here and may still come."""
        return [child for child in self.children if not child.is_in and not child.has_ended]


def sheet_of(row: Assignment, place: Place, report: Report | None, on: date) -> Sheet:
    """Read a unit's report with all that surrounds it; a constant number of queries."""
    fields = list(Field.objects.filter(definition=row.definition))
    sections = list(Section.objects.filter(definition=row.definition))
    children = children_of(row, place.unit.id, on)
    below = sums_below(row, [child.unit_id for child in children if child.state == ReportState.APPROVED])
    before = last_period(row, place.unit.id)
    lines, totals = _lines(fields, report, below, before, counted(row, fields, place))
    parts = tuple(_part(section, report) for section in sections)
    sheet = Sheet(row, place, report, lines, parts, tuple(children), (), totals)
    return Sheet(row, place, report, lines, parts, tuple(children), tuple(gate(sheet)), totals)


def counted(row: Assignment, fields: Sequence[Field], place: Place) -> dict[str, int]:
    """The figures the records know, by the code of the field."""
    wanted = {field.code: field.indicator for field in fields if field.kind == FieldKind.COUNTED}
    found = count_figures(set(wanted.values()), place.spans, Period(row.during.lower, row.last_day))
    return {code: found[indicator] for code, indicator in wanted.items()}


def sums_below(row: Assignment, unit_ids: Sequence[int]) -> dict[str, tuple[Decimal, int]]:
    """Sum and number of the values that approved reports hold, all levels under them included, by field."""
    found: dict[str, tuple[Decimal, int]] = {}
    for snapshot in latest_snapshots(row, unit_ids).values():
        for code, part in snapshot["totals"].items():
            total, count = found.get(code, (Decimal(0), 0))
            found[code] = (total + Decimal(part["sum"]), count + int(part["n"]))
    return found


def latest_snapshots(row: Assignment, unit_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The newest snapshot of each unit that sent one, as data, by unit."""
    rows = (
        Snapshot.objects.filter(report__assignment=row, report__organization_id__in=list(unit_ids))
        .select_related("report")
        .order_by("report_id", "-number")
        .distinct("report_id")
    )
    return {snapshot.report.organization_id: snapshot.data for snapshot in rows}


def last_period(row: Assignment, unit_id: int) -> dict[str, Decimal]:
    """What the unit reported for the period before, by field; empty when it did not."""
    chain = [row.definition_id, row.definition.follows_id]
    snapshot = (
        Snapshot.objects.filter(
            report__organization_id=unit_id,
            report__assignment__definition_id__in=[pk for pk in chain if pk],
            report__assignment__during__startswith__lt=row.during.lower,
        )
        .order_by("-report__assignment__during", "-number")
        .first()
    )
    if snapshot is None:
        return {}
    return {
        line["code"]: Decimal(line["whole"]) for line in snapshot.data["lines"] if line["whole"] is not None
    }


def number_in(values: Mapping[str, Any], code: str) -> Decimal | None:
    try:
        return Decimal(str(values[code])) if values.get(code) not in {None, ""} else None
    except InvalidOperation:
        return None


def _lines(
    fields: Sequence[Field],
    report: Report | None,
    below: Mapping[str, tuple[Decimal, int]],
    before: Mapping[str, Decimal],
    known: Mapping[str, int],
) -> tuple[tuple[Line, ...], dict[str, dict[str, str]]]:
    lines: list[Line] = []
    totals: dict[str, dict[str, str]] = {}
    wholes: dict[str, Decimal | None] = {}
    for field in fields:
        own, under, whole = _amounts(field, report, below, known)
        wholes[field.code] = whole
        if field.kind == FieldKind.ASKED:
            total, count = below.get(field.code, (Decimal(0), 0))
            totals[field.code] = {
                "sum": str(total + (own or 0)), "n": str(count + (1 if own is not None else 0)),
            }  # fmt: skip
        lines.append(_line(field, report, own, under, whole, before.get(field.code), wholes))
    return tuple(lines), totals


def _amounts(
    field: Field, report: Report | None, below: Mapping[str, tuple[Decimal, int]], known: Mapping[str, int]
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The unit's own figure, what comes from below, and the whole."""
    if field.kind == FieldKind.COUNTED:
        return None, None, Decimal(known[field.code])
    own = number_in(report.values, field.code) if report else None
    if field.code not in below or not below[field.code][1]:
        return own, None, own
    total, count = below[field.code]
    if field.roll_up == RollUp.AVERAGE:
        both, number = total + (own or 0), count + (1 if own is not None else 0)
        return own, _rounded(total / count), _rounded(both / number)
    return own, total, total + (own or 0)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01")).normalize() if value != value.to_integral_value() else value


def _line(  # noqa: PLR0917 - one line of the sheet, made in one place
    field: Field,
    report: Report | None,
    own: Decimal | None,
    under: Decimal | None,
    whole: Decimal | None,
    before: Decimal | None,
    wholes: Mapping[str, Decimal | None],
) -> Line:
    marks = report.marks if report else {}
    return Line(
        code=field.code,
        group=field.group,
        label=field.label,
        measure=field.measure,
        is_counted=field.kind == FieldKind.COUNTED,
        indicator=field.indicator,
        own=own,
        below=under,
        whole=whole,
        before=before,
        explanation=report.explanations.get(field.code, "") if report else "",
        must_explain=is_outlier(field, whole, before),
        problem=problem_of(field, own, whole, wholes.get(field.not_above)),
        revision=marks.get(f"v:{field.code}", {}).get("revision", 0),
        explanation_revision=marks.get(f"e:{field.code}", {}).get("revision", 0),
        is_required=field.is_required and field.kind == FieldKind.ASKED,
    )


def is_outlier(field: Field, whole: Decimal | None, before: Decimal | None) -> bool:
    """Whether the figure moved further from last period than the definition lets pass without a word."""
    if field.explain_percent is None or whole is None or before is None:
        return False
    if before == 0:
        return whole != 0
    return abs(whole - before) * 100 > field.explain_percent * abs(before)


def problem_of(field: Field, own: Decimal | None, whole: Decimal | None, limit: Decimal | None) -> str:
    """What rule a value breaks, in words; empty when none."""
    if own is not None and field.least is not None and own < field.least:
        return _("Phải từ %(least)s trở lên.") % {"least": format_number(field.least.normalize())}
    if own is not None and field.most is not None and own > field.most:
        return _("Không quá %(most)s.") % {"most": format_number(field.most.normalize())}
    if whole is not None and limit is not None and whole > limit:
        return _("Không thể lớn hơn dòng mà nó là một phần (%(limit)s).") % {
            "limit": format_number(limit.normalize() if limit != limit.to_integral_value() else limit)
        }
    return ""


def _part(section: Section, report: Report | None) -> Part:
    return Part(
        code=section.code,
        title=section.title,
        guidance=section.guidance,
        is_directive=section.kind == SectionKind.DIRECTIVE,
        is_mandatory=section.is_mandatory,
        least_words=section.least_words,
        text=report.texts.get(section.code, "") if report else "",
        revision=report.marks.get(f"t:{section.code}", {}).get("revision", 0) if report else 0,
    )


def gate(sheet: Sheet) -> list[Finding]:
    """Everything that must hold before a report is sent, in the order a person would mend it."""
    found = [_filled(sheet), _in_rules(sheet), _explained(sheet), *_written(sheet)]
    return [*found, *_from_below(sheet)]


def _filled(sheet: Sheet) -> Finding:
    empty = [line for line in sheet.lines if line.is_required and line.own is None]
    asked = sum(not line.is_counted for line in sheet.lines)
    if empty:
        return Finding(
            "failed", _("Số liệu đơn vị nhập"),
            _("Còn %(n)s trên %(all)s ô chưa có số: %(names)s.")
            % {"n": len(empty), "all": asked, "names": _names(empty)},
            tuple(f"v:{line.code}" for line in empty),
        )  # fmt: skip
    observed = _("%(n)s ô đã có số.") % {"n": asked} if asked else _("Mọi số liệu đều tự đếm từ sổ.")
    return Finding("done", _("Số liệu đơn vị nhập"), observed)


def _in_rules(sheet: Sheet) -> Finding:
    wrong = [line for line in sheet.lines if line.problem]
    if not wrong:
        return Finding("done", _("Số liệu hợp quy tắc của mẫu"))
    words = "; ".join(f"{line.label}: {line.problem}" for line in wrong[:3])
    return Finding(
        "failed", _("Số liệu hợp quy tắc của mẫu"), words, tuple(f"v:{line.code}" for line in wrong)
    )


def _explained(sheet: Sheet) -> Finding:
    silent = [line for line in sheet.lines if line.must_explain and not line.explanation.strip()]
    title = _("Số thay đổi nhiều so với kỳ trước có giải trình")
    if silent:
        return Finding(
            "failed", title,
            _("%(n)s dòng cần một câu giải trình: %(names)s.") % {"n": len(silent), "names": _names(silent)},
            tuple(f"e:{line.code}" for line in silent),
        )  # fmt: skip
    told = sum(line.must_explain for line in sheet.lines)
    return Finding(
        "done", title, _("%(n)s dòng đã giải trình.") % {"n": told} if told else _("Không có dòng nào.")
    )


def _names(lines: Sequence[Line]) -> str:
    names = [line.label for line in lines[:3]]
    return "; ".join(names) + ("…" if len(lines) > 3 else "")


def _written(sheet: Sheet) -> list[Finding]:
    found = []
    for part in sheet.parts:
        if not part.is_mandatory and not part.text:
            continue
        words = {"n": part.words, "least": part.least_words}
        observed = _("%(n)s chữ.") % words
        if not part.is_enough:
            observed = (
                _("Mới có %(n)s chữ, mẫu yêu cầu từ %(least)s.") % words if part.text else _("Chưa viết.")
            )
        law = _("Kế hoạch 58/KH-TLĐ, mục III.2") if part.is_directive else ""
        kind = "done" if part.is_enough else "failed"
        found.append(Finding(kind, part.title, observed, (f"t:{part.code}",), law))  # type: ignore[arg-type]  # one of two literals
    return found


def _from_below(sheet: Sheet) -> list[Finding]:
    """Those below first: none may wait unread, and who is missing is named with a reason."""
    if not sheet.children:
        return []
    title, waiting = (
        _("Báo cáo của đơn vị cấp dưới"),
        [c for c in sheet.children if c.state == ReportState.SENT],
    )
    if waiting:
        text = _("%(n)s báo cáo đã gửi lên còn chờ duyệt hoặc trả lại.") % {"n": len(waiting)}
        return [Finding("failed", title, text, ("below",))]
    missing, owed = sheet.missing, sum(not child.has_ended for child in sheet.children)
    if not missing:
        return [Finding("done", title, _("Đã duyệt %(n)s trên %(n)s.") % {"n": owed})]
    text = _("%(n)s trên %(all)s đơn vị chưa có báo cáo được duyệt; gửi được khi nêu rõ lý do.") % {
        "n": len(missing), "all": owed,
    }  # fmt: skip
    return [Finding("needs_person", title, text, ("below",))]


def sent_lines(data: Mapping[str, Any]) -> tuple[Line, ...]:
    """The figures as they were sent."""
    return tuple(
        Line(
            code=line["code"], group=line["group"], label=line["label"], measure=line["measure"],
            is_counted=bool(line["indicator"]), indicator=line["indicator"], own=number_in(line, "own"),
            below=number_in(line, "below"), whole=number_in(line, "whole"), before=number_in(line, "before"),
            explanation=line["explanation"],
        )
        for line in data["lines"]
    )  # fmt: skip
