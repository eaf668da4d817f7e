"""A checked list enters the register part by part.

Each part is one transaction: the holders it brings, its lines, the receipts of its rows, and how far the list has
come. A crash loses the part that was under way and nothing else, and the next run goes on after the last part. Short
transactions also let the seals follow: a part is sealed while the next one is written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from thidua.core.batches import copies_beside, copy_frame
from thidua.core.clock import day_of
from thidua.core.collector import without_collector
from thidua.core.sentences import sentence as _
from thidua.core.sentences import written
from thidua.core.vietnamese import folded
from thidua.domain.access import Actor
from thidua.domain.people.actions import Newcomer, register_together
from thidua.domain.people.identity import identity_hash
from thidua.domain.people.models import Person
from thidua.domain.people.queries import roots_of
from thidua.domain.register.imports.models import ImportBatch, ImportedRow
from thidua.domain.register.imports.plan import LINE, Plans, newcomers_in
from thidua.domain.register.imports.presence import entered_honors
from thidua.domain.register.imports.workflow import move
from thidua.domain.register.loading import load_columns
from thidua.domain.register.queries.keys import numbers_taken
from thidua.domain.register.states import ImportAct, ImportState

PART = 5_000
Progress = Callable[[int, int], None]


def enter_list(batch_id: int, *, now: Callable[[], datetime], progress: Progress | None = None) -> None:
    """Go on with an accepted list until all its rows are through; nothing happens in any other state.

    ``progress`` is told how many of how many rows are through, after each part.
    """
    batch = ImportBatch.objects.get(pk=batch_id)
    if batch.state != ImportState.ENTERING:
        return
    work = _Work(batch, Plans().read(batch.plan))
    while work.enter_part(now()):
        if progress:
            progress(work.done, batch.total)
    Plans().forget(batch.plan)


def acting(batch: ImportBatch) -> Actor:
    """Who brought a list in. Every row was judged by their rights when it was tried, so none is asked again."""
    return Actor(user_id=batch.received_by_id, name=batch.imported_by, is_system=True)


class _Work:
    """One list on its way, with the holders it has brought so far by the row that names them first."""

    def __init__(self, batch: ImportBatch, frame: pl.DataFrame) -> None:
        self.batch_id, self.frame, self.done = batch.pk, frame, batch.done
        brought = ImportedRow.objects.filter(batch=batch, is_new_holder=True).values_list("row", "holder_id")
        self.brought: dict[int, int | None] = dict(brought)

    @without_collector()
    @transaction.atomic
    def enter_part(self, at: datetime) -> bool:
        """Enter the next part; no when there is none, or the list was stopped meanwhile."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('register_import'))")
        batch = (
            ImportBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=self.batch_id)
        )
        if batch.state != ImportState.ENTERING:
            return False
        part = self.frame.slice(batch.done, PART)
        if part.is_empty():
            fields = {"imported_at": at, "trouble": ""}
            move(batch, ImportAct.FINISH, actor=acting(batch), at=at, fields=fields, count=batch.count)
            return False
        batch.count += self._enter(batch, part, at)
        batch.done += part.height
        batch.save(update_fields=["count", "done"])
        self.done = batch.done
        return True

    def _enter(self, batch: ImportBatch, part: pl.DataFrame, at: datetime) -> int:
        """Enter the rows that may, with a receipt for each row; return how many lines there are now."""
        known = part["holder_id"].drop_nulls().unique().to_list()
        roots = roots_of(known) if known else {}
        drawn = {
            "people_subject": part["new_kind"].count(),
            "register_entry": int((part["errors"] == "").sum()),
        }
        with copies_beside(drawn):
            return self._write(batch, part, roots, at)

    def _write(self, batch: ImportBatch, part: pl.DataFrame, roots: Mapping[int, int], at: datetime) -> int:
        made = self._bring(part, acting(batch), at)
        part = part.with_columns(holder_id=pl.Series(self._holders(part, roots), dtype=pl.Int64))
        left_out = _left_out(part, made)
        words = pl.Series([left_out.get(row, "") for row in part["row"]], dtype=pl.String)
        part = part.with_columns(left_out=words)
        entered = part.filter(pl.col("left_out") == "")
        facts = entered.select(*LINE, "holder_id", register_no=_number(batch.pk))
        ids = load_columns(facts, actor=acting(batch), at=at)
        lines = entered.select(
            "row", entry_id=pl.Series(ids, dtype=pl.Int64), year=pl.col("decided_on").dt.year()
        )
        receipts = part.join(lines, on="row", how="left", maintain_order="left").with_columns(
            batch_id=pl.lit(batch.pk), is_new_holder=pl.col("new_kind").is_not_null()
        )
        copy_frame("register_importedrow", receipts.select(_RECEIPT))
        return len(ids)

    def _bring(self, part: pl.DataFrame, actor: Actor, at: datetime) -> set[int]:
        """Holders nobody knew enter the directory; who came in by another way meanwhile is known by the number.

        Returns the ids of those who entered just now.
        """
        brings = part.filter(pl.col("new_kind").is_not_null())
        rows, newcomers = brings["row"].to_list(), newcomers_in(brings)
        known = _known_by_number(dict(zip(rows, newcomers, strict=True)))
        new = {row: one for row, one in zip(rows, newcomers, strict=True) if row not in known}
        made = register_together(actor=actor, at=at, newcomers=list(new.values()))
        self.brought |= known | dict(zip(new, made, strict=True))
        return set(made)

    def _holders(self, part: pl.DataFrame, roots: Mapping[int, int]) -> list[int | None]:
        """The holder of each row; records that were joined meanwhile lead to the one that was kept (``roots``)."""
        return [
            roots.get(holder, holder) if holder is not None else self.brought[first] if first else None
            for holder, first in part.select("holder_id", "first_row").iter_rows()
        ]


_RECEIPT = ("batch_id", "row", "entry_id", "holder_id", "year", "is_new_holder", "left_out")


def _number(batch_id: int) -> pl.Expr:
    """The register number of each row; one that brought none gets NK, the list, the year and the row."""
    year = pl.col("decided_on").dt.to_string("%y")
    made = pl.format("NK-{}-{}-{}", pl.lit(batch_id), year, pl.col("row").cast(pl.String).str.zfill(5))
    return pl.when(pl.col("register_no") == "").then(made).otherwise("register_no")


def _known_by_number(newcomers: Mapping[int, Newcomer]) -> dict[int, int]:
    hashes = {identity_hash(one.identity): row for row, one in newcomers.items() if one.identity}
    if not hashes:
        return {}
    found = Person.objects.filter(identity_hash__in=list(hashes)).values_list("identity_hash", "subject_id")
    return {hashes[bytes(hashed)]: subject_id for hashed, subject_id in found if hashed is not None}


def _left_out(part: pl.DataFrame, made: set[int]) -> dict[int, str]:
    """Why rows do not enter, as receipts keep it: what the trial said, and what has come into the register since.

    ``made`` are holders who entered just now, of whom the register cannot know anything.
    """
    bad = part.filter(pl.col("errors") != "").select("row", "errors").iter_rows()
    left_out = {row: json.dumps([*json.loads(errors).values()], ensure_ascii=False) for row, errors in bad}
    good = part.filter(pl.col("errors") == "")
    given = set(good["register_no"].unique()) - {""}
    taken = numbers_taken(given) if given else set()
    for row, number in good.select("row", "register_no").iter_rows():
        if number in taken:
            words = _("Số vào sổ %(no)s đã dùng. Bỏ trống để được cấp số khác.") % {"no": number}
            left_out[row] = written(words)
    honors = good.select("holder_id", "decided_on", "award_code")
    entered = entered_honors([one for one in honors.iter_rows() if one[0] not in made])
    asked = good.select("row", "holder_id", "award_code", "decision_number", "decided_on").iter_rows()
    for row, holder, award, number, on in asked if entered else ():
        if (known := entered.get((holder, award, folded(number), on))) is not None:
            left_out[row] = written(_("Khen thưởng này đã có trong sổ, số %(no)s.") % {"no": known})
    return left_out


def day_of_batch(batch: ImportBatch) -> str:
    """The day on which a list came in, in words."""
    return f"{day_of(batch.imported_at or batch.received_at):%d/%m/%Y}"
