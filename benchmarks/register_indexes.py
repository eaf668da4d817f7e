"""What each index of the register costs, and what it is good for: its question with it and, taken off, without it.

It is taken off in a transaction that is rolled back, so that nothing has to be built again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.measuring import Line, line
from benchmarks.register_asking import Question, search_question
from benchmarks.register_data import World

TABLES = ("register_standingline", "register_entry", "register_grantkey", "register_salt", "register_registeredname",
          "register_registereddecision")  # fmt: skip
PATIENCE_MS = 5_000
TIMES = 15
WRITTEN = 2_000
_COPIED = """
    insert into register_standingline
    select root_id + 1000000000, holder_id, entry_id, unit_position, name_id, decision_id, profile_id, year,
           is_annulled, province_code
      from register_standingline where holder_id between %s and %s limit {rows}
"""


class Undone(Exception):
    """Rolls a transaction back."""


def sizes() -> Iterator[Line]:
    """Tables with their megabytes."""
    for table in TABLES:
        ((size,),) = _rows(
            "select coalesce(sum(pg_table_size(relid)), pg_table_size(%s::regclass)) / 1e6"
            " from pg_partition_tree(%s::regclass)",
            table,
            table,
        )
        yield line(f"table {table}", float(size), "MB")


def earning(
    world: World, built: Mapping[str, float], criteria: Mapping[str, Sequence[Any]]
) -> Iterator[Line]:
    """Each index with its megabytes, its seconds of building, and its question in milliseconds with and without it.

    Django must be connected as the owner. An index without a question, or with one that is as quick without it, says
    NOTHING.
    """
    for name, table, size, key in _indexes():
        what, questions = QUESTIONS.get(name, ("NOTHING", lambda _world, _criteria: []))
        asked = questions(world, criteria)
        with_, without, written = _compared(asked, name, table, key, of_search=table == TABLES[0])
        facts: dict[str, Any] = {
            "build_s": built.get(name, 0.0),
            "with_ms": with_,
            "without_ms": without,
            "for": what,
        }
        if asked and without < 1.3 * with_:
            facts["for"] = f"NOTHING? ({what})"
        if table == TABLES[0]:
            facts["µs_a_row_written"] = round(written, 1)
        yield line(f"index {name}", size, "MB", **facts)


def _compared(
    asked: Sequence[Question], name: str, table: str, key: str | None, *, of_search: bool
) -> tuple[float, float, float]:
    """Milliseconds with and without an index, and the microseconds it adds to a row that is written."""
    from django.db import transaction

    with_, writing = _typical(asked), _writing_time() if of_search else 0.0
    try:
        with transaction.atomic():
            _execute(f"alter table {table} drop constraint {key} cascade" if key else f"drop index {name}")
            without = _typical(asked)
            writing -= _writing_time() if of_search else 0.0
            raise Undone
    except Undone:
        pass
    return with_, without, max(0.0, writing) / WRITTEN * 1e6


def _typical(asked: Sequence[Question]) -> float:
    """The median of the questions in milliseconds; of few when they take long."""
    from django.db import OperationalError, transaction

    times: list[float] = []
    for ask in [*asked[:TIMES], *asked[:TIMES]]:  # the first time warms
        began = perf_counter()
        try:
            with transaction.atomic():
                _execute(f"set local statement_timeout = {PATIENCE_MS}")
                ask()
        except OperationalError:
            return float(PATIENCE_MS)
        times.append((perf_counter() - began) * 1000)
        if sum(times) > 2 * PATIENCE_MS:
            break
    return round(median(times[len(asked[:TIMES]) :] or times), 2) if times else 0.0


def _writing_time() -> float:
    """Seconds to write some rows of the search, the least of some, taken back at once."""
    from django.db import transaction

    times, draw = [], random.Random(29)
    ((most,),) = _rows("select max(holder_id) from register_standingline")
    firsts = [draw.randrange(int(most) // 2) for _n in range(3)]
    for first in firsts * 2:  # the first time warms
        try:
            with transaction.atomic():
                began = perf_counter()
                _execute(_COPIED.format(rows=WRITTEN), first, first + 20 * WRITTEN)
                times.append(perf_counter() - began)
                raise Undone
        except Undone:
            pass
    return min(times)


def _indexes() -> list[tuple[str, str, float, str | None]]:
    """Every index with its table, its megabytes (of all partitions), and the key it stands behind."""
    rows = _rows(
        "select i.indexrelid::regclass::text, i.indrelid::regclass::text,"
        " (select coalesce(sum(pg_relation_size(relid)), pg_relation_size(i.indexrelid)) / 1e6"
        " from pg_partition_tree(i.indexrelid)), c.conname"
        " from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')"
        " where i.indrelid = any(%s::regclass[]) order by array_position(%s, i.indrelid::regclass::text), 3 desc",
        list(TABLES),
        list(TABLES),
    )
    return [(str(name), str(table), float(size), key) for name, table, size, key in rows]


def _rows(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _execute(statement: str, *params: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)


Makes = Callable[[World, Mapping[str, Sequence[Any]]], list[Question]]


def _searches(case: str) -> Makes:
    return lambda _world, criteria: [search_question(one) for one in criteria[case]]


def _drawn(statement: str, of: str) -> Makes:
    """A statement for rows drawn at random by another statement."""

    def made(_world: World, _criteria: Mapping[str, Sequence[Any]]) -> list[Question]:
        return [lambda row=row: _rows(statement, *row) for row in _rows(of)]

    return made


def _histories(world: World, _criteria: Mapping[str, Sequence[Any]]) -> list[Question]:
    from thidua.domain.register.queries.history import person_history

    draw = random.Random(23)
    return [lambda pk=draw.randrange(1, world.persons): person_history(pk) for _n in range(TIMES)]


def _slips(world: World, _criteria: Mapping[str, Sequence[Any]]) -> list[Question]:
    from thidua.domain.register.queries.reading import suggestions

    draw = random.Random(31)
    names = [world.folded[draw.randrange(len(world.folded))].split() for _n in range(TIMES)]
    return [lambda words=words: suggestions(tuple(words)) for words in names]


_GRANTS = "select {what} from register_grantkey tablesample system (1) limit 15"
_SOME_DECISIONS = "select {what} from register_registereddecision tablesample system (1) limit 15"
QUESTIONS: dict[str, tuple[str, Makes]] = {
    "register_standingline_pkey": ("history of a holder", _histories),
    "standing_name_year": ("names, newest first", _searches("typical names")),
    "standing_year_unit": ("a subtree, newest year first", _searches("no words: a province, newest first")),
    "standing_profile_year": ("a rare award", _searches("worst names, a rare award")),
    "standing_decision": ("decisions by number", _searches("decisions as people type them")),
    "standing_newest": ("frequent words in a year", _searches("worst names in one year")),
    "register_entry_pkey": ("every line shown", _searches("typical names")),
    "entry_id": (
        "lines named by events, seals, receipts",
        _drawn("select holder_id from register_entry where id = %s", _GRANTS.format(what="entry_id")),
    ),
    "entry_sealing": (
        "sealing and verifying, in the order of transactions",
        _drawn(
            "select id from register_entry where xid = %s and id > %s order by xid, id limit 4096",
            "select xid, id from register_entry_y2019 tablesample system (1) limit 15",
        ),
    ),
    "entry_refers": (
        "what was written about a grant",
        _drawn("select id from register_entry where refers_to_id = %s", _GRANTS.format(what="entry_id")),
    ),
    "register_grantkey_pkey": (
        "register numbers; each given once",
        _drawn(
            "select entry_id from register_grantkey where register_no = %s",
            _GRANTS.format(what="register_no"),
        ),
    ),
    "grant_token_once": (
        "codes of certificates; each given once",
        _drawn("select entry_id from register_grantkey where token = %s", _GRANTS.format(what="token")),
    ),
    "register_salt_pkey": (
        "verifying a line, forgetting a person",
        _drawn(
            "select secret from register_salt where holder_id = %s and entry_id = %s",
            _GRANTS.format(what="holder_id, entry_id"),
        ),
    ),
    "registered_name_words": ("words of names in any order", _searches("typical names")),
    "registered_name_once": ("whole names, suggestions, writing", _slips),
    "registered_name_added": ("names that were added since they were read", _searches("typical names")),
    "register_registeredname_pkey": ("names of rows", _searches("worst names in one year")),
    "registered_decision_running": (
        "decisions by running number",
        _searches("decisions as people type them"),
    ),
    "registered_decision_once": (
        "writing a line; the next number of an issuer",
        _drawn(
            "select count(*) from register_registereddecision where issuer_id = %s and year = %s",
            _SOME_DECISIONS.format(what="issuer_id, year"),
        ),
    ),
    "register_registereddecision_pkey": (
        "decisions of rows",
        _drawn(
            "select d.number from register_standingline s join register_registereddecision d on d.id = s.decision_id"
            " where s.holder_id = %s",
            _GRANTS.format(what="holder_id"),
        ),
    ),
}
"""What each index is for; an index that is not here has not earned its place."""
