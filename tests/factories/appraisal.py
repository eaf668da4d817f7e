"""Nominations in front of an office, and people signed in to judge or mend them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from tests.factories.accounts import make_user
from tests.factories.nominations import AT, make_round, make_sent, officer_of, referral_of, row
from tests.factories.organizations import Country
from thidua.domain.access import Role
from thidua.domain.accounts.models import User
from thidua.domain.nominations.models import Nomination, Referral
from thidua.domain.organizations.models import Organization


@dataclass
class Desk:
    """What an appraiser of the province finds: nominations of one unit, and the browsers of both sides."""

    nominations: list[Nomination]
    referrals: list[Referral]
    office: Client
    author: Client
    neighbour: Client


def browser(role: Role, unit: Organization) -> Client:
    """A signed-in client of a fresh user."""
    client = Client()
    user = make_user(f"nguoi-{User.objects.count()}@thidua.example", (role, unit), name="Nguyễn Hà")
    client.force_login(user)
    return client


def make_desk(country: Country, count: int = 3, *, award: str = "BK_LDLD", **cells: Any) -> Desk:
    """``count`` nominations of Lâm Thao that wait at the federation of Phú Thọ."""
    call = make_round(country.phu_tho)
    sent = make_sent(country.lam_thao, call, [row(n, award, **cells) for n in range(count)])
    return Desk(
        nominations=sent,
        referrals=[referral_of(one) for one in sent],
        office=browser(Role.APPRAISER, country.phu_tho),
        author=browser(Role.OFFICER, country.lam_thao),
        neighbour=browser(Role.OFFICER, country.giay),
    )


def give_back(desk: Desk, country: Country, number: int = 0) -> Nomination:
    """One nomination sent back for a missing page."""
    from thidua.domain.nominations import actions

    actions.return_nomination(
        referral_id=desk.referrals[number].pk,
        reasons=["unreadable_file"],
        text="Quyết định công nhận sáng kiến năm 2025 chưa có trang đóng dấu.",
        actor=officer_of(country.phu_tho),
        at=AT,
    )
    one = desk.nominations[number]
    one.refresh_from_db()
    return one


def photograph(color: str = "white") -> bytes:
    """A small picture as a phone would send it."""
    target = BytesIO()
    Image.new("RGB", (60, 80), color).save(target, "JPEG")
    return target.getvalue()
