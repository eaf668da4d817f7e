"""What a change of the tree would do, told before it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Effect:
    """A unit on the eve and on the day: names and superiors, empty where it does not stand."""

    unit_id: int
    old_name: str
    new_name: str
    old_parent: str
    new_parent: str

    @property
    def kind(self) -> str:
        """``ended``, ``founded``, ``renamed``, ``moved``, or ``path`` when only something far above it changed."""
        if not self.new_name:
            return "ended"
        if not self.old_name:
            return "founded"
        if self.old_name != self.new_name:
            return "renamed"
        return "moved" if self.old_parent != self.new_parent else "path"


_TOUCHED = """
select organization_id, lower(during), upper(during), name, parent_id, path::text from organizations_placement
 where line = 'union' and (lower(during) = %(on)s or upper(during) = %(on)s)
"""
_EFFECTS = """
select o.id, coalesce(b.name, ''), coalesce(a.name, ''), coalesce(bp.name, ''), coalesce(ap.name, '')
  from organizations_organization o
  left join organizations_placement b on b.organization_id = o.id and b.line = 'union' and b.during @> (%(on)s::date - 1)
  left join organizations_placement a on a.organization_id = o.id and a.line = 'union' and a.during @> %(on)s::date
  left join organizations_placement bp
    on bp.organization_id = b.parent_id and bp.line = 'union' and bp.during @> (%(on)s::date - 1)
  left join organizations_placement ap
    on ap.organization_id = a.parent_id and ap.line = 'union' and ap.during @> %(on)s::date
 where o.id = any(%(units)s) order by o.position
"""


def foresee(act: Callable[[], Any], on: date) -> list[Effect]:
    """Do ``act`` (a change of the tree that takes effect on ``on``), see what it changed, and take it back.

    Raises what the act raises: a change that would be refused is refused here in the same words.
    """
    with transaction.atomic():
        before = set(_rows(_TOUCHED, {"on": on}))
        act()
        after = set(_rows(_TOUCHED, {"on": on}))
        units = sorted({row[0] for row in before ^ after})
        effects = [Effect(*row) for row in _rows(_EFFECTS, {"on": on, "units": units})]
        transaction.set_rollback(True)
    return effects


def _rows(query: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())
