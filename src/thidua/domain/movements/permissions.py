"""Who may do what to movements: pure answers with reasons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.movements.models import Movement, Registration

PREPARERS = (Role.OFFICER, Role.STANDING_OFFICE, Role.HEAD)
JOINERS = (Role.OFFICER, Role.HEAD)


def can_prepare_at(actor: Actor, organization_id: int) -> Verdict:
    """Whether ``actor`` may write movements in the name of a unit."""
    if actor.has_at(*PREPARERS, unit_id=organization_id):
        return ALLOWED
    return refused(_("Chỉ cán bộ thi đua hoặc người đứng đầu của chính đơn vị soạn được phong trào này."))


def can_prepare(actor: Actor, row: Movement) -> Verdict:
    return can_prepare_at(actor, row.organization_id)


def can_launch(actor: Actor, row: Movement) -> Verdict:
    """Officers prepare, the head launches and answers for it."""
    if actor.has_at(Role.HEAD, unit_id=row.organization_id):
        return ALLOWED
    return refused(_("Chỉ người đứng đầu đơn vị phát động được; cán bộ thi đua soạn và trình."))


def can_stop(actor: Actor, row: Movement) -> Verdict:
    if actor.has_at(Role.HEAD, unit_id=row.organization_id):
        return ALLOWED
    return refused(_("Chỉ người đứng đầu đơn vị phát động dừng được phong trào."))


def can_review(actor: Actor, row: Movement) -> Verdict:
    if actor.has_at(*PREPARERS, unit_id=row.organization_id):
        return ALLOWED
    return refused(_("Chỉ đơn vị phát động sơ kết, tổng kết được phong trào này."))


def can_register_for(actor: Actor, organization_id: int) -> Verdict:
    """Whether ``actor`` may register a unit, or people and collectives in it."""
    if actor.has_at(*JOINERS, unit_id=organization_id):
        return ALLOWED
    return refused(_("Chỉ cán bộ thi đua hoặc người đứng đầu của chính đơn vị đăng ký được."))


def can_report(actor: Actor, row: Registration) -> Verdict:
    """The registered unit itself, or the launching unit's officers who collect reports on paper."""
    if actor.has_at(*JOINERS, unit_id=row.organization_id):
        return ALLOWED
    if actor.has_at(*PREPARERS, unit_id=row.movement.organization_id):
        return ALLOWED
    return refused(_("Chỉ đơn vị đã đăng ký hoặc đơn vị phát động ghi được kết quả này."))
