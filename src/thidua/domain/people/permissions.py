"""Who may keep, read and join the records of people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.organizations.models import Organization
from thidua.domain.people.models import Duplicate, Subject

KEEPERS = (Role.OFFICER, Role.HEAD, Role.STEWARD, Role.CLERK, Role.STANDING_OFFICE)
READERS_OF_IDENTITY = (Role.OFFICER, Role.STEWARD)


def can_keep_people_of(actor: Actor, unit: Organization) -> Verdict:
    if actor.has(*KEEPERS, over=unit.position):
        return ALLOWED
    return refused(_("Chỉ cán bộ của đơn vị hoặc cấp trên được ghi hồ sơ người của đơn vị này."))


def can_keep(actor: Actor, subject: Subject) -> Verdict:
    """Change the record of a subject; one without a unit belongs to stewards anywhere."""
    if subject.merged_into_id is not None:
        return refused(_("Hồ sơ này đã gộp vào hồ sơ khác. Hãy sửa hồ sơ được giữ lại."))
    if subject.organization is None:
        return ALLOWED if actor.has(Role.STEWARD) else refused(_("Hồ sơ chưa thuộc đơn vị nào."))
    return can_keep_people_of(actor, subject.organization)


def can_read_identity(actor: Actor, subject: Subject) -> Verdict:
    """The whole number is for officers and stewards of the person's own unit."""
    if subject.organization_id is not None and actor.has_at(
        *READERS_OF_IDENTITY, unit_id=subject.organization_id
    ):
        return ALLOWED
    return refused(_("Số định danh đầy đủ chỉ dành cho cán bộ của chính đơn vị người đó."))


def can_decide_duplicate(actor: Actor, pair: Duplicate) -> Verdict:
    """Both records must lie in the scope: nobody takes a person out of another's unit alone."""
    for person in (pair.first, pair.second):
        unit = person.subject.organization
        if unit is None or not actor.has(*KEEPERS, over=unit.position):
            return refused(
                _("Một trong hai hồ sơ thuộc đơn vị ngoài phạm vi của bạn. Đề nghị cấp trên chung xem xét.")
            )
    return ALLOWED
