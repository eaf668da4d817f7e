"""Who may keep, change, share and receive views of the figures."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, WORKING, Actor, Verdict, refused
from thidua.domain.organizations.models import Organization
from thidua.domain.reporting.models import SavedView


def can_save_view(actor: Actor) -> Verdict:
    """Figures are read by those who work with dossiers; a view of them is kept by a person."""
    if actor.user_id is None or not actor.has(*WORKING):
        return refused(_("Chỉ người làm công tác thi đua, khen thưởng mới lưu được bảng thống kê."))
    return ALLOWED


def can_change_view(actor: Actor, view: SavedView) -> Verdict:
    if view.owner_id != actor.user_id:
        return refused(_("Bảng này do người khác lưu. Mở bảng rồi lưu thành bảng của bạn để sửa."))
    return ALLOWED


def can_share_view(actor: Actor, unit: Organization) -> Verdict:
    """With the units of one's own scope: nobody sends something to offices that they do not answer for."""
    if not actor.has(*WORKING, over=unit.position):
        return refused(_("Chỉ chia sẻ được với đơn vị trong phạm vi của bạn."))
    return ALLOWED
