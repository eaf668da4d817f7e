"""The side menu: sections in their order, only those that the actor may use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from thidua.domain.access import WORKING, Actor, Role

__all__ = ["KEEPING", "SECTIONS", "WORKING", "NavItem", "Section", "navigation"]

KEEPING = frozenset({
    Role.OFFICER, Role.APPRAISER, Role.HEAD, Role.STANDING_OFFICE, Role.INSPECTOR, Role.CLERK, Role.OPERATOR,
})  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One line of the menu. ``prefix`` begins the addresses on which it is active."""

    key: str
    label: str | Promise
    short: str | Promise
    icon: str
    url_name: str
    prefix: str | tuple[str, ...]
    roles: frozenset[Role]
    group: str = "work"
    phone: int = 0  # the place in the bar of a phone, 0 for none
    go_key: str = ""


SECTIONS = (
    Section(
        "inbox", _("Việc của tôi"), _("Việc"), "inbox", "inbox", "/viec", frozenset(), phone=1, go_key="v"
    ),
    Section(
        "movements",
        _("Phong trào"),
        _("Phong trào"),
        "flag",
        "movements",
        "/phong-trao",
        WORKING,
        phone=3,
        go_key="p",
    ),
    Section(
        "nominations",
        _("Đề nghị khen thưởng"),
        _("Đề nghị"),
        "certificate",
        "nominations",
        ("/de-nghi", "/tham-dinh"),
        WORKING,
        phone=2,
        go_key="d",
    ),
    Section(
        "councils", _("Hội đồng"), _("Hội đồng"), "users-group", "councils", "/hoi-dong", WORKING, go_key="h"
    ),
    Section(
        "decisions",
        _("Quyết định"),
        _("Quyết định"),
        "signature",
        "decisions",
        "/quyet-dinh",
        WORKING,
        go_key="q",
    ),
    Section(
        "register",
        _("Sổ khen thưởng"),
        _("Sổ"),
        "book-2",
        "register",
        ("/so-khen-thuong", "/so-hoa"),
        frozenset(),
        go_key="s",
    ),
    Section(
        "statistics",
        _("Thống kê"),
        _("Thống kê"),
        "chart-bar",
        "statistics",
        "/thong-ke",
        WORKING,
        group="know",
        go_key="t",
    ),
    Section(
        "reports",
        _("Báo cáo"),
        _("Báo cáo"),
        "report-analytics",
        "reports",
        "/bao-cao",
        WORKING,
        group="know",
        go_key="b",
    ),
    Section(
        "archive",
        _("Lưu trữ"),
        _("Lưu trữ"),
        "folder",
        "archive",
        "/luu-tru",
        KEEPING,
        group="know",
        go_key="k",
    ),
    Section(
        "oversight",
        _("Giám sát"),
        _("Giám sát"),
        "eye-search",
        "history",
        "/lich-su",
        frozenset({Role.INSPECTOR, Role.STANDING_OFFICE, Role.OPERATOR}),
        group="know",
        go_key="g",
    ),
    Section(
        "organizations",
        _("Tổ chức và con người"),
        _("Tổ chức"),
        "sitemap",
        "organizations",
        ("/to-chuc", "/con-nguoi"),
        frozenset(),
        group="know",
        go_key="c",
    ),
    Section(
        "law",
        _("Quy định"),
        _("Quy định"),
        "scale",
        "law",
        "/quy-dinh",
        frozenset(),
        group="know",
        go_key="l",
    ),
)


@dataclass(frozen=True)
class NavItem:
    """A section as the layout draws it."""

    key: str
    label: str
    short: str
    url: str
    icon: str
    active: bool
    group: str
    phone: int
    go_key: str
    count: int = 0


def navigation(actor: Actor, path: str, counts: dict[str, int]) -> tuple[NavItem, ...]:
    """The menu for ``actor`` on the page at ``path``; ``counts`` by section key."""
    return tuple(
        replace(item, active=path.startswith(prefix) or path == item.url, count=counts.get(item.key, 0))
        for item, prefix in _menu(actor.roles(), get_language() or "")
    )


@lru_cache(maxsize=256)
def _menu(roles: frozenset[Role], _language: str) -> tuple[tuple[NavItem, str | tuple[str, ...]], ...]:
    """The sections for these roles in this language, none of them active."""
    items = []
    for section in SECTIONS:
        if section.roles and not section.roles & roles:
            continue
        try:
            url = reverse(section.url_name)
        except NoReverseMatch:
            continue
        item = NavItem(
            key=section.key, label=str(section.label), short=str(section.short), url=url, icon=section.icon,
            active=False, group=section.group, phone=section.phone, go_key=section.go_key,
        )  # fmt: skip
        items.append((item, section.prefix))
    return tuple(items)
