"""A list that should not have come in is withdrawn as a whole: each of its lines is annulled, and stays readable.

Part by part like the entering, so that a crash loses nothing and nothing is annulled twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from thidua.core.clock import day_of
from thidua.domain.register.imports.entering import PART, acting
from thidua.domain.register.imports.models import ImportBatch, ImportedRow
from thidua.domain.register.imports.plan import Plans
from thidua.domain.register.imports.workflow import move
from thidua.domain.register.models import Entry
from thidua.domain.register.queries.standing import standing_from
from thidua.domain.register.states import EntryKind, ImportAct, ImportState
from thidua.domain.register.writing import FACTS, write_lines


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
    part = list(
        ImportedRow.objects.filter(batch=batch, row__gt=batch.done, entry_id__isnull=False)
        .order_by("row")
        .values_list("row", "entry_id", "holder_id", "year")[:PART]
    )
    if not part:
        move(batch, ImportAct.CLOSE, actor=acting(batch), at=at, fields={"withdrawn_at": at, "trouble": ""})
        Plans().forget(batch.plan)
        return False
    write_lines(_annulments(batch, part, at))
    batch.done = part[-1][0]
    batch.save(update_fields=["done"])
    return True


def _annulments(batch: ImportBatch, part: Sequence[tuple[Any, ...]], at: datetime) -> list[Mapping[str, Any]]:
    """The annulling line of each grant that still stands, in the words that hold today."""
    ids = [entry_id for _row, entry_id, _holder, _year in part]
    # Holders and years lead to the right partitions.
    near = Entry.objects.filter(holder_id__in={row[2] for row in part}, year__in={row[3] for row in part})
    later: dict[int, list[Entry]] = {}
    for line in near.filter(refers_to_id__in=ids).order_by("pk"):
        later.setdefault(line.refers_to_id or 0, []).append(line)
    act = {
        "kind": EntryKind.ANNULMENT,
        "reason": batch.withdrawal_reason,
        "act_number": batch.paper_number,
        "act_on": day_of(at),
        "entered_at": at,
    }
    lines: list[Mapping[str, Any]] = []
    for grant in near.filter(pk__in=ids).order_by("pk"):
        since = later.get(grant.pk, [])
        if standing_from(since).is_annulled:
            continue
        words = next((line for line in reversed(since) if line.kind == EntryKind.CORRECTION), grant)
        lines.append({name: getattr(words, name) for name in FACTS} | act | {"refers_to_id": grant.pk})
    return lines
