"""Accounts are opened by officers; roles are given, ended and lent by document."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.periods import between
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, Role, require
from thidua.domain.accounts.models import Delegation, RoleGrant, User
from thidua.domain.accounts.permissions import (
    can_delegate,
    can_end_grant,
    can_grant_role,
    can_revoke_delegation,
)
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization

TALL_ROWS = "tall_rows"
"""The name of the preference for rows of 44 px in the sheet."""
LONGEST_DELEGATION = timedelta(days=366)


@transaction.atomic
def create_account(
    *,
    actor: Actor,
    at: datetime,
    email: str,
    full_name: str,
    role: Role,
    unit_id: int,
    since: date,
    instrument: str,
    post: str = "",
    person_id: int | None = None,
) -> User:
    """Open an account with its first role. It has no password yet: a link to set one is sent to ``email``."""
    unit = Organization.objects.get(pk=unit_id)
    require(can_grant_role(actor, role, unit))
    address, name = _address(email), nfc(full_name)
    if not name:
        raise Refused(_("Ghi họ và tên người dùng tài khoản."), field="full_name")
    if User.objects.filter(email=address).exists():
        raise Refused(_("Thư điện tử này đã có tài khoản. Tìm người đó và giao thêm quyền."), field="email")
    user = User.objects.create_user(address, None, full_name=name, post=nfc(post), person_id=person_id)
    record("account.created", user, actor=actor, at=at, organization_id=unit_id, email=address, name=name)
    grant_role(
        actor=actor, at=at, user_id=user.pk, role=role, unit_id=unit_id, since=since, instrument=instrument
    )
    return user


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    at: datetime,
    user_id: int,
    role: Role,
    unit_id: int,
    since: date,
    until: date | None = None,
    instrument: str,
) -> RoleGrant:
    """Give ``role`` over ``unit_id`` and everything below it, from ``since`` up to, not including, ``until``."""
    user = User.objects.select_for_update().get(pk=user_id)
    unit = Organization.objects.get(pk=unit_id)
    require(can_grant_role(actor, role, unit))
    paper = _document(instrument)
    period = between(since, until)
    if until is not None and until <= since:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."), field="until")
    if RoleGrant.objects.filter(user=user, role=role, organization=unit, during__overlap=period).exists():
        raise Refused(_("%(name)s đã có quyền này tại đơn vị trong thời gian đó.") % {"name": user.full_name})
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        organization=unit,
        during=period,
        instrument=paper,
        granted_by_id=actor.user_id,
    )
    record(
        "role.granted", user, actor=actor, at=at, organization_id=unit_id, role=role, since=since, until=until,
        instrument=paper, grant=grant.pk,
    )  # fmt: skip
    return grant


@transaction.atomic
def end_grant(*, actor: Actor, at: datetime, grant_id: int, on: date, reason: str) -> RoleGrant:
    """End a role on ``on``, the first day it no longer holds. What was lent from it ends with it."""
    grant = RoleGrant.objects.select_for_update().select_related("organization", "user").get(pk=grant_id)
    require(can_end_grant(actor, grant))
    if not nfc(reason):
        raise Refused(
            _("Ghi lý do kết thúc quyền: chuyển công tác, nghỉ hưu, theo văn bản nào."), field="reason"
        )
    if grant.during.upper is not None and grant.during.upper <= on:
        raise Refused(_("Quyền này đã kết thúc từ %(day)s.") % {"day": f"{grant.during.upper:%d/%m/%Y}"})
    if on < grant.during.lower:
        raise Refused(_("Ngày kết thúc không thể trước ngày bắt đầu."), field="on")
    grant.during = between(grant.during.lower, on)
    grant.save(update_fields=["during"])
    record(
        "role.ended", grant.user, actor=actor, at=at, organization_id=grant.organization_id, role=grant.role,
        on=on, reason=nfc(reason), grant=grant.pk,
    )  # fmt: skip
    return grant


@transaction.atomic
def delegate(
    *,
    actor: Actor,
    at: datetime,
    grant_id: int,
    delegate_id: int,
    since: date,
    until: date,
    instrument: str,
) -> Delegation:
    """Let another act in a grant between two days, by document.

    Refused: to oneself, to a closed account, longer than a year, outside the grant's own days, a second
    delegation of the same grant at the same time, and roles that are personal.
    """
    grant = RoleGrant.objects.select_for_update().select_related("organization", "user").get(pk=grant_id)
    other = User.objects.get(pk=delegate_id)
    require(can_delegate(actor, grant))
    paper = _document(instrument)
    _require_delegable(grant, other, since, until)
    delegation = Delegation.objects.create(
        grant=grant, delegate=other, during=between(since, until), instrument=paper
    )
    record(
        "role.delegated", grant.user, actor=actor, at=at, organization_id=grant.organization_id, role=grant.role,
        delegate=other.pk, since=since, until=until, instrument=paper, delegation=delegation.pk,
    )  # fmt: skip
    return delegation


@transaction.atomic
def revoke_delegation(*, actor: Actor, at: datetime, delegation_id: int) -> Delegation:
    """Take a delegation back at once."""
    delegation = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("grant__organization", "grant__user")
        .get(pk=delegation_id)
    )
    require(can_revoke_delegation(actor, delegation))
    if delegation.revoked_at is not None:
        raise Refused(_("Ủy quyền này đã được thu hồi."))
    delegation.revoked_at = at
    delegation.save(update_fields=["revoked_at"])
    grant = delegation.grant
    record(
        "role.delegation_revoked", grant.user, actor=actor, at=at, organization_id=grant.organization_id,
        role=grant.role, delegate=delegation.delegate_id, delegation=delegation.pk,
    )  # fmt: skip
    return delegation


def _require_delegable(grant: RoleGrant, other: User, since: date, until: date) -> None:
    if other.pk == grant.user_id:
        raise Refused(_("Người nhận ủy quyền phải là người khác."), field="delegate")
    if not other.is_active:
        raise Refused(_("Tài khoản của người nhận đã khóa."), field="delegate")
    if until <= since:
        raise Refused(_("Ngày kết thúc phải sau ngày bắt đầu."), field="until")
    if until - since > LONGEST_DELEGATION:
        raise Refused(_("Ủy quyền dài nhất một năm. Nếu lâu hơn, hãy giao quyền."), field="until")
    if since < grant.during.lower or (grant.during.upper is not None and until > grant.during.upper):
        raise Refused(_("Thời gian ủy quyền phải nằm trong thời gian của quyền được ủy."), field="until")
    taken = grant.delegations.filter(revoked_at__isnull=True, during__overlap=between(since, until)).first()
    if taken is not None:
        raise Refused(
            _("Quyền này đã ủy cho %(name)s trong thời gian đó. Thu hồi ủy quyền ấy trước.")
            % {"name": taken.delegate.full_name}
        )


def _document(instrument: str) -> str:
    cleaned = nfc(instrument)
    if not cleaned:
        raise Refused(_("Ghi văn bản làm căn cứ: số, ký hiệu, ngày."), field="instrument")
    return cleaned


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("Thư điện tử chưa đúng, ví dụ ten@congdoan.vn."), field="email") from None
    return address


@transaction.atomic
def prefer_tall_rows(*, wanted: bool, actor: Actor, at: datetime) -> None:
    """This will remember with the person whether rows of a sheet are tall enough for a finger."""
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    user.preferences = user.preferences | {TALL_ROWS: wanted}
    user.save(update_fields=["preferences"])
    record("account.rows_preferred", user, actor=actor, at=at, tall=wanted)
