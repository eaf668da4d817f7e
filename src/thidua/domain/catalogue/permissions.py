"""Who may say that a rule was compared with its text."""

from __future__ import annotations

from django.utils.translation import gettext as _

from thidua.domain.access import ALLOWED, Actor, Role, Verdict, refused
from thidua.domain.catalogue.models import TextComparison
from thidua.domain.organizations.states import LEVEL_OF_KIND, Level


def can_compare(actor: Actor) -> Verdict:
    """The law holds for the whole country, so its lawyers are those of the national office."""
    if actor.is_system or any(
        grant.role == Role.LAWYER and LEVEL_OF_KIND.get(grant.unit.kind) == Level.NATIONAL
        for grant in actor.grants
    ):
        return ALLOWED
    return refused(_("Chỉ cán bộ pháp chế của Tổng Liên đoàn đối chiếu được quy định với văn bản."))


def can_draft(actor: Actor) -> Verdict:
    """Changes of the law are drafted where it is compared with its texts."""
    if can_compare(actor):
        return ALLOWED
    return refused(_("Chỉ cán bộ pháp chế của Tổng Liên đoàn soạn được thay đổi quy định."))


def can_confirm(actor: Actor, row: TextComparison) -> Verdict:
    """Another person than the first, in their own name."""
    allowed = can_compare(actor)
    if not allowed:
        return allowed
    if row.first_by_id == actor.user_id:
        return refused(_("Bạn đã đối chiếu lần đầu. Một cán bộ pháp chế khác phải xác nhận."))
    return ALLOWED
