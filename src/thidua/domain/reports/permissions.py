"""Who may do what to definitions, assignments and reports: pure answers with reasons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.reports.models import Assignment, Definition, Report

AUTHORS = (Role.OFFICER, Role.STANDING_OFFICE, Role.HEAD)
EDITORS = (Role.OFFICER, Role.HEAD, Role.STANDING_OFFICE)
OFFICE = (Role.OFFICER, Role.APPRAISER, Role.HEAD, Role.STANDING_OFFICE)


def can_author_at(actor: Actor, organization_id: int) -> Verdict:
    """Whether ``actor`` may define reports and ask for them in the name of a unit."""
    if actor.has_at(*AUTHORS, unit_id=organization_id):
        return ALLOWED
    return refused(_("Chỉ cán bộ thi đua hoặc người đứng đầu của chính đơn vị soạn mẫu và giao báo cáo."))


def can_author(actor: Actor, row: Definition) -> Verdict:
    return can_author_at(actor, row.organization_id)


def can_run(actor: Actor, row: Assignment) -> Verdict:
    """Locking, reopening: the unit that asked."""
    if actor.has_at(*AUTHORS, unit_id=row.organization_id):
        return ALLOWED
    return refused(_("Chỉ đơn vị giao báo cáo khóa hoặc mở lại được đợt này."))


def can_nudge_at(actor: Actor, unit_id: int) -> Verdict:
    """Nudging everybody under a unit: that unit's office."""
    if actor.has_at(*OFFICE, unit_id=unit_id):
        return ALLOWED
    return refused(_("Chỉ cơ quan của đơn vị này nhắc được các đơn vị cấp dưới."))


def can_edit_at(actor: Actor, unit_id: int, office_id: int | None) -> Verdict:
    """Writing a unit's report: its own officers, or the office above that was handed it on paper."""
    if actor.has_at(*EDITORS, unit_id=unit_id):
        return ALLOWED
    if office_id is not None and actor.has_at(*OFFICE, unit_id=office_id):
        return ALLOWED
    return refused(_("Chỉ cán bộ của đơn vị này, hoặc của cấp nhận báo cáo, ghi được báo cáo này."))


def can_edit(actor: Actor, row: Report) -> Verdict:
    return can_edit_at(actor, row.organization_id, row.office_id)


def can_judge(actor: Actor, row: Report) -> Verdict:
    """Returning and approving: the office that receives it; the topmost report is approved by its own head."""
    if row.office_id is None:
        if actor.has_at(Role.HEAD, unit_id=row.organization_id):
            return ALLOWED
        return refused(_("Báo cáo của đơn vị giao do người đứng đầu đơn vị duyệt."))
    if actor.has_at(*OFFICE, unit_id=row.office_id):
        return ALLOWED
    return refused(_("Chỉ cấp nhận báo cáo trả lại hoặc duyệt được."))
