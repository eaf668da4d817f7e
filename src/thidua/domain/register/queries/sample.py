"""Some thousand rows of the search in memory: they tell how many rows a filter leaves before it is asked."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection

from thidua.core.last import LastOf
from thidua.domain.access import Span
from thidua.domain.register.queries.filters import MOST_RANGES, Filter

ROWS = 20_000
FRESH_SECONDS = 600
_KEPT = 200
_READ = "select unit_position, year, profile_id, is_annulled, province_code from register_standingline"
_SHAPE = "select greatest(reltuples, 0)::bigint from pg_class where oid = 'register_standingline'::regclass"
_TYPES = {"unit_position": "i8", "year": "i8", "profile_id": "i8", "is_annulled": "?", "province_code": "U2"}
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sample:
    """Rows drawn at random out of ``size``, as columns; taken at ``read_at`` (of a clock that only runs forward)."""

    columns: dict[str, npt.NDArray[Any]]
    size: int
    read_at: float

    @property
    def height(self) -> int:
        return len(self.columns["year"])

    @cached_property
    def years(self) -> int:
        """How many years there are lines of."""
        return len(np.unique(self.columns["year"]))

    def share(self, asked: Filter) -> float:
        """Which part of all rows a filter leaves, never quite nothing."""
        if len(asked.spans or ()) > MOST_RANGES:  # longer to compare than to look at the rows
            return self._share(asked)
        if (known := self._shares.get(asked)) is None:
            if len(self._shares) >= _KEPT:
                self._shares.clear()
            known = self._shares[asked] = self._share(asked)
        return known

    @cached_property
    def _shares(self) -> dict[Filter, float]:
        """Shares that were asked for; the plans of one search ask for the same ones again and again."""
        return {}

    def _share(self, asked: Filter) -> float:
        conditions = _conditions(asked, self.columns)
        if asked.spans is not None:
            conditions.append(self._within_spans(asked.spans))
        if not conditions or not self.height:
            return 1.0
        return max(float(np.logical_and.reduce(conditions).sum()), 0.5) / self.height

    @cached_property
    def _within_spans(self) -> LastOf[tuple[Span, ...], Mask]:
        """Which rows lie within spans; a search asks for the same ones several times."""
        return LastOf(lambda spans: _within(spans, self.columns["unit_position"]))


_kept: dict[str, Sample] = {}


def sample() -> Sample:
    """The rows as of some minutes ago; read again when they are old."""
    name, now = str(connection.settings_dict["NAME"]), time.monotonic()
    if name not in _kept or now - _kept[name].read_at > FRESH_SECONDS:
        _kept[name] = _drawn(now)
    return _kept[name]


def _drawn(now: float) -> Sample:
    with connection.cursor() as cursor:
        cursor.execute(_SHAPE)
        size = int(cursor.fetchone()[0])
        percent = min(100.0, 100 * ROWS / max(size, 1))
        cursor.execute(f"{_READ} tablesample system (%s) limit {2 * ROWS}", [percent])
        rows = cursor.fetchall()
    values = zip(*rows, strict=True) if rows else ([] for _name in _TYPES)
    columns = {
        name: np.array(column, dtype=_TYPES[name]) for name, column in zip(_TYPES, values, strict=True)
    }
    return Sample(columns, max(size, len(rows)), now)


def _conditions(asked: Filter, columns: dict[str, npt.NDArray[Any]]) -> list[Mask]:
    found: list[Mask] = []
    if asked.profiles is not None:
        found.append(np.isin(columns["profile_id"], np.array(asked.profiles, dtype="i8")))
    if asked.years:
        at = columns["year"]
        found.append(_any((at >= (band.first or 0)) & (at <= (band.last or 9999)) for band in asked.years))
    if asked.is_annulled is not None:
        found.append(columns["is_annulled"] == asked.is_annulled)
    if asked.provinces:
        found.append(np.isin(columns["province_code"], asked.provinces))
    return found


def _within(spans: tuple[Span, ...], at: npt.NDArray[Any]) -> Mask:
    points = np.array([span.low for span in spans if span.low == span.high], dtype="i8")
    inside = [np.isin(at, points)] if len(points) or not spans else []
    return _any([*inside, *((at >= s.low) & (at <= s.high) for s in spans if s.low != s.high)])


def _any(masks: Iterable[Mask]) -> Mask:
    found: Mask = np.logical_or.reduce(list(masks))
    return found
