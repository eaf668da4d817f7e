"""Who may change the tree: the standing office anywhere below it, a province for what stands inside it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level


def can_change_unit(actor: Actor, unit: Organization) -> Verdict:
    """Rename, move, merge, split or end ``unit`` itself."""
    if _is_standing_office(actor, unit.position):
        return ALLOWED
    if any(unit.pk != grant_unit for grant_unit in _provinces_over(actor, unit.position)):
        return ALLOWED
    return refused(
        _(
            "Chỉ Thường trực Tổng Liên đoàn, hoặc tỉnh, ngành quản lý đơn vị này, được ghi thay đổi tổ chức. "
            "Xin gửi văn bản lên cấp đó."
        )
    )


def can_place_under(actor: Actor, parent: Organization) -> Verdict:
    """Found a unit, or bring one, under ``parent``."""
    if _is_standing_office(actor, parent.position) or _provinces_over(actor, parent.position):
        return ALLOWED
    return refused(
        _("Đơn vị cấp trên này nằm ngoài phạm vi của bạn. Xin chọn đơn vị thuộc tỉnh, ngành mình quản lý.")
    )


def can_keep_clusters(actor: Actor, organization: Organization) -> Verdict:
    """Draw up the clusters that ``organization`` runs."""
    if actor.has(Role.STANDING_OFFICE, Role.HEAD, Role.OFFICER, over=organization.position):
        return ALLOWED
    return refused(_("Cụm, khối do chính đơn vị tổ chức lập; đơn vị này nằm ngoài phạm vi của bạn."))


def _is_standing_office(actor: Actor, position: int) -> bool:
    return actor.has(Role.STANDING_OFFICE, over=position)


def _provinces_over(actor: Actor, position: int) -> list[int]:
    """The provinces and national branches for which ``actor`` is head or officer, and that reach ``position``."""
    return [
        grant.unit.id
        for grant in actor.grants
        if grant.role in {Role.HEAD, Role.OFFICER}
        and LEVEL_OF_KIND.get(grant.unit.kind) in {Level.PROVINCE, Level.NATIONAL}
        and grant.covers(position)
    ]
