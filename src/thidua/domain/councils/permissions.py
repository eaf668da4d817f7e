"""Who may run a council and who may read it: pure answers with reasons."""

from __future__ import annotations

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


def can_run_item(actor: Actor, row: AgendaItem) -> Verdict:
    return can_run(actor, row.meeting)
