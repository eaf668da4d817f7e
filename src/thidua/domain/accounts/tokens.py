"""Tokens of programs: issued and revoked by their owner, read as an actor, and slowed down."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Lock

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.vietnamese import nfc
from thidua.domain.access import Actor, Grant, Role, UnitRef, require
from thidua.domain.accounts.acting import actor_for
from thidua.domain.accounts.models import Scope, Token
from thidua.domain.accounts.permissions import READERS, can_issue_token, can_revoke_token
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization
from thidua.domain.organizations.queries import crossed, structure_version, subtree_spans, unit_ref

LONGEST = timedelta(days=366)
MOST_TOKENS = 20
PREFIX = "thidua_"
PER_MINUTE = 120
LEASE = 10
"""Requests that a server process takes from the minute at once, so that one in ten writes."""
WIDE = frozenset({Role.STANDING_OFFICE, Role.INSPECTOR})
"""Roles that read everything wherever they stand; a token reads below its unit only."""

# A lease of the minute's requests; the row is the only one of its token, so that it never grows.
_TAKE = """
insert into accounts_tokenuse as u (token_id, minute, taken) values (%(token)s, %(minute)s, %(lease)s)
on conflict (token_id) do update
   set minute = excluded.minute, taken = case when u.minute = excluded.minute then u.taken else 0 end + excluded.taken
 where u.minute <> excluded.minute or u.taken < %(most)s
returning taken
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """A program with a token: in whose place, below which unit, for what. No scope is held by no role."""

    token_id: int
    actor: Actor
    unit_id: int
    scopes: frozenset[str]


@transaction.atomic
def issue_token(
    *, actor: Actor, at: datetime, on: date, unit_id: int, label: str, scopes: Iterable[str], until: date
) -> tuple[Token, str]:
    """Make a token and its secret, which nobody can read again; ``until`` is the last day it holds."""
    unit = Organization.objects.get(pk=unit_id)
    name, chosen = nfc(label), frozenset(scopes)
    _require_well_said(name, chosen, on, until)
    require(can_issue_token(actor, unit, chosen))
    if tokens_of(actor.user_id, on).count() >= MOST_TOKENS:
        raise Refused(
            _("Mỗi người có nhiều nhất %(n)s khóa. Thu hồi khóa không dùng nữa.") % {"n": MOST_TOKENS}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user_id=actor.user_id or 0,
        organization=unit,
        label=name,
        scopes=sorted(chosen),
        digest=digest_of(secret),
        hint=secret[-4:],
        created_at=at,
        expires_on=until + timedelta(days=1),
    )
    record(
        "token.issued", token, actor=actor, at=at, organization_id=unit_id, label=name, scopes=token.scopes,
        until=until,
    )  # fmt: skip
    return token, secret


@transaction.atomic
def revoke_token(*, actor: Actor, at: datetime, token_id: int) -> Token:
    """Close a token at once."""
    token = Token.objects.select_for_update().get(pk=token_id)
    require(can_revoke_token(actor, token))
    if token.revoked_at is not None:
        raise Refused(_("Khóa này đã được thu hồi."))
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(
        "token.revoked", token, actor=actor, at=at, organization_id=token.organization_id, label=token.label
    )
    return token


def tokens_of(user_id: int | None, on: date) -> QuerySet[Token]:
    """The tokens of a user that still open something, newest first, with the minute of their last use."""
    held = Token.objects.filter(user_id=user_id or 0, revoked_at__isnull=True, expires_on__gt=on)
    return held.select_related("use").order_by("-id")


def get_token(actor: Actor, token_id: int) -> Token:
    """One of the actor's own tokens; else ``DoesNotExist``."""
    return Token.objects.get(pk=token_id, user_id=actor.user_id or 0)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def reader_of(secret: str, on: date) -> Reader | None:
    """Who reads with this secret on ``on``; nobody when it is unknown, revoked, out of date, or its owner is gone.

    What the owner may read is asked anew on each day: a role that ended ends in the token too.
    """
    held = Q(digest=digest_of(secret), revoked_at__isnull=True, expires_on__gt=on, user__is_active=True)
    token = Token.objects.select_related("user").filter(held).first()
    unit = unit_ref(token.organization_id, on) if token else None
    if token is None or unit is None:
        return None
    actor = _narrowed(actor_for(token.user, on), unit, on)
    scopes = frozenset(scope for scope in token.scopes if actor.has(*READERS[scope]))
    return Reader(token.pk, actor, actor.unit.id if actor.unit else unit.id, scopes)


def _narrowed(owner: Actor, unit: UnitRef, on: date) -> Actor:
    """The owner below ``unit`` only, without the honours of their own and without the right to read everything.

    Roles that read the whole register become one that reads its subtree, so that no query can forget the unit.
    """
    inside = subtree_spans(unit.id, on, structure_version())
    grants: list[Grant] = []
    for grant in owner.grants:
        spans = crossed(grant.spans, inside)
        if spans:
            role = Role.APPRAISER if grant.role in WIDE else grant.role
            grants.append(Grant(role, unit if grant.covers(unit.position) else grant.unit, spans))
    places = sorted((grant.unit for grant in grants), key=lambda place: place.position)
    return replace(owner, grants=tuple(grants), person_id=None, unit=places[0] if places else None)


class Leases:
    """What this process may still answer to each token in the running minute."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[int, int]] = {}
        self._lock = Lock()

    def admit(self, token_id: int, minute: int) -> bool:
        """Count one request and say whether it may be answered; at most ``PER_MINUTE`` over all processes."""
        with self._lock:
            of, left = self._left.get(token_id, (minute, 0))
            if of != minute or left <= 0:
                left = _take(token_id, minute)
            self._left[token_id] = (minute, max(left - 1, 0))
            return left > 0

    def forget(self) -> None:
        self._left.clear()


def _take(token_id: int, minute: int) -> int:
    with connection.cursor() as cursor:
        asked = {"token": token_id, "minute": minute, "lease": LEASE, "most": PER_MINUTE}
        cursor.execute(_TAKE, asked)
        return LEASE if cursor.fetchone() else 0


leases = Leases()


def _require_well_said(label: str, scopes: frozenset[str], on: date, until: date) -> None:
    if not label:
        raise Refused(_("Đặt tên cho khóa: chương trình nào sẽ dùng."), field="label")
    if not scopes or scopes - set(Scope.values):
        raise Refused(_("Chọn ít nhất một mục mà khóa được đọc."), field="scopes")
    if not on <= until <= on + LONGEST:
        raise Refused(_("Khóa dùng được từ hôm nay, lâu nhất một năm."), field="until")
