"""The judged rows of a list, kept on disk between the trial and the entering.

A column file of the content store: read again after a crash it is the same to the last byte, so that a list is taken
up where it stopped and never judged anew in the middle.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from thidua.core.files import ContentStore
from thidua.domain.people.actions import Newcomer
from thidua.domain.register.imports.values import StagedHonor

_TYPES: dict[str, Any] = {
    "int": pl.Int64, "int | None": pl.Int64, "str": pl.String, "bool": pl.Boolean, "date | None": pl.Date,
    "date": pl.Date,
}  # fmt: skip
_LINE: dict[str, Any] = {
    "holder_kind": pl.String, "holder_name": pl.String, "organization_id": pl.Int64, "unit_position": pl.Int64,
    "unit_name": pl.String, "province_code": pl.String, "award_code": pl.String, "award_level": pl.String,
    "commendation_type": pl.String, "issuer_id": pl.Int64, "issuer_name": pl.String, "decision_number": pl.String,
    "decided_on": pl.Date, "birth_year": pl.Int64, "sex": pl.String, "position_class": pl.String, "post": pl.String,
    "achievement": pl.String, "achievement_year": pl.Int64, "signer": pl.String, "signer_post": pl.String,
    "bonus_vnd": pl.Int64, "source": pl.String, "confidence": pl.String,
}  # fmt: skip
_NEWCOMER = {f"new_{one.name}": _TYPES[str(one.type)] for one in fields(Newcomer)}
_HEAD: dict[str, Any] = {
    "row": pl.Int64, "name": pl.String, "errors": pl.String, "warnings": pl.String, "register_no": pl.String,
    "holder_id": pl.Int64, "first_row": pl.Int64,
}  # fmt: skip
SCHEMA = _HEAD | _LINE | _NEWCOMER


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One judged row. ``first_row`` is the row that brings a holder whom nobody knew; ``newcomer`` stands there only."""

    row: int
    name: str
    errors: dict[str, str]
    warnings: dict[str, str]
    register_no: str
    holder_id: int | None
    first_row: int | None
    line: dict[str, Any]
    newcomer: Newcomer | None

    @property
    def reasons(self) -> str:
        return " ".join(self.errors.values())


class Plans:
    """The store of plans."""

    def __init__(self) -> None:
        self._store = ContentStore(Path(settings.UPLOAD_ROOT) / "plans")

    def keep(self, staged: Sequence[StagedHonor]) -> str:
        """Keep judged rows and return their digest; they are on disk when this returns."""
        target = io.BytesIO()
        _frame(staged).write_parquet(target, compression="zstd")
        target.seek(0)
        return self._store.put(target).sha256

    def read(self, digest: str) -> pl.DataFrame:
        """The rows of a plan, verified by its digest."""
        return pl.read_parquet(io.BytesIO(self._store.read(digest)))

    def forget(self, digest: str) -> None:
        """The rows are no longer needed; they hold names and identity numbers."""
        if digest:
            self._store.path(digest).unlink(missing_ok=True)


def planned_rows(frame: pl.DataFrame) -> list[PlannedRow]:
    """The rows of a part of a plan."""
    heads = frame.select(list(_HEAD)).rows()
    lines = frame.select(list(_LINE)).rows()
    newcomers = frame.select(list(_NEWCOMER)).rows()
    return [
        PlannedRow(
            row,
            name,
            json.loads(errors) if errors else {},
            json.loads(warnings) if warnings else {},
            register_no,
            holder_id,
            first_row,
            {} if errors else dict(zip(_LINE, line, strict=True)),
            Newcomer(*newcomer) if newcomer[0] is not None else None,
        )
        for (row, name, errors, warnings, register_no, holder_id, first_row), line, newcomer in zip(
            heads, lines, newcomers, strict=True
        )
    ]


def _frame(staged: Sequence[StagedHonor]) -> pl.DataFrame:
    first_rows: dict[tuple[Any, ...], int] = {}
    brought: list[Newcomer | None] = []
    firsts: list[int | None] = []
    for one in staged:
        is_new = one.newcomer is not None and one.newcomer_key not in first_rows
        if is_new:
            first_rows[one.newcomer_key] = one.row
        brought.append(one.newcomer if is_new else None)
        firsts.append(first_rows[one.newcomer_key] if one.newcomer is not None else None)
    columns: dict[str, Iterable[Any]] = {
        "row": [one.row for one in staged],
        "name": [one.name for one in staged],
        "errors": [_json(one.errors) for one in staged],
        "warnings": [_json(one.warnings) for one in staged],
        "register_no": [one.register_no for one in staged],
        "holder_id": [one.holder_id for one in staged],
        "first_row": firsts,
    }
    columns |= {name: [_plain(one.line.get(name)) for one in staged] for name in _LINE}
    columns |= {
        name: [getattr(new, name[4:]) if new is not None else None for new in brought] for name in _NEWCOMER
    }
    return pl.DataFrame({name: pl.Series(values, dtype=SCHEMA[name]) for name, values in columns.items()})


def _json(reasons: Any) -> str:
    return json.dumps(dict(reasons), ensure_ascii=False) if reasons else ""


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value
