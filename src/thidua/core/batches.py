"""Many new or changed rows written by one statement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from django.db import connection, models

from thidua.core.in_order import quick_turns

if TYPE_CHECKING:
    import polars as pl


def draw_ids(table: str, count: int) -> list[int]:
    """So many new keys from the sequence of a table, ascending."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(of.ids) from (select pg_get_serial_sequence(%s, 'id')::regclass as ids offset 0) of"
            " cross join generate_series(1, %s)",
            [table, count],
        )
        return [int(number) for (number,) in cursor.fetchall()]


def transaction_id() -> int:
    """The id of the running transaction, by which its rows are sealed (PostgreSQL's ``xid8``)."""
    if copies := _copies.get():
        return copies.transaction_id
    with connection.cursor() as cursor:
        cursor.execute("select (pg_current_xact_id()::text)::bigint")
        return int(cursor.fetchone()[0])


def copy_frame(table: str, frame: pl.DataFrame) -> None:
    """Write a frame into the columns of a table that bear its names, by ``COPY``, in the caller's transaction.

    No value becomes an object of Python on the way, which is most of what ``copy`` row by row costs. Within
    ``copies_beside`` this comes back before the rows are there.
    """
    if frame.is_empty():
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in frame.columns)
    # Texts stand in quotes and nothing does not, so that no text can be taken for nothing.
    statement = f"copy {quote(table)} ({names}) from stdin with (format csv, null '\\N')"
    text = BytesIO()
    frame.select(_as_text(name, kind) for name, kind in frame.schema.items()).write_csv(
        text, include_header=False, null_value="\\N", quote_style="non_numeric"
    )
    if copies := _copies.get():
        copies.send(statement, text.getvalue())
        return
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(text.getvalue())


def plain_text(value: Any) -> Any:
    """A member of an enumeration as the text it is, which frames take; anything else as it is."""
    return str(value) if isinstance(value, str) else value


@contextmanager
def copies_beside() -> Iterator[None]:
    """Let the database take in rows within this block, a part of one transaction, while the program makes the next.

    Any other statement waits for the rows before it, and so does the end of the block. New keys are best drawn before:
    drawing them within has to wait too.
    """
    with quick_turns(), ThreadPoolExecutor(1) as pool:
        copies = _Copies(pool, transaction_id())
        token = _copies.set(copies)
        try:
            with connection.execute_wrapper(copies.execute):
                yield
            copies.wait()
        finally:
            _copies.reset(token)


def run_beside(statement: str) -> None:
    """Run a statement of which only the database hears more; within ``copies_beside`` nobody waits for it."""
    if copies := _copies.get():
        copies.send(statement)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement)


def ask_beside(statement: str, parameters: Sequence[Any] | None = None) -> Callable[[], list[Any]]:
    """Put a question that tells rows, and return where they are told when they are wanted.

    Within ``copies_beside`` it goes its way with the copies and keeps nobody waiting before that.
    """
    if copies := _copies.get():
        return copies.ask(statement, parameters)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    return lambda: rows


class _Copies:
    """What is on its way to the database, one behind the other, and the number of the transaction."""

    def __init__(self, pool: ThreadPoolExecutor, transaction_id: int) -> None:
        self.transaction_id = transaction_id
        self._pool = pool
        self._under_way: list[Future[Any]] = []

    def send(self, statement: str, rows: bytes | None = None) -> None:
        """Let a statement go behind those that are under way."""
        cursor = connection.cursor().cursor  # the driver's own: another thread may use it, but not Django's
        work = (connection.wrap_database_errors, cursor, statement, rows)
        self._under_way.append(self._pool.submit(_send, *work))

    def ask(self, statement: str, parameters: Sequence[Any] | None) -> Callable[[], list[Any]]:
        """Let a question go behind those that are under way; its rows are told when it is through."""
        cursor = connection.cursor().cursor
        told = self._pool.submit(_ask, connection.wrap_database_errors, cursor, statement, parameters)
        self._under_way.append(told)
        return told.result

    def wait(self) -> None:
        """Come back when all is done. Raises what the database said against the first that it did not take."""
        under_way, self._under_way = self._under_way, []
        for one in under_way:
            one.exception()
        for one in under_way:
            one.result()

    def execute(self, run: Callable[..., Any], statement: str, *rest: Any) -> Any:
        """Run a statement after those before it. Savepoints answer nothing, so that nobody need wait for them."""
        if statement.startswith(("SAVEPOINT ", "RELEASE SAVEPOINT ")):
            self.send(statement)
            return None
        self.wait()
        return run(statement, *rest)


_copies: ContextVar[_Copies | None] = ContextVar("copies", default=None)


def _send(errors: Any, cursor: Any, statement: str, rows: bytes | None) -> None:
    with errors, cursor:
        if rows is None:
            cursor.execute(statement)
            return
        with cursor.copy(statement) as copy:
            copy.write(rows)


def _ask(errors: Any, cursor: Any, statement: str, parameters: Sequence[Any] | None) -> list[Any]:
    with errors, cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """Bytes as PostgreSQL reads them from a text; the rest as it is."""
    import polars as pl

    column = pl.col(name)
    return (pl.lit("\\x") + column.bin.encode("hex")).alias(name) if kind == pl.Binary else column


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write ``fields`` of ``rows`` (all of one model, all stored) in one statement; nothing happens without rows.

    Values travel as one array a column. Django's ``bulk_update`` makes a CASE with a branch for each row and field
    instead, which for some hundred rows takes longer to build and to read than everything else of the act.
    """
    if not rows:
        return
    model = type(rows[0])
    columns = [_field(model, name) for name in ("pk", *fields)]
    arrays = [[_prepared(column, row) for row in rows] for column in columns]
    quote = connection.ops.quote_name
    names = [quote(column.column or "") for column in columns]
    types = [column.cast_db_type(connection) or "" for column in columns]
    sets = ", ".join(f"{name} = new.{name}" for name in names[1:])
    marks = ", ".join(f"%s::{kind}[]" for kind in types)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update {quote(model._meta.db_table)} as old set {sets}"  # noqa: S608 - names are the model's own
            f" from unnest({marks}) as new({', '.join(names)}) where old.{names[0]} = new.{names[0]}",
            arrays,
        )


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.pk if name == "pk" else model._meta.get_field(name)
    return cast("models.Field[Any, Any]", found)


def _prepared(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = field.get_db_prep_save(getattr(row, field.attname), connection)
    # An array holds values of one type, so the members of our enumerations go as the texts they are.
    return value.value if isinstance(value, Enum) else value
