"""Counting the register the slow way: every line is looked at, in Python, without anything the cube is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from thidua.domain.organizations.models import Placement
from thidua.domain.register.models import Entry

Fact = dict[str, Any]


def honors_in_force() -> list[Fact]:
    """The content of every honor that stands, with what the cube tells of it."""
    lines = list(Entry.objects.order_by("id"))
    later: dict[int, list[Entry]] = {}
    for line in lines:
        later.setdefault(line.refers_to_id or line.pk, []).append(line)
    standing = []
    for root, told in later.items():
        content = [line for line in told if line.kind in {"grant", "correction"}][-1]
        turns = [line.kind for line in told if line.kind in {"annulment", "restoration"}]
        if not turns or turns[-1] == "restoration":
            standing.append((root, content))
    firsts: dict[int, tuple[Any, int]] = {}
    for root, content in standing:
        key = (content.decided_on, root)
        firsts[content.holder_id] = min(firsts.get(content.holder_id, key), key)
    return [_fact(root, line, firsts[line.holder_id] == (line.decided_on, root)) for root, line in standing]


def _fact(root: int, line: Entry, is_first: bool) -> Fact:
    places = sorted(
        Placement.objects.filter(organization_id=line.organization_id, line="union"),
        key=lambda row: row.during.lower,
    )
    begun = [row for row in places if row.during.lower <= line.decided_on]
    place = begun[-1] if begun else places[0]
    path = place.path.split(".")
    return {
        "root": root, "year": str(line.year), "month": str(line.decided_on.month), "decided_on": line.decided_on,
        "unit_position": line.unit_position, "award": line.award_code, "level": line.award_level,
        "type": line.commendation_type, "kind": line.holder_kind, "position": line.position_class,
        "person": line.person_class, "enterprise": "1" if line.is_enterprise else "", "sex": line.sex,
        "minority": "1" if line.is_ethnic_minority else "", "sector": place.sector, "first": "1" if is_first else "",
        "top": path[1] if len(path) > 1 else path[0], "holder": line.holder_id,
    }  # fmt: skip


def counted(
    by: tuple[str, ...], keep: Callable[[Fact], bool] = lambda _fact: True
) -> dict[tuple[str, ...], int]:
    """How many honors in force there are by the values of ``by``."""
    return dict(Counter(tuple(fact[name] for name in by) for fact in honors_in_force() if keep(fact)))
