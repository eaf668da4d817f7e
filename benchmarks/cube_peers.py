"""The peers of the cube: the same question to the rows of the register, and to DuckDB over Parquet files of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thidua.domain.reporting.tables import Question

Cells = dict[tuple[str, ...], int]
BY = {"unit": "top", "award_group": "award"}
"""The fact of the cube behind a dimension where it has another name; families of awards are added up by anyone."""
OF_TABLE = ("kind", "enterprise", "person", "type", "award")
"""What a statutory table is filled from."""
_OF_ROW = {
    "province": "s.province_code", "award": "f.award_code", "type": "f.commendation_type", "kind": "f.holder_kind",
    "sex": "f.sex", "person": "f.person_class", "enterprise": "case when f.is_enterprise then '1' else '' end",
    "class": "case when f.holder_kind = 'person' then f.position_class else f.holder_kind end",
}  # fmt: skip
_HEADS = (
    "select distinct o.position, o.id from organizations_organization o join organizations_placement p"
    " on p.organization_id = o.id where p.line = 'union' and nlevel(p.path) <= 2 order by 1"
)
_FAR = 2**62


def raw_cells(question: Question, by: tuple[str, ...]) -> Cells:
    """Counts by facts from the standing lines and their profiles, with the indexes the register has."""
    from django.db import connection

    names = _OF_ROW | {"top": "h.id::text", "year": "s.year::text"}
    joined = ""
    if "top" in by:
        joined = (
            f" join (select position, id, lead(position, 1, {_FAR}) over (order by position) as next"  # noqa: S608  # fixed pieces
            f" from ({_HEADS}) heads) h on s.unit_position >= h.position and s.unit_position < h.next"
        )
    where, params = _narrowed(question, "%s")
    return _counted(
        f"select {', '.join(names[name] for name in by)}, count(*) from register_standingline s"  # noqa: S608  # fixed pieces
        f" join register_profile f on f.id = s.profile_id{joined} where not s.is_annulled{where}"
        f" group by {', '.join(str(at + 1) for at in range(len(by)))}",
        params,
        lambda sql, values: _rows(connection, sql, values),
    )


def _rows(connection: Any, sql: str, params: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _counted(sql: str, params: list[Any], ask: Callable[[str, list[Any]], list[Any]]) -> Cells:
    return {tuple(str(value) for value in row[:-1]): int(row[-1]) for row in ask(sql, params)}


def _narrowed(question: Question, mark: str) -> tuple[str, list[Any]]:
    parts, params = "", list[Any]()
    period = question.periods[0]
    if period.since and period.until:
        parts += f" and s.year between {mark} and {mark}"
        params += [period.since.year, period.until.year - 1]
    for name, values in question.where.items():
        parts += f" and {'f.' if mark == '%s' else 's.'}{name} in ({', '.join([mark] * len(values))})"
        params += values
    if question.spans is not None:
        near = " or ".join(f"s.unit_position between {mark} and {mark}" for _span in question.spans)
        parts += f" and ({near or 'false'})"
        params += [edge for span in question.spans for edge in (span.low, span.high)]
    return parts, params


class Parquet:
    """The standing lines with everything the questions tell apart, a file for each year, read by DuckDB."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """Write the files that are not there yet, or that hold other lines than the register does by now."""
        from django.db import connection

        self.folder.mkdir(exist_ok=True)
        counted = "select year, count(*) from register_standingline where not is_annulled group by year"
        for year, lines in _rows(connection, counted, []):
            target = self.folder / f"{year}.parquet"
            if not target.exists() or self._lines(target) != lines:
                self._write(year, target)

    @staticmethod
    def _lines(target: Path) -> int:
        import polars as pl

        return int(pl.scan_parquet(target).select(pl.len()).collect().item())

    @staticmethod
    def _write(year: int, target: Path) -> None:
        import polars as pl
        from django.db import connection

        copied = io.BytesIO()
        columns = ", ".join(f"{sql} as {name}" for name, sql in _OF_ROW.items())
        with connection.cursor() as cursor, cursor.copy(
            f"copy (select s.year, s.unit_position, {columns} from register_standingline s"  # noqa: S608  # fixed pieces
            f" join register_profile f on f.id = s.profile_id where not s.is_annulled and s.year = {year}"
            " order by s.unit_position) to stdout (format csv, header)"
        ) as copy:  # fmt: skip
            for part in copy:
                copied.write(part)
        copied.seek(0)
        texts = dict.fromkeys(_OF_ROW, pl.String)
        read = pl.read_csv(copied, schema_overrides=texts).with_columns(pl.col(*texts).fill_null(""))
        read.write_parquet(target)

    @cached_property
    def _ask(self) -> Callable[[str, list[Any]], list[Any]]:
        import duckdb
        from django.db import connection

        engine = duckdb.connect()
        engine.execute(f"create view lines as select * from '{self.folder}/*.parquet'")  # noqa: S608  # our own folder
        engine.execute("create table heads (position bigint, id varchar)")
        heads = [(at, str(number)) for at, number in _rows(connection, _HEADS, [])]
        engine.executemany("insert into heads values (?, ?)", heads)
        return lambda sql, params: engine.execute(sql, params).fetchall()

    def cells(self, question: Question, by: tuple[str, ...]) -> Cells:
        """Counts by facts from DuckDB, with every core."""
        names = {"top": "h.id", "year": "s.year::varchar"}
        joined = " asof join heads h on s.unit_position >= h.position" if "top" in by else ""
        where, params = _narrowed(question, "?")
        return _counted(
            f"select {', '.join(names.get(name, f's.{name}') for name in by)}, count(*) from lines s{joined}"  # noqa: S608  # fixed pieces
            f" where true{where} group by all",
            params,
            self._ask,
        )
