"""Who keys, who settles, who enters, who looks: pure answers with reasons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.capture.models import Page
from thidua.domain.register.permissions import KEEPERS

READERS = (*KEEPERS, Role.STEWARD)
SETTLERS = (Role.STEWARD,)


def can_capture_at(actor: Actor, position: int) -> Verdict:
    """Books of a unit are captured by those who keep its register."""
    if actor.has(*KEEPERS, over=position):
        return ALLOWED
    return refused(_("Chỉ người giữ sổ khen thưởng của cấp quản lý đơn vị này được số hóa sổ cũ."))


def can_keep(actor: Actor, page: Page) -> Verdict:
    """Begin, key again, enter or put away a page."""
    return can_capture_at(actor, page.batch.unit.position)


def can_key_first(actor: Actor, page: Page) -> Verdict:
    """One person keys a page, until somebody takes it over."""
    allowed = can_keep(actor, page)
    if allowed and page.first_by_id not in {None, actor.user_id} and not actor.is_system:
        return refused(_("Trang này đang do %(name)s gõ.") % {"name": page.first_by})
    return allowed


def can_key_second(actor: Actor, page: Page) -> Verdict:
    """The second pass is another person's, unless the batch allows one person to key twice."""
    allowed = can_keep(actor, page)
    if allowed and page.batch.needs_two and actor.user_id is not None and actor.user_id == page.first_by_id:
        return refused(_("Bạn đã gõ lượt một; lượt hai phải do người khác gõ mà không thấy lượt một."))
    if allowed and page.second_by_id not in {None, actor.user_id} and not actor.is_system:
        return refused(_("Trang này đang do %(name)s gõ.") % {"name": page.second_by})
    return allowed


def can_settle(actor: Actor, page: Page) -> Verdict:
    """Differences are settled by a steward of data who keyed neither of the two."""
    if not actor.has(*SETTLERS, over=page.batch.unit.position):
        return refused(_("Chỉ người quản lý dữ liệu của đơn vị này hoặc cấp trên phân xử được hai lượt gõ."))
    if actor.user_id is not None and actor.user_id in {page.first_by_id, page.second_by_id}:
        return refused(_("Bạn đã gõ trang này nên không phân xử được. Nhờ người quản lý dữ liệu khác."))
    return ALLOWED
