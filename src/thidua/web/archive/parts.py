"""What the pages of the archive share: the tabs, the question in an address, names of units."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from thidua.core.files import ContentStore
from thidua.domain.access import Role
from thidua.domain.archive.models import Dossier
from thidua.domain.archive.permissions import CHECKERS, READERS
from thidua.domain.organizations.queries import unit_refs
from thidua.web.shell.requests import ActorRequest

ALL = (*READERS, Role.OPERATOR)
"""Operators come for the comparison of files; the papers themselves are outside their scope."""
Tab = tuple[str, str, bool, int | None]


def store() -> ContentStore:
    return ContentStore(Path(settings.CONTENT_ROOT))


def tabs(request: ActorRequest, here: str) -> list[Tab]:
    """The parts of the section that the actor may open; ``here`` is the name of the address of this one."""
    rows = [
        (_("Tìm trong tài liệu"), "archive", ALL),
        (_("Hồ sơ"), "archive_dossiers", READERS),
        (_("Hết thời hạn"), "archive_due", READERS),
        (_("Tạm giữ"), "archive_holds", READERS),
        (_("Gói giao nộp"), "archive_packages", READERS),
        (_("Kiểm tra tệp"), "archive_fixity", (*CHECKERS, *READERS)),
    ]
    return [
        (label, reverse(name), name == here, None) for label, name, roles in rows if request.actor.has(*roles)
    ]


def year_of(query: QueryDict) -> int | None:
    """The year asked for, if it is one."""
    asked = query.get("nam", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 1900 <= int(asked[:5]) <= 2200 else None


def number_of(query: QueryDict, name: str, *, most: int) -> int:
    """A count from the address, 0 when it is none."""
    asked = query.get(name, "")
    return min(int(asked), most) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 0


def issuers(request: ActorRequest, rows: Iterable[Dossier]) -> dict[int, str]:
    """Short names of the units that decided, by id."""
    refs = unit_refs({row.issuer_id for row in rows}, request.today)
    return {unit_id: ref.short_name for unit_id, ref in refs.items()}
