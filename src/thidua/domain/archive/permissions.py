"""Who may read, keep, hold, hand over and dispose of dossiers: pure answers with reasons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.archive.models import Dossier

READERS = (
    Role.OFFICER,
    Role.APPRAISER,
    Role.HEAD,
    Role.STANDING_OFFICE,
    Role.INSPECTOR,
    Role.CLERK,
)
KEEPERS = (Role.CLERK, Role.OFFICER, Role.APPRAISER, Role.HEAD, Role.STANDING_OFFICE)
HOLDERS = (Role.HEAD, Role.INSPECTOR, Role.STANDING_OFFICE)
DISPOSERS = (Role.HEAD, Role.STANDING_OFFICE)
PACKERS = (Role.CLERK, Role.HEAD, Role.STANDING_OFFICE)
CHECKERS = (Role.OPERATOR, Role.CLERK, Role.INSPECTOR, Role.STANDING_OFFICE)


def can_read_at(actor: Actor, position: int) -> Verdict:
    """Papers of a unit are for those who work with dossiers there or above."""
    if actor.has(*READERS, over=position):
        return ALLOWED
    return refused(_("Tài liệu này thuộc đơn vị ngoài phạm vi của bạn."))


def can_keep_at(actor: Actor, position: int) -> Verdict:
    """Scans are added by those who keep dossiers of the unit that decided, or above it."""
    if actor.has(*KEEPERS, over=position):
        return ALLOWED
    return refused(_("Chỉ cán bộ của đơn vị ra quyết định hoặc cấp trên được thêm tài liệu vào hồ sơ này."))


def can_hold(actor: Actor, row: Dossier) -> Verdict:
    """Placing and lifting: the head, those who inspect, the standing office."""
    if actor.has(*HOLDERS, over=row.unit_position):
        return ALLOWED
    return refused(
        _("Chỉ người đứng đầu, cán bộ kiểm tra hoặc Thường trực được tạm giữ và thôi tạm giữ hồ sơ.")
    )


def can_dispose(actor: Actor, row: Dossier) -> Verdict:
    """Only those who answer for the unit carry out what the valuation council decided."""
    if actor.has(*DISPOSERS, over=row.unit_position):
        return ALLOWED
    return refused(_("Chỉ người đứng đầu đơn vị hoặc Thường trực thực hiện được quyết định tiêu hủy hồ sơ."))


def can_package_at(actor: Actor, position: int) -> Verdict:
    if actor.has(*PACKERS, over=position):
        return ALLOWED
    return refused(_("Chỉ cán bộ lưu trữ, người đứng đầu hoặc Thường trực đóng gói giao nộp được."))


def can_check_fixity(actor: Actor) -> Verdict:
    if actor.has(*CHECKERS):
        return ALLOWED
    return refused(_("Chỉ cán bộ lưu trữ, kiểm tra hoặc quản trị vận hành chạy được việc kiểm tra tệp."))
