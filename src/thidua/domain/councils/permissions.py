"""Who may run a council and who may read it: pure answers with reasons."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.councils.models import AgendaItem, Meeting

MANAGERS = (Role.COUNCIL_SECRETARY, Role.HEAD)
READERS = (
    Role.COUNCIL_SECRETARY,
    Role.COUNCIL_MEMBER,
    Role.HEAD,
    Role.OFFICER,
    Role.APPRAISER,
    Role.STANDING_OFFICE,
    Role.INSPECTOR,
)


def can_manage(actor: Actor, organization_id: int) -> Verdict:
    """Whether ``actor`` may set up a unit's council and plan its meetings."""
    if actor.has_at(*MANAGERS, unit_id=organization_id):
        return ALLOWED
    return refused(_("Chỉ thư ký Hội đồng hoặc người đứng đầu đơn vị lập Hội đồng và phiên họp."))


def can_run(actor: Actor, row: Meeting) -> Verdict:
    """Whether ``actor`` keeps the meeting: presence, agenda, counts and minutes are the secretary's."""
    if actor.has_at(Role.COUNCIL_SECRETARY, unit_id=row.council.organization_id):
        return ALLOWED
    return refused(_("Chỉ thư ký Hội đồng của đơn vị điều hành phiên họp trên máy."))


def is_due(row: Meeting, on: date) -> Verdict:
    """Whether the day of the meeting has come: its papers bear that day and its rules are those of that day."""
    if row.held_on <= on:
        return ALLOWED
    return refused(
        _("Phiên họp ngày %(day)s, hôm nay mới %(today)s. Họp sớm hơn thì đổi ngày họp trước khi khai mạc.")
        % {"day": f"{row.held_on:%d/%m/%Y}", "today": f"{on:%d/%m/%Y}"}
    )


def can_run_item(actor: Actor, row: AgendaItem) -> Verdict:
    return can_run(actor, row.meeting)
