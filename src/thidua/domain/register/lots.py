"""Whole lots of grants into the ledger by columns: what ``writing`` does line by line, in a fraction of the time.

Only what is secret or hashed is made row by row; everything else stays in columns from the list to the table.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from thidua.core.batches import copy_frame, draw_ids, transaction_id
from thidua.core.clock import day_of
from thidua.core.vietnamese import folded
from thidua.domain.register.content import LATER, PERSONAL, PUBLIC, SALT_BYTES, plain
from thidua.domain.register.frames import draw_tokens, hashed
from thidua.domain.register.standing_rows import (
    PROFILE,
    STANDING,
    count_names,
    decision_ids,
    profile_ids,
    tally,
)
from thidua.domain.register.states import EntryKind
from thidua.domain.register.values import Paper
from thidua.domain.register.writing import KEY_COLUMNS, SURE

_TYPES: dict[str, Any] = {
    "refers_to_id": pl.Int64, "year": pl.Int64, "holder_id": pl.Int64, "is_enterprise": pl.Boolean,
    "organization_id": pl.Int64, "unit_position": pl.Int64, "achievement_year": pl.Int64, "issuer_id": pl.Int64,
    "decided_on": pl.Date, "decision_line": pl.Int64, "bonus_vnd": pl.Int64, "act_on": pl.Date, "birth_year": pl.Int64,
    "is_ethnic_minority": pl.Boolean,
}  # fmt: skip
SCHEMA: dict[str, Any] = {name: _TYPES.get(name, pl.String) for name in (*PUBLIC, *LATER, *PERSONAL)}
"""The types of everything a line says."""
_KEYS = ("decision_id", "profile_id")
_LEDGER = ("id", *SCHEMA, "layout", "commitment", "hash")
_DECISION = ("decision_number", "year", "issuer_id")

_WORDS = {name: kind for name, kind in SCHEMA.items() if name not in {"kind", "refers_to_id", "entered_at"}}
_STANDING_WORDS = f"""
    select s.root_id, {", ".join(f"e.{name}" for name in _WORDS)}
      from unnest(%s::bigint[], %s::smallint[], %s::bigint[]) as asked (holder_id, year, id)
      join register_standingline s on s.holder_id = asked.holder_id and s.root_id = asked.id and not s.is_annulled
      join register_entry e on e.holder_id = asked.holder_id and e.year = asked.year and e.id = s.entry_id
     order by s.root_id
"""  # noqa: S608  # fixed names
_TURN = """
    with turned as (
        update register_standingline s set is_annulled = true
          from unnest(%s::bigint[], %s::bigint[]) as asked (holder_id, root_id)
         where s.holder_id = asked.holder_id and s.root_id = asked.root_id and not s.is_annulled
        returning s.profile_id, s.year)
    select profile_id, year, count(*) from turned group by profile_id, year
"""


@dataclass(frozen=True, slots=True)
class Grants:
    """Lines made ready for the ledger, hashed and with their new ids, their salts, and how often each name occurs."""

    lines: pl.DataFrame
    salts: pl.DataFrame
    names: Mapping[str, int]


def write_grants(facts: pl.DataFrame, *, at: datetime) -> list[int]:
    """Insert grants, whose columns are all fields of ``NewEntry``, and return their new ids in order.

    Runs in the caller's transaction. What ``write_lines`` writes with a line is written with these too; the database
    refuses a register number or a secret that was given before.
    """
    if facts.is_empty():
        return []
    ids = draw_ids("register_entry", facts.height)
    grants = ready_grants(with_keys(facts), ids, at=at)
    write_lines(grants)
    write_standing(grants, count_names(grants.names))
    return ids


def with_keys(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts of grants with the ids of their decisions and profiles; new ones are entered."""
    facts = facts.with_columns(year=pl.col("decided_on").dt.year().cast(pl.Int64))
    decisions = decision_ids(set(facts.select(_DECISION).unique().iter_rows()))
    profiles = profile_ids(set(facts.select(PROFILE).unique().iter_rows()))
    for ids, names, key in ((decisions, _DECISION, "decision_id"), (profiles, PROFILE, "profile_id")):
        facts = facts.join(_frame_of(ids, facts, names, key), on=names, how="left", maintain_order="left")
    return facts


def ready_grants(facts: pl.DataFrame, ids: Sequence[int], *, at: datetime) -> Grants:
    """Make grants (``with_keys``) with these new ids ready to be written: most of the work, and no question is asked."""
    lines, salts = _hashed(_completed(facts, at), ids)
    lines = lines.with_columns(folded=pl.Series([folded(name) for name in lines["holder_name"]]))
    return Grants(lines, salts, dict(lines["folded"].value_counts().iter_rows()))


def write_lines(grants: Grants) -> None:
    """Write grants that were made ready into the ledger; ``write_standing`` writes what is searched."""
    _copy_lines(grants.lines, grants.salts)
    copy_frame("register_grantkey", grants.lines.with_columns(entry_id="id").select(KEY_COLUMNS))


def write_standing(grants: Grants, names: Mapping[str, int]) -> None:
    """Write what the search reads of grants, by the ids of their ``names``: a narrow row for each line, and the sums.

    The names are counted (``count_names``) by the caller in the same transaction; others who enter the same names wait
    from then on until it ends.
    """
    rows = grants.lines.with_columns(
        root_id="id",
        entry_id="id",
        name_id=pl.Series([names[name] for name in grants.lines["folded"]], dtype=pl.Int64),
        is_annulled=pl.lit(value=False),
    ).select(STANDING)
    copy_frame("register_standingline", rows)
    sums = rows.group_by("profile_id", "year").len().iter_rows()
    tally({(profile, year, False): count for profile, year, count in sums})


def write_annulments(grants: Sequence[tuple[int, int, int]], *, paper: Paper, at: datetime) -> int:
    """Annul grants (holder, year, id) by a paper, those that stand; return how many were annulled.

    Each annulment repeats the words that hold today. Runs in the caller's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDING_WORDS, [list(column) for column in zip(*grants, strict=True)])
        words = cursor.fetchall()
    if not words:
        return 0
    lines = pl.DataFrame(words, schema={"root_id": pl.Int64} | _WORDS, orient="row").with_columns(
        kind=pl.lit(str(EntryKind.ANNULMENT)),
        refers_to_id=pl.col("root_id"),
        reason=pl.lit(paper.reason),
        act_number=pl.lit(paper.number),
        act_on=pl.lit(paper.on),
        entered_at=pl.lit(plain(at)),
    )
    lines = lines.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    _copy_lines(*_hashed(lines, draw_ids("register_entry", lines.height)))
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [lines["holder_id"].to_list(), lines["refers_to_id"].to_list()])
        turned = cursor.fetchall()
    tally(
        {(profile, year, False): -count for profile, year, count in turned}
        | {(profile, year, True): count for profile, year, count in turned}
    )
    return lines.height


def _hashed(lines: pl.DataFrame, ids: Sequence[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Whole lines with their ids and hashes, and their salts."""
    drawn = secrets.token_bytes(SALT_BYTES * lines.height)
    salts = [drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES)]
    lines = hashed(lines, drawn).with_columns(id=pl.Series(ids, dtype=pl.Int64))
    secret = pl.Series("secret", salts, dtype=pl.Binary)
    return lines, lines.select("holder_id", entry_id="id").with_columns(secret)


def _copy_lines(lines: pl.DataFrame, salts: pl.DataFrame) -> None:
    copy_frame("register_entry", lines.select(*_LEDGER, xid=pl.lit(transaction_id())))
    copy_frame("register_salt", salts)


def _completed(facts: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The facts of grants as whole lines of the ledger."""
    tokens = draw_tokens(facts.height, day_of(at))
    sure = pl.col("source").replace_strict(SURE, return_dtype=pl.String)
    lines = facts.with_columns(
        kind=pl.lit(str(EntryKind.GRANT)),
        refers_to_id=pl.lit(None),
        token=pl.when(pl.col("token") == "").then(tokens).otherwise("token"),
        year=pl.col("decided_on").dt.year(),
        confidence=pl.when(pl.col("confidence") == "").then(sure).otherwise("confidence"),
        act_number=pl.lit(""),
        act_on=pl.lit(None),
        entered_at=pl.lit(plain(at)),
    )
    return lines.select(*(pl.col(name).cast(kind) for name, kind in SCHEMA.items()), *_KEYS)


def _frame_of(
    ids: dict[tuple[Any, ...], int], lines: pl.DataFrame, names: tuple[str, ...], key: str
) -> pl.DataFrame:
    """A dictionary as a frame, to be joined to the lines."""
    schema = {name: lines.schema[name] for name in names} | {key: pl.Int64}
    return pl.DataFrame([(*values, pk) for values, pk in ids.items()], schema=schema, orient="row")
