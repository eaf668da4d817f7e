"""What the one search looks through. Each finder is one bounded query inside the actor's scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from thidua.core.vietnamese import fold
from thidua.domain.access import Actor, Role, UnitRef
from thidua.domain.catalogue.library import library
from thidua.domain.decisions.queries import decisions_of
from thidua.domain.movements.queries import find_movements
from thidua.domain.nominations.queries.find import find_nominations
from thidua.domain.organizations.queries import search_units, unit_refs
from thidua.domain.people.models import Person
from thidua.domain.people.queries import search_people
from thidua.domain.register.queries.criteria import Criteria
from thidua.domain.register.queries.search import search as search_register
from thidua.web.shell.navigation import WORKING, navigation

SHORTEST = 2
COMMANDS: tuple[tuple[str | Promise, str], ...] = (
    (_("Thẩm định tiếp"), "appraise_next"),
    (_("Phong trào mới"), "movement_new"),
    (_("Mở đợt khen thưởng"), "round_new"),
    (_("Khen đột xuất"), "adhoc"),
    (_("Chụp minh chứng"), "camera"),
    (_("Niêm yết lấy ý kiến"), "postings"),
    (_("Xin ý kiến"), "opinions"),
    (_("Lập hội đồng"), "council_new"),
    (_("Nhập danh sách khen thưởng"), "imports"),
    (_("Ghi người mới"), "person_new"),
    (_("Hồ sơ có thể trùng"), "duplicates"),
    (_("So hai ngày"), "compare_days"),
    (_("Quyền và tài khoản"), "roles"),
    (_("Giao quyền"), "grant_new"),
    (_("Ủy quyền khi vắng"), "delegate"),
    (_("Chọn đơn vị"), "choose_unit"),
    (_("Tài khoản của tôi"), "my_account"),
    (_("Thông báo"), "notices"),
    (_("Trợ giúp"), "help"),
)
"""Pages one goes to by name, besides the sections of the menu; each is offered to those its door lets in."""


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
    words = fold(asked.text).split()
    offered = [(str(s.label), s.url) for s in navigation(asked.actor, asked.path, {})]
    offered += [(str(label), reverse(name)) for label, name in COMMANDS if _may_open(asked.actor, name)]
    return [Hit(label, "", url) for label, url in offered if all(w in fold(label) for w in words)][
        : asked.each
    ]


def _may_open(actor: Actor, url_name: str) -> bool:
    roles: frozenset[Role] = resolve(reverse(url_name)).func.required_roles  # type: ignore[attr-defined]  # by ``workspace``
    return not roles or actor.has(*roles)


def _people(asked: Asked) -> list[Hit]:
    found = search_people(asked.actor, asked.text, limit=asked.each)
    units = unit_refs({row.subject.organization_id for row in found if row.subject.organization_id}, asked.on)
    return [
        Hit(row.subject.name, _born_and_unit(row, units), reverse("person", args=[row.pk])) for row in found
    ]


def _born_and_unit(row: Person, units: dict[int, UnitRef]) -> str:
    year = row.birth_date.year if row.birth_date else row.birth_year
    unit = units.get(row.subject.organization_id or 0)
    return " · ".join(
        filter(
            None, [gettext("sinh %(year)s") % {"year": year} if year else "", unit.short_name if unit else ""]
        )
    )


def _decisions(asked: Asked) -> list[Hit]:
    return [
        Hit(row.full_number or row.state_name, row.summary, reverse("decision", args=[row.pk]))
        for row in decisions_of(asked.actor, text=asked.text, limit=asked.each)
    ]


def _movements(asked: Asked) -> list[Hit]:
    if not asked.actor.has(*WORKING):
        return []
    return [
        Hit(row.title, row.get_state_display(), reverse("movement", args=[row.pk]))
        for row in find_movements(asked.actor, asked.text, asked.each, on=asked.on)
    ]


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
    ("people", _("Người"), "user", _people),
    ("dossiers", _("Hồ sơ"), "certificate", _dossiers),
    ("movements", _("Phong trào"), "flag", _movements),
    ("decisions", _("Quyết định"), "signature", _decisions),
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
