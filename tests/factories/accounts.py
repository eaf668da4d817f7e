"""Users with grants, and the actors they become."""

from __future__ import annotations

from datetime import date

from thidua.core.periods import between
from thidua.domain.access import Actor, Role
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import RoleGrant, User
from thidua.domain.organizations.models import Organization

PASSWORD = "mat-khau-de-thu"
TODAY = date(2026, 12, 8)


def make_user(email: str, *grants: tuple[Role, Organization], name: str = "") -> User:
    """A user who holds each (role, unit) since 2020."""
    user = User.objects.create_user(email, PASSWORD, full_name=name or email.split("@", maxsplit=1)[0])
    for role, unit in grants:
        RoleGrant.objects.create(
            user=user, role=role, organization=unit, during=between(date(2020, 1, 1), None)
        )
    return user


def make_actor(role: Role, unit: Organization, *, on: date = TODAY, name: str = "") -> Actor:
    """The actor of a fresh user with one grant."""
    count = User.objects.count()
    return actor_for(make_user(f"{role}-{unit.code}-{count}@thidua.example", (role, unit), name=name), on)
