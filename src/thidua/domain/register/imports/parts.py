"""A part of a list made ready to be written: everything but what only the database knows at the moment of writing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from thidua.core.batches import draw_ids
from thidua.core.vietnamese import folded
from thidua.domain.access import Actor
from thidua.domain.people.actions import ReadyNewcomers, ready_newcomers
from thidua.domain.register.imports.plan import LINE, newcomers_in
from thidua.domain.register.loading import with_defaults
from thidua.domain.register.lots import Grants, ready_grants, with_keys

_KEYS = ("decision_id", "profile_id")
_RECEIPT = ("batch_id", "row", "entry_id", "holder_id", "year", "is_new_holder", "left_out")


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What has come about since a list was tried, by its rows and by the records it knew.

    ``roots``: records that were joined to others; ``known``: newcomers who came in by another way; ``left_out``: why
    rows may no longer enter.
    """

    roots: Mapping[int, int] = field(default_factory=dict)
    known: Mapping[int, int] = field(default_factory=dict)
    left_out: Mapping[int, str] = field(default_factory=dict)


NOTHING = Meanwhile()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a plan with their receipts, the people they bring (``brought``: ids by row), and their lines."""

    rows: pl.DataFrame
    receipts: pl.DataFrame
    newcomers: ReadyNewcomers
    brought: Mapping[int, int]
    made: frozenset[int]
    grants: Grants | None  # where all rows are left out


def by_name(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a plan in the order of the names that are looked for, all of one newcomer in the order they had.

    So each name is counted in few parts, and what a part adds to the largest index lies together.
    """
    names = frame.select("row", name=pl.col("holder_name").fill_null(""))
    known = {name: folded(name) for name in names["name"].unique()}
    names = names.with_columns(name=pl.col("name").replace_strict(known, return_dtype=pl.String))
    first = pl.coalesce("first_row", "row")
    return (
        frame.with_columns(leader=first)
        .join(
            names.rename({"row": "leader", "name": "leading"}), on="leader", how="left", maintain_order="left"
        )
        .sort("leading", "row")
        .drop("leader", "leading")
    )


def numbered(frame: pl.DataFrame, batch_id: int) -> pl.DataFrame:
    """The rows of a plan with the new ids of their lines and of the people they bring, and all that lines need to have.

    Their decisions and profiles enter the dictionaries, for the whole list at once.
    """
    frame = frame.with_columns(
        batch_id=pl.lit(batch_id), register_no=_number(batch_id), given_no="register_no"
    )
    good = with_keys(with_defaults(frame.filter(pl.col("errors") == "")))
    frame = frame.join(good.select("row", *_KEYS), on="row", how="left", maintain_order="left")
    frame = _drawn(frame, "entry_id", pl.col("errors") == "", "register_entry")
    return _drawn(frame, "made_id", pl.col("new_kind").is_not_null(), "people_subject")


def _number(batch_id: int) -> pl.Expr:
    """The register number of each row; one that brought none gets NK, the list, the year and the row."""
    year = pl.col("decided_on").dt.to_string("%y")
    made = pl.format("NK-{}-{}-{}", pl.lit(batch_id), year, pl.col("row").cast(pl.String).str.zfill(5))
    return pl.when(pl.col("register_no") == "").then(made).otherwise("register_no")


def _drawn(frame: pl.DataFrame, name: str, which: pl.Expr, table: str) -> pl.DataFrame:
    """New keys of a table for some of the rows, ascending."""
    wanted = frame.select(which).to_series()
    ids = pl.Series(draw_ids(table, int(wanted.sum())), dtype=pl.Int64)
    places = pl.when(wanted).then(wanted.cum_sum() - 1)
    return frame.with_columns(
        pl.lit(ids).gather(places).alias(name) if len(ids) else pl.lit(None, pl.Int64).alias(name)
    )


def ready_part(
    rows: pl.DataFrame, brought: Mapping[int, int], since: Meanwhile, *, actor: Actor, at: datetime
) -> Part:
    """Make ``numbered`` rows ready to enter; ``brought`` are the people of the rows before them."""
    new = rows.filter(pl.col("made_id").is_not_null() & ~pl.col("row").is_in(list(since.known)))
    ids = new["made_id"].to_list()
    newcomers = ready_newcomers(newcomers_in(new), ids, actor=actor, at=at)
    mine = {**dict(zip(new["row"], ids, strict=True)), **since.known}
    holders = [
        since.roots.get(known, known)
        if known is not None
        else mine.get(first) or brought[first]
        if first
        else None
        for known, first in rows.select("holder_id", "first_row").iter_rows()
    ]
    words = {**_bad(rows), **since.left_out}
    told = rows.with_columns(
        holder_id=pl.Series(holders, dtype=pl.Int64),
        left_out=pl.Series([words.get(row, "") for row in rows["row"]], dtype=pl.String),
        is_new_holder=pl.col("new_kind").is_not_null(),
    )
    enters = pl.col("left_out") == ""
    receipts = told.with_columns(
        entry_id=pl.when(enters).then("entry_id"), year=pl.when(enters).then(pl.col("decided_on").dt.year())
    ).select(_RECEIPT)
    entered = told.filter(enters)
    facts = with_defaults(entered.select(*LINE, *_KEYS, "holder_id", "register_no"))
    grants = None if facts.is_empty() else ready_grants(facts, entered["entry_id"].to_list(), at=at)
    return Part(told, receipts, newcomers, mine, frozenset(ids), grants)


def _bad(rows: pl.DataFrame) -> dict[int, str]:
    """Why rows do not enter: what the trial said, as receipts keep it."""
    bad = rows.filter(pl.col("errors") != "").select("row", "errors").iter_rows()
    return {row: json.dumps([*json.loads(errors).values()], ensure_ascii=False) for row, errors in bad}
