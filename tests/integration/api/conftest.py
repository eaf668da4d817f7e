"""A country with honours, and programs that read it with tokens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import make_user
from tests.factories.organizations import Country
from tests.factories.people import make_person
from tests.factories.register import make_entry
from thidua.core.clock import VIETNAM
from thidua.domain.access import Role
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.tokens import issue_token, leases
from thidua.domain.organizations.models import Organization
from thidua.domain.register.models import Entry

TODAY = date(2026, 12, 8)
AT = datetime(2026, 12, 8, 14, 2, tzinfo=VIETNAM)
EVERYTHING = ("register", "statistics", "reports")


class Program:
    """A client that shows a token."""

    def __init__(self, secret: str, token_id: int, user: Any) -> None:
        self.secret, self.token_id, self.user = secret, token_id, user
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, where: str, **values: Any) -> Any:
        return self.client.get(f"/api/v1{where}", values)


def make_program(
    role: Role, held: Organization, unit: Organization | None = None, scopes: tuple[str, ...] = EVERYTHING
) -> Program:
    """A program of a fresh user who holds ``role`` at ``held``, reading below ``unit``."""
    user = make_user(f"{role}-{held.code}-{(unit or held).code}-{len(scopes)}@thidua.example", (role, held))
    token, secret = issue_token(
        actor=actor_for(user, TODAY), at=AT, on=TODAY, unit_id=(unit or held).pk, label="Phần mềm nhân sự",
        scopes=scopes, until=date(2027, 3, 1),
    )  # fmt: skip
    return Program(secret, token.pk, user)


@pytest.fixture(autouse=True)
def _fresh_limits(db: None) -> Iterator[None]:
    cache.clear()
    leases.forget()
    yield
    leases.forget()


@pytest.fixture
def honors(country: Country, fixed_clock: object) -> dict[str, Entry]:
    """Three honours: two in Phú Thọ, one in Bắc Ninh."""
    facts = (
        ("giay", "Nguyễn Thị Hường", country.giay, country.phu_tho),
        ("may", "Trần Văn Bình", country.may, country.phu_tho),
        ("kinh", "Lê Thị Sen", country.bac_ninh_cs, country.bac_ninh),
    )
    return {
        key: make_entry(
            make_person(name, unit).subject, unit, office, register_no=f"PT-25-0{place}182",
            decided_on=date(2026, 5, place),
        )
        for place, (key, name, unit, office) in enumerate(facts, start=1)
    }  # fmt: skip


@pytest.fixture
def program(country: Country, honors: dict[str, Entry]) -> Program:
    """Of an officer of the province of Phú Thọ."""
    return make_program(Role.OFFICER, country.phu_tho)


Make = Callable[..., Program]
