"""Who may draft, sign and issue decisions, and who may read them: pure answers with reasons."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.decisions.models import Decision

DRAFTERS = (Role.APPRAISER, Role.OFFICER, Role.HEAD, Role.STANDING_OFFICE)
READERS = (
    Role.OFFICER,
    Role.APPRAISER,
    Role.HEAD,
    Role.STANDING_OFFICE,
    Role.INSPECTOR,
    Role.COUNCIL_SECRETARY,
)


def can_draft_at(actor: Actor, organization_id: int) -> Verdict:
    """Whether ``actor`` may prepare decisions in the name of a unit, pay bonuses and hand certificates over."""
    if actor.has_at(*DRAFTERS, unit_id=organization_id):
        return ALLOWED
    return refused(_("Chỉ cán bộ thi đua hoặc người đứng đầu của chính đơn vị soạn được quyết định."))


def can_draft(actor: Actor, row: Decision) -> Verdict:
    return can_draft_at(actor, row.organization_id)


def can_issue(actor: Actor, row: Decision) -> Verdict:
    """Whether ``actor`` may sign and issue: the head of the unit alone."""
    if actor.has_at(Role.HEAD, unit_id=row.organization_id):
        return ALLOWED
    return refused(_("Chỉ người đứng đầu đơn vị ký và ban hành được quyết định."))


def may_sign_for(actor: Actor, holder_ids: Collection[int | None]) -> Verdict:
    """Nobody signs their own award: the superior unit does."""
    if actor.person_id is not None and actor.person_id in holder_ids:
        return refused(
            _("Bạn có tên trong danh sách khen thưởng nên không tự ký được. Để cấp trên hoặc người khác ký.")
        )
    return ALLOWED
