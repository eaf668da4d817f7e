"""Registering, withdrawing, and reporting what was reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.catalogue.library import library
from thidua.domain.movements.models import Movement, Pledge, Progress, Registration, Target
from thidua.domain.movements.permissions import can_register_for, can_report
from thidua.domain.movements.states import MovementState
from thidua.domain.movements.values import ProgressRow
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import ancestors
from thidua.domain.people.models import Subject


@transaction.atomic
def register(
    *,
    movement_id: int,
    organization: Organization,
    actor: Actor,
    at: datetime,
    subject_id: int | None = None,
    titles: Sequence[str] = (),
    pledges: Mapping[int, Decimal] | None = None,
    note: str = "",
) -> Registration:
    """This will register a unit (or a person or collective in it) with the goals it sets itself by target id.

    The same call again, or after a withdrawal, changes the registration. Refused for a movement that is not live or
    does not address the unit, after the registration day, and for targets that are not the movement's.
    """
    allowed = can_register_for(actor, organization.pk)
    if not allowed:
        raise Refused(allowed.reason)
    Organization.objects.select_for_update(no_key=True).get(
        pk=organization.pk
    )  # two at once: one after the other
    row = Movement.objects.select_related("organization").get(pk=movement_id)
    on, subject = day_of(at), _subject(subject_id, organization)
    _insist_on_call(row, organization, subject, on)
    goals = _goals(row, pledges or {})
    made, is_new = Registration.objects.update_or_create(
        movement=row,
        organization=organization,
        subject=subject,
        defaults={
            "titles": _titles(titles), "note": nfc(note).strip(), "active_on": on, "withdrawn_at": None,
        },
        create_defaults={
            "titles": _titles(titles), "note": nfc(note).strip(), "active_on": on, "registered_at": at,
        },
    )  # fmt: skip
    _pledge(made, goals)
    record(
        "movement.joined" if is_new else "movement.registration_changed", made, actor=actor, at=at,
        title=row.title, unit=_name(organization, on), movement=row.pk, pledges=len(goals),
    )  # fmt: skip
    return made


def _subject(subject_id: int | None, organization: Organization) -> Subject | None:
    if subject_id is None:
        return None
    subject = Subject.objects.filter(pk=subject_id, organization=organization, merged_into=None).first()
    if subject is None:
        raise Refused(
            _("Người hoặc tập thể này không thuộc đơn vị; chọn lại trong danh bạ."), field="subject"
        )
    return subject


def _insist_on_call(row: Movement, organization: Organization, subject: Subject | None, on: date) -> None:
    if row.state != MovementState.LIVE:
        raise Refused(_("Phong trào %(title)s không còn nhận đăng ký.") % {"title": row.quoted})
    if row.registration_due and on > row.registration_due:
        raise Refused(
            _("Hạn đăng ký là %(day)s, đã qua. Liên hệ đơn vị phát động.")
            % {"day": f"{row.registration_due:%d/%m/%Y}"}
        )
    line = ancestors(organization.pk, on)
    is_below = (
        row.organization_id in {unit.id for unit in line[:-1]} and line[-1].kind in row.participant_kinds
    )
    is_inside = bool(line) and line[-1].id == row.organization_id and subject is not None
    if not (is_below or is_inside):
        raise Refused(_("Phong trào %(title)s không dành cho đơn vị này.") % {"title": row.quoted})


def _titles(codes: Sequence[str]) -> list[str]:
    unknown = [code for code in codes if code not in library().awards]
    if unknown:
        raise Refused(_("Danh mục không có: %(codes)s.") % {"codes": ", ".join(unknown)}, field="titles")
    return list(codes)


def _goals(row: Movement, pledges: Mapping[int, Decimal]) -> dict[int, Decimal]:
    targets = {target.pk: target for target in Target.objects.filter(movement=row)}
    if set(pledges) - set(targets):
        raise Refused(_("Có chỉ tiêu không thuộc phong trào này; tải lại trang rồi đăng ký."))
    for pk, goal in pledges.items():
        _insist_on_number(targets[pk], goal)
    return dict(pledges)


def _insist_on_number(target: Target, value: Decimal) -> None:
    if value < 0 or (target.unit == "%" and value > 100):
        raise Refused(
            _("“%(name)s”: %(value)s không hợp lý; nhập số từ 0%(most)s.")
            % {"name": target.name, "value": value, "most": _(" đến 100") if target.unit == "%" else ""},
            field=f"target_{target.pk}",
        )


def _pledge(row: Registration, goals: Mapping[int, Decimal]) -> None:
    known = {pledge.target_id: pledge for pledge in row.pledges.all()}
    for pk, goal in goals.items():
        if pk in known:
            known[pk].goal = goal
    Pledge.objects.bulk_update([known[pk] for pk in goals if pk in known], ["goal"])
    Pledge.objects.bulk_create(
        Pledge(registration=row, target_id=pk, goal=goal) for pk, goal in goals.items() if pk not in known
    )


@transaction.atomic
def withdraw(*, registration_id: int, actor: Actor, at: datetime) -> Registration:
    """This will take a registration out of a live movement; what it reported stays on record."""
    row = _lock_registration(registration_id)
    allowed = can_register_for(actor, row.organization_id)
    if not allowed:
        raise Refused(allowed.reason)
    _insist_live(row.movement)
    if row.withdrawn_at is None:
        row.withdrawn_at = at
        row.save(update_fields=["withdrawn_at"])
        record(
            "movement.left", row, actor=actor, at=at, title=row.movement.title, movement=row.movement_id,
            unit=_name(row.organization, day_of(at)),
        )  # fmt: skip
    return row


@transaction.atomic
def report_progress(
    *,
    registration_id: int,
    values: Mapping[int, Decimal],
    on: date,
    actor: Actor,
    at: datetime,
    note: str = "",
) -> list[Progress]:
    """This will write down what a registration has reached by ``on``, by target id; the newest day counts."""
    row = _lock_registration(registration_id)
    made = _write(row, values, note=note, on=on, actor=actor, at=at)
    record(
        "movement.reported", row, actor=actor, at=at, title=row.movement.title, movement=row.movement_id,
        unit=_name(row.organization, day_of(at)), on=on, values=len(made),
    )  # fmt: skip
    return made


@transaction.atomic
def report_many(
    *, movement_id: int, rows: Sequence[ProgressRow], on: date, actor: Actor, at: datetime
) -> list[Progress]:
    """This will write a grid of results of one movement at once, all or nothing, as one event."""
    movement = Movement.objects.select_related("organization").get(pk=movement_id)
    wanted = {row.registration_id for row in rows}
    locked = {
        row.pk: row
        for row in Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("movement", "organization")
        .filter(pk__in=wanted, movement=movement)
        .order_by("pk")
    }
    if wanted - set(locked):
        raise Refused(_("Có dòng không thuộc phong trào này; tải lại bảng."))
    made = []
    for row in rows:
        made += _write(
            locked[row.registration_id], {row.target_id: row.value}, note=row.note, on=on, actor=actor, at=at
        )
    record(
        "movement.reports_entered", movement, actor=actor, at=at, title=movement.title,
        unit=_name(movement.organization, day_of(at)), on=on, values=len(made),
    )  # fmt: skip
    return made


def _write(
    row: Registration, values: Mapping[int, Decimal], *, note: str, on: date, actor: Actor, at: datetime
) -> list[Progress]:
    allowed = can_report(actor, row)
    if not allowed:
        raise Refused(allowed.reason)
    _insist_live(row.movement)
    if row.withdrawn_at is not None:
        raise Refused(_("Đơn vị đã rút khỏi phong trào. Đăng ký lại rồi báo cáo."))
    if on > day_of(at):
        raise Refused(_("Ngày báo cáo không thể sau hôm nay."), field="on")
    pledges = {pledge.target_id: pledge for pledge in row.pledges.select_related("target")}
    if set(values) - set(pledges):
        raise Refused(_("Có chỉ tiêu đơn vị chưa đăng ký; bổ sung đăng ký trước."))
    for pk, value in values.items():
        _insist_on_number(pledges[pk].target, value)
    made = Progress.objects.bulk_create(
        Progress(pledge=pledges[pk], on=on, value=value, note=nfc(note).strip()[:300], reported_at=at)
        for pk, value in values.items()
    )
    _keep_newest(row, [pledges[pk] for pk in values], values, on)
    return made


def _keep_newest(
    row: Registration, pledges: Sequence[Pledge], values: Mapping[int, Decimal], on: date
) -> None:
    newer = [pledge for pledge in pledges if pledge.value_on is None or on >= pledge.value_on]
    for pledge in newer:
        pledge.value, pledge.value_on = values[pledge.target_id], on
    Pledge.objects.bulk_update(newer, ["value", "value_on"])
    if row.active_on is None or on > row.active_on:
        row.active_on = on
        row.save(update_fields=["active_on"])


def _lock_registration(registration_id: int) -> Registration:
    return (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("movement__organization", "organization")
        .get(pk=registration_id)
    )


def _insist_live(row: Movement) -> None:
    if row.state != MovementState.LIVE:
        raise Refused(_("Phong trào %(title)s đã kết thúc, không ghi thêm được.") % {"title": row.quoted})


def _name(organization: Organization, on: date) -> str:
    line = ancestors(organization.pk, on)
    return line[-1].short_name if line else organization.code
