"""The people who can be tried: one account for each role that matters, at every level of the country."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files

from django.contrib.auth.hashers import make_password

from thidua.core.periods import since
from thidua.domain.access import Actor, Role
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import RoleGrant, User
from thidua.domain.people.models import Service

DOMAIN = "thidua.example"
GRANTED_ON = date(2026, 1, 5)
INSTRUMENT = "Quyết định phân công nhiệm vụ năm 2026"
TOTP_ACCOUNT = "tld.vanhanh"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105  # shown on the page of demonstration accounts


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """One account: the name before the @, who it is, and the roles at a unit (by its code)."""

    login: str
    name: str
    post: str
    unit: str
    roles: tuple[Role, ...]

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"


@cache
def account_plans() -> tuple[AccountPlan, ...]:
    """Every account, in the order in which the page of accounts lists them."""
    text = (files(__package__) / "data/accounts.csv").read_text("utf-8")
    return tuple(
        AccountPlan(
            row["login"], row["name"], row["post"], row["unit"], tuple(Role(r) for r in row["roles"].split())
        )
        for row in csv.DictReader(text.splitlines())
    )


def make_accounts(units: Mapping[str, int], *, password: str) -> list[User]:
    """Create the accounts of the units that exist; all share ``password`` and are marked as the demonstration's."""
    plans = [plan for plan in account_plans() if plan.unit in units]
    hashed = make_password(password)
    users = User.objects.bulk_create(
        User(
            email=plan.email,
            full_name=plan.name,
            post=plan.post,
            password=hashed,
            person_id=_person(plan, units),
            preferences={"demo": True} | ({"totp": TOTP_SECRET} if plan.login == TOTP_ACCOUNT else {}),
        )
        for plan in plans
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(
            user=user,
            role=role,
            organization_id=units[plan.unit],
            during=since(GRANTED_ON),
            instrument=INSTRUMENT,
        )
        for plan, user in zip(plans, users, strict=True)
        for role in plan.roles
    )
    _switch_on_totp(users)
    return users


def _person(plan: AccountPlan, units: Mapping[str, int]) -> int | None:
    """The person of the same name who works at the unit, if the country has them."""
    return (
        Service.objects.filter(organization_id=units[plan.unit], person__subject__name=plan.name)
        .values_list("person_id", flat=True)
        .order_by("person_id")
        .first()
    )


def _switch_on_totp(users: Sequence[User]) -> None:
    """One account asks for a second step when it signs in; its secret stands on the page of accounts."""
    from allauth.mfa.totp.internal.auth import TOTP

    for user in users:
        if secret := user.preferences.get("totp"):
            TOTP.activate(user, secret)


class Cast:
    """Hands out the actors of the demonstration by login, as they stood on a day."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._actors: dict[str, Actor] = {}

    @cached_property
    def users(self) -> dict[str, User]:
        """Accounts by login."""
        found = User.objects.filter(preferences__demo=True).order_by("pk")
        return {user.email.partition("@")[0]: user for user in found}

    def __call__(self, login: str) -> Actor:
        """The actor of an account."""
        if login not in self._actors:
            self._actors[login] = actor_for(self.users[login], self.on)
        return self._actors[login]

    def __contains__(self, login: str) -> bool:
        return login in self.users
