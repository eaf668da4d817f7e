"""Some thousand rows of the search in memory: they tell how many rows a filter leaves before it is asked."""

from __future__ import annotations

import time
from dataclasses import dataclass

import polars as pl
from django.db import connection

from thidua.domain.register.queries.filters import Filter

ROWS = 20_000
FRESH_SECONDS = 600
_READ = "select unit_position, year, profile_id, is_annulled, province_code from register_standingline"
_SHAPE = "select greatest(reltuples, 0)::bigint from pg_class where oid = 'register_standingline'::regclass"
_COLUMNS = {
    "unit_position": pl.Int64, "year": pl.Int64, "profile_id": pl.Int64, "is_annulled": pl.Boolean,
    "province_code": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Rows drawn at random out of ``size``; taken at ``read_at`` (of a clock that only runs forward)."""

    frame: pl.DataFrame
    size: int
    read_at: float

    def share(self, asked: Filter) -> float:
        """Which part of all rows a filter leaves, never quite nothing."""
        conditions = _conditions(asked)
        if not conditions or not self.frame.height:
            return 1.0
        found = self.frame.select(pl.all_horizontal(conditions).sum()).item()
        return max(float(found or 0), 0.5) / self.frame.height


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
        frame = pl.DataFrame(cursor.fetchall(), schema=_COLUMNS, orient="row")
    return Sample(frame, max(size, frame.height), now)


def _conditions(asked: Filter) -> list[pl.Expr]:
    found = []
    if asked.spans is not None:
        found.append(_within(asked))
    if asked.profiles is not None:
        found.append(pl.col("profile_id").is_in(list(asked.profiles)))
    if asked.years:
        bands = (pl.col("year").is_between(band.first or 0, band.last or 9999) for band in asked.years)
        found.append(pl.any_horizontal(list(bands)))
    if asked.is_annulled is not None:
        found.append(pl.col("is_annulled") == asked.is_annulled)
    if asked.provinces:
        found.append(pl.col("province_code").is_in(list(asked.provinces)))
    return found


def _within(asked: Filter) -> pl.Expr:
    spans = asked.spans or ()
    points = [span.low for span in spans if span.low == span.high]
    ranges = [pl.col("unit_position").is_between(s.low, s.high) for s in spans if s.low != s.high]
    return pl.any_horizontal([pl.col("unit_position").is_in(points), *ranges])
