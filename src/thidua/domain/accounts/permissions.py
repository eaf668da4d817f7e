"""Who may give, end and lend roles: only inside one's own subtree, and never a role above one's own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, WORKING, Actor, Role, Verdict, refused
from thidua.domain.accounts.models import Delegation, RoleGrant, Scope, Token
from thidua.domain.organizations.models import Organization

GRANTING: dict[Role, int] = {Role.HEAD: 1, Role.STANDING_OFFICE: 2, Role.OPERATOR: 3}
"""Who may grant, by rank. Roles not named here have rank 0."""

PERSONAL = frozenset({Role.COUNCIL_MEMBER})
"""Roles that nobody may exercise in another's place: a member of a council votes in person."""


def can_grant_role(actor: Actor, role: Role, unit: Organization) -> Verdict:
    """Whether ``actor`` may give ``role`` over ``unit``."""
    rank = max(
        (GRANTING[g.role] for g in actor.grants if g.role in GRANTING and g.covers(unit.position)), default=0
    )
    if not rank:
        return refused(
            _(
                "Chỉ người đứng đầu, Thường trực hoặc quản trị vận hành được giao quyền, trong phạm vi của mình."
            )
        )
    if GRANTING.get(role, 0) > rank:
        return refused(_("Không giao được quyền cao hơn quyền của chính mình. Xin đề nghị cấp trên giao."))
    return ALLOWED


def can_end_grant(actor: Actor, grant: RoleGrant) -> Verdict:
    """Nobody ends their own grant: a unit must not be left without anyone by a slip."""
    if grant.user_id == actor.user_id:
        return refused(_("Không tự kết thúc quyền của chính mình. Xin đề nghị cấp trên."))
    return can_grant_role(actor, Role(grant.role), grant.organization)


def can_delegate(actor: Actor, grant: RoleGrant) -> Verdict:
    """The holder lends their own grant; who could give it may also lend it for them."""
    if grant.role in PERSONAL:
        return refused(_("Thành viên Hội đồng phải tự mình dự họp và biểu quyết, không ủy quyền được."))
    if grant.user_id == actor.user_id:
        return ALLOWED
    return can_grant_role(actor, Role(grant.role), grant.organization)


def can_revoke_delegation(actor: Actor, delegation: Delegation) -> Verdict:
    return can_delegate(actor, delegation.grant)


READERS: dict[str, frozenset[Role]] = {
    Scope.REGISTER: frozenset(Role),
    Scope.STATISTICS: WORKING,
    Scope.REPORTS: WORKING,
}
"""The roles whose pages show what a scope opens."""


def can_issue_token(actor: Actor, unit: Organization, scopes: frozenset[str]) -> Verdict:
    """A program never gets more than its owner: a unit of the owner's, and scopes of pages the owner has there."""
    if not actor.covers(unit.position):
        return refused(_("Đơn vị này nằm ngoài phạm vi của bạn. Chọn đơn vị của mình hoặc đơn vị bên dưới."))
    if all(actor.has(*READERS[scope], over=unit.position) for scope in scopes):
        return ALLOWED
    return refused(_("Quyền của bạn không xem được thống kê, báo cáo, nên khóa cũng không. Bỏ chọn mục đó."))


def can_revoke_token(actor: Actor, token: Token) -> Verdict:
    if token.user_id == actor.user_id:
        return ALLOWED
    return refused(_("Chỉ người tạo khóa thu hồi được khóa này."))
