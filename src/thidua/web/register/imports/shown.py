"""What the pages of an import show of a list, and the files people take away."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.http import HttpResponse
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from thidua.core.sentences import read
from thidua.core.sheets import Column, write_table
from thidua.core.sheets.writing import column_letters
from thidua.core.vietnamese import fold, format_number
from thidua.domain.people.states import SubjectKind
from thidua.domain.register.awards import award_label
from thidua.domain.register.imports import queries
from thidua.domain.register.imports.actions import originals
from thidua.domain.register.imports.columns import LABELS
from thidua.domain.register.imports.copies import annotated_copy
from thidua.domain.register.imports.layout import Layout, samples, wordings
from thidua.domain.register.imports.lists import HonorsFile, open_list
from thidua.domain.register.imports.models import ImportBatch
from thidua.domain.register.imports.plan import planned_rows
from thidua.domain.register.models import Entry
from thidua.domain.register.states import ImportState
from thidua.web.register.imports.forms import Seen, SeenColumn

PAGE = 50
_SAMPLES = 3
_LONGEST_SAMPLE = 60
_TITLES = 12
KINDS: dict[str, str] = {
    ImportState.DRAFT: "needs_person", ImportState.CHECKING: "current", ImportState.CHECKED: "needs_person",
    ImportState.ENTERING: "current", ImportState.ENTERED: "done", ImportState.WITHDRAWING: "current",
    ImportState.WITHDRAWN: "returned", ImportState.DISCARDED: "pending",
}  # fmt: skip
"""The glyph of each state."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list in the list of lists."""

    batch: ImportBatch
    kind: str
    state: str
    rows: str


def listed(batch: ImportBatch) -> Listed:
    """How a list is shown among others."""
    rows = format_number(batch.total)
    if batch.state in {ImportState.ENTERED, ImportState.WITHDRAWN}:
        rows = _("%(count)s dòng sổ") % {"count": format_number(batch.count)}
    elif batch.state == ImportState.ENTERING:
        rows = f"{format_number(batch.done)} / {rows}"
    return Listed(batch, KINDS[batch.state], str(ImportState(batch.state).label), rows)


def state_line(batch: ImportBatch) -> str:
    """The line under the title."""
    parts = [_("trang %(sheet)s") % {"sheet": batch.sheet}, batch.source, str(ImportState(batch.state).label)]
    return " · ".join(part for part in parts if part)


def file_of(batch: ImportBatch) -> HonorsFile:
    """The list read again from its original."""
    workbook = open_list(originals().read(batch.sha256))
    return HonorsFile(batch.file_name, batch.sha256, workbook, Layout.of(batch.layout))


def columns_of(batch: ImportBatch) -> Seen:
    """The columns of a sheet with their words and samples, and the titles between its rows."""
    file = file_of(batch)
    words, cells = wordings(file.source, file.layout), samples(file.source, file.layout)
    columns = tuple(
        SeenColumn(number, column_letters(number), words.get(number, ""), _some(texts))
        for number, texts in sorted(cells.items())
        if words.get(number) or texts
    )
    titles = tuple((row, text, _said(told)) for row, text, told in file.listing.titles[:_TITLES])
    warnings = (*file.workbook.warnings, *file.listing.warnings)
    sheets = tuple(sheet.name for sheet in file.workbook.visible)
    return Seen(file.layout, columns, sheets, titles, warnings, len(file.listing))


def _some(texts: list[str]) -> tuple[str, ...]:
    different = list(dict.fromkeys(texts))[:_SAMPLES]
    return tuple(text if len(text) <= _LONGEST_SAMPLE else f"{text[:_LONGEST_SAMPLE]}…" for text in different)


def _said(told: Any) -> str:
    """What a title says of the rows below, in words."""
    return "; ".join(f"{LABELS[key]}: {_in_words(key, text)}" for key, text in told.items())


def _in_words(key: str, text: str) -> str:
    if key == "award":
        return award_label(text).short
    return str(SubjectKind(text).label) if key == "kind" else text


def trial_of(batch: ImportBatch, *, only: str, after: int) -> dict[str, Any]:
    """The result of a trial: figures, reasons by how often they were given, and rows one page at a time."""
    plan = queries.plan_of(batch)
    assert plan is not None  # noqa: S101 - a tried list has its plan
    only = only if only in {"bad", "doubtful", "good", "all"} else "bad" if batch.bad else "good"
    rows = queries.rows_of(plan, only=only, after=after, most=PAGE + 1)
    return {
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].row if len(rows) > PAGE else 0,
        "after": after,
        "only": only,
        "reasons": queries.reasons_of(plan),
        "labels": LABELS,
        "award_of": award_label,
        "newcomers": plan.filter(pl.col("new_name").is_not_null()).height,
    }


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    """How far a list is."""
    is_entering, is_withdrawing = (
        batch.state == state for state in (ImportState.ENTERING, ImportState.WITHDRAWING)
    )
    return {
        "is_running": is_entering or is_withdrawing or batch.state == ImportState.CHECKING,
        "done": batch.done if is_entering else 0,
        "is_counted": is_entering,
        "label": str(ImportState(batch.state).label),
    }


def receipts_of(batch: ImportBatch, *, after: int) -> dict[str, Any]:
    """The receipts one page at a time, with the register numbers of the lines they became."""
    rows = list(queries.receipts_of(batch).filter(row__gt=after)[: PAGE + 1])
    shown = rows[:PAGE]
    lines = Entry.objects.filter(pk__in=[row.entry_id for row in shown if row.entry_id]).in_bulk()
    return {
        "rows": [(row, lines.get(row.entry_id or 0)) for row in shown],
        "next": shown[-1].row if len(rows) > PAGE else 0,
        "after": after,
        "award_of": award_label,
        "left_out": batch.total - batch.count if batch.imported_at else 0,
    }


def annotated(batch: ImportBatch) -> bytes:
    """The person's own workbook with the reasons of the trial."""
    plan = queries.plan_of(batch)
    assert plan is not None  # noqa: S101 - the caller has looked
    told = planned_rows(plan.filter((pl.col("errors") != "") | (pl.col("warnings") != "")))
    reasons = {row.row: {**row.warnings, **row.errors} for row in told}
    return annotated_copy(originals().read(batch.sha256), file_of(batch), reasons)


def receipt_book(batch: ImportBatch) -> bytes:
    """The receipt of every row: its number, the line it became, or why it was left out."""
    rows = queries.receipts_of(batch).values_list("row", "entry_id", "year", "is_new_holder", "left_out")
    entered = list(rows)
    numbers = dict(
        Entry.objects.filter(pk__in=[one[1] for one in entered if one[1]]).values_list("pk", "register_no")
    )
    frame = pl.DataFrame(
        {
            "row": [one[0] for one in entered],
            "number": [numbers.get(one[1] or 0, "") for one in entered],
            "holder": [_("người mới") if one[3] else "" for one in entered],
            "why": [read(one[4]) for one in entered],
        },
        schema={"row": pl.Int64, "number": pl.String, "holder": pl.String, "why": pl.String},
    )
    target = io.BytesIO()
    heads = [
        Column("row", _("Dòng"), 8, "int"), Column("number", _("Số vào sổ"), 22), Column("holder", _("Danh bạ"), 14),
        Column("why", _("Lý do để lại"), 80),
    ]  # fmt: skip
    write_table(frame, target, heads)
    return target.getvalue()


def stem(batch: ImportBatch) -> str:
    """A name for files about a list: that of its own file, in plain letters."""
    words = fold(batch.file_name.rpartition(".")[0] or batch.file_name)
    return "-".join("".join(sign if sign.isalnum() else " " for sign in words).split())[:60] or "danh-sach"


def attachment(body: bytes, name: str) -> HttpResponse:
    """A file to save."""
    response = HttpResponse(body, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{iri_to_uri(name).replace(chr(39), '')}"
    )
    return response
