"""Turning a user into an actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, Role, UnitRef
from thidua.domain.accounts.models import Delegation, RoleGrant, User
from thidua.domain.accounts.permissions import GRANTING
from thidua.domain.organizations.queries import unit_refs, within


def grants_on(user: User, on: date) -> QuerySet[RoleGrant]:
    """The grants a user holds in their own name on ``on``."""
    return RoleGrant.objects.filter(user=user, during__contains=on)


def delegations_on(user: User, on: date) -> QuerySet[Delegation]:
    """What others let the user do on ``on``, as long as their own grant lasts."""
    return Delegation.objects.filter(
        Q(delegate=user, during__contains=on, revoked_at__isnull=True, grant__during__contains=on)
    ).select_related("grant", "grant__user")


def users_with_role(role: Role, unit_id: int, on: date) -> QuerySet[User]:
    """Who holds ``role`` at exactly this unit on ``on``."""
    return User.objects.filter(
        is_active=True, grants__role=role, grants__organization_id=unit_id, grants__during__contains=on
    ).distinct()


@dataclass(frozen=True, slots=True)
class Account:
    """A user with one of their grants, for lists."""

    user_id: int
    name: str
    post: str
    email: str
    unit: UnitRef


def accounts_by_role(on: date, *, only_demo: bool = False) -> list[tuple[Role, list[Account]]]:
    """Active users with a grant on ``on``, by role in the order of ``Role``, highest units first; two queries."""
    grants = RoleGrant.objects.filter(during__contains=on, user__is_active=True)
    if only_demo:
        grants = grants.filter(user__preferences__demo=True)
    rows = list(
        grants.order_by("organization__position", "user_id").values_list(
            "role", "user_id", "user__full_name", "user__post", "user__email", "organization_id"
        )
    )
    refs = unit_refs({row[5] for row in rows}, on)
    by_role: dict[str, list[Account]] = {}
    for role, user_id, name, post, email, unit in rows:
        if unit in refs:
            by_role.setdefault(role, []).append(Account(user_id, name, post, email, refs[unit]))
    return [(role, by_role[role.value]) for role in Role if role.value in by_role]


def grants_within(actor: Actor, on: date, *, text: str = "") -> QuerySet[RoleGrant]:
    """Grants that hold on ``on`` or later in the subtrees where ``actor`` may grant, by place and name."""
    rows = (
        RoleGrant.objects.filter(within(actor.spans(*GRANTING)), during__endswith__isnull=True)
        | RoleGrant.objects.filter(within(actor.spans(*GRANTING)), during__endswith__gt=on)
    ).select_related("user", "organization")
    if text.strip():
        rows = rows.filter(Q(user__full_name__icontains=nfc(text)) | Q(user__email__icontains=text.strip()))
    return rows.order_by("organization__position", "user__full_name", "pk")


def get_grant(actor: Actor, grant_id: int) -> RoleGrant:
    """A grant that is one's own or within the subtrees where one may grant; else ``DoesNotExist``."""
    mine = Q(user_id=actor.user_id) | within(actor.spans(*GRANTING))
    return RoleGrant.objects.filter(mine).select_related("user", "organization").get(pk=grant_id)


def get_delegation(actor: Actor, delegation_id: int) -> Delegation:
    """A delegation of one's own grant, or within the subtrees where one may grant; else ``DoesNotExist``."""
    mine = Q(grant__user_id=actor.user_id) | within(actor.spans(*GRANTING), "grant__organization__position")
    return (
        Delegation.objects.filter(mine)
        .select_related("grant__user", "grant__organization", "delegate")
        .get(pk=delegation_id)
    )


def delegations_from(user_id: int | None, on: date) -> QuerySet[Delegation]:
    """What a user has lent and that still runs or will run."""
    return (
        Delegation.objects.filter(grant__user=user_id or 0, revoked_at__isnull=True, during__endswith__gt=on)
        .select_related("grant__organization", "delegate")
        .order_by("during")
    )


def colleagues_of(actor: Actor, on: date, text: str = "") -> QuerySet[User]:
    """Active users with a grant somewhere in the actor's scope, to lend or give a role to, by name."""
    rows = User.objects.filter(
        Q(pk__in=RoleGrant.objects.filter(within(actor.spans()), during__contains=on).values("user"))
        | Q(pk=actor.user_id),
        is_active=True,
    )
    if text.strip():
        rows = rows.filter(Q(full_name__icontains=nfc(text)) | Q(email__icontains=text.strip()))
    return rows.order_by("full_name", "pk")


def holders_at(unit_id: int, on: date) -> QuerySet[RoleGrant]:
    """Who holds which role at exactly this unit on ``on``, by role and name."""
    return (
        RoleGrant.objects.filter(organization_id=unit_id, during__contains=on, user__is_active=True)
        .select_related("user")
        .order_by("role", "user__full_name", "pk")
    )
