"""The profiles in memory: a few thousand combinations by which lists are narrowed and counted."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from thidua.core.statements import Prepared
from thidua.domain.register.queries.criteria import Criteria

_NEWER = Prepared(
    "register_newer_profiles",
    """
    select id, award_code, commendation_type, holder_kind, position_class, person_class, sex, is_enterprise
      from register_profile where id > (select %(newest)s::bigint) order by id
    """,
)


class KnownProfile(NamedTuple):
    """One combination; ``holder_class`` is what the check boxes call it."""

    id: int
    award_code: str
    commendation_type: str
    holder_kind: str
    position_class: str
    person_class: str
    sex: str
    is_enterprise: bool

    @property
    def holder_class(self) -> str:
        return self.position_class if self.holder_kind == "person" else self.holder_kind


_known: dict[str, dict[int, KnownProfile]] = {}
_OVERLAP = 50
"""Ids become visible out of order; so many below the newest are read again."""


def profiles() -> dict[int, KnownProfile]:
    """Every profile by id; what was added since the last time is read."""
    known = _known.setdefault(str(connection.settings_dict["NAME"]), {})
    told = _NEWER.rows({"newest": max(known, default=0) - _OVERLAP})
    newer = {row[0]: KnownProfile(*row) for row in told}
    if any(known.get(pk, one) != one for pk, one in newer.items()):
        _matching.cache_clear()  # another database stands behind the same name
    known.update(newer)
    return known


def profiles_of(ids: Iterable[int]) -> dict[int, KnownProfile]:
    """At least the profiles of these ids; without a query when all are in memory, for a profile never changes."""
    known = _known.get(str(connection.settings_dict["NAME"]), {})
    return known if all(one in known for one in ids) else profiles()


def matching_profiles(criteria: Criteria, *, facets: bool) -> tuple[int, ...] | None:
    """The ids of the profiles that a search leaves, or nothing when it narrows none of what they hold."""
    asked: list[tuple[str, Iterable[object]]] = [
        ("commendation_type", criteria.types),
        ("sex", criteria.sexes),
        ("holder_kind", criteria.kinds),
        ("person_class", criteria.person_classes),
    ]
    if facets:
        asked += [("award_code", criteria.awards), ("holder_class", criteria.classes)]
    if criteria.is_enterprise is not None:
        asked.append(("is_enterprise", (criteria.is_enterprise,)))
    narrowing = tuple((name, frozenset(values)) for name, values in asked if values)
    if not narrowing:
        return None
    return _matching(str(connection.settings_dict["NAME"]), len(profiles()), narrowing)


@lru_cache(maxsize=256)
def _matching(
    database: str, count: int, narrowing: tuple[tuple[str, frozenset[object]], ...]
) -> tuple[int, ...]:
    """The ids of profiles in memory that hold one of the values of each field; none of ``count`` ever changes."""
    known = list(_known[database].items())[:count]
    return tuple(
        pk for pk, profile in known if all(getattr(profile, name) in values for name, values in narrowing)
    )
