"""The way of a nomination up the tree: the offices it passes, who decides, what is asked before, and by when."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.domain.access import UnitRef
from thidua.domain.catalogue.library import library
from thidua.domain.catalogue.problems import LawError
from thidua.domain.nominations.models import Nomination
from thidua.domain.nominations.states import RoundKind
from thidua.domain.organizations.models import Placement
from thidua.domain.organizations.queries import line_of, placement_of
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level

APPRAISAL_WORKING_DAYS = 20  # where the round names no day for the level
COMMENT_WORKING_DAYS = 5
AD_HOC_HOURS = 24
_HEIGHT = {Level.GRASSROOTS: 0, Level.UPPER: 1, Level.PROVINCE: 2, Level.NATIONAL: 3}
# Awards of the State leave the system from the top; those of the employer's line are judged by the direct superior.
_AUTHORITY_HEIGHT = {"grassroots": 0, "employer": 1, "upper": 1, "province": 2, "national": 3, "state": 3}


def height_of(kind: str) -> int:
    """How high a kind of unit stands: grassroots 0, directly above 1, province or industry 2, nation 3."""
    return _HEIGHT[LEVEL_OF_KIND[kind]]


def authority_height(award_code: str, on: date) -> int:
    """How high the unit stands that decides an award on a day."""
    try:
        return _AUTHORITY_HEIGHT.get(library().authority(award_code, on), 3)
    except LawError:
        return 3


def decides(award_code: str, kind: str, on: date) -> bool:
    """Whether a unit of this kind decides the award itself rather than passing it on."""
    return height_of(kind) >= authority_height(award_code, on)


def is_decided_at(nomination: Nomination, kind: str, on: date) -> bool:
    """Whether a unit of this kind decides a nomination: by the law of the day it was received, else of ``on``."""
    return decides(nomination.award_code, kind, nomination.received_on or on)


def insist_on_deciding(nomination: Nomination, kind: str, on: date) -> None:
    """This will refuse a decision on what belongs to a unit above."""
    if not is_decided_at(nomination, kind, on):
        raise Refused(
            _("Hình thức của %(name)s thuộc thẩm quyền cấp trên. Trình cấp trên thay vì ra quyết định.")
            % {"name": nomination.name}
        )


def route(award_code: str, unit_id: int, on: date) -> list[UnitRef]:
    """The offices a nomination passes, first to last; the last decides.

    A unit decides by itself what its own level may, when it has legal personality; else its superior does.
    """
    placement = placement_of(unit_id, on)
    return offices_on(award_code, placement, line_of(placement, on), on) if placement else []


def offices_on(award_code: str, placement: Placement, above: list[UnitRef], on: date) -> list[UnitRef]:
    """``route`` for a unit whose place and line of units, from the top down to itself, are already known."""
    line = above[::-1]
    own = line[0]
    if (decides(award_code, own.kind, on) and placement.has_legal_personality) or len(line) == 1:
        return [own]
    offices = []
    for unit in line[1:]:
        offices.append(unit)
        if decides(award_code, unit.kind, on):
            break
    return offices


def needs_posting(award_code: str, round_kind: str, on: date) -> bool:
    """Whether the names must have been posted before the council may pass the award."""
    if round_kind == RoundKind.ADHOC:
        return False
    try:
        version = library().version_on(award_code, on)
    except LawError:
        return False
    asked = any(
        condition.kind == "publication"
        and condition.since <= on
        and (condition.until is None or on <= condition.until)
        for condition in version.conditions
    )
    return asked and library().publication_days(award_code, on) > 0


def posting_days(award_codes: set[str], on: date) -> int:
    """The working days names of these awards stay posted; at least one day for a posting by choice."""
    return max((library().publication_days(code, on) for code in award_codes), default=0) or 1


def needs_council(award_code: str, round_kind: str, on: date) -> bool:
    """Whether a council must pass the award; not on the ad hoc path, nor where the law asks for no vote."""
    if round_kind == RoundKind.ADHOC:
        return False
    try:
        return library().voting_rule(award_code, on).required
    except LawError:
        return True


def appraisal_due(deadline: date | None, on: date) -> date:
    """By when an office acts: the day its own level must have sent, else the usual working days."""
    if deadline is not None and deadline > on:
        return deadline
    return library().working_days(on, APPRAISAL_WORKING_DAYS)
