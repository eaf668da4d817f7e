"""What follows an issue: money paid or taken back, certificates handed over or made anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.decisions.jobs import render_soon
from thidua.domain.decisions.models import Decision, DecisionLine, PrinterLayout
from thidua.domain.decisions.permissions import can_draft, can_draft_at
from thidua.domain.decisions.queries import lock_decision
from thidua.domain.decisions.states import DecisionKind, DecisionState
from thidua.domain.organizations.models import Organization


@transaction.atomic
def mark_bonus_paid(
    *, decision_id: int, line_ids: Collection[int], on: date, actor: Actor, at: datetime
) -> int:
    """This will note on which day bonuses were paid; gives how many. Refused before the day of the decision."""
    return _mark(decision_id, line_ids, "bonus_paid_on", "decision.bonus_paid", on, actor, at)


@transaction.atomic
def mark_handed_over(
    *, decision_id: int, line_ids: Collection[int], on: date, actor: Actor, at: datetime
) -> int:
    """This will note on which day certificates were handed over; gives how many."""
    return _mark(decision_id, line_ids, "handed_over_on", "decision.handed_over", on, actor, at)


@transaction.atomic
def mark_bonus_recovered(
    *, decision_id: int, line_ids: Collection[int], on: date, actor: Actor, at: datetime
) -> int:
    """This will note that money paid with annulled awards came back; gives how many."""
    return _mark(decision_id, line_ids, "bonus_recovered_on", "decision.bonus_recovered", on, actor, at)


def _mark(  # noqa: PLR0917  # the same five facts for three marks
    decision_id: int,
    line_ids: Collection[int],
    field: str,
    event: str,
    on: date,
    actor: Actor,
    at: datetime,
) -> int:
    decision = _lock_issued(decision_id, actor)
    wants_annulment = field == "bonus_recovered_on"
    if wants_annulment is not (decision.kind == DecisionKind.ANNULMENT):
        raise Refused(_("Việc này không áp dụng cho loại quyết định này."))
    if decision.issued_on and not decision.issued_on <= on <= day_of(at):
        raise Refused(_("Ngày phải từ ngày ban hành quyết định đến hôm nay."), field="on")
    rows = decision.lines.filter(pk__in=list(line_ids), **{f"{field}__isnull": True})
    if field != "handed_over_on":
        rows = rows.filter(bonus_vnd__gt=0)
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        raise Refused(_("Không có dòng nào cần ghi: chọn những dòng chưa ghi ngày."))
    DecisionLine.objects.filter(pk__in=ids).update(**{field: on})
    record(event, decision, actor=actor, at=at, lines=ids, on=on.isoformat())
    return len(ids)


@transaction.atomic
def reissue_certificate(*, line_id: int, reason: str, actor: Actor, at: datetime) -> DecisionLine:
    """This will have a certificate made anew from what the register says now; the former file stays in the store.

    Refused without a reason (lost, damaged, corrected) and for anything but an issued grant.
    """
    decision_id = DecisionLine.objects.values_list("decision_id", flat=True).get(pk=line_id)
    decision = _lock_issued(decision_id, actor)
    line = decision.lines.select_related("entry").get(pk=line_id)
    if decision.kind != DecisionKind.GRANT:
        raise Refused(_("Chỉ quyết định khen thưởng mới có bằng để in lại."))
    if not reason.strip():
        raise Refused(_("Ghi lý do in lại: mất, hỏng hay đính chính."), field="reason")
    former = line.certificate_sha256
    line.certificate_sha256 = line.image_sha256 = ""
    line.save(update_fields=["certificate_sha256", "image_sha256"])
    record(
        "decision.certificate_reissued", decision, actor=actor, at=at,
        line=line.pk, reason=nfc(reason.strip()), former=former,
    )  # fmt: skip
    render_soon(decision.pk)
    return line


@transaction.atomic
def save_printer(
    *,
    organization: Organization,
    name: str,
    shift_x_mm: Decimal,
    shift_y_mm: Decimal,
    actor: Actor,
    at: datetime,
) -> PrinterLayout:
    """This will keep how far a printer must shift the texts on pre-printed blanks. Refused beyond 30 mm."""
    require(can_draft_at(actor, organization.pk))
    if not name.strip():
        raise Refused(_("Đặt tên máy in, ví dụ “Máy in phòng Tổ chức”."), field="name")
    if max(abs(shift_x_mm), abs(shift_y_mm)) > 30:
        raise Refused(_("Độ lệch tối đa 30 mm. Đo lại trên tờ in thử."), field="shift_x_mm")
    printer, _is_new = PrinterLayout.objects.update_or_create(
        organization=organization,
        name=nfc(name.strip()),
        defaults={"shift_x_mm": shift_x_mm, "shift_y_mm": shift_y_mm},
    )
    record("decision.printer_saved", printer, actor=actor, at=at, x=str(shift_x_mm), y=str(shift_y_mm))
    return printer


def _lock_issued(decision_id: int, actor: Actor) -> Decision:
    decision = lock_decision(decision_id)
    require(can_draft(actor, decision))
    if decision.state != DecisionState.ISSUED:
        raise Refused(_("Quyết định chưa ban hành."))
    return decision
