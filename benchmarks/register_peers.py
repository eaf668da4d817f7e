"""What the register is measured against: a bare COPY, a look at every row, a plain trigram index on the same names."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from thidua.operations.embedded import OWNER, EmbeddedDatabase


def bare_copy_rate(database: EmbeddedDatabase) -> float:
    """Rows a second of the same lines into a bare table of the same columns."""
    with psycopg.connect(database.url(OWNER), autocommit=True) as connection:
        connection.execute(
            "create unlogged table bare_copy as select * from register_entry_y2020 limit 200000"
        )
        with connection.cursor().copy("copy (select * from bare_copy) to stdout") as out:
            content = b"".join(bytes(part) for part in out)
        connection.execute("truncate bare_copy")
        started = time.perf_counter()
        with connection.cursor().copy("copy bare_copy from stdin") as copy:
            copy.write(content)
        seconds = time.perf_counter() - started
        found = connection.execute("select count(*) from bare_copy").fetchone()
        connection.execute("drop table bare_copy")
    assert found is not None
    return float(found[0]) / seconds


_TYPED = re.compile(r"QĐ (\d+)/LĐLĐ-(\d{4})")


class Scans:
    """How many rows match, by looking at every row: the rows with their names and words, read once into memory.

    Words are looked for in the names themselves, without any index and without the program's plans.
    """

    def __init__(self) -> None:
        import numpy as np
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("select id, ' ' || regexp_replace(folded, '[^[:alnum:]]+', ' ', 'g') || ' '"
                           " from register_registeredname")  # fmt: skip
            self.names = cursor.fetchall()
        connection.ensure_connection()
        self.columns: dict[str, Any] = {}
        for name in ("name_id", "unit_position", "year", "profile_id", "decision_id"):
            with connection.connection.cursor().copy(
                f"copy (select {name} from register_standingline order by root_id) to stdout"  # noqa: S608  # fixed names
            ) as out:
                whole = b"".join(bytes(part) for part in out)
            self.columns[name] = np.fromstring(whole, dtype=np.int64, sep="\n")

    def count(self, criteria: Any) -> int:
        """The rows that match a search by names, units, years and what profiles hold, or by a decision's number."""
        import numpy as np

        from thidua.core.vietnamese import tokens

        fits = np.ones(len(self.columns["name_id"]), dtype=bool)
        numbered = _TYPED.fullmatch(criteria.text)
        words = [] if numbered else [f" {word} " for word in tokens(criteria.text)]
        if numbered:
            fits &= np.isin(self.columns["decision_id"], _decisions(int(numbered[1]), int(numbered[2])))
        if words:
            known = np.array(
                [pk for pk, name in self.names if all(word in name for word in words)], dtype=np.int64
            )
            bears = np.zeros(self.columns["name_id"].max() + 1, dtype=bool)
            bears[known] = True
            fits &= bears[self.columns["name_id"]]
        if criteria.spans is not None:
            at = self.columns["unit_position"]
            fits &= np.logical_or.reduce([(at >= span.low) & (at <= span.high) for span in criteria.spans])
        if criteria.years:
            at = self.columns["year"]
            fits &= np.logical_or.reduce([(at >= y.first) & (at <= y.last) for y in criteria.years])
        if criteria.awards or criteria.classes or criteria.sexes:
            fits &= np.isin(self.columns["profile_id"], _profiles(criteria))
        return int(fits.sum())


def _decisions(number: int, year: int) -> list[int]:
    """The decisions of a union that are numbered so in a year, by their whole numbers as they are written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select id from register_registereddecision where number = %s and year = %s",
            [f"{number}/QĐ-LĐLĐ", year],
        )
        return [row[0] for row in cursor.fetchall()]


def _profiles(criteria: Any) -> list[int]:
    """The profiles that answer, asked of their table."""
    from django.db import connection

    conditions, params = ["true"], []
    for column, values in (
        ("award_code", criteria.awards),
        ("position_class", criteria.classes),
        ("sex", criteria.sexes),
    ):
        if values:
            conditions.append(f"{column} = any(%s)")
            params.append(list(values))
    with connection.cursor() as cursor:
        cursor.execute(f"select id from register_profile where {' and '.join(conditions)}", params)  # noqa: S608  # fixed names
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def with_trigrams(database: EmbeddedDatabase) -> Iterator[list[float]]:
    """A table of the names of all lines under a trigram index, for as long as it is measured."""
    from django.db import connection

    with psycopg.connect(database.url(OWNER), autocommit=True) as owner:
        owner.execute("set maintenance_work_mem = '1GB'")
        owner.execute("drop table if exists plain_names")
        owner.execute(
            "create unlogged table plain_names as select s.root_id, s.year, n.folded"
            " from register_standingline s join register_registeredname n on n.id = s.name_id"
        )
        started = time.perf_counter()
        owner.execute("create index plain_trigrams on plain_names using gin (folded gin_trgm_ops)")
        seconds = round(time.perf_counter() - started, 1)
        size = owner.execute("select pg_relation_size('plain_trigrams') / 1e6").fetchone()
        owner.execute("grant select on plain_names to thidua")
        owner.execute("analyze plain_names")
        try:
            yield [seconds, float(size[0]) if size else 0.0]
        finally:
            connection.close()
            owner.execute("drop table plain_names")


def trigram_search(text: str) -> tuple[int, list[Any]]:
    """All words of a text anywhere in the name: the newest fifty, and a count up to a thousand."""
    from django.db import connection

    words = [f"%{word}%" for word in text.split()]
    clause = " and ".join(["folded like %s"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select root_id from plain_names where {clause} order by year desc, root_id desc limit 50",  # noqa: S608  # fixed pieces
            words,
        )
        rows = cursor.fetchall()
        cursor.execute(
            f"select count(*) from (select 1 from plain_names where {clause} limit 1001) found",  # noqa: S608  # fixed pieces
            words,
        )
        return int(cursor.fetchone()[0]), rows
