"""What a person does with a list of former honours: brings it, names its columns, tries it, enters it, withdraws it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from thidua.core.errors import Refused
from thidua.core.files import ContentStore, RefusedFile, refuse_infected
from thidua.core.sheets import UnreadableWorkbook
from thidua.core.vietnamese import fold, format_number, nfc
from thidua.domain.access import Actor
from thidua.domain.audit.record import record
from thidua.domain.organizations.models import Organization
from thidua.domain.register.imports.entering import Progress, alone, day_of_batch, enter_list
from thidua.domain.register.imports.judging import judge_honors
from thidua.domain.register.imports.layout import Layout, check_layout, wordings
from thidua.domain.register.imports.lists import HonorsFile, on_sheet, read_honors
from thidua.domain.register.imports.models import TAKEN, ImportBatch, RememberedColumn
from thidua.domain.register.imports.plan import Plans
from thidua.domain.register.imports.queries import remembered_by
from thidua.domain.register.imports.workflow import move
from thidua.domain.register.permissions import can_import_at
from thidua.domain.register.states import ImportAct, ImportState


def originals() -> ContentStore:
    """Where the files stay as they came, byte by byte."""
    return ContentStore(Path(settings.CONTENT_ROOT))


def receive(
    content: bytes, name: str, *, unit: Organization, actor: Actor, at: datetime, source: str = ""
) -> ImportBatch:
    """Take in a file as a list of a unit: the original is kept, and the layout of its best sheet is guessed.

    Sheets whose rows stand in the register already are passed over while another can be read.

    Refused when the actor does not keep the register of the unit, the virus scanner finds something or does not
    answer, or the sheet is in the register already. Raises ``UnreadableWorkbook`` for what is no list.
    """
    allowed = can_import_at(actor, unit.position)
    if not allowed:
        raise Refused(allowed.reason)
    scan(content)
    file = _next_sheet(content, name, remembered_by(unit.pk, nfc(source)))
    refuse_known_file(file)
    return _take(file, content, unit=unit, source=nfc(source), actor=actor, at=at)


def _next_sheet(content: bytes, name: str, remembered: Mapping[str, str]) -> HonorsFile:
    """The best sheet, or the first other list of the file when that one was entered before."""
    file = read_honors(content, name, remembered=remembered)
    known = ImportBatch.objects.filter(sha256=file.sha256, state__in=TAKEN)
    entered = set(known.values_list("sheet", flat=True))
    others = [sheet.name for sheet in file.workbook.visible if sheet.name not in entered]
    for other in others if file.sheet in entered else ():
        with suppress(UnreadableWorkbook):
            return on_sheet(file, other, remembered=remembered)
    return file


def scan(content: bytes) -> None:
    """Refuse a file that the virus scanner, where one is set up, finds harmful or cannot look at; before it is opened."""
    try:
        refuse_infected(content)
    except RefusedFile as error:
        raise Refused(str(error), field="file") from error


@transaction.atomic
def _take(
    file: HonorsFile, content: bytes, *, unit: Organization, source: str, actor: Actor, at: datetime
) -> ImportBatch:
    originals().put(io.BytesIO(content))
    batch = ImportBatch.objects.create(
        unit=unit, source=source[:200], sha256=file.sha256, sheet=file.sheet, file_name=file.name[:255],
        layout=file.layout.as_dict(), received_at=at, received_by_id=actor.user_id, imported_by=actor.name,
        total=len(file.listing),
    )  # fmt: skip
    record("import.received", batch, actor=actor, at=at, organization_id=unit.pk, sha256=file.sha256)
    return batch


@transaction.atomic
def take_sheet(batch: ImportBatch, sheet: str, *, actor: Actor, at: datetime) -> ImportBatch:
    """Read another sheet of the same file instead; its layout is guessed anew."""
    row = _locked(batch)
    content = originals().read(row.sha256)
    file = read_honors(content, row.file_name, sheet=sheet, remembered=remembered_by(row.unit_id, row.source))
    refuse_known_file(file)
    row.sheet, row.layout, row.total = file.sheet, file.layout.as_dict(), len(file.listing)
    row.save(update_fields=["sheet", "layout", "total"])
    return row


@transaction.atomic
def check(batch: ImportBatch, layout: Layout, *, actor: Actor, at: datetime) -> ImportBatch:
    """Settle what the columns mean, remember it for the lists of this source, and ask for a trial."""
    check_layout(layout)
    row = _locked(batch)
    Plans().forget(row.plan)
    fields = {"layout": layout.as_dict(), "sheet": layout.sheet, "plan": "", "trouble": "", "done": 0}
    move(row, ImportAct.CHECK, actor=actor, at=at, fields=fields)
    file = read_honors(originals().read(row.sha256), row.file_name, layout=layout)
    _remember(row, layout, wordings(file.source, layout))
    return row


def judge(batch_id: int, *, actor: Actor, at: datetime) -> None:
    """Try a list: judge every row and keep the result; nothing enters. Nothing happens in any other state."""
    batch = ImportBatch.objects.select_related("unit").get(pk=batch_id)
    if batch.state != ImportState.CHECKING:
        return
    file = read_honors(originals().read(batch.sha256), batch.file_name, layout=Layout.of(batch.layout))
    judged = judge_honors(file, actor=actor, at=at, unit_code=batch.unit.code)
    with transaction.atomic():
        settle(_locked(batch), judged, actor=actor, at=at)


def settle(batch: ImportBatch, judged: pl.DataFrame, *, actor: Actor, at: datetime) -> None:
    """Keep the judged rows of a list as its plan."""
    is_bad, is_doubted = judged["errors"] != "", judged["warnings"] != ""
    fields = {
        "plan": Plans().keep(judged),
        "total": judged.height,
        "bad": int(is_bad.sum()),
        "doubtful": int((is_doubted & ~is_bad).sum()),
        "trouble": "",
        "done": 0,
    }
    move(batch, ImportAct.JUDGE, actor=actor, at=at, fields=fields)


@transaction.atomic
def reopen(batch: ImportBatch, *, actor: Actor, at: datetime, trouble: str = "") -> ImportBatch:
    """Go back to the columns of a list, because a person wants to or because the trial could not be made."""
    row = _locked(batch)
    Plans().forget(row.plan)
    move(row, ImportAct.REOPEN, actor=actor, at=at, fields={"plan": "", "trouble": trouble})
    return row


@transaction.atomic
def accept(batch: ImportBatch, *, actor: Actor, at: datetime, leave_out: bool = False) -> ImportBatch:
    """Let a tried list enter. Rows with errors keep the whole list out, unless ``leave_out`` says to leave them out.

    Refused when no row may enter, and when the same sheet is in the register already.
    """
    row = _locked(batch)
    _refuse_taken(row.sha256, row.sheet)
    if row.state == ImportState.CHECKED:
        _refuse_bad_rows(row, leave_out=leave_out)
    fields = {
        "leaves_out": leave_out,
        "done": 0,
        "count": 0,
        "imported_by": actor.name,
        "received_by_id": actor.user_id,
    }
    move(row, ImportAct.ENTER, actor=actor, at=at, fields=fields, rows=row.good, left_out=row.bad)
    return row


@transaction.atomic
def discard(batch: ImportBatch, *, actor: Actor, at: datetime) -> ImportBatch:
    """Put a list away that is not to enter; its original stays."""
    row = _locked(batch)
    Plans().forget(row.plan)
    move(row, ImportAct.DISCARD, actor=actor, at=at, fields={"plan": ""})
    return row


@transaction.atomic
def withdraw(batch: ImportBatch, *, reason: str, actor: Actor, at: datetime) -> ImportBatch:
    """Take a list back as a whole: its lines are to be annulled, for a reason that stays in the register."""
    row = _locked(batch)
    if not nfc(reason):
        raise Refused(_("Ghi lý do rút lại: lý do ở lại trên từng dòng sổ."), field="reason")
    fields = {"done": 0, "withdrawal_reason": nfc(reason)[:1000]}
    move(row, ImportAct.WITHDRAW, actor=actor, at=at, fields=fields, lines=row.count)
    return row


def import_honors(
    file: HonorsFile,
    content: bytes,
    *,
    unit: Organization,
    actor: Actor,
    at: datetime,
    leave_out: bool = False,
    judged: pl.DataFrame | None = None,
    progress: Progress | None = None,
) -> ImportBatch:
    """Enter a whole list here and now, as one batch with a receipt for each row; all rows or none.

    ``judged`` are its rows when they were judged just now. Refuses what ``receive`` and ``accept`` refuse;
    ``details`` of a refusal for rows are the judged rows.
    """
    refuse_known_file(file)
    if judged is None:
        judged = judge_honors(file, actor=actor, at=at, unit_code=unit.code)
    with ExitStack() as until_entered:
        with transaction.atomic():
            batch = _take(file, content, unit=unit, source="", actor=actor, at=at)
            until_entered.enter_context(alone(batch.pk))  # before a worker can see that it waits
            move(batch, ImportAct.CHECK, actor=actor, at=at)
            settle(batch, judged, actor=actor, at=at)
            try:
                accept(batch, actor=actor, at=at, leave_out=leave_out)
            except Refused as refusal:
                Plans().forget(batch.plan)
                raise Refused(refusal.message, details=judged) from refusal
        enter_list(batch.pk, now=lambda: at, progress=progress)
    batch.refresh_from_db()
    return batch


def refuse_known_file(file: HonorsFile) -> None:
    """Refuse a file whose content, sheet by sheet, is in the register already."""
    _refuse_taken(file.sha256, file.sheet)


def _refuse_taken(sha256: str, sheet: str) -> None:
    known = ImportBatch.objects.filter(sha256=sha256, sheet=sheet, state__in=TAKEN).first()
    if known is not None:
        raise Refused(
            _("Tệp này đã nhập ngày %(day)s (lô %(batch)s, %(count)s dòng). Không nhập lại.")
            % {"day": day_of_batch(known), "batch": known.pk, "count": format_number(known.count)}
        )


def _refuse_bad_rows(batch: ImportBatch, *, leave_out: bool) -> None:
    words = {"bad": format_number(batch.bad), "all": format_number(batch.total)}
    if not batch.good:
        raise Refused(
            _("Cả %(all)s dòng đều chưa nhập được. Sửa danh sách theo lý do ở từng ô rồi tải lên lại.")
            % words
        )
    if batch.bad and not leave_out:
        raise Refused(
            _(
                "%(bad)s trên %(all)s dòng chưa nhập được nên chưa dòng nào được nhập. Sửa các dòng ấy rồi nhập lại."
            )
            % words
        )


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)


def _remember(batch: ImportBatch, layout: Layout, texts: Mapping[int, str]) -> None:
    """Keep what each wording meant, and which were left out, for the next list of the same source."""
    keys = {column: key for key, column in layout.columns.items()}
    told = {fold(text)[:300]: keys.get(column, "") for column, text in texts.items() if fold(text)}
    RememberedColumn.objects.bulk_create(
        [
            RememberedColumn(unit_id=batch.unit_id, source=batch.source, wording=wording, key=key)
            for wording, key in told.items()
        ],
        update_conflicts=True,
        unique_fields=["unit", "source", "wording"],
        update_fields=["key"],
    )
