"""Turning a user into an actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from thidua.domain.access import Role, UnitRef
from thidua.domain.accounts.models import Delegation, RoleGrant, User
from thidua.domain.organizations.queries import unit_refs


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
