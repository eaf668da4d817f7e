"""The lines of an old register as Parquet files: read by years, completed, and refused where they cannot be right.

The columns are the facts of ``NewEntry``, those with a default left out at will. ``kind`` (a grant without it) may
say that a line corrects, annuls, restores or re-issues a grant of the same year; it bears the register number of the
grant and the paper (``act_number``, ``act_on``, ``reason``), and lies behind it.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from thidua.domain.people.states import SubjectKind
from thidua.domain.register.states import CommendationType, Confidence, EntryKind, Source
from thidua.domain.register.values import NewEntry
from thidua.domain.register.writing import SURE

_TYPES = {"str": pl.String, "int": pl.Int64, "bool": pl.Boolean, "date": pl.Date}
_KNOWN: dict[str, list[str]] = {
    "kind": EntryKind.values,
    "holder_kind": SubjectKind.values,
    "commendation_type": CommendationType.values,
    "source": Source.values,
    "confidence": Confidence.values,
}
_SHOWN = 10


class CannotLoad(RuntimeError):
    """The lines cannot be loaded; the message says why. Nothing of them stays."""


def _column(type_: str) -> Any:
    return _TYPES[type_.removesuffix(" | None")]


SCHEMA: dict[str, Any] = {
    "kind": pl.String,
    **{one.name: _column(str(one.type)) for one in fields(NewEntry)},
    "act_number": pl.String,
    "act_on": pl.Date,
}
_DEFAULTS: dict[str, Any] = {
    "kind": EntryKind.GRANT.value,
    "act_number": "",
    "act_on": None,
    **{one.name: one.default for one in fields(NewEntry) if one.default is not MISSING},
    "source": Source.DECISION.value,
}


def scan(folder: Path) -> pl.LazyFrame:
    """The files of a folder; refuses a folder without any, and columns that are missing or unknown."""
    if not list(folder.glob("*.parquet")):
        raise CannotLoad(f"There is no Parquet file in {folder}.")
    found = pl.scan_parquet(folder / "*.parquet")
    columns = set(found.collect_schema().names())
    missing, unknown = sorted(SCHEMA.keys() - _DEFAULTS.keys() - columns), sorted(columns - SCHEMA.keys())
    if missing or unknown:
        said = [
            f"{word}: {', '.join(names)}"
            for word, names in (("missing", missing), ("unknown", unknown))
            if names
        ]
        raise CannotLoad(f"The columns of the files are not those of the register ({'; '.join(said)}).")
    return found


def lines_by_year(found: pl.LazyFrame) -> dict[int, int]:
    """How many lines each year of decision has; refuses lines without a day."""
    counted = found.group_by(pl.col("decided_on").dt.year().alias("year")).len().collect()
    if counted["year"].null_count():
        raise CannotLoad("Some lines have no day of decision (decided_on).")
    return dict(sorted(counted.iter_rows()))


def distinct_names(found: pl.LazyFrame) -> list[str]:
    """Every name of a holder, once."""
    return [name or "" for name in found.select("holder_name").unique().collect().to_series().to_list()]


def lines_of(found: pl.LazyFrame, first: int, last: int) -> pl.DataFrame:
    """The lines of some years with every fact of the ledger but what the load gives them itself."""
    within = pl.col("decided_on").is_between(date(first, 1, 1), date(last, 12, 31))
    given = found.filter(within).collect()
    lines = given.select(_given(given, name, dtype) for name, dtype in SCHEMA.items())
    sure = pl.col("source").replace_strict({str(k): str(v) for k, v in SURE.items()}, default="")
    confidence = pl.when(pl.col("confidence") == "").then(sure).otherwise("confidence")
    lines = lines.with_columns(
        pl.col("decided_on").dt.year().cast(pl.Int64).alias("year"), confidence.alias("confidence")
    )
    refuse_impossible(lines)
    return lines


def _given(given: pl.DataFrame, name: str, dtype: Any) -> pl.Expr:
    default = _DEFAULTS.get(name)
    if name not in given.columns:
        return pl.lit(default, dtype=dtype).alias(name)
    column = pl.col(name).cast(dtype)
    return column.fill_null(default if default is not None else "") if dtype == pl.String else column


def refuse_impossible(lines: pl.DataFrame) -> None:
    """Refuse values that the ledger does not know, and facts that may not be missing."""
    problems = []
    for name, known in _KNOWN.items():
        values = lines[name].unique().to_list()
        problems += [f"{name}: {value!r}" for value in values if value not in known]
    for name in SCHEMA.keys() - _DEFAULTS.keys():
        lacking = lines[name].is_null() | (lines[name] == "" if SCHEMA[name] == pl.String else False)
        if name != "holder_name" and lacking.any():
            problems.append(f"{name}: missing in {lacking.sum()} lines")
    if problems:
        raise CannotLoad("The lines cannot be right: " + "; ".join(problems[:_SHOWN]))
