"""Report definitions, assignments and the reports of units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role
from thidua.domain.organizations.models import Organization
from thidua.domain.reports import actions
from thidua.domain.reports.actions.authoring import FieldDraft, SectionDraft
from thidua.domain.reports.models import Assignment, Definition, Report
from thidua.domain.reports.states import Cadence, SectionKind
from thidua.domain.reports.values import CellEdit

AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
FIELDS = (
    FieldDraft("Lượt khen thưởng", "awards", "Khen thưởng", explain_percent=50),
    FieldDraft("Hội nghị tuyên truyền", group="Tuyên truyền", measure="hội nghị"),
    FieldDraft("Đoàn viên", group="Tổ chức", measure="người", explain_percent=20),
    FieldDraft("Đoàn viên nữ", group="Tổ chức", measure="người", part_of="Đoàn viên"),
    FieldDraft("Tỷ lệ đoàn viên đăng ký", group="Tổ chức", measure="%", roll_up="average", most=100),  # type: ignore[arg-type]
)
DIRECTIVE_TEXT = "Đơn vị đã quán triệt Chỉ thị đến mọi đoàn viên, " * 6
NUMBERS = {
    "hoi_nghi_tuyen_truyen": "3",
    "doan_vien": "1.200",
    "doan_vien_nu": "500",
    "ty_le_doan_vien_dang_ky": "80",
}
TEXTS = {"ket_qua": "Các phong trào đều có kết quả.", "chi_thi_34": DIRECTIVE_TEXT}
KINDS = ("PROV_FED", "NAT_INDUSTRY", "ZONE_UNION", "CDCS", "NGHIEP_DOAN")
DUE = {
    "grassroots": date(2026, 12, 5),
    "upper": date(2026, 12, 10),
    "province": date(2026, 12, 15),
    "national": date(2026, 12, 25),
}


def make_definition(
    unit: Organization,
    *,
    cadence: str = Cadence.YEAR,
    fields: tuple[FieldDraft, ...] = FIELDS,
    actor: Actor | None = None,
    publish: bool = True,
) -> Definition:
    actor = actor or make_actor(Role.OFFICER, unit)
    row = actions.create_definition(
        organization=unit, title="Báo cáo tổng kết năm", cadence=cadence, actor=actor, at=AT
    )
    actions.set_fields(definition_id=row.pk, fields=fields, actor=actor, at=AT)
    sections = [
        SectionDraft("Kết quả", least_words=3),
        SectionDraft("Thực hiện Chỉ thị 34-CT/TW", kind=SectionKind.DIRECTIVE),
    ]
    actions.set_sections(definition_id=row.pk, sections=sections, actor=actor, at=AT)
    if publish:
        actions.publish_definition(definition_id=row.pk, actor=actor, at=AT)
    row.refresh_from_db()
    return row


def make_assignment(
    unit: Organization,
    definition: Definition | None = None,
    *,
    year: int = 2026,
    at: datetime = AT - timedelta(days=30),
    due_on: Mapping[str, date] = DUE,
    actor: Actor | None = None,
    **facts: Any,
) -> Assignment:
    actor = actor or make_actor(Role.OFFICER, unit)
    definition = definition or make_definition(unit, actor=actor)
    return actions.assign(
        definition_id=definition.pk,
        organization=unit,
        title=f"Báo cáo tổng kết năm {year}",
        first=date(year, 1, 1),
        last=date(year, 12, 31),
        due_on={level: day.replace(year=year) for level, day in due_on.items()},
        kinds=facts.pop("kinds", KINDS),
        actor=actor,
        at=at,
        **facts,
    )


def edits(
    numbers: Mapping[str, str], texts: Mapping[str, str] | None = None, base: int = 0
) -> list[CellEdit]:
    cells = {f"v:{code}": value for code, value in numbers.items()}
    cells |= {f"t:{code}": value for code, value in (texts or {}).items()}
    return [CellEdit(cell, value, base) for cell, value in cells.items()]


def fill(
    assignment: Assignment,
    unit: Organization,
    *,
    actor: Actor | None = None,
    numbers: Mapping[str, str] = NUMBERS,
    texts: Mapping[str, str] = TEXTS,
    at: datetime = AT,
) -> Report:
    """The unit's report with every cell written."""
    saved = actions.save_cells(
        assignment_id=assignment.pk,
        unit_id=unit.pk,
        edits=edits(numbers, texts, base=1_000_000),
        actor=actor or make_actor(Role.OFFICER, unit),
        at=at,
    )
    assert not saved.conflicts and not saved.problems
    return Report.objects.get(assignment=assignment, organization=unit)


def send(
    assignment: Assignment,
    unit: Organization,
    *,
    actor: Actor | None = None,
    at: datetime = AT,
    missing_note: str = "",
    **cells: Any,
) -> Report:
    actor = actor or make_actor(Role.OFFICER, unit)
    fill(assignment, unit, actor=actor, at=at, **cells)
    return actions.send(
        assignment_id=assignment.pk, unit_id=unit.pk, actor=actor, at=at, missing_note=missing_note
    )


def approve(assignment: Assignment, unit: Organization, by: Organization, *, at: datetime = AT) -> Report:
    return actions.approve(
        assignment_id=assignment.pk, unit_id=unit.pk, actor=make_actor(Role.HEAD, by), at=at
    )
