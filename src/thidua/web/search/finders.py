"""What the one search looks through. Each finder is one bounded query inside the actor's scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor
from thidua.domain.catalogue.library import library
from thidua.domain.nominations.queries.find import find_nominations
from thidua.domain.organizations.queries import search_units
from thidua.domain.register.queries.criteria import Criteria
from thidua.domain.register.queries.search import search as search_register
from thidua.web.shell.navigation import navigation

SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One line of the results."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """Hits of one kind under their heading."""

    key: str
    label: str | Promise
    icon: str
    hits: list[Hit]


@dataclass(frozen=True)
class Asked:
    """Who asks for what, on which day, and how many hits of each kind are wanted."""

    actor: Actor
    text: str
    on: date
    path: str
    each: int


def _commands(asked: Asked) -> list[Hit]:
    wanted = fold(asked.text)
    sections = navigation(asked.actor, asked.path, {})
    return [Hit(s.label, "", s.url) for s in sections if wanted in fold(s.label)][: asked.each]


def _units(asked: Asked) -> list[Hit]:
    found = search_units(asked.text, asked.on, asked.actor.spans(), asked.each)
    return [
        Hit(unit.name, unit.old_name or unit.code, reverse("unit_page", args=[unit.id])) for unit in found
    ]


def _honors(asked: Asked) -> list[Hit]:
    page = search_register(asked.actor, Criteria(text=asked.text), limit=asked.each)
    names = library().award_names
    return [
        Hit(
            line.holder_name,
            f"{names.get(line.award_code, line.award_code)} · {line.decision_number}, {line.decided_on:%d/%m/%Y}",
            reverse("register_entry", args=[line.register_no]),
        )
        for line in page.lines
    ]


def _dossiers(asked: Asked) -> list[Hit]:
    return [
        Hit(row.name, row.submission.round.title, reverse("nomination", args=[row.pk]))
        for row in find_nominations(asked.actor, asked.text, limit=asked.each)
    ]


FINDERS: tuple[tuple[str, str | Promise, str, Callable[[Asked], list[Hit]]], ...] = (
    ("commands", _("Lệnh"), "arrow-right", _commands),
    ("dossiers", _("Hồ sơ"), "certificate", _dossiers),
    ("honors", _("Sổ khen thưởng"), "book-2", _honors),
    ("units", _("Đơn vị"), "sitemap", _units),
)


def find_everything(actor: Actor, text: str, *, on: date, path: str, each: int) -> list[Group]:
    """Groups with at least one hit, in a fixed order; nothing for text shorter than two letters."""
    if len(text.strip()) < SHORTEST:
        return []
    asked = Asked(actor, text, on, path, each)
    groups = [Group(key, label, icon, find(asked)) for key, label, icon, find in FINDERS]
    return [group for group in groups if group.hits]
