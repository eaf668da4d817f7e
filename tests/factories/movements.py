"""Movements of the Phú Thọ federation: drafts, launched, registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.factories.accounts import make_actor
from thidua.core.clock import VIETNAM
from thidua.domain.access import Actor, Role
from thidua.domain.movements import actions
from thidua.domain.movements.models import Movement, Registration
from thidua.domain.movements.values import TargetLine
from thidua.domain.organizations.models import Organization

AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
TARGETS = (
    TargetLine(
        "Sáng kiến được công nhận", "sáng kiến", Decimal(3412), Decimal(4000), "sổ sáng kiến, tự tính"
    ),
    TargetLine(
        "Tổ sản xuất có sáng kiến", "%", Decimal(38), Decimal(55), "đăng ký thi đua, tự tính", "average"
    ),
)
FIELDS: dict[str, Any] = {
    "title": "“Mỗi tổ sản xuất một sáng kiến” 2027",
    "theme": "Mỗi tổ một sáng kiến",
    "kind": "thematic",
    "objective": "Tăng năng suất bằng sáng kiến của người trực tiếp làm việc.",
    "political_task": "Nghị quyết Đại hội Công đoàn tỉnh, chỉ tiêu 4: tăng năng suất lao động bình quân 7 % một năm.",
    "contents": ["Đặt đề bài sáng kiến ở từng tổ", "Phổ biến sáng kiến hay"],
    "measures": [{"text": "Ngày hội sáng kiến", "owner": "Ban Chính sách", "due": "2027-10-31"}],
    "participant_kinds": ["CDCS"],
    "participants": "Công đoàn cơ sở có sản xuất trực tiếp",
    "scoring": [{"criterion": "Số sáng kiến", "points": 60}, {"criterion": "Giá trị làm lợi", "points": 40}],
    "awards": ["BK_LDLD", "GK_CD"],
    "budget_vnd": 420_000_000,
    "starts_on": date(2026, 12, 15),
    "registration_due": date(2027, 1, 31),
    "interim_on": date(2027, 6, 30),
    "final_on": date(2027, 11, 15),
    "responsible": "Đàm Vĩnh Khoa",
}


def head_of(unit: Organization) -> Actor:
    return make_actor(Role.HEAD, unit, name="Đàm Vĩnh Khoa")


def officer_of(unit: Organization) -> Actor:
    return make_actor(Role.OFFICER, unit)


def make_draft(
    unit: Organization, *, targets: Sequence[TargetLine] = TARGETS, actor: Actor | None = None, **fields: Any
) -> Movement:
    """A draft that passes the gate, unless ``fields`` or ``targets`` take something away."""
    actor = actor or officer_of(unit)
    row = actions.create_movement(organization=unit, title="Bản thảo", actor=actor, at=AT)
    actions.set_targets(movement_id=row.pk, targets=targets, actor=actor, at=AT)
    return actions.update_movement(movement_id=row.pk, fields=FIELDS | fields, actor=actor, at=AT)


def make_live(unit: Organization, *, at: datetime = AT, override_note: str = "", **facts: Any) -> Movement:
    """A launched movement."""
    row = make_draft(unit, **facts)
    return actions.launch(movement_id=row.pk, actor=head_of(unit), at=at, override_note=override_note)


def register(
    movement: Movement,
    unit: Organization,
    *goals: int,
    at: datetime = AT,
    actor: Actor | None = None,
    **facts: Any,
) -> Registration:
    """The unit takes part with one goal for each target, in order."""
    pledges = {target.pk: Decimal(goal) for target, goal in zip(movement.targets.all(), goals, strict=False)}
    return actions.register(
        movement_id=movement.pk,
        organization=unit,
        pledges=pledges,
        actor=actor or officer_of(unit),
        at=at,
        **facts,
    )


def report(
    registration: Registration, *values: int, on: date = date(2026, 12, 8), actor: Actor | None = None
) -> None:
    """The unit reports one value for each target, in order."""
    targets = registration.movement.targets.all()
    actions.report_progress(
        registration_id=registration.pk,
        values={target.pk: Decimal(value) for target, value in zip(targets, values, strict=False)},
        on=on,
        actor=actor or officer_of(registration.organization),
        at=datetime(on.year, on.month, on.day, 16, 0, tzinfo=VIETNAM),
    )
