"""SQL statements that the database plans once for a connection and then only runs.

A long statement over many tables takes the planner longer than its few rows take to read. ``PREPARE`` keeps the
plan for as long as the connection lives, so a server in between must not hand connections on between transactions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_PARAMETER = re.compile(r"%\((\w+)\)s")
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Prepared:
    """A statement with parameters ``%(name)s``; ``name`` must be its own among all prepared statements.

    The types of the parameters are those the statement itself tells (``%(on)s::date``).
    """

    name: str
    sql: str

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it with ``values`` by name; one query."""
        with connection.cursor() as cursor:
            self._prepare()
            cursor.execute(self._execution, [values[name] for name in self._parameters])
            return list(cursor.fetchall())

    def _prepare(self) -> None:
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            # Past Django's cursor: getting ready is no query of the page that happens to come first.
            connection.connection.execute(self._preparation)
            known.add(self.name)

    @cached_property
    def _parameters(self) -> list[str]:
        return list(dict.fromkeys(_PARAMETER.findall(self.sql)))

    @cached_property
    def _preparation(self) -> str:
        place = {name: f"${number}" for number, name in enumerate(self._parameters, start=1)}
        statement = _PARAMETER.sub(lambda found: place[found[1]], self.sql).replace("%%", "%")
        return f"prepare {self.name} as {statement}"

    @cached_property
    def _execution(self) -> str:
        values = ", ".join(["%s"] * len(self._parameters))
        return f"execute {self.name} ({values})" if values else f"execute {self.name}"
