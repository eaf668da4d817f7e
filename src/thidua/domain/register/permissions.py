"""Who may read and who may write in the register."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from thidua.core.sentences import sentence as _
from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.people.models import Subject

if TYPE_CHECKING:
    from thidua.domain.register.imports.models import ImportBatch

READS_ALL = (Role.STANDING_OFFICE, Role.INSPECTOR)
KEEPERS = (Role.APPRAISER, Role.CLERK, Role.STANDING_OFFICE)
"""Who keeps the register of the units below: they alone bring former honours in."""


class Located(Protocol):
    """Anything that stands at a unit and is about a holder."""

    @property
    def unit_position(self) -> int: ...

    @property
    def holder_id(self) -> int: ...


def sees_everything(actor: Actor) -> bool:
    """The standing office and inspectors read the whole register."""
    return actor.is_system or actor.has(*READS_ALL)


def can_read_entry(actor: Actor, entry: Located) -> Verdict:
    """Inside one's scope, about oneself, or anything for those who read all."""
    if sees_everything(actor) or actor.covers(entry.unit_position) or actor.person_id == entry.holder_id:
        return ALLOWED
    return refused(_("Dòng sổ này thuộc đơn vị ngoài phạm vi của bạn."))


def can_amend_entry(actor: Actor, entry: Located) -> Verdict:
    """Correcting and annulling follow a decision: those who prepare, sign and number one above the unit."""
    roles = (Role.APPRAISER, Role.HEAD, Role.STANDING_OFFICE, Role.CLERK)
    if actor.has(*roles, over=entry.unit_position):
        return ALLOWED
    return refused(_("Chỉ người thẩm định hoặc lãnh đạo của cấp quản lý đơn vị này được sửa sổ khen thưởng."))


def can_import_at(actor: Actor, position: int) -> Verdict:
    """Loading former honours of a unit is for those who keep the register above it."""
    if actor.has(*KEEPERS, over=position):
        return ALLOWED
    return refused(_("Chỉ người giữ sổ khen thưởng của cấp quản lý đơn vị này được nạp sổ cũ."))


def can_keep_import(actor: Actor, batch: ImportBatch) -> Verdict:
    """Read, enter and withdraw a list of former honours of a unit."""
    return can_import_at(actor, batch.unit.position)


def can_choose_discretion(actor: Actor, subject: Subject) -> Verdict:
    """The person, or the officers who look after the person's unit."""
    position = subject.organization.position if subject.organization else None
    roles = (Role.OFFICER, Role.APPRAISER, Role.STANDING_OFFICE, Role.STEWARD)
    if actor.person_id == subject.pk or (position is not None and actor.has(*roles, over=position)):
        return ALLOWED
    return refused(_("Chỉ chính người được khen hoặc cán bộ phụ trách đơn vị của người đó đổi được mục này."))


def can_erase_holder(actor: Actor, subject: Subject) -> Verdict:
    """A lawful erasure is carried out by those who steward people's data at or above the person's unit."""
    if subject.organization is not None and actor.has(Role.STEWARD, over=subject.organization.position):
        return ALLOWED
    if subject.organization is None and actor.has(Role.STEWARD):
        return ALLOWED
    return refused(
        _("Chỉ người quản lý dữ liệu của đơn vị người này hoặc cấp trên được xóa dữ liệu trong sổ.")
    )
