"""What is kept counted: a few tables of counts, from the smallest to the one that tells everything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

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


Grain = Literal["country", "coarse", "fine"]
"""How large the blocks are: the whole country, the top units, the units above the grassroots."""


@dataclass(frozen=True, slots=True)
class Rollup:
    """Counts by block and year (by month where ``by_month``) of the facts ``tells``."""

    number: int
    grain: Grain
    by_month: bool
    tells: frozenset[str]

    def profile(self, alias: str = "w") -> list[str]:
        """SQL for the columns of a profile, in the order of ``BASE``."""
        return [f'{alias}."{name}"' if name in self.tells else f"'{UNKNOWN}'" for name in BASE]

    def hash(self, alias: str = "w") -> str:
        """SQL for the id of a profile."""
        return f"hashtextextended(concat_ws('|', {', '.join(self.profile(alias))}), 0)"


_PLACE = frozenset({"province", "top"})
_AWARD = frozenset({"award", "level"})
_PROVINCE = _AWARD | {"province"}
_HOLDER = frozenset({"kind", "person", "enterprise"})
_TABLE = _AWARD | _HOLDER | {"type"}
_WHO = frozenset({"kind", "position", "sex", "minority", "sector", "first"})
ROLLUPS = (
    Rollup(1, "country", False, _AWARD),
    Rollup(2, "coarse", False, _PLACE),
    Rollup(3, "coarse", True, _PLACE),
    Rollup(4, "coarse", False, _PLACE | {"type", "kind"}),
    Rollup(5, "coarse", False, _PLACE | _AWARD),
    Rollup(6, "coarse", False, _PLACE | _HOLDER | {"position"}),
    Rollup(7, "coarse", False, _PLACE | _WHO),
    Rollup(8, "country", True, _TABLE),
    Rollup(9, "country", False, frozenset(BASE) - _PLACE),
    Rollup(10, "country", False, _PROVINCE | {"type"}),
    Rollup(11, "country", False, _PROVINCE | {"sex"}),
    Rollup(12, "country", False, _PROVINCE | {"kind", "position"}),
    Rollup(13, "coarse", False, _PLACE | _AWARD | {"kind", "position", "sex"}),
    Rollup(14, "coarse", True, _PLACE | _TABLE),
    Rollup(15, "fine", False, _WHO),
    Rollup(16, "fine", False, _TABLE | {"province"}),
    Rollup(17, "coarse", False, frozenset(BASE)),
)
"""By size, so that the first that can answer is the one to read.

A board asks for provinces by one thing (2 to 7), of the country narrowed to some people (10 to 12), of a part of it (13);
a statutory table for all it prints (8, 14, 16); a question to the country for anything but places (9); the last tells
everything.
"""


def needed(names: Iterable[str]) -> frozenset[str]:
    """The facts that are needed to tell ``names``, some of which may be derived."""
    found: set[str] = set()
    for name in names:
        found.update(DERIVED[name][0] if name in DERIVED else (name,))
    return frozenset(found)


def expression(name: str) -> str:
    """SQL that tells ``name`` under the alias ``f``."""
    return DERIVED[name][1] if name in DERIVED else f'f."{name}"'


def smallest(facts: frozenset[str], grains: Sequence[Grain], *, by_month: bool) -> Rollup | None:
    """The smallest rollup of one of these grains that tells ``facts``, if any does."""
    fitting = (
        one
        for one in ROLLUPS
        if one.grain in grains and facts <= one.tells and (one.by_month or not by_month)
    )
    return next(fitting, None)
