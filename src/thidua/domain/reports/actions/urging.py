"""Reminding one office of the dossiers that lie there past their day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.core.errors import Refused
from thidua.domain.access import Actor, Span
from thidua.domain.audit.record import history, record
from thidua.domain.organizations.models import Organization
from thidua.domain.reports.permissions import OFFICE
from thidua.domain.reports.queries.boards import stuck_offices

EVENT = "report.office_urged"


@transaction.atomic
def urge_office(*, office_id: int, actor: Actor, at: datetime) -> int:
    """This will remind those who appraise at an office, and return how many dossiers are overdue there.

    For those above the office; refused when nothing is overdue, and within a day of the last reminder.
    """
    office = Organization.objects.select_for_update(no_key=True).get(pk=office_id)
    if not actor.has(*OFFICE, over=office.position):
        raise Refused(_("Chỉ cấp trên của đơn vị này nhắc được."))
    spans = (Span(office.position, office.position),)
    overdue = sum(one.overdue for one in stuck_offices(spans, day_of(at)))
    if not overdue:
        raise Refused(_("Đơn vị này không còn hồ sơ nào quá hạn."))
    last = history(office).filter(name=EVENT, at__gt=at - timedelta(days=1)).first()
    if last is not None:
        raise Refused(_("Đã nhắc lúc %(at)s; mỗi ngày nhắc một lần.") % {"at": f"{last.at:%H:%M %d/%m}"})
    record("report.office_urged", office, actor=actor, at=at, organization_id=office_id, count=overdue)
    return overdue
