"""Whole lots of grants into the ledger by columns: what ``writing`` does line by line, in a fraction of the time.

Only what is secret or hashed is made row by row; everything else stays in columns from the list to the table.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from thidua.core.batches import copy_frame, draw_ids, transaction_id
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


def plain_text(value: Any) -> Any:
    """A member of an enumeration as the text it is, which frames take; anything else as it is."""
    return str(value) if isinstance(value, str) else value


def write_grants(facts: pl.DataFrame, *, at: datetime) -> list[int]:
    """Insert grants, whose columns are all fields of ``NewEntry``, and return their new ids in order.

    Runs in the caller's transaction. What ``write_lines`` writes with a line is written with these too; the database
    refuses a register number or a secret that was given before.
    """
    if facts.is_empty():
        return []
    lines = _write_lines(_completed(facts, at))
    copy_frame("register_grantkey", lines.with_columns(entry_id="id").select(KEY_COLUMNS))
    _write_standing(lines)
    return lines["id"].to_list()


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
    _write_lines(lines.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [lines["holder_id"].to_list(), lines["root_id"].to_list()])
        turned = cursor.fetchall()
    tally(
        {(profile, year, False): -count for profile, year, count in turned}
        | {(profile, year, True): count for profile, year, count in turned}
    )
    return lines.height


def _write_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Whole lines and their salts into the ledger; with their new ids."""
    lines = lines.with_columns(id=pl.Series(draw_ids("register_entry", lines.height)))
    salts = secrets.token_bytes(SALT_BYTES * lines.height)
    copy_frame("register_entry", hashed(lines, salts).with_columns(xid=pl.lit(transaction_id())))
    places = range(0, len(salts), SALT_BYTES)
    salted = pl.Series([salts[at : at + SALT_BYTES] for at in places], dtype=pl.Binary)
    copy_frame("register_salt", lines.select("holder_id", entry_id="id").with_columns(secret=salted))
    return lines


def _completed(facts: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """The facts of grants as whole lines of the ledger."""
    tokens = draw_tokens(facts.height)
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
    return lines.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _write_standing(lines: pl.DataFrame) -> None:
    """What the search reads: the dictionaries, a narrow row for each line, and the sums."""
    decision = ("decision_number", "year", "issuer_id")
    lines = lines.with_columns(folded=pl.Series([folded(name) for name in lines["holder_name"]]))
    counts = dict(lines["folded"].value_counts().iter_rows())
    names = {(name,): pk for name, pk in count_names(counts).items()}
    lines = lines.join(_known(names, lines, ("folded",), "name_id"), on="folded", maintain_order="left")
    wanted = decision_ids(set(lines.select(decision).unique().iter_rows()))
    lines = lines.join(_known(wanted, lines, decision, "decision_id"), on=decision, maintain_order="left")
    profiles = profile_ids(set(lines.select(PROFILE).unique().iter_rows()))
    lines = lines.join(_known(profiles, lines, PROFILE, "profile_id"), on=PROFILE, maintain_order="left")
    rows = lines.with_columns(root_id="id", entry_id="id", is_annulled=pl.lit(value=False)).select(STANDING)
    copy_frame("register_standingline", rows)
    sums = rows.group_by("profile_id", "year").len().iter_rows()
    tally({(profile, year, False): count for profile, year, count in sums})


def _known(
    ids: dict[tuple[Any, ...], int], lines: pl.DataFrame, names: tuple[str, ...], key: str
) -> pl.DataFrame:
    """A dictionary as a frame, to be joined to the lines."""
    schema = {name: lines.schema[name] for name in names} | {key: pl.Int64}
    return pl.DataFrame([(*values, pk) for values, pk in ids.items()], schema=schema, orient="row")
