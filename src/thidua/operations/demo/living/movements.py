"""Movements: those that run, with what their unions reached, and the draft whose gate does not open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from thidua.domain.audit.record import record
from thidua.domain.movements import actions
from thidua.domain.movements.models import Movement, Pledge, Progress, Registration, Target
from thidua.domain.movements.states import ReviewKind, ReviewOutcome
from thidua.domain.movements.values import TargetLine
from thidua.operations.demo.living.stage import FERTILIZER, PAPER_MILL, PROVINCE, Stage, day, on

KEPT_APART = "Phong trào này có chỉ tiêu và cách chấm riêng, do ban khác phụ trách."
BY_HAND = (PAPER_MILL, "Công đoàn Công ty TNHH Piaggio Việt Nam", "Công đoàn Công ty Thủy điện Hòa Bình")
"""Units that registered and reported themselves; the others' sheets were typed in by the federation."""
GRASSROOTS = ("CDCS", "NGHIEP_DOAN")


@dataclass(frozen=True, slots=True)
class Running:
    """A movement of the province: its template and title, when, and what share of unions joined and still acts."""

    template: str
    title: str
    launched: datetime
    final_on: date
    numbers: Sequence[tuple[int, int]]
    joined: float
    active: float
    budget: int
    responsible: str = "Trần Thị Bích Hợp"


RUNNING = (
    Running(
        "lao_dong_gioi", "Lao động giỏi - Lao động sáng tạo 2026-2028", on(1, 15), date(2028, 11, 15),
        ((41_200, 52_000), (61, 75), (118, 160)), 0.9, 0.81, 650_000_000,
    ),
    Running(
        "xanh_sach_dep", "Xanh - Sạch - Đẹp, bảo đảm an toàn, vệ sinh lao động 2026", on(2, 10), day(12, 25),
        ((46, 30), (72, 90), (64, 85)), 0.84, 0.74, 320_000_000, "Phạm Văn Đoàn",
    ),
    Running(
        "gioi_viec_nuoc", "Giỏi việc nước, đảm việc nhà 2026-2030", on(3, 4), date(2030, 10, 15),
        ((12_400, 16_000), (58, 70), (40, 60)), 0.7, 0.58, 180_000_000, "Đinh Thị Mùi",
    ),
    Running(
        "van_hoa_the_thao", "Văn hóa, thể thao công nhân 2026", on(3, 20), day(12, 20),
        ((210, 300), (35, 50), (80, 120)), 0.41, 0.22, 240_000_000, "Bùi Văn Thoại",
    ),
)  # fmt: skip


def run_movements(stage: Stage) -> None:
    """Launch the province's four, enter what their unions reached, write the draft of 2027, and the national one."""
    for running in RUNNING:
        row = _launch(stage, running)
        _join_by_hand(stage, row, running)
        _type_in(stage, row, running)
    _review(stage)
    _national(stage)
    _draft_of_2027(stage)


def _launch(stage: Stage, running: Running) -> Movement:
    officer, head = stage.cast("phutho.canbo"), stage.cast("phutho.chutich")
    prepared = running.launched - timedelta(days=7)
    row = actions.create_movement(
        organization=stage.unit(PROVINCE),
        actor=officer,
        at=prepared,
        template=running.template,
        title=running.title,
    )
    actions.update_movement(
        movement_id=row.pk,
        fields={
            "starts_on": running.launched.date(),
            "registration_due": day(6, 30) if running.final_on.year == day(1, 1).year else day(12, 31),
            "interim_on": day(7, 10)
            if running.final_on.year == day(1, 1).year
            else date(running.final_on.year, 6, 15),
            "final_on": running.final_on,
            "budget_vnd": running.budget,
            "responsible": running.responsible,
            "overlap_note": KEPT_APART,
        },
        actor=officer,
        at=prepared,
    )
    _number(row, running.numbers, officer, prepared)
    return actions.launch(movement_id=row.pk, actor=head, at=running.launched)


def _number(row: Movement, numbers: Sequence[tuple[int, int]], actor: object, at: datetime) -> None:
    lines = [
        TargetLine(
            target.name,
            target.unit,
            Decimal(numbers[n % len(numbers)][0]),
            Decimal(numbers[n % len(numbers)][1]),
            target.source,
            target.roll_up,
        )
        for n, target in enumerate(row.targets.all())
    ]
    lines = [_within(line) for line in lines]
    actions.set_targets(movement_id=row.pk, targets=lines, actor=actor, at=at)  # type: ignore[arg-type]  # an Actor


def _within(line: TargetLine) -> TargetLine:
    """A share is at most 100."""
    if line.unit != "%" or not line.goal or line.goal <= 100:
        return line
    return TargetLine(line.name, line.unit, Decimal(55), Decimal(80), line.source, line.roll_up)


def _join_by_hand(stage: Stage, row: Movement, running: Running) -> None:
    targets = list(row.targets.all())
    for number, code in enumerate(BY_HAND):
        if code not in stage.units:
            continue
        actor = stage.officer(code)
        joined = actions.register(
            movement_id=row.pk,
            organization=stage.unit(code),
            actor=actor,
            at=running.launched + timedelta(days=12 + number),
            pledges={target.pk: _share(target, 40) for target in targets},
            titles=["BK_LDLD"] if "BK_LDLD" in row.awards else [],
        )
        actions.report_progress(
            registration_id=joined.pk,
            values={target.pk: _share(target, 40, part=Decimal("0.8")) for target in targets},
            on=day(11, 20 + number),
            actor=actor,
            at=on(11, 20 + number, 16),
        )


def _share(target: Target, units: int, part: Decimal = Decimal(1)) -> Decimal:
    """A unit's part of the whole goal: a share stays a share, a sum is divided."""
    goal = target.goal or Decimal(0)
    own = goal if target.unit == "%" else max(Decimal(1), goal / units)
    return (own * part).quantize(Decimal(1))


def _type_in(stage: Stage, row: Movement, running: Running) -> None:
    """Enter the other unions' sheets at once: who joined, what they pledged, what they last reported."""
    codes = [code for code in _addressed(stage) if stage.units[code] not in _already(row)]
    stage.rng.shuffle(codes)
    count = len(codes) + 3
    joined, active = codes[: round(count * running.joined) - 3], round(count * running.active) - 3
    rows = Registration.objects.bulk_create(
        Registration(
            movement=row,
            organization_id=stage.units[code],
            registered_at=running.launched + timedelta(days=10 + n % 50),
            active_on=day(10, 1) + timedelta(days=n % 60)
            if n < active
            else day(5, 2) + timedelta(days=n % 90),
        )
        for n, code in enumerate(joined)
    )
    _pledges(stage, row, rows)
    record(
        "movement.reports_entered", row, actor=stage.cast("phutho.canbo"), at=on(11, 30, 17), title=row.title,
        unit="LĐLĐ tỉnh Phú Thọ", on=day(11, 30), values=len(rows) * row.targets.count(),
    )  # fmt: skip


def _already(row: Movement) -> set[int]:
    return set(row.registrations.values_list("organization_id", flat=True))


def _addressed(stage: Stage) -> list[str]:
    return sorted(
        code
        for code, placement in stage.placements.items()
        if placement.kind in GRASSROOTS and placement.province_code == PROVINCE and code != FERTILIZER
    )


def _pledges(stage: Stage, row: Movement, rows: Sequence[Registration]) -> None:
    pledges, units = [], max(1, len(rows))
    for registration in rows:
        for target in row.targets.all():
            goal = _share(target, units)
            part = Decimal(stage.rng.randint(62, 104)) / 100
            value = _share(target, units, part)
            capped = min(value, Decimal(100)) if target.unit == "%" else value
            pledges.append(
                Pledge(
                    registration=registration,
                    target=target,
                    goal=goal,
                    value=capped,
                    value_on=registration.active_on,
                )
            )
    made = Pledge.objects.bulk_create(pledges)
    Progress.objects.bulk_create(
        Progress(
            pledge=pledge,
            on=pledge.value_on or day(11, 30),
            value=pledge.value or 0,
            reported_at=on(11, 30, 17),
        )
        for pledge in made
    )


def _review(stage: Stage) -> None:
    """The interim review of the sports movement decided to change it."""
    row = Movement.objects.get(organization=stage.unit(PROVINCE), template="van_hoa_the_thao")
    actions.record_review(
        movement_id=row.pk,
        kind=ReviewKind.INTERIM,
        outcome=ReviewOutcome.ADJUST,
        findings="Mới hơn một phần tư công đoàn cơ sở hoạt động. Chuyển giải bóng đá tỉnh thành giải theo cụm.",
        held_on=day(7, 10),
        actor=stage.cast("phutho.canbo"),
        at=on(7, 10, 16),
    )


def _national(stage: Stage) -> None:
    """The Confederation's movement for provincial federations and national unions; Phú Thọ has not answered yet."""
    officer = stage.cast("tld.thuongtruc")
    row = actions.create_movement(
        organization=stage.unit("TLD"), actor=officer, at=on(10, 20), template="hoc_tap_va_lam_theo",
        title="Đoàn viên làm theo gương Bác, mỗi cấp một việc 2026-2027",
    )  # fmt: skip
    fields = {
        "starts_on": day(11, 2), "registration_due": day(12, 31), "interim_on": date(2027, 6, 30),
        "final_on": date(2027, 12, 15), "budget_vnd": 0, "responsible": "Trịnh Thị Minh Châu",
        "participant_kinds": ["PROV_FED", "NAT_INDUSTRY", "CORP_UNION"], "overlap_note": KEPT_APART,
        "participants": "Liên đoàn lao động tỉnh, thành phố; công đoàn ngành trung ương và tổng công ty",
    }  # fmt: skip
    actions.update_movement(movement_id=row.pk, fields=fields, actor=officer, at=on(10, 20, 10))
    _number(row, ((40, 90), (60, 85), (50, 80)), officer, on(10, 20, 11))
    actions.launch(movement_id=row.pk, actor=stage.cast("tld.chutich"), at=on(11, 2))
    for login, code in (("bacninh.canbo", "24"),):
        actions.register(
            movement_id=row.pk, organization=stage.unit(code), actor=stage.cast(login), at=on(11, 12),
            pledges={target.pk: target.goal or Decimal(0) for target in row.targets.all()},
        )  # fmt: skip


def _draft_of_2027(stage: Stage) -> None:
    """Two conditions fail and one waits for a person: a target without numbers, no table of points, an overlap."""
    officer, at = stage.cast("phutho.canbo"), on(12, 1, 9)
    row = actions.create_movement(
        organization=stage.unit(PROVINCE), actor=officer, at=at, template="lao_dong_sang_tao",
        title="“Mỗi tổ sản xuất một sáng kiến” 2027", year=2027,
    )  # fmt: skip
    fields = {
        "theme": "Lao động giỏi - Lao động sáng tạo", "starts_on": day(12, 15), "registration_due": date(2027, 1, 31),
        "interim_on": date(2027, 6, 30), "final_on": date(2027, 11, 15), "budget_vnd": 420_000_000,
        "responsible": "Đàm Vĩnh Khoa", "scoring": [],
        "political_task": "Nghị quyết Đại hội Công đoàn tỉnh, chỉ tiêu 4: tăng năng suất lao động bình quân 7 % một năm.",
    }  # fmt: skip
    actions.update_movement(movement_id=row.pk, fields=fields, actor=officer, at=at)
    lines = [
        TargetLine(
            "Sáng kiến được công nhận", "sáng kiến", Decimal(3412), Decimal(4000), "sổ sáng kiến, tự tính"
        ),
        TargetLine(
            "Tổ, đội hoàn thành vượt mức kế hoạch",
            "%",
            Decimal(38),
            Decimal(55),
            "đăng ký thi đua, tự tính",
            "average",
        ),
        TargetLine("Nâng cao chất lượng sáng kiến"),
    ]
    actions.set_targets(movement_id=row.pk, targets=lines, actor=officer, at=on(12, 2, 10))
