"""The judged rows of a list, kept on disk between the trial and the entering.

A column file of the content store: read again after a crash it is the same to the last byte, so that a list is taken
up where it stopped and never judged anew in the middle.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from thidua.core.files import ContentStore
from thidua.core.sentences import kept, told
from thidua.domain.people.actions import Newcomer
from thidua.domain.register.imports.values import Holder, PlannedRow, ReadRow

_TYPES: dict[str, Any] = {
    "int": pl.Int64, "int | None": pl.Int64, "str": pl.String, "bool": pl.Boolean, "date | None": pl.Date,
    "date": pl.Date,
}  # fmt: skip
LINE: dict[str, Any] = {
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
SCHEMA = _HEAD | LINE | _NEWCOMER


class Plans:
    """The store of plans."""

    def __init__(self) -> None:
        self._store = ContentStore(Path(settings.UPLOAD_ROOT) / "plans")

    def keep(self, frame: pl.DataFrame) -> str:
        """Keep judged rows and return their digest; they are on disk when this returns."""
        target = io.BytesIO()
        frame.write_parquet(target, compression="zstd")
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
    lines = frame.select(list(LINE)).rows()
    newcomers = frame.select(list(_NEWCOMER)).rows()
    return [
        PlannedRow(
            row,
            name,
            told_reasons(errors),
            told_reasons(warnings),
            register_no,
            holder_id,
            first_row,
            {} if errors else dict(zip(LINE, line, strict=True)),
            Newcomer(*newcomer) if newcomer[0] is not None else None,
        )
        for (row, name, errors, warnings, register_no, holder_id, first_row), line, newcomer in zip(
            heads, lines, newcomers, strict=True
        )
    ]


def newcomers_in(frame: pl.DataFrame) -> list[Newcomer]:
    """The newcomers of rows that bring one."""
    return [Newcomer(*one) for one in frame.select(list(_NEWCOMER)).iter_rows()]


def plan_frame(rows: Sequence[ReadRow], lines: pl.DataFrame, holders: Mapping[int, Holder]) -> pl.DataFrame:
    """Judged rows as a plan: ``lines`` are what the good ones become, by number of row, ``holders`` theirs."""
    heads: dict[str, list[Any]] = {
        "row": [row.number for row in rows],
        "name": [row.name for row in rows],
        "errors": [_json(row.errors) for row in rows],
        "warnings": [_json(row.warnings) for row in rows],
        "register_no": ["" if row.errors else row.register_no for row in rows],
    }
    brought: dict[tuple[Any, ...], int] = {}
    knowns, firsts, newcomers = [], [], []
    for row in rows:
        holder = None if row.errors else holders[row.number]
        key = holder.key if holder and holder.newcomer else None
        is_new = key is not None and key not in brought
        if key is not None and is_new:
            brought[key] = row.number
        knowns.append(holder.subject_id if holder else None)
        firsts.append(brought[key] if key is not None else None)
        newcomers.append(holder.newcomer if holder and is_new else None)
    columns = heads | {"holder_id": knowns, "first_row": firsts}
    columns |= {
        name: [getattr(new, name[4:]) if new is not None else None for new in newcomers] for name in _NEWCOMER
    }
    frame = pl.DataFrame({name: pl.Series(values, dtype=SCHEMA[name]) for name, values in columns.items()})
    return frame.join(lines, on="row", how="left", maintain_order="left").select(list(SCHEMA))


def _json(reasons: Mapping[str, str]) -> str:
    """Reasons as a plan keeps them: whoever reads them later may read another language."""
    return (
        json.dumps({key: kept(words) for key, words in reasons.items()}, ensure_ascii=False)
        if reasons
        else ""
    )


def told_reasons(reasons: str) -> dict[str, str]:
    """Reasons by column key, in the language of the moment."""
    return {key: told(words) for key, words in json.loads(reasons).items()} if reasons else {}
