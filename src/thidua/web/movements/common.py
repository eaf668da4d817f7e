"""What several pages of movements need: one movement, its line of unions, names of awards."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thidua.domain.access import UnitRef
from thidua.domain.catalogue.library import library
from thidua.domain.movements import queries
from thidua.domain.movements.models import Movement, Registration
from thidua.domain.organizations.queries import unit_ref, unit_refs
from thidua.domain.organizations.states import UnitKind
from thidua.web.shell.lookup import or_404
from thidua.web.shell.requests import ActorRequest

WORKER_TITLES = ("LDTT", "CSTDCS", "TTLDTT", "TTLDXS")
JOINING_KINDS = (
    UnitKind.GRASSROOTS, UnitKind.SYNDICATE, UnitKind.GRASSROOTS_MEMBER, UnitKind.ZONE_UNION,
    UnitKind.COMMUNE_UNION, UnitKind.LOCAL_INDUSTRY, UnitKind.CORPORATION_BRANCH, UnitKind.PROVINCIAL_FEDERATION,
    UnitKind.NATIONAL_INDUSTRY, UnitKind.CORPORATION,
)  # fmt: skip


def asked_movement(request: ActorRequest, movement_id: int) -> Movement:
    return or_404(queries.get_movement, request.actor, movement_id, request.today)


def launcher_of(row: Movement, request: ActorRequest) -> UnitRef:
    unit = unit_ref(row.organization_id, request.today)
    return unit or UnitRef(row.organization_id, row.organization.position, "", "", row.organization.code)


def crumbs(row: Movement, unit: UnitRef, last: str = "") -> list[tuple[str, str]]:
    """Unit, section, and the movement itself (a link when a page under it is named)."""
    here = _("Bản thảo %(code)s") % {"code": row.code} if row.state == "draft" else row.code
    line = [(unit.short_name, ""), (_("Phong trào"), reverse("movements"))]
    if last:
        return [*line, (here, reverse("movement", args=[row.pk])), (last, "")]
    return [*line, (here, "")]


def award_names(codes: list[str] | tuple[str, ...]) -> list[tuple[str, str]]:
    """(code, name in the active language) of the awards the catalogue knows."""
    known, in_english = library().awards, get_language() == "en"
    names = [(code, known[code].name) for code in codes if code in known]
    return [(code, (in_english and name.en) or name.vi) for code, name in names]


def movement_awards() -> list[tuple[str, str]]:
    """Awards a movement may announce: those of the union system given for movements."""
    wanted = ("GK_CDCS", "GK_CD", "BK_LDLD", "BK_TLD_CD", "BK_TLD", "CO_LDLD", "CO_TLD_CD", "LDST")
    return award_names(wanted)


def names_of(rows: Iterable[Registration], request: ActorRequest) -> dict[int, str]:
    """What the registered units are called today, by unit id."""
    refs = unit_refs({row.organization_id for row in rows}, request.today)
    return {unit_id: ref.short_name for unit_id, ref in refs.items()}
