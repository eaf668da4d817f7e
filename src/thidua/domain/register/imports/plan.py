"""The judged rows of a list, kept on disk between the trial and the entering.

A column file of the content store: read again after a crash it is the same to the last byte, so that a list is taken
up where it stopped and never judged anew in the middle.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings

from thidua.core.files import ContentStore
from thidua.core.sentences import kept, told
from thidua.domain.people.actions import NEWCOMER, Newcomer
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.imports.values import Holder, PlannedRow, ReadRow

LINE: dict[str, Any] = {
    "holder_kind": pl.String, "holder_name": pl.String, "organization_id": pl.Int64, "unit_position": pl.Int64,
    "unit_name": pl.String, "province_code": pl.String, "award_code": pl.String, "award_level": pl.String,
    "commendation_type": pl.String, "issuer_id": pl.Int64, "issuer_name": pl.String, "decision_number": pl.String,
    "decided_on": pl.Date, "birth_year": pl.Int64, "sex": pl.String, "position_class": pl.String, "post": pl.String,
    "achievement": pl.String, "achievement_year": pl.Int64, "signer": pl.String, "signer_post": pl.String,
    "bonus_vnd": pl.Int64, "source": pl.String, "confidence": pl.String,
}  # fmt: skip
_NEWCOMER = {f"new_{name}": kind for name, kind in NEWCOMER.items()}
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


def newcomers_in(frame: pl.DataFrame) -> pl.DataFrame:
    """The newcomers of rows that bring one, by the fields of ``Newcomer``."""
    return frame.select(pl.col(name).alias(name.removeprefix("new_")) for name in _NEWCOMER)


def told_by(rows: Sequence[ReadRow]) -> pl.DataFrame:
    """What rows say of themselves and of those whom they might bring, for ``plan_frame``; no judgement changes it."""
    is_person = [row.kind == SubjectKind.PERSON for row in rows]
    columns: dict[str, list[Any]] = {
        "name": [row.name for row in rows],
        "new_kind": [str(row.kind) for row in rows],
        "new_name": [row.name for row in rows],
        "new_birth_date": [row.birth_date for row in rows],
        "new_birth_year": [row.birth_year for row in rows],
        "new_sex": [str(row.sex) for row in rows],
        "new_identity": [row.identity for row in rows],
        "new_note": [row.identity_note for row in rows],
        "new_job": [row.post if is_one else "" for row, is_one in zip(rows, is_person, strict=True)],
    }
    return pl.DataFrame({name: pl.Series(values, dtype=SCHEMA[name]) for name, values in columns.items()})


def plan_frame(
    rows: Sequence[ReadRow], told: pl.DataFrame, lines: pl.DataFrame, holders: Mapping[int, Holder]
) -> pl.DataFrame:
    """Judged rows as a plan: ``told_by`` them, ``lines`` are what they become, by number of row, ``holders`` theirs."""
    columns: dict[str, list[Any]] = {
        "row": [row.number for row in rows],
        "errors": [_json(row.errors) for row in rows],
        "warnings": [_json(row.warnings) for row in rows],
        "register_no": ["" if row.errors else row.register_no for row in rows],
    }
    brought: dict[tuple[Any, ...], int] = {}
    one = [None if row.errors else holders[row.number] for row in rows]
    columns["holder_id"] = [holder.subject_id if holder else None for holder in one]
    columns["first_row"] = [
        brought.setdefault(holder.key, row.number) if holder and holder.subject_id is None else None
        for row, holder in zip(rows, one, strict=True)
    ]
    columns["new_unit_id"] = [holder.unit_id if holder else None for holder in one]
    columns["new_is_whole_unit"] = [holder.is_whole_unit if holder else None for holder in one]
    judged = pl.DataFrame({name: pl.Series(values, dtype=SCHEMA[name]) for name, values in columns.items()})
    is_brought = pl.col("first_row") == pl.col("row")
    frame = judged.hstack(told).with_columns(pl.when(is_brought).then(name).alias(name) for name in _NEWCOMER)
    good = frame.filter(pl.col("errors") == "").select("row").join(lines, on="row", maintain_order="left")
    return frame.join(good, on="row", how="left", maintain_order="left").select(list(SCHEMA))


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
