"""A checked list enters the register part by part.

Each part is one transaction: the holders it brings, its lines, the receipts of its rows, and how far the list has
come. A crash loses the part that was under way and nothing else, and the next run goes on after the last part. Short
transactions also let the seals follow: a part is sealed while the next one is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thidua.core.clock import day_of
from thidua.domain.access import Actor
from thidua.domain.people.actions import register_together
from thidua.domain.people.identity import identity_hash
from thidua.domain.people.models import Person
from thidua.domain.people.queries import roots_of
from thidua.domain.register.imports.models import ImportBatch, ImportedRow
from thidua.domain.register.imports.plan import PlannedRow, Plans, planned_rows
from thidua.domain.register.imports.presence import entered_honors
from thidua.domain.register.imports.values import folded
from thidua.domain.register.imports.workflow import move
from thidua.domain.register.loading import load_lines
from thidua.domain.register.queries.keys import numbers_taken
from thidua.domain.register.states import ImportAct, ImportState
from thidua.domain.register.writing import copy_rows

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
        part = planned_rows(self.frame.slice(batch.done, PART))
        if not part:
            fields = {"imported_at": at, "trouble": ""}
            move(batch, ImportAct.FINISH, actor=acting(batch), at=at, fields=fields, count=batch.count)
            return False
        batch.count += self._enter(batch, part, at)
        batch.done += len(part)
        batch.save(update_fields=["count", "done"])
        self.done = batch.done
        return True

    def _enter(self, batch: ImportBatch, part: Sequence[PlannedRow], at: datetime) -> int:
        """Enter the rows that may, with a receipt for each row; return how many lines there are now."""
        actor = acting(batch)
        self._bring([row for row in part if row.newcomer], actor, at)
        holders = self._holders(part)
        left_out = _left_out(part, holders)
        entered = [row for row in part if row.row not in left_out]
        ids = load_lines(
            [{**row.line, "holder_id": holders[row.row], "register_no": row.register_no or number_of(batch.pk, row)}
             for row in entered],
            actor=actor,
            at=at,
        )  # fmt: skip
        lines = {row.row: entry_id for row, entry_id in zip(entered, ids, strict=True)}
        receipts = (
            _receipt(batch.pk, row, lines.get(row.row), holders.get(row.row), left_out) for row in part
        )
        copy_rows("register_importedrow", _RECEIPT, receipts)
        return len(ids)

    def _bring(self, rows: Sequence[PlannedRow], actor: Actor, at: datetime) -> None:
        """Holders nobody knew enter the directory; who came in by another way meanwhile is known by the number."""
        known = _known_by_number(rows)
        new = [row for row in rows if row.row not in known]
        made = register_together(
            actor=actor, at=at, newcomers=[row.newcomer for row in new if row.newcomer is not None]
        )
        self.brought |= known | {row.row: holder for row, holder in zip(new, made, strict=True)}

    def _holders(self, part: Sequence[PlannedRow]) -> dict[int, Any]:
        """The holder of each row; records that were joined meanwhile lead to the one that was kept."""
        known = [row.holder_id for row in part if row.holder_id is not None]
        roots = roots_of(known) if known else {}
        found: dict[int, Any] = {}
        for row in part:
            if row.holder_id is not None:
                found[row.row] = roots.get(row.holder_id, row.holder_id)
            elif row.first_row is not None:
                found[row.row] = self.brought[row.first_row]
        return found


_RECEIPT = ("batch_id", "row", "entry_id", "holder_id", "year", "is_new_holder", "left_out")


def _receipt(
    batch_id: int, row: PlannedRow, entry_id: int | None, holder_id: int | None, left_out: Mapping[int, str]
) -> tuple[Any, ...]:
    year = row.line["decided_on"].year if entry_id else None
    return batch_id, row.row, entry_id, holder_id, year, row.newcomer is not None, left_out.get(row.row, "")


def number_of(batch_id: int, row: PlannedRow) -> str:
    """The register number of a row that brought none."""
    return f"NK-{batch_id}-{row.line['decided_on'].year % 100:02}-{row.row:05}"


def _known_by_number(rows: Sequence[PlannedRow]) -> dict[int, int]:
    hashes = {
        identity_hash(row.newcomer.identity): row.row
        for row in rows
        if row.newcomer and row.newcomer.identity
    }
    if not hashes:
        return {}
    found = Person.objects.filter(identity_hash__in=list(hashes)).values_list("identity_hash", "subject_id")
    return {hashes[bytes(hashed)]: subject_id for hashed, subject_id in found if hashed is not None}


def _left_out(part: Sequence[PlannedRow], holders: dict[int, Any]) -> dict[int, str]:
    """Why rows do not enter: what the trial said, and what has come into the register since."""
    left_out = {row.row: row.reasons for row in part if row.errors}
    good = [row for row in part if not row.errors]
    entered = entered_honors(
        [(holders[row.row], row.line["decided_on"], row.line["award_code"]) for row in good]
    )
    given = {row.register_no for row in good if row.register_no}
    taken = numbers_taken(given) if given else set()
    for row in good:
        line = row.line
        honor = (holders[row.row], line["award_code"], folded(line["decision_number"]), line["decided_on"])
        if honor in entered:
            left_out[row.row] = _("Khen thưởng này đã có trong sổ, số %(no)s.") % {"no": entered[honor]}
        elif row.register_no and row.register_no in taken:
            left_out[row.row] = _("Số vào sổ %(no)s đã dùng. Bỏ trống để được cấp số khác.") % {
                "no": row.register_no
            }
    return left_out


def day_of_batch(batch: ImportBatch) -> str:
    """The day on which a list came in, in words."""
    return f"{day_of(batch.imported_at or batch.received_at):%d/%m/%Y}"
