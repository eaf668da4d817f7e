"""The lines of one partition of the ledger: numbered, hashed, copied and given their indexes while they are warm.

What belongs to tables of the whole register is laid down as files beside, to be copied when every year is done.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import psycopg

from thidua.domain.register.content import SALT_BYTES
from thidua.domain.register.frames import draw_tokens, hashed
from thidua.domain.register.numbers import parts_of
from thidua.domain.register.standing_rows import PROFILE, STANDING
from thidua.domain.register.states import EntryKind
from thidua.domain.register.writing import COLUMNS, KEY_COLUMNS
from thidua.operations.first_load.source import CannotLoad, lines_of, scan
from thidua.operations.first_load.tables import PLANNED, Definition, copy_in, empty

LOT = 100_000
DECISION_COLUMNS = ("id", "number", "year", "issuer_id", "running", "signs")
FILES = {
    "register_standingline": STANDING,
    "register_grantkey": KEY_COLUMNS,
    "register_salt": ("holder_id", "entry_id", "secret"),
    "register_registereddecision": DECISION_COLUMNS,
}
"""Tables of the whole register with the columns of their files."""
SETTINGS = ("set maintenance_work_mem = '768MB'", "set max_parallel_maintenance_workers = 0")
_DECISION = ("decision_number", "year", "issuer_id")
_TURNS = (EntryKind.ANNULMENT.value, EntryKind.RESTORATION.value)
_SPOKEN = ("holder_name", *_DECISION, *PROFILE, "unit_position", "province_code")
"""What a row of the search takes from the words that hold."""
_NEW_PROFILES = f"""
    insert into register_profile ({", ".join(PROFILE)})
    values ({", ".join(["%s"] * len(PROFILE))}) on conflict do nothing
"""  # noqa: S608  # fixed names


@dataclass(frozen=True)
class Load:
    """What every process must know: where to load, what, the moment of entry, and where files are laid down."""

    url: str
    folder: Path
    work: Path
    entered_at: str

    @property
    def names(self) -> Path:
        return self.work / "names.parquet"

    def file(self, table: str, part: str, number: int = 0) -> Path:
        return self.work / f"{table}.{part}.{number:04}.csv"

    def files(self, table: str) -> list[Path]:
        return sorted(self.work.glob(f"{table}.*.csv"))


@dataclass(frozen=True)
class Part:
    """A partition, its years, and the number before the first of its lines."""

    name: str
    first_year: int
    last_year: int
    before: int


@dataclass
class Filled:
    """How many lines a partition has now, and the seconds its indexes took."""

    lines: int
    indexes: dict[str, float]


def load_part(load: Load, part: Part, definitions: list[Definition]) -> Filled:
    """Fill one partition in one transaction."""
    on = date.fromisoformat(load.entered_at[:10])
    lines = _numbered(lines_of(scan(load.folder), part.first_year, part.last_year), part, on)
    with psycopg.connect(load.url, autocommit=True) as connection:
        _refuse_unknown_units(connection, lines)
        for statement in SETTINGS:
            connection.execute(statement.encode())
        _lay_standing(connection, load, part, lines)
        with connection.transaction():
            found = connection.execute("select (pg_current_xact_id()::text)::bigint").fetchone()
            assert found is not None  # noqa: S101  # a transaction always has a number
            empty(connection, part.name)
            copy_in(connection, part.name, COLUMNS, _entries(load, part, lines, found[0]))
            indexes = dict(_index(connection, part, one) for one in definitions if one.kind != "f")
        connection.execute(f"analyze {part.name} ({PLANNED})".encode())
    return Filled(lines.height, indexes)


def _index(connection: psycopg.Connection[Any], part: Part, one: Definition) -> tuple[str, float]:
    began = time.perf_counter()
    connection.execute(one.of_part(part.name).encode())
    return one.name, time.perf_counter() - began


def _numbered(lines: pl.DataFrame, part: Part, on: date) -> pl.DataFrame:
    """The lines with ids, secrets, and the grants that later lines speak of."""
    lines = lines.with_columns(
        pl.int_range(part.before + 1, part.before + 1 + lines.height, eager=True).alias("id"),
        pl.when(pl.col("token") == "").then(draw_tokens(lines.height, on)).otherwise("token").alias("token"),
    )
    is_grant = pl.col("kind") == EntryKind.GRANT.value
    later = lines.filter(~is_grant)
    if not later.height:
        return lines.with_columns(pl.lit(None, dtype=pl.Int64).alias("refers_to_id"))
    grants = lines.filter(is_grant).join(later, on=["register_no", "holder_id", "year"], how="semi")
    roots = grants.select(
        "register_no",
        "holder_id",
        "year",
        pl.col("id").alias("refers_to_id"),
        pl.col("token").alias("of_grant"),
    )
    told = later.select("id", "register_no", "holder_id", "year").join(
        roots, on=["register_no", "holder_id", "year"], how="left"
    )
    lost = told.filter(pl.col("refers_to_id").is_null() | (pl.col("refers_to_id") > pl.col("id")))
    if lost.height:
        raise CannotLoad(
            f"Before {lost.height} later lines there is no grant of the same number, holder and year:"
            f" {', '.join(lost['register_no'].head(5))}."
        )
    joined = lines.join(
        told.select("id", "refers_to_id", "of_grant"), on="id", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.coalesce("of_grant", "token").alias("token")).drop("of_grant")


def _refuse_unknown_units(connection: psycopg.Connection[Any], lines: pl.DataFrame) -> None:
    known = {row[0] for row in connection.execute("select id from organizations_organization").fetchall()}
    for column in ("organization_id", "issuer_id"):
        unknown = set(lines[column].unique()) - known
        if unknown:
            raise CannotLoad(f"There is no unit with the id {min(unknown)} ({column}).")


def _entries(load: Load, part: Part, lines: pl.DataFrame, xid: int) -> Iterator[bytes]:
    """The rows of the ledger, some at a time; their salts are laid down."""
    for number, some in enumerate(lines.iter_slices(LOT)):
        salts = os.urandom(SALT_BYTES * some.height)
        whole = hashed(some.with_columns(pl.lit(load.entered_at).alias("entered_at")), salts)
        secrets = [salts[at : at + SALT_BYTES] for at in range(0, len(salts), SALT_BYTES)]
        rows = some.select("holder_id", "id", _bytea(pl.Series("secret", secrets, dtype=pl.Binary)))
        rows.write_csv(load.file("register_salt", part.name, number), include_header=False)
        ready = whole.with_columns(
            pl.lit(xid).alias("xid"), _bytea(whole["commitment"]), _bytea(whole["hash"])
        )
        yield _csv(ready.select(COLUMNS))


def _bytea(values: pl.Series) -> pl.Series:
    return (pl.Series(["\\x"]) + values.bin.encode("hex")).alias(values.name)


def _csv(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_csv(out, include_header=False, null_value="\\N")
    return out.getvalue()


def _lay_standing(connection: psycopg.Connection[Any], load: Load, part: Part, lines: pl.DataFrame) -> None:
    """The rows of the search, the keys of grants and the decisions, as files."""
    grants = lines.filter(pl.col("kind") == EntryKind.GRANT.value)
    later = lines.filter(pl.col("kind") != EntryKind.GRANT.value)
    spoken = _spoken(grants, later)
    decisions = _decisions(pl.concat([spoken.select(_DECISION), grants.select(_DECISION)]), part)
    standing = (
        spoken.join(pl.read_parquet(load.names), on="holder_name", how="left")
        .join(decisions.select(*_DECISION, "decision_id"), on=_DECISION, how="left")
        .join(_profiles(connection, spoken), on=PROFILE, how="left")
        .with_columns(_annulled(spoken, later))
    )
    keys = grants.select("register_no", "token", "holder_id", "year", pl.col("id").alias("entry_id"))
    rows = decisions.select("decision_id", *_DECISION, "running", "signs")
    for table, frame in (
        ("register_standingline", standing.select(STANDING)),
        ("register_grantkey", keys.select(KEY_COLUMNS)),
        ("register_registereddecision", rows),
    ):
        frame.write_csv(load.file(table, part.name), include_header=False, null_value="\\N")


def _spoken(grants: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """Each grant with the words that hold: its own, or those of its last correction."""
    own = grants.select("holder_id", *_SPOKEN, root_id="id", entry_id="id")
    corrections = later.filter(pl.col("kind") == EntryKind.CORRECTION.value)
    if not corrections.height:
        return own
    last = corrections.sort("id").unique("refers_to_id", keep="last")
    theirs = last.select(pl.col("refers_to_id").alias("root_id"), *(pl.col(c).alias(f"{c}_") for c in _SPOKEN),
                         pl.col("id").alias("entry_id_"))  # fmt: skip
    both = own.join(theirs, on="root_id", how="left", maintain_order="left")
    held = (pl.coalesce(f"{name}_", name).alias(name) for name in ("entry_id", *_SPOKEN))
    return both.select("root_id", "holder_id", *held)


def _annulled(spoken: pl.DataFrame, later: pl.DataFrame) -> pl.Series:
    last = later.filter(pl.col("kind").is_in(_TURNS)).sort("id").unique("refers_to_id", keep="last")
    annulled = last.filter(pl.col("kind") == EntryKind.ANNULMENT.value)["refers_to_id"]
    return spoken["root_id"].is_in(annulled.implode()).alias("is_annulled")


def _decisions(of_lines: pl.DataFrame, part: Part) -> pl.DataFrame:
    """The distinct decisions, numbered within the numbers of the partition's lines, with the parts of their numbers."""
    distinct = of_lines.unique(maintain_order=True)
    numbered = distinct.with_columns(
        pl.int_range(part.before + 1, part.before + 1 + distinct.height, eager=True).alias("decision_id")
    )
    numbers = numbered["decision_number"].unique().to_list()
    running, signs = zip(*map(parts_of, numbers), strict=True) if numbers else ((), ())
    cut = pl.DataFrame({"decision_number": numbers, "running": running, "signs": signs},
                       schema=dict.fromkeys(("decision_number", "running", "signs"), pl.String))  # fmt: skip
    return numbered.join(cut, on="decision_number", how="left")


def _profiles(connection: psycopg.Connection[Any], spoken: pl.DataFrame) -> pl.DataFrame:
    """The profiles of the lines with their ids; new ones are entered at once, so that no year waits for another."""
    wanted = spoken.select(PROFILE).unique().sort(PROFILE)
    with connection.cursor() as cursor:
        cursor.executemany(_NEW_PROFILES.encode(), wanted.rows())
        rows = cursor.execute(f"select {', '.join(PROFILE)}, id from register_profile".encode()).fetchall()  # noqa: S608  # fixed names
    known = pl.DataFrame(rows, schema=[*PROFILE, "profile_id"], orient="row")
    return wanted.join(known, on=PROFILE, how="inner")
