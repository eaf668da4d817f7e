"""Keeping views of the figures, sharing them, and having them sent."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, require
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization
from thidua.domain.reporting.models import Mailing, SavedView
from thidua.domain.reporting.permissions import can_change_view, can_save_view, can_share_view
from thidua.domain.reporting.queries import get_view
from thidua.domain.reporting.states import Rhythm

MOST_VIEWS = 100
LONGEST_NAME, LONGEST_ADDRESS = 120, 2_000


@transaction.atomic
def save_view(*, actor: Actor, at: datetime, name: str, address: str) -> SavedView:
    """Keep a question under a name. Refuses a name one uses already, and more than a hundred views."""
    require(can_save_view(actor))
    if len(address) > LONGEST_ADDRESS:
        raise Refused(_("Bảng có quá nhiều điều kiện để lưu. Bỏ bớt điều kiện lọc."))
    own = SavedView.objects.filter(owner_id=actor.user_id)
    if own.count() >= MOST_VIEWS:
        raise Refused(_("Bạn đã lưu %(n)s bảng. Xóa bảng không dùng nữa rồi lưu tiếp.") % {"n": MOST_VIEWS})
    name = _free_name(actor, name)
    view = SavedView.objects.create(owner_id=actor.user_id or 0, name=name, address=address, created_at=at)
    record("reporting.view_saved", view, actor=actor, at=at)
    return view


@transaction.atomic
def change_view(
    *, actor: Actor, at: datetime, view_id: int, name: str, shared_with: int | None = None
) -> SavedView:
    """Rename one's view, and share it with a unit and those below it, or with nobody any more."""
    view = SavedView.objects.select_for_update().get(pk=view_id)
    require(can_change_view(actor, view))
    view.name = _free_name(actor, name, but=view.pk)
    if shared_with is not None and shared_with != view.shared_with_id:
        require(can_share_view(actor, Organization.objects.get(pk=shared_with)), field="unit")
    view.shared_with_id = shared_with
    view.save(update_fields=["name", "shared_with"])
    record("reporting.view_changed", view, actor=actor, at=at, organization_id=shared_with)
    return view


@transaction.atomic
def drop_view(*, actor: Actor, at: datetime, view_id: int) -> None:
    """Forget one's view; letters of it end, for everybody."""
    view = SavedView.objects.select_for_update().get(pk=view_id)
    require(can_change_view(actor, view))
    record("reporting.view_dropped", view, actor=actor, at=at)
    view.delete()


@transaction.atomic
def mail_view(*, actor: Actor, at: datetime, on: date, view_id: int, rhythm: str) -> Mailing:
    """Have a view that one may open sent to oneself, from the next day of the rhythm on."""
    require(can_save_view(actor))
    view = get_view(actor, view_id, on)
    chosen = Rhythm(rhythm)
    mailing, _made = Mailing.objects.update_or_create(
        view=view, user_id=actor.user_id or 0, defaults={"rhythm": chosen, "next_on": chosen.after(on)}
    )
    record("reporting.mailing_started", view, actor=actor, at=at, rhythm=chosen)
    return mailing


@transaction.atomic
def stop_mailing(*, actor: Actor, at: datetime, view_id: int) -> None:
    """End the letters to oneself. One that was stopped already stays so."""
    found = Mailing.objects.select_related("view").filter(view_id=view_id, user_id=actor.user_id or 0).first()
    if found is None:
        return
    record("reporting.mailing_stopped", found.view, actor=actor, at=at)
    found.delete()


def _free_name(actor: Actor, name: str, *, but: int | None = None) -> str:
    cleaned = nfc(name)
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise Refused(_("Đặt tên cho bảng, nhiều nhất %(n)s chữ.") % {"n": LONGEST_NAME}, field="name")
    if SavedView.objects.filter(owner_id=actor.user_id or 0, name=cleaned).exclude(pk=but or 0).exists():
        raise Refused(_("Bạn đã có bảng “%(name)s”. Đặt tên khác.") % {"name": cleaned}, field="name")
    return cleaned
