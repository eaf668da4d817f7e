"""What is kept counted: a few tables of counts, from the smallest to the one that tells everything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

BASE = ("province", "top", "award", "level", "type", "kind", "position", "person", "enterprise", "sex", "minority",
        "sector", "first")  # fmt: skip
"""What a fact of the register tells, in the order of the columns of a profile.

``province`` is the code of then, with ``+`` since 01/07/2025; ``top`` the id of the unit directly below the
Confederation on the day of the decision; ``enterprise``, ``minority`` and ``first`` are "1" or nothing.
"""
DERIVED: dict[str, tuple[tuple[str, ...], str]] = {
    "class": (("kind", "position"), "case when f.kind = 'person' then f.\"position\" else f.kind end"),
}
"""What is told by several: the facts it needs, and how it is read from them under the alias ``f``."""
UNKNOWN = "*"


@dataclass(frozen=True, slots=True)
class Rollup:
    """Counts by block and year (by month where ``by_month``) of the facts ``tells``."""

    number: int
    is_coarse: bool
    by_month: bool
    tells: frozenset[str]

    def profile(self, alias: str = "w") -> list[str]:
        """SQL for the columns of a profile, in the order of ``BASE``."""
        return [f'{alias}."{name}"' if name in self.tells else f"'{UNKNOWN}'" for name in BASE]

    def hash(self, alias: str = "w") -> str:
        """SQL for the id of a profile."""
        return f"hashtextextended(concat_ws('|', {', '.join(self.profile(alias))}), 0)"


_TABLE = frozenset({"province", "award", "level", "type", "kind", "person", "enterprise"})
ROLLUPS = (
    Rollup(1, True, False, frozenset({"province", "top", "award", "level"})),
    Rollup(2, True, True, _TABLE | {"top"}),
    Rollup(3, False, False, _TABLE),
    Rollup(4, True, False, frozenset(BASE)),
)
"""By size: the board, the statutory tables by month, the same for units below the top, and everything."""


def needed(names: Iterable[str]) -> frozenset[str]:
    """The facts that are needed to tell ``names``, some of which may be derived."""
    found: set[str] = set()
    for name in names:
        found.update(DERIVED[name][0] if name in DERIVED else (name,))
    return frozenset(found)


def expression(name: str) -> str:
    """SQL that tells ``name`` under the alias ``f``."""
    return DERIVED[name][1] if name in DERIVED else f'f."{name}"'


def smallest(facts: frozenset[str], *, is_coarse: bool, by_month: bool) -> Rollup | None:
    """The smallest rollup of these blocks that tells ``facts``, if any does."""
    fitting = (
        one
        for one in ROLLUPS
        if one.is_coarse == is_coarse and facts <= one.tells and (one.by_month or not by_month)
    )
    return next(fitting, None)
