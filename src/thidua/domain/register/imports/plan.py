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


def plan_frame(rows: Sequence[ReadRow], lines: pl.DataFrame, holders: Mapping[int, Holder]) -> pl.DataFrame:
    """Judged rows as a plan: ``lines`` are what they become, by number of row, ``holders`` theirs."""
    heads: dict[str, list[Any]] = {
        "row": [row.number for row in rows],
        "name": [row.name for row in rows],
        "errors": [_json(row.errors) for row in rows],
        "warnings": [_json(row.warnings) for row in rows],
        "register_no": ["" if row.errors else row.register_no for row in rows],
    }
    brought: dict[tuple[Any, ...], int] = {}
    knowns: list[int | None] = []
    firsts: list[int | None] = []
    new: list[tuple[ReadRow, Holder] | None] = []
    for row in rows:
        holder = None if row.errors else holders[row.number]
        if holder is None or holder.subject_id is not None:
            knowns.append(holder.subject_id if holder else None)
            firsts.append(None)
            new.append(None)
            continue
        first = brought.setdefault(holder.key, row.number)
        knowns.append(None)
        firsts.append(first)
        new.append((row, holder) if first == row.number else None)
    columns = heads | {"holder_id": knowns, "first_row": firsts} | _newcomers(new)
    frame = pl.DataFrame({name: pl.Series(values, dtype=SCHEMA[name]) for name, values in columns.items()})
    good = frame.filter(pl.col("errors") == "").select("row").join(lines, on="row", maintain_order="left")
    return frame.join(good, on="row", how="left", maintain_order="left").select(list(SCHEMA))


def _newcomers(new: Sequence[tuple[ReadRow, Holder] | None]) -> dict[str, list[Any]]:
    """The newcomers of rows that bring one, in columns."""
    said: dict[str, list[Any]] = {
        f"new_{name}": [getattr(one[0], of) if one else None for one in new]
        for name, of in (("name", "name"), ("birth_date", "birth_date"), ("birth_year", "birth_year"),
                         ("identity", "identity"), ("note", "identity_note"))
    }  # fmt: skip
    return said | {
        "new_kind": [str(one[0].kind) if one else None for one in new],
        "new_sex": [str(one[0].sex) if one else None for one in new],
        "new_job": [
            (one[0].post if one[0].kind == SubjectKind.PERSON else "") if one else None for one in new
        ],
        "new_unit_id": [one[1].unit_id if one else None for one in new],
        "new_is_whole_unit": [one[1].is_whole_unit if one else None for one in new],
    }


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
