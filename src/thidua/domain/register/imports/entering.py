"""A checked list enters the register part by part.

Each part is one transaction: the holders it brings, its lines, the receipts of its rows, and how far the list has
come. A crash loses the part that was under way and nothing else, and the next run goes on after the last part. Short
transactions also let the seals follow: a part is sealed while the next one is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

import polars as pl
from django.db import connection, transaction
from django.db.models import F
from procrastinate.contrib.django import app

from thidua.core.batches import copy_frame
from thidua.core.clock import day_of
from thidua.core.collector import without_collector
from thidua.core.in_order import InOrder, Turn, writing_in_order
from thidua.core.sentences import sentence as _
from thidua.core.sentences import written
from thidua.core.vietnamese import folded
from thidua.domain.access import Actor
from thidua.domain.people.actions import register_ready
from thidua.domain.people.identity import identity_hash
from thidua.domain.people.models import Person
from thidua.domain.people.queries import roots_of
from thidua.domain.register.imports.models import ImportBatch, ImportedRow
from thidua.domain.register.imports.parts import NOTHING, Meanwhile, Part, by_name, numbered, ready_part
from thidua.domain.register.imports.plan import Plans
from thidua.domain.register.imports.presence import entered_honors
from thidua.domain.register.imports.workflow import move
from thidua.domain.register.loading import record_loaded
from thidua.domain.register.lots import write_lines, write_standing
from thidua.domain.register.queries.keys import numbers_taken
from thidua.domain.register.standing_rows import count_names, name_ids
from thidua.domain.register.states import ImportAct, ImportState

PART = 5_000
WRITERS = 2
_NEWCOMERS = "register.resolve_newcomers"
Progress = Callable[[int, int], None]
_LISTS = "hashtext('register_import')::bigint"
_AWAITED = f"""
    select exists (select from pg_locks
                    where locktype = 'advisory' and not granted and objsubid = 1
                      and database = (select oid from pg_database where datname = current_database())
                      and classid::bigint = ({_LISTS} >> 32) & 4294967295 and objid::bigint = {_LISTS} & 4294967295)
"""  # noqa: S608  # made of constants only


def enter_list(batch_id: int, *, now: Callable[[], datetime], progress: Progress | None = None) -> None:
    """Go on with an accepted list until all its rows are through; nothing happens in any other state.

    The caller is ``alone`` with it. ``progress`` is told how many of how many rows are through, after each part.
    """
    batch = _batch_at_rest(batch_id)
    if batch.state != ImportState.ENTERING:
        return
    with without_collector(), suppress(_Stopped), writing_in_order(_writers(batch)) as writers:
        work = _Work(batch, Plans().read(batch.plan), now())
        while work.is_unfinished:
            with _no_other_list():
                for done in work.enter_parts(writers, now):
                    if progress:
                        progress(done, batch.total)
    if _finish(batch_id, now()):
        Plans().forget(batch.plan)


def _batch_at_rest(batch_id: int) -> ImportBatch:
    """The list, when nothing is written any longer by a process that died over it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('register_import_writes'), %s)", [batch_id])
    return ImportBatch.objects.get(pk=batch_id)


def _writers(batch: ImportBatch) -> int:
    return min(WRITERS, -(-(batch.total - batch.done) // PART))


@contextmanager
def alone(batch_id: int) -> Iterator[bool]:
    """Whether this process has a list to itself: by a lock of the connection, which is gone when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext('register_import_work'), %s)", [batch_id])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone and _is_connected():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtext('register_import_work'), %s)", [batch_id])


@transaction.atomic
def _finish(batch_id: int, at: datetime) -> bool:
    """Note that all rows are through; no when the list was stopped on the way."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch_id)
    if batch.state != ImportState.ENTERING or batch.done < batch.total:
        return False
    fields = {"imported_at": at, "trouble": ""}
    move(batch, ImportAct.FINISH, actor=acting(batch), at=at, fields=fields, count=batch.count)
    app.configure_task(_NEWCOMERS, queue="imports").defer(batch_id=batch.pk)
    return True


def _is_connected() -> bool:
    return connection.connection is not None and not connection.connection.closed


def acting(batch: ImportBatch) -> Actor:
    """Who brought a list in. Every row was judged by their rights when it was tried, so none is asked again."""
    return Actor(user_id=batch.received_by_id, name=batch.imported_by, is_system=True)


@contextmanager
def _no_other_list() -> Iterator[None]:
    """Lists enter one after the other, part by part, so that nobody and nothing enters twice."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute(f"select pg_advisory_xact_lock({_LISTS})")
            yield
            return
        cursor.execute(f"select pg_advisory_lock({_LISTS})")
        try:
            yield
        finally:
            if _is_connected():
                cursor.execute(f"select pg_advisory_unlock({_LISTS})")


def _is_awaited() -> bool:
    """Whether another list waits until this one lets it enter a part."""
    with connection.cursor() as cursor:
        cursor.execute(_AWAITED)
        return bool(cursor.fetchone()[0])


# A part that is lost in a crash of the machine is entered again, so nobody waits for the disk: the last step of the list
# does, and with it all parts are on the disk. A part waits for the one before it where the database cannot see it, so
# that it could not tell a circle of waiting either: who waits so long is undone, and the list is taken up again.
_PART_BEGINS = """
    select set_config('synchronous_commit', 'off', true), set_config('lock_timeout', '30s', true),
           pg_advisory_xact_lock_shared(hashtext('register_import_writes'), %s)
"""


class _Stopped(Exception):
    """The list is to go no further."""


class _Work:
    """One list on its way, with the holders it has brought so far by the row that names them first.

    While the database takes in parts the program makes the next one ready. What has come into the register since the
    trial is asked part by part; where there is something, the part is made ready once more.
    """

    def __init__(self, batch: ImportBatch, frame: pl.DataFrame, at: datetime) -> None:
        self.batch_id, self.actor, self.done = batch.pk, acting(batch), batch.done
        entered = list(
            ImportedRow.objects.filter(batch=batch).values_list("row", "holder_id", "is_new_holder")
        )
        self.brought = {row: holder for row, holder, is_new in entered if is_new and holder is not None}
        self.first = batch.done
        left = frame.filter(~pl.col("row").is_in([row for row, _holder, _is_new in entered]))
        self.frame, self.rest = self._numbered(left.clear()), by_name(left)
        self.ahead = self._ready(at)

    @property
    def is_unfinished(self) -> bool:
        return not self.ahead.rows.is_empty()

    def enter_parts(self, writers: InOrder, now: Callable[[], datetime]) -> Iterator[int]:
        """Enter parts until none is left or another list waits; tell how many rows are through after each."""
        is_mine = True
        while self.is_unfinished and is_mine:
            at = now()
            part, start = self._as_it_is_now(self.ahead, at), self.done
            names = name_ids(part.grants.names.keys()) if part.grants else {}
            yield from writers.write(partial(self._write, part, names, start, at))
            self.brought |= part.brought
            self.done += part.rows.height
            self.ahead = self._ready(at)
            is_mine = not _is_awaited()
        yield from writers.wait()

    def _ready(self, at: datetime) -> Part:
        """The part that is next, as the trial left it."""
        return ready_part(self._rows(), self.brought, NOTHING, actor=self.actor, at=at)

    def _rows(self) -> pl.DataFrame:
        """The rows that are next. Those of the first parts get their ids before the others: the writers begin sooner."""
        at = self.done - self.first
        if at >= self.frame.height and not self.rest.is_empty():
            count = self.rest.height if at else WRITERS * PART
            self.frame = self.frame.vstack(self._numbered(self.rest.head(count)))
            self.rest = self.rest.slice(count)
        return self.frame.slice(at, PART)

    @transaction.atomic
    def _numbered(self, rows: pl.DataFrame) -> pl.DataFrame:
        return numbered(rows, self.batch_id)

    def _write(self, part: Part, names: Mapping[str, int], start: int, at: datetime, turn: Turn) -> int:
        """Write a part, when ``start`` rows are through before it; return how many are through then."""
        with connection.cursor() as cursor:
            cursor.execute(_PART_BEGINS, [self.batch_id])
        ids = part.grants.lines["id"].to_list() if part.grants else []
        if part.grants:
            record_loaded(ids, part.grants.lines["issuer_id"][0], actor=self.actor, at=at)
        register_ready(part.newcomers)
        if part.grants:
            write_lines(part.grants)
            write_standing(part.grants, names)
        copy_frame("register_importedrow", part.receipts)
        with connection.cursor() as cursor:
            cursor.execute(
                "set constraints all immediate"
            )  # what would else be looked at while the next part waits
        turn()  # names and the list itself are changed by every part
        if part.grants:
            count_names(part.grants.names)
        through = start + part.rows.height
        batch = ImportBatch.objects.filter(pk=self.batch_id, state=ImportState.ENTERING, done=start)
        if not batch.update(done=through, count=F("count") + len(ids)):
            raise _Stopped
        return through

    def _as_it_is_now(self, part: Part, at: datetime) -> Part:
        """The part with regard to what has come about since the trial."""
        rows = self._rows()
        known = rows["holder_id"].drop_nulls().unique().to_list()
        roots = {former: kept for former, kept in roots_of(known).items() if former != kept} if known else {}
        since = Meanwhile(roots, _known_by_number(rows))
        if since != NOTHING:
            part = ready_part(rows, self.brought, since, actor=self.actor, at=at)
        if left_out := _left_out(part):
            since = replace(since, left_out=left_out)
            part = ready_part(rows, self.brought, since, actor=self.actor, at=at)
        return part


def _known_by_number(rows: pl.DataFrame) -> dict[int, int]:
    """Newcomers who came in by another way meanwhile: their ids by the row that brings them."""
    numbered = rows.filter(pl.col("new_identity") != "").select("row", "new_identity").iter_rows()
    hashes = {identity_hash(number): row for row, number in numbered}
    if not hashes:
        return {}
    found = Person.objects.filter(identity_hash__in=list(hashes)).values_list("identity_hash", "subject_id")
    return {hashes[bytes(hashed)]: subject_id for hashed, subject_id in found if hashed is not None}


def _left_out(part: Part) -> dict[int, str]:
    """Which rows may not enter since something came into the register, and why, as receipts keep it.

    Of holders who enter just now the register cannot know anything.
    """
    left_out: dict[int, str] = {}
    good = part.rows.filter(pl.col("left_out") == "")
    given = set(good["given_no"].unique()) - {""}
    taken = numbers_taken(given) if given else set()
    for row, number in good.select("row", "given_no").iter_rows() if taken else ():
        if number in taken:
            words = _("Số vào sổ %(no)s đã dùng. Bỏ trống để được cấp số khác.") % {"no": number}
            left_out[row] = written(words)
    asked = good.select("row", "holder_id", "award_code", "decision_number", "decided_on").filter(
        ~pl.col("holder_id").is_in(list(part.made))
    )
    entered = entered_honors(list(asked.select("holder_id", "decided_on", "award_code").iter_rows()))
    for row, holder, award, number, on in asked.iter_rows() if entered else ():
        if (known := entered.get((holder, award, folded(number), on))) is not None:
            left_out[row] = written(_("Khen thưởng này đã có trong sổ, số %(no)s.") % {"no": known})
    return left_out


def day_of_batch(batch: ImportBatch) -> str:
    """The day on which a list came in, in words."""
    return f"{day_of(batch.imported_at or batch.received_at):%d/%m/%Y}"
