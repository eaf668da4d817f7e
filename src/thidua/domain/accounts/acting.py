"""Turning a user into an actor, in one query: every request pays for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from thidua.core.statements import Prepared
from thidua.domain.access import Actor, Grant, Role, UnitRef
from thidua.domain.accounts.models import User
from thidua.domain.organizations.queries import subtree_spans

# What a user holds in their own name and what others lent them, with the unit as it stands on the day and the
# version of the tree by which its subtree is cached.
_HELD = Prepared(
    "held_grants",
    """
with held(role, unit, lender) as (
    select role, organization_id, '' from accounts_rolegrant
     where user_id = %(user)s::bigint and during @> %(on)s::date
  union all
    select g.role, g.organization_id, lender.full_name
      from accounts_delegation d
      join accounts_rolegrant g on g.id = d.grant_id and g.during @> %(on)s::date
      join accounts_user lender on lender.id = g.user_id
     where d.delegate_id = %(user)s::bigint and d.during @> %(on)s::date and d.revoked_at is null
)
select h.role, h.unit, h.lender, o.position, p.kind, p.name, p.short_name, o.code,
       array(select a.short_name::text from organizations_placement a
              where a.organization_id = any(string_to_array(p.path::text, '.')::bigint[])
                and a.organization_id <> p.organization_id and a.line = 'union' and a.during @> %(on)s::date
              order by nlevel(a.path)),
       coalesce((select number from organizations_structureversion order by id limit 1), 0)
  from held h
  join organizations_organization o on o.id = h.unit
  join organizations_placement p on p.organization_id = o.id and p.line = 'union' and p.during @> %(on)s::date
 order by o.position, h.role, h.lender
""",
)


def actor_for(user: User, on: date, *, unit_id: int | None = None) -> Actor:
    """The user as an actor on ``on``, working as the unit ``unit_id`` when it is one of theirs.

    A grant over a unit that no longer stands on ``on`` gives nothing.
    """
    rows = _HELD.rows({"user": user.pk, "on": on})
    grants = tuple(
        Grant(Role(role), _unit_ref(unit, place, above), subtree_spans(unit, on, version), lender)
        for role, unit, lender, *place, above, version in rows
    )
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        grants=grants,
        person_id=user.person_id,
        unit=_working_unit(grants, unit_id),
    )


def _unit_ref(unit: int, place: list[Any], above: list[str]) -> UnitRef:
    position, kind, name, short_name, code = place
    return UnitRef(unit, position, kind, name, short_name, code, tuple(above))


def _working_unit(grants: tuple[Grant, ...], unit_id: int | None) -> UnitRef | None:
    for grant in grants:
        if grant.unit.id == unit_id:
            return grant.unit
    return min((g.unit for g in grants), key=lambda unit: unit.position, default=None)
