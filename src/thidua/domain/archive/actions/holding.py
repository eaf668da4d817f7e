"""Legal holds: placed with a reason, lifted with a reason, and in the way of any disposal while they stand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor
from thidua.domain.archive.models import Hold
from thidua.domain.archive.permissions import can_hold
from thidua.domain.archive.queries import lock_dossier
from thidua.domain.audit.record import record


@transaction.atomic
def place_hold(*, dossier_id: int, reason: str, paper: str = "", actor: Actor, at: datetime) -> Hold:
    """This will hold a dossier back from any disposal until the hold is lifted.

    ``paper`` is the complaint, request or judgment it rests on. Refused without a reason, for a dossier that is gone,
    and for those who may not.
    """
    dossier = lock_dossier(dossier_id)
    allowed = can_hold(actor, dossier)
    if not allowed:
        raise Refused(allowed.reason)
    if not reason.strip():
        raise Refused(_("Ghi lý do tạm giữ: khiếu nại, thanh tra hay yêu cầu nào."), field="reason")
    if dossier.disposed_at is not None:
        raise Refused(_("Hồ sơ này đã tiêu hủy theo quyết định, không còn gì để giữ."))
    hold = Hold.objects.create(
        dossier=dossier, reason=nfc(reason), paper=nfc(paper)[:120], placed_at=at, placed_by=actor.name
    )
    record(
        "archive.hold_placed", dossier, actor=actor, at=at, organization_id=dossier.issuer_id,
        hold=hold.pk, reason=hold.reason, paper=hold.paper,
    )  # fmt: skip
    return hold


@transaction.atomic
def lift_hold(*, hold_id: int, reason: str, actor: Actor, at: datetime) -> Hold:
    """This will end a hold, with a reason; both stay on record. Refused for a hold that was lifted already."""
    hold = Hold.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=hold_id)
    allowed = can_hold(actor, hold.dossier)
    if not allowed:
        raise Refused(allowed.reason)
    if hold.lifted_at is not None:
        raise Refused(_("Lệnh tạm giữ này đã thôi từ trước."))
    if not reason.strip():
        raise Refused(_("Ghi lý do thôi tạm giữ: đã có kết luận, bản án hay văn bản nào."), field="reason")
    hold.lifted_at, hold.lifted_by, hold.lift_reason = at, actor.name, nfc(reason)
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    record(
        "archive.hold_lifted", hold.dossier, actor=actor, at=at, organization_id=hold.dossier.issuer_id,
        hold=hold.pk, reason=hold.lift_reason,
    )  # fmt: skip
    return hold
