"""A list that should not have come in is withdrawn as a whole: each of its lines is annulled, and stays readable.

Part by part like the entering, so that a crash loses nothing and nothing is annulled twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from thidua.core.clock import day_of
from thidua.domain.register.imports.entering import PART, acting
from thidua.domain.register.imports.models import ImportBatch, ImportedRow
from thidua.domain.register.imports.plan import Plans
from thidua.domain.register.imports.workflow import move
from thidua.domain.register.lots import write_annulments
from thidua.domain.register.states import ImportAct, ImportState
from thidua.domain.register.values import Paper


@dataclass(frozen=True, slots=True)
class Undone:
    """What the withdrawal of a list did: how many lines it annulled, and how many were annulled before.

    ``numbers`` of the list's own stay with the annulled lines: the register gives none twice, so a row that brings one
    again is given another. ``people`` whom it brought stay in the directory.
    """

    annulled: int
    before: int
    numbers: int
    people: int


_UNDONE = """
    select count(*) filter (where a.id is not null), count(*) filter (where a.id is null),
           count(*) filter (where e.register_no not like %(made)s)
      from register_importedrow r
      join register_entry e on e.holder_id = r.holder_id and e.year = r.year and e.id = r.entry_id
      left join lateral (
        select a.id from register_entry a
         where a.holder_id = r.holder_id and a.year = r.year and a.refers_to_id = r.entry_id
           and a.kind = 'annulment' and a.act_number = %(paper)s limit 1) a on true
     where r.batch_id = %(batch)s and r.entry_id is not null
"""


def withdraw_list(batch_id: int, *, now: Callable[[], datetime]) -> None:
    """Go on with the withdrawal of a list until every line is annulled; nothing happens in any other state."""
    while _withdraw_part(batch_id, now()):
        pass


@transaction.atomic
def _withdraw_part(batch_id: int, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('register_import'))")
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch_id)
    if batch.state != ImportState.WITHDRAWING:
        return False
    part: list[tuple[Any, ...]] = list(
        ImportedRow.objects.filter(batch=batch, row__gt=batch.done, entry_id__isnull=False)
        .order_by("row")
        .values_list("row", "entry_id", "holder_id", "year")[:PART]
    )
    if not part:
        undone = asdict(_undone(batch))
        fields = {"withdrawn_at": at, "trouble": "", "undone": undone}
        move(batch, ImportAct.CLOSE, actor=acting(batch), at=at, fields=fields, **undone)
        Plans().forget(batch.plan)
        return False
    paper = Paper(batch.paper_number, day_of(at), batch.withdrawal_reason)
    write_annulments([(holder, year, entry) for _row, entry, holder, year in part], paper=paper, at=at)
    batch.done = part[-1][0]
    batch.save(update_fields=["done"])
    return True


def _undone(batch: ImportBatch) -> Undone:
    with connection.cursor() as cursor:
        cursor.execute(_UNDONE, {"made": f"NK-{batch.pk}-%", "paper": batch.paper_number, "batch": batch.pk})
        annulled, before, numbers = cursor.fetchone()
    people = (
        ImportedRow.objects.filter(batch=batch, is_new_holder=True).values("holder_id").distinct().count()
    )
    return Undone(annulled, before, numbers, people)
