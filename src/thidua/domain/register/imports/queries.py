"""Reads of lists on their way: whose they are, how far they have come, what is wrong with which row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import polars as pl
from django.db.models import Q, QuerySet

from thidua.domain.access import Actor
from thidua.domain.organizations.queries import within
from thidua.domain.register.imports.models import ImportBatch, ImportedRow, RememberedColumn
from thidua.domain.register.imports.plan import Plans, planned_rows, told_reasons
from thidua.domain.register.imports.values import PlannedRow
from thidua.domain.register.permissions import KEEPERS
from thidua.domain.register.states import ImportState


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with the number of rows it was given for; ``is_error`` when it keeps them out."""

    words: str
    rows: int
    is_error: bool


def imports_of(actor: Actor) -> QuerySet[ImportBatch]:
    """Lists of the units whose register the actor keeps, newest first."""
    batches = ImportBatch.objects.select_related("unit").order_by("-received_at", "-pk")
    if actor.is_system:
        return batches
    return batches.filter(within(actor.spans(*KEEPERS), "unit__position"))


def get_import(actor: Actor, pk: int) -> ImportBatch:
    """One of those lists, or ``DoesNotExist``."""
    return imports_of(actor).get(pk=pk)


def waiting_imports() -> QuerySet[ImportBatch]:
    """Lists that a job should be working on."""
    return ImportBatch.objects.filter(
        state__in=[ImportState.CHECKING, ImportState.ENTERING, ImportState.WITHDRAWING]
    )


def newcomers_of(batch_id: int) -> list[int]:
    """The people a list brought into the directory."""
    found = ImportedRow.objects.filter(batch=batch_id, is_new_holder=True).values_list("holder_id", flat=True)
    return sorted({holder for holder in found if holder is not None})


def remembered_by(unit_id: int, source: str) -> dict[str, str]:
    """What wordings meant before in the lists of a unit; of its source before of the unit's others."""
    found = RememberedColumn.objects.filter(Q(source="") | Q(source=source), unit=unit_id).order_by("source")
    return dict(found.values_list("wording", "key"))


def plan_of(batch: ImportBatch) -> pl.DataFrame | None:
    """The judged rows of a list as long as they are kept."""
    return Plans().read(batch.plan) if batch.plan else None


def rows_of(plan: pl.DataFrame, *, only: str, after: int, most: int) -> list[PlannedRow]:
    """Some rows of a plan after row ``after``: those with errors, with warnings alone, good ones, or all."""
    is_bad, is_doubted = pl.col("errors") != "", pl.col("warnings") != ""
    wanted = {"bad": is_bad, "doubtful": ~is_bad & is_doubted, "good": ~is_bad}.get(only, pl.lit(True))
    return planned_rows(plan.filter(wanted & (pl.col("row") > after)).head(most))


def reasons_of(plan: pl.DataFrame, most: int = 12) -> list[Reason]:
    """The reasons of all rows, the most frequent first, errors before warnings."""
    is_bad = pl.col("errors") != ""
    counted: Counter[tuple[bool, str]] = Counter()
    for is_error, reasons in (True, plan.filter(is_bad)["errors"]), (False, plan.filter(~is_bad)["warnings"]):
        for kept, rows in reasons.value_counts().iter_rows():
            counted.update({(is_error, words): rows for words in told_reasons(kept).values()})
    ordered = sorted(counted.items(), key=lambda pair: (not pair[0][0], -pair[1], pair[0][1]))
    return [Reason(words, rows, is_error) for (is_error, words), rows in ordered[:most]]


def left_out_of(batch: ImportBatch, most: int = 200) -> list[ImportedRow]:
    """The receipts of rows that did not become lines."""
    return list(ImportedRow.objects.filter(batch=batch, entry_id=None).order_by("row")[:most])


def receipts_of(batch: ImportBatch) -> QuerySet[ImportedRow]:
    """The receipt of every row, as the sheet counts."""
    return ImportedRow.objects.filter(batch=batch).order_by("row")
