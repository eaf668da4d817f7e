"""Which rows or columns of a table a fact falls into, told from its fields at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Where = dict[str, tuple[str, ...]]
"""Values by field; a field with no values fits nothing, a field that is not named fits everything."""
NOTHING: Where = {"never": ()}


class Fitting:
    """Lines of a table, each described by alternatives, as sets of bits: one bit an alternative.

    A table has up to sixty columns and a year of the country thousands of facts; looking at each pair took most of
    the time of a table.
    """

    def __init__(self, lines: Sequence[Sequence[Where]]) -> None:
        flat = [(at, where) for at, alternatives in enumerate(lines) for where in alternatives]
        self._lines = [at for at, _where in flat]
        self._all = (1 << len(flat)) - 1
        self._free: dict[str, int] = {}
        self._named: dict[str, dict[str, int]] = {}
        for name in {name for _at, where in flat for name in where}:
            self._free[name] = sum(1 << bit for bit, (_at, where) in enumerate(flat) if name not in where)
            named = self._named.setdefault(name, {})
            for bit, (_at, where) in enumerate(flat):
                for value in set(where.get(name, ())):
                    named[value] = named.get(value, 0) | 1 << bit

    def of(self, fields: Mapping[str, str]) -> list[int]:
        """The lines that a fact with these fields falls into, in their order, each once."""
        left = self._all
        for name, named in self._named.items():
            left &= self._free[name] | (named.get(fields[name], 0) if name in fields else 0)
        found: list[int] = []
        while left:
            bit = left & -left
            line = self._lines[bit.bit_length() - 1]
            if not found or found[-1] != line:
                found.append(line)
            left ^= bit
        return found
